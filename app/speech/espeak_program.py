"""The program espeak-ng, for machines where the library of the wheel does not load."""

from __future__ import annotations

import re
import shutil
import subprocess

import numpy as np

from app.domain.recordings import VoiceChoice
from app.errors import VoiceUnavailable
from app.speech.voices import Waveform

ADVICE = "Install the Python package espeakng-loader or the program espeak-ng."
HEADER_BYTES = 44
RATE_OFFSET = 24
VERSION_TIMEOUT_S = 10.0


class ProgramSpeaker:
    """The program, started once for each sentence.

    Args:
        program: Its name on PATH, or its path.
        timeout_s: Seconds that one sentence may take before it is ended.
    """

    def __init__(self, program: str, *, timeout_s: float) -> None:
        self._program = program
        self._timeout_s = timeout_s

    @property
    def version(self) -> str:
        """Version of the program, such as `1.51`."""
        text = self._run(["--version"], "", VERSION_TIMEOUT_S).decode(errors="replace")
        found = re.search(r"\d+(\.\d+)+", text)
        if not found:
            raise VoiceUnavailable(f"the program {self._program} does not tell its version.")
        return found[0]

    def speak(self, sentence: str, choice: VoiceChoice) -> Waveform:
        """Return one sentence as sound; `[[…]]` in it holds espeak's own phonemes."""
        rate = ["-s", str(choice.rate_wpm)] if choice.rate_wpm else []
        wav = self._run(["-v", choice.voice, *rate, "--stdin", "--stdout"], sentence)
        rate_hz = int.from_bytes(wav[RATE_OFFSET : RATE_OFFSET + 4], "little")
        if not wav.startswith(b"RIFF") or not rate_hz:
            raise VoiceUnavailable(f"the program {self._program} gave no WAV for “{sentence}”.")
        # The sizes in the header are not true when the output is a pipe.
        body = wav[HEADER_BYTES:]
        samples = np.frombuffer(body[: len(body) // 2 * 2], dtype="<i2")
        return Waveform(samples.astype(np.int16), rate_hz)

    def close(self) -> None:
        """Do nothing: no process outlives its sentence."""

    def _run(self, arguments: list[str], text: str, timeout_s: float | None = None) -> bytes:
        path = shutil.which(self._program)
        if path is None:
            raise VoiceUnavailable(f"there is no program {self._program}. {ADVICE}")
        try:
            done = subprocess.run(  # noqa: S603 - the program is ours, from wiring
                [path, *arguments],
                input=text.encode(),
                capture_output=True,
                timeout=timeout_s or self._timeout_s,
                check=True,
            )
        except subprocess.TimeoutExpired as fault:
            raise VoiceUnavailable(
                f"{path} hung on “{text}” and was ended after {fault.timeout:g} s."
            ) from fault
        except (OSError, subprocess.CalledProcessError) as fault:
            raise VoiceUnavailable(f"{path} failed on “{text}”: {fault}") from fault
        return done.stdout
