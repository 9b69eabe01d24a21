"""Bulletins and recordings made ready: one to be looked for, the other to be looked into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mastering.constellation import Constellation
from app.mastering.landmarks import SPEEDS, Pairs, by_hash, pairs_of

Numbers = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

HIGHEST = 256


@dataclass(frozen=True, slots=True)
class Reference:
    """A bulletin as it sounds, ready to be looked for.

    Attributes:
        pairs: Sorted by hash.
    """

    bulletin: str
    sound: Constellation
    pairs: Pairs

    @classmethod
    def of(cls, bulletin: str, sound: Constellation) -> Reference:
        """Return a bulletin with its pairs."""
        return cls(bulletin, sound, by_hash(pairs_of(sound)))


@dataclass(frozen=True, slots=True)
class Listened:
    """A recording, ready to be looked into.

    Attributes:
        pairs: At each speed.
        near: Where peaks are, and the places one frame and one bin beside them, sorted.
    """

    length: int
    pairs: tuple[tuple[float, Pairs], ...]
    near: NDArray[np.int64]

    @classmethod
    def of(cls, sound: Constellation) -> Listened:
        """Return a recording with its pairs at every speed."""
        places = sound.frames.astype(np.int64) * HIGHEST + sound.bins
        beside = [places + step * HIGHEST + bins for step in (-1, 0, 1) for bins in (-1, 0, 1)]
        pairs = tuple((speed, pairs_of(sound, speed=speed)) for speed in SPEEDS)
        return cls(sound.length, pairs, np.unique(np.concatenate(beside)))

    def holds(self, at: Numbers, high: Numbers) -> Flags:
        """Return whether there is a peak at or beside each frame and bin."""
        asked = np.rint(at).astype(np.int64) * HIGHEST + np.rint(high).astype(np.int64)
        if not len(self.near):
            return np.zeros(len(asked), dtype=bool)
        place = np.minimum(np.searchsorted(self.near, asked), len(self.near) - 1)
        return np.asarray(self.near[place] == asked)
