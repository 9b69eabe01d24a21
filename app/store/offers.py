"""What a station may play now: bulletins on air that are for it, with its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.domain.bulletins import Bulletin
from app.domain.recordings import Recording
from app.domain.stations import Station
from app.store.bulletins import released
from app.store.recordings import recordings_of

# The newest of a county: more than its languages and their editions of one week.
MOST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A bulletin that a station may play, and the files it is offered in.

    Attributes:
        recordings: In the formats that the station plays.
    """

    bulletin: Bulletin
    recordings: tuple[Recording, ...]


def offers(tx: Connection, station: Station, *, at: datetime, exercise: bool) -> list[Offer]:
    """Return what a station may play at a moment, in the order of its counties and languages."""
    found = [
        each
        for county in station.counties
        for each in released(tx, exercise=exercise, county=county, limit=MOST)
        if each.valid_from <= at <= each.valid_until
        and station.expects(county=each.county, language=each.language)
    ]
    made = recordings_of(tx, [each.id for each in found])
    ranked = sorted(found, key=lambda each: _rank(station, each))
    return [Offer(bulletin=each, recordings=_wanted(station, made[each.id])) for each in ranked]


def _rank(station: Station, told: Bulletin) -> tuple[int, int]:
    return station.counties.index(told.county), station.languages.index(told.language)


def _wanted(station: Station, made: tuple[Recording, ...]) -> tuple[Recording, ...]:
    return tuple(each for each in made if each.format in station.formats)
