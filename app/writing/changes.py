"""What changed since last week: facts from two assessments of a county, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.domain.bulletins import Fact
from app.domain.evidence import Assessment, IndicatorValue
from app.writing.facts import PASTURE_OF_CLASS, official_phase
from app.writing.rounding import share

RAIN = "rain-3-month-percent"
PASTURE = "VCI-3M"
RAIN_STEP_POINTS = 10
MORE, LESS = "change-rain-more", "change-rain-less"


def changes(now: Assessment, before: Assessment | None) -> dict[str, Fact]:
    """Return by slot what has changed since last week's bulletin; empty when nothing has.

    Args:
        now: This week's assessment, with NDMA's official phase.
        before: What last week's bulletin of the same county was made from, or None. Another
            week, another county, or replayed evidence is compared with nothing.
    """
    if before is None or not _comparable(now, before):
        return {}
    return {
        fact.name: fact
        for fact in (*_phase(now, before), *_trend(now, before), *_rain(now, before))
    } | {fact.name: fact for fact in _pasture(now, before)}


def _comparable(now: Assessment, before: Assessment) -> bool:
    replayed = now.replay_of is not None or before.replay_of is not None
    last_week = before.week.monday == now.week.monday - timedelta(days=7)
    return now.county == before.county and last_week and not replayed


def _phase(now: Assessment, before: Assessment) -> Iterator[Fact]:
    old, new = before.official, official_phase(now)
    if old and old.phase != new.phase:
        yield Fact(
            name="phase_before",
            value=f"phase-{old.phase}",
            period=old.observed_month.period,
            formula=f"{before.week}: {old.phase}; {now.week}: {new.phase}",
            record=old,
        )


def _trend(now: Assessment, before: Assessment) -> Iterator[Fact]:
    old, new = before.official, official_phase(now)
    if old and old.trend and new.trend and old.trend != new.trend:
        yield Fact(
            name="trend_before",
            value=f"trend-{old.trend}",
            period=old.observed_month.period,
            formula=f"{before.week}: {old.trend}; {now.week}: {new.trend}",
            record=old,
        )


def _rain(now: Assessment, before: Assessment) -> Iterator[Fact]:
    """Yield whether the share of usual rain is higher or lower: by ten points, or by its class.

    What is heard must differ too: a listener who hears "sixty percent" twice was told of no change.
    """
    old, new = before.indicator(RAIN), now.indicator(RAIN)
    if old is None or new is None or share(old.value) == share(new.value):
        return
    if abs(new.value - old.value) >= RAIN_STEP_POINTS or _other_class(old, new):
        yield _between(
            "rain_change", MORE if new.value > old.value else LESS, old, new, now=now, before=before
        )


def _pasture(now: Assessment, before: Assessment) -> Iterator[Fact]:
    old, new = before.indicator(PASTURE), now.indicator(PASTURE)
    if old is None or new is None or not _other_class(old, new):
        return
    if old.classified in PASTURE_OF_CLASS:
        yield _between(
            "pasture_before", PASTURE_OF_CLASS[old.classified], old, new, now=now, before=before
        )


def _other_class(old: IndicatorValue, new: IndicatorValue) -> bool:
    return bool(old.classified and new.classified) and old.classified != new.classified


def _between(
    name: str,
    value: str,
    old: IndicatorValue,
    new: IndicatorValue,
    *,
    now: Assessment,
    before: Assessment,
) -> Fact:
    return Fact(
        name=name,
        value=value,
        period=new.period,
        formula=f"{new.name}, {before.week}: {_told(old)}; {now.week}: {_told(new)}",
        sources=(*old.sources, *new.sources),
    )


def _told(found: IndicatorValue) -> str:
    named = f", {found.classified}" if found.classified else ""
    return f"{found.value:g} {found.unit}{named}"
