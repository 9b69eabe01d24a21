"""The fit test: a page that tries a station's addresses as its software does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.periods import NAIROBI, Week
from app.domain.recordings import EXTENSION, AudioFormat
from app.domain.stations import Station
from app.errors import MasteringError
from app.mastering.encode import decode
from app.mastering.loudness import measure
from app.pipeline.feed_makers import station_feed_name
from app.publishing.fit import SOFTWARE, Finding, is_audio, player_findings
from app.publishing.fit_feed import feed_findings
from app.publishing.fit_files import (
    CartNeeds,
    cart_findings,
    dated_findings,
    loudness_findings,
    playlist_findings,
)
from app.publishing.names import BEST_FIRST, BULLETIN
from app.store.offers import Offer, offers
from app.web.access import STATION
from app.web.addresses import dated_path, fit_path, fixed_path, station_home_path
from app.web.fit_tries import Addresses, Answers, try_addresses
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import Site, TheSite, base_address, practising, show
from app.web.station_access import AskingStation, KeyInAddress, StationSlug, keyed
from app.web.station_guests import ask_for_key, station_or_none

PAGE_HEADERS = {"Cache-Control": "private, no-store"}
TOO_LONG = "It took too long. Try again when the machine has less to do."


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found for one kind of software."""

    software: str
    findings: list[Finding]

    @property
    def fits(self) -> bool:
        """Whether every rule is kept."""
        return all(each.ok for each in self.findings)


def routes() -> APIRouter:
    """Return the route of the fit test."""
    router = APIRouter(tags=["Pages"])
    add_get(
        router,
        "/stations/{station}/fit",
        fit_test,
        "Whether a station's software can take what it is offered",
        access=STATION,
        response_class=HTMLResponse,
        responses=errors(401, 403, 404, 429),
    )
    return router


def fit_test(
    request: Request,
    site: TheSite,
    asking: AskingStation,
    station: StationSlug,
    key: KeyInAddress = None,
) -> Response:
    """Feed, fixed name, dated address and playlist, tried as automation does; green or red."""
    whose = station_or_none(request, site, asking, station)
    if whose is None:
        return ask_for_key(request, station)
    exercise = practising(site)
    with site.newsroom.store.reading() as tx:
        offered = offers(tx, whose, at=site.newsroom.clock.now(), exercise=exercise)
    playable = next((each for each in offered if each.recordings), None)
    fault, verdicts = "", list[Verdict]()
    if playable is not None:
        try:
            verdicts = _judged(request, site, whose, playable)
        except TimeoutError:
            fault = TOO_LONG
    return show(
        request,
        "fit.html",
        headers=PAGE_HEADERS,
        exercise=exercise,
        station=whose,
        playable=playable,
        verdicts=verdicts,
        fault=fault,
        back=station_home_path(whose.slug) + keyed(key),
        again=fit_path(whose.slug) + keyed(key),
        next_run=site.next_run(),
    )


def _judged(request: Request, site: Site, whose: Station, playable: Offer) -> list[Verdict]:
    form = min((each.format for each in playable.recordings), key=BEST_FIRST.index)
    asked = _addresses(site, whose, playable, form)
    base, public = base_address(request, site), site.public_read
    got = try_addresses(request.app, whose, asked, base=base, public=public)
    found = [
        *player_findings(got.fixed),
        *dated_findings(got.day, got.week, got.nothing),
        *_feed(whose, got),
        *playlist_findings(got.playlist, got.entries),
        *_cart(whose, playable, got),
        *_heard(whose, form, got),
    ]
    by_software = {
        name: [each for each in found if each.rule.software == name] for name in SOFTWARE
    }
    return [Verdict(software=name, findings=group) for name, group in by_software.items() if group]


def _addresses(site: Site, whose: Station, playable: Offer, form: AudioFormat) -> Addresses:
    told, exercise = playable.bulletin, playable.bulletin.exercise
    extension = EXTENSION[form]
    today = site.newsroom.clock.now().astimezone(NAIROBI).date()
    week, before = Week.of(today), Week.of(today - timedelta(weeks=520))

    def dated(name: str) -> str:
        return dated_path(told.county, told.language, f"{name}.{extension}", exercise=exercise)

    def fixed(name: str) -> str:
        return fixed_path(whose.slug, name, exercise=exercise)

    has_wav = any(each.format is AudioFormat.WAV_48 for each in playable.recordings)
    return Addresses(
        feed=station_feed_name(whose.slug, told.county, told.language, exercise=exercise),
        fixed=fixed(f"{BULLETIN}.{extension}"),
        day=dated(today.isoformat()),
        week=dated(f"{week.year}W{week.number:02d}"),
        nothing=dated(f"{before.year}W{before.number:02d}"),
        wav=fixed(f"{told.county}-{told.language}.wav") if has_wav else "",
        playlist=fixed("playlist.pls"),
    )


def _feed(whose: Station, got: Answers) -> Iterable[Finding]:
    """Return what is found of the feed; a station that takes no MP3 does not use it."""
    mp3 = any(EXTENSION[each] == "mp3" for each in whose.formats)
    return feed_findings(got.feed, got.newest) if mp3 else ()


def _cart(whose: Station, playable: Offer, got: Answers) -> Iterable[Finding]:
    if got.wav is None:
        return ()
    needs = CartNeeds(
        until=playable.bulletin.valid_until, first=whose.first_cart, last=whose.last_cart
    )
    return cart_findings(got.wav, needs)


def _heard(whose: Station, form: AudioFormat, got: Answers) -> Iterable[Finding]:
    """Return how loud the file of the fixed name is; a broken one is found by other rules."""
    if not is_audio(got.fixed.whole):
        return ()
    try:
        samples, rate_hz = decode(got.fixed.whole.body, form)
    except MasteringError:
        return ()
    return loudness_findings(measure(samples, rate_hz), wanted_lufs=whose.loudness_lufs)
