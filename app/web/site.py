"""The site: every route in its order, every fault in its form, every answer with safe headers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.middleware.gzip import GZipMiddleware

from app import __version__
from app.pipeline.newsroom import Newsroom
from app.web import (
    advice_api,
    api,
    downloads,
    feeds,
    front_pages,
    provenance,
    station_pages,
    station_tells,
    stations_api,
    status,
    templates_api,
    tongue,
)
from app.web.access import PUBLIC
from app.web.answers import SecurityHeaders
from app.web.auth import SignedOut
from app.web.booth import Booth, booth_life
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
    recall,
    recordings,
    runs,
    sign_in,
    station,
    stations,
    template_editor,
    template_revisions,
    templates,
)
from app.web.problems import Problem, add_problem_handlers
from app.web.routing import add_get
from app.web.signed_out import ask_to_sign_in
from app.web.site_parts import Site, load_assets, load_pages

ABOUT = """Drought bulletins for Kenya's community radio stations: released audio, the words that
are spoken, and the source of every figure.

* Every bulletin says in `mode` whether it is `live` or an `exercise`. An exercise must never go on
  air as real; lists and feeds never mix the two.
* `valid_until` ends a bulletin's use. What was taken off the air answers 410 and is listed in
  `/api/v1/status`.
* Recordings lie under their SHA-256, which is also their ETag, and never change. They answer
  ranges; their errors have no body.
* All other errors are `application/problem+json` (RFC 9457).
* Nothing here asks for a key but the officers' desk and `/api/v1/templates` of a live install
  (HTTP Basic).
"""
TAGS = [
    {"name": "API", "description": "Bulletins as JSON."},
    {"name": "Templates", "description": "The sentences of each language, for officers."},
    {"name": "Advice", "description": "Advice, contacts and announcements, for officers."},
    {"name": "Downloads", "description": "Audio and feeds for automation."},
    {"name": "Status", "description": "For people and machines that watch the service."},
    {"name": "Pages", "description": "For stations, in a browser; they need no JavaScript."},
    {"name": "Desk", "description": "For NDMA officers."},
]


def create_site(
    newsroom: Newsroom, *, public_url: str = "", next_run: Callable[[], datetime]
) -> FastAPI:
    """Return the web application.

    Args:
        public_url: Address that stations reach us at; empty: whatever they asked for.
        next_run: Tells when the next edition is due.
    """
    app = FastAPI(
        title="Tangazo",
        version=__version__,
        summary="Drought bulletins for community radio",
        description=ABOUT,
        openapi_tags=TAGS,
        license_info={"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=booth_life,
    )
    app.state.booth = Booth(newsroom)
    app.state.site = Site(
        newsroom=newsroom,
        public_url=public_url,
        next_run=next_run,
        pages=load_pages(),
        assets=load_assets(),
    )
    app.add_middleware(GZipMiddleware, compresslevel=6)
    app.add_middleware(SecurityHeaders)
    add_problem_handlers(app)
    app.add_exception_handler(SignedOut, ask_to_sign_in)
    for router in _routers():
        app.include_router(router)
    return app


def _routers() -> tuple[APIRouter, ...]:
    """Return every router; the last three match any word as a county, so they come last."""
    return (
        _description_routes(),
        api.routes(),
        stations_api.routes(),
        provenance.routes(),
        templates_api.routes(),
        advice_api.routes(),
        downloads.routes(),
        status.routes(),
        tongue.routes(),
        overview.routes(),
        counties.routes(),
        runs.routes(),
        help.routes(),
        evidence.routes(),
        ndma.routes(),
        forecast.routes(),
        advice.routes(),
        advice_contacts.routes(),
        advice_announcements.routes(),
        *_bulletin_routers(),
        *_station_routers(),
        sign_in.routes(),
        me.routes(),
        people.routes(),
        join.routes(),
        audit.routes(),
        templates.routes(),
        template_editor.routes(),
        template_revisions.routes(),
        languages.routes(),
        language_tables.routes(),
        front_pages.routes(),
        feeds.routes(),
        provenance.county_routes(),
        station_pages.county_routes(),
        station_tells.county_routes(),
    )


def _station_routers() -> tuple[APIRouter, ...]:
    """Return what officers do about stations, and about what stations must give back."""
    return (stations.routes(), station.routes(), recall.routes())


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
