"""Sound that passes for a person's speech: syllables, pauses, and the hiss of a room."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE_HZ = 22_050
SYLLABLE_S, PAUSE_EVERY = 0.2, 12


@cache
def speech(seconds: float, *, hiss: float = 0.001, seed: int = 1) -> NDArray[np.float32]:
    """Return so many seconds of something like speech, with half a second of room at each end."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    syllable = (t / SYLLABLE_S).astype(int)
    spoken = (syllable % PAUSE_EVERY < PAUSE_EVERY - 2).astype(np.float32)
    swell = np.abs(np.sin(np.pi * t / SYLLABLE_S)).astype(np.float32) * spoken
    voice = rng.normal(0, 0.06, len(t)).astype(np.float32) * swell
    room = np.zeros(RATE_HZ // 2, dtype=np.float32)
    whole = np.concatenate((room, voice, room))
    return whole + rng.normal(0, hiss, len(whole)).astype(np.float32)


def wav(samples: NDArray[np.float32], *, rate_hz: int = RATE_HZ) -> bytes:
    """Return samples as a WAV file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format="WAV", subtype="PCM_16")
    return file.getvalue()


def spoken_wav(seconds: float, *, seed: int = 1) -> bytes:
    """Return a WAV file of something like speech."""
    return wav(speech(round(seconds, 1), seed=seed))
