"""How loud a recording is, and how it is brought to the house level."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyebur128
from numpy.typing import NDArray

from app.domain.recordings import Loudness
from app.errors import MasteringError
from app.mastering.levels import CEILING_DBTP, TARGET_LUFS, ratio
from app.mastering.limiter import block_energies, block_gains, block_peaks, turned

Samples = NDArray[np.float32]

SHORTEST_S = 1.0
METERED = 0.7
# Blocks of 16 samples that the limiter reaches around a peak: 4 ms at 44.1 kHz.
REACH = 11
ROUNDS = 8
TRIES = 12
EAGERNESS = 1.4
FIRST_SLOPE = 0.7
LEAST_SLOPE = 0.1
MOST_MORE_DB = 12.0
CLOSE_LU = 0.1
REFUSED_LU = 0.3
PEAK_MARGIN_DB = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Samples, and what must be known before they are turned up.

    Attributes:
        samples: Mono, full scale is 1.
        rate_hz: Their rate in Hz.
        integrated_lufs: Their loudness as they stand.
        peaks: True peak of every block of 16 samples.
        energies: Sum of squares of every such block.
    """

    samples: Samples
    rate_hz: int
    integrated_lufs: float
    peaks: Samples
    energies: Samples


def integrated_lufs(samples: Samples, rate_hz: int) -> float:
    """Return the integrated loudness of mono samples in LUFS; -inf for silence.

    Reference: EBU R 128; ITU-R BS.1770.
    """
    meter = pyebur128.R128State(1, rate_hz, pyebur128.MeasurementMode.MODE_I)
    meter.add_frames(np.ascontiguousarray(samples), len(samples))
    return float(pyebur128.get_loudness_global(meter))


def true_peak_dbtp(samples: Samples) -> float:
    """Return the highest true peak of mono samples in dBTP; -inf for digital silence."""
    peak = float(block_peaks(samples, heeded=METERED).max(initial=0))
    return 20 * math.log10(peak) if peak else -math.inf


def measure(samples: Samples, rate_hz: int) -> Loudness:
    """Return what a meter says of mono samples.

    Args:
        samples: Full scale is 1.
        rate_hz: Their rate in Hz.
    """
    return Loudness(
        integrated_lufs=integrated_lufs(samples, rate_hz),
        true_peak_dbtp=true_peak_dbtp(samples),
    )


def brought_to(samples: Samples, rate_hz: int, *, lufs: float) -> Samples:
    """Return samples turned up or down to a loudness in LUFS, with nothing done to their peaks.

    Raises:
        MasteringError: They are silent.
    """
    # A meter needs 0.4 s of sound; what is short is heard over and over.
    times = max(1, math.ceil(SHORTEST_S * rate_hz / max(1, len(samples))))
    found = integrated_lufs(np.tile(samples, times) if times > 1 else samples, rate_hz)
    if not math.isfinite(found):
        raise MasteringError("A sound is too faint to be levelled; have its script spoken again.")
    return samples * np.float32(ratio(lufs - found))


def study(samples: Samples, rate_hz: int) -> Study:
    """Return what must be known of mono samples before they are turned up.

    Raises:
        MasteringError: They are silent.
    """
    loudness = integrated_lufs(samples, rate_hz)
    if not math.isfinite(loudness):
        raise MasteringError("The programme is silent; look at its clips.")
    return Study(
        samples=samples,
        rate_hz=rate_hz,
        integrated_lufs=loudness,
        peaks=block_peaks(samples),
        energies=block_energies(samples),
    )


def turned_up(
    studied: Study, *, target_lufs: float, ceiling_dbtp: float, reach: int = REACH
) -> Samples:
    """Return samples near the target loudness, with peaks near the ceiling.

    Nothing is measured afterwards: the loudness is met within 0.1 LU when few peaks are over the
    ceiling, and is lower the more of them there are.
    """
    gains = _gains_for(
        studied,
        lift_db=target_lufs - studied.integrated_lufs,
        ceiling=ratio(ceiling_dbtp),
        reach=reach,
    )
    return turned(studied.samples, gains)


def master(
    samples: Samples,
    rate_hz: int,
    *,
    target_lufs: float = TARGET_LUFS,
    ceiling_dbtp: float = CEILING_DBTP,
) -> Samples:
    """Return the samples at the target loudness, with no true peak over the ceiling.

    Args:
        samples: Mono, full scale is 1.
        rate_hz: Their rate in Hz.
        target_lufs: Integrated loudness to reach, within 0.3 LU.
        ceiling_dbtp: Highest true peak in dBTP.

    Raises:
        MasteringError: They are silent, or so uneven that the target cannot be reached.
    """
    return mastered(study(samples, rate_hz), target_lufs=target_lufs, ceiling_dbtp=ceiling_dbtp)


def mastered(
    studied: Study, *, target_lufs: float, ceiling_dbtp: float, reach: int = REACH
) -> Samples:
    """Return what `master` returns, for samples that are studied already."""
    aim_lufs, limit_db = target_lufs, ceiling_dbtp - PEAK_MARGIN_DB
    for _ in range(ROUNDS):
        louder = turned_up(studied, target_lufs=aim_lufs, ceiling_dbtp=limit_db, reach=reach)
        missing_lu = target_lufs - integrated_lufs(louder, studied.rate_hz)
        if abs(missing_lu) > CLOSE_LU:
            aim_lufs += EAGERNESS * missing_lu
            continue
        over_db = true_peak_dbtp(louder) - ceiling_dbtp
        if over_db <= 0:
            return louder
        limit_db -= over_db + PEAK_MARGIN_DB
    louder = turned_up(studied, target_lufs=aim_lufs, ceiling_dbtp=limit_db, reach=reach)
    _refuse_unreached(measure(louder, studied.rate_hz), target_lufs, ceiling_dbtp)
    return louder


def _gains_for(studied: Study, *, lift_db: float, ceiling: float, reach: int) -> Samples:
    """Return the gain of every block that makes the whole louder by `lift_db`, under the ceiling.

    The limiter takes part of every gain back, the more the harder it works; so more is tried,
    by the slope that the last two tries showed, until the energy is as wanted.
    """
    peaks, energies = studied.peaks, studied.energies
    gain_db, slope, total = lift_db, FIRST_SLOPE, float(energies.sum(dtype=np.float64))
    tried: tuple[float, float] | None = None
    gains = np.ones_like(peaks)
    for _ in range(TRIES):
        gain = np.float32(ratio(gain_db))
        gains = gain * block_gains(peaks * gain, ceiling=ceiling, reach=reach)
        energy = float((energies * gains * gains).sum(dtype=np.float64))
        lifted_db = 10 * math.log10(energy / total)
        if abs(lift_db - lifted_db) < CLOSE_LU / 4 or gain_db >= lift_db + MOST_MORE_DB:
            break
        if tried is not None:
            slope = min(1.0, max(LEAST_SLOPE, (lifted_db - tried[1]) / (gain_db - tried[0])))
        tried = (gain_db, lifted_db)
        gain_db = min(gain_db + (lift_db - lifted_db) / slope, lift_db + MOST_MORE_DB)
    return gains


def _refuse_unreached(found: Loudness, target_lufs: float, ceiling_dbtp: float) -> None:
    far = abs(found.integrated_lufs - target_lufs) > REFUSED_LU
    if far or found.true_peak_dbtp > ceiling_dbtp:
        raise MasteringError(
            f"The programme reached {found.integrated_lufs:.1f} LUFS and "
            f"{found.true_peak_dbtp:.1f} dBTP; asked for {target_lufs:g} LUFS and at most "
            f"{ceiling_dbtp:g} dBTP. Its sound is too uneven: look at its clips."
        )
