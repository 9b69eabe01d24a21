"""The reader's choice between the languages of the pages, kept in a cookie of the browser."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import RedirectResponse, Response

from app.errors import NotFound
from app.web.access import PUBLIC
from app.web.interface import COOKIE, LANGUAGES
from app.web.routing import add_get

KEPT_S = 400 * 24 * 3600
Code = Annotated[str, Path(description="Language of the pages: en or sw.", max_length=8)]
Back = Annotated[str, Query(description="Path to go on to.", max_length=2000)]


def routes() -> APIRouter:
    """Return the route that keeps the choice."""
    router = APIRouter(tags=["Pages"])
    add_get(
        router,
        "/ui/{language}",
        choose,
        "Show the pages in English or Kiswahili",
        access=PUBLIC,
        response_class=Response,
        documented=False,
    )
    return router


def choose(language: Code, back: Back = "/") -> Response:
    """Keep the language in a cookie, and go back to the page; nothing else changes."""
    if language not in LANGUAGES:
        raise NotFound(f"The pages are in {', '.join(LANGUAGES)}; there is no '{language}'.")
    answer = RedirectResponse(own_path(back), status_code=303)
    answer.set_cookie(COOKIE, language, max_age=KEPT_S, samesite="lax", httponly=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def own_path(back: str) -> str:
    r"""Return a path of this site, or the front page for what leads to another one.

    >>> own_path("/desk?week=2026-W48"), own_path("//evil.example"), own_path("/\\evil.example")
    ('/desk?week=2026-W48', '/', '/')
    """
    odd = "\\" in back or any(not each.isprintable() for each in back)
    return "/" if odd or not back.startswith("/") or back.startswith("//") else back
