"""What a station sees: the front page, one light page a county, and scripts to read aloud."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from app.domain.bulletins import Bulletin, Script
from app.domain.periods import Week
from app.domain.places import County
from app.errors import NotFound
from app.store.bulletins import newest_week, released
from app.store.listing import Standing, assessment_of, newest_editions, on_air
from app.store.recordings import recordings_of
from app.web.addresses import (
    county_path,
    script_path,
)
from app.web.evidence_table import evidence_rows, replayed_month
from app.web.parameters import CountySlug, LanguageCode
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite, base_address, practising, show
from app.web.station_cards import earlier_weeks, language_card
from app.web.wording import language_name

ROBOTS = "User-agent: *\nDisallow: /desk\nDisallow: /exercise\nDisallow: /api/\n"


def routes() -> APIRouter:
    """Return the pages with fixed beginnings."""
    router = APIRouter(tags=["Pages"])
    _add_page(router, "/", front_page, "What this is, and every county's phase")
    _add_page(router, "/exercise", exercise_front_page, "The counties of the exercise")
    add_get(router, "/robots.txt", robots, "For robots", response_class=PlainTextResponse)
    add_get(router, "/static/{name}", asset, "A style sheet or picture", documented=False)
    return router


def county_routes() -> APIRouter:
    """Return the pages that begin with a county; they come last."""
    router = APIRouter(tags=["Pages"])
    _add_page(router, "/exercise/{county}", exercise_page, "Station page of the exercise")
    _add_page(router, "/exercise/{county}/{language}/read", exercise_read, "Exercise to read aloud")
    _add_page(router, "/{county}", live_page, "Station page")
    _add_page(router, "/{county}/{language}/read", live_read, "Bulletin to read aloud")
    return router


def _add_page(router: APIRouter, path: str, endpoint: object, summary: str) -> None:
    if not callable(endpoint):
        raise TypeError(f"{path} has no function to answer it")
    add_get(
        router,
        path,
        endpoint,
        summary,
        response_class=HTMLResponse,
        responses=errors(404) if "{" in path else None,
    )


def front_page(request: Request, site: TheSite) -> Response:
    """What Tangazo is, where every county stands, and where to go on."""
    return _front_page(request, site, exercise=practising(site))


def exercise_front_page(request: Request, site: TheSite) -> Response:
    """The counties of the exercise."""
    return _front_page(request, site, exercise=True)


def exercise_page(request: Request, site: TheSite, county: CountySlug) -> Response:
    """A county's exercise of this week in every language."""
    return _station_page(request, site, site.county(county), exercise=True)


def live_page(request: Request, site: TheSite, county: CountySlug) -> Response:
    """A county's bulletin of this week in every language: play, download, read aloud."""
    return _station_page(request, site, site.county(county), exercise=False)


def exercise_read(
    request: Request, site: TheSite, county: CountySlug, language: LanguageCode
) -> Response:
    """The words of the exercise, a breath a line."""
    where = site.county_and_language(county, language)
    return _read_page(request, site, where, language, exercise=True)


def live_read(
    request: Request, site: TheSite, county: CountySlug, language: LanguageCode
) -> Response:
    """The words of the bulletin, a breath a line."""
    where = site.county_and_language(county, language)
    return _read_page(request, site, where, language, exercise=False)


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


def _station_page(request: Request, site: Site, county: County, *, exercise: bool) -> Response:
    store, now = site.newsroom.store, site.newsroom.clock.now()
    with store.reading() as tx:
        week = newest_week(tx, exercise=exercise) or Week.at(now)
        editions = newest_editions(tx, week, exercise=exercise, county=county.slug)
        found = released(tx, exercise=exercise, county=county.slug, week=week)
        assessment = assessment_of(tx, county.slug, week)
        past = on_air(tx, exercise=exercise, county=county.slug, limit=60)
        recordings = recordings_of(tx, [*(each.id for each in found), *(each.id for each in past)])
    playable = [each for each in found if each.valid_until >= now]
    cards = [
        language_card(county, code, editions, playable, recordings, exercise=exercise)
        for code in county.languages
    ]
    script = _evidence_script(playable)
    return show(
        request,
        "station.html",
        exercise=exercise,
        county=county,
        week=week,
        cards=cards,
        top=playable[0] if playable else None,
        evidence=evidence_rows(script, assessment) if script else [],
        replayed=replayed_month(script, assessment) if exercise else "",
        earlier=earlier_weeks(county, past, recordings, playable),
        base=base_address(request, site),
        elsewhere=county_path(county.slug, exercise=not exercise),
        practising=practising(site),
        next_run=site.next_run(),
    )


def _evidence_script(playable: list[Bulletin]) -> Script | None:
    return next((each.script for each in playable if each.script), None)


def _read_page(
    request: Request, site: Site, county: County, language: str, *, exercise: bool
) -> Response:
    now = site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        found = released(tx, exercise=exercise, county=county.slug, language=language, limit=1)
        recordings = recordings_of(tx, [each.id for each in found])
    bulletin = next((each for each in found if each.script and each.valid_until >= now), None)
    if bulletin is None:
        raise NotFound(f"{county.name} has no {language_name(language)} bulletin to read now.")
    return show(
        request,
        "read.html",
        exercise=exercise,
        county=county,
        bulletin=bulletin,
        seconds=next((each.duration_s for each in recordings[bulletin.id]), 0),
        back=county_path(county.slug, exercise=exercise),
        text=script_path(bulletin.id),
    )
