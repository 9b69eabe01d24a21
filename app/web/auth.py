"""Who may see the desk: anyone during an exercise, officers with their key when it is live."""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from app.domain.people import Officer
from app.store.officers import EXERCISE, install_mode, officer_with_key
from app.web.site_parts import Site, the_site

ASK_FOR_KEY = {"WWW-Authenticate": 'Basic realm="Tangazo desk", charset="UTF-8"'}
LONGEST_HEADER = 1000


def desk_visitor(request: Request) -> Officer | None:
    """Return the officer who asks, or None during an exercise, when the desk is open to all.

    Raises:
        HTTPException: 401, no officer with this name holds this key.
    """
    site = the_site(request)
    with site.newsroom.store.reading() as tx:
        if install_mode(tx) == EXERCISE:
            return None
    officer = _officer(site, request.headers.get("authorization", ""))
    if officer is None:
        detail = "The desk of a live install asks for an officer's name and key."
        raise HTTPException(401, detail, headers=ASK_FOR_KEY)
    return officer


DeskVisitor = Annotated[Officer | None, Depends(desk_visitor)]


def _officer(site: Site, header: str) -> Officer | None:
    scheme, _, told = header.partition(" ")
    if scheme.lower() != "basic" or len(header) > LONGEST_HEADER:
        return None
    try:
        name, _, key = b64decode(told, validate=True).decode("utf-8").partition(":")
    except (NotBase64, UnicodeDecodeError):
        return None
    with site.newsroom.store.reading() as tx:
        officer = officer_with_key(tx, key)
    if officer is None or not hmac.compare_digest(officer.name.encode(), name.encode()):
        return None
    return officer
