"""A station's fixed names: addresses that stay, whatever there is to play this week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.domain.bulletins import Bulletin
from app.domain.places import counties
from app.domain.recordings import AudioFormat, Recording
from app.domain.stations import Station, WhenExpired
from app.errors import NotFound
from app.pipeline.notice import kept_notice
from app.publishing.names import (
    BULLETIN,
    EXTENSIONS,
    SMALL,
    fixed_stem,
    form_named,
    listed,
    rendition,
    without_small,
)
from app.publishing.playlists import M3U, PLS, Link, m3u, pls
from app.store.bulletins import the_bulletin
from app.store.listing import Standing, recalled
from app.store.offers import Offer, offers
from app.store.stations import the_station
from app.web.access import READERS
from app.web.addresses import fixed_path
from app.web.answers import kept_text
from app.web.downloads import AUDIO_ANSWERS, Audio, gone, served, taken
from app.web.problems import Documented, empty_errors
from app.web.routing import add_get
from app.web.shelf_answers import in_exercise
from app.web.site_parts import Site, TheSite, base_address
from app.web.station_access import AskingStation, KeyInAddress, StationSlug, keyed
from app.web.wording import language_name

REVALIDATE = "no-cache"
EXERCISE_MARK = "EXERCISE-"
FixedName = Annotated[
    str,
    Path(
        description="`bulletin`, or county and language as `kitui-sw`; `_64k` for a small MP3.",
        examples=[BULLETIN],
        max_length=60,
    ),
]


def routes() -> APIRouter:
    """Return the routes of fixed names and playlists, those of exercises beside them."""
    router = APIRouter(tags=["Downloads"])
    for tree, mark in (("", ""), ("/exercise", ", exercises")):
        for ending in ("pls", "m3u"):
            add_get(
                router,
                f"{tree}/now/{{station}}/playlist.{ending}",
                playlist,
                f"Playlist of a station ({ending.upper()}{mark})",
                access=READERS,
                response_class=Response,
                responses={
                    **_listed(PLS if ending == "pls" else M3U),
                    **empty_errors(401, 403, 404, 429),
                },
            )
        for extension in EXTENSIONS:
            add_get(
                router,
                f"{tree}/now/{{station}}/{{name}}.{extension}",
                now_playing,
                f"What a station may play now ({extension.upper()}{mark})",
                access=READERS,
                response_class=Response,
                responses={**AUDIO_ANSWERS, **empty_errors(401, 403, 404, 410, 416, 429)},
            )
    return router


def _listed(media_type: str) -> Documented:
    text = {"content": {media_type: {"schema": {"type": "string"}}}}
    return {200: {**text, "description": "The list."}, 304: {"description": "Not changed."}}


def now_playing(
    request: Request, site: TheSite, asking: AskingStation, station: StationSlug, name: FixedName
) -> Response:
    """What a station may play now, under a name that stays the same from week to week.

    When there is nothing to play, it is what the station chose: 404, or a short spoken notice. It
    is never the bulletin of another week.
    """
    exercise, now = in_exercise(request), site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        whose = the_station(tx, station)
        offered = offers(tx, whose, at=now, exercise=exercise)
    off_air = _recalled(site, whose, exercise=exercise, at=now)
    asked = _asked(request, whose, name, exercise=exercise)
    for each in offered:
        found = asked.of(each)
        if found is not None:
            audio = asked.audio(found.sha256, found.format, modified=_since(each, off_air))
            return taken(request, site, audio, each.bulletin, asking=asking)
    return _nothing(request, site, whose, asked, off_air)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a fixed name asks for.

    Attributes:
        stem: `bulletin`, or county and language.
        small: Whether the small MP3 is asked for.
    """

    stem: str
    extension: str
    small: bool
    exercise: bool

    def of(self, offer: Offer) -> Recording | None:
        """Return the file that is asked for, if this is the bulletin."""
        if self.stem not in (BULLETIN, fixed_stem(offer.bulletin)):
            return None
        return rendition(offer.recordings, extension=self.extension, small=self.small)

    def form(self, formats: Iterable[AudioFormat]) -> AudioFormat | None:
        """Return the format that is asked for, of those that a station plays."""
        return form_named(formats, extension=self.extension, small=self.small)

    def audio(self, sha256: str, form: AudioFormat, *, modified: datetime) -> Audio:
        """Return a file as it is served here: under the same name every week."""
        mark = EXERCISE_MARK if self.exercise else ""
        small = SMALL if self.small else ""
        return Audio(
            sha256=sha256,
            format=form,
            file_name=f"{mark}{self.stem}{small}.{self.extension}",
            modified=modified,
            cache_control=REVALIDATE,
            by_hash_alone=True,
        )


def _asked(request: Request, whose: Station, name: str, *, exercise: bool) -> Asked:
    stem, small = without_small(name)
    stems = {f"{county}-{code}" for county in whose.counties for code in whose.languages}
    if stem != BULLETIN and stem not in stems:
        raise NotFound(f"{whose.name} has no '{stem}'.")
    extension = request.url.path.rsplit(".", 1)[1]
    return Asked(stem=stem, extension=extension, small=small, exercise=exercise)


def _recalled(site: Site, whose: Station, *, exercise: bool, at: datetime) -> list[Standing]:
    """Return what was taken back of what the station had this week."""
    with site.newsroom.store.reading() as tx:
        found = [recalled(tx, each, exercise=exercise, at=at) for each in whose.counties]
    return [each for group in found for each in group if each.language in whose.languages]


def _since(offer: Offer, off_air: list[Standing]) -> datetime:
    """Return since when an address answers with a bulletin.

    That is never before the release of what was taken back here: a reader that only knows the time
    of its copy would else keep it.
    """
    released = offer.bulletin.released_at or offer.bulletin.created_at
    before = [each.released_at + timedelta(seconds=1) for each in off_air if each.released_at]
    return max([released, *before])


def _nothing(
    request: Request, site: Site, whose: Station, asked: Asked, off_air: list[Standing]
) -> Response:
    """Return what a station chose for when there is nothing to play."""
    newsroom, form = site.newsroom, asked.form(whose.formats)
    if whose.when_expired is WhenExpired.NOTICE and form is not None:
        notice = kept_notice(newsroom, whose, form, exercise=asked.exercise)
        if notice is not None:
            audio = asked.audio(notice.sha256, form, modified=newsroom.clock.now())
            return served(request, site, notice.path, audio)
    for each in off_air:
        if asked.stem in (BULLETIN, fixed_stem(each)):
            with newsroom.store.reading() as tx:
                told = the_bulletin(tx, each.id)
            return gone(request, site, told)
    raise NotFound(f"{whose.name} has nothing to play now.")


def playlist(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    station: StationSlug,
    key: KeyInAddress = None,
) -> Response:
    """What a station may play now, as a list of its fixed names; 404 when there is nothing."""
    _ = asking
    exercise = in_exercise(request)
    with site.newsroom.store.reading() as tx:
        whose = the_station(tx, station)
        offered = offers(tx, whose, at=site.newsroom.clock.now(), exercise=exercise)
    base = base_address(request, site)
    links = [
        Link(
            address=base + _fixed(station, each.bulletin, found) + keyed(key),
            title=_title(each.bulletin),
            seconds=found.duration_s,
        )
        for each in offered
        if (found := listed(each.recordings))
    ]
    if not links:
        raise NotFound(f"{whose.name} has nothing to play now.")
    as_pls = request.url.path.endswith(".pls")
    body, media_type = (pls(links), PLS) if as_pls else (m3u(links), M3U)
    return kept_text(request, body, media_type, cache_control=REVALIDATE)


def _fixed(station: str, told: Bulletin, file: Recording) -> str:
    name = f"{fixed_stem(told)}.{file.extension}"
    return fixed_path(station, name, exercise=told.exercise)


def _title(told: Bulletin) -> str:
    mark = "EXERCISE " if told.exercise else ""
    name = f"{counties()[told.county].name}, {language_name(told.language)}"
    return f"{mark}Drought bulletin {name}, week {told.week.number}"
