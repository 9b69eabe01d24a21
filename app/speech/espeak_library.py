"""The espeak-ng library of the wheel, reached through a child process."""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, NamedTuple, cast

import numpy as np

from app.domain.recordings import VoiceChoice
from app.errors import VoiceUnavailable
from app.speech.voices import Waveform

START_TIMEOUT_S = 20.0


class LibrarySpeaker:
    """A child process that speaks; it is started when needed, and again after a failure.

    Args:
        command: How the child is started.
        timeout_s: Seconds that one sentence may take before the child is ended.
    """

    def __init__(self, command: tuple[str, ...], *, timeout_s: float) -> None:
        self._command = command
        self._timeout_s = timeout_s
        self._child: _Child | None = None

    @property
    def version(self) -> str:
        """Version of the library, such as `1.52.0`."""
        return self._started().version

    def speak(self, sentence: str, choice: VoiceChoice) -> Waveform:
        """Return one sentence as sound; `[[…]]` in it holds espeak's own phonemes."""
        body = self._ask("samples", sentence, choice)
        return Waveform(np.frombuffer(body, dtype="<i2").astype(np.int16), self._started().rate_hz)

    def phonemes(self, sentence: str, choice: VoiceChoice) -> str:
        """Return one sentence in IPA, as the voice says it."""
        return self._ask("phonemes", sentence, choice).decode()

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def _started(self) -> _Child:
        if self._child is None:
            self._child = _start(self._command)
        return self._child

    def _ask(self, wanted: str, sentence: str, choice: VoiceChoice) -> bytes:
        request = {
            "wanted": wanted,
            "sentence": sentence,
            "voice": choice.voice,
            "rate_wpm": choice.rate_wpm,
        }
        child = self._started()
        try:
            child.send(request)
            header, body = child.receive(time.monotonic() + self._timeout_s)
        except TimeoutError as fault:
            self.close()
            raise VoiceUnavailable(
                f"espeak-ng hung on “{sentence}” and was ended after {self._timeout_s:g} s."
            ) from fault
        except (OSError, EOFError, ValueError) as fault:
            self.close()
            raise VoiceUnavailable(f"espeak-ng ended at “{sentence}”: {fault}") from fault
        if "error" in header:
            raise VoiceUnavailable(f"{header['error']}; asked for “{sentence}”.")
        return body


class _Child(NamedTuple):
    """The running process and what it said of itself."""

    process: subprocess.Popen[bytes]
    version: str = ""
    rate_hz: int = 0

    def send(self, request: Mapping[str, object]) -> None:
        """Send one request."""
        text = json.dumps(request).encode()
        requests = cast("IO[bytes]", self.process.stdin)
        requests.write(struct.pack(">I", len(text)) + text)
        requests.flush()

    def receive(self, deadline: float) -> tuple[dict[str, object], bytes]:
        """Return one answer; TimeoutError after the deadline (monotonic seconds)."""
        (length,) = struct.unpack(">I", self._read(4, deadline))
        header = json.loads(self._read(length, deadline))
        return header, self._read(header["body_bytes"], deadline)

    def end(self) -> None:
        """Kill the process and whatever it has forked."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def _read(self, length: int, deadline: float) -> bytes:
        answers = cast("IO[bytes]", self.process.stdout).fileno()
        pieces = bytearray()
        while len(pieces) < length:
            left_s = deadline - time.monotonic()
            if left_s <= 0 or not select.select([answers], [], [], left_s)[0]:
                raise TimeoutError
            piece = os.read(answers, length - len(pieces))
            if not piece:
                raise EOFError("it closed its output")
            pieces += piece
        return bytes(pieces)


def _start(command: tuple[str, ...]) -> _Child:
    """Return a child that has greeted.

    Raises:
        VoiceUnavailable: It does not start, or the library does not load.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the command is ours, from wiring
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as fault:
        raise VoiceUnavailable(f"the espeak-ng child does not start: {fault}") from fault
    child = _Child(process)
    try:
        greeting, _ = child.receive(time.monotonic() + START_TIMEOUT_S)
    except (TimeoutError, EOFError, ValueError) as fault:
        child.end()
        raise VoiceUnavailable(f"the espeak-ng child does not greet: {fault}") from fault
    if "error" in greeting:
        child.end()
        raise VoiceUnavailable(f"the espeak-ng library does not load: {greeting['error']}")
    return _Child(process, str(greeting["version"]), int(str(greeting["rate_hz"])))
