"""What a feed is made from: whom it is for, and the editions that may be in it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.bulletins import Bulletin
from app.domain.places import County
from app.domain.recordings import Recording


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

    def recording_url(self, recording: Recording) -> str:
        """Return where a recording of this feed lies."""
        return f"{self.recordings_url}/{recording.address}{self.keyed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A released bulletin and its recordings."""

    bulletin: Bulletin
    recordings: tuple[Recording, ...]
