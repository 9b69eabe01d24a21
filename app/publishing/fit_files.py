"""Whether files, dates and playlists fit Rivendell and AzuraCast, and loudness every player."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.periods import NAIROBI
from app.domain.recordings import Loudness
from app.publishing.fit import (
    AZURACAST,
    LOUDNESS,
    MAKE_A_CUT,
    RIVENDELL,
    TELL_NDMA,
    Fetched,
    Finding,
    Rule,
    is_audio,
)

NEAR_LU = 1.0
HIGHEST_DBTP = -1.0
# Offsets in a `cart` chunk (AES46-2002), as Rivendell reads it.
CUT_ID, END_DATE, END_TIME = slice(132, 196), slice(470, 480), slice(480, 488)
FILE_RULES: Mapping[str, Rule] = {
    "dated": Rule(
        software=RIVENDELL,
        good="The addresses of today and of this week give the same audio.",
        bad="The addresses of today and of this week give no audio, or two different files.",
        remedy="Nothing may be played now, or your station does not take this format. Ask NDMA.",
    ),
    "empty-error": Rule(
        software=RIVENDELL,
        good="Where there is nothing, nothing is sent that could go on air.",
        bad="Where there is nothing, words are sent; Rivendell would take them for audio.",
        remedy=TELL_NDMA,
    ),
    "cart": Rule(
        software=RIVENDELL,
        good="The WAV names itself to Rivendell (cart chunk).",
        bad="The WAV does not name itself to Rivendell (no cart chunk).",
        remedy=MAKE_A_CUT,
    ),
    "cart-end": Rule(
        software=RIVENDELL,
        good="Rivendell stops playing it by itself when its week is over.",
        bad="The WAV does not tell Rivendell the right last day, so it could be played too long.",
        remedy=MAKE_A_CUT,
    ),
    "cart-number": Rule(
        software=RIVENDELL,
        good="Its cart number is one that your automation keeps for it.",
        bad="Its cart number is none that your automation keeps for it.",
        remedy="Tell NDMA the cart numbers that your automation keeps for its bulletins.",
    ),
    "playlist": Rule(
        software=AZURACAST,
        good="The playlist leads to audio, every line of it.",
        bad="The playlist cannot be read, or leads to something that is no audio.",
        remedy="Nothing may be played now, or your station does not take this format. Ask NDMA.",
    ),
    "loudness": Rule(
        software=LOUDNESS,
        good="It is as loud as your desk is set for: %(found)s LUFS.",
        bad="Your desk is set for %(wanted)s LUFS; this file has %(found)s.",
        remedy="Tell NDMA which loudness your desk is set for.",
    ),
    "peaks": Rule(
        software=LOUDNESS,
        good="Its peaks leave room: %(peak)s dBTP.",
        bad="Its peaks are too high: %(peak)s dBTP.",
        remedy=TELL_NDMA,
    ),
}
_ENTRY = re.compile(r"File\d+=(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CartNeeds:
    """What the `cart` chunk of a station must say.

    Attributes:
        until: When the bulletin must no longer be played.
        first: First cart that the station keeps for us, or None.
        last: The last one, or None.
    """

    until: datetime
    first: int | None = None
    last: int | None = None


def dated_findings(day: Fetched, week: Fetched, nothing: Fetched) -> list[Finding]:
    """Return what Rivendell says of dated addresses.

    Args:
        day: The address of today.
        week: The address of this week.
        nothing: An address of a week that has no bulletin.
    """
    same = is_audio(day) and is_audio(week) and day.body == week.body
    empty = nothing.status >= 400 and not nothing.body
    return [
        Finding(rule=FILE_RULES["dated"], ok=same),
        Finding(rule=FILE_RULES["empty-error"], ok=empty),
    ]


def cart_findings(wav: Fetched, needs: CartNeeds) -> list[Finding]:
    """Return what Rivendell says of a WAV."""
    cart = chunk(wav.body, b"cart") if is_audio(wav) else None
    found = [Finding(rule=FILE_RULES["cart"], ok=cart is not None)]
    if cart is None:
        return found
    until = needs.until.astimezone(NAIROBI)
    ends = (_text(cart[END_DATE]), _text(cart[END_TIME]))
    right = ends == (f"{until:%Y-%m-%d}", f"{until:%H:%M:%S}")
    found.append(Finding(rule=FILE_RULES["cart-end"], ok=right))
    if needs.first is not None and needs.last is not None:
        number = _text(cart[CUT_ID])
        kept = number.isdecimal() and needs.first <= int(number) <= needs.last
        found.append(Finding(rule=FILE_RULES["cart-number"], ok=kept))
    return found


def chunk(wav: bytes, name: bytes) -> bytes | None:
    """Return the body of a chunk of a RIFF file, or None.

    >>> chunk(b"RIFF" + bytes(4) + b"WAVE" + b"cart" + (2).to_bytes(4, "little") + b"ab", b"cart")
    b'ab'
    """
    at = 12
    while at + 8 <= len(wav):
        found, size = struct.unpack_from("<4sI", wav, at)
        if found == name:
            return wav[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return None


def _text(told: bytes) -> str:
    return told.split(b"\0", 1)[0].decode("latin-1").strip()


def playlist_addresses(got: Fetched) -> list[str]:
    """Return the addresses that a PLS playlist leads to; none for what is no playlist."""
    lines = got.body.decode("utf-8", "replace").splitlines() if got.status == 200 else []
    if not lines or lines[0].strip().lower() != "[playlist]":
        return []
    return [found[1] for line in lines if (found := _ENTRY.fullmatch(line.strip()))]


def playlist_findings(got: Fetched, entries: Sequence[Fetched]) -> list[Finding]:
    """Return what AzuraCast says of a playlist.

    Args:
        entries: What each of its lines leads to.
    """
    told = f"NumberOfEntries={len(playlist_addresses(got))}".encode()
    right = (
        bool(entries)
        and told in got.body.splitlines()
        and len(entries) == len(playlist_addresses(got))
        and got.header("content-type").startswith("audio/x-scpls")
        and all(is_audio(each) for each in entries)
    )
    return [Finding(rule=FILE_RULES["playlist"], ok=right)]


def loudness_findings(heard: Loudness, *, wanted_lufs: float) -> list[Finding]:
    """Return whether a file is as loud as a station's desk is set for."""
    found, peak = heard.integrated_lufs, heard.true_peak_dbtp
    facts = {"found": f"{found:.1f}", "wanted": f"{wanted_lufs:g}", "peak": f"{peak:.1f}"}
    near = abs(found - wanted_lufs) <= NEAR_LU
    return [
        Finding(rule=FILE_RULES["loudness"], ok=near, facts=facts),
        Finding(rule=FILE_RULES["peaks"], ok=peak <= HIGHEST_DBTP, facts=facts),
    ]
