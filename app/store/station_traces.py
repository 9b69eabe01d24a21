"""What stations did: recordings they took, bulletins they aired, messages they wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.bulletins import Bulletin, Verdict
from app.domain.people import Officer
from app.domain.recordings import AudioFormat
from app.domain.stations import LONGEST_MESSAGE, Airing, Download, Message, Station, Way
from app.errors import Conflict, NotFound
from app.store.bulletins import the_bulletin
from app.store.heard_tables import play
from app.store.station_tables import airing, download, station_message, withdrawal
from app.store.stations import refuse_officer, the_station

# A player asks for many ranges of one file; that is one download.
SAME_DOWNLOAD = timedelta(minutes=1)
# Of one day the strongest proof is kept: what was heard before what was written down by itself,
# and that before what people say.
STRONGEST_FIRST = (Way.SOUND, Way.LOG, Way.STATION, Way.LINK, Way.OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSeen:
    """When a station last took and last aired anything, and how many messages wait."""

    taken_at: datetime | None = None
    aired_on: date | None = None
    waiting: int = 0


def keep_download(tx: Connection, made: Download) -> None:
    """Keep that a station took a recording; the first time is never overwritten."""
    later = (
        update(download)
        .where(download.c.station == made.station, download.c.bulletin == made.bulletin)
        .values(format=made.format, last_at=made.last_at)
    )
    if tx.execute(later).rowcount == 0:
        row = {"station": made.station, "bulletin": made.bulletin, "format": made.format}
        times = {"first_at": made.first_at, "last_at": made.last_at}
        tx.execute(insert(download).values(**row, **times))


def is_new_download(tx: Connection, made: Download) -> bool:
    """Return whether a request is more than another piece of the download that is kept."""
    found = select(download.c.bulletin).where(
        download.c.station == made.station,
        download.c.bulletin == made.bulletin,
        download.c.format == made.format,
        download.c.last_at > made.last_at - SAME_DOWNLOAD,
    )
    return tx.execute(found).first() is None


def downloads(
    tx: Connection, *, station: str | None = None, bulletin: str | None = None, limit: int = 500
) -> list[Download]:
    """Return what stations took, the newest first."""
    query = select(download).order_by(download.c.last_at.desc(), download.c.station).limit(limit)
    if station is not None:
        query = query.where(download.c.station == station)
    if bulletin is not None:
        query = query.where(download.c.bulletin == bulletin)
    rows = [row._mapping for row in tx.execute(query)]
    return [Download(**{**row, "format": AudioFormat(row["format"])}) for row in rows]


def keep_airing(tx: Connection, told: Airing, *, duration_s: float | None = None) -> bool:
    """Keep that a bulletin was on air; return False if that was known of this day.

    A day that is known already keeps its strongest proof. Every time of the day that is told is
    kept as a play.

    Args:
        duration_s: How long it was on air, in seconds, where that is known.

    Raises:
        Conflict: The bulletin was never released, is an exercise, or was taken back before.
        NotFound: There is no such bulletin or station.
    """
    the_station(tx, told.station)
    _refuse_unfit(tx, the_bulletin(tx, told.bulletin), told)
    _keep_play(tx, told, duration_s)
    row = {"station": told.station, "bulletin": told.bulletin, "day": told.day.isoformat()}
    try:
        with tx.begin_nested():
            tx.execute(insert(airing).values(**row, **_proof(told)))
    except IntegrityError:
        _keep_stronger(tx, told)
        return False
    return True


def _refuse_unfit(tx: Connection, aired: Bulletin, told: Airing) -> None:
    if aired.exercise:
        raise Conflict("An exercise is not for air; if it was on air, telephone NDMA at once.")
    if aired.verdict is Verdict.WITHDRAWN and before_withdrawal(tx, told):
        return
    if aired.verdict not in (Verdict.RELEASED, Verdict.SUPERSEDED) or not aired.released_at:
        raise Conflict(f"Bulletin {told.bulletin} is not for air: {aired.reason}")


def before_withdrawal(tx: Connection, told: Airing) -> bool:
    """Return whether a bulletin was on air before it was taken back, as far as that is known."""
    gone = select(func.min(withdrawal.c.done_at)).where(withdrawal.c.bulletin == told.bulletin)
    gone_at = tx.execute(gone).scalar()
    return gone_at is not None and told.aired_at is not None and told.aired_at < gone_at


def _proof(told: Airing) -> dict[str, object]:
    return {
        "told_by": told.told_by,
        "way": told.way,
        "at": told.at,
        "aired_at": told.aired_at,
        "confidence": told.confidence,
    }


def _keep_stronger(tx: Connection, told: Airing) -> None:
    rank = STRONGEST_FIRST.index(told.way)
    weaker = update(airing).where(
        airing.c.station == told.station,
        airing.c.bulletin == told.bulletin,
        airing.c.day == told.day.isoformat(),
        airing.c.way.in_(STRONGEST_FIRST[rank + 1 :]),
    )
    tx.execute(weaker.values(**_proof(told)))


def _keep_play(tx: Connection, told: Airing, duration_s: float | None) -> None:
    """Keep the time of an airing, where it is known; the same time again changes nothing."""
    if told.aired_at is None:
        return
    row = {
        "station": told.station,
        "bulletin": told.bulletin,
        "aired_at": told.aired_at,
        "way": told.way,
        "duration_s": duration_s,
        "confidence": told.confidence,
        "told_by": told.told_by,
    }
    try:
        with tx.begin_nested():
            tx.execute(insert(play).values(row))
    except IntegrityError:
        return


def airings(
    tx: Connection, *, station: str | None = None, bulletin: str | None = None, limit: int = 500
) -> list[Airing]:
    """Return what stations had on air, the newest day first."""
    query = select(airing).order_by(airing.c.day.desc(), airing.c.station).limit(limit)
    if station is not None:
        query = query.where(airing.c.station == station)
    if bulletin is not None:
        query = query.where(airing.c.bulletin == bulletin)
    rows = [row._mapping for row in tx.execute(query)]
    return [
        Airing(**{**row, "day": date.fromisoformat(row["day"]), "way": Way(row["way"])})
        for row in rows
    ]


def keep_message(tx: Connection, sender: Station, text: str, *, at: datetime) -> int:
    """Keep what a station wrote and return its number.

    Raises:
        Conflict: It is empty or too long.
    """
    words = " ".join(text.split())
    if not words:
        raise Conflict("Write what you want to ask or tell.")
    if len(words) > LONGEST_MESSAGE:
        raise Conflict(f"The message has {len(words)} letters; {LONGEST_MESSAGE} are the most.")
    row = insert(station_message).values(station=sender.slug, at=at, text=words)
    return int(tx.execute(row.returning(station_message.c.number)).scalar_one())


def messages(tx: Connection, *, station: str | None = None, limit: int = 50) -> list[Message]:
    """Return what stations wrote: what waits for an answer first, then the newest."""
    query = select(station_message).order_by(
        station_message.c.answered_at.is_not(None), station_message.c.number.desc()
    )
    if station is not None:
        query = query.where(station_message.c.station == station)
    return [
        Message(
            number=row.number,
            station=row.station,
            at=row.at,
            text=row.text,
            answered_by=row.answered_by,
        )
        for row in tx.execute(query.limit(limit))
    ]


def answer_message(tx: Connection, number: int, *, officer: Officer, at: datetime) -> Message:
    """Keep that an officer has answered a message, by telephone or however it was.

    Raises:
        ApprovalError: This officer does not look after the station.
        NotFound: There is no such message, or it is answered already.
    """
    open_one = (station_message.c.number == number) & station_message.c.answered_at.is_(None)
    row = tx.execute(select(station_message).where(open_one)).first()
    if row is None:
        raise NotFound("No such message waits for an answer.")
    refuse_officer(officer, the_station(tx, row.station))
    done = {"answered_by": officer.name, "answered_at": at}
    tx.execute(update(station_message).where(open_one).values(done))
    return Message(
        number=number, station=row.station, at=row.at, text=row.text, answered_by=officer.name
    )


def last_seen(tx: Connection) -> dict[str, LastSeen]:
    """Return when each station was last heard of; stations that never were are left out."""
    newest = select(download.c.station, func.max(download.c.last_at)).group_by(download.c.station)
    taken = {name: at for name, at in tx.execute(newest)}
    days = select(airing.c.station, func.max(airing.c.day)).group_by(airing.c.station)
    aired = {name: day for name, day in tx.execute(days)}
    wrote = (
        select(station_message.c.station, func.count())
        .where(station_message.c.answered_at.is_(None))
        .group_by(station_message.c.station)
    )
    waiting = {name: count for name, count in tx.execute(wrote)}
    return {
        name: LastSeen(
            taken_at=taken.get(name),
            aired_on=date.fromisoformat(aired[name]) if name in aired else None,
            waiting=waiting.get(name, 0),
        )
        for name in {*taken, *aired, *waiting}
    }
