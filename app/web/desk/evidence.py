"""A county's evidence for an officer: every figure with its source, and the decisions about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.bulletins import Verdict
from app.domain.evidence import Assessment
from app.domain.findings import Decision, Finding
from app.domain.people import Officer, Right
from app.domain.periods import NAIROBI, Week
from app.domain.places import County
from app.errors import Conflict, NotFound
from app.pipeline.reassess import reassess
from app.store.evidence import assessments_of_week
from app.store.findings import add_decision
from app.store.listing import known_weeks, newest_editions
from app.store.weather import forecasts_of
from app.web.access import SIGNED_IN, needs
from app.web.addresses import desk_path, finding_path
from app.web.auth import DeskVisitor
from app.web.charts import outlook_chart, rain_chart
from app.web.desk import evidence_rows as rows
from app.web.desk.evidence_words import closed_words
from app.web.desk.showing import show_desk
from app.web.parameters import CountySlug, IsoWeek
from app.web.posts import Posted, PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite, practising

LISTED_WEEKS = 12
SHORTEST_REASON, LONGEST_REASON = 5, 500
CHOICES = {"accept": True, "reject": False}
FindingKey = Annotated[
    str, Path(description="Key of a finding, as the page names it.", pattern=r"^[0-9a-f]{16}$")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A decision that was not kept: about which finding, what was typed, and what is wrong."""

    key: str
    typed: str
    fault: str


def routes() -> APIRouter:
    """Return the routes of the evidence page."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        "/desk/evidence/{county}",
        evidence,
        "A county's evidence",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    add_post(
        router,
        "/desk/evidence/{county}/findings/{key}",
        decide,
        "Accept or reject the figures of a finding",
        access=needs(Right.ENTER_EVIDENCE),
        fields={
            "decision": "accept: the figures are right; reject: leave them out.",
            "reason": f"Why, in {SHORTEST_REASON} to {LONGEST_REASON} letters.",
            "week": "ISO week of the evidence, such as 2026-W48.",
        },
        responses=posting_errors(409),
    )
    return router


def evidence(
    request: Request,
    site: TheSite,
    visitor: DeskVisitor,
    county: CountySlug,
    week: IsoWeek = None,
) -> Response:
    """Phase, findings, indicators, outlook and forecast of a week, each with its source."""
    place = site.county(county)
    shown = Week.parse(week) if week else _newest_week(site)
    return _page(request, site, place, shown, visitor=visitor)


def decide(
    request: Request, site: TheSite, county: CountySlug, key: FindingKey, posted: PostedForm
) -> Response:
    """Keep an officer's decision, make the week anew from it, and show the page again."""
    place = site.county(county)
    week = _week_of(posted)
    found = _open_finding(site, place, week, key=key)
    reason, choice = posted.text("reason"), posted.text("decision")
    fault = _fault(reason, choice=choice)
    if fault:
        refused = Refused(key=found.key, typed=reason, fault=fault)
        return _page(request, site, place, week, visitor=posted.officer, refused=refused)
    given = Decision(
        accepted=CHOICES[choice],
        reason=" ".join(reason.split()),
        officer=posted.officer.name,
        at=site.newsroom.clock.now(),
    )
    with site.newsroom.store.transaction() as tx:
        add_decision(tx, place.slug, found.key, given)
    reassess(site.newsroom, week)
    there = desk_path("evidence", place.slug, week=week)
    return RedirectResponse(f"{there}#findings", status_code=303)


def _week_of(posted: Posted) -> Week:
    try:
        return Week.parse(posted.text("week"))
    except ValueError as fault:
        raise Conflict("The form names no week; open the page again.") from fault


def _open_finding(site: Site, county: County, week: Week, *, key: str) -> Finding:
    """Return the finding that is to be decided.

    Raises:
        NotFound: The evidence of this week has no such finding.
        Conflict: Its week is over, or there is nothing to decide about it.
    """
    if over(site, week):
        raise Conflict(f"Week {week.number} is over: nothing is decided about it any more.")
    with site.newsroom.store.reading() as tx:
        made = assessments_of_week(tx, week).get(county.slug)
    found = next((each for each in made.findings if each.key == key), None) if made else None
    if found is None:
        raise NotFound(
            "There is no such finding any more: the figures have changed. Open the page again."
        )
    if not found.decidable:
        raise Conflict(f"Nothing can be decided here. {closed_words(found)}")
    return found


def _fault(reason: str, *, choice: str) -> str:
    if choice not in CHOICES:
        return "Choose whether the figures are right or are to be left out."
    if len(reason) < SHORTEST_REASON:
        return f"Write why, in {SHORTEST_REASON} letters or more; others will read it."
    if len(reason) > LONGEST_REASON:
        return f"{len(reason)} letters are too many; say it in {LONGEST_REASON}."
    return ""


def over(site: Site, week: Week) -> bool:
    """Return whether a week has ended in Nairobi."""
    return week.sunday < site.newsroom.clock.now().astimezone(NAIROBI).date()


def _newest_week(site: Site) -> Week:
    with site.newsroom.store.reading() as tx:
        known = known_weeks(tx, limit=1)
    return next(iter(known), Week.at(site.newsroom.clock.now()))


def _page(
    request: Request,
    site: Site,
    county: County,
    week: Week,
    *,
    visitor: Officer | None,
    refused: Refused | None = None,
) -> Response:
    with site.newsroom.store.reading() as tx:
        made = assessments_of_week(tx, week).get(county.slug)
        weeks = known_weeks(tx, limit=LISTED_WEEKS)
        forecasts = forecasts_of(tx, county.slug)
        standings = newest_editions(tx, week, exercise=practising(site), county=county.slug)
    today = site.newsroom.clock.now().astimezone(NAIROBI).date()
    return show_desk(
        request,
        "evidence.html",
        status=422 if refused else 200,
        visitor=visitor,
        county=county,
        week=week,
        weeks=weeks,
        made=made,
        deciding=visitor is not None and not over(site, week),
        over=over(site, week),
        refused=refused,
        forecasts=forecasts,
        today=today,
        released=[each for each in standings if each.verdict is Verdict.RELEASED],
        decide_at=finding_path,
        limits=(SHORTEST_REASON, LONGEST_REASON),
        **(_told(made) if made else {}),
    )


def _told(made: Assessment) -> dict[str, object]:
    """Return the parts of the page that an assessment fills."""
    outlook = made.outlook
    vci = made.indicator("VCI-3M")
    return {
        "reasons": rows.reason_groups(made.estimate),
        "differs": rows.disagreement_of(made),
        "findings": rows.finding_rows(made.findings),
        "waiting": sum(each.open and each.holds for each in made.findings),
        "indicators": rows.indicator_rows(made),
        "printed": rows.printed_rows(made),
        "context": rows.context_rows(made),
        "rain": rain_chart(made.indicators),
        "chart": outlook_chart(outlook, last=vci) if outlook and outlook.leads else None,
        "said": rows.sayable_words,
    }
