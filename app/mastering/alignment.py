"""One bulletin laid along one line over a recording: which of its peaks are there, and how surely.

Bulletins share sentences, so it matters which stretch of one fits at one speed and one offset, and
what is missing within. The stretch is the one whose evidence adds up to most, as in the local
alignment of sequences.

Reference: Smith and Waterman (1981), J. Mol. Biol. 147, 195-197; the greatest sum by Kadane, in
Bentley (1984), Communications of the ACM 27(9), 865-873.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mastering.constellation import FRAMES_PER_S, Constellation, Whole
from app.mastering.landmarks import Line, known_of
from app.mastering.listened import Listened, Reference

Numbers = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

# How far a line's speed may be from the truth, and how finely it is sought.
SPEED_REACH, SPEED_STEP = 0.008, 0.0008
# How far beside its line a bulletin is sought: for the exact line, and for what is astray.
ROOM_FRAMES, ASTRAY_FRAMES = 2.0 * FRAMES_PER_S, 8.0 * FRAMES_PER_S
NEAR_FRAMES = 3.0
SURELY_ASTRAY = 25.0
FEWEST_POINTS = 8
# Peaks that fit by chance are counted where the bulletin does not lie.
ELSEWHERE_FRAMES = (-331, -173, 157, 349)
LEAST_CHANCE, MOST_CHANCE = 0.02, 0.4
LEAST_SURVIVAL, MOST_SURVIVAL = 0.12, 0.97
HOLE_WINDOWS_S = (0.4, 0.8, 1.6, 3.2)


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
    off = (heard - exact.offset * line.speed) * exact.speed / line.speed
    return replace(made, astray_s=_astray_s(bulletin.sound, recording, made, (off, lies)))


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
    weights: NDArray[np.floating[Any]] = np.zeros(len(found))
    for _ in range(4):
        weights = _weights(found, inside, survival=survival, chance=chance)
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


def _astray_s(
    sound: Constellation, recording: Listened, made: Alignment, points: tuple[Numbers, Numbers]
) -> float:
    """Return how many seconds beside a stretch fit the bulletin at another offset.

    Args:
        points: When pairs of peaks that both have are heard, and when they lie in the bulletin;
            both in the bulletin's own frames.
    """
    heard, shift = points[0], points[0] - points[1]
    outside = (heard < sound.frames[made.first]) | (heard > sound.frames[made.last])
    away = shift[outside & (np.abs(shift) > NEAR_FRAMES) & (np.abs(shift) <= ASTRAY_FRAMES)]
    if not len(away):
        return 0.0
    votes = np.bincount(((away + ASTRAY_FRAMES) / 2).astype(int), minlength=2)
    least = 2 * int(np.argmax(votes[:-1] + votes[1:])) - ASTRAY_FRAMES
    most = float(np.median(away[(away >= least) & (away < least + 4)]))
    beside = np.ones(len(sound.frames), dtype=bool)
    beside[made.first : made.last + 1] = False
    at = made.line.offset + (sound.frames + most) / made.line.speed
    inside = beside & (at >= 0) & (at < recording.length)
    found = recording.holds(at, sound.bins * made.line.speed) & inside
    survival = float(np.clip(made.survival / 2, max(LEAST_SURVIVAL, 1.5 * made.chance), 1))
    weights = _weights(found, inside, survival=survival, chance=made.chance)
    first, last = _best_run(weights, found)
    if weights[first : last + 1].sum() < SURELY_ASTRAY:
        return 0.0
    return float(sound.frames[last] - sound.frames[first]) / FRAMES_PER_S


def _weights(found: Flags, inside: Flags, *, survival: float, chance: float) -> Numbers:
    """Return the log likelihood of each peak: found, missing, or nothing where none could be."""
    there, missing = np.log(survival / chance), np.log((1 - survival) / (1 - chance))
    return np.where(inside, np.where(found, there, missing), 0.0)


def _chance(recording: Listened, at: Numbers, high: Numbers) -> float:
    shares = [recording.holds(at + moved, high).mean() for moved in ELSEWHERE_FRAMES]
    return float(np.clip(np.median(shares), LEAST_CHANCE, MOST_CHANCE))
