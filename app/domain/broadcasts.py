"""What the automation of a station is told of a file besides its sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """What the automation of a station reads in a WAV: until when it may play, and as which cart.

    Attributes:
        edition: Id of the bulletin.
        artist: Who issues it, short.
        classification: Such as `DROUGHT-ALARM`.
        made_at: When its words were made.
        starts_at: From when it may be played.
        ends_at: Until when.
        producer: Name and version of the program that made it.
        page: Address of the page about it, or empty.
        cart: Number of the cart that it goes into, in one station's automation; None in a file
            that every station takes.
    """

    edition: str
    artist: str
    classification: str
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    producer: tuple[str, str]
    page: str = ""
    cart: int | None = None
