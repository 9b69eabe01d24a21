"""/api/v1/stations: the stations, for officers' programs; no key is ever told."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.store.station_traces import LastSeen, last_seen
from app.store.stations import stations
from app.web.access import SIGNED_IN
from app.web.addresses import API
from app.web.auth import DeskVisitor
from app.web.desk.stations import looks_after
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import TheSite


class StationShape(BaseModel):
    """A station and what was last heard of it."""

    station: str = Field(description="Its name in addresses.")
    name: str
    counties: list[str]
    languages: list[str]
    formats: list[AudioFormat]
    person: str = Field(description="Whom to ask for.")
    phone: str
    has_key: bool
    taken_at: datetime | None = Field(description="When it last took a recording with its key.")
    aired_on: date | None = Field(description="The last day on which it aired a bulletin.")
    messages_waiting: int


def routes() -> APIRouter:
    """Return the route of the stations."""
    router = APIRouter(tags=["API"])
    add_get(
        router,
        f"{API}/stations",
        list_stations,
        "Stations",
        access=SIGNED_IN,
        model=list[StationShape],
        responses=errors(401),
    )
    return router


def list_stations(site: TheSite, visitor: DeskVisitor) -> list[StationShape]:
    """Every station that the officer looks after, by name."""
    with site.newsroom.store.reading() as tx:
        known, seen = stations(tx), last_seen(tx)
    mine = [each for each in known if looks_after(visitor, each)]
    return [_shape(each, seen.get(each.slug, LastSeen())) for each in mine]


def _shape(station: Station, seen: LastSeen) -> StationShape:
    return StationShape(
        station=station.slug,
        name=station.name,
        counties=list(station.counties),
        languages=list(station.languages),
        formats=list(station.formats),
        person=station.person,
        phone=station.phone,
        has_key=station.key_since is not None,
        taken_at=seen.taken_at,
        aired_on=seen.aired_on,
        messages_waiting=seen.waiting,
    )
