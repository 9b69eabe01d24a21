"""A station's own page: its week in one screen, and what it tells NDMA from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.domain.stations import Scope, Station
from app.errors import Conflict, NotFound
from app.store.bulletins import the_bulletin
from app.store.push_targets import targets
from app.store.station_traces import keep_message, messages
from app.web.access import STATION
from app.web.addresses import as_run_path, fit_path, fixed_path, station_home_path
from app.web.posts import from_own_page
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite, base_address, practising, show
from app.web.station_access import (
    NO_KEY,
    OTHERS_KEY,
    AskingStation,
    KeyInAddress,
    StationForm,
    StationSlug,
    keyed,
)
from app.web.station_guests import ask_for_key, station_or_none
from app.web.station_home_cards import home_of
from app.web.station_keys import given_key, telling_station
from app.web.station_pages import DONE
from app.web.station_tells import keep_aired

# Where the key comes in a header, only the address of the page says that a form is of ours.
PAGE_HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin"}
NOT_YOURS = "That bulletin is not for your station."
SHOWN_MESSAGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who looks at a station's page, and what was just told with it.

    Attributes:
        key: The key in the address, to be carried on.
        tells: Whether it is the station itself, with a key that may tell.
        done: What was just kept, in plain words.
        fault: Why something was not kept, in plain words.
        typed: What was typed and not kept.
    """

    station: Station
    key: str | None
    tells: bool
    done: str = ""
    fault: str = ""
    typed: str = ""


def routes() -> APIRouter:
    """Return the routes of a station's own page."""
    router = APIRouter(tags=["Pages"])
    add_get(
        router,
        "/stations/{station}",
        station_home,
        "A station's own page",
        access=STATION,
        response_class=HTMLResponse,
        responses=errors(401, 403, 404, 429),
    )
    key = "The station's key, unless it is in the address or a header."
    for path, endpoint, summary, fields in (
        ("aired", say_aired, "A station says that it aired a bulletin", "bulletin"),
        ("ask", say, "A station writes to NDMA", "message"),
    ):
        add_post(
            router,
            f"/stations/{{station}}/{path}",
            endpoint,
            summary,
            access=STATION,
            fields={fields: "Id of the bulletin, or at most 500 letters.", "key": key},
            responses=posting_errors(409, 429),
        )
    return router


def station_home(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    station: StationSlug,
    key: KeyInAddress = None,
    told: Annotated[str, Query(description="What was just told.", max_length=10)] = "",
) -> Response:
    """This week of a station: play, download, read, confirm, addresses, and eight weeks before.

    It needs the station's key; an officer who looks after the station may see it too.
    """
    whose = station_or_none(request, site, asking, station)
    if whose is None:
        return ask_for_key(request, station)
    tells = asking is not None and asking.key_scope is Scope.READ_AND_TELL
    return _page(request, site, Guest(station=whose, key=key, tells=tells, done=DONE.get(told, "")))


def say_aired(request: Request, site: TheSite, station: StationSlug, form: StationForm) -> Response:
    """Keep that a bulletin was on air today."""
    whose = teller(request, form, station)
    try:
        keep_aired(site, whose, _expected(site, whose, form.get("bulletin", "")))
    except (Conflict, NotFound) as fault:
        return _again(request, site, whose, fault)
    return _done(request, whose, "aired")


def _expected(site: Site, whose: Station, name: str) -> str:
    """Return the id of a bulletin, if it is for this station.

    Raises:
        NotFound: It is not, or there is none.
    """
    with site.newsroom.store.reading() as tx:
        aired = the_bulletin(tx, name)
    if not whose.expects(county=aired.county, language=aired.language):
        raise NotFound(NOT_YOURS)
    return aired.id


def say(request: Request, site: TheSite, station: StationSlug, form: StationForm) -> Response:
    """Keep what a station wrote; officers see it on the desk."""
    whose, typed = teller(request, form, station), form.get("message", "")
    try:
        with site.newsroom.store.transaction() as tx:
            keep_message(tx, whose, typed, at=site.newsroom.clock.now())
    except Conflict as fault:
        return _again(request, site, whose, fault, typed=typed)
    return _done(request, whose, "asked")


def teller(request: Request, form: Mapping[str, str], slug: str) -> Station:
    """Return the station that sends a form.

    Raises:
        HTTPException: 403, no key, a wrong one, another station's, or one for reading only; or a
            browser that knows the key sends the form of another site.
    """
    told = form.get("key", "").strip() or request.query_params.get("key")
    given = told or given_key(request)
    if not given:
        raise HTTPException(403, NO_KEY)
    if not told and "x-station-key" not in request.headers:
        # a browser sends a password that it was told once also with forms of other sites
        from_own_page(request)
    found = telling_station(request, given)
    if found.slug != slug:
        raise HTTPException(403, OTHERS_KEY)
    return found


def _again(
    request: Request, site: Site, whose: Station, fault: Exception, *, typed: str = ""
) -> Response:
    """Return the page again, with what was wrong and what was typed."""
    guest = Guest(
        station=whose,
        key=request.query_params.get("key"),
        tells=True,
        fault=str(fault),
        typed=typed,
    )
    return _page(request, site, guest, status=404 if isinstance(fault, NotFound) else 409)


def _done(request: Request, whose: Station, told: str) -> Response:
    key = request.query_params.get("key")
    query = urlencode({"told": told, **({"key": key} if key else {})})
    return RedirectResponse(f"{station_home_path(whose.slug)}?{query}#tell", status_code=303)


def _page(request: Request, site: Site, guest: Guest, *, status: int = 200) -> Response:
    exercise, whose = practising(site), guest.station
    with site.newsroom.store.reading() as tx:
        wrote = messages(tx, station=whose.slug, limit=SHOWN_MESSAGES)
        pushed = targets(tx, station=whose.slug, is_on=True)
    return show(
        request,
        "station_home.html",
        status=status,
        headers=PAGE_HEADERS,
        exercise=exercise,
        by=guest,
        station=whose,
        home=home_of(site.newsroom, whose, exercise=exercise),
        here=station_home_path(whose.slug),
        keyed=keyed(guest.key),
        base=base_address(request, site),
        playlist=fixed_path(whose.slug, "playlist.pls", exercise=exercise),
        fixed=fixed_path(whose.slug, "bulletin", exercise=exercise),
        pack=fixed_path(whose.slug, "pack", exercise=exercise),
        fit=fit_path(whose.slug),
        wrote=wrote,
        pushed=[each.where for each in pushed if each.exercises == exercise],
        log=as_run_path(whose.slug),
        counties={each.slug: each.name for each in site.newsroom.counties},
        next_run=site.next_run(),
    )
