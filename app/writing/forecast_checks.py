"""Whether KMD's words, as an officer typed them, can be said and for how long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.periods import whole_days
from app.writing.checks import LONGEST_SENTENCE_WORDS, PUNCTUATION

LONGEST_TEXT, LONGEST_SOURCE = 300, 300
LONGEST_VALID_DAYS = 120
# "Idara ya Utabiri wa Hali ya Hewa inasema": the longest words that come before KMD's own.
LEAD_IN_WORDS = 8
ADDRESS = re.compile(r"https?:|www\.|\w\.\w|\w@\w", re.IGNORECASE)
TEXT, SOURCE, FROM, UNTIL = "text", "source", "valid_from", "valid_until"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A forecast as it was typed.

    Attributes:
        faults: For each field that is wrong, what to do; the dates hold only when it is empty.
    """

    text: str
    source: str
    valid_from: date
    valid_until: date
    faults: Mapping[str, str]


def check_forecast(typed: Mapping[str, str], *, today: date) -> Checked:
    """Return a forecast with everything that is wrong with it, by field.

    Args:
        typed: What was typed, by field.
        today: The day in Nairobi.
    """
    text = " ".join(typed.get(TEXT, "").split()).rstrip(". ")
    source = " ".join(typed.get(SOURCE, "").split())
    first, last = _day(typed.get(FROM, "")), _day(typed.get(UNTIL, ""))
    faults = dict(_faults(text, source))
    for name, day in ((FROM, first), (UNTIL, last)):
        if day is None:
            faults[name] = "Choose a day."
    if first and last and (wrong := _wrong_span(first, last, today=today)):
        faults[UNTIL] = wrong
    return Checked(
        text=text,
        source=source,
        valid_from=first or today,
        valid_until=last or today,
        faults=faults,
    )


def _faults(text: str, source: str) -> Iterator[tuple[str, str]]:
    if fault := unspeakable(text):
        yield TEXT, fault
    if not source:
        yield SOURCE, "Write where KMD published it: an address, or the number of its bulletin."
    elif len(source) > LONGEST_SOURCE:
        yield SOURCE, f"{len(source)} letters are too many; say it in {LONGEST_SOURCE}."


def unspeakable(text: str) -> str:
    """Return why a text cannot be said as KMD's forecast, or empty.

    >>> unspeakable("that less rain than usual is likely")
    ''
    >>> unspeakable("that 40 % less rain is likely")
    'Write % 0 4 in words, or leave it out: it cannot be spoken.'
    """
    if not text:
        return "Write what the Department says."
    if len(text) > LONGEST_TEXT:
        return f"{len(text)} letters are too many; say it in {LONGEST_TEXT}."
    if ADDRESS.search(text):
        return "Leave the address out: it cannot be spoken. It belongs into the source."
    odd = sorted({each for each in text if not _sayable(each)})
    if odd:
        return f"Write {' '.join(odd)} in words, or leave it out: it cannot be spoken."
    return _too_long(text)


def _sayable(letter: str) -> bool:
    return letter == " " or letter in PUNCTUATION or unicodedata.category(letter)[0] in "LM"


def _too_long(text: str) -> str:
    first, *others = (len(each.split()) for each in re.split(r"[.!?]+", text))
    longest = max(first + LEAD_IN_WORDS, *others, 0)
    if longest <= LONGEST_SENTENCE_WORDS:
        return ""
    return (
        f"A sentence would have {longest} words, with the Department's name before it; a listener "
        f"follows {LONGEST_SENTENCE_WORDS}. Make it shorter."
    )


def _wrong_span(first: date, last: date, *, today: date) -> str:
    if last < first:
        return "It ends before it begins; correct one of the days."
    if last < today:
        return "It is over already."
    days = whole_days(first, last) + 1
    if days > LONGEST_VALID_DAYS:
        return f"It would hold for {days} days; {LONGEST_VALID_DAYS} are the most."
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
