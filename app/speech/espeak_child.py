"""A process that speaks with the espeak-ng library of the wheel, for `app.speech.espeak`.

It reads requests from standard input and answers on standard output until the input ends.
Both are a length (four bytes, big-endian), that many bytes of JSON, and after an answer the
samples it announces. The library is set up once; each sentence is then spoken in a fork, because
the library gives other samples for the same sentence every later time it is asked in one process.
The module imports as little as it can, to start fast.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import struct
import sys
from typing import BinaryIO

SYNCHRONOUS = 2
DO_NOT_EXIT = 0x8000
UTF_8 = 1
PHONEME_ESCAPES = 0x100
IPA = 2
RATE_PARAMETER = 1
LONGEST_SENTENCE_S = 60
SAMPLES = ctypes.POINTER(ctypes.c_short)
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, SAMPLES, ctypes.c_int, ctypes.c_void_p)


class VoiceWanted(ctypes.Structure):
    """`espeak_VOICE`, as far as a search by language needs it."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


def load() -> tuple[ctypes.CDLL, int]:
    """Return the library, ready to speak, and its sample rate in Hz."""
    import espeakng_loader  # here, so that a missing wheel is an answer and not a crash

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Info.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    rate_hz = library.espeak_Initialize(
        SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), DO_NOT_EXIT
    )
    if rate_hz <= 0:
        raise OSError(f"espeak_Initialize gave {rate_hz}")
    return library, rate_hz


def choose_voice(library: ctypes.CDLL, voice: str, rate_wpm: int) -> None:
    """Set voice and rate; by name, else by language as the espeak-ng program does."""
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        wanted = VoiceWanted(languages=voice.encode())
        if library.espeak_SetVoiceByProperties(ctypes.byref(wanted)) != 0:
            raise LookupError(f"espeak-ng has no voice {voice!r}")
    if rate_wpm:
        library.espeak_SetParameter(RATE_PARAMETER, rate_wpm, 0)


def samples_of(library: ctypes.CDLL, sentence: str) -> bytes:
    """Return the sentence as 16 bit mono samples."""
    pieces: list[bytes] = []

    def keep(samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int | None) -> int:
        if count > 0:
            pieces.append(ctypes.string_at(samples, 2 * count))
        return 0

    callback = CALLBACK(keep)
    library.espeak_SetSynthCallback(callback)
    text = sentence.encode() + b"\0"
    fault = library.espeak_Synth(
        text, ctypes.c_size_t(len(text)), 0, 1, 0, UTF_8 | PHONEME_ESCAPES, None, None
    )
    if fault:
        raise OSError(f"espeak_Synth gave {fault}")
    return b"".join(pieces)


def phonemes_of(library: ctypes.CDLL, sentence: str) -> str:
    """Return the sentence in IPA, as the voice would say it."""
    samples_of(library, "[[n]]")  # the library obeys escapes here only once it has obeyed one
    rest = ctypes.c_char_p(sentence.encode())
    clauses: list[str] = []
    while rest.value is not None:
        clauses.append(library.espeak_TextToPhonemes(ctypes.byref(rest), UTF_8, IPA).decode())
    return " ".join(" ".join(clauses).split())


def write(output: BinaryIO, header: dict[str, object], body: bytes = b"") -> None:
    """Send one answer."""
    head = json.dumps(header | {"body_bytes": len(body)}).encode()
    output.write(struct.pack(">I", len(head)) + head + body)
    output.flush()


def answer(library: ctypes.CDLL, request: dict[str, object], output: BinaryIO) -> None:
    """Speak one request; the answer is sent whole or not at all."""
    sentence = str(request["sentence"])
    try:
        choose_voice(library, str(request["voice"]), int(str(request["rate_wpm"])))
        if request["wanted"] == "phonemes":
            body = phonemes_of(library, sentence).encode()
        else:
            body = samples_of(library, sentence)
    except (OSError, LookupError) as fault:
        write(output, {"error": str(fault)})
        return
    write(output, {}, body)


def answer_in_a_fork(library: ctypes.CDLL, request: dict[str, object], output: BinaryIO) -> None:
    """Speak one request in a process of its own, and report its death if it dies."""
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST_SENTENCE_S)  # ends it even if nobody is left to do so
        try:
            answer(library, request, output)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if status:
        write(output, {"error": f"espeak-ng died on this sentence (status {status})"})


def main() -> None:
    """Greet with the library's version, then answer until standard input ends."""
    requests, output = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library prints must not mix with the answers
    try:
        library, rate_hz = load()
    except (ImportError, OSError, RuntimeError, AttributeError) as fault:
        write(output, {"error": f"{type(fault).__name__}: {fault}"})
        return
    write(output, {"version": library.espeak_Info(None).decode(), "rate_hz": rate_hz})
    while len(prefix := requests.read(4)) == 4:
        (length,) = struct.unpack(">I", prefix)
        answer_in_a_fork(library, json.loads(requests.read(length)), output)


if __name__ == "__main__":
    main()
