"""Where pydub is at home: opening clips, finding their silent ends, fading them.

Inside, mastering works on float samples; pydub's own arithmetic is 16 bit.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import MasteringError

with warnings.catch_warnings():
    # pydub complains on import where no ffmpeg is on PATH; nothing here needs one.
    warnings.simplefilter("ignore", RuntimeWarning)
    from pydub import AudioSegment
    from pydub.exceptions import CouldntDecodeError
    from pydub.silence import detect_leading_silence

Samples = NDArray[np.float32]

FULL_SCALE = 32_768
SILENCE_UNDER_PEAK_DB = 40.0
STEP_MS = 10
KEPT_MS = 30
CLIP_FADE_MS = 5


def opened(clip: Path) -> AudioSegment:
    """Return a mono WAV clip.

    Raises:
        MasteringError: It is missing, or no WAV.
    """
    try:
        return AudioSegment.from_file(io.BytesIO(clip.read_bytes()), format="wav").set_channels(1)
    except (OSError, EOFError, CouldntDecodeError, IndexError) as fault:
        raise MasteringError(
            f"The clip {clip.name} cannot be opened: {fault}. Have its script spoken again."
        ) from fault


def trimmed(
    segment: AudioSegment, *, threshold_dbfs: float | None = None, kept_ms: int = KEPT_MS
) -> AudioSegment:
    """Return a clip with a little quiet left at both ends, faded over 5 ms.

    Args:
        threshold_dbfs: What is fainter is quiet; None: 40 dB under the clip's peak.
        kept_ms: How much quiet is left, in milliseconds.

    Raises:
        MasteringError: There is no sound in it.
    """
    if segment.max == 0:
        raise MasteringError("A clip holds only silence. Have its script spoken again.")
    if threshold_dbfs is None:
        threshold_dbfs = segment.max_dBFS - SILENCE_UNDER_PEAK_DB
    before_ms = detect_leading_silence(segment, threshold_dbfs, STEP_MS)
    after_ms = detect_leading_silence(segment.reverse(), threshold_dbfs, STEP_MS)
    first_ms = max(0, before_ms - kept_ms)
    last_ms = min(len(segment), len(segment) - after_ms + kept_ms)
    return segment[first_ms:last_ms].fade_in(CLIP_FADE_MS).fade_out(CLIP_FADE_MS)


def to_samples(segment: AudioSegment) -> Samples:
    """Return the samples of a mono segment of 16 bit; full scale is 1."""
    return np.frombuffer(segment.raw_data, dtype="<i2").astype(np.float32) / np.float32(FULL_SCALE)


def to_segment(samples: Samples, rate_hz: int) -> AudioSegment:
    """Return samples as a mono segment of 16 bit; full scale is 1."""
    whole = np.clip(np.rint(samples * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1)
    return AudioSegment(
        whole.astype("<i2").tobytes(), sample_width=2, frame_rate=rate_hz, channels=1
    )
