"""Pages of no county: the front page, the exercise's, and what browsers and robots ask for."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from app.domain.periods import Week
from app.domain.places import County
from app.errors import NotFound
from app.store.bulletins import newest_week
from app.store.listing import Standing, on_air
from app.web.access import PUBLIC
from app.web.addresses import county_path
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite, practising, show

ROBOTS = "User-agent: *\nDisallow: /desk\nDisallow: /exercise\nDisallow: /api/\n"


def routes() -> APIRouter:
    """Return the pages with fixed beginnings."""
    router = APIRouter(tags=["Pages"])
    for path, endpoint, summary in (
        ("/", front_page, "What this is, and every county's phase"),
        ("/exercise", exercise_front_page, "The counties of the exercise"),
    ):
        add_get(router, path, endpoint, summary, access=PUBLIC, response_class=HTMLResponse)
    add_get(
        router, "/robots.txt", robots, "For robots", access=PUBLIC, response_class=PlainTextResponse
    )
    add_get(
        router, "/static/{name}", asset, "A style sheet or picture", access=PUBLIC, documented=False
    )
    return router


def front_page(request: Request, site: TheSite) -> Response:
    """What Tangazo is, where every county stands, and where to go on."""
    return _front_page(request, site, exercise=practising(site))


def exercise_front_page(request: Request, site: TheSite) -> Response:
    """The counties of the exercise."""
    return _front_page(request, site, exercise=True)


def robots() -> str:
    """What search engines should leave alone: exercises, the desk and the API."""
    return ROBOTS


def asset(site: TheSite, name: str) -> Response:
    """A style sheet or picture; its name holds the hash of its bytes, so it never changes."""
    found = site.assets.get(name)
    if found is None:
        raise NotFound("There is no such file; the page that named it may be old.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(found.body, media_type=found.media_type, headers=headers)


def _front_page(request: Request, site: Site, *, exercise: bool) -> Response:
    with site.newsroom.store.reading() as tx:
        week = newest_week(tx, exercise=exercise)
        found = on_air(tx, exercise=exercise, week=week) if week else []
    now = site.newsroom.clock.now()
    tiles = [
        {
            "county": county,
            "path": county_path(county.slug, exercise=exercise),
            "standing": _first(county, [each for each in found if each.valid_until >= now]),
        }
        for county in site.newsroom.counties
    ]
    return show(
        request,
        "front.html",
        exercise=exercise,
        week=week or Week.at(now),
        tiles=tiles,
        next_run=site.next_run(),
    )


def _first(county: County, found: list[Standing]) -> Standing | None:
    return next((each for each in found if each.county == county.slug), None)
