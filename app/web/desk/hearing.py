"""Sound on the desk: a part of a bulletin before it is made, and what people recorded of it."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, Response

from app.errors import MasteringError, NotFound, ScriptRefused, VoiceError
from app.pipeline.listening import part_to_hear, take_to_hear
from app.store.bulletins import the_bulletin
from app.store.takes import the_take
from app.web.access import SIGNED_IN
from app.web.desk.bulletin import PAGE, BulletinName
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import TheSite

# What nobody has signed yet is not kept by a browser, nor found in its downloads under a name
# that looks like a bulletin's.
HEADERS = {"Cache-Control": "private, no-cache"}
FILE_NAME = "not-for-air.mp3"
PartName = Annotated[
    str, Path(description="Kind of a segment, or `whole`.", pattern=r"^[a-z_-]{1,40}$")
]
TakeName = Annotated[str, Path(description="Id of a recording.", pattern=r"^[0-9a-f]{16}$")]


def routes() -> APIRouter:
    """Return the routes of what is heard."""
    router = APIRouter(tags=["Desk"])
    for path, endpoint, summary in (
        (f"{PAGE}/parts/{{part}}.mp3", part_sound, "Hear a part of a bulletin"),
        ("/desk/recordings/{bulletin}/{take}.mp3", take_sound, "Hear what a person recorded"),
    ):
        add_get(
            router,
            path,
            endpoint,
            summary,
            access=SIGNED_IN,
            response_class=Response,
            responses=errors(401, 404),
        )
    return router


def part_sound(site: TheSite, bulletin: BulletinName, part: PartName) -> Response:
    """A part as it will be spoken: by the person who recorded it, else by this machine's voice."""
    with site.newsroom.store.reading() as tx:
        found = the_bulletin(tx, bulletin)
    try:
        return _sound(part_to_hear(site.newsroom, found, part))
    except (VoiceError, MasteringError, ScriptRefused) as fault:
        raise NotFound(f"It cannot be heard: {fault}") from fault


def take_sound(site: TheSite, bulletin: BulletinName, take: TakeName) -> Response:
    """What a person recorded, trimmed and levelled."""
    _ = bulletin
    with site.newsroom.store.reading() as tx:
        found = the_take(tx, take)
    try:
        return _sound(take_to_hear(site.newsroom, found))
    except MasteringError as fault:
        raise NotFound(f"It cannot be heard: {fault}") from fault


def _sound(path: FilePath) -> Response:
    return FileResponse(
        path,
        media_type="audio/mpeg",
        headers=HEADERS,
        filename=FILE_NAME,
        content_disposition_type="inline",
    )
