"""What stations' automation takes: recordings by hash."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from fastapi.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from app.domain.bulletins import Bulletin, Verdict
from app.domain.recordings import EXTENSION, MEDIA_TYPE, AudioFormat
from app.domain.stations import Download, Station
from app.errors import NotFound, StoreError
from app.store.recordings import recording_at
from app.store.station_traces import is_new_download, keep_download
from app.web.access import READERS
from app.web.addresses import RECORDINGS, bulletin_path
from app.web.answers import http_date, unchanged
from app.web.api import public_bulletin, replacement_for
from app.web.problems import Documented, empty_errors, problem
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite, base_address
from app.web.station_access import AskingStation
from app.web.station_keys import ASKS

LOG = logging.getLogger(__name__)
RECORDING_CACHE = "public, max-age=300, must-revalidate"
_AUDIO = {"content": {"audio/*": {"schema": {"type": "string", "format": "binary"}}}}
AUDIO_ANSWERS: Documented = {
    200: {**_AUDIO, "description": "The whole file."},
    206: {**_AUDIO, "description": "The ranges that were asked for."},
    304: {"description": "The copy that you hold is still good."},
}
_ONE_RANGE = re.compile(r"\s*(\d{1,18})?-(\d{1,18})?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """A file as it is served.

    Attributes:
        file_name: Name that a reader keeps it under.
        modified: Since when it is what this address answers.
        cache_control: Whether caches may answer for us.
        by_hash_alone: Whether only the hash says that a reader's copy is still good, as where
            another recording, made before, can take its place.
    """

    sha256: str
    format: AudioFormat
    file_name: str
    modified: datetime
    cache_control: str = RECORDING_CACHE
    by_hash_alone: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """What a reader needs to know whether its copy is still good."""
        return {
            "ETag": f'"{self.sha256}"',
            "Last-Modified": http_date(self.modified),
            "Cache-Control": self.cache_control,
        }


class AudioResponse(FileResponse):
    """A recording with the hash of its bytes as ETag, the same on every node and after a restore.

    Besides what `FileResponse` does it gives the whole file when a range makes no sense, as
    RFC 9110 wants and as old players need.
    """

    def __init__(self, path: Path, audio: Audio, *, stat: os.stat_result | None = None) -> None:
        """Serve `path`, which holds what `audio` says; `stat` if it was looked at already."""
        super().__init__(
            path,
            headers=audio.headers,
            media_type=MEDIA_TYPE[audio.format],
            filename=audio.file_name,
            stat_result=stat,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, leaving out a Range that RFC 9110 tells us to ignore."""
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"range"
            or (scope["method"] == "GET" and well_formed(value.decode("latin-1")))
        ]
        await super().__call__({**scope, "headers": headers}, receive, send)


def well_formed(range_header: str) -> bool:
    """Return whether a Range header is one that we answer with 206 or 416.

    >>> well_formed("bytes=0-99"), well_formed("bytes=9-1"), well_formed("lines=1-2")
    (True, False, False)
    """
    unit, found, ranges = range_header.partition("=")
    if unit.strip().lower() != "bytes" or not found:
        return False
    return all(_one_range(each) for each in ranges.split(","))


def _one_range(text: str) -> bool:
    found = _ONE_RANGE.fullmatch(text)
    if found is None or (found[1] is None and found[2] is None):
        return False
    return found[1] is None or found[2] is None or int(found[1]) <= int(found[2])


def routes() -> APIRouter:
    """Return the routes of recordings."""
    router = APIRouter(tags=["Downloads"])
    add_get(
        router,
        f"{RECORDINGS}/{{sha256}}.{{extension}}",
        recording,
        "A recording",
        access=READERS,
        response_class=Response,
        responses={**AUDIO_ANSWERS, **empty_errors(401, 403, 404, 410, 416, 429)},
    )
    return router


def recording(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    sha256: Annotated[str, InPath(description="SHA-256 of the file, in hexadecimal.")],
    extension: Annotated[str, InPath(description="mp3, opus or wav.", examples=["mp3"])],
) -> Response:
    """A recording by its hash. Answers Range, If-Range, If-None-Match and If-Modified-Since.

    What was taken off the air answers 410, with links to the reason and to what replaced it. Errors
    have no body, because some automation saves whatever comes and would put it on air. A station
    that gives its key is called when the recording is taken back.
    """
    with site.newsroom.store.reading() as tx:
        found = recording_at(tx, sha256)
    if found is None or found[0].extension != extension:
        raise NotFound(f"There is no recording {sha256}.{extension}.")
    kept, bulletin = found
    if public_bulletin(bulletin).verdict is not Verdict.RELEASED:
        return gone(request, site, bulletin)
    audio = Audio(
        sha256=kept.sha256,
        format=kept.format,
        file_name=kept.file_name,
        modified=bulletin.released_at or bulletin.created_at,
    )
    return taken(request, site, audio, bulletin, asking=asking)


def taken(
    request: Request, site: Site, audio: Audio, bulletin: Bulletin, *, asking: Station | None
) -> Response:
    """Return a recording of a bulletin, and note which station took it.

    Raises:
        NotFound: Its file is gone.
    """
    path = site.newsroom.blobs.path(f"{audio.sha256}.{EXTENSION[audio.format]}")
    if path is None:
        LOG.error("recording_lost", extra={"recording": audio.sha256, "bulletin": bulletin.id})
        raise NotFound(f"The file of {bulletin.id} is gone.")
    if asking is not None and request.method == "GET" and ASKS not in request.scope:
        note_download(site, asking, audio.format, bulletin)
    return served(request, site, path, audio)


def served(
    request: Request,
    site: Site,
    path: Path,
    audio: Audio,
    *,
    stat: os.stat_result | None = None,
) -> Response:
    """Return a file, or that the reader's copy is still good, or where a front server has it."""
    headers = audio.headers
    modified = None if audio.by_hash_alone else audio.modified
    if unchanged(request.headers, etag=headers["ETag"], modified=modified):
        return Response(status_code=304, headers=headers)
    if not site.accel or not path.is_relative_to(site.newsroom.blobs.root):
        return AudioResponse(path, audio, stat=stat)
    told = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="{audio.file_name}"',
        "X-Accel-Redirect": f"{site.accel}/{path.relative_to(site.newsroom.blobs.root)}",
    }
    return Response(headers={**headers, **told}, media_type=MEDIA_TYPE[audio.format])


def gone(request: Request, site: Site, bulletin: Bulletin) -> Response:
    """Return 410 without a body; where to read why, and what to play instead, is in its links."""
    base, newer = base_address(request, site), replacement_for(site, bulletin)
    links = [f'<{base}{bulletin_path(bulletin.id)}>; rel="about"']
    if newer:
        links.append(f'<{base}{bulletin_path(newer)}>; rel="successor-version"')
    return problem(request, 410, bulletin.reason, headers={"Link": ", ".join(links)})


def note_download(site: Site, asking: Station, form: AudioFormat, bulletin: Bulletin) -> None:
    """Keep that a station took a recording; a fault of the database does not keep it from it."""
    store, now = site.newsroom.store, site.newsroom.clock.now()
    made = Download(
        station=asking.slug,
        bulletin=bulletin.id,
        format=form,
        first_at=now,
        last_at=now,
    )
    try:
        with store.reading() as tx:
            is_new = is_new_download(tx, made)
        if is_new:
            with store.transaction() as tx:
                keep_download(tx, made)
    except StoreError as fault:
        told = {"station": asking.slug, "bulletin": bulletin.id, "reason": str(fault)}
        LOG.warning("download_not_kept", extra=told)
