"""Whether figures can be trusted: named policies, each with its verdict in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from app.domain.evidence import (
    COPING_INDEX,
    MILK_CONSUMPTION,
    MILK_PRODUCTION,
    MUAC_AT_RISK,
    NDVI,
    NDVI_NORMAL,
    RAIN,
    RAIN_1_MONTH,
    RAIN_1_MONTH_NORMAL,
    RAIN_3_MONTH,
    RAIN_3_MONTH_NORMAL,
    RAIN_NORMAL,
    TERMS_OF_TRADE,
    VCI_3M,
    WATER_DISTANCE,
    WATER_SOURCES,
    Observation,
)
from app.domain.periods import whole_days

SATELLITE_MAX_AGE_DAYS = 14
MONTHLY_MAX_AGE_DAYS = 45
COMPARED_WITHIN_DAYS = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a figure can be, in its own unit.

    Attributes:
        lowest: Below it the figure is rejected.
        highest: Above it the figure is rejected.
        jump: Largest believable change from one figure to the next, or None.
        factor: Largest believable ratio of two figures in a row, or None.
    """

    lowest: float
    highest: float
    jump: float | None = None
    factor: float | None = None


# Measured: county VCI-3M 4.9 to 115.7 with steps up to 14.9 (2001-2026); county NDVI 0.13 to 0.81
# with steps up to 0.19 a dekad (2001-2020). The rest as proposed to NDMA, not yet confirmed.
LIMITS = {
    RAIN: Limits(lowest=0, highest=500),
    RAIN_NORMAL: Limits(lowest=0, highest=500),
    RAIN_1_MONTH: Limits(lowest=0, highest=1500),
    RAIN_1_MONTH_NORMAL: Limits(lowest=0, highest=1500),
    RAIN_3_MONTH: Limits(lowest=0, highest=2500),
    RAIN_3_MONTH_NORMAL: Limits(lowest=0, highest=2500),
    NDVI: Limits(lowest=0.05, highest=0.95, jump=0.25),
    NDVI_NORMAL: Limits(lowest=0.05, highest=0.95, jump=0.25),
    VCI_3M: Limits(lowest=-50, highest=150, jump=20),
    MILK_PRODUCTION: Limits(lowest=0, highest=10),
    MILK_CONSUMPTION: Limits(lowest=0, highest=10),
    TERMS_OF_TRADE: Limits(lowest=5, highest=500),
    WATER_DISTANCE: Limits(lowest=0, highest=40, factor=3),
    MUAC_AT_RISK: Limits(lowest=0, highest=60, jump=10),
    COPING_INDEX: Limits(lowest=0, highest=100),
    WATER_SOURCES: Limits(lowest=0, highest=10),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What the policies found.

    Attributes:
        held: Why a bulletin must wait for a person.
        findings: What an officer should look at.
    """

    held: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """Observations that may be used, those that may not, and why.

    Attributes:
        kept: Plausible and not of the future.
        rejected: Outside the limits of what can be.
    """

    kept: tuple[Observation, ...]
    rejected: tuple[Observation, ...]
    verdicts: Verdicts = field(default_factory=Verdicts)


def sift(observations: Sequence[Observation], *, as_of: date) -> Sifted:
    """Return a county's observations with the future, implausible and jump policies applied.

    Args:
        observations: Of one county.
        as_of: Day the evidence is judged on.
    """
    known = [each for each in observations if each.period.end <= as_of]
    rejected = tuple(each for each in known if implausible(each))
    kept = tuple(each for each in known if not implausible(each))
    late = len(observations) - len(known)
    told = f"Left out, as they describe days after {plain_day(as_of)}: {late} of the figures."
    findings = (told,) if late else ()
    held = (*filter(None, map(implausible, rejected)), *jumps(kept))
    return Sifted(kept=kept, rejected=rejected, verdicts=Verdicts(held=held, findings=findings))


def implausible(figure: Observation) -> str | None:
    """Return why a figure cannot be right, or None."""
    limits = LIMITS.get(figure.variable)
    # written so that NaN, which compares false with everything, is implausible
    if limits is None or limits.lowest <= figure.value <= limits.highest:
        return None
    return (
        f"{_named(figure)} cannot be: expected {limits.lowest:g} to {limits.highest:g}; "
        "check the source and its unit."
    )


def jumps(observations: Iterable[Observation]) -> tuple[str, ...]:
    """Return a sentence for each variable whose newest figure is too far from the one before."""
    series: dict[str, list[Observation]] = {}
    for each in observations:
        series.setdefault(each.variable, []).append(each)
    found = []
    for figures in series.values():
        ordered = sorted(figures, key=lambda each: each.period.end)
        for before, after in list(pairwise(ordered))[-1:]:
            if _too_far(before, after):
                found.append(
                    f"{_named(after)} was {before.value:g} up to {plain_day(before.period.end)}: "
                    "too large a step to believe; check both."
                )
    return tuple(found)


def _too_far(before: Observation, after: Observation) -> bool:
    limits = LIMITS.get(after.variable)
    if limits is None or whole_days(before.period.end, after.period.end) > COMPARED_WITHIN_DAYS:
        return False
    if limits.jump is not None and abs(after.value - before.value) > limits.jump:
        return True
    if limits.factor is None:
        return False
    small, large = sorted((before.value, after.value))
    return large > limits.factor * small


def stale(subject: str, newest: date, *, as_of: date, max_age_days: int) -> Verdicts:
    """Return a finding for evidence older than allowed, and a hold when twice as old.

    Args:
        subject: What is judged, as it begins a sentence: `Rain`.
        newest: Last day that the newest evidence describes.
        as_of: Day the evidence is judged on.
        max_age_days: Age in days up to which nothing is said.

    >>> stale("Rain", date(2026, 11, 1), as_of=date(2026, 11, 15), max_age_days=14)
    Verdicts(held=(), findings=())
    """
    age = whole_days(newest, as_of)
    if age <= max_age_days:
        return Verdicts()
    sentence = f"{subject} is of {plain_day(newest)}, {age} days before {plain_day(as_of)}"
    if age <= 2 * max_age_days:
        return Verdicts(findings=(f"{sentence}; say its date.",))
    return Verdicts(held=(f"{sentence}: too old (limit {2 * max_age_days} days); get newer.",))


def missing(*, county: str, wanted: Sequence[str], present: Sequence[str]) -> Verdicts:
    """Return a hold when a county has no evidence at all, else a finding for each kind missing.

    Args:
        county: Its name.
        wanted: Kinds of evidence that a bulletin rests on.
        present: Those that are there.
    """
    if not present:
        return Verdicts(held=(f"There is no evidence for {county}: no source gave a figure.",))
    gone = [kind for kind in wanted if kind not in present]
    return Verdicts(findings=tuple(f"There is no {kind} for {county}." for kind in gone))


def together(verdicts: Iterable[Verdicts]) -> Verdicts:
    """Return several verdicts as one, in order."""
    listed = list(verdicts)
    return Verdicts(
        held=tuple(sentence for each in listed for sentence in each.held),
        findings=tuple(sentence for each in listed for sentence in each.findings),
    )


def plain_day(day: date) -> str:
    """Return a day as an officer writes it.

    >>> plain_day(date(2017, 4, 30))
    '30 April 2017'
    """
    return f"{day.day} {day:%B %Y}"


def _named(figure: Observation) -> str:
    return f"{figure.variable} of {figure.value:g} {figure.unit} ({figure.source}, {figure.row})"
