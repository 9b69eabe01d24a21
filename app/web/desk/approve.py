"""What waits for people: a list of bulletins that are not yet on air, and whose yes is missing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.bulletins import Verdict
from app.domain.people import Officer
from app.domain.periods import Week
from app.domain.places import County
from app.store.listing import Standing
from app.store.waiting import signers, unfinished
from app.web.access import SIGNED_IN
from app.web.addresses import desk_bulletin_path, takes_path
from app.web.auth import DeskVisitor
from app.web.desk.bulletin import BulletinName
from app.web.desk.showing import show_desk
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import TheSite

READ, RECORD, WATCH = "Read and sign", "Record it", "See how far it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A bulletin that waits.

    Attributes:
        signed_by: Who has signed its words so far.
        mine: Whether it is for the county and language of the officer who looks.
    """

    standing: Standing
    county: County
    signed_by: tuple[str, ...]
    action: str
    path: str
    mine: bool


def routes() -> APIRouter:
    """Return the routes of the list."""
    router = APIRouter(tags=["Desk"])
    for path, endpoint, summary in (
        ("/desk/approve", approve, "What waits for people"),
        ("/desk/approve/{bulletin}", to_bulletin, "The page of a bulletin that waits"),
    ):
        add_get(
            router,
            path,
            endpoint,
            summary,
            access=SIGNED_IN,
            response_class=HTMLResponse,
            responses=errors(401, 404),
        )
    return router


def approve(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """Every bulletin that waits, by week, county and language, with the reason."""
    with site.newsroom.store.reading() as tx:
        found = unfinished(tx)
        signed = signers(tx, [each.id for each in found])
    places = {each.slug: each for each in site.newsroom.counties}
    rows = [
        _row(each, places[each.county], tuple(signed[each.id]), visitor=visitor)
        for each in found
        if each.county in places
    ]
    weeks = [(week, list(group)) for week, group in groupby(rows, key=_week_of)]
    return show_desk(request, "approve.html", visitor=visitor, weeks=weeks)


def to_bulletin(bulletin: BulletinName) -> Response:
    """The page where a bulletin is read and signed."""
    return RedirectResponse(desk_bulletin_path(bulletin), status_code=303)


def _week_of(row: Waiting) -> Week:
    return row.standing.week


def _row(
    standing: Standing, county: County, signed_by: tuple[str, ...], *, visitor: Officer | None
) -> Waiting:
    action, path = READ, desk_bulletin_path(standing.id)
    if standing.verdict is Verdict.NO_VOICE:
        action, path = RECORD, takes_path(standing.id)
    elif standing.verdict is Verdict.READY:
        action = WATCH
    mine = visitor is None or visitor.covers(county=county.slug, language=standing.language)
    return Waiting(
        standing=standing,
        county=county,
        signed_by=signed_by,
        action=action,
        path=path,
        mine=mine,
    )
