"""The officers' overview: where every bulletin of a week stands, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.bulletins import Verdict
from app.domain.evidence import Assessment
from app.domain.findings import Finding
from app.domain.periods import Week
from app.domain.places import County
from app.store.evidence import assessments_of_week, source_states
from app.store.listing import Standing, known_weeks, newest_editions
from app.store.runs import newest_runs
from app.web.addresses import county_path
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.parameters import IsoWeek
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import TheSite, practising

LISTED_RUNS = 8
LISTED_WEEKS = 12
STEPS = ("Evidence", "Words", "Approved", "Spoken", "Released")
DONE, STOPPED, OPEN, NOT_NEEDED = "done", "stopped", "open", "not-needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyRows:
    """A county's evidence, and where its bulletins stand with the steps they have taken.

    Attributes:
        look_at: Findings that hold a sentence, or wait for a decision.
        others: How many findings there are besides, without those that hold the bulletin.
    """

    county: County
    assessment: Assessment | None
    bulletins: tuple[tuple[Standing, tuple[str, ...]], ...]
    look_at: tuple[Finding, ...] = ()
    others: int = 0


def routes() -> APIRouter:
    """Return the routes of the desk."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        "/desk",
        overview,
        "Officers' overview",
        response_class=HTMLResponse,
        responses=errors(401),
    )
    return router


def overview(
    request: Request, site: TheSite, visitor: DeskVisitor, week: IsoWeek = None
) -> Response:
    """Evidence, bulletins, sources and runs of a week. A live install asks for name and key."""
    drill = practising(site)
    with site.newsroom.store.reading() as tx:
        weeks = known_weeks(tx, limit=LISTED_WEEKS)
        shown = Week.parse(week) if week else next(iter(weeks), Week.at(site.newsroom.clock.now()))
        standings = [
            each
            for exercise in (False, True)
            for each in newest_editions(tx, shown, exercise=exercise)
        ]
        assessments = assessments_of_week(tx, shown)
        sources = source_states(tx)
        runs = newest_runs(tx, limit=LISTED_RUNS)
    return show_desk(
        request,
        "desk.html",
        visitor=visitor,
        week=shown,
        weeks=weeks,
        steps=STEPS,
        rows=[
            _rows(county, standings, assessments.get(county.slug), practising=drill)
            for county in site.newsroom.counties
        ],
        station_page=_station_page,
        waiting=sum(each.verdict is Verdict.HELD_APPROVAL for each in standings),
        sources=sources,
        runs=runs,
        next_run=site.next_run(),
    )


def _rows(
    county: County, standings: list[Standing], assessment: Assessment | None, *, practising: bool
) -> CountyRows:
    order = {code: place for place, code in enumerate(county.languages)}
    mine = [each for each in standings if each.county == county.slug]
    mine.sort(key=lambda each: (each.exercise, order.get(each.language, len(order))))
    found = assessment.findings if assessment else ()
    besides = [each for each in found if not each.holds_bulletin]
    look_at = tuple(each for each in besides if each.holds or each.open)
    return CountyRows(
        county=county,
        assessment=assessment,
        bulletins=tuple((each, steps_of(each, practising=practising)) for each in mine),
        look_at=look_at,
        others=len(besides) - len(look_at),
    )


def _station_page(standing: Standing) -> str:
    return county_path(standing.county, exercise=standing.exercise)


def steps_of(standing: Standing, *, practising: bool) -> tuple[str, ...]:
    """Return how far a bulletin has come: each of `STEPS` done, stopped here, or still open.

    An install that only holds exercises needs no approval.
    """
    stopped_at = _stopped_at(standing)
    steps = [
        DONE if place < stopped_at else STOPPED if place == stopped_at else OPEN
        for place in range(len(STEPS))
    ]
    approval = STEPS.index("Approved")
    if practising and steps[approval] == DONE:
        steps[approval] = NOT_NEEDED
    return tuple(steps)


def _stopped_at(standing: Standing) -> int:
    """Return the step that is not done; the number of steps when all are."""
    if standing.verdict is Verdict.RELEASED:
        return len(STEPS)
    if standing.verdict is Verdict.HELD_EVIDENCE:
        return STEPS.index("Evidence")
    if not standing.has_script:
        return STEPS.index("Words")
    if standing.verdict in (Verdict.HELD_APPROVAL, Verdict.EXPIRED):
        return STEPS.index("Approved")
    if standing.verdict in (Verdict.SUPERSEDED, Verdict.WITHDRAWN):
        return STEPS.index("Released")
    return STEPS.index("Spoken")
