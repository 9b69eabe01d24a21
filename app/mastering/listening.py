"""A few sentences to listen to at the desk, without tune and bed; never for air."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.domain.recordings import AudioFormat, Clip
from app.errors import MasteringError
from app.mastering.assemble import SENTENCE_PAUSE_S
from app.mastering.encode import encode
from app.mastering.levels import PROGRAMME_RATE_HZ, TARGET_LUFS, WORKING_LUFS, ratio
from app.mastering.sentences import ready


def to_listen(clips: Sequence[Clip], *, cache: Path | None) -> bytes:
    """Return clips one after another as an MP3 of 64 kb/s, at about the loudness of the house.

    Args:
        cache: Folder where sentences that are ready for a programme are kept, or None.

    Raises:
        MasteringError: There is no clip, or one is missing, broken or silent.
    """
    if not clips:
        raise MasteringError("There is nothing to listen to.")
    pause = np.zeros(round(SENTENCE_PAUSE_S * PROGRAMME_RATE_HZ), dtype=np.float32)
    pieces = [piece for clip in clips for piece in (ready(clip, cache=cache), pause)]
    louder = np.concatenate(pieces[:-1]) * np.float32(ratio(TARGET_LUFS - WORKING_LUFS))
    return encode(louder, PROGRAMME_RATE_HZ, AudioFormat.MP3_64)
