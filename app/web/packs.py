"""A station's week as one zip, and what its sync agent tells us that it holds."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from app.domain.bulletins import Bulletin, Verdict
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.pipeline.pack import WeekPack, kept_zip, week_pack
from app.store.recordings import recording_at
from app.store.stations import the_station
from app.web.access import SIGNED_IN, STATION, Gate
from app.web.answers import http_date, unchanged
from app.web.downloads import AudioResponse, note_download
from app.web.json_posts import sent_body
from app.web.problems import Documented, empty_errors, errors
from app.web.routing import add_get
from app.web.shelf_answers import in_exercise
from app.web.site_parts import Site, TheSite, base_address, practising
from app.web.station_access import AskingStation, StationSlug, only_station

LOG = logging.getLogger(__name__)
ZIP = "application/zip"
PACK_CACHE = "private, no-cache"
# More than a station can hold of a week, and far less than what would hurt.
REPORT_BYTES, MOST_HELD, MOST_FAULTS, LONGEST_FAULT = 40_000, 200, 20, 300


class PackResponse(AudioResponse):
    """A zip that goes on where a download broke off, with the hash of its contents as ETag."""

    def __init__(self, path: Path, name: str, headers: dict[str, str]) -> None:
        """Serve `path` under `name`."""
        FileResponse.__init__(self, path, headers=headers, media_type=ZIP, filename=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a sync agent says: the hashes of the files that it holds, and what went wrong."""

    holds: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def routes() -> APIRouter:
    """Return the routes of packs and of the sync agent."""
    router = APIRouter(tags=["Downloads"])
    zipped: Documented = {
        200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}},
        206: {"description": "The ranges that were asked for."},
        304: {"description": "The copy that you hold is still good."},
    }
    for tree, mark in (("", ""), ("/exercise", ", exercises")):
        for name, about in (("pack", "A station's week"), ("pack-small", "The same, small")):
            add_get(
                router,
                f"{tree}/now/{{station}}/{name}.zip",
                pack,
                f"{about} as one zip{mark}",
                access=STATION,
                response_class=Response,
                responses={**zipped, **empty_errors(401, 403, 404, 416, 429)},
            )
        _add_report(router, f"{tree}/now/{{station}}/report", f"What an agent holds{mark}")
    add_get(
        router,
        "/desk/stations/{station}/pack.zip",
        desk_pack,
        "A station's week as one zip, for a USB stick",
        access=SIGNED_IN,
        response_class=Response,
        responses={**zipped, **errors(401, 403, 404, 416)},
    )
    return router


def _add_report(router: APIRouter, path: str, summary: str) -> None:
    shape = {"type": "object", "properties": {"holds": {"type": "array"}}}
    router.add_api_route(
        path,
        report,
        methods=["POST"],
        summary=summary,
        dependencies=[Depends(Gate(STATION))],
        response_model=None,
        responses=errors(401, 403, 404, 411, 413, 429),
        openapi_extra={"requestBody": {"content": {"application/json": {"schema": shape}}}},
    )


def pack(request: Request, site: TheSite, asking: AskingStation, station: StationSlug) -> Response:
    """What a station may play now, whole: sound, words, presenters' pages, the list, how to check.

    `pack-small.zip` holds the smallest sound and one-page scripts, for WhatsApp. It takes the key
    of this very station, counts as a download, and goes on where a download broke off.
    """
    only_station(asking, station)
    exercise, small = in_exercise(request), request.url.path.endswith("-small.zip")
    return _zipped(request, site, station, exercise=exercise, small=small, notes=True)


def desk_pack(request: Request, site: TheSite, station: StationSlug) -> Response:
    """The same for an officer who brings it to the station; it counts as no download."""
    return _zipped(request, site, station, exercise=practising(site), small=False, notes=False)


def _zipped(
    request: Request, site: Site, slug: str, *, exercise: bool, small: bool, notes: bool
) -> Response:
    newsroom = site.newsroom
    with newsroom.store.reading() as tx:
        whose = the_station(tx, slug)
    base = base_address(request, site)
    made = week_pack(newsroom, whose, exercise=exercise, small=small, base=base)
    headers = {
        "ETag": f'"{made.key}"',
        "Last-Modified": http_date(made.at),
        "Cache-Control": PACK_CACHE,
    }
    if unchanged(request.headers, etag=headers["ETag"], modified=None):
        return Response(status_code=304, headers=headers)
    kept = kept_zip(newsroom, made)
    if notes and request.method == "GET":
        for bulletin, form in _taken(made, whose, small=small):
            note_download(site, whose, form, bulletin)
    return PackResponse(kept, made.file_name, headers)


def _taken(made: WeekPack, whose: Station, *, small: bool) -> list[tuple[Bulletin, AudioFormat]]:
    form = AudioFormat.OPUS_24 if small else whose.formats[0]
    return [(each, form) for each in made.bulletins]


async def sent_report(request: Request) -> Report:
    """Return what an agent sent; of what is no report, nothing is taken.

    Raises:
        HTTPException: 403, 411 or 413.
    """
    try:
        told = json.loads(await sent_body(request, most_bytes=REPORT_BYTES))
        holds, faults = told["holds"], told.get("faults", [])
        return Report(
            holds=tuple(str(each) for each in list(holds)[:MOST_HELD]),
            faults=tuple(str(each)[:LONGEST_FAULT] for each in list(faults)[:MOST_FAULTS]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Report()


SentReport = Annotated[Report, Depends(sent_report)]


def report(
    site: TheSite, asking: AskingStation, station: StationSlug, told: SentReport
) -> Response:
    """What the sync agent of a station holds counts as taken; what went wrong there is logged."""
    only_station(asking, station)
    with site.newsroom.store.reading() as tx:
        whose = the_station(tx, station)
        found = [recording_at(tx, each) for each in told.holds]
    held = {
        bulletin.id: (bulletin, kept.format)
        for kept, bulletin in filter(None, found)
        if bulletin.verdict is Verdict.RELEASED
        and whose.expects(county=bulletin.county, language=bulletin.language)
    }
    for bulletin, form in held.values():
        note_download(site, whose, form, bulletin)
    if told.faults:
        LOG.warning("agent_has_faults", extra={"station": station, "faults": list(told.faults)})
    return JSONResponse({"kept": len(held)})
