"""/api/v1: counties, released bulletins and their provenance, as JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import PlainTextResponse, Response

from app.domain.bulletins import Bulletin, Verdict
from app.domain.periods import Week
from app.domain.places import County
from app.errors import NotFound
from app.store.bulletins import NOT_FOR_AIR, released, the_bulletin
from app.store.listing import Standing, assessment_of, count_on_air, on_air
from app.store.officers import EXERCISE, LIVE
from app.store.recalls import replacement_of
from app.store.recordings import recordings_of
from app.web.access import PUBLIC, READERS
from app.web.addresses import API, bulletin_path, county_path, feed_path
from app.web.answers import kept_text
from app.web.parameters import IsoWeek
from app.web.problems import Documented, errors, problem
from app.web.routing import add_get
from app.web.shapes import (
    BulletinPage,
    BulletinWhole,
    CountyShape,
    NewestBulletin,
)
from app.web.shaping import brief, whole
from app.web.site_parts import Site, TheSite, base_address, mode_word, practising
from app.web.wording import language_name


class Mode(StrEnum):
    """Whether a bulletin may go on air as real."""

    LIVE = LIVE
    EXERCISE = EXERCISE


AnyCounty = Annotated[str | None, Query(description="County, such as `taita-taveta`.")]
AnyLanguage = Annotated[str | None, Query(description="Language code: sw, en, kam or dav.")]
BulletinId = Annotated[
    str, Path(description="Id of a bulletin.", examples=["x-2026-W48-kitui-sw-1"], max_length=80)
]


def routes() -> APIRouter:
    """Return the routes of the API."""
    router = APIRouter(prefix=API, tags=["API"])
    add_get(router, "/counties", list_counties, "Counties", access=PUBLIC, model=list[CountyShape])
    add_get(
        router,
        "/bulletins",
        list_bulletins,
        "Released bulletins",
        access=READERS,
        model=BulletinPage,
        responses=errors(404),
    )
    add_get(
        router,
        "/bulletins/{name}",
        one_bulletin,
        "A bulletin with its words and provenance",
        access=READERS,
        model=BulletinWhole,
        responses=errors(404, 410),
    )
    text: Documented = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
    add_get(
        router,
        "/bulletins/{name}/script.txt",
        script_text,
        "A bulletin's words as plain text",
        access=READERS,
        response_class=PlainTextResponse,
        responses={**text, **errors(404, 410)},
    )
    return router


def list_counties(request: Request, site: TheSite) -> list[CountyShape]:
    """Counties that get a bulletin, each with its newest released bulletin in every language.

    An exercise install lists exercises, a live install lists live bulletins.
    """
    exercise = practising(site)
    with site.newsroom.store.reading() as tx:
        found = on_air(tx, exercise=exercise)
    base = base_address(request, site)
    return [
        CountyShape(
            slug=county.slug,
            name=county.name,
            pcode=county.pcode,
            mode=mode_word(exercise=exercise),
            languages=list(county.languages),
            page_url=base + county_path(county.slug, exercise=exercise),
            newest=[
                _newest(county, code, found, base=base, exercise=exercise)
                for code in county.languages
            ],
        )
        for county in site.newsroom.counties
    ]


def _newest(
    county: County, code: str, found: list[Standing], *, base: str, exercise: bool
) -> NewestBulletin:
    key = (county.slug, code)
    newest = next((each for each in found if (each.county, each.language) == key), None)
    return NewestBulletin(
        language=code,
        language_name=language_name(code),
        week=str(newest.week) if newest else None,
        bulletin_url=base + bulletin_path(newest.id) if newest else None,
        feed_url=base + feed_path(county.slug, code, exercise=exercise),
    )


def list_bulletins(
    request: Request,
    site: TheSite,
    *,
    county: AnyCounty = None,
    language: AnyLanguage = None,
    week: IsoWeek = None,
    mode: Annotated[
        Mode | None, Query(description="The install's own mode unless you ask otherwise.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 20,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="How many to skip.")] = 0,
) -> BulletinPage:
    """Released bulletins, the newest first; a list of live ones never holds an exercise."""
    if county is not None:
        site.county(county)
    if language is not None and language not in site.languages:
        raise NotFound(f"No county here has bulletins in '{language}'.")
    exercise = practising(site) if mode is None else mode is Mode.EXERCISE
    when = Week.parse(week) if week else None
    with site.newsroom.store.reading() as tx:
        total = count_on_air(tx, exercise=exercise, county=county, language=language, week=when)
        found = released(
            tx,
            exercise=exercise,
            county=county,
            language=language,
            week=when,
            limit=limit,
            offset=offset,
        )
        recordings = recordings_of(tx, [each.id for each in found])
    base = base_address(request, site)
    return BulletinPage(
        mode=mode_word(exercise=exercise),
        total=total,
        limit=limit,
        offset=offset,
        bulletins=[brief(each, recordings[each.id], base=base) for each in found],
    )


def one_bulletin(request: Request, site: TheSite, name: BulletinId) -> BulletinWhole | Response:
    """A released bulletin: script, the source of every figure, recordings and approvals.

    What is held, refused or still being made is not told to the public: 404. What was taken off
    the air answers 410 and names its replacement.
    """
    with site.newsroom.store.reading() as tx:
        found = public_bulletin(the_bulletin(tx, name))
        recordings = recordings_of(tx, [name])[name]
        assessment = assessment_of(tx, found.county, found.week)
    if found.verdict is not Verdict.RELEASED:
        return taken_off(request, site, found)
    replay_of = assessment.replay_of if assessment and found.exercise else None
    return whole(found, recordings, replay_of=replay_of, base=base_address(request, site))


def script_text(request: Request, site: TheSite, name: BulletinId) -> Response:
    """The words that are spoken, one sentence a line, a blank line between segments."""
    with site.newsroom.store.reading() as tx:
        found = public_bulletin(the_bulletin(tx, name))
    if found.verdict is not Verdict.RELEASED or found.script is None:
        return taken_off(request, site, found)
    body = f"{found.script.text}\n".encode()
    return kept_text(request, body, "text/plain; charset=utf-8")


def public_bulletin(found: Bulletin) -> Bulletin:
    """Return the bulletin if it is, or once was, public.

    Raises:
        NotFound: It was never released.
    """
    once = found.verdict in NOT_FOR_AIR and found.released_at is not None
    if found.verdict is Verdict.RELEASED or once:
        return found
    raise NotFound(f"There is no released bulletin '{found.id}'.")


def taken_off(request: Request, site: Site, found: Bulletin) -> Response:
    """Return 410 for a bulletin that left the air, with what has replaced it."""
    newer = replacement_for(site, found)
    detail = f"Bulletin '{found.id}' is off the air: {found.reason} Do not play it."
    address = base_address(request, site) + bulletin_path(newer) if newer else None
    return problem(request, 410, detail, replacement=address)


def replacement_for(site: Site, found: Bulletin) -> str | None:
    """Return the bulletin on air that replaced one that left it: as named, else the newest."""
    with site.newsroom.store.reading() as tx:
        newer = on_air(
            tx,
            exercise=found.exercise,
            county=found.county,
            language=found.language,
            week=found.week,
            limit=1,
        )
        return newer[0].id if newer else replacement_of(tx, found.id)
