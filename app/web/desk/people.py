"""The officers: who they are, inviting one, and taking a right away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.people import Officer, Right, Role
from app.errors import ApprovalError, Conflict, NotFound
from app.store.invitations import close_invitation, invite, open_invitations
from app.store.officers import officers, revoke_officer, the_officer
from app.store.sessions import Session, end_sessions, sessions
from app.web.access import needs
from app.web.auth import DeskVisitor
from app.web.desk.roles import ROLE_WORDS
from app.web.desk.showing import show_desk
from app.web.posts import Posted, PostedForm
from app.web.problems import errors, posting_errors
from app.web.reauth import has_codes, surely
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite, base_address

PEOPLE = "/desk/people"
NO_ROLE = "Choose a role."
AGAIN = {"key": "The admin's password or key, once more.", "code": "Or a code, once more."}
NAMED = {"name": "The officer's name."}


@dataclass(frozen=True, slots=True)
class Row:
    """An officer of the list.

    Attributes:
        gone_at: When the right was taken away; None: the officer still decides.
        sessions: Where the officer is signed in.
    """

    officer: Officer
    gone_at: datetime | None
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into the form that invites somebody."""

    name: str = ""
    role: str = ""
    counties: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


NOBODY = Typed()
NOTHING_WRONG: Mapping[str, str] = {"add": "", "revoke": "", "name": ""}


def routes() -> APIRouter:
    """Return the routes of the list of officers."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PEOPLE,
        people,
        "Officers",
        access=needs(Right.ADD_OFFICERS),
        response_class=HTMLResponse,
        responses=errors(401, 403),
    )
    invited = {
        "name": "The name that the person will sign with.",
        "role": "One of the roles.",
        "county.kitui": "Any value: decides for it; one field a county, none: for all.",
        "language.sw": "Any value: decides in it; one field a language, none: in all.",
        **AGAIN,
    }
    for path, endpoint, summary, fields in (
        ("", send_invitation, "Invite an officer", invited),
        ("/uninvite", uninvite, "Take an invitation back", {"number": "Its number."}),
        ("/revoke", revoke, "Take an officer's right away", {**NAMED, **AGAIN}),
        ("/sign-out", sign_out, "Sign an officer out everywhere", NAMED),
    ):
        add_post(
            router,
            f"{PEOPLE}{path}",
            endpoint,
            summary,
            access=needs(Right.ADD_OFFICERS),
            fields=fields,
            responses=posting_errors(409),
        )
    return router


def people(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """Every officer, with role and limits, and the invitations that wait."""
    return _page(request, site, visitor=visitor)


def send_invitation(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Keep an invitation and show its link, this once."""
    typed = _typed(site, posted)
    if typed.role not in list(Role):
        return _page(request, site, visitor=posted.officer, typed=typed, wrong={"add": NO_ROLE})
    try:
        now = surely(site, posted)
        with site.newsroom.store.transaction() as tx:
            token = invite(
                tx,
                typed.name,
                role=Role(typed.role),
                by=posted.officer,
                at=now,
                counties=typed.counties,
                languages=typed.languages,
            )
    except (ApprovalError, Conflict) as fault:
        wrong = {"add": str(fault)}
        return _page(request, site, visitor=posted.officer, typed=typed, wrong=wrong)
    link = f"{base_address(request, site)}/desk/join/{token}"
    return _page(request, site, visitor=posted.officer, link=link, invited=typed.name)


def uninvite(site: TheSite, posted: PostedForm) -> Response:
    """Take an invitation back; its link stops at once."""
    told, now = posted.text("number"), site.newsroom.clock.now()
    if not (told.isascii() and told.isdecimal()):
        raise NotFound("There is no such invitation.")
    with site.newsroom.store.transaction() as tx:
        close_invitation(tx, int(told[:18]), by=posted.officer, at=now)
    return RedirectResponse(f"{PEOPLE}#invitations", status_code=303)


def revoke(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Take an officer's right away; key, password and browsers stop at once."""
    name = posted.text("name")
    try:
        now = surely(site, posted)
        with site.newsroom.store.transaction() as tx:
            end_sessions(tx, name, by=posted.officer, at=now)
            revoke_officer(tx, name, by=posted.officer, at=now)
    except (ApprovalError, Conflict) as fault:
        wrong = {"revoke": str(fault), "name": name}
        return _page(request, site, visitor=posted.officer, wrong=wrong)
    return RedirectResponse(f"{PEOPLE}#list", status_code=303)


def sign_out(site: TheSite, posted: PostedForm) -> Response:
    """End every session of an officer, such as when a telephone was stolen."""
    name, now = posted.text("name"), site.newsroom.clock.now()
    with site.newsroom.store.transaction() as tx:
        if the_officer(tx, name) is None:
            raise NotFound(f"There is no officer '{name}', or not any more.")
        end_sessions(tx, name, by=posted.officer, at=now)
    return RedirectResponse(f"{PEOPLE}#list", status_code=303)


def _typed(site: Site, posted: Posted) -> Typed:
    here = [each.slug for each in site.newsroom.counties]
    return Typed(
        name=" ".join(posted.text("name").split()),
        role=posted.text("role"),
        counties=tuple(each for each in here if f"county.{each}" in posted.fields),
        languages=tuple(
            each for each in sorted(site.languages) if f"language.{each}" in posted.fields
        ),
    )


def _page(
    request: Request,
    site: Site,
    *,
    visitor: Officer | None,
    typed: Typed = NOBODY,
    wrong: Mapping[str, str] | None = None,
    link: str = "",
    invited: str = "",
) -> Response:
    now = site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        known, waiting = officers(tx), open_invitations(tx, at=now)
        open_now = sessions(tx, at=now)
    return show_desk(
        request,
        "people.html",
        status=422 if wrong else 200,
        visitor=visitor,
        rows=[
            Row(each, gone_at, tuple(at for at in open_now if at.officer == each.name))
            for each, gone_at in known
        ],
        waiting=waiting,
        codes=visitor is not None and has_codes(site, visitor.name),
        roles=ROLE_WORDS,
        counties=site.newsroom.counties,
        languages=sorted(site.languages),
        typed=typed,
        wrong={**NOTHING_WRONG, **(wrong or {})},
        link=link,
        invited=invited,
    )
