"""Our own signature tune and bed, computed: nobody's rights, no file, the same every time."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.mastering.levels import PROGRAMME_RATE_HZ

Samples = NDArray[np.float32]

TUNE_S = 5.0
BED_LOOP_S = 8
# A calm call and answer on C, D, E, G, A: when (s), how high (Hz), how hard (0 to 1).
NOTES = (
    (0.00, 261.63, 0.55),
    (0.00, 659.26, 0.80),
    (0.38, 783.99, 0.85),
    (0.76, 880.00, 0.90),
    (1.14, 783.99, 0.80),
    (1.52, 293.66, 0.45),
    (1.52, 587.33, 0.85),
    (1.90, 659.26, 0.80),
    (2.28, 523.25, 0.90),
    (2.28, 196.00, 0.55),
    (3.04, 392.00, 0.55),
    (3.42, 523.25, 0.60),
    (3.42, 130.81, 0.50),
)
# Overtones of a wooden bar: times the pitch, strength, how much faster each fades.
OVERTONES = ((1.0, 1.0, 1.0), (4.0, 0.22, 2.5), (10.0, 0.04, 6.0))
STRIKE_S = 0.006
RING_S = 0.62
CLOSING_FADE_S = 0.8
PEAK = 0.5
# The bed: a soft open chord; whole cycles in the loop, so that it joins to itself.
BED_TONES = ((130.75, 1.0), (196.0, 0.7), (261.5, 0.35), (329.625, 0.18))
BED_SWELLS_A_LOOP = (1, 2, 3, 2)
SWELL = 0.3


@cache
def tune() -> Samples:
    """Return the signature tune: 5 s, mono, 44.1 kHz, peak 0.5, silent at both ends."""
    sound = np.zeros(round(TUNE_S * PROGRAMME_RATE_HZ))
    for at_s, pitch_hz, strength in NOTES:
        start = round(at_s * PROGRAMME_RATE_HZ)
        sound[start:] += strength * _struck(pitch_hz, len(sound) - start)
    fade = np.cos(np.linspace(0, np.pi / 2, round(CLOSING_FADE_S * PROGRAMME_RATE_HZ))) ** 2
    sound[-len(fade) :] *= fade
    return _peaking(sound)


@cache
def bed_loop() -> Samples:
    """Return 8 s of a quiet chord that can be repeated without a seam; mono, 44.1 kHz, peak 0.5."""
    seconds = np.arange(BED_LOOP_S * PROGRAMME_RATE_HZ) / PROGRAMME_RATE_HZ
    sound = np.zeros(len(seconds))
    for (pitch_hz, strength), swells in zip(BED_TONES, BED_SWELLS_A_LOOP, strict=True):
        swell = 1 + SWELL * np.cos(2 * np.pi * swells * seconds / BED_LOOP_S)
        sound += strength * swell * np.sin(2 * np.pi * pitch_hz * seconds)
    return _peaking(sound)


def _struck(pitch_hz: float, length: int) -> NDArray[np.float64]:
    """Return one note of a wooden bar: a soft strike that rings out, low notes the longest."""
    seconds = np.arange(length) / PROGRAMME_RATE_HZ
    ring_s = RING_S * (440 / pitch_hz) ** 0.35
    sound = np.zeros(length)
    for times, strength, haste in OVERTONES:
        decay = np.exp(-seconds * haste / ring_s)
        sound += strength * decay * np.sin(2 * np.pi * pitch_hz * times * seconds)
    strike = np.minimum(seconds / STRIKE_S, 1)
    note: NDArray[np.float64] = sound * np.sin(strike * np.pi / 2) ** 2
    return note


def _peaking(sound: NDArray[np.float64]) -> Samples:
    samples: Samples = (sound * PEAK / np.abs(sound).max()).astype(np.float32)
    samples.flags.writeable = False  # one copy serves every bulletin
    return samples
