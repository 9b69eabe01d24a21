"""Who may use a route: declared where the route is added, and enforced here alone."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from starlette.exceptions import HTTPException

from app.domain.people import Officer, Right
from app.web.auth import SignedOut, desk_visitor
from app.web.site_parts import the_site
from app.web.station_keys import ASKS, given_key, keyed_station

NOBODY = (
    "This install holds exercises only, and nobody is signed in: decisions are taken on a live "
    "install."
)
FOR_STATIONS = (
    "This install is for stations with a key, and for officers. Put the key behind the address: "
    "?key=... Officers sign in at /desk."
)
READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Access:
    """Whom a route is for.

    Attributes:
        who: The same in plain words.
        signed_in: Whether an officer must be signed in on a live install; an exercise is open to
            readers.
        right: What the officer must be allowed to do; None: any officer may come in.
        or_station: Whether a station's key does as well, and nothing is asked for where the
            install is open to all readers.
    """

    who: str
    signed_in: bool = True
    right: Right | None = None
    or_station: bool = False


PUBLIC = Access("everybody", signed_in=False)
# The route itself looks at the station's key, as not every one needs it.
STATION = Access("stations", signed_in=False)
# Sound, words and feeds: everybody's, unless this install is for its stations alone.
READERS = Access("everybody, or stations and officers alone", or_station=True)
SIGNED_IN = Access("officers")


def needs(right: Right) -> Access:
    """Return the access of officers who have a right, for the county and language of the path."""
    return Access(f"officers who may {right}", right=right)


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets a request in, or refuses it as its route was declared."""

    access: Access

    def __call__(self, request: Request) -> None:
        """Refuse whom the route is not for.

        Raises:
            HTTPException: 401, nobody is signed in; 403, the officer may not do this, or not here,
                or the key is no station's.
        """
        if not self.access.signed_in or (self.access.or_station and _may_read(request)):
            return
        visitor = _reader(request) if self.access.or_station else desk_visitor(request)
        if visitor is None:
            if request.method not in READING:
                raise HTTPException(403, NOBODY)
            return
        if self.access.right is not None:
            refuse_without(visitor, self.access.right, request.path_params)


def _may_read(request: Request) -> bool:
    """Return whether this install is open to readers, or a station asks."""
    site = the_site(request)
    if site.public_read or ASKS in request.scope:
        return True
    key = given_key(request)
    return key is not None and bool(keyed_station(request, key))


def _reader(request: Request) -> Officer | None:
    """Return the officer who reads where strangers may not.

    Raises:
        HTTPException: 401, nobody is signed in; 429, too many wrong keys were tried.
    """
    try:
        return desk_visitor(request)
    except SignedOut as fault:
        raise HTTPException(401, FOR_STATIONS, headers=fault.headers) from fault


def refuse_without(officer: Officer, right: Right, where: dict[str, object]) -> None:
    """Refuse an officer without a right, or one who has it elsewhere only.

    Args:
        where: Values of the path; `county` and `language` limit who may act.

    Raises:
        HTTPException: 403.
    """
    if not officer.may(right):
        raise HTTPException(403, f"As {officer.role} you may not {right}.")
    county, language = where.get("county"), where.get("language")
    if not officer.covers(county=str(county) if county else None):
        raise HTTPException(403, f"Your key is for {', '.join(officer.counties)} only.")
    if not officer.covers(language=str(language) if language else None):
        raise HTTPException(403, f"Your key is for {', '.join(officer.languages)} only.")
