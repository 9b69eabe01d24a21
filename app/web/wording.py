"""Dates, ages, sizes and figures in the words that a person reads, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from babel.dates import format_date, get_day_names

from app.domain.languages import LANGUAGE_NAMES as LANGUAGE_NAMES
from app.domain.languages import language_name as language_name
from app.domain.periods import NAIROBI, Month, Period, Week, whole_days
from app.domain.stations import DAYS, LocalSlot
from app.web.interface import ENGLISH, Interface


def day(when: date, *, ui: Interface = ENGLISH) -> str:
    """Return a day for a list.

    >>> day(date(2026, 11, 23))
    'Mon 23 Nov'
    """
    return format_date(when, "EEE d MMM", locale=ui.code)


def day_of(moment: datetime, *, ui: Interface = ENGLISH) -> str:
    """Return the day of a moment in Nairobi."""
    return day(moment.astimezone(NAIROBI).date(), ui=ui)


def moment(when: datetime, *, ui: Interface = ENGLISH) -> str:
    """Return day and time in Nairobi.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 30, 2, 0, tzinfo=UTC))
    'Mon 30 Nov 05:00'
    """
    local = when.astimezone(NAIROBI)
    return f"{day(local.date(), ui=ui)} {local:%H:%M}"


def full_day(when: date, *, ui: Interface = ENGLISH) -> str:
    """Return a day with its year.

    >>> full_day(date(2026, 11, 23))
    'Mon 23 Nov 2026'
    """
    return f"{day(when, ui=ui)} {when.year}"


def airtime(slot: LocalSlot, *, ui: Interface = ENGLISH) -> str:
    """Return when a station airs its bulletin.

    >>> airtime(LocalSlot(day="mon", hour=7, minute=0))
    'Mon 07:00'
    """
    names = get_day_names("abbreviated", locale=ui.code)
    return f"{names[DAYS.index(slot.day)]} {slot.hour:02d}:{slot.minute:02d}"


def span(week: Week, *, ui: Interface = ENGLISH) -> str:
    """Return the days of a week.

    >>> span(Week(2026, 48))
    'Mon 23 – Sun 29 Nov'
    """
    first, last = week.monday, week.sunday
    pattern = "EEE d" if first.month == last.month else "EEE d MMM"
    return f"{format_date(first, pattern, locale=ui.code)} – {day(last, ui=ui)}"


def month_name(month: Month, *, ui: Interface = ENGLISH) -> str:
    """Return a month in words.

    >>> month_name(Month(2026, 2))
    'February 2026'
    """
    return format_date(month.period.start, "MMMM y", locale=ui.code)


def stretch(period: Period, *, ui: Interface = ENGLISH) -> str:
    """Return a period as whole months where it is that, else as days.

    >>> stretch(Period(date(2025, 12, 1), date(2026, 2, 28)))
    'Dec 2025 – Feb 2026'
    >>> stretch(Period(date(2026, 2, 11), date(2026, 2, 20)))
    '11 – 20 Feb 2026'
    """
    first, last = period.start, period.end
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    end = format_date(last, "MMM y" if whole else "d MMM y", locale=ui.code)
    if first == last or (whole and Month.of(first) == Month.of(last)):
        return end
    return f"{format_date(first, _beginning(first, last, whole=whole), locale=ui.code)} – {end}"


def _beginning(first: date, last: date, *, whole: bool) -> str:
    """Return the pattern of a first day: what the last one says as well is left out."""
    if not whole and Month.of(first) == Month.of(last):
        return "d"
    return ("MMM" if whole else "d MMM") + ("" if first.year == last.year else " y")


def age(since: datetime, now: datetime, *, ui: Interface = ENGLISH) -> str:
    """Return how old something is.

    >>> from datetime import UTC
    >>> age(datetime(2026, 11, 11, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))
    '12 days old'
    """
    first, last = since.astimezone(NAIROBI).date(), now.astimezone(NAIROBI).date()
    return days_old(first, last, ui=ui) if first < last else ui.text("today")


def days_old(since: date, until: date, *, ui: Interface = ENGLISH) -> str:
    """Return how old something was on a day.

    >>> days_old(date(2026, 11, 11), date(2026, 11, 23))
    '12 days old'
    """
    days = max(whole_days(since, until), 0)
    return ui.counted("%(num)s day old", "%(num)s days old", days)


def play_time(seconds: float) -> str:
    """Return a duration as a player shows it.

    >>> play_time(112.4)
    '1:52'
    """
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def spoken_length(seconds: float, *, ui: Interface = ENGLISH) -> str:
    """Return a duration in words.

    >>> spoken_length(112.4)
    '1 min 52 s'
    """
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return ui.text("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)
    return ui.text("%(seconds)s s", seconds=rest)


def size(size_bytes: int) -> str:
    """Return a size in the units of a data bundle.

    >>> size(1_843_000), size(356_000)
    ('1.8 MB', '356 kB')
    """
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{max(round(size_bytes / 1000), 1)} kB"


SMALL = 0.1


def figure(value: float, unit: str) -> str:
    """Return a figure with its unit, without needless zeros.

    >>> figure(54.0, "%"), figure(3.3, "km"), figure(2150.0, "KSh"), figure(0.0034, "")
    ('54 %', '3.3 km', '2,150 KSh', '0.003')
    """
    # a small figure, such as a difference of NDVI, would be rounded to nothing
    small = abs(value) < SMALL
    rounded = round(value, 3 if small else 2) + 0.0
    text = f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.3f}".rstrip("0")
    shown = text.replace("-", "\N{MINUS SIGN}")
    return shown if unit in ("", "unitless", "index") else f"{shown} {unit}"


def need(words: str, facts: Mapping[str, object], *, ui: Interface = ENGLISH) -> str:
    """Return a sentence with places, filled; moments and languages as a person reads them.

    >>> need("%(county)s, %(language)s", {"county": "Kitui", "language": "sw"})
    'Kitui, Kiswahili'
    """
    shown = {
        name: moment(told, ui=ui)
        if isinstance(told, datetime)
        else language_name(str(told))
        if name == "language"
        else told
        for name, told in facts.items()
    }
    return ui.text(words, **shown)


def usual_range(low: float | None, high: float | None, *, ui: Interface = ENGLISH) -> str:
    """Return a printed normal range in words.

    >>> usual_range(35.0, None), usual_range(None, 8.0), usual_range(5.0, 6.0)
    ('35 or more', '8 or less', '5 to 6')
    """
    if low is None and high is None:
        return ui.text("none printed")
    if high is None:
        return ui.text("%(low)s or more", low=f"{low:g}")
    if low is None:
        return ui.text("%(high)s or less", high=f"{high:g}")
    return ui.text("%(low)s to %(high)s", low=f"{low:g}", high=f"{high:g}")
