"""A true-peak limiter that sees what comes: no sample is clipped, only turned down in time."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

BLOCK = 16
OVERSAMPLING = 4
CONTEXT = 24
BETWEEN_SAMPLES = 1.2
BATCH = 64

Samples = NDArray[np.float32]


def block_peaks(samples: Samples, *, heeded: float = 0.25) -> Samples:
    """Return the true peak of every block of 16 samples, in the unit of the samples.

    Blocks whose sample peak is under a share of the highest are not looked at more closely, which
    is faster; they are given the most that sound of this kind has between its samples.

    Args:
        samples: Mono.
        heeded: That share; up to 0.7, the highest of all true peaks is right.

    Reference: ITU-R BS.1770-5, annex 2: four times oversampling.
    """
    blocks = -(-len(samples) // BLOCK)
    edged = np.zeros(blocks * BLOCK + 2 * CONTEXT, dtype=np.float32)
    edged[CONTEXT : CONTEXT + len(samples)] = samples
    peaks = np.abs(edged[CONTEXT:-CONTEXT])
    while len(peaks) > blocks:  # pair by pair: five times as fast as a maximum over rows
        peaks = np.maximum(peaks[::2], peaks[1::2])
    loud = np.flatnonzero(peaks > heeded * peaks.max(initial=0))
    around = sliding_window_view(edged, BLOCK + 2 * CONTEXT)[loud * BLOCK]
    peaks *= np.float32(BETWEEN_SAMPLES)
    peaks[loud] = _highest_between(around)
    return peaks


def _highest_between(around: Samples) -> Samples:
    """Return the true peak of each block, given the blocks with their context, one a row."""
    # In batches so small that the matrix library stays on one thread: its others would only spin.
    batches = np.zeros((-(-len(around) // BATCH), BATCH, BLOCK + 2 * CONTEXT), dtype=np.float32)
    batches.reshape(-1, BLOCK + 2 * CONTEXT)[: len(around)] = around
    fine = np.abs(batches @ _interpolator())
    peaks: Samples = fine.max(axis=2, initial=0).ravel()[: len(around)]
    return peaks


@cache
def _interpolator() -> Samples:
    """Return the matrix from a block in its context to four times as many samples."""
    wanted = np.arange(BLOCK * OVERSAMPLING) / OVERSAMPLING
    given = np.arange(-CONTEXT, BLOCK + CONTEXT)
    apart = wanted[None, :] - given[:, None]
    window = np.where(np.abs(apart) < CONTEXT, np.cos(np.pi * apart / (2 * CONTEXT)) ** 2, 0)
    matrix: Samples = (np.sinc(apart) * window).astype(np.float32)
    return matrix


def block_energies(samples: Samples) -> Samples:
    """Return the sum of squares of every block of 16 samples."""
    blocks = -(-len(samples) // BLOCK)
    padded = np.zeros(blocks * BLOCK, dtype=np.float32)
    padded[: len(samples)] = samples
    rows = padded.reshape(blocks, BLOCK)
    energies: Samples = np.einsum("ij,ij->i", rows, rows)
    return energies


def block_gains(peaks: Samples, *, ceiling: float, reach: int) -> Samples:
    """Return the gain of every block, such that no peak is over the ceiling.

    The gain is at its lowest as far as it reaches, and moves without a step as far again.

    Args:
        peaks: True peaks of the blocks.
        ceiling: Highest true peak, in the same unit.
        reach: Blocks on both sides of a peak. Many keep a tone pure; few keep speech loud.
    """
    needed = (ceiling / np.maximum(peaks, ceiling)).astype(np.float32)
    # One block more than the average is wide, so that both ends of a block are low enough.
    return _mean_around(_lowest_around(needed, reach + 1), reach)


def turned(samples: Samples, gains: Samples) -> Samples:
    """Return the samples times the gains of their blocks, on straight lines between blocks."""
    following = np.append(gains[1:], gains[-1:])
    line = np.arange(BLOCK, dtype=np.float32) / np.float32(BLOCK)
    rows = np.multiply((following - gains)[:, None], line)
    rows += gains[:, None]
    each: Samples = rows.ravel()[: len(samples)]
    each *= samples
    return each


def _lowest_around(values: Samples, reach: int) -> Samples:
    """Return the lowest of each value and its `reach` neighbours on both sides."""
    width = 2 * reach + 1
    lowest = np.pad(values, reach, constant_values=1)
    covered = 1
    while covered < width:
        step = min(covered, width - covered)
        lowest = np.minimum(lowest[:-step], lowest[step:])
        covered += step
    return lowest


def _mean_around(values: Samples, reach: int) -> Samples:
    """Return the mean of each value and its `reach` neighbours on both sides."""
    width = 2 * reach + 1
    sums = np.cumsum(np.pad(values, (reach + 1, reach), mode="edge"), dtype=np.float64)
    return ((sums[width:] - sums[:-width]) / width).astype(np.float32)
