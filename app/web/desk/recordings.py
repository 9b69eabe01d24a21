"""Recordings by people: the words to read, the upload, and a second person who hears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.bulletins import Bulletin, Verdict
from app.domain.people import Officer, Right
from app.domain.takes import WHOLE
from app.errors import Conflict, UploadRefused
from app.mastering.uploads import LARGEST_BYTES
from app.pipeline import takes
from app.store.takes import remove_take
from app.web.access import SIGNED_IN, needs
from app.web.addresses import desk_bulletin_path, takes_path
from app.web.auth import DeskVisitor
from app.web.booth import TheBooth
from app.web.desk.bulletin import REFRESH_S, BulletinName, found_bulletin, refuse_elsewhere
from app.web.desk.hearing import TakeName
from app.web.desk.showing import show_desk
from app.web.desk.take_rows import part_rows
from app.web.posts import DeskOfficer, OwnPage, Posted, PostedForm, read_form
from app.web.problems import errors, posting_errors
from app.web.routing import FORM_WITH_FILE, add_get, add_post
from app.web.site_parts import Site, TheSite

PAGE = "/desk/recordings/{bulletin}"
# The fields travel beside the file; one that is a little too large is refused on its own page.
FORM_BYTES = LARGEST_BYTES + 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An upload that was not kept: for which part, by whom spoken, and what is wrong."""

    part: str
    fault: str
    speaker: str


def routes() -> APIRouter:
    """Return the routes of recordings."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        recordings,
        "Record a bulletin's words",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    _add_posts(router)
    return router


def _add_posts(router: APIRouter) -> None:
    add_post(
        router,
        PAGE,
        upload,
        "Send a recording of a bulletin's words",
        access=needs(Right.RECORD),
        takes=FORM_WITH_FILE,
        fields={
            "part": "Kind of the segment, or `whole`.",
            "text": "Hash of the words as they were shown.",
            "speaker": "Who speaks; stations will read the name.",
            "consent": "`yes`: the speaker agrees to be heard and named.",
            "file": "The recording, in any format of a phone.",
        },
        responses=posting_errors(409),
    )
    for step, endpoint, summary, right in (
        ("match", match, "Say that a recording matches its words", Right.MATCH),
        ("remove", remove, "Remove a recording", Right.RECORD),
    ):
        add_post(
            router,
            f"{PAGE}/{{take}}/{step}",
            endpoint,
            summary,
            access=needs(right),
            fields={},
            responses=posting_errors(409),
        )


async def posted_recording(request: Request, own: OwnPage, officer: DeskOfficer) -> Posted:
    """Return a form that brings a recording."""
    _ = own
    fields, file, file_name = await read_form(request, max_bytes=FORM_BYTES)
    return Posted(officer=officer, fields=fields, file=file, file_name=file_name)


PostedRecording = Annotated[Posted, Depends(posted_recording)]


def recordings(
    request: Request, site: TheSite, booth: TheBooth, visitor: DeskVisitor, bulletin: BulletinName
) -> Response:
    """Each part in large letters, with what was recorded of it."""
    found = found_bulletin(site, bulletin)
    booth.take_up(found)
    return _page(request, site, found, visitor=visitor)


def upload(
    request: Request, site: TheSite, bulletin: BulletinName, posted: PostedRecording
) -> Response:
    """Keep a recording, trimmed and levelled, for a second person to hear."""
    found = found_bulletin(site, bulletin)
    refuse_elsewhere(found, posted.officer, Right.RECORD)
    sent = takes.Sent(
        file=posted.file,
        part=posted.text("part"),
        text_sha256=posted.text("text"),
        speaker=posted.text("speaker"),
        consent=posted.text("consent") == "yes",
    )
    try:
        takes.keep_recording(site.newsroom, bulletin, sent, by=posted.officer)
    except (UploadRefused, Conflict) as fault:
        refused = Refused(part=sent.part, fault=str(fault), speaker=sent.speaker)
        return _page(request, site, found, visitor=posted.officer, refused=refused)
    return RedirectResponse(f"{takes_path(bulletin)}#{sent.part}", status_code=303)


def match(
    site: TheSite, booth: TheBooth, bulletin: BulletinName, take: TakeName, posted: PostedForm
) -> Response:
    """Keep that a recording matches its words; the last one needed sends the bulletin on."""
    found = found_bulletin(site, bulletin)
    refuse_elsewhere(found, posted.officer, Right.MATCH)
    after = takes.match_recording(site.newsroom, take, by=posted.officer)
    if after.verdict is Verdict.READY:
        booth.take_up(after)
    return RedirectResponse(takes_path(bulletin), status_code=303)


def remove(site: TheSite, bulletin: BulletinName, take: TakeName, posted: PostedForm) -> Response:
    """Forget a recording, as when its speaker does not want it to be heard any more."""
    found = found_bulletin(site, bulletin)
    refuse_elsewhere(found, posted.officer, Right.RECORD)
    with site.newsroom.store.transaction() as tx:
        remove_take(tx, take, by=posted.officer, at=site.newsroom.clock.now())
    return RedirectResponse(takes_path(bulletin), status_code=303)


def _page(
    request: Request,
    site: Site,
    found: Bulletin,
    *,
    visitor: Officer | None,
    refused: Refused | None = None,
) -> Response:
    parts, void = part_rows(site, found, visitor)
    return show_desk(
        request,
        "recordings.html",
        status=422 if refused else 200,
        visitor=visitor,
        county=site.county(found.county),
        bulletin=found,
        parts=[each for each in parts if each.kind != WHOLE],
        whole=next((each for each in parts if each.kind == WHOLE), None),
        void=void,
        recordable=found.verdict in takes.RECORDABLE and found.script is not None,
        may_record=visitor is not None and _may(visitor, found),
        making=found.verdict is Verdict.READY,
        refresh_s=REFRESH_S,
        refused=refused,
        most_mb=LARGEST_BYTES // 1_000_000,
        takes_path=takes_path,
        bulletin_path=desk_bulletin_path,
    )


def _may(officer: Officer, about: Bulletin) -> bool:
    here = officer.covers(county=about.county, language=about.language)
    return here and officer.may(Right.RECORD)
