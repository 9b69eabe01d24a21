"""Where an invited person becomes an officer, and where the first admin does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.people import Role
from app.errors import ApprovalError, Conflict, NotFound
from app.store.credentials import set_password
from app.store.invitations import Invitation, name_fault, take_up, the_invitation
from app.store.officers import add_officer, waits_for_first
from app.web.access import PUBLIC
from app.web.desk.me import new_password
from app.web.desk.roles import ROLE_WORDS
from app.web.desk.showing import show_desk
from app.web.desk.sign_in import OpenForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.sessions import begin_session
from app.web.site_parts import Site, TheSite

GONE = "This link was used, was taken back, or is older than a week; ask for a new one."
Token = Annotated[str, Path(description="Token of an invitation.", max_length=100)]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link offers.

    Attributes:
        invitation: Who is invited as what; None: whoever sets up this install, as its first admin.
    """

    invitation: Invitation | None = None

    @property
    def role(self) -> Role:
        """Return what the person becomes."""
        return self.invitation.role if self.invitation else Role.ADMIN


def routes() -> APIRouter:
    """Return the routes of an invitation."""
    router = APIRouter(tags=["Desk"])
    page = "/desk/join/{token}"
    add_get(
        router,
        page,
        invitation_page,
        "An invitation",
        access=PUBLIC,
        response_class=HTMLResponse,
        responses=errors(404),
    )
    add_post(
        router,
        page,
        join,
        "Take an invitation up",
        access=PUBLIC,
        fields={
            "name": "For the first admin: the name.",
            "password": "A new password.",
            "password_again": "The new password, again.",
        },
        responses=posting_errors(409),
    )
    return router


def invitation_page(request: Request, site: TheSite, token: Token) -> Response:
    """What the person is invited to, and where to choose a password."""
    return _page(request, site, _offer(site, token), token)


def join(request: Request, site: TheSite, token: Token, form: OpenForm) -> Response:
    """Make the person an officer with a password, and show the key, this once."""
    offer, typed = _offer(site, token), " ".join(form.get("name", "").split())
    try:
        hashed = new_password(form)
        name, key = _let_in(site, offer, token, typed=typed, hashed=hashed)
    except (ApprovalError, Conflict) as fault:
        return _page(request, site, offer, token, name=typed, fault=str(fault))
    answer = show_desk(request, "joined.html", visitor=None, name=name, key=key)
    begin_session(request, site, name, answer)
    return answer


def _offer(site: Site, token: str) -> Offer:
    now = site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        found = the_invitation(tx, token, at=now)
        if found is None and not waits_for_first(tx, token):
            raise NotFound(GONE)
    return Offer(found)


def _let_in(site: Site, offer: Offer, token: str, *, typed: str, hashed: str) -> tuple[str, str]:
    """Return name and key of the new officer."""
    now = site.newsroom.clock.now()
    with site.newsroom.store.transaction() as tx:
        if offer.invitation is not None:
            name, key = take_up(tx, token, at=now)
        else:
            fault = name_fault(typed)
            if fault:
                raise Conflict(fault)
            name, key = typed, add_officer(tx, typed, role=Role.ADMIN, allowed_by=token, at=now)
        set_password(tx, name, hashed, at=now)
    return name, key


def _page(
    request: Request, site: Site, offer: Offer, token: str, *, name: str = "", fault: str = ""
) -> Response:
    return show_desk(
        request,
        "join.html",
        status=422 if fault else 200,
        visitor=None,
        invitation=offer.invitation,
        role=ROLE_WORDS[offer.role],
        counties=site.newsroom.counties,
        token=token,
        name=name,
        fault=fault,
    )
