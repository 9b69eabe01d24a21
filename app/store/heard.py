"""Whether it aired: links to confirm by, and every time that a bulletin was on air."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import Connection, delete, insert, select

from app.domain.bulletins import Bulletin, Verdict
from app.domain.periods import Week, end_of_day
from app.domain.stations import Airing, Station, Way
from app.errors import Conflict, NotFound
from app.store.alarms import keep_alarm
from app.store.bulletins import the_bulletin
from app.store.heard_tables import confirmation, play
from app.store.station_tables import airing
from app.store.station_traces import STRONGEST_FIRST, before_withdrawal, keep_airing
from app.store.stations import the_station
from app.store.tables import bulletin as bulletin_table

# A link still works in the week after its bulletin's own, and is remembered for another month, so
# that whoever opens it late is told so.
LASTS = timedelta(days=7)
REMEMBERED = timedelta(days=30)
# Longer ones are no token of ours and are not even looked for.
LONGEST_TOKEN = 64


class Heard(StrEnum):
    """What became of the news that a bulletin was on air."""

    KEPT = "kept"
    KNOWN = "known"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a link stands for.

    Attributes:
        until: When the link ends.
    """

    station: Station
    bulletin: Bulletin
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One time that a bulletin was on air, where the clock is known."""

    station: str
    bulletin: str
    aired_at: datetime
    way: Way
    told_by: str
    duration_s: float | None = None
    confidence: float | None = None


def new_confirmation(tx: Connection, *, station: str, bulletin: str, at: datetime) -> str:
    """Return the token of a link by which a station says that it aired a bulletin.

    Only its hash is kept. Every call gives another one, for another mail or message.

    Raises:
        NotFound: There is no such station or bulletin.
    """
    the_station(tx, station)
    until = end_of_day(the_bulletin(tx, bulletin).week.sunday) + LASTS
    tx.execute(delete(confirmation).where(confirmation.c.until < at - REMEMBERED))
    token = token_urlsafe(18)
    row = {"station": station, "bulletin": bulletin, "made_at": at, "until": until}
    tx.execute(insert(confirmation).values(token_sha256=_hash(token), **row))
    return token


def the_confirmation(tx: Connection, token: str) -> Confirmation:
    """Return what a link stands for, whether or not it has ended.

    Raises:
        NotFound: Nobody was given this link, or long ago.
    """
    row = None
    if len(token) <= LONGEST_TOKEN:
        ours = select(confirmation).where(confirmation.c.token_sha256 == _hash(token))
        row = tx.execute(ours).first()
    if row is None:
        raise NotFound("This link is not known. Open it again from the message that it came in.")
    return Confirmation(
        station=the_station(tx, row.station),
        bulletin=the_bulletin(tx, row.bulletin),
        until=row.until,
    )


def hear(tx: Connection, told: Airing, *, duration_s: float | None = None) -> Heard:
    """Keep that a bulletin was on air: as an airing, or as an alarm if it was not for air.

    Raises:
        Conflict: It was never released, so that this cannot be.
        NotFound: There is no such bulletin or station.
    """
    aired = the_bulletin(tx, told.bulletin)
    if _alarms(tx, aired, told):
        return Heard.ALARM if keep_alarm(tx, told) else Heard.KNOWN
    again = _is_known_play(tx, told)
    new_day = keep_airing(tx, told, duration_s=duration_s)
    return Heard.KEPT if new_day or not again else Heard.KNOWN


def _is_known_play(tx: Connection, told: Airing) -> bool:
    """Return whether this very time is kept; a day without a time is no play."""
    same = select(play.c.station).where(
        play.c.station == told.station,
        play.c.bulletin == told.bulletin,
        play.c.aired_at == told.aired_at,
        play.c.way == told.way,
    )
    return told.aired_at is None or tx.execute(same).first() is not None


def hear_each(
    tx: Connection, told: Iterable[tuple[Airing, float | None]]
) -> list[Heard | Conflict]:
    """Keep many airings with their lengths in seconds, and return what became of each.

    What cannot be is returned as the fault that says why. The same time twice is known.
    """
    found: list[Heard | Conflict] = []
    seen: set[tuple[str, datetime | None]] = set()
    for each, duration_s in told:
        again = each.aired_at is not None and (each.bulletin, each.aired_at) in seen
        seen.add((each.bulletin, each.aired_at))
        try:
            found.append(Heard.KNOWN if again else hear(tx, each, duration_s=duration_s))
        except Conflict as fault:
            found.append(fault)
    return found


def _alarms(tx: Connection, aired: Bulletin, told: Airing) -> bool:
    if aired.exercise:
        return True
    return aired.verdict is Verdict.WITHDRAWN and not before_withdrawal(tx, told)


def plays(tx: Connection, *, station: str, limit: int = 300) -> list[Play]:
    """Return every time that a station is known to have had a bulletin on air, newest first."""
    query = select(play).where(play.c.station == station).order_by(play.c.aired_at.desc())
    rows = [row._mapping for row in tx.execute(query.limit(limit))]
    return [Play(**{**row, "way": Way(row["way"])}) for row in rows]


def ways_of_week(tx: Connection, week: Week) -> dict[str, dict[Way, int]]:
    """Return how many stations aired each bulletin of a week, by the strongest proof of each."""
    query = (
        select(airing.c.bulletin, airing.c.station, airing.c.way)
        .join(bulletin_table, bulletin_table.c.id == airing.c.bulletin)
        .where(bulletin_table.c.week == str(week))
        .distinct()
    )
    strongest: dict[tuple[str, str], Way] = {}
    for name, slug, way in tx.execute(query):
        known = strongest.get((name, slug), Way.OFFICER)
        strongest[name, slug] = min(known, Way(way), key=STRONGEST_FIRST.index)
    counts: dict[str, dict[Way, int]] = {}
    for (name, _), way in sorted(strongest.items()):
        told = counts.setdefault(name, {})
        told[way] = told.get(way, 0) + 1
    return counts


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
