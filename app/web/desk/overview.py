"""The officers' overview: where every bulletin of a week stands, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.bulletins import Verdict
from app.domain.evidence import Assessment
from app.domain.periods import Week
from app.domain.places import County
from app.store.alarms import wrongly_airing
from app.store.evidence import assessments_of_week, source_states
from app.store.feedback import calls_for_help
from app.store.heard import ways_of_week
from app.store.listing import Standing, known_weeks, newest_editions
from app.store.outbox import not_told
from app.store.push_targets import troubled_stations
from app.store.runs import newest_runs
from app.store.stations import stations, taken_and_aired
from app.web.access import SIGNED_IN
from app.web.addresses import desk_bulletin_path
from app.web.auth import DeskVisitor
from app.web.desk import county_map
from app.web.desk.aired import WAYS
from app.web.desk.needs import Desk, needs_of
from app.web.desk.showing import show_desk
from app.web.desk.week_steps import (
    NOTHING_MADE,
    STATE_MARKS,
    STATE_WORDS,
    STEPS,
    Action,
    Step,
    next_action,
    steps_of,
)
from app.web.parameters import IsoWeek
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite, practising

LISTED_WEEKS = 12
# What was not told longer ago than this helps nobody any more.
TOLD_SINCE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One bulletin of the week: the steps it has taken, and the next one."""

    standing: Standing
    steps: tuple[Step, ...]
    action: Action | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyLines:
    """A county and its bulletins, in the order of its languages."""

    county: County
    made: Assessment | None
    lines: tuple[Line, ...]


def routes() -> APIRouter:
    """Return the routes of the desk."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        "/desk",
        overview,
        "Officers' overview",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    return router


def overview(
    request: Request, site: TheSite, visitor: DeskVisitor, week: IsoWeek = None
) -> Response:
    """The week, a line a bulletin, what needs the officer now, and the counties by phase."""
    desk, weeks = the_desk(site, Week.parse(week) if week else None)
    with site.newsroom.store.reading() as tx:
        known_by = ways_of_week(tx, desk.week)
    drill = practising(site)
    tiles = county_map.county_tiles(desk.made, followed=[each.slug for each in desk.counties])
    return show_desk(
        request,
        "desk.html",
        visitor=visitor,
        week=desk.week,
        weeks=weeks,
        steps=STEPS,
        marks=STATE_MARKS,
        states=STATE_WORDS,
        nothing=NOTHING_MADE,
        rows=[_lines(each, desk, practising=drill) for each in desk.counties],
        needs=needs_of(desk, visitor),
        bulletin_page=desk_bulletin_path,
        known_by=known_by,
        ways=WAYS,
        waiting=sum(each.verdict is Verdict.HELD_APPROVAL for each in desk.standings),
        sources=desk.sources,
        runs=desk.runs,
        next_run=site.next_run(),
        map=county_map,
        tiles=tiles,
        phases=county_map.phase_counts(tiles),
    )


def the_desk(site: Site, week: Week | None) -> tuple[Desk, list[Week]]:
    """Return what lies on the desk of a week, or of the newest one, and the weeks there are."""
    now = site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        weeks = known_weeks(tx, limit=LISTED_WEEKS)
        shown = week or next(iter(weeks), Week.at(now))
        known, stuck = stations(tx), troubled_stations(tx)
        untold = not_told(tx, since=now - TOLD_SINCE)
        desk = Desk(
            week=shown,
            counties=site.newsroom.counties,
            standings=[
                each
                for exercise in (False, True)
                for each in newest_editions(tx, shown, exercise=exercise)
            ],
            made=assessments_of_week(tx, shown),
            sources=source_states(tx),
            runs=newest_runs(tx, limit=1),
            heard=taken_and_aired(tx, shown),
            alarms=wrongly_airing(tx),
            helpless=calls_for_help(tx),
            unreached=[each for each in known if each.slug in stuck],
            untold=[(each, untold[each.slug]) for each in known if each.slug in untold],
        )
    return desk, weeks


def _lines(county: County, desk: Desk, *, practising: bool) -> CountyLines:
    order = {code: place for place, code in enumerate(county.languages)}
    mine = [each for each in desk.standings if each.county == county.slug]
    mine.sort(key=lambda each: (each.exercise, order.get(each.language, len(order))))
    made = desk.made.get(county.slug)
    return CountyLines(
        county=county,
        made=made,
        lines=tuple(
            Line(
                standing=each,
                steps=steps_of(each, practising=practising, heard=desk.heard),
                action=next_action(each, made),
            )
            for each in mine
        ),
    )
