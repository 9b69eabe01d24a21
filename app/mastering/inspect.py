"""The last ear before a station: a file is judged by what it decodes to, or refused."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.recordings import AudioFormat, Loudness
from app.errors import MasteringError
from app.mastering.encode import decode
from app.mastering.levels import CEILING_DBTP, TARGET_LUFS, TARGET_TOLERANCE_LU
from app.mastering.loudness import measure

Samples = NDArray[np.float32]

# Where nothing but the bed is heard, nobody speaks: that is a gap, too.
GAP_DBFS = -30.0
GAP_STEP_S = 0.05
LONGEST_GAP_S = 2.5
CLIPPED_FROM = 0.999
CLIPPED_RUN = 3
HIGHEST_DC = 0.005
DURATION_TOLERANCE = 0.02
DURATION_TOLERANCE_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What an accepted file was found to be; the length is in seconds."""

    loudness: Loudness
    duration_s: float


def inspect(
    body: bytes,
    audio_format: AudioFormat,
    *,
    expected_s: float,
    target_lufs: float = TARGET_LUFS,
    ceiling_dbtp: float = CEILING_DBTP,
) -> Inspection:
    """Return what a file was found to be, if it is fit for air.

    Args:
        body: The file, with or without tags.
        audio_format: What it should be.
        expected_s: How long it should be, in seconds.
        target_lufs: Loudness that it should have, within 0.5 LU.
        ceiling_dbtp: Highest true peak that it may have, in dBTP.

    Raises:
        MasteringError: It fails a check; the message names the check, the figure and the limit.
    """
    samples, rate_hz = decode(body, audio_format)
    accept_sound(samples, rate_hz, expected_s=expected_s, target_lufs=target_lufs)
    loudness = measure(samples, rate_hz)
    accept_loudness(loudness, target_lufs=target_lufs, ceiling_dbtp=ceiling_dbtp)
    return Inspection(loudness=loudness, duration_s=len(samples) / rate_hz)


def accept_sound(
    samples: Samples, rate_hz: int, *, expected_s: float, target_lufs: float = TARGET_LUFS
) -> None:
    """Accept decoded samples for all but their loudness.

    Args:
        samples: Mono, full scale is 1.
        rate_hz: Their rate in Hz.
        expected_s: How long they should be, in seconds.
        target_lufs: Loudness that they should have; pauses are as much quieter.

    Raises:
        MasteringError: They fail a check.
    """
    if not np.isfinite(samples).all():
        raise MasteringError("Refused: some samples are no numbers; the limit is none.")
    duration_s, tolerance_s = len(samples) / rate_hz, duration_tolerance_s(expected_s)
    _refuse_over("length off by", abs(duration_s - expected_s), limit=tolerance_s, unit="s")
    quiet_dbfs = GAP_DBFS + target_lufs - TARGET_LUFS
    gap_s = longest_gap_s(samples, rate_hz, quiet_dbfs=quiet_dbfs)
    _refuse_over("longest gap without speech", gap_s, limit=LONGEST_GAP_S, unit="s")
    _refuse_over("clipped stretches", clipped_stretches(samples), limit=0, unit="")
    offset = abs(float(samples.mean(dtype=np.float64)))
    _refuse_over("DC offset", offset, limit=HIGHEST_DC, unit="of full scale")


def accept_loudness(loudness: Loudness, *, target_lufs: float, ceiling_dbtp: float) -> None:
    """Accept the loudness of a decoded file.

    Raises:
        MasteringError: It is off its target by more than 0.5 LU, or its peaks are too high.
    """
    found = loudness.integrated_lufs
    if not math.isfinite(found) or abs(found - target_lufs) > TARGET_TOLERANCE_LU:
        raise MasteringError(
            f"Refused: loudness is {found:.2f} LUFS; the limits are "
            f"{target_lufs:g} ± {TARGET_TOLERANCE_LU:g} LUFS."
        )
    _refuse_over("true peak", loudness.true_peak_dbtp, limit=ceiling_dbtp, unit="dBTP")


def duration_tolerance_s(expected_s: float) -> float:
    """Return how far a length may be off, in seconds."""
    return max(DURATION_TOLERANCE_S, DURATION_TOLERANCE * expected_s)


def longest_gap_s(samples: Samples, rate_hz: int, *, quiet_dbfs: float = GAP_DBFS) -> float:
    """Return the longest time in seconds in which nobody is heard."""
    step = round(GAP_STEP_S * rate_hz)
    rows = samples[: len(samples) // step * step].reshape(-1, step)
    power = np.einsum("ij,ij->i", rows, rows) / step
    return _longest_run(power < 10 ** (quiet_dbfs / 10)) * GAP_STEP_S


def clipped_stretches(samples: Samples) -> int:
    """Return how often at least three samples in a row stand at full scale."""
    full = np.flatnonzero(np.abs(samples) >= CLIPPED_FROM)
    if not full.size:
        return 0
    runs = np.split(full, np.flatnonzero(np.diff(full) > 1) + 1)
    return sum(len(run) >= CLIPPED_RUN for run in runs)


def _longest_run(flags: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _refuse_over(what: str, found: float, *, limit: float, unit: str) -> None:
    if found > limit:
        raise MasteringError(
            f"Refused: {what} {found:.3g} {unit}; the limit is {limit:.3g} {unit}."
        )
