"""The rain of a season up to now: which dekads belong to it."""

from __future__ import annotations

from datetime import date

from app.domain.periods import Dekad, Period

# First and last month of the long rains (MAM) and of the short rains (OND).
RAINY_MONTHS = ((3, 5), (10, 12))


def season_of(day: date) -> Period | None:
    """Return the rainy season that a day lies in, or None outside both.

    Args:
        day: Any day.

    >>> str(season_of(date(2026, 11, 20))), season_of(date(2026, 2, 28))
    ('2026-10-01/2026-12-31', None)
    """
    for first, last in RAINY_MONTHS:
        if first <= day.month <= last:
            begins, ends = Dekad(day.year, first, 1), Dekad(day.year, last, 3)
            return Period(begins.period.start, ends.period.end)
    return None


def season_dekads(at: Dekad) -> tuple[Dekad, ...]:
    """Return the dekads of a rainy season up to a given one; none outside a season.

    Args:
        at: The newest dekad.

    >>> [str(each) for each in season_dekads(Dekad(2026, 3, 2))]
    ['2026-03-D1', '2026-03-D2']
    """
    season = season_of(at.period.start)
    if season is None:
        return ()
    first = Dekad.of(season.start).ordinal
    return tuple(Dekad.from_ordinal(each) for each in range(first, at.ordinal + 1))
