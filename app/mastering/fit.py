"""Into an encoder and out again, until what is heard at the other end is fit for air."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.recordings import AudioFormat
from app.mastering.encode import decode, encode
from app.mastering.inspect import Inspection, accept_loudness, accept_sound
from app.mastering.levels import CEILING_DBTP, TARGET_LUFS, TARGET_TOLERANCE_LU, ratio
from app.mastering.limiter import block_gains, block_peaks, turned
from app.mastering.loudness import REACH, Study, measure, turned_up

Samples = NDArray[np.float32]

TRIES = 4
MARGIN_DB = 0.3
# A file that overshoots is made again a little lower as a whole, and much lower where it did.
STEP_DB = 0.2
DIP_REACH = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """How sound goes into an encoder, so that it comes out right.

    Attributes:
        lift_lu: LU over the target, against what the encoder takes away.
        room_db: dB under the ceiling, against what the encoder adds to peaks.
        reach: Blocks that the limiter reaches around a peak; few where it has much to do.
        dips: Gain of every block where the encoder was seen to overshoot, or None.
    """

    lift_lu: float = 0.0
    room_db: float
    reach: int = REACH
    dips: Samples | None = None


# Measured on bulletins in English and Kiswahili; what comes out is measured each time.
FIRST_AIM = {
    AudioFormat.MP3_128: Aim(room_db=0.3),
    AudioFormat.MP3_64: Aim(room_db=0.6),
    AudioFormat.OPUS_24: Aim(lift_lu=0.2, room_db=3.3, reach=1),
    AudioFormat.WAV_48: Aim(room_db=0.1),
}


def fitted(
    studied: Study, audio_format: AudioFormat, *, target_lufs: float = TARGET_LUFS
) -> tuple[bytes, Inspection]:
    """Return a file whose decoded sound is fit for air, and what it was found to be.

    Args:
        studied: The programme.
        audio_format: What to make of it.
        target_lufs: Integrated loudness to reach. Where what is mastered already is turned down
            far enough, no peak meets the limiter any more.

    Raises:
        MasteringError: It is not fit for air, and would not be after four tries.
    """
    expected_s = len(studied.samples) / studied.rate_hz
    aim = FIRST_AIM[audio_format]
    for tries_left in reversed(range(TRIES)):
        body = encode(_sound(studied, aim, target_lufs), studied.rate_hz, audio_format)
        heard, rate_hz = decode(body, audio_format)
        found = measure(heard, rate_hz)
        off_lu = found.integrated_lufs - target_lufs
        fits = found.true_peak_dbtp <= CEILING_DBTP and abs(off_lu) <= TARGET_TOLERANCE_LU
        if fits or tries_left == 0:
            accept_sound(heard, rate_hz, expected_s=expected_s, target_lufs=target_lufs)
            accept_loudness(found, target_lufs=target_lufs, ceiling_dbtp=CEILING_DBTP)
            return body, Inspection(loudness=found, duration_s=len(heard) / rate_hz)
        if TARGET_TOLERANCE_LU < abs(off_lu) < np.inf:
            aim = replace(aim, lift_lu=aim.lift_lu - off_lu)
        if found.true_peak_dbtp > CEILING_DBTP:
            aim = _lower(aim, studied, heard, rate_hz)
    raise AssertionError("unreachable: the last try is accepted or refused")


def _sound(studied: Study, aim: Aim, target_lufs: float) -> Samples:
    """Return the programme at the level at which it goes into an encoder."""
    louder = turned_up(
        studied,
        target_lufs=target_lufs + aim.lift_lu,
        ceiling_dbtp=CEILING_DBTP - aim.room_db,
        reach=aim.reach,
    )
    return louder if aim.dips is None else turned(louder, aim.dips)


def _lower(aim: Aim, studied: Study, heard: Samples, rate_hz: int) -> Aim:
    """Return an aim that is lower as a whole, and dips where the decoded sound is too high."""
    over = block_peaks(heard, heeded=0.5) / np.float32(ratio(CEILING_DBTP))
    places = np.flatnonzero(over > 1)
    excess = np.zeros_like(studied.peaks)
    there = np.minimum(places * studied.rate_hz // rate_hz, len(excess) - 1)
    np.maximum.at(excess, there, over[places] * np.float32(ratio(MARGIN_DB)))
    dips = block_gains(excess, ceiling=1.0, reach=DIP_REACH)
    return replace(
        aim,
        room_db=aim.room_db + STEP_DB,
        dips=dips if aim.dips is None else dips * aim.dips,
    )
