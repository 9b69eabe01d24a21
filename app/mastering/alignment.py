"""One bulletin laid along one line over a recording: which of its peaks are there, and how surely.

Bulletins share sentences, so it matters which stretch of one fits at one speed and one offset, and
what is missing within. The stretch is the one whose evidence adds up to most, as in the local
alignment of sequences.

Reference: Smith and Waterman (1981), J. Mol. Biol. 147, 195-197; the greatest sum by Kadane, in
Bentley (1984), Commun. ACM 27(9), 865-873.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.mastering.constellation import FRAMES_PER_S, Constellation, Whole
from app.mastering.landmarks import SPEEDS, Line, Pairs, by_hash, known_of, pairs_of

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

# How far a line's speed may be from the truth, and how finely it is sought.
SPEED_REACH, SPEED_STEP = 0.008, 0.0008
# How far beside its line a bulletin is sought: for the exact line, and for what is astray.
ROOM_FRAMES, ASTRAY_FRAMES = 2.0 * FRAMES_PER_S, 8.0 * FRAMES_PER_S
NEAR_FRAMES, EDGE_FRAMES = 3.0, 20
FEWEST_POINTS = 8
HIGHEST = 256
# Peaks that fit by chance are counted where the bulletin does not lie.
ELSEWHERE_FRAMES = (-331, -173, 157, 349)
LEAST_CHANCE, MOST_CHANCE = 0.02, 0.4
LEAST_SURVIVAL, MOST_SURVIVAL = 0.12, 0.97
HOLE_WINDOWS_S = (0.4, 0.8, 1.6, 3.2)


@dataclass(frozen=True, slots=True)
class Reference:
    """A bulletin as it sounds, ready to be looked for.

    Attributes:
        pairs: Sorted by hash.
    """

    bulletin: str
    sound: Constellation
    pairs: Pairs

    @classmethod
    def of(cls, bulletin: str, sound: Constellation) -> Reference:
        """Return a bulletin with its pairs."""
        return cls(bulletin, sound, by_hash(pairs_of(sound)))


@dataclass(frozen=True, slots=True)
class Listened:
    """A recording, ready to be looked into.

    Attributes:
        pairs: At each speed.
        near: Where peaks are, and the places one frame and one bin beside them, sorted.
    """

    length: int
    pairs: tuple[tuple[float, Pairs], ...]
    near: NDArray[np.int64]

    @classmethod
    def of(cls, sound: Constellation) -> Listened:
        """Return a recording with its pairs at every speed."""
        places = sound.frames.astype(np.int64) * HIGHEST + sound.bins
        beside = [places + step * HIGHEST + bins for step in (-1, 0, 1) for bins in (-1, 0, 1)]
        pairs = tuple((speed, pairs_of(sound, speed=speed)) for speed in SPEEDS)
        return cls(sound.length, pairs, np.unique(np.concatenate(beside)))

    def holds(self, at: Numbers, high: Numbers) -> Flags:
        """Return whether there is a peak at or beside each frame and bin."""
        asked = np.rint(at).astype(np.int64) * HIGHEST + np.rint(high).astype(np.int64)
        if not len(self.near):
            return np.zeros(len(asked), dtype=bool)
        place = np.minimum(np.searchsorted(self.near, asked), len(self.near) - 1)
        return np.asarray(self.near[place] == asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How a bulletin lies in a recording.

    Attributes:
        line: At its exact speed and offset.
        evidence: Log likelihood that the stretch is in the recording, against chance.
        first: First peak of the stretch.
        last: The last one.
        found: For every peak of the bulletin, whether it is in the recording.
        inside: For every peak of the bulletin, whether the recording reaches so far.
        weights: Log likelihood of every peak of the bulletin.
        survival: Share of the peaks of the stretch that are there.
        chance: Share that would be there by chance.
        hole: Log likelihood of the worst part of the stretch, 0 or less.
        astray_s: Seconds beside the stretch that fit this bulletin at another offset, as they do
            when another bulletin with some of its sentences was aired.
    """

    line: Line
    evidence: float
    first: int
    last: int
    found: Flags
    inside: Flags
    weights: Numbers
    survival: float
    chance: float
    hole: float
    astray_s: float = 0.0


def aligned(bulletin: Reference, recording: Listened, line: Line) -> Alignment | None:
    """Return how a bulletin lies along a line, or None if it does not lie there at all."""
    heard, lies = _points(bulletin, recording, line)
    exact = _exact(heard, lies, line)
    if exact is None:
        return None
    at, high = exact.offset + bulletin.sound.frames / exact.speed, bulletin.sound.bins * exact.speed
    inside = (at >= 0) & (at < recording.length)
    if not inside.any():
        return None
    made = _stretch(
        bulletin.sound.frames,
        exact,
        found=recording.holds(at, high) & inside,
        inside=inside,
        chance=_chance(recording, at[inside], high[inside]),
    )
    begins, ends = bulletin.sound.frames[made.first], bulletin.sound.frames[made.last]
    off = (heard - exact.offset * line.speed) / (line.speed / exact.speed)
    return replace(made, astray_s=_astray_s(off, lies, float(begins), float(ends)))


def _points(bulletin: Reference, recording: Listened, line: Line) -> tuple[Numbers, Numbers]:
    """Return when pairs that both have are heard, and when they lie in the bulletin, in frames.

    What is heard is counted at the line's speed.
    """
    pairs = next(pairs for speed, pairs in recording.pairs if speed == line.speed)
    first = line.offset * line.speed
    lasts = bulletin.sound.length * (1 + SPEED_REACH)
    asked = pairs.between(first - ASTRAY_FRAMES, first + lasts + ASTRAY_FRAMES)
    query, place = known_of(asked, bulletin.pairs)
    heard = asked.frames[query].astype(float)
    lies = bulletin.pairs.frames[place].astype(float)
    near = np.abs(heard - lies - first) <= ASTRAY_FRAMES + SPEED_REACH * lies
    return heard[near], lies[near]


def _exact(heard: Numbers, lies: Numbers, line: Line) -> Line | None:
    """Return a line with the speed and offset that most pairs of peaks agree on."""
    near = np.abs(heard - lies - line.offset * line.speed) <= ROOM_FRAMES + SPEED_REACH * lies
    heard, lies = heard[near], lies[near]
    if len(lies) < FEWEST_POINTS:
        return None
    best = (0, 0.0, 0.0)
    for drift in np.arange(-SPEED_REACH, SPEED_REACH + SPEED_STEP / 2, SPEED_STEP):
        rest = heard - lies * (1 + drift)
        votes = np.bincount(((rest - rest.min()) / 2).astype(int), minlength=2)
        together = votes[:-1] + votes[1:]
        top = int(np.argmax(together))
        best = max(best, (int(together[top]), float(drift), float(rest.min() + 2 * top + 2)))
    _, drift, first = best
    slope = 1 + drift
    near = np.abs(heard - lies * slope - first) <= NEAR_FRAMES
    if near.sum() >= FEWEST_POINTS and np.ptp(lies[near]) > FRAMES_PER_S:
        slope, first = (float(each) for each in np.polyfit(lies[near], heard[near], 1))
    return Line(
        reference=line.reference,
        offset=first / line.speed,
        speed=line.speed / slope,
        votes=int(near.sum()),
    )


def _stretch(frames: Whole, line: Line, *, found: Flags, inside: Flags, chance: float) -> Alignment:
    """Return the stretch whose evidence adds up to most; how many peaks survive is learnt of it."""
    survival, first, last = 0.5, 0, 0
    weights = np.zeros(len(found))
    for _ in range(4):
        there, missing = np.log(survival / chance), np.log((1 - survival) / (1 - chance))
        weights = np.where(inside, np.where(found, there, missing), 0.0)
        first, last = _best_run(weights, found)
        run = slice(first, last + 1)
        share = float(found[run].sum() / max(1, inside[run].sum()))
        survival = float(np.clip(share, max(LEAST_SURVIVAL, 1.5 * chance), MOST_SURVIVAL))
    run = slice(first, last + 1)
    return Alignment(
        line=line,
        evidence=float(weights[run].sum()),
        first=first,
        last=last,
        found=found,
        inside=inside,
        weights=weights,
        survival=survival,
        chance=chance,
        hole=_deepest(frames[run], weights[run]),
    )


def _best_run(weights: Numbers, found: Flags) -> tuple[int, int]:
    """Return first and last place of the run with the greatest sum; both were found."""
    total = np.concatenate(([0.0], np.cumsum(weights)))
    last = int(np.argmax(total[1:] - np.minimum.accumulate(total[:-1])))
    first = int(np.argmin(total[: last + 1]))
    there = np.nonzero(found[first : last + 1])[0]
    return (first + int(there[0]), first + int(there[-1])) if len(there) else (first, first)


def _deepest(frames: Whole, weights: Numbers) -> float:
    """Return the least evidence of any window of a stretch, from a syllable to a sentence."""
    total = np.concatenate(([0.0], np.cumsum(weights)))
    least = 0.0
    for seconds in HOLE_WINDOWS_S:
        ends = np.searchsorted(frames, frames + seconds * FRAMES_PER_S)
        least = min(least, float((total[ends] - total[:-1]).min(initial=0.0)))
    return least


def _astray_s(heard: Numbers, lies: Numbers, begins: float, ends: float) -> float:
    """Return how many seconds beside a stretch fit the bulletin at another offset.

    Args:
        heard: When each point is heard, counted as the bulletin's own frames.
    """
    shift = heard - lies
    beside = (heard < begins - EDGE_FRAMES) | (heard > ends + EDGE_FRAMES)
    on_line = int((~beside & (np.abs(shift) <= NEAR_FRAMES)).sum())
    away = shift[beside & (np.abs(shift) > NEAR_FRAMES) & (np.abs(shift) <= ASTRAY_FRAMES)]
    if not len(away) or not on_line:
        return 0.0
    votes = np.bincount(((away - away.min()) / 2).astype(int), minlength=2)
    return int((votes[:-1] + votes[1:]).max()) / on_line * (ends - begins) / FRAMES_PER_S


def _chance(recording: Listened, at: Numbers, high: Numbers) -> float:
    shares = [recording.holds(at + moved, high).mean() for moved in ELSEWHERE_FRAMES]
    return float(np.clip(np.median(shares), LEAST_CHANCE, MOST_CHANCE))
