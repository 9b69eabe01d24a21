"""Weeks, months, dekads and the clock: when something was, and what time it is now."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

NAIROBI = ZoneInfo("Africa/Nairobi")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class Clock(Protocol):
    """Tells the time; the only way any module learns it."""

    def now(self) -> datetime:
        """Return the present moment as an aware UTC time."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A run of whole days, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Return the month written as `2026-02`.

        Raises:
            ValueError: The text is not a month.

        >>> Month.parse("2026-02")
        Month(year=2026, number=2)
        """
        found = _MONTH.fullmatch(text.strip())
        if not found or not 1 <= int(found[2]) <= 12:
            raise ValueError(f"'{text}' is not a month; write it as 2026-02")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month a day lies in."""
        return cls(day.year, day.month)

    @property
    def period(self) -> Period:
        """First to last day of the month."""
        last = monthrange(self.year, self.number)[1]
        return Period(date(self.year, self.number, 1), date(self.year, self.number, last))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Dekad:
    """A third of a month: days 1 to 10, 11 to 20, 21 to the end (numbers 1, 2, 3)."""

    year: int
    month: int
    number: int

    @classmethod
    def of(cls, day: date) -> Dekad:
        """Return the dekad a day lies in.

        >>> Dekad.of(date(2017, 4, 21))
        Dekad(year=2017, month=4, number=3)
        """
        return cls(day.year, day.month, min((day.day - 1) // 10, 2) + 1)

    @property
    def ordinal(self) -> int:
        """Dekads since the first dekad of year 0; differences count dekads."""
        return (self.year * 12 + self.month - 1) * 3 + self.number - 1

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Dekad:
        """Return the dekad with this ordinal.

        >>> Dekad.from_ordinal(Dekad(2026, 11, 2).ordinal + 2)
        Dekad(year=2026, month=12, number=1)
        """
        months, third = divmod(ordinal, 3)
        return cls(months // 12, months % 12 + 1, third + 1)

    @property
    def slot(self) -> int:
        """Place in the year, 0 to 35."""
        return (self.month - 1) * 3 + self.number - 1

    @property
    def period(self) -> Period:
        """First to last day of the dekad."""
        first = date(self.year, self.month, 10 * (self.number - 1) + 1)
        if self.number < 3:
            return Period(first, first + timedelta(days=9))
        return Period(first, Month(self.year, self.month).period.end)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}-D{self.number}"


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, Monday to Sunday."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        """Return the ISO week a day lies in.

        >>> str(Week.of(date(2027, 1, 1)))
        '2026-W53'
        """
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def at(cls, moment: datetime) -> Week:
        """Return the week that a moment lies in for a listener in Kenya."""
        return cls.of(moment.astimezone(NAIROBI).date())

    @classmethod
    def parse(cls, text: str) -> Week:
        """Return the week written as `2026-W48`.

        Raises:
            ValueError: The text is not a week, or the year has no such week.
        """
        found = _WEEK.fullmatch(text.strip())
        if not found:
            raise ValueError(f"'{text}' is not a week; write it as 2026-W48")
        week = cls(int(found[1]), int(found[2]))
        try:
            date.fromisocalendar(week.year, week.number, 1)
        except ValueError as fault:
            reason = f"'{text}' is not a week: {week.year} has no week {week.number}"
            raise ValueError(reason) from fault
        return week

    @property
    def monday(self) -> date:
        """First day of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Last day of the week."""
        return date.fromisocalendar(self.year, self.number, 7)

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


def end_of_day(day: date) -> datetime:
    """Return the last second of a day in Nairobi, as an aware time."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=NAIROBI)


def whole_days(since: date, until: date) -> int:
    """Return the days from one day to another; negative if `until` comes first."""
    return (until - since).days
