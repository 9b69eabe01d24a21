"""How the desk's pages are shown: kept by no browser, and their forms say where they come from."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from app.web.site_parts import practising, show, the_site

# Without a referrer browsers post the Origin "null", and over plain HTTP nothing else tells our
# own pages from another site's.
DESK_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}


def show_desk(request: Request, page: str, *, status: int = 200, **facts: object) -> Response:
    """Return a page of the desk."""
    exercise = practising(the_site(request))
    return show(request, page, status=status, headers=DESK_HEADERS, exercise=exercise, **facts)
