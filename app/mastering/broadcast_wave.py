"""A WAV as broadcast automation reads it: `bext` with its loudness, `cart` with its dates.

Reference: EBU Tech 3285 (version 2); AES46-2002.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyebur128
from numpy.typing import NDArray
from pyebur128 import MeasurementMode

from app.domain.broadcasts import Broadcast
from app.domain.periods import NAIROBI
from app.domain.recordings import TagSheet
from app.errors import MasteringError
from app.mastering.loudness import true_peak_dbtp

Samples = NDArray[np.float32]

STEP_S = 0.1
# When automation begins with what follows.
SEGUE_S = 0.5
ORIGINATOR, CLIENT, CATEGORY = "NDMA", "NDMA", "NEWS"
BEXT_VERSION, CART_VERSION = 2, "0101"
# The sample value that is full scale; AES46 knows no other for 16 bit.
FULL_SCALE = 32_768
NOT_MEASURED = 0x7FFF
# Letters that fall apart into no letter of ASCII, in the words of a bulletin.
PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """What a `bext` chunk tells of loudness: LUFS, LU and dBTP."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float
    most_momentary_lufs: float
    most_short_term_lufs: float


def metered(samples: Samples, rate_hz: int) -> Metered:
    """Return what a meter says of mono samples.

    Args:
        samples: Full scale is 1.
        rate_hz: Their rate in Hz.

    Reference: EBU R 128; EBU Tech 3341 and 3342.
    """
    modes = MeasurementMode.MODE_I | MeasurementMode.MODE_LRA
    meter = pyebur128.R128State(1, rate_hz, MeasurementMode(modes))
    momentary, short_term = [-np.inf], [-np.inf]
    step = round(STEP_S * rate_hz)
    for at in range(0, len(samples), step):
        some = np.ascontiguousarray(samples[at : at + step])
        meter.add_frames(some, len(some))
        momentary.append(pyebur128.get_loudness_momentary(meter))
        short_term.append(pyebur128.get_loudness_shortterm(meter))
    return Metered(
        integrated_lufs=pyebur128.get_loudness_global(meter),
        range_lu=pyebur128.get_loudness_range(meter),
        true_peak_dbtp=true_peak_dbtp(samples),
        most_momentary_lufs=max(momentary),
        most_short_term_lufs=max(short_term),
    )


def broadcast_wave(body: bytes, *, sheet: TagSheet, loudness: Metered) -> bytes:
    """Return a WAV with the chunks `bext`, `fmt `, `cart` and `data`, in this order.

    Equal arguments give equal bytes, and the samples stay as they are. What is told is ASCII, with
    plain letters for those with marks. Dates are in the time of Nairobi, as a `cart` has no zone.

    Args:
        body: A WAV; of its chunks `fmt ` and `data` are kept.
        sheet: What is told; its `broadcast` too.
        loudness: What a meter says of its samples.

    Raises:
        MasteringError: It is no WAV, or nothing is known of how it may be played.
    """
    told = sheet.broadcast
    if told is None:
        raise MasteringError("A broadcast WAV needs to know until when it may be played.")
    chunks = dict(_chunks(body))
    if len(chunks.get(b"fmt ", b"")) < 16 or b"data" not in chunks:
        raise MasteringError("The WAV has no format or no samples.")
    _, channels, rate_hz, _, block, bits = struct.unpack("<HHIIHH", chunks[b"fmt "][:16])
    history = f"A=PCM,F={rate_hz},W={bits},M={'mono' if channels == 1 else 'stereo'}"
    whole = b"WAVE" + b"".join(
        chunk(name, content)
        for name, content in (
            (b"bext", _bext(sheet, told, loudness, history=f"{history},T={told.producer[0]}\r\n")),
            (b"fmt ", chunks[b"fmt "]),
            (b"cart", _cart(sheet, told, count=len(chunks[b"data"]) // block, rate_hz=rate_hz)),
            (b"data", chunks[b"data"]),
        )
    )
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a RIFF chunk; its length is told without the byte that makes it even."""
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def plain(text: str) -> bytes:
    """Return a text in ASCII.

    >>> plain("Mũndũ na ng’ombe")
    b"Mundu na ng'ombe"
    """
    return unicodedata.normalize("NFKD", text.translate(PLAIN)).encode("ascii", "ignore")


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    if body[:4] != b"RIFF" or body[8:12] != b"WAVE":
        raise MasteringError("The file is no WAV.")
    at = 12
    while at + 8 <= len(body):
        name, (size,) = body[at : at + 4], struct.unpack_from("<I", body, at + 4)
        yield name, body[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _bext(sheet: TagSheet, told: Broadcast, loudness: Metered, *, history: str) -> bytes:
    day, time = _local(told.made_at)
    valid = f"valid {_local(told.starts_at)[0]}..{_local(told.ends_at)[0]}"
    return b"".join(
        (
            _field(f"{sheet.title}; {valid}; {sheet.artist}", 256),
            _field(ORIGINATOR, 32),
            _field(told.edition, 32),
            _field(day, 10) + _field(time, 8),
            struct.pack("<IIH", 0, 0, BEXT_VERSION),
            bytes(64),
            struct.pack(
                "<5h",
                _hundredths(loudness.integrated_lufs),
                _hundredths(loudness.range_lu),
                _hundredths(loudness.true_peak_dbtp),
                _hundredths(loudness.most_momentary_lufs),
                _hundredths(loudness.most_short_term_lufs),
            ),
            bytes(180),
            plain(history),
        )
    )


def _cart(sheet: TagSheet, told: Broadcast, *, count: int, rate_hz: int) -> bytes:
    texts = (
        sheet.title,
        told.artist,
        "" if told.cart is None else str(told.cart),
        *(CLIENT, CATEGORY, told.classification, _last_words(sheet.script)),
    )
    segue = max(1, count - round(SEGUE_S * rate_hz))
    timers = ((b"AUDs", 0), (b"SEGs", segue), (b"AUDe", count), (b"EOD ", count))
    return b"".join(
        (
            CART_VERSION.encode(),
            *(_field(text, 64) for text in texts),
            *(
                _field(text, size)
                for moment in (told.starts_at, told.ends_at)
                for text, size in zip(_local(moment), (10, 8), strict=True)
            ),
            *(_field(text, 64) for text in (*told.producer, told.edition)),
            struct.pack("<i", FULL_SCALE),
            b"".join(struct.pack("<4sI", *each) for each in timers).ljust(64, b"\0"),
            bytes(276),
            _field(told.page, 1024),
            b"\r\n".join(plain(sheet.script).splitlines()) + b"\r\n\0",
        )
    )


def _field(text: str, size: int) -> bytes:
    return plain(text)[:size].ljust(size, b"\0")


def _local(moment: datetime) -> tuple[str, str]:
    here = moment.astimezone(NAIROBI)
    return f"{here:%Y-%m-%d}", f"{here:%H:%M:%S}"


def _hundredths(value: float) -> int:
    return round(100 * value) if abs(value) < 300 else NOT_MEASURED


def _last_words(script: str) -> str:
    """Return the end of what is said, as far as it fits, from the beginning of a word.

    >>> _last_words("Good morning. " * 9)
    'Good morning. Good morning. Good morning. Good morning.'
    """
    words = " ".join(script.split())
    return words if len(words) <= 64 else words[-64:].partition(" ")[2]
