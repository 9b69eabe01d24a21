"""What stations' automation takes: recordings by hash, and feeds."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from fastapi.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from app.domain.bulletins import Verdict
from app.domain.places import County
from app.domain.recordings import Recording
from app.errors import NotFound
from app.publishing.feeds import NEWEST, Channel, Entry, feed
from app.store.bulletins import released
from app.store.recordings import recording_at, recordings_of
from app.web.addresses import BULLETINS, RECORDINGS, county_path, feed_path
from app.web.answers import http_date, kept_text, unchanged
from app.web.api import public_bulletin
from app.web.parameters import CountySlug, LanguageCode
from app.web.problems import Documented, empty_errors, errors, problem
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite, base_address
from app.web.wording import language_name

LOG = logging.getLogger(__name__)
RECORDING_CACHE = "public, max-age=300, must-revalidate"
FEED_CACHE = "public, max-age=300, must-revalidate"
RSS = "application/rss+xml; charset=utf-8"
_ONE_RANGE = re.compile(r"\s*(\d{1,18})?-(\d{1,18})?\s*")


class AudioResponse(FileResponse):
    """A recording with the hash of its bytes as ETag, the same on every node and after a restore.

    Besides what `FileResponse` does it answers 304, and gives the whole file when a range makes
    no sense, as RFC 9110 wants and as old players need.
    """

    def __init__(self, path: Path, recording: Recording, *, modified: datetime) -> None:
        """Serve `path`, which holds `recording`, released at `modified`."""
        headers = {
            "ETag": f'"{recording.sha256}"',
            "Last-Modified": http_date(modified),
            "Cache-Control": RECORDING_CACHE,
        }
        super().__init__(
            path,
            headers=headers,
            media_type=recording.media_type,
            filename=recording.file_name,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, leaving out a Range that RFC 9110 tells us to ignore."""
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"range"
            or (scope["method"] == "GET" and well_formed(value.decode("latin-1")))
        ]
        await super().__call__({**scope, "headers": headers}, receive, send)


def well_formed(range_header: str) -> bool:
    """Return whether a Range header is one that we answer with 206 or 416.

    >>> well_formed("bytes=0-99"), well_formed("bytes=9-1"), well_formed("lines=1-2")
    (True, False, False)
    """
    unit, found, ranges = range_header.partition("=")
    if unit.strip().lower() != "bytes" or not found:
        return False
    return all(_one_range(each) for each in ranges.split(","))


def _one_range(text: str) -> bool:
    found = _ONE_RANGE.fullmatch(text)
    if found is None or (found[1] is None and found[2] is None):
        return False
    return found[1] is None or found[2] is None or int(found[1]) <= int(found[2])


def routes() -> APIRouter:
    """Return the routes of recordings and feeds."""
    router = APIRouter(tags=["Downloads"])
    audio = {"content": {"audio/*": {"schema": {"type": "string", "format": "binary"}}}}
    add_get(
        router,
        f"{RECORDINGS}/{{sha256}}.{{extension}}",
        recording,
        "A recording",
        response_class=Response,
        responses={
            200: {**audio, "description": "The whole file."},
            206: {**audio, "description": "The ranges that were asked for."},
            304: {"description": "The copy that you hold is still good."},
            **empty_errors(404, 410, 416),
        },
    )
    return router


def feed_routes() -> APIRouter:
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
            response_class=Response,
            responses={**xml, 304: {"description": "Not changed."}, **errors(404)},
        )
    return router


def recording(
    request: Request,
    site: TheSite,
    sha256: Annotated[str, InPath(description="SHA-256 of the file, in hexadecimal.")],
    extension: Annotated[str, InPath(description="mp3, opus or wav.", examples=["mp3"])],
) -> Response:
    """A recording by its hash. Answers Range, If-Range, If-None-Match and If-Modified-Since.

    What was taken off the air answers 410. Errors have no body, because some automation saves
    whatever comes and would put it on air.
    """
    with site.newsroom.store.reading() as tx:
        found = recording_at(tx, sha256)
    if found is None or found[0].extension != extension:
        raise NotFound(f"There is no recording {sha256}.{extension}.")
    kept, bulletin = found
    if public_bulletin(bulletin).verdict is not Verdict.RELEASED:
        return problem(request, 410, bulletin.reason)
    path = site.newsroom.blobs.path(kept.address)
    if path is None:
        LOG.error("recording_lost", extra={"recording": kept.address, "bulletin": bulletin.id})
        raise NotFound(f"The file of {bulletin.id} is gone.")
    modified = bulletin.released_at or bulletin.created_at
    answer = AudioResponse(path, kept, modified=modified)
    if unchanged(request.headers, etag=answer.headers["ETag"], modified=modified):
        names = ("ETag", "Last-Modified", "Cache-Control")
        return Response(status_code=304, headers={name: answer.headers[name] for name in names})
    return answer


def live_feed(
    request: Request, site: TheSite, county: CountySlug, language: LanguageCode
) -> Response:
    """The newest bulletins that may go on air, as a podcast feed."""
    return _feed(
        request, site, site.county_and_language(county, language), language, exercise=False
    )


def exercise_feed(
    request: Request, site: TheSite, county: CountySlug, language: LanguageCode
) -> Response:
    """The newest exercises, as a podcast feed; nothing in it is for air."""
    return _feed(request, site, site.county_and_language(county, language), language, exercise=True)


def _feed(
    request: Request, site: Site, county: County, language: str, *, exercise: bool
) -> Response:
    with site.newsroom.store.reading() as tx:
        found = released(tx, exercise=exercise, county=county.slug, language=language, limit=NEWEST)
        recordings = recordings_of(tx, [each.id for each in found])
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
    )
    entries = [Entry(bulletin=each, recordings=recordings[each.id]) for each in found]
    return kept_text(request, feed(channel, entries), RSS, cache_control=FEED_CACHE)
