"""What words can mean: `numbers.csv` and `dates.csv`, read backwards.

A number is only found where saying its value gives the same words again, so that nothing is
guessed from words that merely look like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.errors import NoWords
from app.writing import numbers as number_table
from app.writing.dates import Dates, year_words
from app.writing.numbers import Numbers

NUMBER, SHARE, DATE, MONTH, YEAR = "number", "share", "date", "month", "year"
TELEPHONE = "telephone"
# Years that a bulletin may speak of; any other is heard as plain numbers.
YEARS = range(2010, 2041)
# What only stands inside something longer.
DAY, DIGITS = "day", "digits"
LONGEST_WORDS = 24
KEPT_EARS = 8
SCALES = {"hundreds": 100, "thousands": 1_000, "millions": 1_000_000}
SUMS = frozenset(
    key for key, fields in number_table.FIELDS.items() if "rest" in fields or "ones" in fields
)
QUANTITIES = (
    *number_table.UNITS, "percent", "percent-below-normal", "percent-above-normal",
)  # fmt: skip
PAUSES = (",", ";")
FIELD = "{}"
ADDED = {"and-a-half": 0.5}
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]")
_PART = re.compile(r"\{(\w+)\}")
_KEYED = re.compile(rf"({SHARE}|{'|'.join(number_table.UNITS)}|{MONTH}|{DAY})-([0-9.]+)")

Span = tuple[int, int]


class Reading(NamedTuple):
    """One thing that words can mean.

    Attributes:
        kind: A unit of `numbers.csv`, or one of the kinds above.
        value: The figure in its unit; 3 for March; 0 where the text says it all.
        text: Digits of a telephone number, or a date such as "03-22" for 22 March.
    """

    kind: str
    value: float = 0
    text: str = ""


Chart = Mapping[Span, frozenset[Reading]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A row with fields: literal words, and each field as `{}`."""

    key: str
    parts: tuple[str, ...]

    def may_cover(self, tokens: tuple[str, ...]) -> bool:
        """Tell at a glance whether the pattern could cover words: each part takes at least one."""
        if len(tokens) < len(self.parts):
            return False
        first, last = self.parts[0], self.parts[-1]
        return first in (tokens[0], FIELD) and last in (tokens[-1], FIELD)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ear:
    """The tables of a language, turned round.

    Attributes:
        plain: Readings of the rows without fields, by their words.
        patterns: The rows with fields.
        named: Every word and sign of the plain rows.
        known: Those of the patterns too, which mean nothing alone.
        months: Words of month names; "May" is one, "may" is not.
    """

    numbers: Numbers
    plain: Mapping[tuple[str, ...], frozenset[Reading]]
    patterns: tuple[Pattern, ...]
    named: frozenset[str]
    known: frozenset[str]
    months: frozenset[str]

    def tokens(self, sentence: str) -> Iterator[str]:
        """Yield the words and signs of a sentence, in small letters but for months."""
        for token in _TOKEN.findall(sentence):
            yield token if token in self.months else token.lower()

    def means(self, tokens: tuple[str, ...], value: float) -> bool:
        """Tell whether saying a value gives just these words."""
        try:
            said = number_table.number(value, numbers=self.numbers)
        except NoWords:
            return False
        return tuple(self.tokens(said)) == tokens


@lru_cache(maxsize=KEPT_EARS)
def ear_of(numbers: Numbers, dates: Dates) -> Ear:
    """Return the ear of a language."""
    plain: dict[tuple[str, ...], frozenset[Reading]] = {}
    patterns: list[Pattern] = []
    months: set[str] = set()
    for key, words in (*numbers.words.items(), *dates.words.items()):
        reading = _reading_of(key)
        if reading:
            is_month = reading.kind == MONTH
            tokens = tuple(_TOKEN.findall(words if is_month else words.lower()))
            plain[tokens] = plain.get(tokens, frozenset()) | {reading}
            months.update(tokens if is_month else ())
        elif _is_heard(key):
            patterns.append(Pattern(key=key, parts=tuple(_parts(words))))
    for year, tokens in _years(dates):
        plain[tokens] = plain.get(tokens, frozenset()) | {year}
    named = {token for tokens in plain for token in tokens}
    literal = {part for pattern in patterns for part in pattern.parts} - {FIELD}
    return Ear(
        numbers=numbers,
        plain=plain,
        patterns=tuple(patterns),
        named=frozenset(named),
        known=frozenset(named | literal | set(PAUSES)),
        months=frozenset(months),
    )


def _reading_of(key: str) -> Reading | None:
    """Return what a row without fields stands for, if it is a number, a day or a month."""
    if key.isdigit():
        return Reading(NUMBER, float(key))
    if key == "half":
        return Reading(NUMBER, 0.5)
    keyed = _KEYED.fullmatch(key)
    return Reading(keyed[1], float(keyed[2])) if keyed else None


def _years(dates: Dates) -> Iterator[tuple[Reading, tuple[str, ...]]]:
    """Yield years and how they are said; nothing where a language cannot say them."""
    with suppress(NoWords):
        for year in YEARS:
            words = year_words(year, dates=dates).lower()
            yield Reading(YEAR, year), tuple(_TOKEN.findall(words))


def _is_heard(key: str) -> bool:
    return key in SCALES or key in SUMS or key in (*QUANTITIES, "and-a-half", "decimal", "day")


def _parts(words: str) -> Iterator[str]:
    """Yield the words and signs of a pattern, and its fields in braces."""
    for index, piece in enumerate(_PART.split(words)):
        yield from (FIELD,) if index % 2 else _TOKEN.findall(piece.lower())


def digit_of(token: str, ear: Ear) -> str:
    """Return the digit that a word is the name of, or an empty string."""
    for kind, value, _ in ear.plain.get((token,), ()):
        if kind == NUMBER and value in range(10):
            return str(int(value))
    return ""


def chart_of(run: tuple[str, ...], ear: Ear) -> Chart:
    """Return what each stretch of a run can mean, the short ones first."""
    chart: dict[Span, frozenset[Reading]] = {}
    for length in range(1, min(len(run), LONGEST_WORDS) + 1):
        for start in range(len(run) - length + 1):
            tokens = run[start : start + length]
            readings = ear.plain.get(tokens, frozenset()) | _digits(tokens, ear)
            readings |= frozenset(_composed(run, (start, start + length), chart, ear))
            if readings:
                chart[start, start + length] = readings
    return chart


def _digits(tokens: tuple[str, ...], ear: Ear) -> frozenset[Reading]:
    """Return what may stand behind the point of a decimal number."""
    said = [digit_of(token, ear) for token in tokens]
    few = len(said) <= number_table.MOST_DECIMALS
    return frozenset({Reading(DIGITS, text="".join(said))} if few and all(said) else ())


def _composed(run: tuple[str, ...], span: Span, chart: Chart, ear: Ear) -> Iterator[Reading]:
    tokens = run[span[0] : span[1]]
    for pattern in (each for each in ear.patterns if each.may_cover(tokens)):
        for readings in _fits(pattern.parts, run, span, chart):
            reading = _built(pattern.key, readings)
            if reading and (reading.kind != NUMBER or ear.means(tokens, reading.value)):
                yield reading


def _fits(
    parts: tuple[str, ...], run: tuple[str, ...], span: Span, chart: Chart
) -> Iterator[tuple[Reading, ...]]:
    """Yield what the fields of a pattern can be, so that it covers just these words."""
    start, end = span
    if not parts:
        yield from [()] if start == end else []
    elif parts[0] != FIELD:
        if start < end and run[start] == parts[0]:
            yield from _fits(parts[1:], run, (start + 1, end), chart)
    else:
        for middle in range(start + 1, end + 1):
            for reading in chart.get((start, middle), ()):
                for rest in _fits(parts[1:], run, (middle, end), chart):
                    yield (reading, *rest)


def _built(key: str, readings: tuple[Reading, ...]) -> Reading | None:
    """Return what a pattern means with its fields filled; None when they are not its kind."""
    kinds = [reading.kind for reading in readings]
    if key == "day":
        return _date({reading.kind: int(reading.value) for reading in readings})
    if key == "decimal":
        point = kinds == [NUMBER, DIGITS]
        said = f"{readings[0].value:.0f}.{readings[-1].text}"
        return Reading(NUMBER, float(said)) if point else None
    if set(kinds) != {NUMBER}:
        return None
    total = sum(reading.value for reading in readings) + ADDED.get(key, 0)
    if key in SCALES:
        return Reading(NUMBER, total * SCALES[key])
    return Reading(key if key in QUANTITIES else NUMBER, total)


def _date(said: Mapping[str, int]) -> Reading | None:
    day, month = said.get(DAY, said.get(NUMBER)), said.get(MONTH)
    return Reading(DATE, text=f"{month:02d}-{day:02d}") if day and month else None
