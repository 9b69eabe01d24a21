"""Parts that a person recorded take the place of the engine's; the rest is spoken as ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.bulletins import Script, Segment
from app.domain.recordings import Clip, Speech, SpokenSegment, VoicePlan
from app.domain.takes import WHOLE, parts_to_read, to_read, words_sha256
from app.errors import VoiceError
from app.speech.voices import Voice, speak_script


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What people recorded of a script.

    Attributes:
        clips: A recording by the hash of the words that it holds.
        disclosure: The language's sentence that a computer speaks, or empty. People do not say it,
            and it is not said at all where only people speak.
    """

    clips: Mapping[str, Clip] = field(default_factory=dict)
    disclosure: str = ""

    def of_whole(self, script: Script) -> Clip | None:
        """Return the recording of the whole script in one go, or None."""
        every = parts_to_read(script, disclosure=self.disclosure)[WHOLE]
        return self.clips.get(words_sha256(every))

    def of_segment(self, segment: Segment) -> Clip | None:
        """Return the recording of a segment, or None."""
        words = to_read(segment, disclosure=self.disclosure)
        return self.clips.get(words_sha256(words)) if words else None


def speak_with_people(
    script: Script, plan: VoicePlan, recorded: Recorded, *, voices: Sequence[Voice], clips: Path
) -> Speech:
    """Return a script spoken by people where they recorded it, by one voice where they did not.

    Raises:
        ScriptRefused: A sentence holds what no voice may be given.
        VoiceError: Some of it is not recorded, and no voice can speak it.
        StoreError: Clips cannot be written.
    """
    whole = recorded.of_whole(script)
    if whole is not None:
        return Speech(segments=(SpokenSegment(kind=WHOLE, clips=(whole,)),))
    left = tuple(_left(each, recorded) for each in script.segments)
    if _says_no_more_than(left, recorded.disclosure):
        left = tuple(replace(each, sentences=()) for each in left)
    spoken = _spoken(replace(script, segments=left), plan, voices=voices, clips=clips)
    return replace(
        spoken,
        segments=tuple(
            _together(recorded.of_segment(segment), by_voice)
            for segment, by_voice in zip(script.segments, spoken.segments, strict=True)
        ),
    )


def _left(segment: Segment, recorded: Recorded) -> Segment:
    """Return what of a segment nobody recorded."""
    if recorded.of_segment(segment) is None:
        return segment
    said = to_read(segment, disclosure=recorded.disclosure)
    left = tuple(each for each in segment.sentences if each not in said)
    return replace(segment, sentences=left)


def _says_no_more_than(segments: Sequence[Segment], disclosure: str) -> bool:
    return all(line == disclosure for each in segments for line in each.sentences)


def _spoken(script: Script, plan: VoicePlan, *, voices: Sequence[Voice], clips: Path) -> Speech:
    if not any(each.sentences for each in script.segments):
        silent = tuple(SpokenSegment(kind=each.kind, clips=()) for each in script.segments)
        return Speech(segments=silent)
    try:
        return speak_script(script, plan, voices=voices, clips=clips)
    except VoiceError as fault:
        missing = [each.kind for each in script.segments if each.sentences]
        if len(missing) == len(script.segments):
            raise
        raise VoiceError(f"Not recorded yet: {', '.join(missing)}. {fault}") from fault


def _together(by_person: Clip | None, by_voice: SpokenSegment) -> SpokenSegment:
    if by_person is None:
        return by_voice
    return replace(by_voice, clips=(by_person, *by_voice.clips))
