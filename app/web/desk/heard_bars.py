"""Answers of listeners as one bar: places on paper, which the page draws."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.feedback import Answer, Count
from app.web.charts import Scale

WIDTH = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One answer's part of a bar, as SVG places it."""

    answer: int
    x: float
    width: float
    count: int


def bars_of(told: Count) -> tuple[Piece, ...]:
    """Return the parts of a bar that is as wide as all answers together; none without answers.

    >>> [each.width for each in bars_of(Count(county="", language="", understood=3, acted=1))]
    [75.0, 25.0]
    """
    if not told.answers:
        return ()
    scale, before = Scale(0, told.answers, 0, WIDTH), 0
    pieces: list[Piece] = []
    for answer, count in zip(Answer, (told.understood, told.acted, told.needs_help), strict=True):
        start, end = scale.at(before), scale.at(before + count)
        before += count
        if count:
            width = round(end - start, 1)
            pieces.append(Piece(answer=answer.value, x=start, width=width, count=count))
    return tuple(pieces)
