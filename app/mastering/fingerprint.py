"""Which of our bulletins a recording holds: found by landmarks, told apart by what is missing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.sound_checks import Hearing, Judgement, Match
from app.mastering.alignment import Alignment, aligned
from app.mastering.constellation import FRAMES_PER_S
from app.mastering.landmarks import Index, Line
from app.mastering.listened import Listened, Reference

Numbers = NDArray[np.floating[Any]]

# So many bulletins are looked up at once; it bounds memory.
BATCH = 96
# At a place of the recording, bulletins with at least this share of the best one's votes are tried.
MOST_A_PLACE, MOST_PLACES, WORTH = 300, 12, 0.4
# Less is chance, or the tune that all share.
FAINTEST_EVIDENCE, SHORTEST_S = 60.0, 12.0
CERTAIN = 0.9
# Evidence of one second for one bulletin over another that is chance; and a lead as good as any.
CHANCE_LEAD, FARTHEST_LEAD = 8.0, 200.0
WORD_S = 0.45
# Beyond these the trial had too few matches to tell more.
SHALLOWEST_HOLE, DEEPEST_WORD = 5.0, 30.0
# A missing word that would be no deeper is lost in the noise: who was aired cannot be sure.
FAINTEST_WORD, UNSURE = 9.0, 0.85
# Fitted by tests/validation/sound_check_trial.py: intercept and weights of the features.
RIVAL = (-2.06, 0.12)
OTHER = (14.81, -7.63, 2.12, -5.3)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A bulletin that lies in the recording, somehow."""

    reference: Reference
    lies: Alignment

    @property
    def heard(self) -> tuple[float, float]:
        """First and last frame of the recording in which it is heard."""
        line, frames = self.lies.line, self.reference.sound.frames
        first, last = frames[self.lies.first], frames[self.lies.last]
        return line.offset + first / line.speed, line.offset + last / line.speed

    def by_second(self, moved: float) -> tuple[int, Numbers]:
        """Return the first second of the recording that it reaches, and its evidence in each."""
        lies, line = self.lies, self.lies.line
        at = (line.offset + self.reference.sound.frames[lies.inside] / line.speed) / FRAMES_PER_S
        second = (at + moved).astype(int)
        weights = lies.weights[lies.inside]
        first = int(second[0])
        return first, np.bincount(second - first, weights).astype(np.float64)


def match(
    recording: Listened,
    references: Sequence[Reference],
    *,
    report: Callable[[int, int], object] | None = None,
) -> tuple[Hearing, ...]:
    """Return what of some bulletins a recording holds, in the order in which it is heard.

    Args:
        report: Hears how many of the bulletins have been looked for.
    """
    found: list[Candidate] = []
    for first in range(0, len(references), BATCH):
        batch = references[first : first + BATCH]
        found += candidates(recording, batch)
        if report is not None:
            report(min(first + BATCH, len(references)), len(references))
    found.sort(key=lambda each: -each.lies.evidence)
    heard = [judged(group) for group in places(found)]
    told = [each for each in heard if each.best.covered_s >= SHORTEST_S]
    return tuple(sorted(told, key=lambda each: each.best.starts_s))


def candidates(recording: Listened, batch: Sequence[Reference]) -> Iterator[Candidate]:
    """Give every way in which a bulletin of a batch lies in a recording."""
    lines = Index([each.pairs for each in batch]).lines(recording.pairs)
    for line in _worth_looking(lines, [each.sound.length for each in batch], recording.length):
        reference = batch[line.reference]
        lies = aligned(reference, recording, line)
        if lies is not None and lies.evidence >= FAINTEST_EVIDENCE:
            yield Candidate(reference, lies)


def _worth_looking(lines: Sequence[Line], lengths: Sequence[int], recording: int) -> Iterator[Line]:
    """Give the lines that have about as many votes as the best at their place of the recording."""
    places: list[tuple[float, int, int]] = []
    for line in lines:
        ends = line.offset + lengths[line.reference] / line.speed
        middle = (max(0.0, line.offset) + min(ends, recording)) / 2
        reach = lengths[line.reference] / 2
        here = next((n for n, place in enumerate(places) if abs(place[0] - middle) < reach), None)
        if here is None:
            if len(places) >= MOST_PLACES:
                continue
            places.append((middle, line.votes, 0))
            here = len(places) - 1
        at, most, given = places[here]
        if line.votes >= WORTH * most and given < MOST_A_PLACE:
            places[here] = (at, most, given + 1)
            yield line


def places(found: list[Candidate]) -> Iterator[list[Candidate]]:
    """Give the candidates that are heard at the same time, the likeliest first."""
    left = found
    for _ in range(MOST_PLACES):
        if not left:
            return
        begins, ends = left[0].heard
        here = [each for each in left if _overlaps(each, begins, ends)]
        yield here
        left = [each for each in left if each not in here]


def _overlaps(candidate: Candidate, begins: float, ends: float) -> bool:
    first, last = candidate.heard
    shared = min(last, ends) - max(first, begins)
    return shared > 0.5 * min(last - first, ends - begins)


def judged(group: list[Candidate]) -> Hearing:
    """Return what is heard at a place, of its candidates."""
    best, second, lead = first_two(group)
    known, unknown = chances(*features(best, lead=lead))
    judgement = Judgement.LIKE_OURS
    if known * unknown >= CERTAIN:
        judgement = Judgement.OURS
    elif second is not None and unknown >= CERTAIN:
        judgement = Judgement.ONE_OF_TWO
    return Hearing(
        judgement=judgement,
        best=_match(best, known * unknown),
        second=_match(second, (1 - known) * unknown) if second else None,
    )


def first_two(group: Sequence[Candidate]) -> tuple[Candidate, Candidate | None, float]:
    """Return the likeliest bulletin of a place, the next, and by how much the first leads.

    Args:
        group: Those heard there, those with the most evidence first.
    """
    best, second, lead = group[0], None, math.inf
    for other in group[1:]:
        if other.reference == best.reference:
            continue
        ahead = lead_of(best, other)
        if ahead < 0:
            best, second, lead = other, best, -ahead
        elif ahead < lead:
            second, lead = other, ahead
    return best, second, lead


def lead_of(one: Candidate, other: Candidate) -> float:
    """Return the evidence for one bulletin over another where they differ, less than 0 against.

    A few peaks more or less in a second are chance; a word that differs is not.
    """
    return max(
        (_lead_at(one, other, moved) for moved in (0.0, 0.5)),
        key=abs,
    )


def _lead_at(one: Candidate, other: Candidate, moved: float) -> float:
    mine, theirs = one.by_second(moved), other.by_second(moved)
    start = min(mine[0], theirs[0])
    ends = max(mine[0] + len(mine[1]), theirs[0] + len(theirs[1]))
    ahead = np.zeros(ends - start)
    ahead[mine[0] - start : mine[0] - start + len(mine[1])] += mine[1]
    ahead[theirs[0] - start : theirs[0] - start + len(theirs[1])] -= theirs[1]
    return float((np.sign(ahead) * np.maximum(np.abs(ahead) - CHANCE_LEAD, 0)).sum())


def features(best: Candidate, *, lead: float) -> tuple[float, float, float, float]:
    """Return what tells a right match from a wrong one.

    Returns:
        By how much it leads over the next bulletin; how deep its worst hole is, how deep one would
        be of a word of which nothing is heard; the seconds beside it that are astray.
    """
    lies = best.lies
    return min(lead, FARTHEST_LEAD), -lies.hole, -word_missing(best), lies.astray_s


def word_missing(best: Candidate) -> float:
    """Return the log likelihood that a hole as long as a word would have, less than 0.

    It is small where few peaks survive: there a word that differs would not be seen.
    """
    lies, frames = best.lies, best.reference.sound.frames
    lasts_s = max(1.0, (frames[lies.last] - frames[lies.first]) / FRAMES_PER_S)
    peaks = WORD_S * (lies.last - lies.first + 1) / lasts_s
    there = lies.chance * math.log(lies.survival / lies.chance)
    missing = (1 - lies.chance) * math.log((1 - lies.survival) / (1 - lies.chance))
    return float(min(-0.1, peaks * (there + missing)))


def chances(lead: float, hole: float, word: float, astray_s: float) -> tuple[float, float]:
    """Return how surely no other known bulletin was aired, and none that is not known.

    A match is right where both hold; its confidence is their product.
    """
    known = RIVAL[0] + RIVAL[1] * lead
    deep, most = max(hole, SHALLOWEST_HOLE), min(word, DEEPEST_WORD)
    of = (1.0, math.log1p(deep), math.log1p(most), math.log1p(astray_s))
    unknown = sum(weight * each for weight, each in zip(OTHER, of, strict=True))
    surest = UNSURE if word < FAINTEST_WORD else 1.0
    return 1 / (1 + math.exp(-known)), min(surest, 1 / (1 + math.exp(-unknown)))


def covered_s(best: Candidate) -> float:
    """Return how many seconds of a bulletin are heard; pauses count with what is around them."""
    lies, sound = best.lies, best.reference.sound
    second = (sound.frames / FRAMES_PER_S).astype(int)
    run = slice(lies.first, lies.last + 1)
    there = np.bincount(second[run], lies.found[run])
    of = np.bincount(second[run], lies.inside[run])
    least = 0.5 * (lies.survival + lies.chance)
    missing = int(((of > 3) & (there < 0.5 * least * of)).sum())
    length = (sound.frames[lies.last] - sound.frames[lies.first]) / FRAMES_PER_S
    return max(0.0, float(length) - missing)


def _match(found: Candidate, sure: float) -> Match:
    sound, lies = found.reference.sound, found.lies
    return Match(
        bulletin=found.reference.bulletin,
        starts_s=max(0.0, float(found.heard[0]) / FRAMES_PER_S),
        from_s=float(sound.frames[lies.first]) / FRAMES_PER_S,
        covered_s=covered_s(found),
        lasts_s=sound.seconds,
        evidence=lies.evidence,
        confidence=sure,
    )
