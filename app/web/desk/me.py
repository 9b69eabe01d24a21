"""An officer's own page: password, codes of a telephone, browsers that are signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyotp
import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from app.domain.people import Officer
from app.errors import ApprovalError
from app.store.credentials import (
    Credential,
    confirm_codes,
    credential_of,
    new_code_secret,
    password_hash,
    set_password,
    stop_codes,
)
from app.store.sessions import end_session, end_sessions, sessions
from app.web.access import SIGNED_IN
from app.web.auth import DeskVisitor
from app.web.desk.roles import ROLE_WORDS
from app.web.desk.showing import show_desk
from app.web.posts import Posted, PostedForm
from app.web.problems import errors, posting_errors
from app.web.reauth import has_codes, surely
from app.web.routing import add_get, add_post
from app.web.sessions import current_session
from app.web.site_parts import Site, TheSite

ME = "/desk/me"
DIFFERENT = "The two passwords differ; type both again."
IN_USE = "A telephone makes codes for you already; stop them first."
WRONG_CODE = "That is not the code; type the one that the telephone shows now."
AGAIN = {"key": "The officer's password or key, once more.", "code": "Or a code, once more."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was not done, and why.

    Attributes:
        form: Which form of the page it was.
    """

    form: str = ""
    fault: str = ""


NOTHING = Refused()


def routes() -> APIRouter:
    """Return the routes of an officer's own page."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        ME,
        me,
        "The officer's own page",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    passwords = {"password": "The new one.", "password_again": "The new one, again.", **AGAIN}
    for path, endpoint, summary, fields in (
        ("password", change_password, "Set a new password", passwords),
        ("codes", begin_codes, "Let a telephone make codes", AGAIN),
        ("codes/confirm", confirm, "Take the codes into use", {"shown": "A first code."}),
        ("codes/stop", stop, "Stop the codes", AGAIN),
        (
            "sessions",
            end_one,
            "Sign a browser out",
            {"number": "Its number; none: all others."},
        ),
    ):
        add_post(
            router,
            f"{ME}/{path}",
            endpoint,
            summary,
            access=SIGNED_IN,
            fields=fields,
            responses=posting_errors(),
        )
    return router


def me(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """Who is signed in, with what, and where."""
    return _page(request, site, visitor=visitor)


def change_password(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Keep a new password, and sign the officer out everywhere else."""
    name = posted.officer.name
    try:
        hashed = new_password(posted.fields)
        now = surely(site, posted)
    except ApprovalError as fault:
        return _again(request, site, posted, form="password", fault=str(fault))
    here = current_session(request, site)
    with site.newsroom.store.transaction() as tx:
        set_password(tx, name, hashed, at=now)
        end_sessions(tx, name, by=posted.officer, at=now, but=here.number if here else None)
    return _back("password")


def new_password(fields: Mapping[str, str]) -> str:
    """Return what is kept of a password that was typed twice.

    Raises:
        ApprovalError: It is no good, or the two differ.
    """
    typed = fields.get("password", "")
    if typed != fields.get("password_again", ""):
        raise ApprovalError(DIFFERENT)
    return password_hash(typed)


def begin_codes(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Show a secret for a telephone, this once."""
    if has_codes(site, posted.officer.name):
        return _again(request, site, posted, form="codes", fault=IN_USE)
    try:
        surely(site, posted)
    except ApprovalError as fault:
        return _again(request, site, posted, form="codes", fault=str(fault))
    with site.newsroom.store.transaction() as tx:
        secret = new_code_secret(tx, posted.officer.name)
    return _page(request, site, visitor=posted.officer, secret=secret)


def confirm(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Take codes into use once the telephone has shown a right one."""
    name, now = posted.officer.name, site.newsroom.clock.now()
    if has_codes(site, name):
        return _again(request, site, posted, form="codes", fault=IN_USE)
    with site.newsroom.store.transaction() as tx:
        done = confirm_codes(tx, name, posted.text("shown"), at=now)
    if not done:
        return _again(request, site, posted, form="confirm", fault=WRONG_CODE)
    return _back("codes")


def stop(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Take codes out of use, such as when the telephone is lost."""
    try:
        now = surely(site, posted)
    except ApprovalError as fault:
        return _again(request, site, posted, form="codes", fault=str(fault))
    with site.newsroom.store.transaction() as tx:
        stop_codes(tx, posted.officer.name, at=now)
    return _back("codes")


def end_one(request: Request, site: TheSite, posted: PostedForm) -> Response:
    """Sign one browser out, or all others."""
    told, now = posted.text("number"), site.newsroom.clock.now()
    here = current_session(request, site)
    with site.newsroom.store.transaction() as tx:
        if told.isascii() and told.isdecimal():
            end_session(tx, int(told[:18]), of=posted.officer.name, at=now)
        else:
            but = here.number if here else None
            end_sessions(tx, posted.officer.name, by=posted.officer, at=now, but=but)
    return _back("sessions")


def _back(part: str) -> Response:
    return RedirectResponse(f"{ME}#{part}", status_code=303)


def _again(request: Request, site: Site, posted: Posted, *, form: str, fault: str) -> Response:
    refused = Refused(form=form, fault=fault)
    return _page(request, site, visitor=posted.officer, refused=refused)


def _page(
    request: Request,
    site: Site,
    *,
    visitor: Officer | None,
    secret: str = "",
    refused: Refused = NOTHING,
) -> Response:
    held, mine, now = Credential(), [], site.newsroom.clock.now()
    if visitor is not None:
        with site.newsroom.store.reading() as tx:
            held = credential_of(tx, visitor.name)
            mine = sessions(tx, at=now, name=visitor.name)
    return show_desk(
        request,
        "me.html",
        status=422 if refused.fault else 200,
        visitor=visitor,
        held=held,
        mine=mine,
        here=current_session(request, site),
        secret=secret,
        picture=_picture(visitor, secret),
        refused=refused,
        roles=ROLE_WORDS,
        counties=site.newsroom.counties,
    )


def _picture(visitor: Officer | None, secret: str) -> Markup:
    """Return the secret as a picture that the telephone's camera reads."""
    if visitor is None or not secret:
        return Markup()
    address = pyotp.TOTP(secret).provisioning_uri(name=visitor.name, issuer_name="Tangazo")
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff")
    return Markup(drawn)  # noqa: S704 - drawn from squares alone
