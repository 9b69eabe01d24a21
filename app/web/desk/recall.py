"""Taking a bulletin back: the reason, two people, and the stations that must be called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.bulletins import Bulletin, SignOff, Verdict
from app.domain.people import Officer, Right
from app.errors import ApprovalError, Conflict, NotFound
from app.pipeline.recall import LONGEST_REASON, plain_reason, withdraw
from app.store.bulletins import the_bulletin
from app.store.changes import withdrawal_sha256
from app.store.listing import on_air
from app.store.recalls import call_list, keep_call, notices
from app.web.access import SIGNED_IN, needs
from app.web.addresses import bulletin_path, recall_path
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.posts import Posted, PostedForm
from app.web.problems import errors, posting_errors
from app.web.reauth import has_codes, surely
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite

GONE = "This wording is no longer there; read the page again."
BulletinName = Annotated[str, Path(description="Id of a bulletin.", max_length=80)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was typed and not kept, and why."""

    field: str = ""
    fault: str = ""
    reason: str = ""
    replacement: str = ""


NOTHING = Refused()


def routes() -> APIRouter:
    """Return the routes of a recall."""
    router = APIRouter(tags=["Desk"])
    page = "/desk/recall/{bulletin}"
    add_get(
        router,
        page,
        recall,
        "Take a bulletin back",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 404),
    )
    add_post(
        router,
        page,
        sign,
        "Sign that a bulletin is taken back",
        access=needs(Right.SIGN),
        fields={
            "reason": "What is wrong; stations read it.",
            "replacement": "Id of a bulletin on air that is to be played instead, or empty.",
            "notice": "Hash of what somebody signed before, in place of reason and replacement.",
            "code": "The newest code of the officer's telephone.",
            "key": "Or the officer's key or password, once more.",
        },
        responses=posting_errors(409),
    )
    add_post(
        router,
        f"{page}/called",
        called,
        "A station was called",
        access=needs(Right.KEEP_STATIONS),
        fields={"station": "Name of the station in addresses."},
        responses=posting_errors(409),
    )
    return router


def recall(
    request: Request, site: TheSite, visitor: DeskVisitor, bulletin: BulletinName
) -> Response:
    """Why it is taken back, who has signed, and whom to call."""
    return _page(request, site, bulletin, visitor=visitor)


def sign(request: Request, site: TheSite, posted: PostedForm, bulletin: BulletinName) -> Response:
    """Keep an officer's yes; the second one takes the bulletin off the air at once."""
    field = "key"
    try:
        again = surely(site, posted)
        field = "reason"
        _sign(site, posted, bulletin, again=again)
    except (ApprovalError, Conflict) as fault:
        refused = Refused(
            field=field,
            fault=str(fault),
            reason=posted.text("reason"),
            replacement=posted.text("replacement"),
        )
        return _page(request, site, bulletin, visitor=posted.officer, refused=refused)
    return RedirectResponse(recall_path(bulletin), status_code=303)


def _sign(site: Site, posted: Posted, name: str, *, again: datetime) -> None:
    with site.newsroom.store.reading() as tx:
        found = the_bulletin(tx, name)
    reason, replacement = _what_is_signed(site, posted, name)
    given = SignOff(
        officer=posted.officer.name,
        text_sha256=withdrawal_sha256(found, reason, replacement),
        at=site.newsroom.clock.now(),
        reauthenticated_at=again,
    )
    withdraw(site.newsroom, name, given, reason=reason, replacement=replacement)


def _what_is_signed(site: Site, posted: Posted, name: str) -> tuple[str, str | None]:
    """Return reason and replacement: what somebody signed before, or what was typed."""
    notice = posted.text("notice")
    if not notice:
        return plain_reason(posted.text("reason")), posted.text("replacement") or None
    with site.newsroom.store.reading() as tx:
        waiting = [each for each in notices(tx, name) if each.done_at is None]
    for each in waiting:
        if each.notice_sha256 == notice:
            return each.reason, each.replacement
    raise Conflict(GONE)


def called(site: TheSite, posted: PostedForm, bulletin: BulletinName) -> Response:
    """Keep that a station was called, and by whom."""
    now = site.newsroom.clock.now()
    with site.newsroom.store.transaction() as tx:
        if the_bulletin(tx, bulletin).verdict is not Verdict.WITHDRAWN:
            raise Conflict("Nobody is called before the bulletin is taken back.")
        keep_call(tx, bulletin, posted.text("station"), officer=posted.officer, at=now)
    return RedirectResponse(f"{recall_path(bulletin)}#calls", status_code=303)


def _page(
    request: Request,
    site: Site,
    name: str,
    *,
    visitor: Officer | None,
    refused: Refused = NOTHING,
) -> Response:
    with site.newsroom.store.reading() as tx:
        found = _once_on_air(the_bulletin(tx, name))
        given, calls = notices(tx, name), call_list(tx, name)
        others = on_air(tx, exercise=found.exercise, county=found.county)
    live = found.verdict is Verdict.RELEASED
    return show_desk(
        request,
        "recall.html",
        status=422 if refused.fault else 200,
        visitor=visitor,
        bulletin=found,
        county=site.county(found.county),
        live=live,
        waiting=[each for each in given if each.done_at is None] if live else [],
        done=next((each for each in given if each.done_at is not None), None),
        calls=calls,
        others=[each for each in others if each.id != name],
        may_sign=visitor is not None and visitor.may(Right.SIGN),
        codes=visitor is not None and has_codes(site, visitor.name),
        may_call=visitor is not None and visitor.may(Right.KEEP_STATIONS),
        refused=refused,
        longest=LONGEST_REASON,
        recall_path=recall_path,
        bulletin_path=bulletin_path,
    )


def _once_on_air(found: Bulletin) -> Bulletin:
    if found.released_at is None:
        raise NotFound(f"Bulletin {found.id} has not been on air; there is nothing to take back.")
    return found
