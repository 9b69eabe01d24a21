"""What a station tells NDMA from its page: that a bulletin was on air, or a message."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.domain.periods import NAIROBI
from app.domain.places import County
from app.domain.stations import Airing, Station, Way
from app.errors import Conflict, NotFound
from app.store.bulletins import the_bulletin
from app.store.station_traces import keep_airing, keep_message
from app.web.access import STATION
from app.web.addresses import county_path
from app.web.parameters import CountySlug
from app.web.problems import posting_errors
from app.web.routing import add_post
from app.web.site_parts import Site, TheSite
from app.web.station_access import NO_KEY, KeyInAddress, StationForm
from app.web.station_keys import keyed_station, telling_station
from app.web.station_pages import Caller, station_page

NOT_HERE = "That bulletin is not of this county; open the page of its county."


def county_routes() -> APIRouter:
    """Return the routes that begin with a county; they come last."""
    router = APIRouter(tags=["Pages"])
    key = "The station's key, unless it is in the address."
    add_post(
        router,
        "/{county}/aired",
        aired,
        "A station says that it aired a bulletin",
        access=STATION,
        fields={"bulletin": "Id of the bulletin.", "key": key},
        responses=posting_errors(409),
    )
    add_post(
        router,
        "/{county}/ask",
        ask,
        "A station writes to NDMA",
        access=STATION,
        fields={"message": "At most 500 letters.", "key": key},
        responses=posting_errors(409),
    )
    return router


def aired(
    request: Request,
    site: TheSite,
    county: CountySlug,
    form: StationForm,
    key: KeyInAddress = None,
) -> Response:
    """Keep that a bulletin was on air today."""
    where = site.county(county)
    try:
        station = _sender(request, form, key)
        _refuse_elsewhere(site, where, form.get("bulletin", ""))
        keep_aired(site, station, form.get("bulletin", ""))
    except (HTTPException, Conflict) as fault:
        return _again(request, site, where, fault, key=key)
    return _done(where, "aired", key)


def ask(
    request: Request,
    site: TheSite,
    county: CountySlug,
    form: StationForm,
    key: KeyInAddress = None,
) -> Response:
    """Keep what a station wrote; officers see it on the desk."""
    where, typed = site.county(county), form.get("message", "")
    try:
        station = _sender(request, form, key)
        with site.newsroom.store.transaction() as tx:
            keep_message(tx, station, typed, at=site.newsroom.clock.now())
    except (HTTPException, Conflict) as fault:
        return _again(request, site, where, fault, key=key, typed=typed)
    return _done(where, "asked", key)


def _sender(request: Request, form: Mapping[str, str], key: str | None) -> Station:
    given = (form.get("key", "") if key is None else key).strip()
    if not given:
        raise HTTPException(403, NO_KEY)
    return telling_station(request, given)


def keep_aired(site: Site, station: Station, name: str) -> None:
    """Keep that a station says it aired a bulletin today.

    Raises:
        Conflict: The bulletin was never released, is an exercise, or was taken back before.
        NotFound: There is no such bulletin.
    """
    now = site.newsroom.clock.now()
    told = Airing(
        station=station.slug,
        bulletin=name,
        day=now.astimezone(NAIROBI).date(),
        told_by=station.name,
        way=Way.STATION,
        at=now,
    )
    with site.newsroom.store.transaction() as tx:
        keep_airing(tx, told)


def _refuse_elsewhere(site: Site, where: County, name: str) -> None:
    with site.newsroom.store.reading() as tx:
        if the_bulletin(tx, name).county != where.slug:
            raise NotFound(NOT_HERE)


def _again(
    request: Request,
    site: Site,
    where: County,
    fault: HTTPException | Conflict,
    *,
    key: str | None,
    typed: str = "",
) -> Response:
    """Return the page again, with what was wrong and what was typed."""
    status, words = 409, str(fault)
    if isinstance(fault, HTTPException):
        status, words, key = fault.status_code, str(fault.detail), None
    known = keyed_station(request, key) if key is not None else None
    if known is None and not site.public_read:
        raise fault
    by = Caller(known, key, fault=words, typed=typed)
    return station_page(request, site, where, exercise=False, by=by, status=status)


def _done(where: County, told: str, key: str | None) -> Response:
    query = {"told": told, **({"key": key} if key else {})}
    page = county_path(where.slug, exercise=False)
    return RedirectResponse(f"{page}?{urlencode(query)}#tell", status_code=303)
