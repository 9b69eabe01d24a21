"""/api/v1/feedback: how many listeners told what, for officers' programs."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.domain.periods import Week
from app.store.feedback import counts
from app.web.access import SIGNED_IN
from app.web.addresses import API
from app.web.auth import DeskVisitor
from app.web.parameters import IsoWeek
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import TheSite


class FeedbackShape(BaseModel):
    """What listeners of a county told about one language's bulletin of a week."""

    week: str = Field(description="ISO week, such as `2026-W48`.")
    county: str = Field(description="Slug; empty when it is not known.")
    language: str = Field(description="Code; empty when it is not known.")
    understood: int = Field(ge=0)
    acted: int = Field(ge=0)
    needs_help: int = Field(ge=0)
    messages: int = Field(description="How many wrote something.", ge=0)


def routes() -> APIRouter:
    """Return the route of the counts."""
    router = APIRouter(tags=["API"])
    add_get(
        router,
        f"{API}/feedback",
        feedback_counts,
        "What listeners told",
        access=SIGNED_IN,
        model=list[FeedbackShape],
        responses=errors(401),
    )
    return router


def feedback_counts(
    site: TheSite, visitor: DeskVisitor, week: IsoWeek = None
) -> list[FeedbackShape]:
    """The counts of a week, or of this one, by county and language; nobody's words."""
    of = Week.parse(week) if week else Week.at(site.newsroom.clock.now())
    mine = [*visitor.counties, ""] if visitor is not None and visitor.counties else None
    with site.newsroom.store.reading() as tx:
        found = counts(tx, of, counties=mine)
    return [
        FeedbackShape(
            week=str(of),
            county=each.county,
            language=each.language,
            understood=each.understood,
            acted=each.acted,
            needs_help=each.needs_help,
            messages=each.messages,
        )
        for each in found
    ]
