"""A script rendered where it can do no harm: in a child that is killed when it goes too far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from app.domain.bulletins import Fact, Script
from app.domain.evidence import Assessment
from app.domain.places import County
from app.errors import TemplateError
from app.writing.compose import compose
from app.writing.language_pack import LanguagePack, load, with_text
from app.writing.lengths import Length
from app.writing.render_child import RenderChild

# A script of an hour; nothing that is for air comes near.
LONGEST_SCRIPT = 60_000
KEPT_PACKS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSource:
    """Where a child finds a pack, as templates do not travel between processes once compiled.

    Attributes:
        folder: The language's folder.
        overlay: Texts over files of the folder, by file.
        tried: One more text over them, by file, that is tried and most likely not tried again.
    """

    folder: Path
    overlay: tuple[tuple[str, str], ...]
    tried: tuple[str, str] | None = None

    @classmethod
    def of(cls, folder: Path, overlay: Mapping[str, str]) -> PackSource:
        """Return the source of a folder with texts over it."""
        return cls(folder=folder, overlay=tuple(sorted(overlay.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeOrder:
    """What `compose` needs, fit to travel to a child.

    Attributes:
        pack_sha256: Hash that the pack must have in the child too.
    """

    source: PackSource
    pack_sha256: str
    assessment: Assessment
    county: County
    exercise: bool
    next_issue: date
    extra: dict[str, Fact] = field(default_factory=dict)
    before: Assessment | None = None
    length: Length = Length.STANDARD
    without: frozenset[str] = frozenset()


def render_safely(child: RenderChild, order: ComposeOrder, *, wait_s: float = 60) -> Script:
    """Return the script of an order, composed in a child.

    Raises:
        Conflict: Too many wait for a child already.
        EvidenceError: A fact is missing that no script can do without.
        LanguageError: The language cannot say it, or its texts went too far.
    """
    return child.run(partial(_composed, order), wait_s=wait_s)


def kept_pack(source: PackSource) -> LanguagePack:
    """Return a pack; a process keeps the last few, as most work comes in runs over one.

    Raises:
        LanguageError: A file is wrong; the message names it.
    """
    kept = _loaded(replace(source, tried=None), _stamp(source.folder))
    if source.tried is None:
        return kept
    file, text = source.tried
    return with_text(kept, source.folder, file=file, text=text)


def _composed(order: ComposeOrder) -> Script:
    pack = kept_pack(order.source)
    if pack.sha256 != order.pack_sha256:
        raise TemplateError(f"the files of '{pack.code}' were changed meanwhile; start again")
    script = compose(
        order.assessment,
        pack,
        county=order.county,
        exercise=order.exercise,
        next_issue=order.next_issue,
        extra=order.extra,
        before=order.before,
        length=order.length,
        without=order.without,
    )
    if len(script.text) > LONGEST_SCRIPT:
        raise TemplateError(f"the script has more than {LONGEST_SCRIPT} letters; make it shorter")
    return script


def _stamp(folder: Path) -> str:
    """Return a mark that changes when a file of the folder is written."""
    files = (folder.parent / "slots.yaml", folder, *folder.rglob("*"))
    return str(max(each.stat().st_mtime_ns for each in files))


@lru_cache(maxsize=KEPT_PACKS)
def _loaded(source: PackSource, stamp: str) -> LanguagePack:
    _ = stamp
    return load(source.folder, overlay=dict(source.overlay))
