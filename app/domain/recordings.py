"""What is heard: voices, clips, loudness, and the recordings that stations take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from app.domain.broadcasts import Broadcast
from app.domain.bulletins import Bulletin
from app.domain.places import County


class AudioFormat(StrEnum):
    """A rendition that every bulletin is offered in."""

    MP3_128 = "mp3-128"
    MP3_64 = "mp3-64"
    OPUS_24 = "opus-24"
    WAV_48 = "wav-48"


EXTENSION = {
    AudioFormat.MP3_128: "mp3",
    AudioFormat.MP3_64: "mp3",
    AudioFormat.OPUS_24: "opus",
    AudioFormat.WAV_48: "wav",
}
MEDIA_TYPE = {
    AudioFormat.MP3_128: "audio/mpeg",
    AudioFormat.MP3_64: "audio/mpeg",
    AudioFormat.OPUS_24: "audio/ogg",
    AudioFormat.WAV_48: "audio/wav",
}
SAMPLE_RATE_HZ = {
    AudioFormat.MP3_128: 44_100,
    AudioFormat.MP3_64: 44_100,
    AudioFormat.OPUS_24: 48_000,
    AudioFormat.WAV_48: 48_000,
}
# Bits a second; Opus varies around its own.
NOMINAL_BIT_RATE = {
    AudioFormat.MP3_128: 128_000,
    AudioFormat.MP3_64: 64_000,
    AudioFormat.OPUS_24: 24_000,
    AudioFormat.WAV_48: 768_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronunciation:
    """How an engine must be told to say a word that it would say wrongly.

    Attributes:
        written: The word as it stands in the script.
        engine: `espeak`, `gtts`, or `*` for all.
        spoken: What is given to the engine instead.
    """

    written: str
    engine: str
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceChoice:
    """One rung of a language's ladder of voices.

    Attributes:
        engine: Name of the engine, such as `espeak`.
        voice: The engine's own name of the voice, such as `sw`.
        rate_wpm: Speaking rate in words a minute as the engine counts them; 0 for its own default.
    """

    engine: str
    voice: str
    rate_wpm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePlan:
    """How a language is spoken: the ladder, best first, and the lexicon."""

    language: str
    ladder: tuple[VoiceChoice, ...]
    lexicon: tuple[Pronunciation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A spoken sentence on disk.

    Attributes:
        path: A WAV file, mono, 16 bit.
        key: Hash of sentence, voice, engine version and lexicon; also the file's stem.
        voice: Engine and voice that spoke it, such as `espeak/sw`.
        duration_s: Length in seconds.
    """

    sentence: str
    path: Path
    key: str
    voice: str
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenSegment:
    """A segment's clips, in order."""

    kind: str
    clips: tuple[Clip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A whole script, spoken.

    Attributes:
        fallbacks: One plain sentence for each voice that was passed over, with the reason.
    """

    segments: tuple[SpokenSegment, ...]
    fallbacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """What a meter says of the decoded file.

    Attributes:
        integrated_lufs: EBU R 128 integrated loudness.
        true_peak_dbtp: Highest true peak.
    """

    integrated_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Where a segment lies in the recording, in seconds."""

    kind: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One file that a station takes."""

    format: AudioFormat
    sha256: str
    size_bytes: int
    duration_s: float
    loudness: Loudness
    voices: tuple[str, ...]
    file_name: str

    @property
    def extension(self) -> str:
        """Ending of the file name, without the dot."""
        return EXTENSION[self.format]

    @property
    def media_type(self) -> str:
        """The IANA media type."""
        return MEDIA_TYPE[self.format]

    @property
    def address(self) -> str:
        """Name under which the file is kept and served."""
        return f"{self.sha256}.{self.extension}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagSheet:
    """What is written into the file beside the sound.

    Attributes:
        title: Title in lists.
        artist: Who issues it.
        album: Programme name; stations sort by it.
        language: ISO 639-1 or -3 code.
        script: The whole text.
        comment: Validity in one line.
        extra: Further name and value pairs, such as BULLETIN_ID.
        broadcast: What automation reads in a WAV, or None for what is not for air.
    """

    title: str
    artist: str
    album: str
    language: str
    script: str
    comment: str
    year: int
    extra: tuple[tuple[str, str], ...] = ()
    broadcast: Broadcast | None = None


FILE_MARK = {
    AudioFormat.MP3_128: "",
    AudioFormat.MP3_64: "_64k",
    AudioFormat.OPUS_24: "",
    AudioFormat.WAV_48: "",
}


def file_name(bulletin: Bulletin, county: County, audio_format: AudioFormat) -> str:
    """Return the name a station sees: ASCII, no spaces, expiry last, at most 64 characters.

    Convention: county code, language, ISO week, programme, edition, last day of use. The name
    of an exercise begins with `EXERCISE-`.
    """
    week = f"{bulletin.week.year}W{bulletin.week.number:02d}"
    until = f"{bulletin.week.sunday:%Y%m%d}"
    mark = "EXERCISE-" if bulletin.exercise else ""
    stem = f"{mark}{county.short}_{bulletin.language}_{week}_drought_v{bulletin.edition}"
    return f"{stem}_valid-{until}{FILE_MARK[audio_format]}.{EXTENSION[audio_format]}"


def check_number(recordings: Iterable[Recording]) -> str:
    """Return six digits that people can compare by telephone; any changed file changes them.

    They come from the SHA-256 of the recordings' own hashes. They find mistakes; against forgers
    there is the signature.

    >>> check_number([])
    '086549'
    """
    told = "\n".join(sorted(each.sha256 for each in recordings))
    return f"{int(sha256(told.encode()).hexdigest(), 16) % 1_000_000:06d}"
