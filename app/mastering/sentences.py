"""A clip made ready for the programme: trimmed, resampled, levelled; kept, for others to use."""

from __future__ import annotations

import io
import logging
import os
import tempfile
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from app.domain.recordings import Clip
from app.errors import MasteringError
from app.mastering.edges import opened, to_samples, to_segment, trimmed
from app.mastering.levels import PROGRAMME_RATE_HZ, WORKING_LUFS
from app.mastering.loudness import brought_to

LOG = logging.getLogger(__name__)

Samples = NDArray[np.float32]

# Stands in the name of a kept sentence; goes up when sentences are made ready otherwise.
RECIPE = 1


def ready(clip: Clip, *, cache: Path | None) -> Samples:
    """Return a clip at 44.1 kHz and working loudness, with 30 ms of quiet at both ends.

    Args:
        clip: A spoken sentence.
        cache: Folder where ready sentences are kept, or None to keep none.

    Raises:
        MasteringError: The clip is missing, broken or silent.
    """
    if cache is None:
        return _made_ready(clip)
    path = cache / clip.key[:2] / f"{clip.key}-{RECIPE}.wav"
    kept = _kept(path)
    if kept is None:
        kept = _made_ready(clip)
        _keep(kept, path)
    return kept


def _made_ready(clip: Clip) -> Samples:
    segment = trimmed(opened(clip.path))
    samples = to_samples(segment)
    if segment.frame_rate != PROGRAMME_RATE_HZ:
        samples = soxr.resample(samples, segment.frame_rate, PROGRAMME_RATE_HZ, "HQ")
    levelled = brought_to(samples, PROGRAMME_RATE_HZ, lufs=WORKING_LUFS)
    # Through 16 bit, so that a kept sentence and a fresh one are the same to the last bit.
    return to_samples(to_segment(levelled, PROGRAMME_RATE_HZ))


def _kept(path: Path) -> Samples | None:
    """Return a kept sentence, or None if there is none that can be used."""
    if not path.exists():
        return None
    try:
        samples = to_samples(opened(path))
    except MasteringError:
        return None
    return samples if np.any(samples) else None


def _keep(samples: Samples, path: Path) -> None:
    """Keep a sentence; it appears whole or not at all. A full disk costs time, no bulletin."""
    wav = io.BytesIO()
    to_segment(samples, PROGRAMME_RATE_HZ).export(wav, format="wav")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(wav.getvalue())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as fault:
        LOG.warning("sentence_not_kept", extra={"path": str(path), "reason": str(fault)})
