"""The stations, for officers: who they are, what was last heard of them, and adding one."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.background import BackgroundTask

from app.domain.people import Officer, Right
from app.domain.stations import Message, Station
from app.errors import Conflict
from app.pipeline.publish import publish
from app.pipeline.stations import Form, faults, station_of
from app.store.station_traces import LastSeen, last_seen, messages
from app.store.stations import add_station, stations
from app.web.access import SIGNED_IN, needs
from app.web.addresses import station_path
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.desk.station import show_station
from app.web.desk.station_form import EMPTY, FIELDS, form_facts, typed_form
from app.web.posts import PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite

PAGE = "/desk/stations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A station of the list, with what was last heard of it."""

    station: Station
    seen: LastSeen
    page: str


def routes() -> APIRouter:
    """Return the routes of the list of stations."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        list_stations,
        "Stations",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    add_post(
        router,
        PAGE,
        add,
        "Add a station",
        access=needs(Right.KEEP_STATIONS),
        fields=FIELDS,
        responses=posting_errors(409),
    )
    return router


def list_stations(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """Every station that the officer looks after, and messages that wait for an answer."""
    return _page(request, site, visitor=visitor)


def add(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Add a station and show its key, this once."""
    typed, now = typed_form(site, posted), site.newsroom.clock.now()
    wrong = dict(faults(site.newsroom, typed))
    if wrong:
        return _page(request, site, visitor=posted.officer, typed=typed, wrong=wrong)
    made = station_of(site.newsroom, typed, at=now)
    try:
        with site.newsroom.store.transaction() as tx:
            key = add_station(tx, made, officer=posted.officer, at=now)
    except Conflict as fault:
        wrong = {"name": str(fault)}
        return _page(request, site, visitor=posted.officer, typed=typed, wrong=wrong)
    shown = show_station(request, site, made.slug, visitor=posted.officer, key=key)
    # Its own files may take a while; nobody waits for them with a page open.
    shown.background = BackgroundTask(publish, site.newsroom)
    return shown


def _page(
    request: Request,
    site: Site,
    *,
    visitor: Officer | None,
    typed: Form = EMPTY,
    wrong: dict[str, str] | None = None,
) -> Response:
    with site.newsroom.store.reading() as tx:
        known, seen = stations(tx), last_seen(tx)
        wrote = messages(tx)
    mine = {each.slug: each for each in known if looks_after(visitor, each)}
    unseen = LastSeen()
    return show_desk(
        request,
        "stations.html",
        status=422 if wrong else 200,
        visitor=visitor,
        rows=[
            Row(station=each, seen=seen.get(slug, unseen), page=station_path(slug))
            for slug, each in mine.items()
        ],
        waiting=_waiting(wrote, mine),
        may_keep=visitor is not None and visitor.may(Right.KEEP_STATIONS),
        station_path=station_path,
        **form_facts(site, typed, wrong or {}),
    )


def looks_after(visitor: Officer | None, station: Station) -> bool:
    """Return whether an officer sees a station; during an exercise everybody does."""
    return visitor is None or any(visitor.covers(county=each) for each in station.counties)


def _waiting(wrote: list[Message], mine: dict[str, Station]) -> list[tuple[Station, Message]]:
    return [
        (mine[each.station], each)
        for each in wrote
        if each.station in mine and each.answered_by is None
    ]
