"""From clips to the finished recordings: put together, mastered, encoded, inspected, tagged."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from app.domain.recordings import AudioFormat, Recording, Speech, TagSheet
from app.mastering.assemble import assemble
from app.mastering.fit import fitted
from app.mastering.inspect import Inspection
from app.mastering.levels import PROGRAMME_RATE_HZ
from app.mastering.loudness import study
from app.mastering.tags import tagged

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
    spoken = (clip.voice for segment in speech.segments for clip in segment.clips)
    voices = tuple(dict.fromkeys(spoken))

    def made(audio_format: AudioFormat) -> tuple[Recording, bytes]:
        body, found = fitted(studied, audio_format)
        body = tagged(
            body,
            audio_format,
            sheet=sheet,
            chapters=programme.chapters,
            duration_s=found.duration_s,
        )
        return recording_of(body, audio_format, found, file_names[audio_format], voices), body

    return side_by_side(made, formats)


def side_by_side(
    made: Callable[[AudioFormat], tuple[Recording, bytes]], formats: Sequence[AudioFormat]
) -> tuple[tuple[Recording, bytes], ...]:
    """Return what is made of each format, in the order of the formats."""
    in_turn = sorted(set(formats), key=SLOWEST_FIRST.index)
    if len(in_turn) == 1:
        results = {in_turn[0]: made(in_turn[0])}
    else:
        # Threads are enough: the encoders let go of the interpreter while they work.
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            results = dict(zip(in_turn, pool.map(made, in_turn), strict=True))
    return tuple(results[audio_format] for audio_format in formats)


def recording_of(
    body: bytes,
    audio_format: AudioFormat,
    found: Inspection,
    file_name: str,
    voices: tuple[str, ...],
) -> Recording:
    """Return what is known of a finished file."""
    return Recording(
        format=audio_format,
        sha256=sha256(body).hexdigest(),
        size_bytes=len(body),
        duration_s=found.duration_s,
        loudness=found.loudness,
        voices=voices,
        file_name=file_name,
    )
