"""What is left of a sound under noise, a telephone and a codec: where its spectrum has peaks.

Reference: Wang (2003), An Industrial-Strength Audio Search Algorithm, ISMIR; the measures are those
of Ellis' audfprint, for speech at the rate of a telephone.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, maximum_filter1d

Samples = NDArray[np.float32]
Whole = NDArray[np.int32]

RATE_HZ = 8_000
HOP = 128
WINDOW = 512
FRAMES_PER_S = RATE_HZ / HOP
# What a telephone lets through: 300 to 3300 Hz, in bins of 15.6 Hz.
LOWEST_BIN, HIGHEST_BIN = 19, 212
# A peak is the highest of so many frames and bins around it.
REACH_FRAMES, REACH_BINS = 4, 5
# Half a second keeps so many peaks, the strongest.
SLOT_FRAMES, MOST_IN_SLOT = 32, 40
# In nepers: over the mean of its frame, and under the loudest of two seconds around, as pauses
# hold nothing that survives.
OVER_MEAN, UNDER_LOUDEST = 0.5, 4.5
LEVEL_FRAMES = 128
BLOCK_FRAMES = 64 * SLOT_FRAMES
EDGE_FRAMES = LEVEL_FRAMES + REACH_FRAMES
FAINTEST = 1e-6
# A new number makes the kept ones void.
RECIPE = 1


@dataclass(frozen=True, slots=True)
class Constellation:
    """The peaks of a sound, in the order of time.

    Attributes:
        frames: When, in frames of 16 ms.
        bins: How high, in bins of 15.6 Hz.
        length: Of the sound, in frames.
    """

    frames: Whole
    bins: Whole
    length: int

    @property
    def seconds(self) -> float:
        """Length of the sound in seconds."""
        return self.length / FRAMES_PER_S


def constellation(pieces: Iterable[Samples]) -> Constellation:
    """Return the peaks of a sound that comes in pieces of any length.

    Args:
        pieces: Mono at 8 kHz.
    """
    frames: list[Whole] = []
    bins: list[Whole] = []
    length = 0
    for first, spectrum, until in _blocks(pieces):
        at, high = _peaks(spectrum)
        own = (at >= first[1]) & (at < until)
        frames.append((at[own] + first[0]).astype(np.int32))
        bins.append((high[own] + LOWEST_BIN).astype(np.int32))
        length = first[0] + until
    if not frames:
        return Constellation(frames=_none(), bins=_none(), length=0)
    return Constellation(frames=np.concatenate(frames), bins=np.concatenate(bins), length=length)


def _blocks(
    pieces: Iterable[Samples],
) -> Iterator[tuple[tuple[int, int], NDArray[np.float32], int]]:
    """Give spectra that overlap: where each lies, and which of its frames are its own."""
    kept = np.zeros(0, dtype=np.float32)
    start, lead = 0, 0
    whole = BLOCK_FRAMES + EDGE_FRAMES
    for piece in pieces:
        kept = np.concatenate((kept, piece))
        while _frames_of(kept) >= lead + whole:
            taken = kept[: (lead + whole - 1) * HOP + WINDOW]
            yield (start, lead), _spectrum(taken), lead + BLOCK_FRAMES
            moved = lead + BLOCK_FRAMES - EDGE_FRAMES
            kept, start, lead = kept[moved * HOP :], start + moved, EDGE_FRAMES
    if _frames_of(kept) > lead:
        yield (start, lead), _spectrum(kept), _frames_of(kept)


def _frames_of(samples: Samples) -> int:
    return max(0, 1 + (len(samples) - WINDOW) // HOP)


def _spectrum(samples: Samples) -> NDArray[np.float32]:
    """Return the logarithm of the spectrum, a row a frame."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    shape = np.hanning(WINDOW).astype(np.float32)
    found = np.abs(scipy.fft.rfft(frames * shape, axis=1)[:, LOWEST_BIN:HIGHEST_BIN])
    logarithm: NDArray[np.float32] = np.log(found + FAINTEST).astype(np.float32)
    return logarithm


def _peaks(spectrum: NDArray[np.float32]) -> tuple[Whole, Whole]:
    around = (2 * REACH_FRAMES + 1, 2 * REACH_BINS + 1)
    highest = maximum_filter(spectrum, size=around, mode="nearest")
    loudest = maximum_filter1d(spectrum.max(axis=1), 2 * LEVEL_FRAMES + 1, mode="nearest")
    floor = np.maximum(spectrum.mean(axis=1) + OVER_MEAN, loudest - UNDER_LOUDEST)
    at, high = np.nonzero((spectrum == highest) & (spectrum > floor[:, None]))
    slot = at // SLOT_FRAMES
    order = np.lexsort((-spectrum[at, high], slot))
    rank = np.arange(len(order)) - np.searchsorted(slot[order], slot[order])
    kept = np.sort(order[rank < MOST_IN_SLOT])
    return at[kept].astype(np.int32), high[kept].astype(np.int32)


def _none() -> Whole:
    return np.zeros(0, dtype=np.int32)


def packed(found: Constellation) -> bytes:
    """Return a constellation of up to seventeen minutes as about 60 bytes a second."""
    head = np.array([found.length, len(found.frames)], dtype="<u4").tobytes()
    steps = np.diff(found.frames, prepend=0).astype("<u2").tobytes()
    return zlib.compress(head + steps + found.bins.astype("u1").tobytes(), 9)


def unpacked(body: bytes) -> Constellation:
    """Return the constellation that `packed` gave."""
    raw = zlib.decompress(body)
    length, count = (int(each) for each in np.frombuffer(raw[:8], dtype="<u4"))
    steps = np.frombuffer(raw[8 : 8 + 2 * count], dtype="<u2")
    bins = np.frombuffer(raw[8 + 2 * count :], dtype="u1")
    return Constellation(
        frames=np.cumsum(steps, dtype=np.int32), bins=bins.astype(np.int32), length=length
    )
