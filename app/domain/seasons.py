"""The farming year of a county: rainy seasons, dry spells, and when the rains begin as a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from app.domain.periods import Period
from app.domain.places import known_county, table

# The row of `seasons.csv` that holds for any county whose own seasons are not known.
COMMON = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A season of the farming year, in whole months.

    Attributes:
        code: `JF`, `MAM`, `JJAS` or `OND`.
        first_month: Its first month, 1 to 12; it begins on the first day.
        last_month: Its last month, 1 to 12.
        rains: Whether it is a rainy season.
        onset: First and last day, as (month, day), between which its rains begin as a rule, or
            None where that was not printed.
        source: Where that was printed.
    """

    code: str
    name: str
    first_month: int
    last_month: int
    rains: bool
    onset: tuple[tuple[int, int], tuple[int, int]] | None
    source: str

    def holds(self, day: date) -> bool:
        """Whether a day lies in it, in any year."""
        return self.first_month <= day.month <= self.last_month

    def in_year(self, year: int) -> Period:
        """Return its days in a year."""
        after = date(year + self.last_month // 12, self.last_month % 12 + 1, 1)
        return Period(date(year, self.first_month, 1), after - timedelta(days=1))


@cache
def _seasons() -> dict[str, tuple[Season, ...]]:
    found: dict[str, tuple[Season, ...]] = {}
    for row in table("seasons.csv"):
        season = Season(
            code=row["code"],
            name=row["name"],
            first_month=int(row["first_month"]),
            last_month=int(row["last_month"]),
            rains=row["rains"] == "yes",
            onset=(_month_day(row["onset_from"]), _month_day(row["onset_to"]))
            if row["onset_from"]
            else None,
            source=row["source"],
        )
        for slug in row["counties"].split():
            found[slug] = (*found.get(slug, ()), season)
    return found


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def seasons(county: str) -> tuple[Season, ...]:
    """Return the seasons of a county, from January on; empty where none are known here.

    Raises:
        ValueError: There is no such county.

    >>> [each.code for each in seasons("makueni") if each.rains]
    ['MAM', 'OND']
    """
    return _seasons().get(known_county(county).slug, ())


def season_on(day: date, *, county: str) -> Season | None:
    """Return the season of a county that a day lies in, or None where none are known here.

    Raises:
        ValueError: There is no such county.

    >>> season_on(date(2026, 11, 23), county="kitui").name
    'short rains'
    """
    return next((each for each in seasons(county) if each.holds(day)), None)


def rains_on(day: date, *, county: str | None = None) -> Season | None:
    """Return the rainy season that a day lies in, or None in a dry one.

    Args:
        day: Any day.
        county: Slug or name; None, or a county whose seasons are not known: the common calendar.

    Raises:
        ValueError: There is no such county.

    >>> rains_on(date(2026, 11, 23)).code, rains_on(date(2026, 8, 1), county="turkana")
    ('OND', None)
    """
    own = seasons(county) if county else ()
    calendar = own or _seasons()[COMMON]
    return next((each for each in calendar if each.rains and each.holds(day)), None)
