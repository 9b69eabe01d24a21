"""A text as an officer reads it: locked facts marked in it, and what differs from last time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a sentence; `key` names the fact that it says, or is empty."""

    text: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words that are the same as last time, gone, or new."""

    state: str
    text: str


def marked(sentence: str, facts: Mapping[str, str]) -> tuple[Piece, ...]:
    """Return a sentence in pieces; where a fact is said, its piece names it.

    Args:
        facts: The words of each fact by its key.

    >>> marked("Rain was about half of usual.", {"rain": "about half"})[1]
    Piece(text='about half', key='rain')
    """
    longest_first = sorted(((words, key) for key, words in facts.items() if words), key=_length)
    if not longest_first:
        return (Piece(text=sentence),)
    keys = {words.casefold(): key for words, key in reversed(longest_first)}
    wanted = "|".join(re.escape(words) for words, _ in longest_first)
    found = re.split(rf"(?<!\w)({wanted})(?!\w)", sentence, flags=re.IGNORECASE)
    return tuple(
        Piece(text=text, key=keys.get(text.casefold(), "") if place % 2 else "")
        for place, text in enumerate(found)
        if text
    )


def _length(fact: tuple[str, str]) -> int:
    return -len(fact[0])


def differences(before: Sequence[str], now: Sequence[str]) -> tuple[Stretch, ...]:
    """Return what became of the words of some sentences; empty when nothing has changed.

    >>> [(each.state, each.text) for each in differences(["It is dry."], ["It is wet."])]
    [('same', 'It is'), ('gone', 'dry.'), ('new', 'wet.')]
    """
    if list(before) == list(now):
        return ()
    return tuple(_stretches(" ".join(before).split(), " ".join(now).split()))


def _stretches(before: list[str], now: list[str]) -> Iterator[Stretch]:
    for act, first, last, start, end in SequenceMatcher(
        None, before, now, autojunk=False
    ).get_opcodes():
        if act == "equal":
            yield Stretch(state=SAME, text=" ".join(now[start:end]))
            continue
        if last > first:
            yield Stretch(state=GONE, text=" ".join(before[first:last]))
        if end > start:
            yield Stretch(state=NEW, text=" ".join(now[start:end]))
