"""The key that a station gave with a request, and whose it is; guessing is slowed down."""

from __future__ import annotations

import logging
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime

from fastapi import Request
from starlette.exceptions import HTTPException

from app.domain.stations import Scope, Station
from app.errors import StoreError
from app.store.attempts import TooManyTries, Tries, refuse_waiting, take_try
from app.store.database import Store
from app.store.stations import station_with_key
from app.web.auth import LONGEST_HEADER, address_of, too_many
from app.web.site_parts import the_site

LOG = logging.getLogger(__name__)
WRONG_KEY = "This key belongs to no station, or was taken back. Ask NDMA for a new one."
READ_ONLY = "This key is for reading only. Telephone NDMA, or ask for a key that may tell too."
# Officers' keys come in the same header; whose they are is for the desk to say.
OFFICERS_KEY = "tangazo_key_"
# The scope of a request that the site makes to itself says who asks; nobody outside can set it.
ASKS = "tangazo.station"
# Whose wrong keys are counted together: all that come from one address.
ANY_KEY = "a station's key"


def given_key(request: Request) -> str | None:
    """Return the station's key that came with a request, or None when none did.

    It may come as a header, in the address, or as the password of HTTP Basic.
    """
    in_header = request.headers.get("x-station-key")
    if in_header is not None:
        return in_header
    in_address = request.query_params.get("key")
    if in_address is not None:
        return in_address
    return basic_password(request.headers.get("authorization", ""))


def basic_password(header: str) -> str | None:
    """Return the password of an HTTP Basic header; None without one, and for an officer's key.

    Rivendell sends the header also when nobody typed a name or a password into it.

    >>> basic_password("Basic OnRhbmdhem9fc3RhdGlvbl94"), basic_password("Basic Og==")
    ('tangazo_station_x', None)
    """
    scheme, _, told = header.partition(" ")
    if scheme.lower() != "basic" or len(header) > LONGEST_HEADER:
        return None
    try:
        password = b64decode(told, validate=True).decode("utf-8").partition(":")[2]
    except (NotBase64, UnicodeDecodeError):
        return None
    return None if not password or password.startswith(OFFICERS_KEY) else password


def keyed_station(request: Request, key: str) -> Station:
    """Return the station that holds a key; other keys are counted by where they come from.

    Raises:
        HTTPException: 403, no station does; 429, too many others were tried from there.
    """
    site = the_site(request)
    store, now = site.newsroom.store, site.newsroom.clock.now()
    place = address_of(request)
    everywhere, this = Tries(ANY_KEY, place), Tries(f"{ANY_KEY}: {key}", place)
    try:
        with store.reading() as tx:
            refuse_waiting(tx, everywhere, at=now)
            found = station_with_key(tx, key)
            known = found is None and refuse_waiting(tx, this, at=now) > 0
        if found is not None:
            return found
        if not known:
            _count(store, (this, everywhere), at=now)
    except TooManyTries as fault:
        raise too_many(fault) from fault
    raise HTTPException(403, WRONG_KEY)


def _count(store: Store, tries: tuple[Tries, ...], *, at: datetime) -> None:
    """Count a wrong key, once a day and place: software that goes on with an old key is no thief.

    A fault of the database does not make a right key of a wrong one.
    """
    try:
        with store.transaction() as tx:
            for each in tries:
                take_try(tx, each, at=at)
    except StoreError as fault:
        LOG.warning("try_not_counted", extra={"reason": str(fault)})


def telling_station(request: Request, key: str) -> Station:
    """Return the station that holds a key with which it may tell as well as read.

    Raises:
        HTTPException: 403, no station does, or its key is for reading only; 429, too many others
            were tried.
    """
    found = keyed_station(request, key)
    if found.key_scope is not Scope.READ_AND_TELL:
        raise HTTPException(403, READ_ONLY)
    return found
