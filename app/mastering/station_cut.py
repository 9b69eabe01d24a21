"""A bulletin as one station wants it: at its loudness, after its tune, under its cart number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.recordings import AudioFormat, Chapter, Recording, TagSheet
from app.mastering.encode import decode
from app.mastering.fit import fitted
from app.mastering.inspect import Inspection, inspect
from app.mastering.levels import TARGET_LUFS
from app.mastering.loudness import Study, study
from app.mastering.render import recording_of, side_by_side
from app.mastering.tags import tagged
from app.mastering.tunes import tune_before

TUNE = "tune"


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The files that every station may take, from which a cut is made.

    Attributes:
        wav: The WAV.
        chapters: Where its segments lie.
        voices: Who speaks.
    """

    wav: bytes
    chapters: tuple[Chapter, ...]
    voices: tuple[str, ...]


def make_cut(
    common: Common,
    sheet: TagSheet,
    *,
    loudness_lufs: float,
    tune: bytes | None,
    formats: Sequence[AudioFormat],
    file_names: Mapping[AudioFormat, str],
) -> tuple[tuple[Recording, bytes], ...]:
    """Return a recording and its bytes for each format, all fit for air.

    Equal arguments give equal bytes. Where neither loudness nor tune is asked for, the samples of
    the WAV stay as they are.

    Args:
        sheet: What is written into the files; its `broadcast` holds the number of the cart.
        loudness_lufs: What the station's desk is set for.
        tune: What `prepared_tune` returned, or None.
        formats: Which files to make, in the order they are returned.
        file_names: What the station sees each file named.

    Raises:
        MasteringError: The WAV or the tune does not decode, or a file is not fit for air.
    """
    studied, later_s = _programme(common.wav, tune)
    chapters = _moved(common.chapters, later_s)

    def made(audio_format: AudioFormat) -> tuple[Recording, bytes]:
        as_it_is = audio_format is AudioFormat.WAV_48 and loudness_lufs == TARGET_LUFS
        if as_it_is and tune is None:
            body, found = _as_it_is(common.wav, studied)
        else:
            body, found = fitted(studied, audio_format, target_lufs=loudness_lufs)
        body = tagged(
            body, audio_format, sheet=sheet, chapters=chapters, duration_s=found.duration_s
        )
        name = file_names[audio_format]
        return recording_of(body, audio_format, found, name, common.voices), body

    return side_by_side(made, formats)


def _programme(wav: bytes, tune: bytes | None) -> tuple[Study, float]:
    samples, rate_hz = decode(wav, AudioFormat.WAV_48)
    if tune is None:
        return study(samples, rate_hz), 0.0
    whole, later_s = tune_before(tune, samples, rate_hz)
    return study(whole, rate_hz), later_s


def _as_it_is(wav: bytes, studied: Study) -> tuple[bytes, Inspection]:
    expected_s = len(studied.samples) / studied.rate_hz
    return wav, inspect(wav, AudioFormat.WAV_48, expected_s=expected_s)


def _moved(chapters: tuple[Chapter, ...], later_s: float) -> tuple[Chapter, ...]:
    if not later_s:
        return chapters
    moved = [
        replace(each, start_s=each.start_s + later_s, end_s=each.end_s + later_s)
        for each in chapters
    ]
    return (Chapter(kind=TUNE, start_s=0.0, end_s=later_s), *moved)
