"""The espeak-ng voice: always there, offline, and the same bytes for the same sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.errors import VoiceUnavailable
from app.speech.espeak_library import LibrarySpeaker
from app.speech.espeak_program import ProgramSpeaker

# -P keeps the modules that lie beside the child out of its way.
CHILD = (sys.executable, "-P", str(Path(__file__).with_name("espeak_child.py")))
PROGRAM = "espeak-ng"


@dataclass(frozen=True, slots=True, kw_only=True)
class EspeakVoice:
    """The espeak-ng voice: the library in a child process, else the program on PATH.

    Attributes:
        command: How the child that holds the library is started.
        program: The program to use when the library does not load.
        timeout_s: Seconds that one sentence may take before its process is ended.
    """

    command: tuple[str, ...] = CHILD
    program: str = PROGRAM
    timeout_s: float = 20.0

    @property
    def engine(self) -> str:
        """Name of the engine."""
        return "espeak"

    @property
    def version(self) -> str:
        """Version of what speaks, such as `1.52.0` for the library, `1.51-program` else.

        Raises:
            VoiceUnavailable: Neither library nor program can be used here.
        """
        return _version(self)

    @contextmanager
    def open(self) -> Iterator[LibrarySpeaker | ProgramSpeaker]:
        """Return the library or the program, ready to speak; it ends with the context.

        Raises:
            VoiceUnavailable: Neither library nor program can be used here.
        """
        with closing(_speaker(self)) as speaker:
            yield speaker


@cache
def _version(voice: EspeakVoice) -> str:
    with closing(_speaker(voice)) as speaker:
        kind = "-program" if isinstance(speaker, ProgramSpeaker) else ""
        return speaker.version + kind


def _speaker(voice: EspeakVoice) -> LibrarySpeaker | ProgramSpeaker:
    """Return the library if it loads, else the program if it is there."""
    library = LibrarySpeaker(voice.command, timeout_s=voice.timeout_s)
    try:
        _ = library.version
    except VoiceUnavailable as no_library:
        program = ProgramSpeaker(voice.program, timeout_s=voice.timeout_s)
        try:
            _ = program.version
        except VoiceUnavailable as no_program:
            raise VoiceUnavailable(f"{no_library}; and {no_program}") from no_library
        return program
    return library
