"""What an ear makes of a sentence: its numbers, dates and months as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.writing.readings import (
    DATE,
    DAY,
    DIGITS,
    MONTH,
    NUMBER,
    PAUSES,
    TELEPHONE,
    YEAR,
    Chart,
    Ear,
    Reading,
    chart_of,
    digit_of,
)

FEWEST_TELEPHONE_DIGITS = 3
SMALL_NUMBER = 10
# A text is heard anew for each phase and county that it is tried with; most sentences stay.
KEPT_SENTENCES = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A number, a date or a month in a sentence.

    Attributes:
        words: As it stands there, in small letters.
        readings: What it can mean; "half" is a number and a share.
    """

    words: str
    readings: frozenset[Reading]

    @property
    def is_small(self) -> bool:
        """Whether it is a small number that stands alone, a word like any other."""
        return all(
            kind == NUMBER and value in range(SMALL_NUMBER + 1) for kind, value, _ in self.readings
        )

    @property
    def is_day(self) -> bool:
        """Whether it is a date, a month or a year."""
        return all(kind in (DATE, MONTH, YEAR) for kind, _, _ in self.readings)


@lru_cache(maxsize=KEPT_SENTENCES)
def hear(sentence: str, ear: Ear) -> tuple[Heard, ...]:
    """Return the numbers, dates and months of a sentence, in the order in which they stand."""
    found: list[Heard] = []
    run: list[str] = []
    for token in (*ear.tokens(sentence), ""):
        if token in ear.known:
            run.append(token)
        elif run:
            found += _heard(tuple(run), ear) if not ear.named.isdisjoint(run) else ()
            run = []
    return tuple(found)


def numbers_in(sentence: str, ear: Ear) -> int:
    """Return how many figures a sentence holds; a date is none, nor is a small number alone."""
    return sum(1 for each in hear(sentence, ear) if not each.is_small and not each.is_day)


def _heard(run: tuple[str, ...], ear: Ear) -> Iterator[Heard]:
    """Yield what is heard in a run of known words: at each place the longest meaning."""
    chart, start = chart_of(run, ear), 0
    while start < len(run):
        end, readings = _telephone(run, start, ear) or _longest(chart, start)
        if readings:
            yield Heard(words=" ".join(run[start:end]), readings=readings)
        start = max(end, start + 1)


def _longest(chart: Chart, start: int) -> tuple[int, frozenset[Reading]]:
    ends = [end for begin, end in chart if begin == start]
    for end in sorted(ends, reverse=True):
        readings = frozenset(each for each in chart[start, end] if each.kind not in (DAY, DIGITS))
        if readings:
            return end, readings
    return start, frozenset()


def _telephone(run: tuple[str, ...], start: int, ear: Ear) -> tuple[int, frozenset[Reading]] | None:
    """Return where a telephone number ends that is said digit by digit, with pauses between."""
    said, end = "", start
    for index in range(start, len(run), 2):
        digit = digit_of(run[index], ear)
        if digit:
            said, end = said + digit, index + 1
        if not digit or run[end : end + 1] not in {(pause,) for pause in PAUSES}:
            break
    enough = len(said) >= FEWEST_TELEPHONE_DIGITS
    return (end, frozenset({Reading(TELEPHONE, text=said)})) if enough else None
