"""Documents: what stations' software reads, made beforehand and kept ready as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document as its maker gives it; equal facts give equal bytes.

    Attributes:
        name: Its path on the site, such as `/kitui/sw/feed.xml`.
        body: Its bytes; addresses in it may begin with a placeholder that is replaced when served.
        media_type: What they are, such as `application/rss+xml; charset=utf-8`.
    """

    name: str
    body: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """What is known of the shelf as a whole.

    Attributes:
        serial: Counts the times that any document changed or went; 0 when none was ever made.
        stamp: Hash of the state that the documents were made from; empty: make them anew.
    """

    serial: int = 0
    stamp: str = ""
