"""The index of what is on air, and the calendars of stations' slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from app.domain.aired import Aired
from app.domain.documents import Made
from app.domain.periods import NAIROBI
from app.domain.stations import Station
from app.pipeline.newsroom import Newsroom
from app.publishing.calendars import MEDIA_TYPE as CALENDAR
from app.publishing.calendars import Playing, slots, slots_name
from app.publishing.channels import tree
from app.publishing.indices import MEDIA_TYPE as JSON
from app.publishing.indices import OnAir, index
from app.store.aired import aired, recordings_of_many, taken_back
from app.store.shelf import Reading
from app.store.stations import stations

# No bulletin is good for longer.
LONGEST_VALID = timedelta(weeks=5)


def index_name(*, exercise: bool) -> str:
    """Return the path of the index of a mode."""
    return f"{tree(exercise=exercise)}/index.json"


def indices(newsroom: Newsroom, tx: Reading, at: datetime) -> Iterator[Made]:
    """Make the index of what is on air, live and exercise."""
    told, gone = aired(tx, since=at - LONGEST_VALID), taken_back(tx, at=at)
    for exercise in (False, True):
        of_mode = [each for each in told if each.bulletin.exercise == exercise]
        playing = _playing(of_mode, at=at)
        made = recordings_of_many(tx, [each.bulletin.id for each in playing])
        body = index(
            newsroom.counties,
            [OnAir(bulletin=e.bulletin, recordings=made[e.bulletin.id]) for e in playing],
            [each for each in gone if each.bulletin.exercise == exercise],
            exercise=exercise,
        )
        yield Made(name=index_name(exercise=exercise), body=body, media_type=JSON)


def _playing(told: Iterable[Aired], *, at: datetime) -> list[Aired]:
    """Return what may be played now, the newest first."""
    return [
        each
        for each in reversed(list(told))
        if each.on_air and each.bulletin.valid_from <= at <= each.bulletin.valid_until
    ]


def slot_calendars(newsroom: Newsroom, tx: Reading, at: datetime) -> Iterator[Made]:
    """Make the calendar of every station that said when it airs the bulletin."""
    today = at.astimezone(NAIROBI).date()
    monday = today - timedelta(days=today.weekday())
    for station in stations(tx):
        if not station.slots:
            continue
        playing = _played_by(newsroom, station)
        for exercise in (False, True):
            yield Made(
                name=slots_name(station.slug, exercise=exercise),
                body=slots(station, playing, since=monday, exercise=exercise),
                media_type=CALENDAR,
            )


def _played_by(newsroom: Newsroom, station: Station) -> list[Playing]:
    """Return the bulletins that a station expects, in its own order."""
    known = {each.slug: each for each in newsroom.counties}
    return [
        Playing(county=known[slug], language=code)
        for slug in station.counties
        for code in station.languages
        if slug in known and code in known[slug].languages
    ]
