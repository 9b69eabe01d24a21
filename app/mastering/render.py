"""From clips to the finished recordings: put together, mastered, encoded, inspected, tagged."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.recordings import AudioFormat, Recording, Speech, TagSheet
from app.mastering.assemble import assemble
from app.mastering.encode import decode, encode
from app.mastering.inspect import Inspection, accept_loudness, accept_sound
from app.mastering.levels import (
    CEILING_DBTP,
    PROGRAMME_RATE_HZ,
    TARGET_LUFS,
    TARGET_TOLERANCE_LU,
)
from app.mastering.loudness import Study, mastered, measure, study, turned_up
from app.mastering.tags import tagged

Samples = NDArray[np.float32]

TRIES = 4
MARGIN_DB = 0.1
# What each encoder does to level and peaks is met in advance: (LU to add, dB to keep below the
# ceiling). Measured on bulletins in English and Kiswahili; the first try is then accepted.
FIRST_AIM = {
    AudioFormat.MP3_128: (0.0, 0.2),
    AudioFormat.MP3_64: (0.0, 0.6),
    AudioFormat.OPUS_24: (0.3, 4.0),
    AudioFormat.WAV_48: (0.0, 0.1),
}
# Here the limiter works so hard that its outcome must be measured before it is encoded.
LOW_CEILING = (AudioFormat.OPUS_24,)
SLOWEST_FIRST = (
    AudioFormat.OPUS_24,
    AudioFormat.MP3_128,
    AudioFormat.MP3_64,
    AudioFormat.WAV_48,
)


def make_recordings(
    speech: Speech,
    sheet: TagSheet,
    *,
    formats: Sequence[AudioFormat],
    file_names: Mapping[AudioFormat, str],
    cache: Path | None,
) -> tuple[tuple[Recording, bytes], ...]:
    """Return a recording and its bytes for each format, all fit for air.

    Equal arguments give equal bytes, in any process.

    Args:
        speech: The spoken script.
        sheet: What is written into the files.
        formats: Which files to make, in the order they are returned.
        file_names: What a station sees each file named.
        cache: Folder where sentences that are ready for a programme are kept, or None.

    Raises:
        MasteringError: A clip, a programme or a file is not fit for air.
    """
    programme = assemble(speech, cache=cache)
    studied = study(programme.samples, PROGRAMME_RATE_HZ)
    voices = tuple(dict.fromkeys(clip.voice for each in speech.segments for clip in each.clips))

    def made(audio_format: AudioFormat) -> tuple[Recording, bytes]:
        body, found = _fit_for_air(studied, audio_format)
        body = tagged(
            body,
            audio_format,
            sheet=sheet,
            chapters=programme.chapters,
            duration_s=found.duration_s,
        )
        recording = Recording(
            format=audio_format,
            sha256=sha256(body).hexdigest(),
            size_bytes=len(body),
            duration_s=found.duration_s,
            loudness=found.loudness,
            voices=voices,
            file_name=file_names[audio_format],
        )
        return recording, body

    in_turn = sorted(set(formats), key=SLOWEST_FIRST.index)
    if len(in_turn) == 1:
        results = {in_turn[0]: made(in_turn[0])}
    else:
        # Threads are enough: the encoders let go of the interpreter while they work.
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            results = dict(zip(in_turn, pool.map(made, in_turn), strict=True))
    return tuple(results[audio_format] for audio_format in formats)


def _fit_for_air(studied: Study, audio_format: AudioFormat) -> tuple[bytes, Inspection]:
    """Return a file whose decoded sound is accepted; one that overshoots is made again, lower."""
    expected_s = len(studied.samples) / studied.rate_hz
    lift_lu, room_db = FIRST_AIM[audio_format]
    for tries_left in reversed(range(TRIES)):
        sound = _sound(studied, audio_format, lift_lu=lift_lu, room_db=room_db)
        body = encode(sound, studied.rate_hz, audio_format)
        heard, rate_hz = decode(body, audio_format)
        found = measure(heard, rate_hz)
        over_db = found.true_peak_dbtp - CEILING_DBTP
        off_lu = found.integrated_lufs - TARGET_LUFS
        if tries_left == 0 or (over_db <= 0 and abs(off_lu) <= TARGET_TOLERANCE_LU):
            accept_sound(heard, rate_hz, expected_s=expected_s)
            accept_loudness(found, target_lufs=TARGET_LUFS, ceiling_dbtp=CEILING_DBTP)
            return body, Inspection(loudness=found, duration_s=len(heard) / rate_hz)
        lift_lu -= off_lu
        room_db += max(0.0, over_db + MARGIN_DB)
    raise AssertionError("unreachable: the last try is accepted or refused")


def _sound(studied: Study, audio_format: AudioFormat, *, lift_lu: float, room_db: float) -> Samples:
    """Return the programme at the level at which it goes into an encoder."""
    target_lufs, ceiling_dbtp = TARGET_LUFS + lift_lu, CEILING_DBTP - room_db
    if audio_format in LOW_CEILING:
        return mastered(studied, target_lufs=target_lufs, ceiling_dbtp=ceiling_dbtp)
    # The decoded file is measured anyway.
    return turned_up(studied, target_lufs=target_lufs, ceiling_dbtp=ceiling_dbtp)
