"""What one station had on air, for officers: by its sound, its logs, its links and its word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.domain.people import Officer, Right
from app.domain.periods import NAIROBI
from app.domain.stations import Airing, Station, Way
from app.errors import Conflict, NotFound
from app.pipeline.as_run import AsRun
from app.store.alarms import alarm_airings, see_alarm
from app.store.heard import Play, plays
from app.store.listing import standings_of
from app.store.station_traces import airings, downloads
from app.store.stations import refuse_officer, the_station
from app.web.access import SIGNED_IN, needs
from app.web.addresses import aired_path, desk_bulletin_path, sound_path, station_path
from app.web.as_run import FIELDS, ORDERS, SentLog, kept_log
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.desk.stations import looks_after
from app.web.posts import PostedForm, PostedUpload
from app.web.problems import errors, posting_errors
from app.web.routing import FORM_WITH_FILE, add_get, add_post
from app.web.site_parts import Site, TheSite
from app.web.station_access import StationSlug
from app.web.station_guests import NOT_YOURS

LISTED = 200
WAYS = {
    Way.SOUND: "heard by the computer",
    Way.LOG: "in its log",
    Way.STATION: "told on its page",
    Way.LINK: "told by link",
    Way.OFFICER: "told on the telephone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAir:
    """A day on which a bulletin was on air, and its plays by the clock of the studio."""

    airing: Airing
    plays: tuple[tuple[str, Play], ...]


def routes() -> APIRouter:
    """Return the routes of what a station aired."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        "/desk/stations/{station}/aired",
        aired_page,
        "What a station had on air",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 403, 404),
    )
    add_post(
        router,
        "/desk/stations/{station}/as-run",
        send_log,
        "An officer sends the log of a station's automation",
        access=needs(Right.KEEP_STATIONS),
        fields=FIELDS,
        takes=FORM_WITH_FILE,
        responses=posting_errors(),
    )
    add_post(
        router,
        "/desk/stations/{station}/alarms",
        seen,
        "A wrong airing was dealt with",
        access=needs(Right.KEEP_STATIONS),
        fields={"bulletin": "Id of the bulletin.", "day": "The day, as 2026-11-24."},
        responses=posting_errors(),
    )
    return router


def aired_page(
    request: Request, site: TheSite, visitor: DeskVisitor, station: StationSlug
) -> Response:
    """Airings by the way that they are known, what was wrongly on air, downloads, and logs."""
    return _page(request, site, station, visitor=visitor)


def send_log(
    request: Request, site: TheSite, posted: PostedUpload, station: StationSlug
) -> Response:
    """Keep what a station's log says about our bulletins, and tell it line by line."""
    sent = SentLog(fields=posted.fields, file=posted.file, file_name=posted.file_name)
    with site.newsroom.store.reading() as tx:
        whose = the_station(tx, station)
    refuse_officer(posted.officer, whose)
    try:
        made = kept_log(site, whose, sent, told_by=posted.officer.name)
    except Conflict as fault:
        return _page(
            request, site, station, visitor=posted.officer, fault=str(fault), typed=posted.fields
        )
    return _page(request, site, station, visitor=posted.officer, made=made)


def seen(site: TheSite, posted: PostedForm, station: StationSlug) -> Response:
    """Keep that an officer has spoken with the station about what was wrongly on air."""
    try:
        day = date.fromisoformat(posted.text("day"))
    except ValueError as fault:
        raise NotFound("No such alarm waits any more.") from fault
    with site.newsroom.store.transaction() as tx:
        see_alarm(
            tx,
            station,
            bulletin=posted.text("bulletin"),
            day=day,
            officer=posted.officer,
            at=site.newsroom.clock.now(),
        )
    return RedirectResponse(f"{aired_path(station)}#alarms", status_code=303)


def _page(
    request: Request,
    site: Site,
    slug: str,
    *,
    visitor: Officer | None,
    made: AsRun | None = None,
    fault: str = "",
    typed: object = None,
) -> Response:
    with site.newsroom.store.reading() as tx:
        known = the_station(tx, slug)
        _refuse_stranger(visitor, known)
        heard, times = airings(tx, station=slug, limit=LISTED), plays(tx, station=slug)
        alarms, took = alarm_airings(tx, station=slug), downloads(tx, station=slug, limit=LISTED)
        names = {each.bulletin for each in heard} | {each.bulletin for each in alarms}
        bulletins = standings_of(tx, names | {each.bulletin for each in took})
    return show_desk(
        request,
        "aired.html",
        status=422 if fault else 200,
        visitor=visitor,
        station=known,
        on_air=[_on_air(each, times) for each in heard],
        alarms=alarms,
        downloads=took,
        bulletins=bulletins,
        counties={each.slug: each.name for each in site.newsroom.counties},
        ways=WAYS,
        made=made,
        fault=fault,
        typed=typed or {},
        orders=ORDERS,
        may_keep=visitor is not None and visitor.may(Right.KEEP_STATIONS),
        bulletin_path=desk_bulletin_path,
        here=station_path(slug),
        sound=sound_path(slug),
    )


def _refuse_stranger(visitor: Officer | None, known: Station) -> None:
    if not looks_after(visitor, known):
        raise HTTPException(403, NOT_YOURS)


def _on_air(told: Airing, times: list[Play]) -> OnAir:
    mine = (
        (each.aired_at.astimezone(NAIROBI), each)
        for each in times
        if each.bulletin == told.bulletin
    )
    of_day = sorted((at, each.way, each) for at, each in mine if at.date() == told.day)
    return OnAir(airing=told, plays=tuple((f"{at:%H:%M}", each) for at, _, each in of_day))
