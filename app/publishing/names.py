"""Names that automation can know beforehand: which file, week, county and language they ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from app.domain.periods import Week
from app.domain.recordings import EXTENSION, FILE_MARK, AudioFormat, Recording

EXTENSIONS = tuple(dict.fromkeys(EXTENSION.values()))
BULLETIN = "bulletin"
SMALL = FILE_MARK[AudioFormat.MP3_64]
# What is meant where a name leaves it open.
BEST_FIRST = (
    AudioFormat.MP3_128,
    AudioFormat.MP3_64,
    AudioFormat.OPUS_24,
    AudioFormat.WAV_48,
)


def without_small(name: str) -> tuple[str, bool]:
    """Return a name without the mark of the small file, and whether it had it.

    >>> without_small("bulletin_64k")
    ('bulletin', True)
    """
    return name.removesuffix(SMALL), name.endswith(SMALL)


def form_named(
    formats: Iterable[AudioFormat], *, extension: str, small: bool
) -> AudioFormat | None:
    """Return the format that a name asks for, of those there are; or None.

    An MP3 is the larger one, unless the small one is asked for or the only one.

    >>> form_named([AudioFormat.MP3_64], extension="mp3", small=False)
    <AudioFormat.MP3_64: 'mp3-64'>
    """
    wanted = (AudioFormat.MP3_64,) if small else BEST_FIRST
    there = {each for each in formats if EXTENSION[each] == extension}
    return next((each for each in wanted if each in there), None)


def rendition(made: Iterable[Recording], *, extension: str, small: bool) -> Recording | None:
    """Return the file that a name asks for, or None."""
    there = {each.format: each for each in made}
    form = form_named(there, extension=extension, small=small)
    return there[form] if form else None


def listed(made: Iterable[Recording]) -> Recording | None:
    """Return the one file of a bulletin that stands in a playlist, or None."""
    there = {each.format: each for each in made}
    return next((there[each] for each in BEST_FIRST if each in there), None)


def week_named(name: str) -> Week | None:
    """Return the week of a day or of a week as addresses write them, or None.

    >>> week_named("2026-11-29") == week_named("2026W48") == Week(2026, 48)
    True
    >>> week_named("2026-13-01"), week_named("20261123"), week_named("2026W54")
    (None, None, None)
    """
    try:
        if "W" in name:
            return Week.parse(name)
        # `fromisoformat` knows more ways to write a day than addresses have.
        return Week.of(date.fromisoformat(name)) if len(name) == len("2026-11-23") else None
    except ValueError:
        return None


class Told(Protocol):
    """What a fixed name tells of a bulletin."""

    @property
    def county(self) -> str:
        """Slug of the county."""
        ...

    @property
    def language(self) -> str:
        """Language code."""
        ...


def fixed_stem(bulletin: Told) -> str:
    """Return the name of a county's bulletin in a language, which stays from week to week."""
    return f"{bulletin.county}-{bulletin.language}"
