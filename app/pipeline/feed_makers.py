"""Podcast feeds: of each county and language, and of each station with its own files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.aired import Aired
from app.domain.cuts import profile_for
from app.domain.documents import Made
from app.domain.languages import language_name
from app.domain.places import County
from app.domain.recordings import Recording
from app.domain.stations import Station
from app.pipeline.newsroom import Newsroom
from app.publishing.channels import (
    BASE,
    BULLETINS,
    COVER,
    EXERCISE_COVER,
    KEYED,
    RECORDINGS,
    Channel,
    Entry,
    tree,
)
from app.publishing.feeds import NEWEST, feed
from app.store.aired import aired, recordings_of_many, taken_back
from app.store.offers import Offer, offers
from app.store.shelf import Reading
from app.store.stations import stations

RSS = "application/rss+xml; charset=utf-8"
# How far back a feed goes; a station that was away for longer wants no old bulletins.
HISTORY = timedelta(weeks=13)
# A station's own file of a new bulletin is waited for as long.
OWN_FILES = timedelta(minutes=30)
Series = tuple[bool, str, str]
Warnings = Mapping[Series, tuple[str, ...]]


def county_feeds(newsroom: Newsroom, tx: Reading, at: datetime) -> Iterator[Made]:
    """Make the feed of every county and language, live and exercise."""
    newest, warnings = _newest(aired(tx, since=at - HISTORY)), _warnings(tx, at)
    names = [each.bulletin.id for found in newest.values() for each in found]
    made = recordings_of_many(tx, names)
    for exercise in (False, True):
        for county in newsroom.counties:
            for language in county.languages:
                found = newest.get((exercise, county.slug, language), ())
                entries = [
                    Entry(bulletin=each.bulletin, recordings=made[each.bulletin.id])
                    for each in found
                ]
                channel = _channel(county, language, exercise=exercise, warnings=warnings)
                yield _made(channel, entries)


def station_feeds(newsroom: Newsroom, tx: Reading, at: datetime) -> Iterator[Made]:
    """Make every station's own feeds: what it may play now, in its own files."""
    warnings = _warnings(tx, at)
    known = {each.slug: each for each in newsroom.counties}
    for station in stations(tx):
        for exercise in (False, True):
            offered = offers(tx, station, at=at, exercise=exercise)
            for county in station.counties:
                for language in station.languages:
                    if county in known and language in known[county].languages:
                        channel = _channel(
                            known[county], language, exercise=exercise, warnings=warnings
                        )
                        own = _of_station(channel, station)
                        yield _made(own, _offered(tx, station, offered, channel, at=at))


def county_feed_name(county: str, language: str, *, exercise: bool) -> str:
    """Return the path of a county's feed."""
    return f"{tree(exercise=exercise)}/{county}/{language}/feed.xml"


def station_feed_name(station: str, county: str, language: str, *, exercise: bool) -> str:
    """Return the path of a station's own feed.

    >>> station_feed_name("mwatu-fm", "kitui", "kam", exercise=False)
    '/stations/mwatu-fm/kitui-kam.xml'
    """
    return f"{tree(exercise=exercise)}/stations/{station}/{county}-{language}.xml"


def _made(channel: Channel, entries: Sequence[Entry]) -> Made:
    name = channel.feed_url.removeprefix(BASE)
    return Made(name=name, body=feed(channel, entries), media_type=RSS)


def _newest(told: Iterable[Aired]) -> dict[Series, list[Aired]]:
    """Return what still stands of each series, the newest few."""
    series: dict[Series, list[Aired]] = defaultdict(list)
    for each in told:
        if each.on_air:
            which = each.bulletin
            series[which.exercise, which.county, which.language].append(each)
    return {which: found[-NEWEST:] for which, found in series.items()}


def _channel(county: County, language: str, *, exercise: bool, warnings: Warnings) -> Channel:
    return Channel(
        county=county,
        language=language,
        language_name=language_name(language),
        exercise=exercise,
        feed_url=BASE + county_feed_name(county.slug, language, exercise=exercise),
        page_url=f"{BASE}{tree(exercise=exercise)}/{county.slug}",
        image_url=EXERCISE_COVER if exercise else COVER,
        recordings_url=RECORDINGS,
        bulletins_url=BULLETINS,
        keyed=KEYED,
        recalled=warnings.get((exercise, county.slug, language), ()),
    )


def _of_station(channel: Channel, station: Station) -> Channel:
    """Return a county's channel as a station's own."""
    name = station_feed_name(
        station.slug, channel.county.slug, channel.language, exercise=channel.exercise
    )
    return replace(channel, feed_url=BASE + name, station=station.name)


def _warnings(tx: Reading, at: datetime) -> Warnings:
    """Return what must no longer be played of each series, while somebody may still have it."""
    told: dict[Series, list[str]] = defaultdict(list)
    for each in taken_back(tx, at=at):
        back = each.bulletin
        series = (back.exercise, back.county, back.language)
        told[series].append(f"Do not play {back.id}. {back.reason}")
    return {series: tuple(found) for series, found in told.items()}


def _offered(
    tx: Reading, station: Station, offered: Iterable[Offer], channel: Channel, *, at: datetime
) -> list[Entry]:
    """Return a station's offers of one county and language, each with something to enclose."""
    found = [
        each
        for each in offered
        if (each.bulletin.county, each.bulletin.language) == (channel.county.slug, channel.language)
    ]
    common = recordings_of_many(tx, [each.bulletin.id for each in found])
    return [
        Entry(
            bulletin=each.bulletin,
            # A station that plays nothing of what feeds carry gets what everybody gets.
            recordings=each.recordings if _mp3(each.recordings) else common[each.bulletin.id],
        )
        for each in found
        if not _own_file_comes(station, each, common[each.bulletin.id], at=at)
    ]


def _own_file_comes(
    station: Station, offer: Offer, common: Iterable[Recording], *, at: datetime
) -> bool:
    """Return whether a station's own file of a new bulletin is still being made.

    Software that took the common one from the feed would never take the other.
    """
    told = offer.bulletin
    if at - (told.released_at or told.created_at) >= OWN_FILES:
        return False
    known = {each.sha256 for each in common}
    return any(
        each.sha256 in known
        and profile_for(station, each.format, county=told.county, language=told.language)
        for each in _mp3(offer.recordings)
    )


def _mp3(recordings: Iterable[Recording]) -> list[Recording]:
    return [each for each in recordings if each.extension == "mp3"]
