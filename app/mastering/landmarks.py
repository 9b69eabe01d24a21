"""Pairs of peaks as hashes, and where in a recording several of a bulletin's lie in line.

Reference: Wang (2003), An Industrial-Strength Audio Search Algorithm, ISMIR.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mastering.constellation import FRAMES_PER_S, Constellation, Whole

Places = NDArray[np.int64]

# Each peak is paired with the next few that are neither too near nor too far.
FAN, NEIGHBOURS = 8, 30
NEAREST_FRAMES, FARTHEST_FRAMES, FARTHEST_BINS = 2, 63, 60
BIN_BITS, GAP_BITS = 8, 6
HASHES = 1 << (2 * BIN_BITS + GAP_BITS)
# Hashes of so many seconds are looked up at once, and an offset that gets fewer votes of them is
# chance; so is one that gets fewer of the whole.
PART_S = 30
FEWEST_OF_PART, FEWEST = 4, 14
# Votes are counted in bins of offsets so wide.
BIN_FRAMES = 4
# A tape or a clock that runs wrong; what lies between is near enough to one of them.
SPEEDS = (1.0, 0.994, 1.006, 0.988, 1.012)
# A reference lies at a few offsets at most, and so far apart.
APART_FRAMES = round(2.0 * FRAMES_PER_S)
MOST_A_REFERENCE, MOST_ALIKE = 6, 4
_FAR = 1 << 32


@dataclass(frozen=True, slots=True)
class Pairs:
    """Hashes of pairs of peaks, and when the first of each pair sounds, in frames."""

    hashes: Whole
    frames: Whole

    def sorted_by(self, order: Places) -> Pairs:
        """Return the same pairs in another order."""
        return Pairs(self.hashes[order], self.frames[order])

    def between(self, first: float, until: float) -> Pairs:
        """Return those whose first peak sounds between two frames; they lie in order of time."""
        start, end = np.searchsorted(self.frames, (first, until))
        return Pairs(self.hashes[start:end], self.frames[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where a reference may lie in a recording.

    Attributes:
        reference: Its place among those that were asked for.
        offset: The recording's frame at which the reference begins, at its own speed.
        speed: How fast the recording plays.
        votes: How many pairs say so.
    """

    reference: int
    offset: float
    speed: float
    votes: int


def pairs_of(found: Constellation, *, speed: float = 1.0) -> Pairs:
    """Return the hashes of a sound as if it had been played at its own speed, in order of time.

    Args:
        speed: How many times too fast it plays.
    """
    at = np.rint(found.frames * speed).astype(np.int32)
    high = np.rint(found.bins / speed).astype(np.int32) & ((1 << BIN_BITS) - 1)
    used = np.zeros(len(at), dtype=np.int8)
    hashes, frames = [at[:0]], [at[:0]]
    for step in range(1, min(NEIGHBOURS, len(at) - 1) + 1):
        gap = at[step:] - at[:-step]
        fits = (gap >= NEAREST_FRAMES) & (gap <= FARTHEST_FRAMES) & (used[:-step] < FAN)
        fits &= np.abs(high[step:] - high[:-step]) <= FARTHEST_BINS
        first = np.nonzero(fits)[0]
        used[first] += 1
        pair = (high[first] << BIN_BITS) | high[first + step]
        hashes.append((pair << GAP_BITS) | gap[first])
        frames.append(at[first])
    made = Pairs(np.concatenate(hashes), np.concatenate(frames))
    return made.sorted_by(np.argsort(made.frames, kind="stable"))


def by_hash(made: Pairs) -> Pairs:
    """Return pairs in the order of their hashes, to be looked up."""
    return made.sorted_by(np.argsort(made.hashes, kind="stable"))


def known_of(asked: Pairs, known: Pairs) -> tuple[Places, Places]:
    """Return every two places in `asked` and in `known`, sorted by hash, that have one hash."""
    starts = np.searchsorted(known.hashes, asked.hashes, "left")
    return _spread(starts, np.searchsorted(known.hashes, asked.hashes, "right"))


def _spread(starts: Places, ends: Places) -> tuple[Places, Places]:
    """Return who asked, and each place from a start to an end, one after the other."""
    counts = ends - starts
    asked = np.repeat(np.arange(len(counts)), counts)
    return asked, np.arange(len(asked)) + np.repeat(starts - np.cumsum(counts) + counts, counts)


class Index:
    """The hashes of several references, to be looked up all at once."""

    def __init__(self, references: Sequence[Pairs]) -> None:
        hashes = np.concatenate([each.hashes for each in references])
        order = np.argsort(hashes, kind="stable")
        self._starts = np.searchsorted(hashes[order], np.arange(HASHES + 1))
        counts = [len(each.hashes) for each in references]
        self._owners = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[order]
        self._frames = np.concatenate([each.frames for each in references])[order]

    def lines(self, recording: Sequence[tuple[float, Pairs]]) -> list[Line]:
        """Return where references may lie in a recording, those with the most votes first.

        Args:
            recording: Its pairs at each speed.
        """
        found: list[Line] = []
        for speed, asked in recording:
            found += self._lines_at(asked, speed)
        found.sort(key=lambda each: -each.votes)
        return list(_apart(found))

    def _lines_at(self, asked: Pairs, speed: float) -> Iterator[Line]:
        """Give the best offsets of each reference at one speed."""
        keys, votes = self._votes(asked)
        enough = votes >= FEWEST
        keys, votes = keys[enough], votes[enough]
        order = np.argsort(-votes, kind="stable")
        given: dict[int, int] = {}
        for key, count in zip(keys[order].tolist(), votes[order].tolist(), strict=True):
            owner, offset = divmod(key, _FAR)
            given[owner] = given.get(owner, 0) + 1
            if given[owner] <= MOST_ALIKE * MOST_A_REFERENCE:
                first = (offset - (_FAR >> 1)) * BIN_FRAMES / speed
                yield Line(reference=owner, offset=first, speed=speed, votes=count)

    def _votes(self, asked: Pairs) -> tuple[Places, Places]:
        """Return references with offsets, and the votes of each; two neighbours count together."""
        keys, votes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for part in _parts(asked):
            key, count = np.unique(self._found(part), return_counts=True)
            beside = np.minimum(np.searchsorted(key, key + 1), len(key) - 1)
            count = count + np.where(key[beside] == key + 1, count[beside], 0)
            keys.append(key[count >= FEWEST_OF_PART])
            votes.append(count[count >= FEWEST_OF_PART])
        key, place = np.unique(np.concatenate(keys), return_inverse=True)
        return key, np.bincount(place, np.concatenate(votes), len(key)).astype(np.int64)

    def _found(self, part: Pairs) -> Places:
        """Return reference and offset of every hash that is known."""
        asked, known = _spread(self._starts[part.hashes], self._starts[part.hashes + 1])
        offset = (part.frames[asked] - self._frames[known]) // BIN_FRAMES
        places: Places = self._owners[known] * np.int64(_FAR) + offset + np.int64(_FAR >> 1)
        return places


def _parts(asked: Pairs) -> Iterator[Pairs]:
    """Give the hashes of half a minute after the other, so that memory stays small."""
    last = int(asked.frames[-1]) if len(asked.frames) else -1
    step = PART_S * FRAMES_PER_S
    for first in np.arange(0, last + 1, step):
        part = asked.between(first, first + step)
        if len(part.hashes):
            yield part


def _apart(lines: list[Line]) -> Iterator[Line]:
    """Give the lines that are no neighbours of one that was given, a few for each reference."""
    given: dict[int, list[float]] = {}
    for each in lines:
        theirs = given.setdefault(each.reference, [])
        near = any(abs(each.offset - other) < APART_FRAMES for other in theirs)
        if not near and len(theirs) < MOST_A_REFERENCE:
            theirs.append(each.offset)
            yield each
