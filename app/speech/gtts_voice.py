"""The voice of Google Translate through gTTS: online, unofficial, only where it is chosen."""

from __future__ import annotations

import binascii
import http.client
import io
import re
import time
import urllib.error
import urllib.request
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import gtts
import numpy as np
import soundfile

from app.domain.recordings import VoiceChoice
from app.errors import VoiceRefused, VoiceUnavailable
from app.speech.voices import Waveform

GOOGLE = "https://translate.google.com"
ENDPOINT = "/_/TranslateWebserverUi/data/batchexecute"
LONGEST_REQUEST = 100
LARGEST_ANSWER_BYTES = 2_000_000
SOUND = re.compile(rb'jQ1olc","\[\\"(.*?)\\"\]')
TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class GttsVoice:
    """Google Translate's voice, one request at a time.

    Attributes:
        base_url: Where requests go instead of Google, such as a stub; None for Google.
        timeout_s: Seconds to wait for the service to connect, and for each part of its answer.
        spacing_s: Seconds to wait before each request; the service refuses hasty callers.
        sleep: How to wait, in seconds.
    """

    base_url: str | None = None
    timeout_s: float = 10.0
    spacing_s: float = 1.0
    sleep: Callable[[float], None] = time.sleep

    @property
    def engine(self) -> str:
        """Name of the engine."""
        return "gtts"

    @property
    def version(self) -> str:
        """Version of gTTS; the service itself tells none."""
        return str(gtts.__version__)

    @contextmanager
    def open(self) -> Iterator[GttsSpeaker]:
        """Return a speaker; nothing is sent before its first sentence."""
        yield GttsSpeaker(self)


class GttsSpeaker:
    """Asks the service for one sentence after another.

    Args:
        settings: Where and how to ask.
    """

    def __init__(self, settings: GttsVoice) -> None:
        self._settings = settings

    def speak(self, sentence: str, choice: VoiceChoice) -> Waveform:
        """Return one sentence as sound; long ones are asked for in parts and joined.

        Raises:
            VoiceUnavailable: The service does not answer, or refuses.
            VoiceRefused: What came back is not MP3.
        """
        parts = [
            _decoded(self._ask(part, choice.voice), part)
            for part in parts_of(sentence, longest=LONGEST_REQUEST)
        ]
        if len({part.rate_hz for part in parts}) != 1:
            raise VoiceRefused(f"the parts of “{sentence}” do not fit together.")
        return Waveform(np.concatenate([part.samples for part in parts]), parts[0].rate_hz)

    def _ask(self, part: str, language: str) -> bytes:
        """Return the MP3 of one part.

        gTTS writes the request; we send it, because gTTS itself accepts any certificate, so that
        a stranger on the way could put other words on air.
        """
        settings = self._settings
        settings.sleep(settings.spacing_s)
        request = urllib.request.Request(  # noqa: S310 - the address is Google's or from wiring
            (settings.base_url or GOOGLE) + ENDPOINT,
            data=_body(part, language),
            headers=gtts.gTTS.GOOGLE_TTS_HEADERS,
        )
        try:
            with urllib.request.urlopen(request, timeout=settings.timeout_s) as answer:  # noqa: S310
                return _sound_in(answer.read(LARGEST_ANSWER_BYTES), part)
        except urllib.error.HTTPError as fault:
            fault.close()
            advice = " (too many requests; wait an hour)" if fault.code == TOO_MANY_REQUESTS else ""
            raise VoiceUnavailable(f"gTTS: the service answered {fault.code}{advice}.") from fault
        except (OSError, http.client.HTTPException) as fault:
            raise VoiceUnavailable(f"gTTS: the service does not answer: {fault}.") from fault


def parts_of(sentence: str, *, longest: int) -> list[str]:
    """Return the sentence in parts of at most `longest` characters, cut at commas or spaces.

    >>> parts_of("Sell early, plant right, save water.", longest=26)
    ['Sell early, plant right,', 'save water.']
    """
    rest, parts = sentence.strip(), []
    while len(rest) > longest:
        head = rest[:longest]
        cut = max(head.rfind(mark) for mark in ",;:") + 1
        cut = cut or head.rfind(" ") + 1 or longest
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*parts, rest] if rest else parts


def _body(part: str, language: str) -> bytes:
    request = gtts.gTTS(
        part, lang=language, lang_check=False, pre_processor_funcs=[], tokenizer_func=lambda s: [s]
    )
    try:
        (body,) = request.get_bodies()
    except AssertionError as fault:
        raise VoiceRefused(f"gTTS: there is nothing to say in “{part}”.") from fault
    return str(body).encode()


def _sound_in(answer: bytes, part: str) -> bytes:
    found = SOUND.search(answer)
    if not found:
        raise VoiceRefused(f"gTTS: the service sent no sound for “{part}”.")
    try:
        return b64decode(found[1], validate=True)
    except binascii.Error as fault:
        raise VoiceRefused(f"gTTS: the service sent garbage for “{part}”.") from fault


def _decoded(mp3: bytes, part: str) -> Waveform:
    has_header = mp3.startswith(b"ID3") or (len(mp3) > 1 and mp3[0] == 0xFF and mp3[1] >= 0xE0)
    if not has_header:
        raise VoiceRefused(f"gTTS: what came for “{part}” is no MP3 ({len(mp3)} bytes).")
    try:
        samples, rate_hz = soundfile.read(io.BytesIO(mp3), dtype="int16", always_2d=True)
    except soundfile.SoundFileError as fault:
        raise VoiceRefused(f"gTTS: the MP3 for “{part}” does not decode: {fault}") from fault
    return Waveform(np.asarray(samples[:, 0], dtype=np.int16), int(rate_hz))
