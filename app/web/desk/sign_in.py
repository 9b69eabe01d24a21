"""Signing in and out of the desk, and sending again what was typed when a session had ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.store.attempts import TooManyTries, Tries
from app.web.access import PUBLIC
from app.web.auth import address_of
from app.web.desk.showing import DESK_HEADERS, show_desk
from app.web.posts import OwnPage, read_form
from app.web.problems import errors, posting_errors
from app.web.reauth import key_or_password_fits
from app.web.routing import add_get, add_post
from app.web.sessions import begin_session, end_current_session, signed_in
from app.web.signed_out import KEPT_BYTES, SIGN_IN, desk_path_only, unpacked
from app.web.site_parts import Site, TheSite, practising
from app.web.tries import tried

WRONG = "The name, or the password or key, is not right; type both again."
NOTHING_TYPED: Mapping[str, str] = {}
SIGN_OUT = "/desk/sign-out"
Back = Annotated[str, Query(description="Page of the desk to go on to.", max_length=4000)]


async def open_form(request: Request, own: OwnPage) -> dict[str, str]:
    """Return a form of somebody who need not be signed in."""
    _ = own
    fields, _, _ = await read_form(request, max_bytes=KEPT_BYTES, max_field_bytes=KEPT_BYTES)
    return fields


OpenForm = Annotated[dict[str, str], Depends(open_form)]


def routes() -> APIRouter:
    """Return the routes of signing in and out."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        SIGN_IN,
        sign_in_page,
        "Sign in",
        access=PUBLIC,
        response_class=HTMLResponse,
        responses=errors(),
    )
    add_post(
        router,
        SIGN_IN,
        sign_in,
        "Sign in with a name, and a password or key",
        access=PUBLIC,
        fields={
            "name": "The officer's name.",
            "password": "The officer's password or key.",
            "back": "Page of the desk to go on to.",
            "to": "Where the form goes that was typed before.",
            "kept": "What was typed into a form before, as JSON; it is shown once more.",
        },
        responses=posting_errors(),
    )
    add_post(
        router,
        SIGN_OUT,
        sign_out,
        "Sign out of this browser",
        access=PUBLIC,
        fields={},
        responses=posting_errors(),
    )
    return router


def sign_in_page(request: Request, site: TheSite, back: Back = "/desk") -> Response:
    """Where an officer signs in; who is signed in already goes on."""
    to = desk_path_only(back)
    if signed_in(request, site) is not None:
        return _on(to)
    return _page(request, back=to)


def sign_in(request: Request, site: TheSite, form: OpenForm) -> Response:
    """Begin a session and go on, or show what was typed before, to be sent again."""
    name, back = form.get("name", "").strip(), desk_path_only(form.get("back", ""))
    try:
        right = _fits(request, site, name, form.get("password", ""))
    except TooManyTries as fault:
        return _page(request, back=back, form=form, fault=str(fault), status=429)
    if not right:
        return _page(request, back=back, form=form, fault=WRONG, status=422)
    typed, answer = unpacked(form.get("kept", "")), _on(back)
    if typed:
        to = desk_path_only(form.get("to", ""))
        answer = show_desk(request, "send_again.html", visitor=None, to=to, back=back, typed=typed)
    begin_session(request, site, name, answer)
    return answer


def sign_out(request: Request, site: TheSite, form: OpenForm) -> Response:
    """End the session of this browser."""
    _ = form
    answer = _on(SIGN_IN)
    end_current_session(request, site, answer)
    return answer


def _fits(request: Request, site: Site, name: str, typed: str) -> bool:
    if not name or practising(site):
        return False
    tries = Tries(name, address_of(request))
    return tried(site, tries, lambda: key_or_password_fits(site, name, typed))


def _on(to: str) -> Response:
    return RedirectResponse(to, status_code=303, headers=DESK_HEADERS)


def _page(
    request: Request,
    *,
    back: str,
    form: Mapping[str, str] = NOTHING_TYPED,
    fault: str = "",
    status: int = 200,
) -> Response:
    return show_desk(
        request,
        "sign_in.html",
        status=status,
        visitor=None,
        back=back,
        to=form.get("to", ""),
        kept=form.get("kept", ""),
        name=form.get("name", ""),
        had_file=False,
        expired=False,
        fault=fault,
    )
