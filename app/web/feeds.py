"""Podcast feeds: the newest bulletins of a county and language, for automation that takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.pipeline.feed_makers import county_feed_name, station_feed_name
from app.publishing.channels import COVER, EXERCISE_COVER
from app.web.access import READERS, STATION, Access
from app.web.assets import asset_named
from app.web.parameters import CountySlug, LanguageCode
from app.web.problems import Documented, errors
from app.web.routing import add_get
from app.web.shelf_answers import from_shelf, in_exercise
from app.web.site_parts import TheSite
from app.web.station_access import AskingStation, KeyInAddress, StationSlug, only_station

DOCUMENTED: Documented = {
    200: {"content": {"application/rss+xml": {"schema": {"type": "string"}}}},
    304: {"description": "Not changed."},
}


def routes() -> APIRouter:
    """Return the routes of feeds; they come last, for they begin with any county."""
    router = APIRouter(tags=["Downloads"])
    own, of_county = "/stations/{station}/{county}-{language}.xml", "/{county}/{language}/feed.xml"
    _add(router, f"/exercise{own}", station_feed, "A station's feed of exercises", access=STATION)
    _add(router, own, station_feed, "A station's own feed", access=STATION)
    _add(router, f"/exercise{of_county}", county_feed, "Feed of exercises", access=READERS)
    _add(router, of_county, county_feed, "Feed of live bulletins", access=READERS)
    return router


def _add(
    router: APIRouter, path: str, endpoint: Callable[..., Any], summary: str, *, access: Access
) -> None:
    add_get(
        router,
        path,
        endpoint,
        summary,
        access=access,
        response_class=Response,
        responses={**DOCUMENTED, **errors(401, 403, 404, 429)},
    )


def county_feed(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    county: CountySlug,
    language: LanguageCode,
    key: KeyInAddress = None,
) -> Response:
    """The newest bulletins of a county and language, as a podcast feed.

    The feeds below `/exercise` hold exercises alone; nothing in them is for air.
    """
    _ = asking
    site.county_and_language(county, language)
    name = county_feed_name(county, language, exercise=in_exercise(request))
    return from_shelf(request, site, name, key=key)


def station_feed(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    station: StationSlug,
    county: CountySlug,
    language: LanguageCode,
    key: KeyInAddress = None,
) -> Response:
    """What a station may play now, as a podcast feed of its own files; it takes the station's key.

    A key that came in the address is carried on to the recordings.
    """
    only_station(asking, station)
    name = station_feed_name(station, county, language, exercise=in_exercise(request))
    return from_shelf(request, site, name, key=key, private=True)


def covers(assets: Iterable[str]) -> dict[str, str]:
    """Return the path of each piece of cover art, by what stands for it in documents."""
    named = {COVER: "cover.png", EXERCISE_COVER: "cover-exercise.png"}
    return {known: f"/static/{asset_named(assets, name)}" for known, name in named.items()}
