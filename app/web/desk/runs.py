"""Runs: how far each has come, what is due next, and what an officer may start."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.people import Officer, Right
from app.domain.periods import Week
from app.errors import Conflict
from app.pipeline.runs import WEEKLY, Rehearsed, carry_out, flash, rehearse, retried
from app.store.moved_slots import MovedSlot, move_back, move_slot
from app.web.access import SIGNED_IN, needs, refuse_without
from app.web.auth import DeskVisitor
from app.web.desk import run_rows as rows
from app.web.desk.run_stream import streamed
from app.web.desk.showing import show_desk
from app.web.desk.slot_form import SlotForm, moved_moment
from app.web.posts import Posted, PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite

PAGE = "/desk/runs"
NEXT_SLOTS = 4
SHORTEST_REASON, LONGEST_REASON = 5, 200
SAY_WHY = "Write why, in 5 letters or more; others will read it."
TOO_LONG = "That is too long; say it in 200 letters."
NO_COUNTY = "Choose the county."


def routes() -> APIRouter:
    """Return the routes of the page of runs."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        runs,
        "Runs of the schedule",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    add_get(
        router, f"{PAGE}/events", events, "Runs as they go on", access=SIGNED_IN, documented=False
    )
    for path, endpoint, summary, fields in (
        (
            "retry",
            retry,
            "Try a failed run again",
            {"schedule": "Its schedule.", "slot": "Its slot."},
        ),
        ("dry", dry, "Write the drafts without keeping them", _DRY_FIELDS),
        ("flash", start_flash, "Make a county's bulletin outside the schedule", _FLASH_FIELDS),
        ("move", move, "Move a slot of the schedule, or move it back", _MOVE_FIELDS),
    ):
        add_post(
            router,
            f"{PAGE}/{path}",
            endpoint,
            summary,
            access=needs(Right.RUN),
            fields=fields,
            responses=posting_errors(409),
        )
    return router


_DRY_FIELDS = {"week": "ISO week, such as 2026-W48."}
_FLASH_FIELDS = {"flash_county": "Slug of the county.", "reason": "Why now."}
_MOVE_FIELDS = {
    "slot": "The slot as it stands in the schedule, in ISO form.",
    "day": "Day that it is moved to, as 2026-12-01; empty moves it back.",
    "time": "Time in Nairobi, as 05:00.",
    "reason": "Why, such as the holiday's name.",
}


def runs(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """Every run with its steps, live while one goes on; the next slots; what may be started."""
    return _page(request, site, visitor=visitor)


def events(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """The list of runs as server-sent events, a new one whenever a step has gone further."""
    return streamed(request, site, retrying=_may_run(visitor))


def retry(site: TheSite, posted: PostedForm, later: BackgroundTasks) -> Response:
    """Try a failed run again, from its first unfinished step; the page shows how it goes."""
    slot = _slot(posted)
    held = retried(
        site.newsroom, schedule=posted.text("schedule"), slot=slot, officer=posted.officer.name
    )
    later.add_task(carry_out, site.newsroom, held)
    return RedirectResponse(PAGE, status_code=303, background=later)


def dry(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Write a week's drafts from the evidence at hand and show them; nothing is kept."""
    try:
        week = Week.parse(posted.text("week"))
    except ValueError as fault:
        raise Conflict("The form names no week; open the page again.") from fault
    found = rehearse(site.newsroom, week)
    return _page(request, site, visitor=posted.officer, rehearsed=found)


def start_flash(
    request: Request, site: TheSite, posted: PostedForm, later: BackgroundTasks
) -> Response:
    """Gather the evidence of one county now and draft its bulletin, to be approved as any."""
    slug, reason = posted.text("flash_county"), posted.text("reason")
    found = next((each for each in site.newsroom.counties if each.slug == slug), None)
    faults = {"flash_county": "" if found else NO_COUNTY, "flash_reason": _fault(reason)}
    if found is None or any(faults.values()):
        typed = {"flash_county": slug, "flash_reason": reason}
        return _page(request, site, visitor=posted.officer, typed=typed, faults=faults)
    refuse_without(posted.officer, Right.RUN, {"county": slug})
    held = flash(site.newsroom, found, officer=posted.officer.name, reason=reason)
    later.add_task(carry_out, site.newsroom, held)
    return RedirectResponse(PAGE, status_code=303, background=later)


def move(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Move a slot up to three days later, as over a holiday; or back to where it was."""
    slot, now = _slot(posted), site.newsroom.clock.now()
    if not posted.text("day"):
        with site.newsroom.store.transaction() as tx:
            move_back(tx, WEEKLY, slot, officer=posted.officer.name, at=now)
        return RedirectResponse(f"{PAGE}#slots", status_code=303)
    form = SlotForm(slot=slot, day=posted.text("day"), time=posted.text("time"))
    moved_to, fault = moved_moment(form, now=now)
    reason = posted.text("reason")
    fault = fault or _fault(reason)
    if fault or moved_to is None:
        return _page(
            request,
            site,
            visitor=posted.officer,
            typed={**posted.fields},
            faults={slot.isoformat(): fault},
        )
    moved = MovedSlot(
        schedule=WEEKLY,
        slot=slot,
        moved_to=moved_to,
        reason=reason,
        officer=posted.officer.name,
        at=now,
    )
    with site.newsroom.store.transaction() as tx:
        move_slot(tx, moved)
    return RedirectResponse(f"{PAGE}#slots", status_code=303)


def _may_run(visitor: Officer | None) -> bool:
    return visitor is not None and visitor.may(Right.RUN)


def _slot(posted: Posted) -> datetime:
    try:
        found = datetime.fromisoformat(posted.text("slot"))
    except ValueError as fault:
        raise Conflict("The form names no slot; open the page again.") from fault
    if found.tzinfo is None:
        raise Conflict("The form names no slot; open the page again.")
    return found


def _fault(reason: str) -> str:
    if len(reason) < SHORTEST_REASON:
        return SAY_WHY
    return TOO_LONG if len(reason) > LONGEST_REASON else ""


def _page(
    request: Request,
    site: Site,
    *,
    visitor: Officer | None,
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    rehearsed: list[Rehearsed] | None = None,
) -> Response:
    now = site.newsroom.clock.now()
    return show_desk(
        request,
        "runs.html",
        status=422 if faults else 200,
        visitor=visitor,
        retrying=_may_run(visitor),
        rows=rows.run_rows(site.newsroom),
        slots=rows.slot_rows(site.newsroom, site.next_run(), count=NEXT_SLOTS),
        counties=site.newsroom.counties,
        names={each.slug: each.name for each in site.newsroom.counties},
        week=Week.at(now),
        typed=typed or {},
        faults=faults or {},
        rehearsed=rehearsed,
        longest=LONGEST_REASON,
    )
