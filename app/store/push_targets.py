"""Where stations want their files laid: kept by officers, held by whoever is laying files now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from app.domain.deliveries import Names, PushTarget
from app.domain.people import Officer
from app.domain.trouble import PASSING, Trouble
from app.errors import NotFound
from app.store.audit import SYSTEM, Deed, add_entry
from app.store.delivery_tables import push_target
from app.store.stations import refuse_officer, the_station

# From this many failed visits in a row on, a trouble does not pass by itself.
LASTING_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the pushing to a target has come.

    Attributes:
        wanted_sha256: Hash of what was wanted there when it was last looked at; empty when never.
        tries: How often in a row it has failed since then.
        due_at: When it is tried again; None when all is there.
        trouble: What stood in the way the last time.
        said: What the server said then.
    """

    wanted_sha256: str = ""
    tries: int = 0
    due_at: datetime | None = None
    trouble: Trouble = Trouble.NONE
    said: str = ""


def targets(
    tx: Connection, *, station: str | None = None, is_on: bool | None = None
) -> list[PushTarget]:
    """Return targets, in the order in which they were added."""
    query = select(push_target).order_by(push_target.c.number)
    if station is not None:
        query = query.where(push_target.c.station == station)
    if is_on is not None:
        query = query.where(push_target.c.is_on == is_on)
    return [_target(row) for row in tx.execute(query)]


def the_target(tx: Connection, number: int) -> PushTarget:
    """Return the target of this number.

    Raises:
        NotFound: There is none.
    """
    row = tx.execute(select(push_target).where(push_target.c.number == number)).first()
    if row is None:
        raise NotFound(f"There is no push target {number}.")
    return _target(row)


def progress_of(tx: Connection) -> dict[int, Progress]:
    """Return how far each target has come, by number."""
    return {
        row.number: Progress(
            wanted_sha256=row.wanted_sha256,
            tries=row.tries,
            due_at=row.due_at,
            trouble=Trouble(row.trouble),
            said=row.said,
        )
        for row in tx.execute(select(push_target))
    }


def troubled_stations(tx: Connection) -> set[str]:
    """Return the stations with a server that a person must do something about."""
    query = select(push_target.c.station, push_target.c.trouble, push_target.c.tries)
    return {
        station
        for station, trouble, tries in tx.execute(query.where(push_target.c.is_on))
        if tries >= LASTING_TRIES or Trouble(trouble) not in PASSING
    }


def keep_target(
    tx: Connection, made: PushTarget, *, secret: str | None, officer: Officer, at: datetime
) -> int:
    """Add a target, or change the one of this address and folder; return its number.

    Args:
        secret: Sealed; None leaves the one that is kept.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        NotFound: There is no such station.
    """
    refuse_officer(officer, the_station(tx, made.station))
    row: dict[str, Any] = {
        "user": made.user,
        "names": made.names,
        "exercises": made.exercises,
        "is_on": made.is_on,
        "wanted_sha256": "",
        "tries": 0,
        "due_at": at if made.is_on else None,
    }
    if made.host_key:
        row["host_key"] = made.host_key
    if secret is not None:
        row["secret"] = secret
    place = {"station": made.station, "address": made.address, "folder": made.folder}
    number = _changed(tx, place, row)
    if number is None:
        fresh = {"host_key": "", "secret": "", **row, **place, "since": made.since}
        added = insert(push_target).values(fresh).returning(push_target.c.number)
        number = int(tx.execute(added).scalar_one())
    facts = {**place, "number": number, "user": made.user, "exercises": made.exercises}
    _log(tx, made.station, facts, actor=officer.name, at=at)
    return number


def _changed(tx: Connection, place: dict[str, str], row: dict[str, Any]) -> int | None:
    this = [push_target.c[name] == value for name, value in place.items()]
    query = update(push_target).where(*this).values(row).returning(push_target.c.number)
    number = tx.execute(query).scalar()
    return None if number is None else int(number)


def switch_target(
    tx: Connection, number: int, *, is_on: bool, officer: Officer, at: datetime
) -> None:
    """Let files be sent to a target, or neither send nor remove any more.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        NotFound: There is no such target.
    """
    told = the_target(tx, number)
    refuse_officer(officer, the_station(tx, told.station))
    _set(tx, number, is_on=is_on, wanted_sha256="", tries=0, due_at=at if is_on else None)
    _log(tx, told.station, {"number": number, "is_on": is_on}, actor=officer.name, at=at)


def forget_host_key(tx: Connection, number: int, *, officer: Officer, at: datetime) -> None:
    """Take the next key that the server shows for its own; an officer has asked the station.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        NotFound: There is no such target.
    """
    told = the_target(tx, number)
    refuse_officer(officer, the_station(tx, told.station))
    _set(tx, number, host_key="", wanted_sha256="", tries=0, due_at=at)
    facts = {"number": number, "forgotten": told.host_key}
    _log(tx, told.station, facts, actor=officer.name, at=at)


def try_again(tx: Connection, number: int, *, officer: Officer, at: datetime) -> None:
    """Have a target tried at once.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        NotFound: There is no such target.
    """
    refuse_officer(officer, the_station(tx, the_target(tx, number).station))
    _set(tx, number, wanted_sha256="", tries=0, due_at=at)


def pin_host_key(tx: Connection, told: PushTarget, host_key: str, *, at: datetime) -> None:
    """Remember what a server proved itself with the first time."""
    this = (push_target.c.number == told.number) & (push_target.c.host_key == "")
    if host_key and tx.execute(update(push_target).where(this).values(host_key=host_key)).rowcount:
        facts = {"number": told.number, "host_key": host_key}
        _log(tx, told.station, facts, actor=SYSTEM, at=at)


def hold_target(tx: Connection, number: int, *, owner: str, at: datetime, until: datetime) -> bool:
    """Take a target for this process; return False if another one is at it."""
    free = or_(push_target.c.held_until.is_(None), push_target.c.held_until < at)
    taken = (
        update(push_target)
        .where(push_target.c.number == number, free)
        .values(held_by=owner, held_until=until)
    )
    return tx.execute(taken).rowcount == 1


def renew_hold(tx: Connection, number: int, *, owner: str, until: datetime) -> bool:
    """Keep a target for longer; return False if it is no longer ours."""
    mine = (push_target.c.number == number) & (push_target.c.held_by == owner)
    return tx.execute(update(push_target).where(mine).values(held_until=until)).rowcount == 1


def end_visit(tx: Connection, number: int, ended: Progress, *, owner: str) -> None:
    """Keep how a visit ended, and let the target go; nothing if another process took it over."""
    row = {
        "wanted_sha256": ended.wanted_sha256,
        "tries": ended.tries,
        "due_at": ended.due_at,
        "trouble": ended.trouble,
        "said": ended.said,
        "held_by": "",
        "held_until": None,
    }
    mine = (push_target.c.number == number) & (push_target.c.held_by == owner)
    tx.execute(update(push_target).where(mine).values(row))


def _set(tx: Connection, number: int, **columns: object) -> None:
    tx.execute(update(push_target).where(push_target.c.number == number).values(**columns))


def _log(tx: Connection, station: str, facts: dict[str, Any], *, actor: str, at: datetime) -> None:
    add_entry(tx, Deed.PUSH_SET, at=at, actor=actor, subject=f"station {station}", facts=facts)


def _target(row: Row[Any]) -> PushTarget:
    return PushTarget(
        number=row.number,
        station=row.station,
        address=row.address,
        user=row.user,
        secret=row.secret,
        host_key=row.host_key,
        folder=row.folder,
        names=Names(row.names),
        exercises=row.exercises,
        is_on=row.is_on,
        since=row.since,
    )
