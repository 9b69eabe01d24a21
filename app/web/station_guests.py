"""Who may see what is one station's own: the station by its key, and officers who look after it."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.domain.people import Officer
from app.domain.stations import Station
from app.store.stations import the_station
from app.web.auth import SignedOut, desk_visitor
from app.web.desk.stations import looks_after
from app.web.site_parts import Site, show
from app.web.station_access import OTHERS_KEY

PROGRAM_ASKS = {"WWW-Authenticate": 'Basic realm="Tangazo station", charset="UTF-8"'}
NOT_YOURS = "This station is for officers of its own counties."


def station_or_none(
    request: Request, site: Site, asking: Station | None, slug: str
) -> Station | None:
    """Return the station, for itself and for officers who look after it; None for strangers.

    Raises:
        HTTPException: 403, the key is another station's, or the officer is of other counties.
    """
    if asking is not None:
        if asking.slug != slug:
            raise HTTPException(403, OTHERS_KEY)
        return asking
    try:
        visitor = desk_visitor(request)
    except SignedOut:
        return None
    return _looked_after(site, visitor, slug)


def _looked_after(site: Site, visitor: Officer | None, slug: str) -> Station:
    with site.newsroom.store.reading() as tx:
        found = the_station(tx, slug)
    if not looks_after(visitor, found):
        raise HTTPException(403, NOT_YOURS)
    return found


def ask_for_key(request: Request, slug: str) -> Response:
    """Return the page that asks for a station's key, whether or not there is such a station."""
    by_program = "sec-fetch-mode" not in request.headers
    return show(
        request,
        "station_key.html",
        status=401,
        headers=PROGRAM_ASKS if by_program else None,
        to=request.url.path,
        slug=slug,
    )
