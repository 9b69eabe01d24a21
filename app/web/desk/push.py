"""Where a station's files are laid, for officers: its servers, every attempt, every notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.domain.deliveries import Names, PushTarget
from app.domain.people import Officer, Right
from app.errors import Conflict
from app.pipeline.push_visit import GIVEN_UP, try_target
from app.pipeline.targets import PushForm, keep_typed_target, push_faults
from app.store.deliveries import deliveries
from app.store.outbox import notices_to
from app.store.push_targets import (
    Progress,
    forget_host_key,
    progress_of,
    switch_target,
    targets,
    the_target,
    try_again,
)
from app.store.stations import the_station
from app.web.access import SIGNED_IN, needs
from app.web.addresses import push_path, station_path
from app.web.auth import DeskVisitor
from app.web.desk.push_words import TABLES
from app.web.desk.showing import show_desk
from app.web.desk.station import StationSlug, refuse_stranger
from app.web.posts import Posted, PostedForm
from app.web.problems import errors, posting_errors
from app.web.routing import add_get, add_post
from app.web.site_parts import Site, TheSite

PAGE = "/desk/stations/{station}/push"
FIELDS = {
    "address": "Such as sftp://192.168.1.20.",
    "folder": "Beneath the address.",
    "user": "Whom the server knows us as.",
    "secret": "The password; empty keeps the one that is there.",
    "host_key": "What the server proves itself with; empty: what it shows first.",
    "names": "`readable` or `fixed`.",
    "exercises": "Any value: it takes exercises, and nothing else.",
}
LISTED = 20
NOTHING = PushForm(address="")
NO_TARGET = "This station has no such server."
TargetNumber = Annotated[int, Path(description="Number of the server.", ge=1, le=2_147_483_647)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A server of the station, and how it stands with it.

    Attributes:
        path: Where it is tried, switched and made forget.
        given_up: Whether it has failed so often that people were told.
    """

    target: PushTarget
    progress: Progress
    path: str
    given_up: bool


def routes() -> APIRouter:
    """Return the routes of a station's servers."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        PAGE,
        show_push,
        "A station's servers",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401, 403, 404),
    )
    add_post(
        router,
        PAGE,
        keep,
        "Have files laid at a server",
        access=needs(Right.KEEP_STATIONS),
        fields=FIELDS,
        responses=posting_errors(409),
    )
    for path, endpoint, summary, fields in (
        ("try", try_now, "Try a server now", {}),
        ("switch", switch, "Send to a server, or not", {"on": "Any value: send."}),
        ("forget", forget, "Accept a server's new key", {}),
    ):
        add_post(
            router,
            f"{PAGE}/{{number}}/{path}",
            endpoint,
            summary,
            access=needs(Right.KEEP_STATIONS),
            fields=fields,
            responses=posting_errors(409),
        )
    return router


def show_push(
    request: Request, site: TheSite, visitor: DeskVisitor, station: StationSlug
) -> Response:
    """The station's servers, what was tried at them, and what its people were told."""
    return _page(request, site, station, visitor=visitor)


def keep(request: Request, site: TheSite, posted: PostedForm, station: StationSlug) -> Response:
    """Add a server, or change the one of this address and folder."""
    form = _typed(posted)
    wrong = push_faults(site.newsroom, form)
    if not wrong:
        try:
            now = site.newsroom.clock.now()
            keep_typed_target(site.newsroom, station, form, officer=posted.officer, at=now)
        except Conflict as fault:
            wrong = {"address": str(fault)}
    if wrong:
        return _page(request, site, station, visitor=posted.officer, typed=form, wrong=wrong)
    return RedirectResponse(f"{push_path(station)}#servers", status_code=303)


def try_now(
    site: TheSite, posted: PostedForm, station: StationSlug, number: TargetNumber
) -> Response:
    """Lay a small file there and remove it; what waits is tried again right after."""
    target = _target(site, station, number)
    with site.newsroom.store.transaction() as tx:
        try_again(tx, number, officer=posted.officer, at=site.newsroom.clock.now())
    try_target(site.newsroom, target)
    return RedirectResponse(f"{push_path(station)}#attempts", status_code=303)


def switch(
    site: TheSite, posted: PostedForm, station: StationSlug, number: TargetNumber
) -> Response:
    """Send to a server, or neither send nor remove."""
    _target(site, station, number)
    with site.newsroom.store.transaction() as tx:
        now, is_on = site.newsroom.clock.now(), "on" in posted.fields
        switch_target(tx, number, is_on=is_on, officer=posted.officer, at=now)
    return RedirectResponse(f"{push_path(station)}#servers", status_code=303)


def forget(
    site: TheSite, posted: PostedForm, station: StationSlug, number: TargetNumber
) -> Response:
    """Take the next key that the server shows for its own."""
    _target(site, station, number)
    with site.newsroom.store.transaction() as tx:
        now = site.newsroom.clock.now()
        forget_host_key(tx, number, officer=posted.officer, at=now)
    return RedirectResponse(f"{push_path(station)}#servers", status_code=303)


def _target(site: Site, station: str, number: int) -> PushTarget:
    with site.newsroom.store.reading() as tx:
        found = the_target(tx, number)
    if found.station != station:
        raise HTTPException(404, NO_TARGET)
    return found


def _typed(posted: Posted) -> PushForm:
    names = posted.text("names")
    return PushForm(
        address=posted.text("address"),
        folder=posted.text("folder"),
        user=posted.text("user"),
        secret=posted.fields.get("secret", ""),
        host_key=posted.text("host_key"),
        names=Names(names) if names in set(Names) else Names.READABLE,
        exercises="exercises" in posted.fields,
    )


def _page(
    request: Request,
    site: Site,
    slug: str,
    *,
    visitor: Officer | None,
    typed: PushForm = NOTHING,
    wrong: dict[str, str] | None = None,
) -> Response:
    with site.newsroom.store.reading() as tx:
        known = the_station(tx, slug)
        refuse_stranger(visitor, known)
        kept, progress = targets(tx, station=slug), progress_of(tx)
        tried = deliveries(tx, station=slug, limit=LISTED)
        told = notices_to(tx, slug, limit=LISTED)
    return show_desk(
        request,
        "desk_push.html",
        status=422 if wrong else 200,
        visitor=visitor,
        station=known,
        back=station_path(slug),
        here=push_path(slug),
        rows=[_row(each, progress[each.number]) for each in kept],
        where={each.number: each.where for each in kept},
        tried=tried,
        told=told,
        typed=typed,
        wrong=dict.fromkeys(FIELDS, "") | (wrong or {}),
        may_keep=visitor is not None and visitor.may(Right.KEEP_STATIONS),
        folders=site.newsroom.outward.folders is not None,
        **TABLES,
    )


def _row(target: PushTarget, known: Progress) -> Row:
    return Row(
        target=target,
        progress=known,
        path=f"{push_path(target.station)}/{target.number}",
        given_up=known.tries >= GIVEN_UP,
    )
