"""Clips on disk: each spoken sentence once, under the hash of all that shapes its sound."""

from __future__ import annotations

import errno
import json
import os
import tempfile
import wave
from hashlib import sha256
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from app.domain.recordings import VoiceChoice
from app.errors import StorageFull, StoreError

SAMPLE_BYTES = 2


def clip_key(spoken: str, *, choice: VoiceChoice, version: str) -> str:
    """Return the hash under which a spoken sentence is kept.

    Args:
        spoken: The sentence as the engine is given it.
        choice: Engine, voice and rate.
        version: Version of the engine.
    """
    shape = [choice.engine, version, choice.voice, choice.rate_wpm, spoken]
    return sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()


def clip_path(clips: Path, key: str) -> Path:
    """Return where the clip of a key is kept."""
    return clips / key[:2] / f"{key}.wav"


def clip_length_s(path: Path) -> float | None:
    """Return the length of a clip in seconds, or None if it is missing or not whole."""
    try:
        with wave.open(str(path), "rb") as clip:
            frames, rate_hz = clip.getnframes(), clip.getframerate()
            whole = clip.getnchannels() == 1 and clip.getsampwidth() == SAMPLE_BYTES
            whole = whole and len(clip.readframes(frames)) == SAMPLE_BYTES * frames > 0
    except (OSError, EOFError, wave.Error):
        return None
    return frames / rate_hz if whole and rate_hz else None


def write_clip(path: Path, samples: NDArray[np.int16], rate_hz: int) -> None:
    """Write mono samples as a WAV file; it appears whole or not at all.

    Raises:
        StorageFull: The disk is full.
        StoreError: The folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                _write_wav(file, samples, rate_hz)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(f"The disk is full: no clip can be kept in {path.parent}") from fault
        raise StoreError(f"A clip cannot be written to {path.parent}: {fault}") from fault


def _write_wav(file: IO[bytes], samples: NDArray[np.int16], rate_hz: int) -> None:
    with wave.open(file, "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(SAMPLE_BYTES)
        clip.setframerate(rate_hz)
        clip.writeframes(samples.astype("<i2").tobytes())
    file.flush()
    os.fsync(file.fileno())
