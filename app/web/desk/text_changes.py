"""Two texts compared line by line, and within a changed line word by word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.web.desk.marked import GONE, NEW, SAME, Stretch, differences

# Lines that stand around a change, for the reader to find it.
AROUND = 1
# Blocks with more words are shown whole, before and after.
MOST_WORDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """Lines that are the same, gone, new or changed; `number` is the first one's in the new text.

    Attributes:
        skipped: Whether lines that are the same were left out before it.
    """

    number: int
    stretches: tuple[Stretch, ...]
    skipped: bool = False


def changed_lines(before: str, now: str) -> tuple[ChangedLine, ...]:
    """Return what differs between two texts; empty when nothing does.

    >>> [each.state for each in changed_lines("It is dry.", "It is wet.")[0].stretches]
    ['same', 'gone', 'new']
    """
    if before == now:
        return ()
    old, new = before.splitlines(), now.splitlines()
    found = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND)
    return tuple(
        line
        for group in found
        for place, step in enumerate(group)
        for line in _lines(old, new, step, skipped=place == 0 and step[3] > 0)
    )


def _lines(
    old: list[str], new: list[str], step: tuple[str, int, int, int, int], *, skipped: bool
) -> Iterator[ChangedLine]:
    act, first, last, start, end = step
    if act == "equal":
        for place in range(start, end):
            same = (Stretch(state=SAME, text=new[place]),)
            yield ChangedLine(number=place + 1, stretches=same, skipped=skipped and place == start)
        return
    gone, come = old[first:last], new[start:end]
    yield ChangedLine(number=start + 1, stretches=_stretches(gone, come), skipped=skipped)


def _stretches(gone: list[str], come: list[str]) -> tuple[Stretch, ...]:
    few = sum(len(each.split()) for each in (*gone, *come)) <= MOST_WORDS
    if gone and come and few:
        return differences(gone, come)
    whole = ((GONE, "\n".join(gone)), (NEW, "\n".join(come)))
    return tuple(Stretch(state=state, text=text) for state, text in whole if text)
