"""What a person recorded, made fit for a programme: trimmed, levelled, judged in plain words."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.takes import Sounding, length_fault
from app.errors import MasteringError, UploadRefused
from app.mastering.edges import to_samples, to_segment, trimmed
from app.mastering.inspect import longest_gap_s
from app.mastering.levels import PROGRAMME_RATE_HZ
from app.mastering.loudness import integrated_lufs, master
from app.mastering.uploads import Heard, heard

Samples = NDArray[np.float32]

SHORTEST_S = 1.0
FAINTEST_LUFS = -45.0
STEP_S = 0.05
# Speech has pauses, in which only the room is heard; where nothing is ever quiet, nobody speaks.
LEAST_SIGNAL_DB = 12.0
GOOD_SIGNAL_DB = 20.0
QUIETEST_DBFS = -90.0
ROOM_PERCENTILE, SPEECH_PERCENTILE = 5, 90
OVER_ROOM_DB = 8.0
UNDER_PEAK_DB = 40.0
KEPT_MS = 100
# Of unclipped speech about 1 sample in 200,000 comes this near to its highest.
NEAR_PEAK = 0.98
CLIPPED_SHARE = 5e-4
# A programme is refused at 2.5 s without a voice.
LONGEST_PAUSE_S = 2.0
TELEPHONE_RATE_HZ = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A recording as it is kept: a WAV file, mono, 44.1 kHz, at the loudness of the house."""

    wav: bytes
    sounding: Sounding


def prepared(body: bytes, *, expected_s: float, folder: Path) -> Prepared:
    """Return a recording that a person sent, ready to be used.

    Args:
        body: The file, from anybody.
        expected_s: How long the words take at the pace of the language, in seconds.
        folder: Where the file may lie for as long as it is read.

    Raises:
        UploadRefused: It cannot be used; the message says what to do.
    """
    found = heard(body, folder=folder)
    room_dbfs, speech_dbfs = _levels(found.samples)
    _refuse_sound(found.samples, speech_dbfs - room_dbfs)
    cut = _cut(found.samples, room_dbfs, speech_dbfs)
    duration_s = len(cut) / PROGRAMME_RATE_HZ
    too_short = duration_s < SHORTEST_S
    fault = length_fault(duration_s, expected_s=expected_s)
    if too_short or fault:
        raise UploadRefused(fault or "It lasts less than a second. Was the right file sent?")
    levelled = _levelled(cut)
    sounding = Sounding(
        kind=found.kind,
        rate_hz=found.rate_hz,
        channels=found.channels,
        duration_s=round(duration_s, 2),
        signal_db=round(speech_dbfs - room_dbfs, 1),
        integrated_lufs=round(integrated_lufs(levelled, PROGRAMME_RATE_HZ), 2),
        remarks=tuple(_remarks(found, speech_dbfs - room_dbfs)),
    )
    return Prepared(wav=_wav(levelled), sounding=sounding)


def _levels(samples: Samples) -> tuple[float, float]:
    """Return how loud the room is in the pauses, and how loud the speech, in dBFS."""
    step = round(STEP_S * PROGRAMME_RATE_HZ)
    rows = samples[: len(samples) // step * step].reshape(-1, step)
    if not len(rows):
        raise UploadRefused("It lasts less than a second. Was the right file sent?")
    power = np.einsum("ij,ij->i", rows, rows) / step
    levels = 10 * np.log10(np.maximum(power, 10 ** (QUIETEST_DBFS / 10)))
    room, speech = np.percentile(levels, (ROOM_PERCENTILE, SPEECH_PERCENTILE))
    return float(room), float(speech)


def _refuse_sound(samples: Samples, signal_db: float) -> None:
    loudness = integrated_lufs(samples, PROGRAMME_RATE_HZ)
    if not math.isfinite(loudness) or loudness < FAINTEST_LUFS:
        raise UploadRefused(
            "It is almost silent. Hold the phone a hand away from the mouth, and record again."
        )
    if signal_db < LEAST_SIGNAL_DB:
        raise UploadRefused(
            f"Speech stands only {signal_db:.0f} dB above the noise; {LEAST_SIGNAL_DB:.0f} dB are "
            "the least. Record in a quiet room, away from wind, engines and music."
        )
    if _share_near_peak(samples) > CLIPPED_SHARE:
        raise UploadRefused(
            "It is distorted: the sound was too loud for the microphone. Hold the phone further "
            "away, and record again."
        )


def _share_near_peak(samples: Samples) -> float:
    size = np.abs(samples)
    return float(np.mean(size >= NEAR_PEAK * size.max()))


def _cut(samples: Samples, room_dbfs: float, speech_dbfs: float) -> Samples:
    """Return the samples from the first word to the last."""
    peak_dbfs = 20 * math.log10(float(np.abs(samples).max()))
    threshold_dbfs = max(peak_dbfs - UNDER_PEAK_DB, room_dbfs + OVER_ROOM_DB)
    segment = to_segment(samples - samples.mean(dtype=np.float64), PROGRAMME_RATE_HZ)
    least_dbfs = min(threshold_dbfs, speech_dbfs)
    return to_samples(trimmed(segment, threshold_dbfs=least_dbfs, kept_ms=KEPT_MS))


def _levelled(samples: Samples) -> Samples:
    try:
        levelled = master(samples, PROGRAMME_RATE_HZ)
    except MasteringError as fault:
        raise UploadRefused(
            "It is too uneven to be levelled: some words are far louder than others. Keep the same "
            "distance to the phone, and record again."
        ) from fault
    pause_s = longest_gap_s(levelled, PROGRAMME_RATE_HZ)
    if pause_s > LONGEST_PAUSE_S:
        raise UploadRefused(
            f"It holds a pause of {pause_s:.1f} s; {LONGEST_PAUSE_S:.0f} s are the most. Read "
            "without long pauses, or send it part by part."
        )
    return levelled


def _remarks(found: Heard, signal_db: float) -> Iterator[str]:
    if found.channels > 1:
        yield "It had more than one channel; they were made into one."
    if 0 < found.rate_hz < TELEPHONE_RATE_HZ:
        yield "It has the sound of a telephone; a better setting of the recorder is clearer."
    if signal_db < GOOD_SIGNAL_DB:
        yield "The room is heard; a quieter one is easier to listen to."


def _wav(samples: Samples) -> bytes:
    file = io.BytesIO()
    to_segment(samples, PROGRAMME_RATE_HZ).export(file, format="wav")
    return file.getvalue()
