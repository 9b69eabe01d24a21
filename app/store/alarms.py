"""What was on air although it was not for air: exercises, and what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.people import Officer
from app.domain.stations import Airing, Station, Way
from app.errors import NotFound
from app.store.audit import Deed, add_entry
from app.store.heard_tables import alarm_airing
from app.store.stations import refuse_officer, stations, the_station


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmAiring:
    """That something was on air that was not for air: an exercise, or what was taken back.

    Attributes:
        seen_by: The officer who has dealt with it, or None.
    """

    station: str
    bulletin: str
    day: date
    aired_at: datetime | None
    way: Way
    told_by: str
    at: datetime
    seen_by: str | None = None
    seen_at: datetime | None = None


def keep_alarm(tx: Connection, told: Airing) -> bool:
    """Keep what was wrongly on air, once a day; return whether it is news."""
    row = {
        "station": told.station,
        "bulletin": told.bulletin,
        "day": told.day.isoformat(),
        "aired_at": told.aired_at,
        "way": told.way,
        "told_by": told.told_by,
        "at": told.at,
    }
    try:
        with tx.begin_nested():
            tx.execute(insert(alarm_airing).values(row))
    except IntegrityError:
        return False
    facts = {"station": told.station, "day": told.day.isoformat(), "way": told.way}
    subject = told.bulletin
    add_entry(tx, Deed.WRONGLY_AIRED, at=told.at, actor=told.told_by, subject=subject, facts=facts)
    return True


def alarm_airings(
    tx: Connection, *, station: str | None = None, unseen: bool = False, limit: int = 100
) -> list[AlarmAiring]:
    """Return what was wrongly on air, the newest first.

    Args:
        unseen: Only what no officer has dealt with.
    """
    query = select(alarm_airing).order_by(alarm_airing.c.day.desc(), alarm_airing.c.station)
    if station is not None:
        query = query.where(alarm_airing.c.station == station)
    if unseen:
        query = query.where(alarm_airing.c.seen_at.is_(None))
    rows = [row._mapping for row in tx.execute(query.limit(limit))]
    return [
        AlarmAiring(**{**row, "day": date.fromisoformat(row["day"]), "way": Way(row["way"])})
        for row in rows
    ]


def wrongly_airing(tx: Connection) -> list[Station]:
    """Return the stations that had on air what is not for air, while nobody has dealt with it."""
    unseen = select(alarm_airing.c.station).where(alarm_airing.c.seen_at.is_(None)).distinct()
    slugs = set(tx.execute(unseen).scalars())
    return [each for each in stations(tx) if each.slug in slugs] if slugs else []


def see_alarm(
    tx: Connection, station: str, *, bulletin: str, day: date, officer: Officer, at: datetime
) -> None:
    """Keep that an officer has spoken with a station about what was wrongly on air.

    Raises:
        ApprovalError: This officer does not look after the station.
        NotFound: There is no such alarm, or somebody has dealt with it.
    """
    refuse_officer(officer, the_station(tx, station))
    waiting = update(alarm_airing).where(
        alarm_airing.c.station == station,
        alarm_airing.c.bulletin == bulletin,
        alarm_airing.c.day == day.isoformat(),
        alarm_airing.c.seen_at.is_(None),
    )
    if tx.execute(waiting.values(seen_by=officer.name, seen_at=at)).rowcount == 0:
        raise NotFound("No such alarm waits any more.")
    facts = {"station": station, "day": day.isoformat()}
    add_entry(tx, Deed.WRONG_AIRING_SEEN, at=at, actor=officer.name, subject=bulletin, facts=facts)
