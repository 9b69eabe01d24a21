"""What a station's own page shows: a card for each county and language, and the weeks before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from app.domain.bulletins import Bulletin
from app.domain.periods import NAIROBI, Week
from app.domain.places import County
from app.domain.recordings import EXTENSION, Recording, check_number
from app.domain.stations import Station
from app.pipeline.feed_makers import station_feed_name
from app.pipeline.newsroom import Newsroom
from app.publishing.names import BEST_FIRST, listed
from app.store.bulletins import newest_week
from app.store.listing import Standing, newest_editions, on_air, recalled
from app.store.offers import Offer, offers
from app.store.recordings import recordings_of
from app.store.station_traces import airings
from app.web.addresses import fixed_path, read_path
from app.web.station_cards import LISTED_WEEKS

# Editions of eight weeks of a county, every language and correction of them.
MOST_PAST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCard:
    """One county and language of a station's page.

    Attributes:
        newest: Where the newest edition stands, or None when the week has none.
        bulletin: What may be played, or None.
        files: Its files in the station's formats, the best first.
        check_number: Six digits, in two groups of three; empty without a bulletin.
        aired: Whether the station told that it aired it today.
        names: Fixed names of its files, one a line.
    """

    county: County
    language: str
    newest: Standing | None
    bulletin: Bulletin | None
    files: tuple[Recording, ...]
    check_number: str
    aired: bool
    read: str
    feed: str
    names: tuple[str, ...]

    @property
    def heard(self) -> Recording | None:
        """The file that the page plays: the smallest that every browser knows."""
        mp3 = [each for each in self.files if each.extension == "mp3"]
        return (mp3 or list(self.files))[-1] if self.files else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastBulletin:
    """A bulletin of a week that is over, and its file; for the station's records."""

    standing: Standing
    file: Recording | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All that the page of a station shows.

    Attributes:
        cards: What may be played first, each in the station's own order.
        recalled: What must not be played any more.
        earlier: The weeks before, the newest first, each with its bulletins.
    """

    week: Week
    cards: list[HomeCard]
    recalled: list[Standing]
    earlier: list[tuple[Week, list[PastBulletin]]]

    @property
    def top(self) -> Bulletin | None:
        """The first bulletin that may be played."""
        return next((each.bulletin for each in self.cards if each.bulletin), None)


def home_of(newsroom: Newsroom, station: Station, *, exercise: bool) -> Home:
    """Return what the page of a station shows."""
    now = newsroom.clock.now()
    today = now.astimezone(NAIROBI).date()
    with newsroom.store.reading() as tx:
        offered = offers(tx, station, at=now, exercise=exercise)
        week = newest_week(tx, exercise=exercise) or Week.at(now)
        editions = newest_editions(tx, week, exercise=exercise)
        whole = recordings_of(tx, [each.bulletin.id for each in offered])
        gone = [recalled(tx, each, exercise=exercise, at=now) for each in station.counties]
        told = airings(tx, station=station.slug)
    known = _Known(
        station=station,
        exercise=exercise,
        offered=_by_series(offered),
        editions={(each.county, each.language): each for each in editions},
        whole=whole,
        aired={each.bulletin for each in told if each.day == today},
    )
    cards = [_card(known, county, code) for county, code in _series(newsroom, station)]
    return Home(
        week=week,
        cards=sorted(cards, key=lambda each: each.bulletin is None),
        recalled=[each for group in gone for each in group if each.language in station.languages],
        earlier=_earlier(newsroom, known),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of a station's week, by county and language or by bulletin."""

    station: Station
    exercise: bool
    offered: dict[tuple[str, str], Offer]
    editions: dict[tuple[str, str], Standing]
    whole: dict[str, tuple[Recording, ...]]
    aired: set[str]


def _by_series(offered: list[Offer]) -> dict[tuple[str, str], Offer]:
    """Return offers by county and language; of two the one that comes first."""
    return {(each.bulletin.county, each.bulletin.language): each for each in reversed(offered)}


def _series(newsroom: Newsroom, station: Station) -> list[tuple[County, str]]:
    """Return the counties and languages of a station that there are bulletins in."""
    here = {each.slug: each for each in newsroom.counties}
    return [
        (here[slug], code)
        for slug in station.counties
        if slug in here
        for code in station.languages
        if code in here[slug].languages
    ]


def _card(known: _Known, county: County, code: str) -> HomeCard:
    where, station = (county.slug, code), known.station
    offer = known.offered.get(where)
    told = offer.bulletin if offer else None
    stem = f"{county.slug}-{code}"
    endings = dict.fromkeys(EXTENSION[each] for each in BEST_FIRST if each in station.formats)
    return HomeCard(
        county=county,
        language=code,
        newest=known.editions.get(where),
        bulletin=told,
        files=_best_first(offer.recordings) if offer else (),
        check_number=_in_threes(check_number(known.whole[told.id])) if told else "",
        aired=told is not None and told.id in known.aired,
        read=read_path(county.slug, code, exercise=known.exercise),
        feed=station_feed_name(station.slug, county.slug, code, exercise=known.exercise),
        names=tuple(
            fixed_path(station.slug, f"{stem}.{each}", exercise=known.exercise) for each in endings
        ),
    )


def _best_first(files: tuple[Recording, ...]) -> tuple[Recording, ...]:
    return tuple(sorted(files, key=lambda each: BEST_FIRST.index(each.format)))


def _in_threes(digits: str) -> str:
    """Return six digits as they are read out on a telephone.

    >>> _in_threes("481203")
    '481 203'
    """
    return f"{digits[:3]} {digits[3:]}"


def _earlier(newsroom: Newsroom, known: _Known) -> list[tuple[Week, list[PastBulletin]]]:
    """Return the weeks before, the newest first."""
    station, now = known.station, newsroom.clock.now()
    with newsroom.store.reading() as tx:
        past = [
            each
            for county in station.counties
            for each in on_air(tx, exercise=known.exercise, county=county, limit=MOST_PAST)
            if each.language in station.languages and each.valid_until < now
        ]
        made = recordings_of(tx, [each.id for each in past])
    past.sort(key=lambda each: each.week, reverse=True)
    weeks = groupby(past, key=lambda each: each.week)
    rows = [
        (week, [PastBulletin(standing=each, file=listed(made[each.id])) for each in group])
        for week, group in weeks
    ]
    return rows[:LISTED_WEEKS]
