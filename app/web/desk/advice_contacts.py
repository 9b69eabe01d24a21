"""The counties' telephone numbers on the desk: entered, called by somebody else, retired."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.contacts import FIELDS, FRESH_DAYS, Purpose
from app.domain.people import Officer, Right
from app.domain.periods import Week
from app.pipeline.library_entry import Faults, enter_contact
from app.pipeline.library_tables import contact_table, import_contacts
from app.pipeline.redraft import redraft
from app.store.advice_contacts import contacts, retire_contact, verify_contact
from app.web.access import SIGNED_IN, needs
from app.web.auth import DeskVisitor
from app.web.desk.advice_tables import TABLE_FIELDS, imported, table_answer
from app.web.desk.showing import show_desk
from app.web.parameters import CountySlug
from app.web.posts import PostedForm, PostedUpload
from app.web.problems import errors, posting_errors
from app.web.routing import FORM, FORM_WITH_FILE, add_get, add_post
from app.web.site_parts import Site, TheSite

PAGE = "/desk/advice/contacts"
NOTHING: Mapping[str, str] = {}
_FIELDS = {
    "county": "Slug of the county.",
    "name": "Whose number it is.",
    "purpose": "`advice`, or `help` in need.",
    "about": "What one may ask there.",
    "phone": "Digits in groups as they are said, such as 0800 720 123.",
    "valid_until": "Last day that it may be given out.",
}
_ONE = {"name": "Whose number it is.", "phone": "The number that was called."}


def routes() -> APIRouter:
    """Return the routes of the telephone numbers."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        numbers,
        "Telephone numbers that bulletins give out",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    add_get(
        router,
        f"{PAGE}.csv",
        table,
        "Numbers as a table",
        access=SIGNED_IN,
        responses=errors(401),
    )
    for path, endpoint, summary, fields in (
        (PAGE, add, "Add or change a number", _FIELDS),
        (f"{PAGE}/import", take_table, "Take a table of numbers", TABLE_FIELDS),
        (f"{PAGE}/{{county}}/called", called, "A number was called and answered", _ONE),
        (f"{PAGE}/{{county}}/retire", retire, "Give a number out no more", _ONE),
    ):
        add_post(
            router,
            path,
            endpoint,
            summary,
            access=needs(Right.ENTER_EVIDENCE),
            fields=fields,
            takes=FORM_WITH_FILE if "file" in fields else FORM,
            responses=posting_errors(409),
        )
    return router


def numbers(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """Every number, why one is not said this week, and a form for a new one."""
    return _page(request, site, visitor=visitor)


def table(site: TheSite, visitor: DeskVisitor) -> Response:
    """All numbers for a spreadsheet."""
    _ = visitor
    return table_answer(contact_table(site.newsroom), "contacts.csv")


def add(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Keep a number, or show the form again with what is wrong."""
    typed = {name: posted.text(name) for name in FIELDS}
    faults = enter_contact(site.newsroom, typed, officer=posted.officer)
    if faults:
        return _page(request, site, visitor=posted.officer, typed=typed, faults=faults)
    redraft(site.newsroom)
    return RedirectResponse(PAGE, status_code=303)


def take_table(request: Request, site: TheSite, posted: PostedUpload) -> Response:
    """Keep every new or changed number of a table, or none and say which row is wrong."""
    why = imported(site.newsroom, posted, import_contacts)
    if why:
        return _page(request, site, visitor=posted.officer, faults={"file": why})
    redraft(site.newsroom)
    return RedirectResponse(PAGE, status_code=303)


def called(site: TheSite, posted: PostedForm, county: CountySlug) -> Response:
    """Keep that an officer called a number today and was answered."""
    with site.newsroom.store.transaction() as tx:
        verify_contact(
            tx,
            county,
            posted.text("name"),
            phone=posted.text("phone"),
            officer=posted.officer,
            at=site.newsroom.clock.now(),
        )
    redraft(site.newsroom)
    return RedirectResponse(PAGE, status_code=303)


def retire(site: TheSite, posted: PostedForm, county: CountySlug) -> Response:
    """Give a number out no more."""
    now = site.newsroom.clock.now()
    with site.newsroom.store.transaction() as tx:
        retire_contact(tx, county, posted.text("name"), officer=posted.officer, at=now)
    redraft(site.newsroom)
    return RedirectResponse(PAGE, status_code=303)


def _page(
    request: Request,
    site: Site,
    *,
    visitor: Officer | None,
    typed: Mapping[str, str] = NOTHING,
    faults: Faults = NOTHING,
) -> Response:
    week = Week.at(site.newsroom.clock.now())
    with site.newsroom.store.reading() as tx:
        known = contacts(tx)
    places = {each.slug: each.name for each in site.newsroom.counties}
    return show_desk(
        request,
        "contacts.html",
        status=422 if faults else 200,
        visitor=visitor,
        rows=[
            (each, places.get(each.county, each.county), each.why_silent(week.sunday))
            for each in known
        ],
        typed=typed,
        faults=faults,
        entering=bool(visitor and visitor.may(Right.ENTER_EVIDENCE)),
        counties=site.newsroom.counties,
        purposes=tuple(Purpose),
        fresh_days=FRESH_DAYS,
    )
