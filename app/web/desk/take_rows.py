"""The parts of a bulletin as people record them: the words, and what was recorded so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.bulletins import Bulletin
from app.domain.people import Officer
from app.domain.takes import Take, match_objection, words_sha256
from app.pipeline.takes import expected_s, parts_of
from app.store.takes import takes_of
from app.web.addresses import takes_path
from app.web.site_parts import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A take, and what this officer may do about it.

    Attributes:
        why_not: Why this officer cannot say that it matches; empty when he or she can.
        path: Where it is heard.
    """

    take: Take
    why_not: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part to read, what was recorded of it, and how long it should last in seconds."""

    kind: str
    sentences: tuple[str, ...]
    text_sha256: str
    seconds: float
    heard: tuple[Heard, ...]

    @property
    def done(self) -> bool:
        """Whether a matched recording is there."""
        return any(each.take.matched_by for each in self.heard)


def part_rows(
    site: Site, about: Bulletin, visitor: Officer | None
) -> tuple[list[Part], list[Take]]:
    """Return every part with its takes, and the takes whose words have changed since."""
    words = parts_of(site.newsroom, about)
    hashes = {kind: words_sha256(sentences) for kind, sentences in words.items()}
    with site.newsroom.store.reading() as tx:
        kept = takes_of(
            tx,
            county=about.county,
            language=about.language,
            bulletin=about.id,
            words=set(hashes.values()),
        )
    parts = [
        Part(
            kind=kind,
            sentences=sentences,
            text_sha256=hashes[kind],
            seconds=expected_s(site.newsroom, about.language, sentences),
            heard=_heard(about, (e for e in kept if e.text_sha256 == hashes[kind]), visitor),
        )
        for kind, sentences in words.items()
    ]
    return parts, [each for each in kept if each.text_sha256 not in hashes.values()]


def _heard(about: Bulletin, kept: Iterable[Take], visitor: Officer | None) -> tuple[Heard, ...]:
    return tuple(
        Heard(
            take=each,
            why_not=match_objection(each, visitor) if visitor else "",
            path=f"{takes_path(about.id)}/{each.id}.mp3",
        )
        for each in kept
    )
