"""When a station airs the bulletin, as a calendar that telephones and desks subscribe to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid5

from icalendar import Calendar, Event

from app.domain.languages import language_name
from app.domain.periods import NAIROBI, Week
from app.domain.places import County
from app.domain.recordings import EXTENSION
from app.domain.stations import LocalSlot, Station
from app.publishing.channels import BASE, GUID_NAMESPACE, KEYED, tree
from app.publishing.names import BEST_FIRST

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Tangazo//Slots//EN"
WEEKS = 8
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What a station sets aside; bulletins are shorter.
LENGTH = timedelta(minutes=5)
REFRESH = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """A county's bulletin in one language, as a station plays it."""

    county: County
    language: str


def slots_name(station: str, *, exercise: bool) -> str:
    """Return the path of a station's calendar.

    >>> slots_name("mwatu-fm", exercise=False)
    '/stations/mwatu-fm/slots.ics'
    """
    return f"{tree(exercise=exercise)}/stations/{station}/slots.ics"


def slots(station: Station, playing: Sequence[Playing], *, since: date, exercise: bool) -> bytes:
    """Return a station's slots of eight weeks, each with the addresses of what to play.

    Its lines are not folded: addresses are still to be filled in.

    Args:
        playing: What the station plays, in its own order.
        since: The Monday of the first week.
    """
    mark = "EXERCISE " if exercise else ""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{mark}Drought bulletin, {station.name}")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for slot in sorted(station.slots, key=lambda each: (DAYS.index(each.day), each.hour)):
        for each in _moments(slot, since):
            calendar.add_component(_event(station, playing, each, since=since, exercise=exercise))
    body: bytes = calendar.to_ical()
    return body.replace(b"\r\n ", b"")


def _moments(slot: LocalSlot, since: date) -> Iterator[datetime]:
    first = since + timedelta(days=DAYS.index(slot.day))
    for week in range(WEEKS):
        day = first + timedelta(weeks=week)
        yield datetime.combine(day, time(slot.hour, slot.minute), tzinfo=NAIROBI)


def _event(
    station: Station, playing: Sequence[Playing], at: datetime, *, since: date, exercise: bool
) -> Event:
    mark = "EXERCISE " if exercise else ""
    fixed = f"{BASE}{tree(exercise=exercise)}/now/{station.slug}"
    ending = _ending(station)
    event = Event()
    event.add("uid", f"{uuid5(GUID_NAMESPACE, f'{mark}{station.slug} {at.isoformat()}')}@tangazo")
    event.add("dtstamp", datetime.combine(since, time(0), tzinfo=UTC))
    event.add("dtstart", at.astimezone(UTC))
    event.add("duration", LENGTH)
    spoken = sorted({language_name(each.language) for each in playing})
    event.add("summary", f"{mark}Drought bulletin: {', '.join(spoken)}".removesuffix(": "))
    event.add("url", f"{fixed}/bulletin.{ending}{KEYED}")
    told = [_told(each, fixed, ending, Week.at(at), exercise=exercise) for each in playing]
    event.add("description", "\n".join(told))
    return event


def _ending(station: Station) -> str:
    """Return how the names of what a station plays end."""
    form = next((each for each in BEST_FIRST if each in station.formats), BEST_FIRST[0])
    return EXTENSION[form]


def _told(playing: Playing, fixed: str, ending: str, week: Week, *, exercise: bool) -> str:
    """Return what to play of one county and language, under the name that stays and the week's."""
    county, language = playing.county, playing.language
    stays = f"{fixed}/{county.slug}-{language}.{ending}{KEYED}"
    dated = f"{BASE}{tree(exercise=exercise)}/d/{county.slug}/{language}"
    own = f"{dated}/{week.year}W{week.number:02d}.{ending}{KEYED}"
    return f"{county.name}, {language_name(language)}: {stays} (this week's own address: {own})"
