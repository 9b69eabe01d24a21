"""What a feed is made from: whom it is for, the editions that may be in it, and its addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote
from uuid import UUID, uuid5

from app.domain.bulletins import Bulletin
from app.domain.places import County
from app.domain.recordings import Recording

# What addresses in a document begin with, until it is sent and we know what we are called.
BASE = "https://tangazo.invalid"
RECORDINGS = f"{BASE}/api/v1/recordings"
BULLETINS = f"{BASE}/api/v1/bulletins"
# Cover art lies under the hash of its bytes, which only the site knows.
COVER, EXERCISE_COVER = f"{BASE}/~cover~", f"{BASE}/~cover-exercise~"
# What stands behind addresses that carry a station's key on, if there is one.
KEYED = "~tangazo-keyed~"
# The namespace that podcast:guid prescribes; editions get their ids from it too.
GUID_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
# What stands for the podcast:guid, which depends on the address of the feed.
FEED_GUID = "7a6e67a0-0000-5000-8000-f00df00df00d"
_LINE = 74


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a feed is about, and where it and its neighbours lie.

    Attributes:
        language: Language code, and `language_name` its own name.
        exercise: Whether it carries exercises; nothing else then, and never otherwise.
        feed_url: The feed's own address.
        page_url: The station page.
        image_url: Square cover art, a PNG of at least 1400 pixels.
        recordings_url: Address above the recordings.
        bulletins_url: Address above the bulletins.
        keyed: What is put behind the address of a recording to tell which station asks, or empty.
        recalled: What must no longer be played, in plain words.
        station: Name of the station whose own feed it is, or empty.
    """

    county: County
    language: str
    language_name: str
    exercise: bool
    feed_url: str
    page_url: str
    image_url: str
    recordings_url: str
    bulletins_url: str
    keyed: str = ""
    recalled: tuple[str, ...] = ()
    station: str = ""

    def recording_url(self, recording: Recording) -> str:
        """Return where a recording of this feed lies."""
        return f"{self.recordings_url}/{recording.address}{self.keyed}"

    def script_url(self, bulletin: Bulletin) -> str:
        """Return where the words of a bulletin lie as plain text."""
        return f"{self.bulletins_url}/{bulletin.id}/script.txt{self.keyed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A released bulletin and its recordings."""

    bulletin: Bulletin
    recordings: tuple[Recording, ...]


def tree(*, exercise: bool) -> str:
    """Return what the paths of a mode begin with; exercises have a tree of their own."""
    return "/exercise" if exercise else ""


def addressed(
    body: bytes,
    *,
    name: str,
    base: str,
    keyed: str = "",
    covers: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Return a document with the addresses under which it is asked for.

    Args:
        name: Its path on the site.
        base: What we are called, without a slash at its end; strangers choose it, so whatever
            would mean something in XML or JSON is written as an address writes it.
        keyed: What carries a station's key on, such as `?key=...`, or empty.
        covers: Path of each piece of cover art on the site.
    """
    called = quote(base, safe=":/[]@,;=~.-_%+")
    guid = uuid5(GUID_NAMESPACE, (called + name).split("://", 1)[-1].rstrip("/"))
    places = {known: f"{BASE}{path}" for known, path in covers.items()}
    filled = {**places, BASE: called, KEYED: keyed, FEED_GUID: str(guid)}
    for known, told in filled.items():
        body = body.replace(known.encode(), told.encode())
    return body


def folded(calendar: bytes) -> bytes:
    r"""Return a calendar whose lines are short enough (RFC 5545, section 3.1).

    >>> folded(b"DESCRIPTION:" + b"x" * 70)[-12:]
    b'x\r\n xxxxxxxx'
    """
    return b"\r\n".join(_fold(line) for line in calendar.split(b"\r\n"))


def _fold(line: bytes) -> bytes:
    """Break one line, never inside a letter of several bytes."""
    text, parts, part = line.decode(), [], ""
    for letter in text:
        if len((part + letter).encode()) > _LINE:
            parts.append(part)
            part = " "
        part += letter
    return "\r\n".join([*parts, part]).encode()
