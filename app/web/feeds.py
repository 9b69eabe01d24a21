"""Podcast feeds: the newest bulletins of a county and language, for automation that takes them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.places import County
from app.publishing.channels import Channel, Entry
from app.publishing.feeds import NEWEST, feed
from app.store.bulletins import released
from app.store.listing import recalled
from app.store.recordings import recordings_of
from app.web.access import PUBLIC
from app.web.addresses import BULLETINS, RECORDINGS, county_path, feed_path
from app.web.answers import kept_text
from app.web.parameters import CountySlug, LanguageCode
from app.web.problems import Documented, errors
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite, base_address
from app.web.station_access import AskingStation, KeyInAddress, keyed
from app.web.wording import language_name

FEED_CACHE = "public, max-age=300, must-revalidate"
KEYED_FEED_CACHE = "private, max-age=300, must-revalidate"
RSS = "application/rss+xml; charset=utf-8"


def routes() -> APIRouter:
    """Return the routes of feeds; they come last, for they begin with any county."""
    router = APIRouter(tags=["Downloads"])
    xml: Documented = {200: {"content": {"application/rss+xml": {"schema": {"type": "string"}}}}}
    for path, endpoint, summary in (
        ("/exercise/{county}/{language}/feed.xml", exercise_feed, "Feed of exercises"),
        ("/{county}/{language}/feed.xml", live_feed, "Feed of live bulletins"),
    ):
        add_get(
            router,
            path,
            endpoint,
            summary,
            access=PUBLIC,
            response_class=Response,
            responses={**xml, 304: {"description": "Not changed."}, **errors(403, 404)},
        )
    return router


def live_feed(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    county: CountySlug,
    language: LanguageCode,
    key: KeyInAddress = None,
) -> Response:
    """The newest bulletins that may go on air, as a podcast feed."""
    _ = asking
    where = site.county_and_language(county, language)
    return _feed(request, site, where, language, exercise=False, key=key)


def exercise_feed(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    county: CountySlug,
    language: LanguageCode,
    key: KeyInAddress = None,
) -> Response:
    """The newest exercises, as a podcast feed; nothing in it is for air."""
    _ = asking
    where = site.county_and_language(county, language)
    return _feed(request, site, where, language, exercise=True, key=key)


def _feed(
    request: Request,
    site: Site,
    county: County,
    language: str,
    *,
    exercise: bool,
    key: str | None,
) -> Response:
    with site.newsroom.store.reading() as tx:
        found = released(tx, exercise=exercise, county=county.slug, language=language, limit=NEWEST)
        recordings = recordings_of(tx, [each.id for each in found])
        now = site.newsroom.clock.now()
        gone = recalled(tx, county.slug, exercise=exercise, language=language, at=now)
    base = base_address(request, site)
    cover = "cover-exercise.png" if exercise else "cover.png"
    channel = Channel(
        county=county,
        language=language,
        language_name=language_name(language),
        exercise=exercise,
        feed_url=base + feed_path(county.slug, language, exercise=exercise),
        page_url=base + county_path(county.slug, exercise=exercise),
        image_url=base + site.asset(cover),
        recordings_url=base + RECORDINGS,
        bulletins_url=base + BULLETINS,
        keyed=keyed(key),
        recalled=tuple(f"Do not play {each.id}. {each.reason}" for each in gone),
    )
    entries = [Entry(bulletin=each, recordings=recordings[each.id]) for each in found]
    cache = KEYED_FEED_CACHE if key else FEED_CACHE
    return kept_text(request, feed(channel, entries), RSS, cache_control=cache)
