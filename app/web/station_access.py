"""Which station asks: by its key, in a header or in the address; nobody has to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Header, Path, Query, Request
from starlette.exceptions import HTTPException

from app.domain.stations import Station
from app.web.posts import read_form
from app.web.station_keys import ASKS, given_key, keyed_station

FORM_BYTES = 8_192
NO_KEY = "Type the key that NDMA gave your station."
KEY_NEEDED = "This is one station's own. Put its key behind the address: ?key=..."
OTHERS_KEY = "This is another station's. Your key opens your own."
StationSlug = Annotated[str, Path(description="Station, such as `mwatu-fm`.", max_length=60)]
KeyInAddress = Annotated[str | None, Query(description="A station's key; public without it.")]
KeyInHeader = Annotated[str | None, Header(description="A station's key; public without it.")]


def asking_station(
    request: Request, key: KeyInAddress = None, x_station_key: KeyInHeader = None
) -> Station | None:
    """Return the station whose key was given, or None when none was.

    Raises:
        HTTPException: 403, the key is no station's, or not any more.
    """
    # Named as parameters so that the description of the API tells of them.
    _ = (key, x_station_key)
    inside: Station | None = request.scope.get(ASKS)
    if inside is not None:
        return inside
    given = given_key(request)
    return None if given is None else keyed_station(request, given)


def only_station(asking: Station | None, slug: str) -> None:
    """Refuse everybody but the station of this name, whether or not there is one.

    Raises:
        HTTPException: 401, no key was given; 403, it is another station's.
    """
    if asking is None:
        asks = {"WWW-Authenticate": 'Basic realm="Tangazo station", charset="UTF-8"'}
        raise HTTPException(401, KEY_NEEDED, headers=asks)
    if asking.slug != slug:
        raise HTTPException(403, OTHERS_KEY)


def keyed(key: str | None) -> str:
    """Return what is put behind an address so that it carries a station's key on.

    >>> keyed("tangazo_station_x"), keyed(None)
    ('?key=tangazo_station_x', '')
    """
    return f"?{urlencode({'key': key})}" if key else ""


async def station_form(request: Request) -> Mapping[str, str]:
    """Return what a station typed; its key says who it is, so that no page can send it for it."""
    fields, _, _ = await read_form(request, max_bytes=FORM_BYTES)
    return fields


AskingStation = Annotated[Station | None, Depends(asking_station)]
StationForm = Annotated[Mapping[str, str], Depends(station_form)]
