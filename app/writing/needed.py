"""The keys that each table of a language should have, whatever the language."""

from __future__ import annotations

from collections.abc import Mapping

from app.writing.numbers import FIELDS as NUMBER_FIELDS
from app.writing.phrases import needed_phrases
from app.writing.slots import Slot

ONES = tuple(str(value) for value in range(11))
TEENS = tuple(str(value) for value in range(11, 20))
TENS = tuple(str(value) for value in range(20, 100, 10))
NUMBERS = (*ONES, *TEENS, *TENS, *NUMBER_FIELDS)
WEEKDAYS = tuple(f"weekday-{day}" for day in range(1, 8))
MONTHS = tuple(f"month-{month}" for month in range(1, 13))
DATES = (
    *WEEKDAYS,
    *MONTHS,
    "day",
    "date",
    "month-and-year",
    "month-range",
    "month-end",
    "year",
    "over-month",
    "over-one-month",
    "over-three-months",
    "over-days",
)
# Rows that a language may do without: another row of its table says the same in its own way.
INSTEAD: Mapping[str, str] = {
    "year": "year-in-pairs",
    **dict.fromkeys(TEENS, "tens-and-ones"),
}


def needed_keys(file: str, slots: Mapping[str, Slot]) -> tuple[str, ...]:
    """Return the keys that a table should have; empty for one that is free.

    Args:
        file: Name of the table, such as `numbers.csv`.
        slots: The catalogue of slots.
    """
    if file == "phrases.csv":
        return needed_phrases(slots)
    return {"numbers.csv": NUMBERS, "dates.csv": DATES}.get(file, ())


def missing_keys(file: str, known: Mapping[str, str], slots: Mapping[str, Slot]) -> list[str]:
    """Return the needed keys that have no words, and nothing in their place."""
    return [
        key
        for key in needed_keys(file, slots)
        if not known.get(key) and not known.get(INSTEAD.get(key, ""))
    ]
