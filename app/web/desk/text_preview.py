"""A text tried out for its editor: its sentences, seconds and lint, and its sound if wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.evidence import Phase
from app.domain.places import County
from app.errors import (
    Conflict,
    EvidenceError,
    LanguageError,
    MasteringError,
    NotFound,
    ScriptRefused,
    VoiceError,
)
from app.pipeline.newsroom import Newsroom
from app.pipeline.preview import Asked, Previewed, preview, segment_s, segment_to_hear
from app.web.desk.text_rows import Fault, faults_of, phase_of
from app.web.site_parts import Site

NO_PHASE = Phase.ALERT


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of a text.

    Attributes:
        faults: Why it cannot be spoken, at their lines; nothing else is filled in then.
        sentences: What this segment says; empty when it says nothing with this evidence.
        seconds: How long the segment lasts.
        whole_s: How long the bulletin lasts.
        others: The other segments, kind and text.
        findings: The radio lint.
        evidence: What it was made from.
        sound: Key of its sound, or empty.
        silence: Why there is no sound, or empty.
    """

    faults: tuple[Fault, ...] = ()
    sentences: tuple[str, ...] = ()
    seconds: int = 0
    whole_s: int = 0
    others: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    evidence: str = ""
    sound: str = ""
    silence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """With whose evidence, and in which phase, a text is tried."""

    county: County
    phase: Phase


def wanted_of(site: Site, fields: Mapping[str, str], name: str) -> Wanted:
    """Return what a form asks for; a text of one phase is tried in that phase."""
    places = site.newsroom.counties
    county = next((each for each in places if each.slug == fields.get("county")), places[0])
    told = fields.get("phase", "")
    phase = phase_of(name) or (Phase(told) if told in list(Phase) else NO_PHASE)
    return Wanted(county=county, phase=phase)


def try_text(newsroom: Newsroom, asked: Asked, *, kind: str, hear: bool) -> Tried:
    """Return what became of a text; whatever is wrong with it is told and not raised.

    Args:
        kind: Segment that is looked at.
        hear: Whether its sound is wanted too.
    """
    try:
        made = preview(newsroom, asked)
    except LanguageError as fault:
        return Tried(faults=faults_of(fault, asked.file))
    except (Conflict, EvidenceError) as fault:
        return Tried(faults=(Fault(line=0, message=str(fault)),))
    return _told(newsroom, made, kind=kind, hear=hear)


def _told(newsroom: Newsroom, made: Previewed, *, kind: str, hear: bool) -> Tried:
    said = [each for each in made.script.segments if each.kind == kind]
    sound, silence = _sound(newsroom, made, kind) if hear else ("", "")
    return Tried(
        sentences=tuple(line for each in said for line in each.sentences),
        seconds=segment_s(made, kind),
        whole_s=made.seconds,
        others=tuple((each.kind, each.text) for each in made.script.segments if each.kind != kind),
        findings=made.findings,
        evidence=made.evidence,
        sound=sound,
        silence=silence,
    )


def _sound(newsroom: Newsroom, made: Previewed, kind: str) -> tuple[str, str]:
    """Return the key of a segment's sound, or why there is none."""
    try:
        return segment_to_hear(newsroom, made, kind).stem, ""
    except (NotFound, MasteringError, ScriptRefused, VoiceError) as fault:
        return "", str(fault)
