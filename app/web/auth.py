"""Who may see the desk: anyone during an exercise, officers who are signed in when it is live."""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from app.domain.people import Officer
from app.store.attempts import TooManyTries, Tries, forget_tries, refuse_waiting, take_try
from app.store.officers import EXERCISE, install_mode, officer_with_key
from app.web.sessions import signed_in
from app.web.site_parts import Site, the_site
from app.web.tries import log_lock_out

ASK_FOR_KEY = {"WWW-Authenticate": 'Basic realm="Tangazo desk", charset="UTF-8"'}
LONGEST_HEADER = 1000
NOT_SIGNED_IN = "The desk of a live install asks for an officer's name and key."


class SignedOut(HTTPException):
    """Nobody is signed in; a person is shown where to do so, a program is asked for a key."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(401, NOT_SIGNED_IN, headers=dict(headers))


def desk_visitor(request: Request) -> Officer | None:
    """Return the officer who asks, or None during an exercise, when the desk is open to all.

    Raises:
        SignedOut: No officer is signed in, or no officer with this name holds this key.
        HTTPException: 429, there were too many wrong keys.
    """
    site = the_site(request)
    with site.newsroom.store.reading() as tx:
        if install_mode(tx) == EXERCISE:
            return None
    officer = signed_in(request, site) or _key_holder(request, site)
    if officer is None:
        # A script of our own pages is asked for nothing: browsers would open a window of theirs.
        by_program = "sec-fetch-mode" not in request.headers
        raise SignedOut(ASK_FOR_KEY if by_program else {})
    return officer


DeskVisitor = Annotated[Officer | None, Depends(desk_visitor)]


def address_of(request: Request) -> str:
    """Return where a request came from, as far as we can know."""
    return request.client.host if request.client else ""


def too_many(fault: TooManyTries) -> HTTPException:
    """Return the answer to somebody who must wait."""
    return HTTPException(429, str(fault), headers={"Retry-After": str(60 * fault.minutes)})


def _key_holder(request: Request, site: Site) -> Officer | None:
    """Return the officer of an HTTP Basic header; wrong ones are counted by name and address."""
    told = _name_and_key(request.headers.get("authorization", ""))
    if told is None:
        return None
    name, key = told
    tries, now = Tries(name, address_of(request)), site.newsroom.clock.now()
    try:
        with site.newsroom.store.reading() as tx:
            wrong = refuse_waiting(tx, tries, at=now)
            officer = officer_with_key(tx, key)
        if officer is not None and hmac.compare_digest(officer.name.encode(), name.encode()):
            if wrong:
                with site.newsroom.store.transaction() as tx:
                    forget_tries(tx, tries)
            return officer
        with site.newsroom.store.transaction() as tx:
            locks = take_try(tx, tries, at=now)
    except TooManyTries as fault:
        raise too_many(fault) from fault
    if locks:
        log_lock_out(site, name)
    return None


def _name_and_key(header: str) -> tuple[str, str] | None:
    scheme, _, told = header.partition(" ")
    if scheme.lower() != "basic" or len(header) > LONGEST_HEADER:
        return None
    try:
        name, _, key = b64decode(told, validate=True).decode("utf-8").partition(":")
    except (NotBase64, UnicodeDecodeError):
        return None
    return (name, key) if name else None
