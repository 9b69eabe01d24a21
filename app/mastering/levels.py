"""The house sound: the rate, loudness and peaks that every recording keeps."""

from __future__ import annotations

PROGRAMME_RATE_HZ = 44_100
TARGET_LUFS = -16.0
TARGET_TOLERANCE_LU = 0.5
CEILING_DBTP = -1.5
# Speech is put together at this loudness, low enough that no voice clips before it is mastered.
WORKING_LUFS = -23.0


def ratio(decibels: float) -> float:
    """Return the factor that samples are multiplied by for a gain in dB.

    >>> round(ratio(-20.0), 3)
    0.1
    """
    return float(10 ** (decibels / 20))
