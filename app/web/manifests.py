"""Signed lists of what may be played, signatures beside files, and the page that checks files."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256 as sha256_of
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from app.domain.bulletins import Bulletin, Verdict
from app.errors import NotFound
from app.pipeline.signatures import script_body
from app.publishing.manifests import SIGNATURE
from app.publishing.signing import ENDING
from app.publishing.verify_page import policy
from app.store.bulletins import the_bulletin
from app.store.signatures import signature_of, signed_file
from app.web.access import READERS, STATION, Access
from app.web.addresses import BULLETINS, RECORDINGS
from app.web.answers import kept_text
from app.web.api import BulletinId, public_bulletin, taken_off
from app.web.downloads import RECORDING_CACHE, gone
from app.web.problems import Documented, empty_errors, errors
from app.web.routing import add_get
from app.web.shelf_answers import from_shelf
from app.web.site_parts import TheSite
from app.web.station_access import AskingStation, StationSlug, only_station

# A list and its signature are two answers: no cache may keep one of them longer than the other.
LIST_CACHE = "public, no-cache"
STATION_CACHE = "private, no-cache"
KEPT: Documented = {304: {"description": "Not changed."}}
JSON: Documented = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}, **KEPT}
TEXT: Documented = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **KEPT}


def routes() -> APIRouter:
    """Return the routes of lists and signatures; they come before those of recordings."""
    router = APIRouter(tags=["Downloads"])
    for tree, mark in (("", ""), ("/exercise", " of exercises")):
        _add_list(router, f"{tree}/manifest.json", f"What may be played{mark}", READERS)
        _add_list(router, f"{tree}/revoked.json", f"What was taken back{mark}", READERS)
        own = f"What a station may play{mark}"
        _add_list(router, f"{tree}/now/{{station}}/manifest.json", own, STATION)
        add_get(
            router,
            f"{tree}/verify.html",
            checking_page,
            f"Page that tells whether a file is genuine{mark}",
            access=READERS,
            response_class=HTMLResponse,
            responses={**KEPT, **errors(401, 403, 404, 429)},
        )
    _add_signatures(router)
    return router


def _add_list(router: APIRouter, path: str, summary: str, access: Access) -> None:
    endpoint: Callable[..., Any] = station_list if access == STATION else common_list
    for ending, told, about in (("", JSON, summary), (ENDING, TEXT, f"{summary}: its signature")):
        add_get(
            router,
            path + ending,
            endpoint,
            about,
            access=access,
            response_class=Response,
            responses={**told, **errors(401, 403, 404, 429)},
        )


def _add_signatures(router: APIRouter) -> None:
    add_get(
        router,
        f"{RECORDINGS}/{{sha256}}.{{extension}}{ENDING}",
        recording_signature,
        "The signature of a recording",
        access=READERS,
        response_class=PlainTextResponse,
        responses={**TEXT, **empty_errors(401, 403, 404, 410)},
    )
    add_get(
        router,
        f"{BULLETINS}/{{name}}/script.txt{ENDING}",
        script_signature,
        "The signature of a bulletin's words",
        access=READERS,
        response_class=PlainTextResponse,
        responses={**TEXT, **errors(404, 410)},
    )


def common_list(request: Request, site: TheSite) -> Response:
    """A signed list for all readers, or its signature in the form of minisign.

    A list is older than another when its `issued` is; never take an older one for a newer.
    """
    answer = from_shelf(request, site, request.url.path)
    answer.headers["Cache-Control"] = LIST_CACHE
    return answer


def station_list(
    request: Request, site: TheSite, asking: AskingStation, station: StationSlug
) -> Response:
    """A station's own signed list, or its signature; it takes the key of this very station."""
    only_station(asking, station)
    answer = from_shelf(request, site, request.url.path, private=True)
    answer.headers["Cache-Control"] = STATION_CACHE
    return answer


def checking_page(request: Request, site: TheSite) -> Response:
    """A page to keep on a USB stick: it tells offline whether a file is genuine and may be aired.

    It may run its own script and nothing else, and fetches nothing but a newer revocation list.
    """
    answer = from_shelf(request, site, request.url.path)
    answer.headers["Cache-Control"] = LIST_CACHE
    answer.headers["Content-Security-Policy"] = f"{policy()}; frame-ancestors 'none'"
    return answer


def recording_signature(
    request: Request,
    site: TheSite,
    sha256: Annotated[str, InPath(description="SHA-256 of the file, in hexadecimal.")],
    extension: Annotated[str, InPath(description="mp3, opus or wav.", examples=["mp3"])],
) -> Response:
    """The signature of a recording, in the form of minisign; errors have no body.

    What was taken off the air answers 410, as the recording itself does.
    """
    with site.newsroom.store.reading() as tx:
        found = signed_file(tx, sha256)
        bulletin = the_bulletin(tx, found.bulletin) if found else None
    if found is None or bulletin is None or not found.file_name.endswith(f".{extension}"):
        raise NotFound(f"There is no signature of {sha256}.{extension}.")
    if public_bulletin(bulletin).verdict is not Verdict.RELEASED:
        return gone(request, site, bulletin)
    return _signature(request, found.text)


def script_signature(request: Request, site: TheSite, name: BulletinId) -> Response:
    """The signature of a bulletin's words, as `script.txt` gives them, in the form of minisign."""
    with site.newsroom.store.reading() as tx:
        found: Bulletin = public_bulletin(the_bulletin(tx, name))
        text = signature_of(tx, sha256_of(script_body(found)).hexdigest())
    if found.verdict is not Verdict.RELEASED:
        return taken_off(request, site, found)
    if text is None:
        raise NotFound(f"The words of '{name}' are not signed yet; ask again in a minute.")
    return _signature(request, text)


def _signature(request: Request, text: str) -> Response:
    return kept_text(request, text.encode(), SIGNATURE, cache_control=RECORDING_CACHE)
