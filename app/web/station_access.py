"""Which station asks: by its key, in a header or in the address; nobody has to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Header, Query, Request
from starlette.exceptions import HTTPException

from app.domain.stations import Station
from app.store.stations import station_with_key
from app.web.posts import read_form
from app.web.site_parts import Site, the_site

FORM_BYTES = 8_192
WRONG_KEY = "This key belongs to no station, or was taken back. Ask NDMA for a new one."
NO_KEY = "Type the key that NDMA gave your station."
KeyInAddress = Annotated[str | None, Query(description="A station's key; public without it.")]
KeyInHeader = Annotated[str | None, Header(description="A station's key; public without it.")]


def asking_station(
    request: Request, key: KeyInAddress = None, x_station_key: KeyInHeader = None
) -> Station | None:
    """Return the station whose key was given, or None when none was.

    Raises:
        HTTPException: 403, the key is no station's, or not any more.
    """
    given = x_station_key if x_station_key is not None else key
    return None if given is None else keyed_station(the_site(request), given)


def keyed_station(site: Site, key: str) -> Station:
    """Return the station that holds a key.

    Raises:
        HTTPException: 403, no station does.
    """
    with site.newsroom.store.reading() as tx:
        found = station_with_key(tx, key)
    if found is None:
        raise HTTPException(403, WRONG_KEY)
    return found


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
