"""From an assessment to a script: which segments, in which order, and nothing without its fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.domain.bulletins import Fact, Script, Segment
from app.domain.evidence import Assessment, Phase
from app.domain.periods import Period, Week
from app.domain.places import County
from app.errors import EvidenceError, PackEmpty, TemplateError
from app.writing.advice import ORDERS, Advice, choose, season_of_days
from app.writing.changes import changes
from app.writing.dates import month_and_year_words
from app.writing.facts import Frame, facts_of, official_phase
from app.writing.filters import value_words
from app.writing.language_pack import LanguagePack
from app.writing.lengths import Length, longest_s, planned_s, shorter
from app.writing.pack_settings import PackStatus
from app.writing.phrases import EXERCISE_NOT_REAL, EXERCISE_ONLY, EXERCISE_REPLAY
from app.writing.segments import ALWAYS_SAID, ENDING, SPOT, SPOT_SAID, SegmentKind
from app.writing.slots import SlotType
from app.writing.templates import Said, SegmentTemplate, render
from app.writing.wording import Spoken, Wording

NO_EXTRA: Mapping[str, Fact] = MappingProxyType({})
Templates = Mapping[SegmentKind, SegmentTemplate]
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")


def compose(
    assessment: Assessment,
    pack: LanguagePack,
    *,
    county: County,
    exercise: bool,
    next_issue: date,
    extra: Mapping[str, Fact] = NO_EXTRA,
    before: Assessment | None = None,
    length: Length = Length.STANDARD,
    without: frozenset[str] = frozenset(),
) -> Script:
    """Return the script of a county's bulletin in the language of the pack.

    Args:
        exercise: Whether the first and last words must say that it is an exercise.
        next_issue: Day of the next bulletin.
        extra: Further facts by slot, such as a verified contact.
        before: What last week's bulletin was made from, to say what has changed; or None.
        length: How long it may be by planned seconds; what matters least is left out first.
        without: Facts that another language of the county has no time for: none then says them.

    Raises:
        EvidenceError: There is no official phase, or a fact that no script can do without.
        LanguageError: The language has no sentences, no advice, or no words for a value.
    """
    wording, frame = _wording(assessment, pack), Frame(county=county, next_issue=next_issue)
    facts = {**_facts(assessment, before, pack, frame, given=extra), **extra}
    spoken = {name: _spoken(fact, name, pack, wording) for name, fact in facts.items()}
    phase = official_phase(assessment).phase
    fitting, lost = _fitting(pack, spoken, phase=phase, length=length, without=without)
    warning = _exercise_words(assessment, wording) if exercise else ()
    return Script(
        language=pack.code,
        title=_title(county, pack, assessment.week, exercise=exercise),
        segments=_bracketed(fitting, first=warning, last=(*_disclosure(pack), *warning)),
        pack_sha256=pack.sha256,
        exercise=exercise,
        left_out=lost,
    )


def _facts(
    now: Assessment,
    before: Assessment | None,
    pack: LanguagePack,
    frame: Frame,
    *,
    given: Mapping[str, Fact],
) -> dict[str, Fact]:
    return {**facts_of(now, frame), **changes(now, before), **_actions(now, pack, given)}


def _wording(assessment: Assessment, pack: LanguagePack) -> Wording:
    _refuse_empty(pack)
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


def _actions(
    assessment: Assessment, pack: LanguagePack, given: Mapping[str, Fact]
) -> dict[str, Fact]:
    """Return those of the three actions that are not given, each in full and in short form."""
    week = assessment.week
    heard = Period(week.monday, week.sunday)
    if assessment.replay_of is not None:
        heard = Period(assessment.as_of, assessment.as_of)
    chosen = choose(
        pack.advice,
        phase=official_phase(assessment).phase,
        season=season_of_days(heard, county=assessment.county),
        last_day=week.sunday,
        orders=[each for each in ORDERS if f"action_{each}" not in given],
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


def _templates(pack: LanguagePack, phase: Phase, length: Length) -> Templates:
    """Return the templates of a bulletin of this length, in the order of the air."""
    if length is not Length.SPOT:
        found = ((kind, pack.template(phase, kind)) for kind in SegmentKind)
        return {kind: template for kind, template in found if template}
    for kind in SPOT_SAID:
        if (SPOT, kind) not in pack.segments:
            raise PackEmpty(f"{pack.name} has no segments/{SPOT}/{kind}{ENDING} yet; write it")
    return {kind: pack.segments[SPOT, kind] for kind in SPOT_SAID}


def _fitting(
    pack: LanguagePack,
    spoken: Mapping[str, Spoken],
    *,
    phase: Phase,
    length: Length,
    without: frozenset[str],
) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    """Return the segments with as many of the facts as the time allows, and which it does not."""
    # An exercise's own words are not counted, so that a drill says what the real bulletin would.
    templates, most_s = _templates(pack, phase, length), longest_s(length, phase)
    last = sum(len(each.split()) for each in _disclosure(pack))
    pace = pack.about.words_per_minute
    kept = {name: it for name, it in spoken.items() if name not in without}
    parts = {kind: fill_segment(kind, template, kept) for kind, template in templates.items()}
    for gone in shorter(pack.slots):
        lost = gone & kept.keys()
        kept = {name: it for name, it in kept.items() if name not in lost}
        for kind, template in templates.items():
            if lost & _slots_of(template):
                parts[kind] = fill_segment(kind, template, kept)
        words = last + sum(len(each.text.split()) for each in parts.values() if each)
        if planned_s(words, words_per_minute=pace) <= most_s:
            break
    left_out = tuple(name for name in spoken if name not in kept)
    return tuple(each for each in parts.values() if each), left_out


def _slots_of(template: SegmentTemplate) -> frozenset[str]:
    checked = [line.checked for line in template.lines]
    return frozenset(name for each in checked for name in (*each.slots, each.guard))


def fill_segment(
    kind: SegmentKind, template: SegmentTemplate, spoken: Mapping[str, Spoken]
) -> Segment | None:
    """Return what can be said of a template, or None when that is nothing.

    Raises:
        TemplateError: No bulletin can do without it.
    """
    said = render(template, spoken)
    if not said and kind in ALWAYS_SAID:
        raise TemplateError(f"{template.file}, line 1: nothing in it can be said this week")
    if not said:
        return None
    return Segment(
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
