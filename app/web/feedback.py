"""What listeners say: a short form a county, in their language, without a script or a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.feedback import LONGEST_TEXT, Answer, Channel, Saying, plain_text
from app.domain.periods import NAIROBI
from app.domain.places import County
from app.store.attempts import TooManyTries, Tries, take_try
from app.store.feedback import keep_saying
from app.web.access import PUBLIC
from app.web.addresses import county_path, say_path
from app.web.auth import address_of
from app.web.parameters import CountySlug
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite, practising, show
from app.web.station_access import StationForm

ANSWERS = {
    Answer.UNDERSTOOD: "I heard it and understood it",
    Answer.ACTED: "I have done something about it",
    Answer.NEEDS_HELP: "I need help",
}
NOTHING_SAID = "Choose one of the three, or write something."
TOO_MUCH = "Many answers came from where you are. Wait some minutes, then send yours again."
# A field that people do not see; programs that fill in every form fill it in as well.
TRAP = "website"
NO_FIELDS: Mapping[str, str] = {}
Done = Annotated[str, Query(description="Whether something was just kept.", max_length=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed and not kept, and why."""

    fault: str = ""
    status: int = 200
    fields: Mapping[str, str]


def county_routes() -> APIRouter:
    """Return the routes of the form; they begin with a county and come last."""
    router = APIRouter(tags=["Pages"])
    page = "/{county}/say"
    add_get(
        router,
        page,
        say_page,
        "Where listeners say what they made of the bulletin",
        access=PUBLIC,
        response_class=HTMLResponse,
        responses=errors(404),
    )
    add_post(
        router,
        page,
        say,
        "A listener says what the bulletin was good for",
        access=PUBLIC,
        fields={
            "answer": "1 understood, 2 acted, 3 needs help.",
            "language": "Code of the language that it was heard in.",
            "text": f"At most {LONGEST_TEXT} letters.",
            TRAP: "Nothing.",
        },
        responses=posting_errors(429),
    )
    return router


def say_page(request: Request, site: TheSite, county: CountySlug, done: Done = "") -> Response:
    """Three answers and room for some words."""
    where = site.county(county)
    return _page(request, site, where, Typed(fields=NO_FIELDS), done=done == "1")


def say(request: Request, site: TheSite, county: CountySlug, form: StationForm) -> Response:
    """Keep what a listener says; the same person is counted once a day."""
    where = site.county(county)
    thanks = RedirectResponse(f"{say_path(where.slug)}?done=1", status_code=303)
    if form.get(TRAP) or practising(site):
        return thanks
    said = _said(site, where, form)
    if said.answer is None and not said.text:
        return _page(request, site, where, Typed(fault=NOTHING_SAID, status=422, fields=form))
    try:
        _keep(request, site, said)
    except TooManyTries:
        return _page(request, site, where, Typed(fault=TOO_MUCH, status=429, fields=form))
    return thanks


def _said(site: Site, where: County, form: Mapping[str, str]) -> Saying:
    answers = {str(each.value): each for each in Answer}
    language = form.get("language", "")
    return Saying(
        county=where.slug,
        language=language if language in where.languages else "",
        answer=answers.get(form.get("answer", "")),
        text=plain_text(form.get("text", "")),
        channel=Channel.FORM,
        at=site.newsroom.clock.now(),
    )


def _keep(request: Request, site: Site, said: Saying) -> None:
    """Keep what was said, unless too much comes from one place.

    Many telephones share one address, so that the browser counts as well, and the hour begins the
    count anew.

    Raises:
        TooManyTries: The next one must wait.
    """
    place = address_of(request)
    browser = sha256(request.headers.get("user-agent", "").encode()).hexdigest()
    hour = f"{said.at.astimezone(NAIROBI):%Y-%m-%d %H}"
    with site.newsroom.store.transaction() as tx:
        take_try(tx, Tries(f"say {said.county} {hour}", place), at=said.at)
        keep_saying(tx, said, sender=f"{place} {browser}")


def _page(
    request: Request, site: Site, where: County, typed: Typed, *, done: bool = False
) -> Response:
    return show(
        request,
        "say.html",
        status=typed.status,
        headers={"Cache-Control": "no-store"},
        exercise=practising(site),
        county=where,
        answers=ANSWERS,
        trap=TRAP,
        longest=LONGEST_TEXT,
        typed=typed.fields,
        fault=typed.fault,
        done=done,
        here=say_path(where.slug),
        county_page=county_path(where.slug, exercise=practising(site)),
    )
