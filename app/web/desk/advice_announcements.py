"""Partners' announcements on the desk, county by county: offered, accepted, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.announcements import FIELDS, LONGEST_PARTNER, LONGEST_TEXT, Kind
from app.domain.geography import constituencies, wards
from app.domain.people import Officer, Right
from app.domain.places import County
from app.pipeline.library_entry import Faults, accept_announced, offer_announced, speaking
from app.pipeline.redraft import redraft
from app.store.advice_announcements import announcements, withdraw_announcement
from app.web.access import SIGNED_IN, needs
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.parameters import CountySlug
from app.web.posts import PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite

PAGE = "/desk/advice/announcements"
OF_COUNTY = f"{PAGE}/{{county}}"
Name = Annotated[str, Path(description="Name of the announcement.", examples=["kitui-7"])]
NOTHING: Mapping[str, str] = {}
STATES = {"offered": "Waits to be accepted", "accepted": "Accepted", "withdrawn": "Withdrawn"}
KINDS = {
    Kind.WATER_TRUCKING: "Water by truck",
    Kind.VACCINATION: "Vaccination",
    Kind.FEED: "Feed",
    Kind.CASH: "Cash",
    Kind.OTHER: "Something else",
}
_FIELDS = {
    "kind": "What it is about.",
    "partner": "Who does it.",
    "places": "Wards or constituencies between semicolons; empty: all of the county.",
    "first_day": "Day, or the first of several.",
    "last_day": "Last day; empty: the same day.",
    "starts": "From which hour in Nairobi, such as 07:30; or empty.",
    "valid_from": "First day that it may be heard; empty: today.",
    "valid_until": "Last day that it may be heard; empty: the Sunday of its last day.",
    "source": "Who told NDMA, and how.",
    "text-sw": "What is done, in a language; one field for each language of the county.",
    "partner-sw": "The partner's name in a language; empty: as above.",
}


def routes() -> APIRouter:
    """Return the routes of announcements."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        first_county,
        "Announcements of the first county",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    add_get(
        router,
        OF_COUNTY,
        of_county,
        "Announcements of a county",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    enter, sign = needs(Right.ENTER_EVIDENCE), needs(Right.SIGN)
    for path, endpoint, summary, access, fields in (
        (OF_COUNTY, offer, "Offer an announcement", enter, _FIELDS),
        (f"{OF_COUNTY}/{{name}}/accept", accept, "Accept an announcement", sign, {}),
        (f"{OF_COUNTY}/{{name}}/withdraw", withdraw, "Withdraw one", enter, {"reason": "Why."}),
    ):
        add_post(
            router,
            path,
            endpoint,
            summary,
            access=access,
            fields=fields,
            responses=posting_errors(409),
        )
    return router


def first_county(
    request: Request,
    site: TheSite,
    visitor: DeskVisitor,
    county: Annotated[str, Query(description="Slug of a county to go to.", max_length=40)] = "",
) -> Response:
    """Go to the county that is asked for, else to the officer's first one."""
    _ = request
    own = visitor.counties if visitor else ()
    slug = county or next(iter(own), site.newsroom.counties[0].slug)
    return RedirectResponse(f"{PAGE}/{site.county(slug).slug}", status_code=303)


def of_county(
    request: Request, site: TheSite, visitor: DeskVisitor, county: CountySlug
) -> Response:
    """What partners do in a county, and a form to offer more."""
    return _page(request, site, site.county(county), visitor=visitor)


def offer(request: Request, site: TheSite, county: CountySlug, posted: PostedForm) -> Response:
    """Keep an announcement as an offer, or show the form again with what is wrong."""
    place = site.county(county)
    typed = {name: posted.text(name) for name in FIELDS} | {"county": place.slug}
    words = {
        code: {
            "text": posted.text(f"text-{code}"),
            "partner": posted.text(f"partner-{code}") or typed["partner"],
        }
        for code in place.languages
        if posted.text(f"text-{code}")
    }
    made, faults = offer_announced(site.newsroom, typed, words, officer=posted.officer)
    if made is None:
        given = {**posted.fields, **typed}
        return _page(request, site, place, visitor=posted.officer, typed=given, faults=faults)
    return RedirectResponse(f"{PAGE}/{place.slug}#{made.id}", status_code=303)


def accept(site: TheSite, county: CountySlug, name: Name, posted: PostedForm) -> Response:
    """Accept an announcement for NDMA, and make the week's drafts anew."""
    accept_announced(site.newsroom, name, officer=posted.officer)
    redraft(site.newsroom)
    return RedirectResponse(f"{PAGE}/{county}#{name}", status_code=303)


def withdraw(site: TheSite, county: CountySlug, name: Name, posted: PostedForm) -> Response:
    """Say an announcement no more, and make the week's drafts anew."""
    now, reason = site.newsroom.clock.now(), posted.text("reason")
    with site.newsroom.store.transaction() as tx:
        withdraw_announcement(tx, name, officer=posted.officer, at=now, reason=reason)
    redraft(site.newsroom)
    return RedirectResponse(f"{PAGE}/{county}#{name}", status_code=303)


def _page(
    request: Request,
    site: Site,
    county: County,
    *,
    visitor: Officer | None,
    typed: Mapping[str, str] = NOTHING,
    faults: Faults = NOTHING,
) -> Response:
    with site.newsroom.store.reading() as tx:
        known = announcements(tx, county.slug)
    may = visitor and visitor.covers(county=county.slug)
    listed = [each.name for each in wards(county.slug)]
    listed += [each.iebc_name or each.name for each in constituencies(county.slug)]
    return show_desk(
        request,
        "announcements.html",
        status=422 if faults else 200,
        visitor=visitor,
        county=county,
        counties=site.newsroom.counties,
        rows=known,
        typed=typed,
        faults=faults,
        entering=bool(may and visitor and visitor.may(Right.ENTER_EVIDENCE)),
        deciding=bool(may and visitor and visitor.may(Right.SIGN)),
        languages=list(speaking(site.newsroom, county)),
        places=list(dict.fromkeys(listed)),
        kinds=KINDS,
        states=STATES,
        longest=LONGEST_TEXT,
        longest_partner=LONGEST_PARTNER,
    )
