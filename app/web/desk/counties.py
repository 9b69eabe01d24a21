"""Every county's evidence at a glance, as the way in to a county's own page."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.evidence import Assessment
from app.domain.findings import Finding
from app.domain.periods import Week
from app.domain.places import County
from app.web.access import SIGNED_IN
from app.web.auth import DeskVisitor
from app.web.desk.overview import the_desk
from app.web.desk.showing import show_desk
from app.web.parameters import IsoWeek
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import TheSite


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyCard:
    """A county's evidence.

    Attributes:
        look_at: Findings that hold a sentence, or wait for a decision.
        others: How many findings there are besides, without those that hold the bulletin.
    """

    county: County
    made: Assessment | None
    look_at: tuple[Finding, ...] = ()
    others: int = 0


def routes() -> APIRouter:
    """Return the route of the page."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        "/desk/evidence",
        counties_evidence,
        "Every county's evidence",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    return router


def counties_evidence(
    request: Request, site: TheSite, visitor: DeskVisitor, week: IsoWeek = None
) -> Response:
    """NDMA's phase, the estimate, and what holds a bulletin up, a card a county."""
    desk, weeks = the_desk(site, Week.parse(week) if week else None)
    return show_desk(
        request,
        "counties.html",
        visitor=visitor,
        week=desk.week,
        weeks=weeks,
        rows=[_card(each, desk.made.get(each.slug)) for each in desk.counties],
    )


def _card(county: County, made: Assessment | None) -> CountyCard:
    besides = [each for each in made.findings if not each.holds_bulletin] if made else []
    look_at = tuple(each for each in besides if each.holds or each.open)
    return CountyCard(county=county, made=made, look_at=look_at, others=len(besides) - len(look_at))
