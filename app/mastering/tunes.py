"""A station's tune: made fit to stand before a bulletin, and put there."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.recordings import AudioFormat
from app.errors import MasteringError, UploadRefused
from app.mastering.encode import decode, encode
from app.mastering.inspect import longest_gap_s
from app.mastering.levels import PROGRAMME_RATE_HZ
from app.mastering.loudness import integrated_lufs, master
from app.mastering.uploads import heard

Samples = NDArray[np.float32]

LONGEST_S = 15
SHORTEST_S = 1.0
FAINTEST_LUFS = -50.0
LONGEST_PAUSE_S = 1.5
FADE_IN_S, FADE_OUT_S, PAUSE_S = 0.005, 0.3, 0.25
KEPT_AS = AudioFormat.WAV_48


def prepared_tune(body: bytes, *, folder: Path) -> bytes:
    """Return a tune that a person sent as a WAV at the loudness of the house.

    Args:
        body: The file, from anybody.
        folder: Where it may lie for as long as it is read.

    Raises:
        UploadRefused: It cannot be used; the message says what to do.
    """
    samples = heard(body, folder=folder, longest_s=LONGEST_S).samples
    if len(samples) < SHORTEST_S * PROGRAMME_RATE_HZ:
        raise UploadRefused("The tune lasts less than a second. Was the right file sent?")
    samples = samples - samples.mean(dtype=np.float64).astype(np.float32)
    loudness = integrated_lufs(samples, PROGRAMME_RATE_HZ)
    if not math.isfinite(loudness) or loudness < FAINTEST_LUFS:
        raise UploadRefused("The tune is almost silent. Was the right file sent?")
    try:
        levelled = master(samples, PROGRAMME_RATE_HZ)
    except MasteringError as fault:
        raise UploadRefused(
            "The tune is too uneven: some of it is far louder than the rest. Send another part."
        ) from fault
    pause_s = longest_gap_s(levelled, PROGRAMME_RATE_HZ)
    if pause_s > LONGEST_PAUSE_S:
        raise UploadRefused(
            f"The tune holds {pause_s:.1f} s of silence. Cut it off, and send it again."
        )
    return encode(levelled, PROGRAMME_RATE_HZ, KEPT_AS)


def tune_before(tune: bytes, programme: Samples, rate_hz: int) -> tuple[Samples, float]:
    """Return a programme with a tune before it, and the seconds by which it begins later.

    Args:
        tune: What `prepared_tune` returned.
        programme: Mono, full scale is 1, at the loudness of the house.
        rate_hz: Its rate in Hz.

    Raises:
        MasteringError: The tune has another rate, or does not decode.
    """
    samples, tune_hz = decode(tune, KEPT_AS)
    if tune_hz != rate_hz:
        raise MasteringError(f"The tune has {tune_hz} Hz, the bulletin {rate_hz} Hz.")
    faded = samples.copy()
    up, down = round(FADE_IN_S * rate_hz), round(FADE_OUT_S * rate_hz)
    faded[:up] *= np.linspace(0, 1, up, dtype=np.float32)
    faded[-down:] *= np.linspace(1, 0, down, dtype=np.float32)
    pause = np.zeros(round(PAUSE_S * rate_hz), dtype=np.float32)
    whole = np.concatenate((faded, pause, programme))
    return whole, (len(faded) + len(pause)) / rate_hz
