"""One bulletin on the desk: read with its sources, heard, talked about, changed and signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.bulletins import Bulletin, SignOff, Verdict
from app.domain.people import Officer, Right
from app.errors import ApprovalError, Conflict, LanguageError, ScriptRefused
from app.pipeline.produce import sign as keep_sign_off
from app.pipeline.recall import change
from app.pipeline.takes import RECORDABLE
from app.store.bulletins import the_bulletin
from app.web.access import SIGNED_IN, needs, refuse_without
from app.web.addresses import desk_bulletin_path, part_path, takes_path
from app.web.auth import DeskVisitor
from app.web.booth import TheBooth
from app.web.desk import bulletin_view as view
from app.web.desk.said_before import said_before
from app.web.desk.showing import show_desk
from app.web.desk.week_changes import week_changes
from app.web.posts import Posted, PostedForm
from app.web.problems import errors, posting_errors
from app.web.reauth import has_codes, reauthenticate
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite

PAGE = "/desk/bulletins/{bulletin}"
REFRESH_S = 3
LONGEST_COMMENT = 1000
EDITED_MEANWHILE = (
    "Somebody changed these words while you were writing. What you typed is still here; the newest "
    "words stand above. Bring the two together, and save again."
)
AGAIN = "Give the code of your telephone, or your key or password, for this very signature."
BulletinName = Annotated[str, Path(description="Id of a bulletin.", max_length=80)]
Beside = Annotated[str, Query(description="Code of the language to show beside.", max_length=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was typed into a form and not kept, and why."""

    form: str
    fault: str
    typed: str = ""
    segment: str = ""


def routes() -> APIRouter:
    """Return the routes of a bulletin's page."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        bulletin_page,
        "Read, hear and sign a bulletin",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    text = "Hash of the words as they were shown."
    for step, endpoint, summary, right, fields in (
        (
            "sign",
            sign,
            "Sign a bulletin's exact words",
            Right.SIGN,
            {"text": text, "key": "The officer's own key, or", "code": "the code of the phone."},
        ),
        (
            "text",
            change_words,
            "Change a waiting bulletin's words by hand",
            Right.CHANGE_TEXT,
            {"text": text, "words": "One sentence a line, a blank line between parts."},
        ),
    ):
        add_post(
            router,
            f"{PAGE}/{step}",
            endpoint,
            summary,
            access=needs(right),
            fields=fields,
            responses=posting_errors(409),
        )
    return router


def bulletin_page(
    request: Request,
    site: TheSite,
    booth: TheBooth,
    visitor: DeskVisitor,
    bulletin: BulletinName,
    beside: Beside = "",
) -> Response:
    """The words a breath a line, every fact with its source, and what it still waits for."""
    found = found_bulletin(site, bulletin)
    booth.take_up(found)
    return page_of(request, site, found, visitor=visitor, beside=beside)


def sign(
    request: Request, site: TheSite, booth: TheBooth, bulletin: BulletinName, posted: PostedForm
) -> Response:
    """Keep an officer's yes to the exact words; with the last one needed it is spoken at once."""
    found = found_bulletin(site, bulletin)
    refuse_elsewhere(found, posted.officer, Right.SIGN)
    try:
        signed = keep_sign_off(site.newsroom, bulletin, _given(site, posted))
    except (ApprovalError, Conflict) as fault:
        refused = Refused(form="sign", fault=str(fault))
        return page_of(request, site, found, visitor=posted.officer, refused=refused)
    if signed.verdict is Verdict.READY:
        booth.make(bulletin)
    return back_to(bulletin, "stands")


def _given(site: Site, posted: Posted) -> SignOff:
    """Return an officer's sign-off; on the desk each is given with code or key, however few sign.

    Raises:
        ApprovalError: Code or key is wrong or missing.
    """
    again = reauthenticate(site, posted)
    if again is None:
        raise ApprovalError(AGAIN)
    return SignOff(
        officer=posted.officer.name,
        text_sha256=posted.text("text"),
        at=site.newsroom.clock.now(),
        reauthenticated_at=again,
    )


def change_words(
    request: Request, site: TheSite, bulletin: BulletinName, posted: PostedForm
) -> Response:
    """Keep words that an officer changed by hand; what was signed before is void."""
    found = found_bulletin(site, bulletin)
    refuse_elsewhere(found, posted.officer, Right.CHANGE_TEXT)
    try:
        _refuse_outdated(found, posted)
        change(site.newsroom, bulletin, posted.text("words"), editor=posted.officer)
    except (ScriptRefused, LanguageError, Conflict, ApprovalError) as fault:
        refused = Refused(form="text", fault=str(fault), typed=posted.fields.get("words", ""))
        return page_of(request, site, found, visitor=posted.officer, refused=refused)
    return back_to(bulletin, "stands")


def _refuse_outdated(found: Bulletin, posted: Posted) -> None:
    if found.script is None or found.script.sha256 != posted.text("text"):
        raise Conflict(EDITED_MEANWHILE)


def found_bulletin(site: Site, name: str) -> Bulletin:
    """Return the bulletin with this id.

    Raises:
        NotFound: There is none.
    """
    with site.newsroom.store.reading() as tx:
        return the_bulletin(tx, name)


def refuse_elsewhere(about: Bulletin, officer: Officer, right: Right) -> None:
    """Refuse an officer of another county or language; the address names neither.

    Raises:
        HTTPException: 403.
    """
    where: dict[str, object] = {"county": about.county, "language": about.language}
    refuse_without(officer, right, where)


def back_to(name: str, section: str) -> Response:
    """Return the way back to a section of a bulletin's page."""
    return RedirectResponse(f"{desk_bulletin_path(name)}#{section}", status_code=303)


def page_of(
    request: Request,
    site: Site,
    found: Bulletin,
    *,
    visitor: Officer | None,
    beside: str = "",
    refused: Refused | None = None,
) -> Response:
    """Return the page of a bulletin, with what was typed and refused."""
    stands = view.stands(site, found, visitor, beside=beside)
    making = view.being_made(found)
    return show_desk(
        request,
        "bulletin.html",
        status=422 if refused else 200,
        visitor=visitor,
        county=site.county(found.county),
        bulletin=found,
        stands=stands,
        parts=view.parts(site, found, beside=stands.beside, before=stands.before),
        spoken=view.has_computer_voice(site, found.language),
        changes=week_changes(site, found),
        listeners=said_before(site, found),
        refresh_s=REFRESH_S if making and refused is None else None,
        refused=refused,
        recordable=found.verdict in RECORDABLE and found.script is not None,
        may_comment=visitor is not None and visitor.may(Right.COMMENT),
        may_sign=visitor is not None and visitor.may(Right.SIGN),
        codes=visitor is not None and has_codes(site, visitor.name),
        longest_comment=LONGEST_COMMENT,
        part_path=part_path,
        takes_path=takes_path(found.id),
        bulletin_path=desk_bulletin_path,
    )
