"""How a listener's short message is read: an answer, a county, and what else was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.domain.feedback import Answer, plain_text
from app.domain.places import County, counties, letters_only, table

# What a caller hears, by its kind in the table.
ASK, HEAR, AGAIN, THANKS = "ask", "hear", "again", "thanks"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_JOINED = re.compile(r"([123])([a-z]{3,})")
# A code such as KTU is looked for at the beginning only; further on, any three letters are a word.
_CODES_AMONG = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a message says.

    Attributes:
        answer: None when it answers nothing.
        language: The language of the word that answered; empty for a digit.
        county: Slug of the county that it names, or empty.
        text: What it says besides.
    """

    answer: Answer | None
    language: str
    county: str
    text: str


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    end: int


def read_message(text: str) -> Told:
    """Return what a listener's message says; whatever was typed, it says something.

    >>> read_message("1 KTU")
    Told(answer=<Answer.UNDERSTOOD: 1>, language='', county='kitui', text='')
    >>> read_message("3 Maji hakuna")
    Told(answer=<Answer.NEEDS_HELP: 3>, language='', county='', text='Maji hakuna')
    >>> read_message("Sijaelewa").answer is None
    True
    """
    told = plain_text(unicodedata.normalize("NFKC", text))
    words = [_Word(_folded(each[0]), each.end()) for each in _WORD.finditer(_apart(told))]
    told = _apart(told)
    county, places = _county(words)
    answering = [each for place, each in enumerate(words) if place not in places]
    by_digit = _digit(answering)
    if by_digit is not None:
        rest = told[_end_of_answer(words, places, answering[0]) :].strip(" .,:;!-/#")
        return Told(answer=by_digit, language="", county=county, text=rest)
    answer, language, whole = _by_words([each.plain for each in answering])
    only_place = not answering
    return Told(
        answer=answer,
        language=language,
        county=county,
        text="" if whole or only_place else told,
    )


def _end_of_answer(words: Sequence[_Word], places: Collection[int], digit: _Word) -> int:
    """Return where what was written besides digit and county begins."""
    end = 0
    for place, each in enumerate(words):
        if place not in places and each is not digit:
            break
        end = each.end
    return end


def prompt(kind: str, language: str) -> str:
    """Return what a caller hears in a language; empty when it has no words for it."""
    return next((words for code, words in _table().get(kind, ()) if code == language), "")


def _apart(text: str) -> str:
    """Return a text in which a digit and a code that touch stand apart, as in `1KTU`."""
    first, _, rest = text.partition(" ")
    joined = _JOINED.fullmatch(_folded(first))
    return f"{first[0]} {first[1:]} {rest}".strip() if joined else text


def _folded(word: str) -> str:
    digits = (str(unicodedata.decimal(each)) if each.isdecimal() else each for each in word)
    return "".join(digits).casefold().replace("’", "'")


def _digit(words: Sequence[_Word]) -> Answer | None:
    first = words[0].plain if words else ""
    return Answer(int(first)) if first in ("1", "2", "3") else None


def _by_words(words: Sequence[str]) -> tuple[Answer | None, str, bool]:
    """Return the answer, its language, and whether the message says nothing else."""
    if any(word in words for _, word in _table()["not"]):
        return None, "", False
    joined = " ".join(words)
    for answer in Answer:
        for language, told in sorted(_table()[str(answer.value)], key=lambda each: -len(each[1])):
            if f"{joined} ".startswith(f"{told} "):
                return _help_first(answer, words), language, joined == told
    for language, word in _table()["help"]:
        if word in words:
            return Answer.NEEDS_HELP, language, False
    return None, "", False


def _help_first(answer: Answer, words: Sequence[str]) -> Answer:
    """Return a call for help in place of `yes`, as in `ndiyo, tunahitaji msaada`."""
    return Answer.NEEDS_HELP if any(each in words for _, each in _table()["help"]) else answer


def _county(words: Sequence[_Word]) -> tuple[str, frozenset[int]]:
    """Return the county that a message names, and the places of the words that do."""
    for place in range(len(words)):
        for length in (1, 2, 3):
            named = "".join(each.plain for each in words[place : place + length])
            found = "" if _has_digit(named) else _names().get(letters_only(named), "")
            if found:
                return found, frozenset(range(place, place + length))
    for place, word in enumerate(words[:_CODES_AMONG]):
        if word.plain in _codes():
            return _codes()[word.plain], frozenset({place})
    return "", frozenset()


def _has_digit(text: str) -> bool:
    return any(each.isdigit() for each in text)


@cache
def _names() -> Mapping[str, str]:
    return {letters_only(each.name): each.slug for each in counties().values()}


@cache
def _codes() -> Mapping[str, str]:
    made: dict[str, County] = {each.short.casefold(): each for each in counties().values()}
    return {code: each.slug for code, each in made.items()}


@cache
def _table() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the words by kind, each with its language."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in table("listener_words.csv"):
        found.setdefault(row["kind"], []).append((row["language"], row["words"]))
    return {kind: tuple(rows) for kind, rows in found.items()}
