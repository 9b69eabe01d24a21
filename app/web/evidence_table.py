"""The figures that a bulletin rests on, as a table that a station manager can follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.bulletins import Fact, Script
from app.domain.evidence import Assessment, Observation, Phase, PhaseRecord, Trend
from app.domain.periods import Month, Period
from app.web.word_lists import WHAT
from app.web.wording import figure

REPLAY = "replay "


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One figure: what it is, how much, of when, and who says so.

    Attributes:
        phase: The phase, for the row that says it; with its trend where one is printed.
        url: Where it was published, or empty when there is no page to open.
        made: How it was computed and what to know of it, one sentence each.
    """

    what: str
    shown: str = ""
    phase: Phase | None = None
    trend: Trend | None = None
    period: Period
    source: str
    url: str
    made: tuple[str, ...] = ()


def evidence_rows(script: Script, assessment: Assessment | None) -> list[EvidenceRow]:
    """Return the phase and every sourced figure that the script names, each once."""
    facts = {fact.name: fact for segment in script.segments for fact in segment.facts}
    official = [assessment.official] if assessment and assessment.official else []
    figures = [each for each in facts.values() if each.sources and not isinstance(each.value, bool)]
    return [*(_of_phase(each) for each in official), *(_of_fact(each) for each in figures)]


def replayed_month(script: Script | None, assessment: Assessment | None) -> Month | None:
    """Return the month that is replayed, or None for the evidence of today."""
    if assessment and assessment.replay_of:
        return assessment.replay_of
    names = (source.source for source in _sources(script) if source.source.startswith(REPLAY))
    pack = next((name.removeprefix(REPLAY) for name in names), "")
    return Month.parse(pack[:7]) if pack else None


def _sources(script: Script | None) -> Iterator[Observation]:
    for segment in script.segments if script else ():
        for fact in segment.facts:
            yield from fact.sources


def _of_phase(official: PhaseRecord) -> EvidenceRow:
    return EvidenceRow(
        what=WHAT["phase"],
        phase=official.phase,
        trend=official.trend,
        period=official.observed_month.period,
        source=official.source,
        url=opened(official.url),
    )


def _of_fact(fact: Fact) -> EvidenceRow:
    names = dict.fromkeys(source.source for source in fact.sources)
    notes = dict.fromkeys(source.note for source in fact.sources if source.note)
    return EvidenceRow(
        what=WHAT.get(fact.name, fact.name.replace("_", " ").capitalize()),
        shown=_shown(fact),
        period=fact.period or fact.sources[0].period,
        source=", ".join(names),
        url=opened(fact.sources[0].url),
        made=tuple(each for each in (fact.formula, *notes) if each),
    )


def _shown(fact: Fact) -> str:
    if isinstance(fact.value, int | float):
        return figure(float(fact.value), fact.unit)
    if len(fact.sources) == 1:
        return figure(fact.sources[0].value, fact.sources[0].unit)
    return fact.formula.partition(";")[0] or fact.words


def opened(url: str) -> str:
    """Return an address that a browser may open, or empty."""
    return url if url.startswith(("https://", "http://")) else ""
