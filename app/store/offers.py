"""What a station may play now: bulletins on air that are for it, with its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.domain.bulletins import Bulletin
from app.domain.cuts import profile_for
from app.domain.recordings import Recording
from app.domain.stations import Station
from app.store.bulletins import released
from app.store.cuts import CutName, cuts_for
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
    """Return what a station may play at a moment, in the order of its counties and languages.

    Where it asks for files of its own, these take the place of the common ones as soon as they
    are made.
    """
    found = [
        each
        for county in station.counties
        for each in released(tx, exercise=exercise, county=county, playable_at=at, limit=MOST)
        if station.expects(county=each.county, language=each.language)
    ]
    names = [each.id for each in found]
    made, own = recordings_of(tx, names), cuts_for(tx, station.slug, names)
    ranked = sorted(found, key=lambda each: _rank(station, each))
    return [
        Offer(
            bulletin=each,
            recordings=tuple(
                _best(station, each, one, own)
                for one in made[each.id]
                if one.format in station.formats
            ),
        )
        for each in ranked
    ]


def _rank(station: Station, told: Bulletin) -> tuple[int, int]:
    return station.counties.index(told.county), station.languages.index(told.language)


def _best(
    station: Station, told: Bulletin, common: Recording, own: Mapping[CutName, Recording]
) -> Recording:
    asked = profile_for(station, common.format, county=told.county, language=told.language)
    if asked is None:
        return common
    name = CutName(bulletin=told.id, format=common.format, profile=asked.key)
    return own.get(name, common)
