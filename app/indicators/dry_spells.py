"""Dry spells and the onset of the rains, from daily rain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise

from app.domain.evidence import IndicatorValue, Observation
from app.domain.periods import Period, whole_days
from app.indicators.seasons import season_of

DRY_SPELL_DAYS = "dry-spell-days"
SEASON_ONSET = "season-onset"

DRY_BELOW_MM = 1.0
ONSET_MM = 20.0
ONSET_DAYS = 3
FALSE_START_DRY_DAYS = 7
WATCHED_DAYS = 21

Day = tuple[date, float]


def longest_dry_spell(days: Sequence[Day]) -> int | None:
    """Return the longest run of days with less than 1 mm, in days; None without any day.

    A missing day ends a run: it is not known to be dry.

    Args:
        days: Days with their rain in mm, oldest first.

    >>> longest_dry_spell([(date(2026, 3, n), mm) for n, mm in enumerate((0, 5, 0, 0.9, 1), 1)])
    2
    """
    if not days:
        return None
    return max(_dry_runs(days), default=0)


def onset(days: Sequence[Day]) -> date | None:
    """Return the day a rainy season began, or None when it did not or that cannot be told yet.

    The season is that of the last day: from 1 March or 1 October. It begins with the first day of
    1 mm or more on which, with the two days after it, 20 mm or more fall, when the 21 days after
    these three hold no run of seven dry days. None outside a season, when a day from the season's
    first on is missing before the answer is found, and while the 21 days are not over.

    Args:
        days: Days with their rain in mm, oldest first.

    Reference: ICPAC and IRI, Maproom "Southern IGAD Countries Historical Onset Date", which gives
    this rule for the region; its window may also begin on a dry day, the onset is a wet one.
    """
    season = season_of(days[-1][0]) if days else None
    if season is None:
        return None
    rain = _unbroken(days, since=season.start)
    for first, mm in enumerate(rain):
        after = first + ONSET_DAYS
        if mm < DRY_BELOW_MM or sum(rain[first:after]) < ONSET_MM:
            continue
        watched = rain[after : after + WATCHED_DAYS]
        begins = season.start + timedelta(days=first)
        if _longest(watched) >= FALSE_START_DRY_DAYS:
            continue
        # an onset that may yet prove false hides every later one
        return begins if len(watched) == WATCHED_DAYS else None
    return None


def daily_indicators(daily: Sequence[Observation], *, formula: str) -> tuple[IndicatorValue, ...]:
    """Return what daily rain amounts to: the longest dry spell and, once known, the onset.

    Args:
        daily: Rain in mm, each of one day and of one source.
        formula: What the rain is, such as `model guidance`; stands before each formula.
    """
    ordered = sorted(daily, key=lambda each: each.period.start)
    days = [(each.period.start, each.value) for each in ordered]
    spell = longest_dry_spell(days)
    if spell is None:
        return ()
    dry = IndicatorValue(
        name=DRY_SPELL_DAYS,
        value=spell,
        unit="days",
        period=Period(days[0][0], days[-1][0]),
        formula=f"{formula}: longest run of days below {DRY_BELOW_MM:g} mm",
        sources=tuple(ordered),
    )
    begins = onset(days)
    season = season_of(begins) if begins else None
    if begins is None or season is None:
        return (dry,)
    last = begins + timedelta(days=ONSET_DAYS + WATCHED_DAYS - 1)
    began = IndicatorValue(
        name=SEASON_ONSET,
        value=whole_days(season.start, begins),
        unit=f"days after {season.start}",
        period=Period(begins, begins + timedelta(days=ONSET_DAYS - 1)),
        formula=(
            f"{formula}: first {ONSET_MM:g} mm in {ONSET_DAYS} days with no "
            f"{FALSE_START_DRY_DAYS} dry days in a row in the {WATCHED_DAYS} days after"
        ),
        sources=tuple(each for each in ordered if season.start <= each.period.start <= last),
    )
    return (dry, began)


def _dry_runs(days: Sequence[Day]) -> list[int]:
    """Return the length of each run of dry days that follow one another."""
    dry = [day.toordinal() for day, mm in days if mm < DRY_BELOW_MM]
    # days in a row have the same difference from their place in the list
    return [len(list(run)) for _, run in groupby(enumerate(dry), lambda each: each[1] - each[0])]


def _longest(rain: Sequence[float]) -> int:
    """Return the longest run of dry days among days that follow one another."""
    runs = (len(list(run)) for dry, run in groupby(rain, lambda mm: mm < DRY_BELOW_MM) if dry)
    return max(runs, default=0)


def _unbroken(days: Sequence[Day], *, since: date) -> list[float]:
    """Return the rain in mm of each day from a given one up to the first missing day."""
    later = [each for each in days if each[0] >= since]
    if not later or later[0][0] != since:
        return []
    rain = [later[0][1]]
    for (before, _), (day, mm) in pairwise(later):
        if whole_days(before, day) != 1:
            break
        rain.append(mm)
    return rain
