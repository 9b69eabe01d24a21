"""What a station sees: one light page a county, and scripts to read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.bulletins import Bulletin, Script
from app.domain.periods import NAIROBI, Week
from app.domain.places import County
from app.domain.stations import Station
from app.errors import NotFound
from app.store.bulletins import newest_week, released
from app.store.listing import assessment_of, newest_editions, on_air, recalled
from app.store.recordings import recordings_of
from app.store.station_traces import airings
from app.web.access import READERS
from app.web.addresses import county_path, script_path
from app.web.evidence_table import evidence_rows, replayed_month
from app.web.parameters import CountySlug, LanguageCode
from app.web.presenting import presented
from app.web.problems import errors, problem
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite, base_address, practising, show
from app.web.station_access import AskingStation, KeyInAddress, keyed
from app.web.station_cards import earlier_weeks, language_card
from app.web.wording import language_name

KEYED_HEADERS = {"Cache-Control": "private, no-store"}
DONE = {
    "aired": "Thank you: NDMA sees that you aired it.",
    "asked": "Thank you: NDMA has your message.",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who looks at a station page, and what was just told with it.

    Attributes:
        key: The key in the address, to be carried on.
        done: What was just kept, in plain words.
        fault: Why something was not kept, in plain words.
        typed: What was typed and not kept.
    """

    station: Station | None
    key: str | None
    done: str = ""
    fault: str = ""
    typed: str = ""


def county_routes() -> APIRouter:
    """Return the pages that begin with a county; they come last."""
    router = APIRouter(tags=["Pages"])
    _add_page(router, "/exercise/{county}", exercise_page, "Station page of the exercise")
    _add_page(router, "/exercise/{county}/{language}/read", exercise_read, "Exercise to read aloud")
    _add_page(router, "/{county}", live_page, "Station page")
    _add_page(router, "/{county}/{language}/read", live_read, "Bulletin to read aloud")
    return router


def _add_page(router: APIRouter, path: str, endpoint: object, summary: str) -> None:
    if not callable(endpoint):
        raise TypeError(f"{path} has no function to answer it")
    add_get(
        router,
        path,
        endpoint,
        summary,
        access=READERS,
        response_class=HTMLResponse,
        responses=errors(403, 404, 410),
    )


def exercise_page(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    county: CountySlug,
    key: KeyInAddress = None,
) -> Response:
    """A county's exercise of this week in every language."""
    by = Caller(asking, key)
    return station_page(request, site, site.county(county), exercise=True, by=by)


def live_page(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    county: CountySlug,
    key: KeyInAddress = None,
    told: Annotated[str, Query(description="What was just told.", max_length=10)] = "",
) -> Response:
    """A county's bulletin of this week in every language: play, download, read aloud.

    With a station's key its downloads are noted and it may say what it aired.
    """
    by = Caller(asking, key, done=DONE.get(told, ""))
    return station_page(request, site, site.county(county), exercise=False, by=by)


def exercise_read(
    request: Request, site: TheSite, county: CountySlug, language: LanguageCode
) -> Response:
    """The words of the exercise, a breath a line."""
    where = site.county_and_language(county, language)
    return _read_page(request, site, where, language, exercise=True)


def live_read(
    request: Request, site: TheSite, county: CountySlug, language: LanguageCode
) -> Response:
    """The words of the bulletin, a breath a line."""
    where = site.county_and_language(county, language)
    return _read_page(request, site, where, language, exercise=False)


def station_page(
    request: Request,
    site: Site,
    county: County,
    *,
    exercise: bool,
    by: Caller,
    status: int = 200,
) -> Response:
    """Return a county's page, for a station that may have said who it is."""
    store, now = site.newsroom.store, site.newsroom.clock.now()
    with store.reading() as tx:
        week = newest_week(tx, exercise=exercise) or Week.at(now)
        editions = newest_editions(tx, week, exercise=exercise, county=county.slug)
        found = released(tx, exercise=exercise, county=county.slug, week=week)
        assessment = assessment_of(tx, county.slug, week)
        past = on_air(tx, exercise=exercise, county=county.slug, limit=60)
        recordings = recordings_of(tx, [*(each.id for each in found), *(each.id for each in past)])
    playable = [each for each in found if each.valid_until >= now]
    cards = [
        language_card(county, code, editions, playable, recordings, exercise=exercise)
        for code in county.languages
    ]
    script = _evidence_script(playable)
    return show(
        request,
        "station.html",
        status=status,
        headers=KEYED_HEADERS if by.station else None,
        **_told(site, county, by, exercise=exercise),
        exercise=exercise,
        county=county,
        week=week,
        cards=cards,
        top=playable[0] if playable else None,
        evidence=evidence_rows(script, assessment) if script else [],
        replayed=replayed_month(script, assessment) if exercise else None,
        earlier=earlier_weeks(county, past, recordings, playable),
        base=base_address(request, site),
    )


def _told(site: Site, county: County, by: Caller, *, exercise: bool) -> dict[str, object]:
    """Return what is told besides the bulletins: recalls, what this station aired, what is next."""
    now = site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        gone = recalled(tx, county.slug, exercise=exercise, at=now)
        heard = airings(tx, station=by.station.slug, limit=20) if by.station else []
    today = now.astimezone(NAIROBI).date()
    return {
        "by": by,
        "keyed": keyed(by.key),
        "recalled": gone,
        "aired": {each.bulletin for each in heard if each.day == today},
        "elsewhere": county_path(county.slug, exercise=not exercise),
        "practising": practising(site),
        "next_run": site.next_run(),
    }


def _evidence_script(playable: list[Bulletin]) -> Script | None:
    return next((each.script for each in playable if each.script), None)


def _read_page(
    request: Request, site: Site, county: County, language: str, *, exercise: bool
) -> Response:
    now = site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        found = released(tx, exercise=exercise, county=county.slug, language=language, limit=1)
        gone = recalled(tx, county.slug, exercise=exercise, language=language, at=now)
        recordings = recordings_of(tx, [each.id for each in found])
    bulletin = next((each for each in found if each.script and each.valid_until >= now), None)
    if bulletin is None and gone:
        return problem(request, 410, f"{gone[0].reason} Do not read it on air.")
    if bulletin is None:
        raise NotFound(f"{county.name} has no {language_name(language)} bulletin to read now.")
    carried = keyed(request.query_params.get("key"))
    return show(
        request,
        "read.html",
        headers=KEYED_HEADERS if carried else None,
        exercise=exercise,
        county=county,
        bulletin=bulletin,
        seconds=next((each.duration_s for each in recordings[bulletin.id]), 0),
        back=county_path(county.slug, exercise=exercise) + carried,
        text=script_path(bulletin.id) + carried,
        more=presented(site, bulletin, carried=carried),
    )
