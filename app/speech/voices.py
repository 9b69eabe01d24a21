"""The ladder of voices: a script is spoken by the first voice that can speak all of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.bulletins import Script
from app.domain.recordings import Clip, Speech, SpokenSegment, VoiceChoice, VoicePlan
from app.errors import ScriptRefused, VoiceError, VoiceRefused, VoiceUnavailable
from app.speech.clips import clip_key, clip_length_s, clip_path, write_clip
from app.speech.lexicon import spoken_form

LOG = logging.getLogger(__name__)

# Every engine says digits and percent signs wrongly, and brackets are orders to espeak.
UNSPEAKABLE = re.compile(r"[\d%\[\]]")
USUAL_LETTERS_PER_S = 14.0
USUAL_RATE_WPM = 150
SHORTEST = 0.55
LONGEST = 2.2
END_PAUSE_S = 1.0
FAINTEST_PEAK = 300


@dataclass(frozen=True, slots=True)
class Waveform:
    """What a voice gives back: mono samples of 16 bit, and their rate in Hz."""

    samples: NDArray[np.int16]
    rate_hz: int

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate_hz


class Speaker(Protocol):
    """A voice that is ready to speak."""

    def speak(self, sentence: str, choice: VoiceChoice) -> Waveform:
        """Return one sentence as sound.

        Args:
            sentence: In the form that the engine must be given.
            choice: The engine's voice, and its rate in words a minute.

        Raises:
            VoiceUnavailable: The engine does not answer, or lacks this voice.
            VoiceRefused: What came back is not speech.
        """
        ...


class Voice(Protocol):
    """An engine's settings; can be pickled, so that another process may speak."""

    @property
    def engine(self) -> str:
        """Name of the engine, as in a language's ladder."""
        ...

    @property
    def version(self) -> str:
        """Version of the engine; another version may sound different.

        Raises:
            VoiceUnavailable: The engine is not there.
        """
        ...

    def open(self) -> AbstractContextManager[Speaker]:
        """Return the engine, started; it is stopped on leaving the context."""
        ...


def speak_script(
    script: Script, plan: VoicePlan, *, voices: Sequence[Voice], clips: Path
) -> Speech:
    """Return the whole script spoken by one voice, the first of the ladder that can.

    Args:
        script: Words only: no digits, no percent signs.
        plan: The language's ladder and lexicon.
        voices: The engines that are installed here.
        clips: Folder of kept clips; a sentence that is in it is not spoken again.

    Raises:
        ScriptRefused: A sentence holds what no voice may be given.
        VoiceError: No voice of the ladder can speak it; the message has every reason.
        StoreError: Clips cannot be written.
    """
    _refuse_unspeakable(script)
    passed_over: list[str] = []
    for choice in plan.ladder:
        name = f"{choice.engine}/{choice.voice}"
        try:
            segments = _spoken_by(choice, script=script, plan=plan, voices=voices, clips=clips)
        except (VoiceUnavailable, VoiceRefused) as fault:
            LOG.warning("voice_passed_over", extra={"voice": name, "reason": str(fault)})
            passed_over.append(f"Voice {name} was passed over: {fault}")
        else:
            return Speech(segments=segments, fallbacks=tuple(passed_over))
    reasons = " ".join(passed_over) or "The ladder of voices is empty; add one to voice.yaml."
    raise VoiceError(f"No voice can speak this {plan.language} script. {reasons}")


def _refuse_unspeakable(script: Script) -> None:
    for segment in script.segments:
        for sentence in segment.sentences:
            found = UNSPEAKABLE.search(sentence)
            if found or not sentence.strip():
                fault = f"holds “{found[0]}”" if found else "is empty"
                raise ScriptRefused(
                    f"Segment {segment.kind}: the sentence “{sentence}” {fault}; "
                    "a voice is given words only. Write it out in words."
                )


def _spoken_by(
    choice: VoiceChoice, *, script: Script, plan: VoicePlan, voices: Sequence[Voice], clips: Path
) -> tuple[SpokenSegment, ...]:
    """Return every segment spoken by one voice; the engine is started only if it is needed."""
    voice = next((voice for voice in voices if voice.engine == choice.engine), None)
    if voice is None:
        raise VoiceUnavailable(f"the engine {choice.engine} is not installed here.")
    with ExitStack() as engines:
        booth = _Booth(voice=voice, choice=choice, plan=plan, clips=clips, engines=engines)
        return tuple(
            SpokenSegment(
                kind=segment.kind, clips=tuple(booth.clip(each) for each in segment.sentences)
            )
            for segment in script.segments
        )


class _Booth:
    """One voice at work on one script."""

    def __init__(
        self, *, voice: Voice, choice: VoiceChoice, plan: VoicePlan, clips: Path, engines: ExitStack
    ) -> None:
        self._voice = voice
        self._choice = choice
        self._plan = plan
        self._clips = clips
        self._engines = engines
        self._version = voice.version
        self._speaker: Speaker | None = None

    def clip(self, sentence: str) -> Clip:
        """Return the clip of a sentence: the kept one if it is sound, else a new one."""
        choice = self._choice
        spoken = spoken_form(sentence, engine=choice.engine, lexicon=self._plan.lexicon)
        key = clip_key(spoken, choice=choice, version=self._version)
        path = clip_path(self._clips, key)
        duration_s = clip_length_s(path)
        if duration_s is None or not _plausible(duration_s, sentence, choice):
            duration_s = self._record(sentence, spoken, path)
        return Clip(
            sentence=sentence,
            path=path,
            key=key,
            voice=f"{choice.engine}/{choice.voice}",
            duration_s=duration_s,
        )

    def _record(self, sentence: str, spoken: str, path: Path) -> float:
        """Speak and keep one sentence; return its length in seconds."""
        if self._speaker is None:
            self._speaker = self._engines.enter_context(self._voice.open())
        waveform = self._speaker.speak(spoken, self._choice)
        _refuse_what_is_not_speech(waveform, sentence, self._choice)
        write_clip(path, waveform.samples, waveform.rate_hz)
        return waveform.duration_s


def _refuse_what_is_not_speech(waveform: Waveform, sentence: str, choice: VoiceChoice) -> None:
    if not waveform.samples.size or int(np.abs(waveform.samples.astype(int)).max()) < FAINTEST_PEAK:
        raise VoiceRefused(f"it gave silence for “{sentence}”.")
    if not _plausible(waveform.duration_s, sentence, choice):
        low_s, high_s = _plausible_s(sentence, choice)
        raise VoiceRefused(
            f"it took {waveform.duration_s:.1f} s for “{sentence}”, where {low_s:.1f} to "
            f"{high_s:.1f} s are plausible; look for a wrong row in pronunciation.csv."
        )


def _plausible(duration_s: float, sentence: str, choice: VoiceChoice) -> bool:
    low_s, high_s = _plausible_s(sentence, choice)
    return low_s <= duration_s <= high_s


def _plausible_s(sentence: str, choice: VoiceChoice) -> tuple[float, float]:
    """Return the shortest and longest time in seconds that a voice may take for a sentence."""
    pace = (choice.rate_wpm or USUAL_RATE_WPM) / USUAL_RATE_WPM
    usual_s = len(sentence) / (USUAL_LETTERS_PER_S * pace)
    return SHORTEST * usual_s, LONGEST * usual_s + END_PAUSE_S
