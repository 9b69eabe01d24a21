"""The site: every route in its order, every fault in its form, every answer with safe headers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.middleware.gzip import GZipMiddleware

from app.pipeline.newsroom import Newsroom
from app.web import (
    advice_api,
    api,
    cap,
    dated_names,
    downloads,
    feeds,
    fit_test,
    fixed_names,
    front_pages,
    heard_routes,
    indices,
    provenance,
    station_files,
    station_home,
    station_pages,
    station_tells,
    stations_api,
    status,
    templates_api,
    tongue,
)
from app.web.about import new_application
from app.web.access import PUBLIC
from app.web.answers import SecurityHeaders
from app.web.assets import load_assets
from app.web.auth import SignedOut
from app.web.booth import Booth
from app.web.desk import (
    advice,
    advice_announcements,
    advice_contacts,
    approve,
    audit,
    bulletin,
    comments,
    counties,
    evidence,
    forecast,
    hearing,
    help,
    join,
    language_tables,
    languages,
    me,
    ndma,
    overview,
    people,
    push,
    recall,
    recordings,
    runs,
    sign_in,
    sound_check,
    station,
    station_profile,
    stations,
    template_editor,
    template_revisions,
    templates,
)
from app.web.gateway import Gateway
from app.web.problems import Problem, add_problem_handlers
from app.web.quick_downloads import QuickDownloads
from app.web.routing import add_get
from app.web.shelf import LOOK_EVERY_S, Shelf
from app.web.shelf_first import ShelfFirst
from app.web.signed_out import ask_to_sign_in
from app.web.site_parts import Site, load_pages
from app.web.sound_booth import SoundBooth

NO_GATEWAY = Gateway()


def create_site(
    newsroom: Newsroom,
    *,
    public_url: str = "",
    public_read: bool = True,
    next_run: Callable[[], datetime],
    look_every_s: float = LOOK_EVERY_S,
    accel: str = "",
    gateway: Gateway = NO_GATEWAY,
) -> FastAPI:
    """Return the web application.

    Args:
        public_url: Address that stations reach us at; empty: whatever they asked for.
        public_read: Whether everybody may read and hear bulletins; if not, stations with a key and
            officers alone.
        next_run: Tells when the next edition is due.
        look_every_s: Seconds between two looks at whether a document on the shelf changed.
        accel: Where a front server finds recordings for itself; empty: we serve them.
        gateway: Whom SMS and calls of listeners are taken from; nobody, unless it is told.
    """
    app = new_application()
    app.state.booth = Booth(newsroom)
    app.state.sound_booth = SoundBooth(newsroom)
    assets = load_assets()
    app.state.site = Site(
        newsroom=newsroom,
        public_url=public_url,
        public_read=public_read,
        next_run=next_run,
        accel=accel,
        gateway=gateway,
        pages=load_pages(),
        assets=assets,
        shelf=Shelf(newsroom=newsroom, look_every_s=look_every_s, covers=feeds.covers(assets)),
    )
    _add_middleware(app, app.state.site)
    for router in _routers():
        app.include_router(router)
    return app


def _add_middleware(app: FastAPI, site: Site) -> None:
    """Add what every request goes through; the last that is added comes first."""
    app.add_middleware(GZipMiddleware, compresslevel=6)
    app.add_middleware(QuickDownloads, site=site)
    app.add_middleware(ShelfFirst, site=site)
    app.add_middleware(SecurityHeaders, private=not site.public_read)
    add_problem_handlers(app)
    app.add_exception_handler(SignedOut, ask_to_sign_in)


@cache
def _routers() -> tuple[APIRouter, ...]:
    """Return every router; the last four match any word as a county, so they come last."""
    return (
        _description_routes(),
        api.routes(),
        stations_api.routes(),
        provenance.routes(),
        templates_api.routes(),
        advice_api.routes(),
        *station_files.routers(),
        downloads.routes(),
        fixed_names.routes(),
        dated_names.routes(),
        station_home.routes(),
        fit_test.routes(),
        status.routes(),
        tongue.routes(),
        overview.routes(),
        counties.routes(),
        runs.routes(),
        help.routes(),
        *_evidence_routers(),
        *_bulletin_routers(),
        *_station_routers(),
        *heard_routes.routers(),
        sign_in.routes(),
        me.routes(),
        people.routes(),
        join.routes(),
        audit.routes(),
        *_language_routers(),
        front_pages.routes(),
        cap.routes(),
        indices.routes(),
        feeds.routes(),
        provenance.county_routes(),
        station_pages.county_routes(),
        station_tells.county_routes(),
        heard_routes.county_routes(),
    )


def _evidence_routers() -> tuple[APIRouter, ...]:
    """Return what officers enter and decide before anything is written."""
    return (
        evidence.routes(),
        ndma.routes(),
        forecast.routes(),
        advice.routes(),
        advice_contacts.routes(),
        advice_announcements.routes(),
    )


def _language_routers() -> tuple[APIRouter, ...]:
    """Return where officers change what is said in each language."""
    return (
        templates.routes(),
        template_editor.routes(),
        template_revisions.routes(),
        languages.routes(),
        language_tables.routes(),
    )


def _station_routers() -> tuple[APIRouter, ...]:
    """Return what officers do about stations, and about what stations must give back."""
    return (
        stations.routes(),
        station.routes(),
        station_profile.routes(),
        push.routes(),
        sound_check.routes(),
        recall.routes(),
    )


def _bulletin_routers() -> tuple[APIRouter, ...]:
    """Return what officers do with a bulletin before it is on air."""
    return (
        approve.routes(),
        bulletin.routes(),
        comments.routes(),
        hearing.routes(),
        recordings.routes(),
    )


def _description_routes() -> APIRouter:
    router = APIRouter(tags=["API"])
    add_get(
        router, "/openapi.json", description, "This description", access=PUBLIC, documented=False
    )
    return router


def description(request: Request) -> Response:
    """The description of every route, as OpenAPI."""
    app: FastAPI = request.app
    told = app.openapi()
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    schemas.setdefault("Problem", Problem.model_json_schema())
    return JSONResponse(told)
