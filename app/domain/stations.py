"""Stations: who takes recordings to put them on air, and what is known of what they did."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.recordings import AudioFormat

LONGEST_MESSAGE = 500
LONGEST_NAME = 80
# What bulletins are mastered at; a station may ask for another loudness.
USUAL_LUFS = -16.0
# What desks are set for: automation, the loudness of speech on the net, EBU R 128.
LOUDNESSES = (USUAL_LUFS, -18.0, -23.0)
HIGHEST_CART = 999_999
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Digits as people write them, with the plus of an international number.
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,28}")


class WhenExpired(StrEnum):
    """What the fixed address of a station answers when nothing may be played."""

    NOTHING = "nothing"
    NOTICE = "notice"


class Scope(StrEnum):
    """What a station's key opens."""

    READ = "read"
    READ_AND_TELL = "read-and-tell"


class Medium(StrEnum):
    """How people of a station are told."""

    MAIL = "mail"
    SMS = "sms"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where people of a station are told, such as a mail address or a telephone number."""

    medium: Medium
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSlot:
    """When a station airs the bulletin, in Nairobi's time.

    Attributes:
        day: `mon` to `sun`.
    """

    day: str
    hour: int
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A station that takes bulletins.

    Attributes:
        slug: Name in addresses, such as `mwatu-fm`.
        counties: Slugs of the counties that its listeners live in.
        languages: Codes of the languages that it broadcasts in.
        formats: Renditions that its equipment plays.
        person: Whom to ask for there.
        phone: The number that is called when a bulletin is taken back.
        key_since: When its key was given out; None when it has none.
        key_scope: What its key opens.
        loudness_lufs: Integrated loudness that its desk is set for, in LUFS.
        tune_sha256: The tune that its own files begin with, or None.
        first_cart: First number of the carts that its automation keeps for us, or None.
        last_cart: The last one.
        slots: When it airs the bulletin.
        contacts: Where its people are told.
        when_expired: What its fixed addresses answer when nothing may be played.
    """

    slug: str
    name: str
    counties: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[AudioFormat, ...]
    person: str
    phone: str
    since: datetime
    key_since: datetime | None = None
    key_scope: Scope = Scope.READ_AND_TELL
    loudness_lufs: float = USUAL_LUFS
    tune_sha256: str | None = None
    first_cart: int | None = None
    last_cart: int | None = None
    slots: tuple[LocalSlot, ...] = ()
    contacts: tuple[Contact, ...] = ()
    when_expired: WhenExpired = WhenExpired.NOTHING

    def expects(self, *, county: str, language: str) -> bool:
        """Return whether a bulletin of a county in a language is for this station."""
        return county in self.counties and language in self.languages


class Way(StrEnum):
    """How it became known that a bulletin was on air."""

    STATION = "station"
    OFFICER = "officer"
    LINK = "link"
    LOG = "log"
    SOUND = "sound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """That a station took a bulletin's recording.

    Attributes:
        format: The rendition that it took last.
    """

    station: str
    bulletin: str
    format: AudioFormat
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Airing:
    """That a station had a bulletin on air on a day.

    Attributes:
        told_by: Who says so: the station, or the officer who asked it.
        at: When it was told.
        aired_at: The moment it began, where that is known.
        confidence: How sure a recognised sound is, 0 to 1; None for what somebody says.
    """

    station: str
    bulletin: str
    day: date
    told_by: str
    way: Way
    at: datetime
    aired_at: datetime | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a station wrote to NDMA.

    Attributes:
        answered_by: The officer who has answered it, or None.
    """

    number: int
    station: str
    at: datetime
    text: str
    answered_by: str | None = None


def station_slug(name: str) -> str:
    """Return the name of a station as it stands in addresses; empty when nothing is left of it.

    >>> station_slug("Mwatũ FM 93.1")
    'mwatu-fm-93-1'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def is_phone(text: str) -> bool:
    """Return whether a text is a telephone number that a person can dial.

    >>> is_phone("+254 700 000 000"), is_phone("ask at the gate")
    (True, False)
    """
    return _PHONE.fullmatch(text) is not None
