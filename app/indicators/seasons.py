"""The rain of a season up to now: which dekads belong to it."""

from __future__ import annotations

from datetime import date

from app.domain.periods import Dekad, Period
from app.domain.seasons import rains_on


def season_of(day: date) -> Period | None:
    """Return the rainy season that a day lies in, or None outside both.

    Args:
        day: Any day.

    >>> str(season_of(date(2026, 11, 20))), season_of(date(2026, 2, 28))
    ('2026-10-01/2026-12-31', None)
    """
    found = rains_on(day)
    return found.in_year(day.year) if found else None


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
