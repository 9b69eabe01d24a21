"""Alerts for players and warning systems: CAP 1.2, with the list of those in force."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.errors import NotFound
from app.publishing.atom import alert_name, atom_name
from app.publishing.signing import ENDING
from app.web.access import READERS
from app.web.problems import Documented, errors, problem
from app.web.routing import add_get
from app.web.shelf_answers import from_shelf, in_exercise
from app.web.site_parts import Site, TheSite, base_address
from app.web.station_access import AskingStation

# Alerts of one week that are looked through for the one that replaced another.
MOST_ALERTS = 50
_IDENTIFIER = re.compile(r"(?P<chain>(x-)?\d{4}-W\d{2}-[a-z-]+-alert-)(?P<number>\d{1,3})")
AlertName = Annotated[
    str,
    Path(
        description="A county, for its newest alert, or the identifier of an alert.",
        examples=["kitui", "2026-W48-kitui-alert-1"],
        max_length=80,
    ),
]


def routes() -> APIRouter:
    """Return the routes of alerts, those of exercises beside them."""
    router = APIRouter(tags=["Downloads"])
    for tree, mark in (("", ""), ("/exercise", ", exercises")):
        for path, endpoint, summary, kind in (
            ("atom.xml", listed, "Alerts in force", "application/atom+xml"),
            ("{name}.xml", alert, "An alert as CAP 1.2", "application/cap+xml"),
            ("{name}.xml" + ENDING, signature, "The signature of an alert", "text/plain"),
        ):
            told: Documented = {200: {"content": {kind: {"schema": {"type": "string"}}}}}
            add_get(
                router,
                f"{tree}/cap/{path}",
                endpoint,
                summary + mark,
                access=READERS,
                response_class=Response,
                responses={
                    **told,
                    304: {"description": "Not changed."},
                    **errors(401, 403, 404, 410, 429),
                },
            )
    return router


def listed(request: Request, site: TheSite, asking: AskingStation) -> Response:
    """The alerts in force, as Atom: the newest of each county and week."""
    _ = asking
    return from_shelf(request, site, atom_name(exercise=in_exercise(request)))


def alert(request: Request, site: TheSite, asking: AskingStation, name: AlertName) -> Response:
    """An alert as CAP 1.2, in every language of its county.

    There is one when NDMA's phase is Alarm or Emergency, or worse than the week before. One that
    was replaced or taken back answers 410 and names the one that counts.
    """
    _ = asking
    return _found(request, site, name, ending="")


def signature(request: Request, site: TheSite, asking: AskingStation, name: AlertName) -> Response:
    """The signature of an alert, for minisign; an install that knows its address gives one."""
    _ = asking
    return _found(request, site, name, ending=ENDING)


def _found(request: Request, site: Site, name: str, *, ending: str) -> Response:
    exercise = in_exercise(request)
    path = alert_name(name, exercise=exercise)
    try:
        return from_shelf(request, site, path + ending)
    except NotFound as fault:
        newer = _replacement(site, name, exercise=exercise)
        if newer is None:
            raise NotFound(f"There is no such alert, or none in force: {name}") from fault
        base = base_address(request, site)
        return problem(
            request,
            410,
            f"This alert was replaced. The one that counts is {newer}",
            headers={"Link": f'<{base}{newer}>; rel="successor-version"'},
            replacement=base + newer,
        )


def _replacement(site: Site, name: str, *, exercise: bool) -> str | None:
    """Return the path of the alert that came in place of one, or None."""
    told = _IDENTIFIER.fullmatch(name)
    if told is None:
        return None
    number = int(told["number"])
    later = (
        alert_name(f"{told['chain']}{each}", exercise=exercise)
        for each in range(number + 1, MOST_ALERTS)
    )
    return next((each for each in later if site.shelf.has(each)), None)
