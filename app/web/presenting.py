"""The presenter's page of a bulletin: as PDF, and what the page to read aloud shows besides."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.bulletins import Bulletin, Verdict
from app.domain.recordings import check_number
from app.pipeline.presenter import answers_for, presenter_page
from app.publishing.breaths import breaths
from app.publishing.presenter import Answer
from app.store.bulletins import the_bulletin
from app.store.recordings import recordings_of
from app.web.access import READERS
from app.web.addresses import BULLETINS, presenter_path
from app.web.answers import kept_text
from app.web.api import BulletinId, public_bulletin, taken_off
from app.web.problems import Documented, errors
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite, base_address

PDF = "application/pdf"


def routes() -> APIRouter:
    """Return the routes of presenters' pages."""
    router = APIRouter(tags=["Downloads"])
    pdf: Documented = {200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}}
    add_get(
        router,
        f"{BULLETINS}/{{name}}/presenter.pdf",
        presenter_pdf,
        "A bulletin to be read aloud, printed on A4",
        access=READERS,
        response_class=Response,
        responses={**pdf, **errors(401, 403, 404, 410, 429)},
    )
    return router


def presenter_pdf(request: Request, site: TheSite, name: BulletinId) -> Response:
    """A presenter's page: large letters, a breath a line, seconds, what callers ask, what changed.

    It is made when it is first asked for; equal bulletins give equal bytes.
    """
    with site.newsroom.store.reading() as tx:
        found = public_bulletin(the_bulletin(tx, name))
    if found.verdict is not Verdict.RELEASED or found.script is None:
        return taken_off(request, site, found)
    made = presenter_page(site.newsroom, name, base=base_address(request, site))
    named = {"Content-Disposition": f'inline; filename="{made.file_name}"'}
    return kept_text(request, made.body, PDF, headers=named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What the page to read aloud shows.

    Attributes:
        pdf: Where the same is, to be printed.
        parts: The words: of each part its kind, and its sentences in breaths.
        check_number: Six digits that people compare by telephone; empty without recordings.
        answers: What callers ask.
    """

    pdf: str
    parts: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    check_number: str
    answers: tuple[Answer, ...]


def presented(site: Site, bulletin: Bulletin, *, carried: str = "") -> Presented:
    """Return what the page to read a bulletin aloud shows.

    Args:
        carried: What carries a station's key on, such as `?key=...`.
    """
    with site.newsroom.store.reading() as tx:
        made = recordings_of(tx, [bulletin.id])[bulletin.id]
    number = check_number(made)
    segments = bulletin.script.segments if bulletin.script else ()
    return Presented(
        pdf=presenter_path(bulletin.id) + carried,
        parts=tuple((each.kind, tuple(map(breaths, each.sentences))) for each in segments),
        check_number=f"{number[:3]} {number[3:]}" if made else "",
        answers=answers_for(site.newsroom, bulletin),
    )
