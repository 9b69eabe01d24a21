"""Days, times and lengths as automations write them, some of which can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.domain.periods import NAIROBI

# Nothing of ours is longer.
LONGEST_S = 3600.0
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_RUN = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d.:])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d:])")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})[ .-]{1,2}([A-Za-z]{3})[a-z]*[ ,.-]{1,2}(\d{4})(?!\d)")
_MONTH_DAY = re.compile(r"(?<![a-z])([A-Za-z]{3})[a-z]* (\d{1,2}),? (\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s?([AaPp])\.?[Mm]\b\.?|(Z|[+-]\d{2}:?\d{2})(?![\d:]))?(?![\d:])"
)
_CLOCKED = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,9}))?")
_SECONDS = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DayOrder(StrEnum):
    """What comes first in a date such as 11/12/2026."""

    UNKNOWN = "unknown"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day as it is written: in one way, or in two."""

    ways: tuple[date, ...]


def day_order(texts: Iterable[str]) -> DayOrder:
    """Return what comes first in the dates of a log, if any of them can only be read in one way.

    >>> day_order(["05/11/2026", "23/11/2026"])
    <DayOrder.DAY_FIRST: 'day-first'>
    """
    day_first = month_first = False
    for text in texts:
        found = _YEAR_LAST.search(text)
        if found and found[2] != ".":
            day_first |= 12 < int(found[1]) <= 31
            month_first |= 12 < int(found[3]) <= 31
    if day_first == month_first:
        return DayOrder.UNKNOWN
    return DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST


def read_day(text: str, order: DayOrder) -> ReadDay | None:
    """Return the day in a text, or None.

    >>> read_day("04/05/2026", DayOrder.UNKNOWN).ways
    (datetime.date(2026, 5, 4), datetime.date(2026, 4, 5))
    >>> read_day("2026-04-05 07:00", DayOrder.DAY_FIRST).ways
    (datetime.date(2026, 4, 5),)
    """
    for pattern in (_YEAR_FIRST, _RUN):
        found = pattern.search(text)
        if found:
            return _known(_day(found[1], found[2], found[3]))
    found = _DAY_MONTH.search(text)
    if found:
        return _known(_day(found[3], _month(found[2]), found[1]))
    found = _MONTH_DAY.search(text)
    if found:
        return _known(_day(found[3], _month(found[1]), found[2]))
    found = _YEAR_LAST.search(text)
    return _known(*_both(found[1], found[3], found[4], order, found[2])) if found else None


def _both(first: str, second: str, year: str, order: DayOrder, mark: str) -> Iterator[date | None]:
    if order is not DayOrder.MONTH_FIRST or mark == ".":
        yield _day(year, second, first)
    # with dots the day comes first everywhere
    if order is not DayOrder.DAY_FIRST and mark != ".":
        yield _day(year, first, second)


def _known(*days: date | None) -> ReadDay | None:
    known = tuple(dict.fromkeys(each for each in days if each is not None))
    return ReadDay(known) if known else None


def _month(name: str) -> str:
    short = name[:3].casefold()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def without_day(text: str) -> str:
    """Return a text in which no date is left that a time could be read from."""
    for pattern in (_YEAR_FIRST, _DAY_MONTH, _MONTH_DAY, _YEAR_LAST):
        text = pattern.sub(" ", text)
    return text


def moments(text: str, days: Sequence[date]) -> tuple[datetime, ...]:
    """Return the moments that a text with a time can mean on these days.

    They are in Nairobi's time, unless the text names another zone.

    >>> [str(each) for each in moments("7:05:09 PM", [date(2026, 11, 23)])]
    ['2026-11-23 19:05:09+03:00']
    """
    # the T of ISO 8601 stands before a time as a space does
    found = _TIME.search(re.sub(r"(?<!\w)T(?=\d)|(?<=\d)T(?=\d)", " ", text))
    if found is None:
        return ()
    at = _clock(found)
    if at is None:
        return ()
    return tuple(_zoned(datetime.combine(day, at), found[5]) for day in days)


def _clock(found: re.Match[str]) -> time | None:
    hour = int(found[1])
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4] in "pP" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def _zoned(at: datetime, zone: str | None) -> datetime:
    if zone is None:
        return at.replace(tzinfo=NAIROBI)
    if zone != "Z":
        try:
            return datetime.fromisoformat(f"{at.isoformat()}{zone}")
        except ValueError:
            return at.replace(tzinfo=NAIROBI)
    return datetime.fromisoformat(f"{at.isoformat()}+00:00")


def length_s(text: str) -> float | None:
    """Return a length in seconds; None when it is none, or longer than an hour, or not positive.

    >>> length_s("0:01:52"), length_s("1:52.4"), length_s("112,4"), length_s("-5"), length_s("0")
    (112.0, 112.4, 112.4, None, None)
    """
    told = text.strip()
    clocked = _CLOCKED.fullmatch(told)
    if clocked:
        parts = (int(clocked[1] or 0), int(clocked[2]), int(clocked[3]))
        whole = timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2]).total_seconds()
        found = whole + float(f"0.{clocked[4] or 0}")
    elif _SECONDS.fullmatch(told):
        found = float(told.replace(",", "."))
    else:
        return None
    return found if 0 < found <= LONGEST_S else None
