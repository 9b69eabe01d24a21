"""Where a station sends the logs of its automation, and reads line by line what was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.stations import Scope, Station
from app.errors import Conflict
from app.pipeline.as_run import AsRun, keep_as_run
from app.pipeline.as_run_times import DayOrder
from app.web.access import STATION
from app.web.addresses import as_run_path, station_home_path
from app.web.posts import UPLOAD_BYTES, read_form
from app.web.problems import errors, posting_errors
from app.web.routing import FORM_WITH_FILE, add_get, add_post
from app.web.site_parts import Site, TheSite, practising, show
from app.web.station_access import AskingStation, KeyInAddress, StationSlug, keyed
from app.web.station_guests import ask_for_key, station_or_none
from app.web.station_home import PAGE_HEADERS, teller

ODD_DAY = "The day cannot be read; choose it again."
ORDERS = {
    DayOrder.UNKNOWN: "As the log shows",
    DayOrder.DAY_FIRST: "Day first: 23/11/2026",
    DayOrder.MONTH_FIRST: "Month first: 11/23/2026",
}
FIELDS = {
    "file": "The log, as CSV or text, at most 5 MB.",
    "day": "The day of a log whose lines have times only, as 2026-11-24.",
    "order": "What comes first in its dates: `unknown`, `day-first` or `month-first`.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLog:
    """A log as it was sent, with what was chosen beside it."""

    fields: Mapping[str, str]
    file: bytes
    file_name: str


async def sent_log(request: Request) -> SentLog:
    """Return the log that a station sends; its key says who it is."""
    fields, file, file_name = await read_form(request, max_bytes=UPLOAD_BYTES)
    return SentLog(fields=fields, file=file, file_name=file_name)


Sent = Annotated[SentLog, Depends(sent_log)]


def routes() -> APIRouter:
    """Return the routes of as-run logs, for stations."""
    router = APIRouter(tags=["Pages"])
    page = "/stations/{station}/as-run"
    add_get(
        router,
        page,
        as_run_page,
        "Where a station sends the log of its automation",
        access=STATION,
        response_class=HTMLResponse,
        responses=errors(401, 403, 404, 429),
    )
    add_post(
        router,
        page,
        send_log,
        "A station sends the log of its automation",
        access=STATION,
        fields={**FIELDS, "key": "The station's key, unless it is in the address or a header."},
        takes=FORM_WITH_FILE,
        responses=posting_errors(429),
    )
    return router


def as_run_page(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    station: StationSlug,
    key: KeyInAddress = None,
) -> Response:
    """Where to send a log, and what is read in it."""
    whose = station_or_none(request, site, asking, station)
    if whose is None:
        return ask_for_key(request, station)
    tells = asking is not None and asking.key_scope is Scope.READ_AND_TELL
    return _page(request, site, whose, key=key, tells=tells)


def send_log(
    request: Request, site: TheSite, station: StationSlug, sent: Sent, key: KeyInAddress = None
) -> Response:
    """Keep what the log says about our bulletins, and tell it line by line."""
    whose = teller(request, sent.fields, station)
    try:
        made = kept_log(site, whose, sent, told_by=whose.name)
    except Conflict as fault:
        return _page(request, site, whose, key=key, tells=True, fault=str(fault), sent=sent)
    return _page(request, site, whose, key=key, tells=True, made=made)


def kept_log(site: Site, whose: Station, sent: SentLog, *, told_by: str) -> AsRun:
    """Keep a log that a station or an officer sent, and return what was made of it.

    Raises:
        Conflict: It is no log, or the day beside it is none.
    """
    day = sent.fields.get("day", "").strip()
    try:
        chosen = date.fromisoformat(day) if day else None
    except ValueError as fault:
        raise Conflict(ODD_DAY) from fault
    order = sent.fields.get("order", "")
    return keep_as_run(
        site.newsroom,
        whose,
        sent.file,
        told_by=told_by,
        file_name=sent.file_name,
        day=chosen,
        order=DayOrder(order) if order in list(DayOrder) else DayOrder.UNKNOWN,
    )


def _page(
    request: Request,
    site: Site,
    whose: Station,
    *,
    key: str | None,
    tells: bool,
    made: AsRun | None = None,
    fault: str = "",
    sent: SentLog | None = None,
) -> Response:
    return show(
        request,
        "as_run.html",
        status=422 if fault else 200,
        headers=PAGE_HEADERS,
        exercise=practising(site),
        station=whose,
        tells=tells,
        made=made,
        fault=fault,
        typed=sent.fields if sent else {},
        orders=ORDERS,
        keyed=keyed(key),
        here=as_run_path(whose.slug),
        home=station_home_path(whose.slug),
    )
