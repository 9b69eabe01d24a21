"""Did it air, by sound: an officer sends a recording of a station, and sees what it holds."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from app.domain.people import Officer, Right
from app.domain.periods import NAIROBI
from app.domain.sound_checks import Progress
from app.errors import Conflict, UploadRefused
from app.mastering.long_uploads import LARGEST_BYTES, LONGEST_S
from app.pipeline.sound_check import Sent, ask, sent_folder
from app.store.fingerprints import sound_checks
from app.store.listing import standings_of
from app.store.stations import the_station
from app.web.access import SIGNED_IN, needs
from app.web.addresses import aired_path, desk_bulletin_path, sound_path, station_path
from app.web.auth import DeskVisitor
from app.web.desk.bulletin import REFRESH_S
from app.web.desk.showing import show_desk
from app.web.desk.sound_rows import check_row, names_in
from app.web.desk.stations import looks_after
from app.web.posts import DeskOfficer, OwnPage, read_form
from app.web.problems import errors, posting_errors
from app.web.routing import FORM_WITH_FILE, add_get, add_post
from app.web.site_parts import Site, TheSite
from app.web.sound_booth import TheSoundBooth
from app.web.station_access import StationSlug
from app.web.station_guests import NOT_YOURS

PAGE = "/desk/stations/{station}/sound"
# The fields travel beside the file; one that is a little too large is refused on its own page.
FORM_BYTES = LARGEST_BYTES + 1_000_000
NO_DAY = "Give the day on which it was recorded."
NO_TIME = "Give the time as hours, minutes and seconds, such as 06:58 or 06:58:30."


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedSound:
    """A form that brings a recording, which lies in a folder and not in memory."""

    officer: Officer
    fields: Mapping[str, str]
    file: Path
    file_name: str


def routes() -> APIRouter:
    """Return the routes of recordings of a station."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        sound_page,
        "What a recording of a station holds",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 403, 404),
    )
    add_post(
        router,
        PAGE,
        send_sound,
        "Send a recording of a station",
        access=needs(Right.KEEP_STATIONS),
        takes=FORM_WITH_FILE,
        fields={
            "file": "What was on air, in any format of a phone or a stream.",
            "day": "The day on which it was recorded, as 2026-11-23.",
            "time": "When it begins, in Nairobi, as 06:58 or 06:58:30; may be empty.",
        },
        responses=posting_errors(409),
    )
    return router


async def posted_sound(
    request: Request, site: TheSite, own: OwnPage, officer: DeskOfficer
) -> AsyncIterator[PostedSound]:
    """Give a form that brings a recording; what is not taken away goes with the request."""
    _ = own
    file = sent_folder(site.newsroom) / f"{secrets.token_hex(8)}.part"

    async def keep(sent: UploadFile) -> bytes:
        await run_in_threadpool(_keep, sent, file)
        return b""

    try:
        fields, _body, name = await read_form(request, max_bytes=FORM_BYTES, keep=keep)
        yield PostedSound(officer=officer, fields=fields, file=file, file_name=name)
    finally:
        await run_in_threadpool(file.unlink, missing_ok=True)


def _keep(sent: UploadFile, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as kept:
        shutil.copyfileobj(sent.file, kept, 1 << 20)


PostedRecording = Annotated[PostedSound, Depends(posted_sound)]


def sound_page(
    request: Request,
    site: TheSite,
    booth: TheSoundBooth,
    visitor: DeskVisitor,
    station: StationSlug,
) -> Response:
    """The form, and what was found in each recording that was sent."""
    booth.resume()
    return _page(request, site, station, visitor=visitor)


def send_sound(
    request: Request,
    site: TheSite,
    booth: TheSoundBooth,
    posted: PostedRecording,
    station: StationSlug,
) -> Response:
    """Keep a recording and have it listened to."""
    try:
        day, begins = _when(posted.fields)
        sent = Sent(file=posted.file, file_name=posted.file_name, day=day, recorded_from=begins)
        made = ask(site.newsroom, station, sent, by=posted.officer)
    except (Conflict, UploadRefused) as fault:
        return _page(
            request, site, station, visitor=posted.officer, fault=str(fault), typed=posted.fields
        )
    booth.check(made.id)
    return RedirectResponse(f"{sound_path(station)}#newest", status_code=303)


def _when(fields: Mapping[str, str]) -> tuple[date, datetime | None]:
    """Return the day of a recording, and the moment at which it begins if that was typed.

    Raises:
        Conflict: Day or time cannot be read.
    """
    try:
        day = date.fromisoformat(fields.get("day", "").strip())
    except ValueError as fault:
        raise Conflict(NO_DAY) from fault
    clock = fields.get("time", "").strip()
    if not clock:
        return day, None
    try:
        return day, datetime.combine(day, time.fromisoformat(clock), tzinfo=NAIROBI)
    except ValueError as fault:
        raise Conflict(NO_TIME) from fault


def _page(
    request: Request,
    site: Site,
    slug: str,
    *,
    visitor: Officer | None,
    fault: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    with site.newsroom.store.reading() as tx:
        known = the_station(tx, slug)
        if not looks_after(visitor, known):
            raise HTTPException(403, NOT_YOURS)
        sent = sound_checks(tx, station=slug)
        bulletins = standings_of(tx, names_in(sent))
    today = site.newsroom.clock.now().astimezone(NAIROBI).date()
    waits = any(each.progress in (Progress.WAITING, Progress.WORKING) for each in sent)
    return show_desk(
        request,
        "sound_check.html",
        status=422 if fault else 200,
        visitor=visitor,
        station=known,
        checks=[check_row(each, bulletins) for each in sent],
        waits=waits,
        refresh_s=REFRESH_S if waits else 0,
        counties={each.slug: each.name for each in site.newsroom.counties},
        fault_told=fault,
        typed={"day": today.isoformat(), "time": ""} | dict(typed or {}),
        today=today,
        most_mb=LARGEST_BYTES // 1_000_000,
        most_hours=LONGEST_S // 3600,
        may_keep=visitor is not None and visitor.may(Right.KEEP_STATIONS),
        bulletin_path=desk_bulletin_path,
        aired=aired_path(slug),
        station_page=station_path(slug),
        here=sound_path(slug),
    )
