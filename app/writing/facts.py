"""From an assessment to the facts that sentences may name: exact values, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.bulletins import Fact
from app.domain.evidence import Assessment, IndicatorValue, Observation, PhaseRecord
from app.domain.periods import whole_days
from app.domain.places import County
from app.domain.variables import (
    MAIZE_PRICE,
    MILK_PRODUCTION,
    MUAC_AT_RISK,
    TERMS_OF_TRADE,
    WATER_DISTANCE,
)
from app.errors import EvidenceError, NoWords
from app.writing.conclusions import conclusion, conclusions

# Slot by computed indicator, as printed.
COMPUTED: Mapping[str, str] = {
    "rain-3-month-percent": "rain_3_month",
    "rain-1-month-percent": "rain_1_month",
    "NDVI-percent": "greenness",
}
# Slot by NDMA's printed figure; each also has the flags `…_below`, `…_above` and `…_usual`.
PRINTED: Mapping[str, str] = {
    WATER_DISTANCE: "water_distance",
    TERMS_OF_TRADE: "goat_maize",
    MILK_PRODUCTION: "milk",
    MUAC_AT_RISK: "children_at_risk",
}
PASTURE_OF_CLASS: Mapping[str, str] = {
    "above normal vegetation greenness": "pasture-above-normal",
    "normal vegetation greenness": "pasture-normal",
    "moderate vegetation deficit": "pasture-moderate-deficit",
    "severe vegetation deficit": "pasture-severe-deficit",
    "extreme vegetation deficit": "pasture-extreme-deficit",
}
SATELLITE_FRESH_DAYS = 14
STAND_IN_FRESH_DAYS = 4
PRICE_FRESH_DAYS = 60
DAYS_A_WEEK = 7
PLANTS = ("pasture", "greenness")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a bulletin says of itself.

    Attributes:
        county: The county it is for.
        next_issue: Day of the next bulletin.
    """

    county: County
    next_issue: date


def official_phase(assessment: Assessment) -> PhaseRecord:
    """Return NDMA's own phase.

    Raises:
        EvidenceError: None is on record; an estimate is never spoken.
    """
    if assessment.official is None:
        raise EvidenceError(
            f"NDMA has not given {assessment.county} a phase that is on record; "
            "enter it before a script is written"
        )
    return assessment.official


def facts_of(assessment: Assessment, frame: Frame) -> dict[str, Fact]:
    """Return every fact of a bulletin by slot; what is not known has no entry.

    Raises:
        EvidenceError: The county has no official phase, or is not the one of the assessment.
        NoWords: A class of vegetation has no phrase.
    """
    if assessment.county != frame.county.slug:
        raise EvidenceError(
            f"the assessment is of {assessment.county}, the bulletin for {frame.county.slug}"
        )
    facts = [
        *_framing(assessment, frame),
        *_computed(assessment),
        *_printed(assessment),
        *_prices(assessment),
    ]
    known = {fact.name: fact for fact in facts}
    pasture = _pasture(assessment)
    if pasture:
        # Two readings of the same satellite would be heard as two findings.
        known.pop("greenness", None)
        known[pasture.name] = pasture
    for fact in (*_ages(known, assessment), *conclusions(known, assessment.as_of)):
        known[fact.name] = fact
    return known


def _framing(assessment: Assessment, frame: Frame) -> Iterator[Fact]:
    official = official_phase(assessment)
    of_month = official.observed_month.period
    said = f"{official.source}, {official.row} ({official.source_kind})"
    declared = Fact(name="phase", value=f"phase-{official.phase}", period=of_month, formula=said)
    declared = replace(declared, record=official)
    yield Fact(name="county", value=frame.county.name)
    yield declared
    yield replace(declared, name="phase_month", value=str(official.observed_month), formula="")
    if official.trend:
        yield replace(declared, name="trend", value=f"trend-{official.trend}")
    if assessment.replay_of is None:
        yield Fact(name="week_end", value=assessment.week.sunday.isoformat())
    yield Fact(name="next_issue", value=frame.next_issue.isoformat())


def _computed(assessment: Assessment) -> Iterator[Fact]:
    for name, slot in COMPUTED.items():
        found = assessment.indicator(name)
        if found:
            yield _fact_of(slot, found)


def _fact_of(slot: str, found: IndicatorValue) -> Fact:
    return Fact(
        name=slot,
        value=found.value,
        unit=found.unit,
        period=found.period,
        formula=found.formula,
        sources=found.sources,
    )


def _printed(assessment: Assessment) -> Iterator[Fact]:
    for variable, slot in PRINTED.items():
        found = assessment.figure(variable)
        if found:
            figure = Fact(
                name=slot,
                value=found.value,
                unit=found.unit,
                period=found.period,
                sources=(found,),
            )
            yield figure
            yield from _against_normal(figure, found)


def _prices(assessment: Assessment) -> Iterator[Fact]:
    """Yield the price of maize while it is recent; an old price is no price."""
    found = assessment.figure(MAIZE_PRICE)
    if found and whole_days(found.period.end, assessment.as_of) <= PRICE_FRESH_DAYS:
        yield Fact(
            name="maize_price",
            value=found.value,
            unit="KSh",
            period=found.period,
            formula=found.note,
            sources=(found,),
        )


def _ages(known: Mapping[str, Fact], assessment: Assessment) -> Iterator[Fact]:
    """Yield the age of satellite figures that are older than they should be.

    Two weeks is old for a feed that works; when its source failed and last good figures stand in,
    their age is told whatever it is.
    """
    for name, told in (("rain_age", ("rain_3_month", "rain_1_month")), ("pasture_age", PLANTS)):
        figure = next((known[slot] for slot in told if slot in known), None)
        if figure is None or figure.period is None:
            continue
        days = whole_days(figure.period.end, assessment.as_of)
        stands_in = any(each.source in assessment.stood_in for each in figure.sources)
        if days > (STAND_IN_FRESH_DAYS if stands_in else SATELLITE_FRESH_DAYS):
            yield Fact(
                name=name,
                value=float(max(1, round(days / DAYS_A_WEEK))),
                unit="weeks",
                period=figure.period,
                formula=f"{days} days from the newest figure to {assessment.as_of}, in whole weeks",
                sources=figure.sources,
            )


def _against_normal(figure: Fact, found: Observation) -> Iterator[Fact]:
    """Yield how a figure compares with the normal range that was printed beside it."""
    if found.outside_normal is None:
        return
    if not found.outside_normal:
        side = "usual"
    else:
        below = found.normal_low is not None and found.value < found.normal_low
        side = "below" if below else "above"
    low, high = found.normal_low, found.normal_high
    yield conclusion(f"{figure.name}_{side}", figure, f"printed normal range: {low} to {high}")


def _pasture(assessment: Assessment) -> Fact | None:
    found = assessment.indicator("VCI-3M")
    if found is None or not found.classified:
        return None
    key = PASTURE_OF_CLASS.get(found.classified)
    if key is None:
        raise NoWords(f"there is no phrase for the vegetation class '{found.classified}'")
    formula = f"VCI-3M {found.value:g} % is {found.classified}; {found.formula}"
    return replace(_fact_of("pasture", found), value=key, unit="", formula=formula)
