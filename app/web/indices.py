"""What is on air as JSON, and a station's slots as a calendar."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.errors import NotFound
from app.pipeline.index_makers import index_name
from app.publishing.calendars import slots_name
from app.web.access import READERS, STATION
from app.web.problems import Documented, errors
from app.web.routing import add_get
from app.web.shelf_answers import from_shelf, in_exercise
from app.web.site_parts import TheSite
from app.web.station_access import AskingStation, KeyInAddress, StationSlug, only_station

NO_SLOTS = "NDMA does not know yet when this station airs the bulletin."


def routes() -> APIRouter:
    """Return the routes of the index and of calendars, those of exercises beside them."""
    router = APIRouter(tags=["Downloads"])
    kept: Documented = {304: {"description": "Not changed."}}
    json: Documented = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}
    calendar: Documented = {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}
    for tree, mark in (("", ""), ("/exercise", ", exercises")):
        add_get(
            router,
            f"{tree}/index.json",
            the_index,
            f"What is on air{mark}",
            access=READERS,
            response_class=Response,
            responses={**json, **kept, **errors(401, 403, 429)},
        )
        add_get(
            router,
            f"{tree}/stations/{{station}}/slots.ics",
            station_slots,
            f"When a station airs the bulletin{mark}",
            access=STATION,
            response_class=Response,
            responses={**calendar, **kept, **errors(401, 403, 404, 429)},
        )
    return router


def the_index(
    request: Request, site: TheSite, asking: AskingStation, key: KeyInAddress = None
) -> Response:
    """Every county and language with what may be played now, its files and their hashes.

    What was taken back and may still be on somebody's disk stands under `recalled`.
    """
    _ = asking
    return from_shelf(request, site, index_name(exercise=in_exercise(request)), key=key)


def station_slots(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    station: StationSlug,
    key: KeyInAddress = None,
) -> Response:
    """A station's slots of this and the next seven weeks, each with the address of what to play.

    It takes the station's key; telephones and desks that subscribe put it behind the address.
    """
    only_station(asking, station)
    name = slots_name(station, exercise=in_exercise(request))
    try:
        return from_shelf(request, site, name, key=key, private=True)
    except NotFound as fault:
        raise NotFound(NO_SLOTS) from fault
