"""What the page of one bulletin shows: its words part by part, with all that is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.bulletins import Bulletin, Script, Segment, SignOff, Verdict
from app.domain.people import Officer, Right
from app.domain.recordings import Recording
from app.domain.takes import Take, parts_to_read, words_sha256
from app.store.approvals import Clearance, clearance, objection_to
from app.store.bulletins import released, the_bulletin
from app.store.changes import CHANGEABLE
from app.store.comments import Comment, comments_of
from app.store.listing import Standing, newest_editions
from app.store.recordings import recordings_of
from app.store.takes import matched_takes
from app.web.desk.marked import Piece, Stretch, differences, marked
from app.web.provenance import provenance_of
from app.web.shapes import FigureShape
from app.web.site_parts import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One segment as it is read.

    Attributes:
        lines: Its sentences in pieces, some of which name a fact.
        figures: Those facts, by the key that pieces name.
        changed: What became of the words since the last released text; empty: nothing.
        take: The recording that will be used instead of a computer voice, or None.
        beside: The same segment in another language; empty when that does not have it.
    """

    kind: str
    lines: tuple[tuple[Piece, ...], ...]
    figures: Mapping[str, FigureShape]
    changed: tuple[Stretch, ...]
    take: Take | None
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """Where a bulletin stands, and what this officer may do about it.

    Attributes:
        cleared: How far it is from air.
        others: The bulletins of the same county and week in other languages.
        beside: One of them whose words are shown beside, or None.
        before: The text that was released last, or None.
        why_not: Why this officer cannot sign it, in plain words; empty when he or she can.
        may_change: Whether this officer may change its words by hand, now.
    """

    cleared: Clearance
    others: tuple[Standing, ...]
    beside: Bulletin | None
    before: Bulletin | None
    comments: tuple[Comment, ...]
    recordings: tuple[Recording, ...]
    why_not: str
    may_change: bool


def stands(site: Site, bulletin: Bulletin, officer: Officer | None, *, beside: str) -> Stands:
    """Return where a bulletin stands for an officer; None is a reader of an exercise.

    Args:
        beside: Code of the language to show beside; empty: the first other one.
    """
    now = site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        every = newest_editions(
            tx, bulletin.week, exercise=bulletin.exercise, county=bulletin.county
        )
        others = [each for each in every if each.language != bulletin.language]
        shown = next((each for each in others if each.language == beside), None)
        shown = shown or next((each for each in others if each.has_script), None)
        last = released(
            tx,
            exercise=bulletin.exercise,
            county=bulletin.county,
            language=bulletin.language,
            limit=2,
        )
        cleared = clearance(tx, bulletin, at=now)
        why_not = ""
        if officer is not None and bulletin.script is not None:
            text = bulletin.script.sha256
            given = SignOff(officer=officer.name, text_sha256=text, at=now, reauthenticated_at=now)
            why_not = objection_to(tx, bulletin, cleared.demand, given, text_sha256=text)
            if any(each.officer == officer.name for each in cleared.counted):
                why_not = "You have signed this text; another person must."
        return Stands(
            cleared=cleared,
            others=tuple(others),
            beside=the_bulletin(tx, shown.id) if shown else None,
            before=next((each for each in last if each.id != bulletin.id), None),
            comments=tuple(comments_of(tx, bulletin.id)),
            recordings=recordings_of(tx, [bulletin.id])[bulletin.id],
            why_not=why_not,
            may_change=_may_change(bulletin, officer),
        )


def _may_change(bulletin: Bulletin, officer: Officer | None) -> bool:
    if officer is None or bulletin.verdict not in CHANGEABLE or bulletin.script is None:
        return False
    here = officer.covers(county=bulletin.county, language=bulletin.language)
    return here and officer.may(Right.CHANGE_TEXT)


def parts(
    site: Site, bulletin: Bulletin, *, beside: Bulletin | None, before: Bulletin | None
) -> tuple[Part, ...]:
    """Return a bulletin's segments as they are read."""
    script = bulletin.script
    if script is None:
        return ()
    figures = provenance_of(site, bulletin).figures
    takes = _takes(site, bulletin, script)
    then, there = _by_kind(before), _by_kind(beside)
    return tuple(
        _part(
            segment,
            figures={
                f"{segment.kind}-{each.name}".replace("_", "-"): each
                for each in figures
                if each.segment == segment.kind
            },
            before=then.get(segment.kind, ()) if before else segment.sentences,
            beside=there.get(segment.kind, ()),
            take=takes.get(segment.kind),
        )
        for segment in script.segments
    )


def _part(
    segment: Segment,
    *,
    figures: dict[str, FigureShape],
    before: tuple[str, ...],
    beside: tuple[str, ...],
    take: Take | None,
) -> Part:
    words = {key: each.words for key, each in figures.items()}
    return Part(
        kind=segment.kind,
        lines=tuple(marked(each, words) for each in segment.sentences),
        figures=figures,
        changed=differences(before, segment.sentences),
        take=take,
        beside=beside,
    )


def _by_kind(bulletin: Bulletin | None) -> dict[str, tuple[str, ...]]:
    segments = bulletin.script.segments if bulletin and bulletin.script else ()
    return {each.kind: each.sentences for each in segments}


def _takes(site: Site, bulletin: Bulletin, script: Script) -> dict[str, Take]:
    """Return the recording of each part that has a matched one, `whole` among them."""
    pack = site.newsroom.packs.get(bulletin.language)
    disclosure = pack.voices.disclosure if pack else ""
    words = {
        kind: words_sha256(lines)
        for kind, lines in parts_to_read(script, disclosure=disclosure).items()
    }
    with site.newsroom.store.reading() as tx:
        found = matched_takes(
            tx, county=bulletin.county, language=bulletin.language, words=set(words.values())
        )
    return {kind: found[key] for kind, key in words.items() if key in found}


def has_computer_voice(site: Site, language: str) -> bool:
    """Return whether a computer can speak a language here without the net."""
    pack = site.newsroom.packs.get(language)
    engines = {each.engine for each in site.newsroom.voices}
    return pack is not None and any(each.engine in engines for each in pack.voices.ladder)


def being_made(bulletin: Bulletin) -> bool:
    """Return whether a bulletin's audio is being made, or waits to be."""
    return bulletin.verdict is Verdict.READY
