"""One tap: the link in a message by which a station says that it aired or stopped a bulletin."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.domain.bulletins import Verdict
from app.domain.periods import NAIROBI
from app.domain.stations import Airing, Way
from app.errors import Conflict
from app.store.bulletins import the_bulletin
from app.store.heard import Confirmation, the_confirmation
from app.store.recalls import keep_stop, replacement_of, stopped_at
from app.store.station_traces import airings, keep_airing
from app.web.access import PUBLIC
from app.web.addresses import confirm_path, county_path
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite, show
from app.web.station_access import StationForm

# Whoever holds the link may tell; it is kept by nobody else, and found by no search engine.
HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
OFFERED_DAYS = 14
OVER = "This link has ended: its bulletin’s week is long over. Tell NDMA by telephone instead."
CHOOSE_DAY = "Choose the day on which it was on air."
DONE = {
    "aired": "Thank you: NDMA sees that you aired it.",
    "stopped": "Thank you: NDMA sees that you have stopped it.",
}
Token = Annotated[str, Path(description="Token of the link.", max_length=100)]
Told = Annotated[str, Query(description="What was just told.", max_length=10)]


def routes() -> APIRouter:
    """Return the routes of a link."""
    router = APIRouter(tags=["Pages"])
    page = "/c/{token}"
    add_get(
        router,
        page,
        confirm_page,
        "Did it go out?",
        access=PUBLIC,
        response_class=HTMLResponse,
        responses=errors(404, 410),
    )
    add_post(
        router,
        page,
        confirm,
        "A station says by its link that it aired a bulletin",
        access=PUBLIC,
        fields={"day": "The day, as 2026-11-24."},
        responses=posting_errors(409, 410),
    )
    add_post(
        router,
        f"{page}/stopped",
        stopped,
        "A station says by its link that it stopped what was taken back",
        access=PUBLIC,
        fields={},
        responses=posting_errors(409, 410),
    )
    return router


def confirm_page(request: Request, site: TheSite, token: Token, told: Told = "") -> Response:
    """The bulletin, and one button.

    Looking keeps nothing: programs that look for dangerous links open every link of a mail.
    """
    found = _found(site, token)
    return _page(request, site, token, found, done=DONE.get(told, ""))


def confirm(request: Request, site: TheSite, token: Token, form: StationForm) -> Response:
    """Keep that the bulletin was on air on a day; the same day again changes nothing."""
    found, now = _found(site, token), site.newsroom.clock.now()
    try:
        day = _day(form.get("day", ""), found, now)
        told = Airing(
            station=found.station.slug,
            bulletin=found.bulletin.id,
            day=day,
            told_by=found.station.name,
            way=Way.LINK,
            at=now,
        )
        with site.newsroom.store.transaction() as tx:
            keep_airing(tx, told)
    except Conflict as fault:
        return _page(request, site, token, found, fault=str(fault))
    return RedirectResponse(f"{confirm_path(token)}?told=aired", status_code=303, headers=HEADERS)


def stopped(site: TheSite, token: Token, form: StationForm) -> Response:
    """Keep that the station has stopped playing what was taken back."""
    _ = form
    found, now = _found(site, token), site.newsroom.clock.now()
    with site.newsroom.store.transaction() as tx:
        keep_stop(tx, found.bulletin.id, found.station, how="link", at=now)
    return RedirectResponse(f"{confirm_path(token)}?told=stopped", status_code=303, headers=HEADERS)


def _found(site: Site, token: str) -> Confirmation:
    """Return what a link stands for.

    Raises:
        HTTPException: 410, the link has ended.
        NotFound: There is no such link.
    """
    with site.newsroom.store.reading() as tx:
        found = the_confirmation(tx, token)
    if found.until < site.newsroom.clock.now():
        raise HTTPException(410, OVER)
    return found


def _days(found: Confirmation, now: datetime) -> list[date]:
    """Return the days that it may have been on air, the newest first."""
    today = now.astimezone(NAIROBI).date()
    first = found.bulletin.valid_from.astimezone(NAIROBI).date()
    days = (today - timedelta(days=back) for back in range(OFFERED_DAYS))
    return [each for each in days if each >= first]


def _day(typed: str, found: Confirmation, now: datetime) -> date:
    for each in _days(found, now):
        if typed == each.isoformat():
            return each
    raise Conflict(CHOOSE_DAY)


def _page(
    request: Request,
    site: Site,
    token: str,
    found: Confirmation,
    *,
    done: str = "",
    fault: str = "",
) -> Response:
    bulletin, slug = found.bulletin, found.station.slug
    with site.newsroom.store.reading() as tx:
        heard = airings(tx, station=slug, bulletin=bulletin.id)
        gone = stopped_at(tx, bulletin.id, slug)
        instead = replacement_of(tx, bulletin.id)
        replacement = the_bulletin(tx, instead) if instead else None
    told = {each.day for each in heard}
    return show(
        request,
        "confirm.html",
        status=422 if fault else 200,
        headers=HEADERS,
        exercise=bulletin.exercise,
        station=found.station,
        county=site.county(bulletin.county),
        bulletin=bulletin,
        withdrawn=bulletin.verdict is Verdict.WITHDRAWN,
        replaced=bulletin.verdict is Verdict.SUPERSEDED,
        replacement=replacement,
        stopped_at=gone,
        told=sorted(told),
        days=[each for each in _days(found, site.newsroom.clock.now()) if each not in told],
        here=confirm_path(token),
        county_page=county_path(bulletin.county, exercise=bulletin.exercise),
        done=done,
        fault=fault,
    )
