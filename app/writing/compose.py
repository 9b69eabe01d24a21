"""From an assessment to a script: which segments, in which order, and nothing without its fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.domain.bulletins import Fact, Script, Segment
from app.domain.evidence import Assessment
from app.domain.periods import Period, Week
from app.domain.places import County
from app.errors import EvidenceError, PackEmpty, TemplateError
from app.writing.advice import Advice, choose, season_of_days
from app.writing.dates import month_and_year_words
from app.writing.facts import Frame, facts_of, official_phase
from app.writing.filters import value_words
from app.writing.language_pack import LanguagePack
from app.writing.pack_settings import PackStatus
from app.writing.phrases import EXERCISE_NOT_REAL, EXERCISE_ONLY, EXERCISE_REPLAY
from app.writing.segments import ALWAYS_SAID, SegmentKind
from app.writing.slots import SlotType
from app.writing.templates import Said, render
from app.writing.wording import Spoken, Wording

NO_EXTRA: Mapping[str, Fact] = MappingProxyType({})
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")


def compose(
    assessment: Assessment,
    pack: LanguagePack,
    *,
    county: County,
    exercise: bool,
    next_issue: date,
    extra: Mapping[str, Fact] = NO_EXTRA,
) -> Script:
    """Return the script of a county's bulletin in the language of the pack.

    Args:
        assessment: What is known, with NDMA's official phase.
        pack: The language.
        county: The county of the assessment.
        exercise: Whether the first and last words must say that it is an exercise.
        next_issue: Day of the next bulletin.
        extra: Further facts by slot, such as a verified contact.

    Raises:
        PackEmpty: The language has no sentences, or no advice for this phase and season.
        EvidenceError: There is no official phase, or a fact that no script can do without.
        NoWords: The language cannot say one of the values.
    """
    _refuse_empty(pack)
    known = facts_of(assessment, Frame(county=county, next_issue=next_issue))
    facts = {**known, **_actions(assessment, pack), **extra}
    wording = _wording(assessment, pack)
    spoken = {name: _spoken(fact, name, pack, wording) for name, fact in facts.items()}
    segments = _segments(assessment, pack, spoken)
    warning = _exercise_words(assessment, wording) if exercise else ()
    return Script(
        language=pack.code,
        title=_title(county, pack, assessment.week, exercise=exercise),
        segments=_bracketed(segments, first=warning, last=(*_disclosure(pack), *warning)),
        pack_sha256=pack.sha256,
        exercise=exercise,
    )


def _wording(assessment: Assessment, pack: LanguagePack) -> Wording:
    return Wording(
        language=pack.about.english_name,
        numbers=pack.numbers,
        dates=pack.dates,
        phrases=pack.phrases,
        as_of=assessment.as_of,
    )


def _refuse_empty(pack: LanguagePack) -> None:
    if pack.status is PackStatus.EMPTY or not pack.segments:
        why = pack.about.why_empty or f"{pack.name} has no sentences yet."
        raise PackEmpty(why)


def _actions(assessment: Assessment, pack: LanguagePack) -> dict[str, Fact]:
    """Return the three actions of phase and season, each in full and in short form."""
    week = assessment.week
    heard = Period(week.monday, week.sunday)
    if assessment.replay_of is not None:
        heard = Period(assessment.as_of, assessment.as_of)
    chosen = choose(
        pack.advice,
        phase=official_phase(assessment).phase,
        season=season_of_days(heard),
        last_day=week.sunday,
    )
    facts = [fact for each in chosen for fact in _action(each)]
    return {fact.name: fact for fact in facts}


def _action(advice: Advice) -> Iterator[Fact]:
    source = f"advice.csv, {advice.key}; {advice.source}"
    yield Fact(name=f"action_{advice.order}", value=advice.text, formula=source)
    yield Fact(name=f"action_{advice.order}_short", value=advice.short, formula=source)


def _spoken(fact: Fact, name: str, pack: LanguagePack, wording: Wording) -> Spoken:
    slot = pack.slots.get(name)
    if slot is None:
        raise EvidenceError(f"the fact '{name}' has no slot in slots.yaml; add it there first")
    if slot.unit and fact.unit != slot.unit:
        raise EvidenceError(
            f"'{name}' came in '{fact.unit}', but is said in {slot.unit}; mend the source"
        )
    return Spoken(fact=fact, slot=slot, wording=wording)


def _segments(
    assessment: Assessment, pack: LanguagePack, spoken: Mapping[str, Spoken]
) -> Iterator[Segment]:
    phase = official_phase(assessment).phase
    for kind in SegmentKind:
        template = pack.template(phase, kind)
        said = render(template, spoken) if template else ()
        if template and not said and kind in ALWAYS_SAID:
            raise TemplateError(f"{template.file}, line 1: nothing in it can be said this week")
        if said:
            yield Segment(
                kind=str(kind),
                sentences=tuple(part for each in said for part in _SENTENCE_END.split(each.text)),
                facts=_facts_said(said, spoken),
            )


def _facts_said(said: Sequence[Said], spoken: Mapping[str, Spoken]) -> tuple[Fact, ...]:
    """Return the facts that the lines rest on, each with its words."""
    found: dict[str, Fact] = {}
    for line in said:
        for name in line.slots:
            it = spoken[name]
            words = line.text if it.slot.type is SlotType.FLAG else value_words(it)
            found.setdefault(name, replace(it.fact, words=words))
    return tuple(found.values())


def _exercise_words(assessment: Assessment, wording: Wording) -> tuple[str, ...]:
    said = (wording.phrase(EXERCISE_ONLY), wording.phrase(EXERCISE_NOT_REAL))
    if assessment.replay_of is None:
        return said
    month = month_and_year_words(assessment.replay_of, dates=wording.dates)
    return (*said, wording.phrase(EXERCISE_REPLAY).format(month=month))


def _disclosure(pack: LanguagePack) -> tuple[str, ...]:
    return (pack.voices.disclosure,) if pack.voices.disclosure else ()


def _bracketed(
    segments: Iterable[Segment], *, first: tuple[str, ...], last: tuple[str, ...]
) -> tuple[Segment, ...]:
    """Return the segments with the script's first and last words put around them."""
    opening, *middle, closing = segments
    opening = replace(opening, sentences=(*first, *opening.sentences))
    closing = replace(closing, sentences=(*closing.sentences, *last))
    return (opening, *middle, closing)


def _title(county: County, pack: LanguagePack, week: Week, *, exercise: bool) -> str:
    mark = "EXERCISE – " if exercise else ""
    return (
        f"{mark}Drought bulletin – {county.name} – {pack.name} – Wk {week.number:02d} {week.year}"
    )
