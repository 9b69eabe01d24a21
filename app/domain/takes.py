"""Takes: what a person recorded for a bulletin's words, and who may say that it matches them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.domain.bulletins import Script, Segment
from app.domain.people import Officer, Right

# The name under which a bulletin that was recorded in one go is uploaded and kept.
WHOLE = "whole"
PERSON = "person/"
LENGTH_TOLERANCE = 0.4
# Of a few words the pace says little.
LENGTH_TOLERANCE_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """What was measured in an upload.

    Attributes:
        kind: What the file was, such as `amr`.
        rate_hz: Its sample rate, before it was brought to the house rate.
        channels: How many channels it had.
        duration_s: Length in seconds after both ends were trimmed.
        signal_db: How far speech stands above the noise of the room, in dB.
        integrated_lufs: Loudness after it was levelled.
        remarks: What an officer should know and that does not forbid its use, in plain words.
    """

    kind: str
    rate_hz: int
    channels: int
    duration_s: float
    signal_db: float
    integrated_lufs: float
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A person's recording of exact words in one county and language.

    Attributes:
        id: Short name, from the words and the sound.
        bulletin: Id of the bulletin that it was recorded for.
        segment: Kind of the segment, or `whole`.
        text_sha256: Hash of the words that were to be read.
        sha256: Hash of the kept sound, a WAV file.
        upload_sha256: Hash of the file as it was sent.
        speaker: Name of who speaks, as typed; that person agreed to be heard and named.
        uploaded_by: The officer who sent it.
        matched_by: The officer who heard it and says that it matches the words, or None.
    """

    id: str
    county: str
    language: str
    bulletin: str
    segment: str
    text_sha256: str
    sha256: str
    upload_sha256: str
    speaker: str
    uploaded_by: str
    at: datetime
    sounding: Sounding
    matched_by: str | None = None
    matched_at: datetime | None = None

    @property
    def voice(self) -> str:
        """Who spoke, as recordings name a voice."""
        return f"{PERSON}{self.speaker}"


def take_id(*, county: str, language: str, text_sha256: str, sha256_of_sound: str) -> str:
    """Return the id of a take; the same words in the same sound are the same take."""
    whole = "|".join((county, language, text_sha256, sha256_of_sound))
    return sha256(whole.encode()).hexdigest()[:16]


def to_read(segment: Segment, *, disclosure: str) -> tuple[str, ...]:
    """Return the sentences that a person reads: all but the one that a computer says of itself.

    Args:
        disclosure: The language's sentence that a computer speaks, or empty.
    """
    return tuple(each for each in segment.sentences if not disclosure or each != disclosure)


def words_sha256(sentences: Iterable[str]) -> str:
    """Return the hash of the words that a take is bound to."""
    return sha256("\n".join(sentences).encode()).hexdigest()


def parts_to_read(script: Script, *, disclosure: str) -> Mapping[str, tuple[str, ...]]:
    """Return what a person may record: each part's sentences by its kind, and `whole` for all.

    A part that only says that a computer speaks is no person's to read.
    """
    parts = {
        each.kind: sentences
        for each in script.segments
        if (sentences := to_read(each, disclosure=disclosure))
    }
    return {**parts, WHOLE: tuple(line for part in parts.values() for line in part)}


def length_fault(found_s: float, *, expected_s: float) -> str:
    """Return what is wrong with the length of a recording, in plain words, or empty.

    >>> length_fault(30.0, expected_s=10.0)
    'It lasts 30 s, and these words take about 10 s. Was something else recorded with them?'
    """
    tolerance_s = max(LENGTH_TOLERANCE * expected_s, LENGTH_TOLERANCE_S)
    if abs(found_s - expected_s) <= tolerance_s:
        return ""
    told = f"It lasts {found_s:.0f} s, and these words take about {expected_s:.0f} s."
    if found_s > expected_s:
        return f"{told} Was something else recorded with them?"
    return f"{told} Is something missing, or was the file cut?"


def match_objection(take: Take, officer: Officer) -> str:
    """Return why this officer may not say that a take matches its words, or empty."""
    if not officer.may(Right.MATCH):
        return f"As {officer.role} you may not {Right.MATCH}."
    if not officer.covers(county=take.county, language=take.language):
        return f"You do not decide for {take.county} in '{take.language}'."
    if officer.name == take.uploaded_by:
        return "You sent this recording yourself; somebody else must hear it."
    if officer.name.casefold() == take.speaker.casefold():
        return "You spoke this recording yourself; somebody else must hear it."
    return ""


def people_among(voices: Iterable[str]) -> tuple[str, ...]:
    """Return the people among the voices of a recording.

    >>> people_among(("person/Mwende", "espeak/sw"))
    ('Mwende',)
    """
    return tuple(dict.fromkeys(_people(voices)))


def _people(voices: Iterable[str]) -> Iterator[str]:
    return (each.removeprefix(PERSON) for each in voices if each.startswith(PERSON))


def speech_kind(voices: Iterable[str]) -> str:
    """Return whether people or a computer speak: `human`, `synthetic` or `mixed`.

    >>> speech_kind(("person/Mwende", "espeak/sw"))
    'mixed'
    """
    every = tuple(voices)
    people = sum(each.startswith(PERSON) for each in every)
    if not people:
        return "synthetic"
    return "human" if people == len(every) else "mixed"
