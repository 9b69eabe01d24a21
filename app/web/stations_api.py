"""/api/v1/stations: the stations, for officers' programs; a key is told once, when it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Path, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.domain.people import Right
from app.domain.stations import Station
from app.errors import UploadRefused
from app.pipeline.publish import publish
from app.pipeline.stations import Form, faults, keep_changed, keep_tune, station_of
from app.store.station_traces import LastSeen, last_seen
from app.store.stations import add_station, stations, the_station
from app.web.access import SIGNED_IN, Gate, needs
from app.web.addresses import API
from app.web.auth import DeskVisitor
from app.web.desk.stations import looks_after
from app.web.json_posts import AnyOfficer, Body, read_sent, sent_body
from app.web.posts import UPLOAD_BYTES
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite
from app.web.station_shapes import StationAdded, StationSent, StationShape, station_shape

PATH = f"{API}/stations"


async def sent_sound(request: Request) -> bytes:
    """Return the body of a request, which may be a sound file.

    Raises:
        HTTPException: 403, 411 or 413.
    """
    return await sent_body(request, most_bytes=UPLOAD_BYTES)


Sound = Annotated[bytes, Depends(sent_sound)]
StationName = Annotated[str, Path(description="Station, such as `mwatu-fm`.", max_length=60)]


def routes() -> APIRouter:
    """Return the routes of the stations."""
    router = APIRouter(tags=["API"])
    add_get(
        router,
        PATH,
        list_stations,
        "Stations",
        access=SIGNED_IN,
        model=list[StationShape],
        responses=errors(401),
    )
    sent = {"application/json": {"schema": StationSent.model_json_schema()}}
    tune = {"audio/*": {"schema": {"type": "string", "format": "binary"}}}
    _add(router, "POST", PATH, add, summary="Add a station", takes=sent)
    _add(router, "PUT", f"{PATH}/{{station}}", change, summary="Change a station", takes=sent)
    path = f"{PATH}/{{station}}/tune"
    _add(router, "PUT", path, change_tune, summary="Give a station its tune", takes=tune)
    return router


def _add(
    router: APIRouter,
    method: str,
    path: str,
    endpoint: Callable[..., BaseModel],
    *,
    summary: str,
    takes: Mapping[str, object],
) -> None:
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        summary=summary,
        dependencies=[Depends(Gate(needs(Right.KEEP_STATIONS)))],
        responses=errors(401, 403, 404, 409, 411, 413, 415),
        openapi_extra={"requestBody": {"content": takes, "required": True}},
    )


def list_stations(site: TheSite, visitor: DeskVisitor) -> list[StationShape]:
    """Every station that the officer looks after, by name."""
    with site.newsroom.store.reading() as tx:
        known, seen = stations(tx), last_seen(tx)
    mine = [each for each in known if looks_after(visitor, each)]
    return [station_shape(each, seen.get(each.slug, LastSeen())) for each in mine]


def add(site: TheSite, officer: AnyOfficer, body: Body, after: BackgroundTasks) -> StationAdded:
    """Add a station; the answer holds its key, this once."""
    form, now = read_sent(body, StationSent).form(), site.newsroom.clock.now()
    _refuse_faults(site, form)
    made = station_of(site.newsroom, form, at=now)
    with site.newsroom.store.transaction() as tx:
        key = add_station(tx, made, officer=officer, at=now)
    after.add_task(publish, site.newsroom)
    return StationAdded(station=made.slug, key=key)


def change(
    site: TheSite, officer: AnyOfficer, body: Body, station: StationName, after: BackgroundTasks
) -> StationShape:
    """Keep a station as it is sent; its name in addresses, its key and its tune stay."""
    form, now = read_sent(body, StationSent).form(), site.newsroom.clock.now()
    _refuse_faults(site, form)
    keep_changed(site.newsroom, station, form, officer=officer, at=now)
    after.add_task(publish, site.newsroom)
    return _told(site, station)


def change_tune(
    site: TheSite,
    officer: AnyOfficer,
    station: StationName,
    sound: Sound,
    after: BackgroundTasks,
) -> StationShape:
    """Keep the tune of a station's own files, 15 s at most; an empty body takes it away."""
    now = site.newsroom.clock.now()
    try:
        keep_tune(site.newsroom, station, sound or None, officer=officer, at=now)
    except UploadRefused as fault:
        raise HTTPException(422, str(fault)) from fault
    after.add_task(publish, site.newsroom)
    return _told(site, station)


def _refuse_faults(site: Site, form: Form) -> None:
    wrong = faults(site.newsroom, form)
    if wrong:
        raise HTTPException(422, "; ".join(f"{field}: {told}" for field, told in wrong.items()))


def _told(site: Site, slug: str) -> StationShape:
    with site.newsroom.store.reading() as tx:
        known: Station = the_station(tx, slug)
        return station_shape(known, last_seen(tx).get(slug, LastSeen()))
