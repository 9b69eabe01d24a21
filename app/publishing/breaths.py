"""A sentence as a presenter breathes it: long ones are broken where the writer put a comma."""

from __future__ import annotations

import re

# A line of the page holds about so many letters.
LONGEST_BREATH = 58
# Nobody takes a breath after `One:`.
SHORTEST_BREATH = 12
_PLACE = re.compile(r"(?<=[,:])\s+")
_ALWAYS = re.compile(r"(?<=;)\s+")


def breaths(sentence: str, *, longest: int = LONGEST_BREATH) -> tuple[str, ...]:
    """Return a sentence in pieces that one breath carries; its words stay as they are.

    Args:
        longest: Letters of a breath, where there is a place to break.

    >>> breaths("One: sell some animals now, while they are healthy, before the prices fall.")
    ('One: sell some animals now, while they are healthy,', 'before the prices fall.')
    >>> breaths("Call zero, eight, zero; seven, two.")
    ('Call zero, eight, zero;', 'seven, two.')
    """
    pieces: list[str] = []
    for clause in _ALWAYS.split(sentence):
        started = len(pieces)
        for each in _PLACE.split(clause):
            last = pieces[-1] if len(pieces) > started else ""
            if last and (len(last) + len(each) < longest or len(last) < SHORTEST_BREATH):
                pieces[-1] = f"{last} {each}"
            else:
                pieces.append(each)
    return tuple(pieces)
