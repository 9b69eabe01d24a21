"""Stations with keys, for tests of what stations are served."""

from __future__ import annotations

import base64
from typing import Any

from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.pipeline.newsroom import Newsroom
from app.store.officers import the_officer
from app.store.stations import add_station
from tests.builders import NOW, add_people

MWATU = "mwatu-fm"


def station(slug: str = MWATU, **changes: Any) -> Station:
    """Return a station that broadcasts for Kitui in English and plays every format."""
    made = {
        "slug": slug,
        "name": slug.replace("-", " ").title(),
        "counties": ("kitui",),
        "languages": ("en",),
        "formats": tuple(AudioFormat),
        "person": "Muthoni",
        "phone": "+254 700 000 000",
        "since": NOW,
    }
    return Station(**{**made, **changes})


def add(newsroom: Newsroom, slug: str = MWATU, **changes: Any) -> str:
    """Add a station, and return its key."""
    with newsroom.store.transaction() as tx:
        add_people(tx, ("Wambua", Role.ADMIN))
        keeper = the_officer(tx, "Wambua")
        assert keeper is not None
        return add_station(tx, station(slug, **changes), officer=keeper, at=NOW)


def basic_key(key: str, name: str = "") -> dict[str, str]:
    """Return the header of software that sends a station's key as a password."""
    told = base64.b64encode(f"{name}:{key}".encode()).decode()
    return {"Authorization": f"Basic {told}"}
