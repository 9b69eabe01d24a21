"""Dated addresses: the bulletin of a day or a week, for automation that can fill in a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.domain.bulletins import Bulletin
from app.domain.periods import Week
from app.domain.recordings import Recording
from app.domain.stations import Station
from app.errors import NotFound
from app.publishing.names import rendition, week_named, without_small
from app.store.bulletins import released, the_bulletin
from app.store.listing import recalled, was_on_air
from app.store.offers import offers
from app.store.recordings import recordings_of
from app.web.access import READERS
from app.web.addresses import bulletin_path
from app.web.downloads import AUDIO_ANSWERS, Audio, gone, taken
from app.web.fixed_names import REVALIDATE
from app.web.parameters import CountySlug, LanguageCode
from app.web.problems import empty_errors, problem
from app.web.routing import add_get
from app.web.shelf_answers import in_exercise
from app.web.site_parts import Site, TheSite, base_address
from app.web.station_access import AskingStation

# What may lie at the same address for one who gives a key.
VARY = "Authorization, X-Station-Key"
DayOrWeek = Annotated[
    str,
    Path(
        description="A day or an ISO week; `_64k` behind it for the small MP3.",
        examples=["2026-11-23", "2026W48"],
        max_length=20,
    ),
]
Ending = Annotated[str, Path(description="mp3, opus or wav.", examples=["mp3"], max_length=5)]


def routes() -> APIRouter:
    """Return the routes of dated addresses, those of exercises beside them."""
    router = APIRouter(tags=["Downloads"])
    for tree, mark in (("", ""), ("/exercise", " (exercise)")):
        add_get(
            router,
            f"{tree}/d/{{county}}/{{language}}/{{name}}.{{extension}}",
            dated,
            f"The bulletin of a day or week{mark}",
            access=READERS,
            response_class=Response,
            responses={**AUDIO_ANSWERS, **empty_errors(401, 403, 404, 410, 416, 429)},
        )
    return router


def dated(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    county: CountySlug,
    language: LanguageCode,
    name: DayOrWeek,
    extension: Ending,
) -> Response:
    """The bulletin of a day or week, while it may be played; with its key a station's own file.

    Once its week is over, or when it was taken off the air, this answers 410. It never answers
    with the bulletin of another week.
    """
    where = site.county_and_language(county, language).slug
    stem, small = without_small(name)
    week = week_named(stem)
    if week is None:
        raise NotFound(f"'{stem}' is no day such as 2026-11-23 and no week such as 2026W48.")
    series = _Series(county=where, language=language, week=week, exercise=in_exercise(request))
    told = _on_air(site, series)
    now = site.newsroom.clock.now()
    if told is None or told.valid_until < now:
        return _over(request, site, series, told)
    if now < told.valid_from:
        raise NotFound(f"The bulletin of week {week.number} may not be played yet.")
    file = rendition(_files(site, asking, told), extension=extension, small=small)
    if file is None:
        raise NotFound(f"The bulletin has no file of this kind: {name}.{extension}.")
    audio = Audio(
        sha256=file.sha256,
        format=file.format,
        file_name=file.file_name,
        modified=told.released_at or told.created_at,
        cache_control=REVALIDATE,
        by_hash_alone=True,
    )
    answer = taken(request, site, audio, told, asking=asking)
    answer.headers["Vary"] = VARY
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    """Whose bulletin is asked for."""

    county: str
    language: str
    week: Week
    exercise: bool


def _on_air(site: Site, series: _Series) -> Bulletin | None:
    with site.newsroom.store.reading() as tx:
        found = released(
            tx,
            exercise=series.exercise,
            county=series.county,
            language=series.language,
            week=series.week,
            limit=1,
        )
    return found[0] if found else None


def _files(site: Site, asking: Station | None, told: Bulletin) -> tuple[Recording, ...]:
    """Return the files of a bulletin; a station that gave its key gets its own, if it has any."""
    with site.newsroom.store.reading() as tx:
        if asking is not None:
            at = site.newsroom.clock.now()
            for each in offers(tx, asking, at=at, exercise=told.exercise):
                if each.bulletin.id == told.id:
                    return each.recordings
        return recordings_of(tx, [told.id])[told.id]


def _over(request: Request, site: Site, series: _Series, told: Bulletin | None) -> Response:
    """Return 410 for what was on air once, with links to why and to what replaced it."""
    if told is not None:
        about = f'<{base_address(request, site)}{bulletin_path(told.id)}>; rel="about"'
        return problem(request, 410, "Its week is over.", headers={"Link": about})
    with site.newsroom.store.reading() as tx:
        now = site.newsroom.clock.now()
        off_air = recalled(
            tx, series.county, exercise=series.exercise, language=series.language, at=now
        )
        named = next((each.id for each in off_air if each.week == series.week), None)
        if named is not None:
            told = the_bulletin(tx, named)
        once = was_on_air(
            tx,
            exercise=series.exercise,
            county=series.county,
            language=series.language,
            week=series.week,
        )
    if told is not None:
        return gone(request, site, told)
    if once:
        return problem(request, 410, "It was taken off the air.")
    raise NotFound(f"There is no bulletin of week {series.week.number} here yet.")
