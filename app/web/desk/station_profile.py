"""How a station wants its bulletins, for officers: its profile, and the tune of its own files."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from app.domain.people import Officer, Right
from app.errors import Conflict, NotFound, UploadRefused
from app.mastering.tunes import LONGEST_S
from app.pipeline.publish import publish
from app.pipeline.stations import (
    NO_FILE,
    Form,
    faults,
    form_of,
    keep_changed,
    keep_tune,
    tune_path,
)
from app.store.stations import the_station
from app.web.access import SIGNED_IN, needs
from app.web.addresses import station_path
from app.web.auth import DeskVisitor
from app.web.desk.showing import DESK_HEADERS, show_desk
from app.web.desk.station import StationSlug, refuse_stranger
from app.web.desk.station_form import FIELDS, form_facts, typed_form
from app.web.posts import PostedForm, PostedUpload
from app.web.problems import Documented, errors, posting_errors
from app.web.routing import FORM, FORM_WITH_FILE, add_get, add_post
from app.web.site_parts import Site, TheSite

PAGE = "/desk/stations/{station}/profile"
TUNE = "/desk/stations/{station}/tune"
NO_TUNE = "This station has no tune."


def routes() -> APIRouter:
    """Return the routes of a station's profile."""
    router = APIRouter(tags=["Desk"])
    sound: Documented = {200: {"content": {"audio/wav": {"schema": {"type": "string"}}}}}
    refusals = errors(401, 403, 404)
    for path, endpoint, summary, kind, told in (
        (PAGE, show_profile, "How a station wants its bulletins", HTMLResponse, refusals),
        (f"{TUNE}.wav", tune, "The tune of a station", FileResponse, {**sound, **refusals}),
    ):
        add_get(
            router,
            path,
            endpoint,
            summary,
            access=SIGNED_IN,
            response_class=kind,
            responses=told,
        )
    for path, act, summary, fields, takes in (
        (PAGE, change, "Change a station", FIELDS, FORM),
        (
            TUNE,
            keep,
            "Give a station its tune",
            {"file": f"{LONGEST_S} s at most."},
            FORM_WITH_FILE,
        ),
        (f"{TUNE}/remove", remove, "Take its tune away", {}, FORM),
    ):
        add_post(
            router,
            path,
            act,
            summary,
            access=needs(Right.KEEP_STATIONS),
            fields=fields,
            takes=takes,
            responses=posting_errors(409),
        )
    return router


def show_profile(
    request: Request, site: TheSite, visitor: DeskVisitor, station: StationSlug
) -> Response:
    """Languages, formats, loudness, tune, carts, slots, contacts and what its key may do."""
    return _page(request, site, station, visitor=visitor)


def change(request: Request, site: TheSite, posted: PostedForm, station: StationSlug) -> Response:
    """Keep a station as it was typed; what cannot be used is shown again with its fault."""
    typed, now = typed_form(site, posted), site.newsroom.clock.now()
    wrong = dict(faults(site.newsroom, typed))
    if wrong:
        return _page(request, site, station, visitor=posted.officer, typed=typed, wrong=wrong)
    try:
        keep_changed(site.newsroom, station, typed, officer=posted.officer, at=now)
    except Conflict as fault:
        wrong = {"name": str(fault)}
        return _page(request, site, station, visitor=posted.officer, typed=typed, wrong=wrong)
    return _done(site, station_path(station))


def tune(site: TheSite, visitor: DeskVisitor, station: StationSlug) -> Response:
    """The tune as it stands before the station's own files."""
    with site.newsroom.store.reading() as tx:
        known = the_station(tx, station)
    refuse_stranger(visitor, known)
    path = tune_path(site.newsroom, known)
    if path is None:
        raise NotFound(NO_TUNE)
    return FileResponse(path, media_type="audio/wav", headers=DESK_HEADERS)


def keep(request: Request, site: TheSite, posted: PostedUpload, station: StationSlug) -> Response:
    """Keep a tune, at the loudness of the house."""
    now, officer = site.newsroom.clock.now(), posted.officer
    if not posted.file:
        return _page(request, site, station, visitor=officer, refused=NO_FILE)
    try:
        keep_tune(site.newsroom, station, posted.file, officer=officer, at=now)
    except UploadRefused as fault:
        return _page(request, site, station, visitor=officer, refused=str(fault))
    return _done(site, f"{station_path(station)}/profile#tune")


def remove(site: TheSite, posted: PostedForm, station: StationSlug) -> Response:
    """Forget the tune; its files are made without it from now on."""
    now = site.newsroom.clock.now()
    keep_tune(site.newsroom, station, None, officer=posted.officer, at=now)
    return _done(site, f"{station_path(station)}/profile#tune")


def _done(site: Site, page: str) -> Response:
    # Its own files may take a while; nobody waits for them with a page open.
    made = BackgroundTask(publish, site.newsroom)
    return RedirectResponse(page, status_code=303, background=made)


def _page(
    request: Request,
    site: Site,
    slug: str,
    *,
    visitor: Officer | None,
    typed: Form | None = None,
    wrong: Mapping[str, str] | None = None,
    refused: str = "",
) -> Response:
    with site.newsroom.store.reading() as tx:
        known = the_station(tx, slug)
    refuse_stranger(visitor, known)
    return show_desk(
        request,
        "station_profile.html",
        status=422 if wrong or refused else 200,
        visitor=visitor,
        station=known,
        may_keep=visitor is not None and visitor.may(Right.KEEP_STATIONS),
        here=station_path(slug),
        refused=refused,
        longest_tune_s=LONGEST_S,
        **form_facts(site, typed or form_of(known), wrong or {}),
    )
