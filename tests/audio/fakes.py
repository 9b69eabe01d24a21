"""Builders and fakes for the sound tests."""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np

from app.domain.bulletins import Script, Segment
from app.domain.recordings import (
    AudioFormat,
    Clip,
    Speech,
    SpokenSegment,
    TagSheet,
    VoiceChoice,
    VoicePlan,
)
from app.errors import VoiceUnavailable
from app.speech.clips import write_clip
from app.speech.voices import Waveform

RATE_HZ = 22_050
ESPEAK_SW = VoiceChoice(engine="espeak", voice="sw", rate_wpm=150)
ESPEAK_EN = VoiceChoice(engine="espeak", voice="en-gb", rate_wpm=140)
SW_SENTENCES = (
    "Hujambo msikilizaji.",
    "Kaunti ya Kitui iko katika awamu ya Hatari, na hali inazidi kuwa mbaya.",
    "Baadhi ya mabwawa huenda yakakauka wiki zijazo.",
    "Kumbuka: uza mapema, panda vyema, hifadhi maji.",
)


def script(*segments: tuple[str, ...], language: str = "sw") -> Script:
    return Script(
        language=language,
        title="Taarifa ya ukame",
        segments=tuple(
            Segment(kind=f"part-{number}", sentences=sentences)
            for number, sentences in enumerate(segments)
        ),
        pack_sha256="0" * 64,
        exercise=True,
    )


def plan(*ladder: VoiceChoice, language: str = "sw", lexicon=()) -> VoicePlan:
    return VoicePlan(language=language, ladder=ladder, lexicon=lexicon)


def sheet(**changes: object) -> TagSheet:
    fields: dict = {
        "title": "Taarifa ya ukame - Kitui",
        "artist": "NDMA Kitui",
        "album": "Tangazo",
        "language": "sw",
        "script": "Hujambo msikilizaji.\nMũndũ na ng’ombe.",
        "comment": "valid 2026-11-23..2026-11-29",
        "year": 2026,
        "extra": (("BULLETIN_ID", "x-2026-W48-kitui-sw-1"), ("PHASE", "alarm")),
    }
    return TagSheet(**(fields | changes))


def tone(seconds: float, *, rate_hz: int = RATE_HZ, hz: float = 220.0, peak: float = 0.5):
    """Return a tone that swells like syllables, four times a second."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    swell = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * at)
    return (peak * swell * np.sin(2 * np.pi * hz * at)).astype(np.float32)


def sixteen_bit(samples) -> np.ndarray:
    return np.rint(samples * 32_767).astype(np.int16)


def speech_of_tones(folder: Path, *segments: tuple[float, ...], quiet_s: float = 0.2) -> Speech:
    """Return a speech whose clips are tones of these lengths in seconds, with quiet around."""
    spoken = []
    for number, lengths in enumerate(segments):
        clips = []
        for place, length_s in enumerate(lengths):
            key = f"{number:02d}{place:02d}" + "0" * 60
            path = folder / f"{key}.wav"
            quiet = np.zeros(round(quiet_s * RATE_HZ))
            sound = np.concatenate([quiet, tone(length_s, hz=180 + 40 * place), quiet])
            write_clip(path, sixteen_bit(sound), RATE_HZ)
            clips.append(
                Clip(
                    sentence="…",
                    path=path,
                    key=key,
                    voice="fake/tone",
                    duration_s=length_s + 2 * quiet_s,
                )
            )
        spoken.append(SpokenSegment(kind=f"part-{number}", clips=tuple(clips)))
    return Speech(segments=tuple(spoken))


def names() -> dict[AudioFormat, str]:
    return {each: f"kitui.{each}" for each in AudioFormat}


@dataclass
class FakeVoice:
    """A voice that says tones of a plausible length, or fails at one sentence."""

    engine: str
    version: str = "1"
    fails_at: str = ""
    fault: Exception = field(default_factory=lambda: VoiceUnavailable("it is out of order."))
    pace: float = 1.0
    loud: bool = True
    said: list[str] = field(default_factory=list)
    opened: int = 0

    @contextmanager
    def open(self) -> Iterator[FakeVoice]:
        self.opened += 1
        yield self

    def speak(self, sentence: str, choice: VoiceChoice) -> Waveform:
        if self.fails_at and self.fails_at in sentence:
            raise self.fault
        self.said.append(sentence)
        sound = tone(max(0.3, len(sentence) / 14) / self.pace)
        return Waveform(sixteen_bit(sound if self.loud else 0 * sound), RATE_HZ)


@dataclass
class FakeGoogle:
    """What the stub of Google Translate is asked, and how it answers."""

    mp3: bytes
    status: int = 200
    body: bytes | None = None
    delay: threading.Event | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""

    def answer(self) -> bytes:
        if self.body is not None:
            return self.body
        sound = b64encode(self.mp3).decode()
        return f')]}}\'\n[["wrb.fr","jQ1olc","[\\"{sound}\\"]",null]]\n'.encode()


@contextmanager
def google_stub(google: FakeGoogle) -> Iterator[FakeGoogle]:
    """Serve a fake on the loopback address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = parse_qs(self.rfile.read(length).decode())["f.req"][0]
            text, language, *_ = json.loads(json.loads(form)[0][0][1])
            google.asked.append((text, language))
            if google.delay is not None:
                google.delay.wait(timeout=10)
            body = google.answer()
            self.send_response(google.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    google.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield google
    finally:
        if google.delay is not None:
            google.delay.set()
        server.shutdown()
        server.server_close()
        thread.join()
