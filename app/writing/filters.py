"""A fact as words: the filters that templates may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time

from app.domain.periods import Month, Period
from app.errors import EvidenceError, NoWords
from app.writing import numbers as figures
from app.writing.clock import clock_words
from app.writing.dates import (
    date_words,
    day_words,
    month_words,
    months_covered,
    period_end_words,
    year_words,
)
from app.writing.slots import Slot, SlotType
from app.writing.wording import Spoken, Wording

# A month this long ago could be taken for the one just past, so its year is said too.
AMBIGUOUS_AFTER_MONTHS = 11


def _number(it: Spoken) -> str:
    return figures.number(it.figure, numbers=it.wording.numbers)


def _percent(it: Spoken) -> str:
    return figures.percent(it.figure, numbers=it.wording.numbers)


def _usual(it: Spoken) -> str:
    """Say a share of what is usual, as the phrases `usual-rain-…` have it."""
    said, of = it.figure, f"usual-{it.slot.share_of}"
    if said == 0:
        return it.wording.phrase(f"{of}-none")
    if said == 100:
        return it.wording.phrase(f"{of}-same")
    if said >= 200:
        return it.wording.phrase(f"{of}-double")
    share = figures.share(said, numbers=it.wording.numbers)
    return it.wording.phrase(f"{of}-share").format(share=share)


def _quantity(unit: str) -> Callable[[Spoken], str]:
    def quantity(it: Spoken) -> str:
        return figures.quantity(it.figure, unit, numbers=it.wording.numbers)

    return quantity


def _phrase(it: Spoken) -> str:
    key = str(it.fact.value)
    if key not in it.slot.choices:
        raise NoWords(f"'{key}' is not among the choices of '{it.slot.name}' in slots.yaml")
    return it.wording.phrase(key)


def _places(it: Spoken) -> str:
    value = it.fact.value
    names = value if isinstance(value, tuple) else (str(value),)
    if not names:
        raise EvidenceError(f"'{it.slot.name}' names no place")
    if len(names) == 1:
        return names[0]
    last = it.wording.phrase("list-last")
    return last.format(names=", ".join(names[:-1]), last=names[-1])


def _day(it: Spoken) -> date:
    try:
        return date.fromisoformat(str(it.fact.value))
    except ValueError as fault:
        raise EvidenceError(f"'{it.slot.name}' must be a date such as 2026-11-29") from fault


def _date(it: Spoken) -> str:
    return date_words(_day(it), dates=it.wording.dates)


def _day_of_month(it: Spoken) -> str:
    return day_words(_day(it), dates=it.wording.dates)


def _month(it: Spoken) -> str:
    """Say the month that a fact is of."""
    month = _month_of(it)
    return _dated(month_words(month, dates=it.wording.dates), month, it.wording)


def _dated(words: str, month: Month, wording: Wording) -> str:
    """Return the words with the month's year added when it is long past."""
    today = wording.as_of
    ago = (today.year - month.year) * 12 + today.month - month.number
    if ago < AMBIGUOUS_AFTER_MONTHS:
        return words
    year = year_words(month.year, dates=wording.dates)
    return wording.dates.pattern("month-and-year").format(month=words, year=year)


def _month_of(it: Spoken) -> Month:
    if it.slot.type is not SlotType.MONTH:
        return Month.of(_period(it).end)
    try:
        return Month.parse(str(it.fact.value))
    except ValueError as fault:
        raise EvidenceError(f"'{it.slot.name}' must be a month such as 2026-02") from fault


def _until(it: Spoken) -> str:
    """Say the last day that a figure covers."""
    period, wording = _period(it), it.wording
    words = period_end_words(period, dates=wording.dates)
    return _dated(words, Month.of(period.end), wording)


def _over(it: Spoken) -> str:
    """Say the days that a figure covers, as the beginning of a sentence.

    A month and three months are named as such; any other run of days by its first and last one,
    so that no figure is given to a time it is not of.
    """
    period, dates = _period(it), it.wording.dates
    months = months_covered(period)
    if period == Month.of(period.end).period:
        return dates.pattern("over-month").format(month=_month(it))
    if months:
        key = "over-one-month" if months == 1 else "over-three-months"
        return dates.pattern(key).format(end=_until(it))
    start = day_words(period.start, dates=dates)
    return dates.pattern("over-days").format(start=start, end=_until(it))


def _period(it: Spoken) -> Period:
    if it.fact.period is None:
        raise EvidenceError(f"'{it.slot.name}' does not say which days it is of")
    return it.fact.period


def _about(it: Spoken) -> str:
    """Say a figure, and that it is rounded if it was: "about six kilometres" for 6.2 km."""
    words = value_words(it)
    exact = it.figure == it.fact.value
    return words if exact else figures.about(words, numbers=it.wording.numbers)


def _clock(it: Spoken) -> str:
    """Say a time of day in Nairobi."""
    try:
        at = time.fromisoformat(str(it.fact.value))
    except ValueError as fault:
        raise EvidenceError(f"'{it.slot.name}' must be a time of day such as 07:30") from fault
    return clock_words(at, dates=it.wording.dates)


def _digits(it: Spoken) -> str:
    return figures.digits(str(it.fact.value), numbers=it.wording.numbers)


FILTERS: Mapping[str, Callable[[Spoken], str]] = {
    "number": _number,
    "percent": _percent,
    "usual": _usual,
    "shillings": _quantity("shillings"),
    "kilometres": _quantity("kilometres"),
    "weeks": _quantity("weeks"),
    "kilos": _quantity("kilos"),
    "litres": _quantity("litres"),
    "millimetres": _quantity("millimetres"),
    "about": _about,
    "phrase": _phrase,
    "places": _places,
    "date": _date,
    "day": _day_of_month,
    "month": _month,
    "clock": _clock,
    "until": _until,
    "over": _over,
    "digits": _digits,
}
PERIOD_FILTERS = ("month", "until", "over")
FIGURE_FILTERS = ("about", *PERIOD_FILTERS)
FILTERS_OF: Mapping[SlotType, tuple[str, ...]] = {
    SlotType.NUMBER: ("number", *FIGURE_FILTERS),
    SlotType.PERCENT: ("percent", *FIGURE_FILTERS),
    SlotType.MONEY: ("shillings", *FIGURE_FILTERS),
    SlotType.DISTANCE: ("kilometres", *FIGURE_FILTERS),
    SlotType.DURATION: ("weeks", *FIGURE_FILTERS),
    SlotType.WEIGHT: ("kilos", *FIGURE_FILTERS),
    SlotType.VOLUME: ("litres", *FIGURE_FILTERS),
    SlotType.RAINFALL: ("millimetres", *FIGURE_FILTERS),
    SlotType.PHRASE: ("phrase", *PERIOD_FILTERS),
    SlotType.PLACE_LIST: ("places", *PERIOD_FILTERS),
    SlotType.DATE: ("date", "day"),
    SlotType.MONTH: ("month",),
    SlotType.CLOCK: ("clock",),
    SlotType.CONTACT: ("digits",),
    SlotType.FLAG: (),
    SlotType.TEXT: (),
}


def filters_for(slot: Slot) -> tuple[str, ...]:
    """Return the filters that may say a slot; the first one says its value."""
    return ("usual", *PERIOD_FILTERS) if slot.share_of else FILTERS_OF[slot.type]


def value_words(it: Spoken) -> str:
    """Return a fact's own words, without its month: what an officer checks against the figure."""
    if it.slot.type is SlotType.FLAG:
        return ""
    own = filters_for(it.slot)
    return FILTERS[own[0]](it) if own else str(it)
