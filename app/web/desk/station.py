"""One station, for officers: its key, what it took and aired, what it wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.domain.people import Officer, Right
from app.domain.periods import NAIROBI
from app.domain.stations import Airing, Download, Station, Way
from app.errors import Conflict
from app.store.listing import Standing, on_air, standings_of
from app.store.station_traces import (
    airings,
    answer_message,
    downloads,
    keep_airing,
    messages,
)
from app.store.stations import (
    new_station_key,
    refuse_officer,
    revoke_station_key,
    the_station,
)
from app.web.access import SIGNED_IN, needs
from app.web.addresses import recall_path, station_path
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.desk.station_form import SCOPE_WORDS
from app.web.posts import Posted, PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite

LISTED = 30
NO_DAY = "Give the day on which it was on air."
NOT_YET = "That day has not come yet."
NOT_YOURS = "This station is for officers of its own counties."
StationSlug = Annotated[str, Path(description="Station, such as `mwatu-fm`.", max_length=60)]
MessageNumber = Annotated[int, Path(description="Number of the message.", ge=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a station did with one bulletin."""

    bulletin: Standing
    taken: Download | None
    aired: tuple[Airing, ...]
    recall: str

    @property
    def newest(self) -> datetime:
        """When the station was last heard of about it."""
        times = [each.at for each in self.aired]
        return max([*times, self.taken.last_at] if self.taken else times)


def routes() -> APIRouter:
    """Return the routes of one station."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        "/desk/stations/{station}",
        one_station,
        "A station",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 403, 404),
    )
    for path, endpoint, summary, fields in (
        ("key", give_key, "Give a new key", {}),
        ("revoke", revoke, "Take its key back", {}),
        (
            "aired",
            aired,
            "The station said by telephone that it aired a bulletin",
            {"bulletin": "Id of the bulletin.", "day": "The day, as 2026-11-24."},
        ),
        ("messages/{number}", answered, "A message was answered", {}),
    ):
        add_post(
            router,
            f"/desk/stations/{{station}}/{path}",
            endpoint,
            summary,
            access=needs(Right.KEEP_STATIONS),
            fields=fields,
            responses=posting_errors(409),
        )
    return router


def one_station(
    request: Request, site: TheSite, visitor: DeskVisitor, station: StationSlug
) -> Response:
    """Contact, key, what it took, what it aired and what it wrote."""
    return show_station(request, site, station, visitor=visitor)


def give_key(request: Request, site: TheSite, posted: PostedForm, station: StationSlug) -> Response:
    """Give the station a new key and show it, this once; the one before stops at once."""
    with site.newsroom.store.transaction() as tx:
        now = site.newsroom.clock.now()
        key = new_station_key(tx, station, officer=posted.officer, at=now)
    return show_station(request, site, station, visitor=posted.officer, key=key)


def revoke(site: TheSite, posted: PostedForm, station: StationSlug) -> Response:
    """Take the station's key back; it stops at once."""
    with site.newsroom.store.transaction() as tx:
        now = site.newsroom.clock.now()
        revoke_station_key(tx, station, officer=posted.officer, at=now)
    return RedirectResponse(station_path(station), status_code=303)


def aired(request: Request, site: TheSite, posted: PostedForm, station: StationSlug) -> Response:
    """Keep that the station said it aired a bulletin."""
    try:
        _keep_airing(site, posted, station)
    except Conflict as fault:
        typed = dict(posted.fields)
        return show_station(
            request, site, station, visitor=posted.officer, fault=str(fault), typed=typed
        )
    return RedirectResponse(f"{station_path(station)}#aired", status_code=303)


def _keep_airing(site: Site, posted: Posted, station: str) -> None:
    now = site.newsroom.clock.now()
    try:
        day = date.fromisoformat(posted.text("day"))
    except ValueError as fault:
        raise Conflict(NO_DAY) from fault
    if day > now.astimezone(NAIROBI).date():
        raise Conflict(NOT_YET)
    told = Airing(
        station=station,
        bulletin=posted.text("bulletin"),
        day=day,
        told_by=posted.officer.name,
        way=Way.OFFICER,
        at=now,
    )
    with site.newsroom.store.transaction() as tx:
        refuse_officer(posted.officer, the_station(tx, station))
        keep_airing(tx, told)


def answered(
    site: TheSite, posted: PostedForm, station: StationSlug, number: MessageNumber
) -> Response:
    """Keep that a message was answered."""
    with site.newsroom.store.transaction() as tx:
        answer_message(tx, number, officer=posted.officer, at=site.newsroom.clock.now())
    return RedirectResponse(f"{station_path(station)}#messages", status_code=303)


def show_station(
    request: Request,
    site: Site,
    slug: str,
    *,
    visitor: Officer | None,
    key: str = "",
    fault: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    """Return the page of a station; `key` is shown this once."""
    with site.newsroom.store.reading() as tx:
        known = the_station(tx, slug)
        refuse_stranger(visitor, known)
        took, heard = downloads(tx, station=slug, limit=LISTED), airings(tx, station=slug)
        names = {each.bulletin for each in took} | {each.bulletin for each in heard}
        traces = _traces(took, heard, standings_of(tx, names))
        live = on_air(tx, exercise=False)
        wrote = messages(tx, station=slug)
    return show_desk(
        request,
        "station_desk.html",
        status=422 if fault else 200,
        visitor=visitor,
        station=known,
        key=key,
        fault_told=fault,
        typed={"bulletin": "", "day": ""} | (typed or {}),
        traces=traces,
        choices=[
            each for each in live if known.expects(county=each.county, language=each.language)
        ],
        counties={each.slug: each.name for each in site.newsroom.counties},
        messages=wrote,
        may_keep=visitor is not None and visitor.may(Right.KEEP_STATIONS),
        today=site.newsroom.clock.now().astimezone(NAIROBI).date(),
        here=station_path(slug),
        SCOPES=SCOPE_WORDS,
    )


def refuse_stranger(visitor: Officer | None, known: Station) -> None:
    """Refuse an officer of other counties.

    Raises:
        HTTPException: 403.
    """
    if visitor is not None and not any(visitor.covers(county=each) for each in known.counties):
        raise HTTPException(403, NOT_YOURS)


def _traces(
    took: list[Download], heard: list[Airing], standings: dict[str, Standing]
) -> list[Traces]:
    taken = {each.bulletin: each for each in took}
    found = [
        Traces(
            bulletin=standing,
            taken=taken.get(name),
            aired=tuple(each for each in heard if each.bulletin == name),
            recall=recall_path(name),
        )
        for name, standing in standings.items()
    ]
    return sorted(found, key=lambda each: each.newest, reverse=True)[:LISTED]
