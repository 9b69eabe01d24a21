"""Figures as words, from the tables of a language pack; a figure without words is an error."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import NoWords

LARGEST = 999_999_999
SCALES = ((1_000_000, "millions"), (1_000, "thousands"))
# From this count on, only a pause tells "ten thousand and two" from "twelve thousand" in Kiswahili.
LONG_COUNT = 10
MOST_DECIMALS = 3
UNITS = ("kilometres", "shillings", "kilos", "litres", "millimetres", "weeks")
_COUNT = frozenset({"count"})
_GROUP = frozenset({"group", "rest"})
_HUNDREDS = frozenset({"hundreds", "rest"})
# What each pattern of `numbers.csv` is filled with; every other row is plain words.
FIELDS: Mapping[str, frozenset[str]] = {
    "tens-and-ones": frozenset({"tens", "ones"}),
    "hundreds": _COUNT,
    "hundreds-and-rest": _HUNDREDS,
    "hundreds-and-long-rest": _HUNDREDS,
    "thousands": _COUNT,
    "millions": _COUNT,
    "group-and-rest": _GROUP,
    "group-and-small-rest": _GROUP,
    "long-group-and-rest": _GROUP,
    "long-group-and-small-rest": _GROUP,
    "half": frozenset(),
    "and-a-half": frozenset({"whole"}),
    "decimal": frozenset({"whole", "digits"}),
    "percent": _COUNT,
    "percent-below-normal": _COUNT,
    "percent-above-normal": _COUNT,
    "percent-at-normal": frozenset(),
    "range": frozenset({"low", "high"}),
    "twice": frozenset({"digits"}),
    "about": frozenset({"words"}),
    **dict.fromkeys(UNITS, _COUNT),
}
_PLAIN = re.compile(rf"[0-9]+|share-[0-9]+|({'|'.join(UNITS)})-[0-9.]+")


def fields_of(key: str) -> frozenset[str] | None:
    """Return what the pattern of a key is filled with; None for a key that nothing asks for."""
    return FIELDS.get(key, frozenset() if _PLAIN.fullmatch(key) else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The words of `numbers.csv`.

    Attributes:
        language: Name of the language, for messages.
        words: Words by key: whole numbers as digits, and patterns such as `percent`.
    """

    language: str
    words: Mapping[str, str]

    def __hash__(self) -> int:
        """Return the same for equal tables."""
        return hash((self.language, frozenset(self.words.items())))

    def pattern(self, key: str, value: object) -> str:
        """Return the words of a key.

        Raises:
            NoWords: The table has no such row; the message names the value that needed it.
        """
        try:
            return self.words[key]
        except KeyError:
            raise NoWords(
                f"{self.language} has no words for {value} yet; "
                f"add a row '{key}' to its numbers.csv"
            ) from None


def cardinal(value: int, *, numbers: Numbers) -> str:
    """Return a whole number from 0 to 999,999,999 as words.

    Raises:
        NoWords: The number is negative, too large, or beyond the table.
    """
    if not 0 <= value <= LARGEST:
        raise NoWords(f"{numbers.language} has no words for {value}; only 0 to {LARGEST} are said")
    if str(value) in numbers.words:
        return numbers.words[str(value)]
    for scale, key in SCALES:
        if value >= scale:
            return _group(value, scale, key, numbers=numbers)
    return _hundreds(value, numbers)


def _group(value: int, scale: int, key: str, *, numbers: Numbers) -> str:
    count, rest = divmod(value, scale)
    group = numbers.pattern(key, value).format(count=cardinal(count, numbers=numbers))
    if not rest:
        return group
    length = "long-" if count >= LONG_COUNT else ""
    size = "small-" if rest < 100 else ""
    join = numbers.pattern(f"{length}group-and-{size}rest", value)
    return join.format(group=group, rest=cardinal(rest, numbers=numbers))


def _hundreds(value: int, numbers: Numbers) -> str:
    count, rest = divmod(value, 100)
    if not count:
        return _tens(value, numbers)
    hundreds = numbers.pattern("hundreds", value).format(count=cardinal(count, numbers=numbers))
    if not rest:
        return hundreds
    length = "" if str(rest) in numbers.words else "long-"
    join = numbers.pattern(f"hundreds-and-{length}rest", value)
    return join.format(hundreds=hundreds, rest=cardinal(rest, numbers=numbers))


def _tens(value: int, numbers: Numbers) -> str:
    ones = value % 10
    join = numbers.pattern("tens-and-ones", value)
    tens = numbers.pattern(str(value - ones), value)
    return join.format(tens=tens, ones=numbers.pattern(str(ones), value))


def number(value: float, *, numbers: Numbers) -> str:
    """Return any number as words: whole, with a half, or with up to three decimals.

    Raises:
        NoWords: It is negative, not finite, has too many decimals, or is beyond the table.
    """
    if not math.isfinite(value) or value < 0:
        raise NoWords(f"{numbers.language} has no words for {value}")
    whole = int(value)
    if value == whole:
        return cardinal(whole, numbers=numbers)
    if value == 0.5:
        return numbers.pattern("half", value)
    words = cardinal(whole, numbers=numbers)
    if value - whole == 0.5:
        return numbers.pattern("and-a-half", value).format(whole=words)
    return _decimal(value, words, numbers)


def _decimal(value: float, whole: str, numbers: Numbers) -> str:
    digits = f"{value:.10f}".rstrip("0").partition(".")[2]
    if len(digits) > MOST_DECIMALS:
        raise NoWords(f"{value} has too many decimals to be said; round it first")
    spoken = " ".join(numbers.pattern(digit, value) for digit in digits)
    return numbers.pattern("decimal", value).format(whole=whole, digits=spoken)


def percent(value: float, *, numbers: Numbers) -> str:
    """Return a percentage as words, such as "thirty-five percent"."""
    return numbers.pattern("percent", value).format(count=number(value, numbers=numbers))


def percent_from_normal(value: float, *, numbers: Numbers) -> str:
    """Return a departure from normal in % as words: "ten percent below normal" for -10."""
    if value == 0:
        return numbers.pattern("percent-at-normal", value)
    key = "percent-below-normal" if value < 0 else "percent-above-normal"
    return numbers.pattern(key, value).format(count=number(abs(value), numbers=numbers))


def share(value: float, *, numbers: Numbers) -> str:
    """Return a share in % as words: "half" for 50, a fraction where the table has one.

    Args:
        value: Share in %, rounded for radio.
        numbers: The pack's words.
    """
    fraction = numbers.words.get(f"share-{value:g}")
    return fraction or percent(value, numbers=numbers)


def quantity(value: float, unit: str, *, numbers: Numbers) -> str:
    """Return a number with its unit as words.

    Args:
        value: In the unit.
        unit: Key of the unit's row, such as `kilometres`, `shillings`, `kilos`.
        numbers: The pack's words.
    """
    if f"{unit}-{value:g}" in numbers.words:
        return numbers.words[f"{unit}-{value:g}"]
    pattern = numbers.pattern(unit, f"{value:g} {unit}")
    return pattern.format(count=number(value, numbers=numbers))


def span(low: float, high: float, unit: str, *, numbers: Numbers) -> str:
    """Return a range with its unit as words, such as "five to seven kilometres"."""
    between = numbers.pattern("range", f"{low:g} to {high:g}").format(
        low=number(low, numbers=numbers), high=number(high, numbers=numbers)
    )
    return numbers.pattern(unit, f"{low:g} to {high:g} {unit}").format(count=between)


def about(words: str, *, numbers: Numbers) -> str:
    """Return a rounded figure as such: "about six kilometres"."""
    return numbers.pattern("about", words).format(words=words)


def digits(text: str, *, numbers: Numbers) -> str:
    """Return a telephone number digit by digit, with a pause where the text has a space.

    Raises:
        NoWords: It holds something other than digits and spaces.
    """
    groups = text.split()
    if not groups or not all(group.isascii() and group.isdigit() for group in groups):
        raise NoWords(f"'{text}' is not a telephone number; write digits and spaces only")
    spoken = [", ".join(numbers.pattern(digit, text) for digit in group) for group in groups]
    return "; ".join(spoken)


def said_twice(text: str, *, numbers: Numbers) -> str:
    """Return a telephone number as it is given on air: said, and said again."""
    once = digits(text, numbers=numbers)
    return numbers.pattern("twice", text).format(digits=once)
