"""How documents from the shelf are sent: a strong ETag, 304, and packed when that is wanted."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import Headers

from app.web.answers import unchanged
from app.web.shelf import Ready
from app.web.site_parts import Site, base_address
from app.web.station_access import keyed

# What is taken back must be seen at once; asking again costs a reader next to nothing.
PUBLIC_CACHE, PRIVATE_CACHE = "public, no-cache", "private, no-cache"


def in_exercise(request: Request) -> bool:
    """Return whether an address lies in the tree of exercises."""
    return request.url.path.startswith("/exercise/")


def from_shelf(
    request: Request, site: Site, name: str, *, key: str | None = None, private: bool = False
) -> Response:
    """Return a document, or 304 when the reader holds these bytes already.

    Packed and plain bytes differ, so each has its own tag.

    Args:
        name: The path of the document.
        key: A station's key that the addresses in it carry on.
        private: Whether it is for one station alone.

    Raises:
        NotFound: There is no such document.
    """
    ready = site.shelf.ready(name, base=base_address(request, site), keyed=keyed(key))
    return answer(request.headers, ready, private=private or bool(key))


def answer(headers: Headers, ready: Ready, *, private: bool = False) -> Response:
    """Return what is ready to one who sent these headers.

    Args:
        private: Whether it is for one station alone.
    """
    wanted = headers.get("accept-encoding", "")
    packed = ready.packed if takes_gzip(wanted) else None
    told = {
        "ETag": f'"{ready.sha256}"' if packed is None else f'"{ready.sha256}-gzip"',
        "Cache-Control": PRIVATE_CACHE if private else PUBLIC_CACHE,
        "Vary": "Accept-Encoding",
    }
    if unchanged(headers, etag=told["ETag"], modified=None):
        return Response(status_code=304, headers=told)
    if packed is not None:
        told["Content-Encoding"] = "gzip"
    elif "gzip" in wanted:
        # It is told, so that nobody on the way packs what the reader does not want packed.
        told["Content-Encoding"] = "identity"
    return Response(packed or ready.body, media_type=ready.media_type, headers=told)


def takes_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding header lets us pack (RFC 9110, section 12.5.3).

    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0"), takes_gzip("identity"), takes_gzip("*")
    (True, False, False, True)
    """
    weights = dict(_weighed(each) for each in accepted.lower().split(",") if each.strip())
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _weighed(text: str) -> tuple[str, float]:
    """Return a coding and how much it is wanted; a weight that cannot be read is none."""
    coding, _, parameter = text.partition(";")
    name, _, weight = parameter.partition("=")
    if name.strip() != "q":
        return coding.strip(), 1.0
    try:
        return coding.strip(), float(weight)
    except ValueError:
        return coding.strip(), 0.0
