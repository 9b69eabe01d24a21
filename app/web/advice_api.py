"""/api/v1/advice, contacts and announcements: what the library holds, for officers' programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from app.domain.advice import LineState
from app.domain.announcements import AnnouncementState
from app.domain.periods import NAIROBI, Week
from app.store.advice import offers, stages_of
from app.store.advice_announcements import announcements
from app.store.advice_contacts import contacts
from app.web.access import SIGNED_IN
from app.web.addresses import API
from app.web.advice_shapes import (
    AdviceShape,
    AnnouncementShape,
    ContactShape,
    advice_shape,
    announcement_shape,
    contact_shape,
)
from app.web.auth import DeskVisitor
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite

County = Annotated[str | None, Query(description="Only this county's.", examples=["kitui"])]
LineStand = Annotated[
    LineState | None, Query(alias="state", description="Only those that stand so.")
]
Stand = Annotated[AnnouncementState | None, Query(alias="state", description="Only those.")]


def routes() -> APIRouter:
    """Return the routes of the library."""
    router = APIRouter(prefix=API, tags=["Advice"])
    for path, endpoint, summary, model in (
        ("/advice", list_advice, "The advice library", list[AdviceShape]),
        ("/contacts", list_contacts, "Telephone numbers", list[ContactShape]),
        ("/announcements", list_announcements, "Partners' announcements", list[AnnouncementShape]),
    ):
        add_get(
            router,
            path,
            endpoint,
            summary,
            access=SIGNED_IN,
            model=model,
            responses=errors(401, 404),
        )
    return router


def list_advice(site: TheSite, visitor: DeskVisitor, state: LineStand = None) -> list[AdviceShape]:
    """Every line, the newest offer first, with how far its words have come."""
    _ = visitor
    today = site.newsroom.clock.now().astimezone(NAIROBI).date()
    with site.newsroom.store.reading() as tx:
        found = [(each, stages_of(tx, each)) for each in offers(tx, state=state)]
    return [advice_shape(each, stages, today=today) for each, stages in found]


def list_contacts(site: TheSite, visitor: DeskVisitor, county: County = None) -> list[ContactShape]:
    """Every number that is not retired, and why it is not said this week."""
    _ = visitor
    last = Week.at(site.newsroom.clock.now()).sunday
    slug = _slug(site, county)
    with site.newsroom.store.reading() as tx:
        return [contact_shape(each, last=last) for each in contacts(tx, slug)]


def list_announcements(
    site: TheSite, visitor: DeskVisitor, county: County = None, state: Stand = None
) -> list[AnnouncementShape]:
    """Every announcement, those that begin last first."""
    _ = visitor
    slug = _slug(site, county)
    with site.newsroom.store.reading() as tx:
        return [announcement_shape(each) for each in announcements(tx, slug, state=state)]


def _slug(site: Site, county: str | None) -> str | None:
    """Return a county's slug as it was asked for.

    Raises:
        NotFound: There is no such county here.
    """
    return site.county(county).slug if county else None
