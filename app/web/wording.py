"""Dates, ages, sizes, figures and phases in the words that a person reads."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.domain.bulletins import Verdict
from app.domain.evidence import Phase, Trend
from app.domain.periods import NAIROBI, Month, Period, Week, whole_days

LANGUAGE_NAMES = {"sw": "Kiswahili", "en": "English", "kam": "Kikamba", "dav": "Kidawida"}
PHASE_WORDS = {
    Phase.NORMAL: "Normal",
    Phase.PRE_ALERT: "Pre-alert",
    Phase.ALERT: "Alert",
    Phase.ALARM: "Alarm",
    Phase.EMERGENCY: "Emergency",
    Phase.RECOVERY: "Recovery",
}
TREND_WORDS = {
    Trend.IMPROVING: "getting better",
    Trend.STABLE: "no change",
    Trend.WORSENING: "getting worse",
}
VERDICT_WORDS = {
    Verdict.READY: "Being made",
    Verdict.RELEASED: "Released",
    Verdict.HELD_APPROVAL: "Waits for approval",
    Verdict.HELD_EVIDENCE: "Held: evidence",
    Verdict.NO_VOICE: "No voice",
    Verdict.REFUSED: "Refused",
    Verdict.EXPIRED: "Week over",
    Verdict.SUPERSEDED: "Replaced",
    Verdict.WITHDRAWN: "Withdrawn",
    Verdict.FAILED: "Failed",
}
VERDICT_SENTENCES = {
    Verdict.READY: "The audio is being made.",
    Verdict.HELD_APPROVAL: "Not released: an officer has not approved the words yet.",
    Verdict.HELD_EVIDENCE: "Not released: the evidence of this week is not fit for air.",
    Verdict.REFUSED: "Not released: a check refused it, and an officer looks into it.",
    Verdict.EXPIRED: "Its week is over.",
    Verdict.SUPERSEDED: "It was replaced by a newer edition.",
    Verdict.WITHDRAWN: "It was withdrawn. Do not play it.",
    Verdict.FAILED: "Not released: the audio could not be made, and it is tried again.",
}
RUN_WORDS = {"running": "Running", "done": "Done", "failed": "Failed", "missed": "Missed"}
WHAT = {
    "phase": "Drought phase",
    "phase_month": "Month of the phase",
    "trend": "Trend",
    "rain_3_month": "Rain of three months, against the usual",
    "rain_1_month": "Rain of one month, against the usual",
    "greenness": "Greenness of plants, against the usual",
    "pasture": "Pasture (VCI-3M)",
    "water_distance": "Distance to water",
    "goat_maize": "Maize that the price of one goat buys",
    "milk": "Milk that a household produces",
    "children_at_risk": "Children at risk (arm measured)",
    "maize_price": "Price of maize",
    "rain_age": "Age of the rain figures",
    "pasture_age": "Age of the pasture figures",
    "outlook": "Forecast of the Kenya Meteorological Department",
    "action_1": "First action",
    "action_2": "Second action",
    "action_3": "Third action",
    "action_1_short": "First action, in short",
    "action_2_short": "Second action, in short",
    "action_3_short": "Third action, in short",
}


def language_name(code: str) -> str:
    """Return a language's own name."""
    return LANGUAGE_NAMES.get(code, code)


def day(when: date) -> str:
    """Return a day for a list.

    >>> day(date(2026, 11, 23))
    'Mon 23 Nov'
    """
    return f"{when:%a} {when.day} {when:%b}"


def day_of(moment: datetime) -> str:
    """Return the day of a moment in Nairobi."""
    return day(moment.astimezone(NAIROBI).date())


def moment(when: datetime) -> str:
    """Return day and time in Nairobi.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 30, 2, 0, tzinfo=UTC))
    'Mon 30 Nov 05:00'
    """
    local = when.astimezone(NAIROBI)
    return f"{day(local.date())} {local:%H:%M}"


def span(week: Week) -> str:
    """Return the days of a week.

    >>> span(Week(2026, 48))
    'Mon 23 – Sun 29 Nov'
    """
    first, last = week.monday, week.sunday
    start = f"{first:%a} {first.day}" if first.month == last.month else day(first)
    return f"{start} – {day(last)}"


def month_name(month: Month) -> str:
    """Return a month in words.

    >>> month_name(Month(2026, 2))
    'February 2026'
    """
    return f"{month.period.start:%B %Y}"


def stretch(period: Period) -> str:
    """Return a period as whole months where it is that, else as days.

    >>> stretch(Period(date(2025, 12, 1), date(2026, 2, 28)))
    'Dec 2025 – Feb 2026'
    >>> stretch(Period(date(2026, 2, 11), date(2026, 2, 20)))
    '11 – 20 Feb 2026'
    """
    first, last = period.start, period.end
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if Month.of(first) == Month.of(last):
            return f"{last:%b %Y}"
        return f"{_without_year(f'{first:%b}', first, last)} – {last:%b %Y}"
    if first == last:
        return f"{last.day} {last:%b %Y}"
    if Month.of(first) == Month.of(last):
        return f"{first.day} – {last.day} {last:%b %Y}"
    start = _without_year(f"{first.day} {first:%b}", first, last)
    return f"{start} – {last.day} {last:%b %Y}"


def _without_year(text: str, first: date, last: date) -> str:
    return text if first.year == last.year else f"{text} {first.year}"


def age(since: datetime, now: datetime) -> str:
    """Return how old something is.

    >>> from datetime import UTC
    >>> age(datetime(2026, 11, 11, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))
    '12 days old'
    """
    days = whole_days(since.astimezone(NAIROBI).date(), now.astimezone(NAIROBI).date())
    if days <= 0:
        return "today"
    return "1 day old" if days == 1 else f"{days} days old"


def play_time(seconds: float) -> str:
    """Return a duration as a player shows it.

    >>> play_time(112.4)
    '1:52'
    """
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def spoken_length(seconds: float) -> str:
    """Return a duration in words.

    >>> spoken_length(112.4)
    '1 min 52 s'
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


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


def days_old(since: date, until: date) -> str:
    """Return how old something was on a day.

    >>> days_old(date(2026, 11, 11), date(2026, 11, 23))
    '12 days old'
    """
    days = whole_days(since, until)
    return "1 day old" if days == 1 else f"{max(days, 0)} days old"


def full_day(when: date) -> str:
    """Return a day with its year.

    >>> full_day(date(2026, 11, 23))
    'Mon 23 Nov 2026'
    """
    return f"{day(when)} {when.year}"


def usual_range(low: float | None, high: float | None) -> str:
    """Return a printed normal range in words.

    >>> usual_range(35.0, None), usual_range(None, 8.0), usual_range(5.0, 6.0)
    ('35 or more', '8 or less', '5 to 6')
    """
    if low is None and high is None:
        return "none printed"
    if high is None:
        return f"{low:g} or more"
    return f"{high:g} or less" if low is None else f"{low:g} to {high:g}"
