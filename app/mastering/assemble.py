"""The programme: tune, sentences and pauses in their order, over a bed that makes way for speech.

From the first sample to the last: room tone 0.25 s; the tune, 3 s of it alone and then fading
under the first words; the segments; a breath; the whole tune; room tone 0.25 s.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.recordings import Chapter, Speech
from app.errors import MasteringError
from app.mastering.edges import to_samples, to_segment
from app.mastering.levels import PROGRAMME_RATE_HZ, WORKING_LUFS, ratio
from app.mastering.loudness import brought_to
from app.mastering.sentences import ready
from app.mastering.signature import bed_loop, tune

Samples = NDArray[np.float32]

SENTENCE_PAUSE_S = 0.35
SEGMENT_PAUSE_S = 0.7
TUNE_ALONE_S = 3.0
TUNE_FADE_S = 1.5
CLOSING_PAUSE_S = 0.7
ROOM_TONE_S = 0.25
ROOM_TONE_DBFS = -72.0
ROOM_TONE_FADE_S = 0.05
TUNE_UNDER_SPEECH_LU = 3.0
BED_IN_GAPS_LU = -9.0
BED_UNDER_SPEECH_LU = -22.0
BED_RAMP_S = 0.5
BED_END_S = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A bulletin put together, not yet at its final loudness.

    Attributes:
        samples: Mono, 44.1 kHz, full scale is 1.
        chapters: Where each segment is spoken.
    """

    samples: Samples
    chapters: tuple[Chapter, ...]

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / PROGRAMME_RATE_HZ


def assemble(speech: Speech, *, cache: Path | None = None) -> Programme:
    """Return the programme of a spoken script.

    Args:
        speech: The clips.
        cache: Folder where sentences that are ready for a programme are kept, or None.

    Raises:
        MasteringError: There is nothing to say, or a clip is missing, broken or silent.
    """
    start = _length(ROOM_TONE_S + TUNE_ALONE_S)
    pieces, chapters = _laid_out(speech, start=start, cache=cache)
    if not pieces:
        raise MasteringError("The speech holds no clips; have the script spoken again.")
    last_at, last = pieces[-1]
    end = last_at + len(last)
    closing = end + _length(CLOSING_PAUSE_S)
    samples = _bed(start=start, end=end, length=closing + len(tune()) + _length(ROOM_TONE_S))
    for at, piece in (*pieces, (_length(ROOM_TONE_S), _opening_tune()), (closing, _whole_tune())):
        samples[at : at + len(piece)] += piece
    tone = _room_tone()
    samples[: len(tone)] += tone
    samples[-len(tone) :] += tone[::-1]
    return Programme(samples=samples, chapters=chapters)


def _laid_out(
    speech: Speech, *, start: int, cache: Path | None
) -> tuple[list[tuple[int, Samples]], tuple[Chapter, ...]]:
    """Return every sentence with the sample where it begins, and the segments' chapters."""
    pieces: list[tuple[int, Samples]] = []
    chapters: list[Chapter] = []
    at = start
    for segment in speech.segments:
        first = at
        for clip in segment.clips:
            pieces.append((at, ready(clip, cache=cache)))
            at += len(pieces[-1][1]) + _length(SENTENCE_PAUSE_S)
        if segment.clips:
            at -= _length(SENTENCE_PAUSE_S)
            chapters.append(Chapter(kind=segment.kind, start_s=_seconds(first), end_s=_seconds(at)))
            at += _length(SEGMENT_PAUSE_S)
    return pieces, tuple(chapters)


def _bed(*, start: int, end: int, length: int) -> Samples:
    """Return the bed from room tone to room tone, low from the first word to the last."""
    loudness = np.full(length, ratio(BED_UNDER_SPEECH_LU), dtype=np.float32)
    high, ramp, room = ratio(BED_IN_GAPS_LU), _length(BED_RAMP_S), _length(ROOM_TONE_S)
    low = ratio(BED_UNDER_SPEECH_LU)
    last = length - room
    for first, until, before, after in (
        (0, room, 0.0, 0.0),
        (room, room + ramp, 0.0, high),
        (room + ramp, start - ramp, high, high),
        (start - ramp, start, high, low),
        (end, end + ramp, low, high),
        (end + ramp, last - _length(BED_END_S), high, high),
        (last - _length(BED_END_S), last, high, 0.0),
        (last, length, 0.0, 0.0),
    ):
        loudness[first:until] = np.linspace(before, after, until - first, dtype=np.float32)
    loudness *= np.resize(_levelled_bed(), length)
    return loudness


@cache
def _levelled_bed() -> Samples:
    return brought_to(bed_loop(), PROGRAMME_RATE_HZ, lufs=WORKING_LUFS)


@cache
def _whole_tune() -> Samples:
    return brought_to(tune(), PROGRAMME_RATE_HZ, lufs=WORKING_LUFS - TUNE_UNDER_SPEECH_LU)


@cache
def _opening_tune() -> Samples:
    """Return the tune as it opens the programme: a while alone, then fading away."""
    played = _whole_tune()[: _length(TUNE_ALONE_S + TUNE_FADE_S)]
    return to_samples(to_segment(played, PROGRAMME_RATE_HZ).fade_out(round(1000 * TUNE_FADE_S)))


@cache
def _room_tone() -> Samples:
    """Return the hiss of a quiet room, fading out at its end; players cut digital silence off."""
    noise = np.random.default_rng(seed=1).standard_normal(_length(ROOM_TONE_S))
    fade = np.minimum(np.arange(len(noise))[::-1] / _length(ROOM_TONE_FADE_S), 1)
    return (noise * fade * ratio(ROOM_TONE_DBFS)).astype(np.float32)


def _length(seconds: float) -> int:
    return round(seconds * PROGRAMME_RATE_HZ)


def _seconds(samples: int) -> float:
    return samples / PROGRAMME_RATE_HZ
