"""What listeners told, for officers: who needs help first, then the counts of a week."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.feedback import Answer, Channel, Count, Saying
from app.domain.people import Officer, Right
from app.domain.periods import Week
from app.store.feedback import answer_saying, counts, feedback_weeks, sayings
from app.web.access import SIGNED_IN, needs
from app.web.auth import DeskVisitor
from app.web.desk.advice_tables import table_answer
from app.web.desk.heard_bars import bars_of
from app.web.desk.showing import show_desk
from app.web.feedback import ANSWERS
from app.web.parameters import IsoWeek
from app.web.posts import PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import TheSite

PAGE = "/desk/heard"
LISTED_WEEKS = 26
COLUMNS = ("week", "county", "language", "understood", "acted", "needs_help", "messages")
CHANNELS = {Channel.FORM: "by form", Channel.SMS: "by SMS", Channel.VOICE: "by telephone"}
SayingNumber = Annotated[int, Path(description="Number of the message.", ge=1, le=2**31)]


def routes() -> APIRouter:
    """Return the routes of what listeners told."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        heard_page,
        "What listeners told",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    table: dict[int | str, dict[str, object]] = {
        200: {"description": "The counts as a table.", "content": {"text/csv": {}}}
    }
    add_get(
        router,
        f"{PAGE}.csv",
        heard_csv,
        "What listeners told, as a table",
        access=SIGNED_IN,
        response_class=Response,
        responses={**errors(401), **table},
    )
    add_post(
        router,
        f"{PAGE}/{{number}}",
        answered,
        "A listener was answered",
        access=needs(Right.ENTER_EVIDENCE),
        fields={},
        responses=posting_errors(),
    )
    return router


def heard_page(
    request: Request, site: TheSite, visitor: DeskVisitor, week: IsoWeek = None
) -> Response:
    """Who needs help and has no answer, the counts by county and language, and what was written."""
    with site.newsroom.store.reading() as tx:
        weeks = feedback_weeks(tx, limit=LISTED_WEEKS)
        shown = Week.parse(week) if week else next(iter(weeks), Week.at(site.newsroom.clock.now()))
        mine = _counties(visitor)
        told, wrote = counts(tx, shown, counties=mine), sayings(tx, shown, counties=mine)
    total = _total(told)
    return show_desk(
        request,
        "heard.html",
        visitor=visitor,
        week=shown,
        weeks=weeks or [shown],
        rows=[(each, bars_of(each)) for each in told],
        total=total,
        silent=_silent(total, wrote, shown),
        helping=[e for e in wrote if e.answer is Answer.NEEDS_HELP and not e.answered_by],
        others=[e for e in wrote if e.answer is not Answer.NEEDS_HELP or e.answered_by],
        answers=ANSWERS,
        channels=CHANNELS,
        counties={each.slug: each.name for each in site.newsroom.counties},
        may_answer=visitor is not None and visitor.may(Right.ENTER_EVIDENCE),
    )


def heard_csv(site: TheSite, visitor: DeskVisitor, week: IsoWeek = None) -> Response:
    """The counts of one week, or of the last 26, a row a county and language."""
    with site.newsroom.store.reading() as tx:
        weeks = [Week.parse(week)] if week else feedback_weeks(tx, limit=LISTED_WEEKS)
        mine = _counties(visitor)
        found = [(each, counts(tx, each, counties=mine)) for each in weeks]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for of, told in found:
        for each in told:
            writer.writerow((of, *(getattr(each, name) for name in COLUMNS[1:])))
    return table_answer(file.getvalue(), "tangazo-listeners.csv")


def answered(site: TheSite, posted: PostedForm, number: SayingNumber) -> Response:
    """Keep that an officer has dealt with what a listener told."""
    with site.newsroom.store.transaction() as tx:
        answer_saying(tx, number, officer=posted.officer, at=site.newsroom.clock.now())
    return RedirectResponse(f"{PAGE}#help", status_code=303)


def _counties(visitor: Officer | None) -> list[str] | None:
    """Return the counties that an officer sees, the unknown one with them; None for all."""
    return [*visitor.counties, ""] if visitor is not None and visitor.counties else None


def _silent(total: Count, wrote: Sequence[Saying], week: Week) -> int:
    """Return how many need help in a week and wrote nothing."""
    of_week = (each for each in wrote if Week.at(each.at) == week)
    return total.needs_help - sum(each.answer is Answer.NEEDS_HELP for each in of_week)


def _total(told: Sequence[Count]) -> Count:
    return Count(
        county="",
        language="",
        understood=sum(each.understood for each in told),
        acted=sum(each.acted for each in told),
        needs_help=sum(each.needs_help for each in told),
        messages=sum(each.messages for each in told),
    )
