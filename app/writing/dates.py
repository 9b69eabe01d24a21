"""Dates as words, from the tables of a language pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.periods import Month, Period, Week, whole_days
from app.errors import NoWords
from app.writing.numbers import Numbers, cardinal

# What each pattern of `dates.csv` is filled with; every other row is plain words.
FIELDS: Mapping[str, frozenset[str]] = {
    "date": frozenset({"weekday", "day"}),
    "day": frozenset({"day", "month"}),
    "month-and-year": frozenset({"month", "year"}),
    "month-range": frozenset({"first", "last"}),
    "month-end": frozenset({"month"}),
    "over-month": frozenset({"month"}),
    "over-one-month": frozenset({"end"}),
    "over-three-months": frozenset({"end"}),
    "over-days": frozenset({"start", "end"}),
    "year": frozenset({"number"}),
    "year-in-pairs": frozenset({"pairs"}),
    "year-zero": frozenset(),
    "clock": frozenset({"hour", "part"}),
    "clock-past": frozenset({"minutes", "hour", "part"}),
    "clock-to": frozenset({"minutes", "hour", "part"}),
}
# Minutes that have words of their own, such as a quarter past.
_OWN_MINUTES = re.compile(r"clock-(past|to)-([1-9]|[12][0-9]|30)")
MONTH_LENGTHS = {1: range(28, 32), 3: range(88, 94)}
_PLAIN = re.compile(
    r"weekday-[1-7]|(month|hour)-([1-9]|1[0-2])|day-([1-9]|[12][0-9]|3[01])"
    r"|(part-from|clock-at)-(1?[0-9]|2[0-3])"
)


def fields_of(key: str) -> frozenset[str] | None:
    """Return what the pattern of a key is filled with; None for a key that nothing asks for."""
    if _OWN_MINUTES.fullmatch(key):
        return FIELDS["clock"]
    return FIELDS.get(key, frozenset() if _PLAIN.fullmatch(key) else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The words of `dates.csv`.

    Attributes:
        language: Name of the language, for messages.
        words: Words by key: `weekday-1` is Monday, `month-1` January; patterns such as `day`.
        numbers: The pack's number words, for days and years.
    """

    language: str
    words: Mapping[str, str]
    numbers: Numbers

    def __hash__(self) -> int:
        """Return the same for equal tables."""
        return hash((self.language, frozenset(self.words.items()), self.numbers))

    def pattern(self, key: str) -> str:
        """Return the words of a key.

        Raises:
            NoWords: The table has no such row.
        """
        try:
            return self.words[key]
        except KeyError:
            raise NoWords(
                f"{self.language} cannot say this date yet; add a row '{key}' to its dates.csv"
            ) from None


def month_words(month: Month, *, dates: Dates) -> str:
    """Return the name of a month."""
    return dates.pattern(f"month-{month.number}")


def month_and_year_words(month: Month, *, dates: Dates) -> str:
    """Return a month with its year, such as "February, twenty twenty-six"."""
    pattern = dates.pattern("month-and-year")
    return pattern.format(
        month=month_words(month, dates=dates), year=year_words(month.year, dates=dates)
    )


def month_range_words(first: Month, last: Month, *, dates: Dates) -> str:
    """Return a run of months, such as "March to May"."""
    return dates.pattern("month-range").format(
        first=month_words(first, dates=dates), last=month_words(last, dates=dates)
    )


def month_end_words(month: Month, *, dates: Dates) -> str:
    """Return the end of a month, such as "the end of February"."""
    return dates.pattern("month-end").format(month=month_words(month, dates=dates))


def year_words(year: int, *, dates: Dates) -> str:
    """Return a year as it is said, such as "twenty twenty-six".

    The pack says years as a whole number (`year`) or in two halves (`year-in-pairs`).
    """
    numbers = dates.numbers
    if "year-in-pairs" not in dates.words:
        return dates.pattern("year").format(number=cardinal(year, numbers=numbers))
    pattern = dates.words["year-in-pairs"]
    century, rest = divmod(year, 100)
    if not rest or year // 10 == 200:
        return pattern.format(pairs=cardinal(year, numbers=numbers))
    halves = [cardinal(century, numbers=numbers), cardinal(rest, numbers=numbers)]
    if rest < 10:
        halves.insert(1, dates.pattern("year-zero"))
    return pattern.format(pairs=" ".join(halves))


def day_words(day: date, *, dates: Dates) -> str:
    """Return day and month, such as "the twenty-third of November"."""
    pattern, number = dates.pattern("day"), dates.words.get(f"day-{day.day}")
    return pattern.format(
        day=number or cardinal(day.day, numbers=dates.numbers),
        month=month_words(Month.of(day), dates=dates),
    )


def date_words(day: date, *, dates: Dates) -> str:
    """Return weekday, day and month, such as "Monday, the twenty-third of November"."""
    return dates.pattern("date").format(
        weekday=dates.pattern(f"weekday-{day.isoweekday()}"), day=day_words(day, dates=dates)
    )


def week_end_words(week: Week, *, dates: Dates) -> str:
    """Return the Sunday that an ISO week ends on."""
    return date_words(week.sunday, dates=dates)


def period_end_words(period: Period, *, dates: Dates) -> str:
    """Return the last day of a period: "the end of February", or day and month."""
    month = Month.of(period.end)
    if period.end == month.period.end:
        return month_end_words(month, dates=dates)
    return day_words(period.end, dates=dates)


def months_covered(period: Period) -> int | None:
    """Return 1 or 3 for a run of days that people call a month or three months, else None.

    Three dekads, or nine, are up to two days shorter or longer than the months they stand for.

    >>> months_covered(Period(date(2025, 12, 1), date(2026, 2, 28)))
    3
    """
    days = whole_days(period.start, period.end) + 1
    return next((months for months, lengths in MONTH_LENGTHS.items() if days in lengths), None)
