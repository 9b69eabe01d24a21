"""Bulletins as they sound, and recordings that officers had checked for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.sound_checks import Hearing, Progress, SoundCheck
from app.errors import NotFound
from app.store.fingerprint_tables import fingerprint, sound_check

# A check that says nothing for so long was left by a process that died.
LOST_AFTER = timedelta(minutes=15)
AT_ONCE = 200
_HEARINGS = TypeAdapter(tuple[Hearing, ...])
_OPEN = (Progress.WAITING, Progress.WORKING)


def keep_fingerprint(
    tx: Connection, bulletin: str, peaks: bytes, *, recipe: int, at: datetime
) -> None:
    """Keep how a bulletin sounds; what was kept by an older recipe goes."""
    old = (fingerprint.c.bulletin == bulletin) & (fingerprint.c.recipe != recipe)
    tx.execute(delete(fingerprint).where(old))
    row = {"bulletin": bulletin, "recipe": recipe, "peaks": peaks, "at": at}
    try:
        with tx.begin_nested():
            tx.execute(insert(fingerprint).values(row))
    except IntegrityError:
        return


def fingerprints_of(tx: Connection, names: Collection[str], *, recipe: int) -> dict[str, bytes]:
    """Return how bulletins sound, as far as it is kept."""
    wanted, found = sorted(names), {}
    for first in range(0, len(wanted), AT_ONCE):
        query = select(fingerprint.c.bulletin, fingerprint.c.peaks).where(
            fingerprint.c.bulletin.in_(wanted[first : first + AT_ONCE]),
            fingerprint.c.recipe == recipe,
        )
        found.update({name: bytes(peaks) for name, peaks in tx.execute(query)})
    return found


def add_sound_check(tx: Connection, asked: SoundCheck) -> None:
    """Keep that an officer sent a recording."""
    row = {
        "id": asked.id,
        "station": asked.station,
        "officer": asked.officer,
        "at": asked.at,
        "file_name": asked.file_name,
        "day": asked.day.isoformat(),
        "recorded_from": asked.recorded_from,
        "progress": asked.progress,
        "since": asked.since,
        "length_s": asked.length_s,
        "told": asked.told,
        "hearings": _HEARINGS.dump_python(asked.hearings, mode="json"),
    }
    tx.execute(insert(sound_check).values(row))


def the_sound_check(tx: Connection, name: str) -> SoundCheck:
    """Return the check with this id.

    Raises:
        NotFound: There is none.
    """
    row = tx.execute(select(sound_check).where(sound_check.c.id == name)).first()
    if row is None:
        raise NotFound("There is no such recording; open the page again.")
    return _check(row)


def sound_checks(tx: Connection, *, station: str, limit: int = 20) -> list[SoundCheck]:
    """Return the recordings that were sent of a station, the newest first."""
    query = select(sound_check).where(sound_check.c.station == station)
    ordered = query.order_by(sound_check.c.at.desc(), sound_check.c.id).limit(limit)
    return [_check(row) for row in tx.execute(ordered)]


def open_checks(tx: Connection) -> list[SoundCheck]:
    """Return what is waited for, the oldest first."""
    query = select(sound_check).where(sound_check.c.progress.in_(_OPEN))
    return [_check(row) for row in tx.execute(query.order_by(sound_check.c.at, sound_check.c.id))]


def begin_check(tx: Connection, name: str, *, at: datetime) -> bool:
    """Start a check that waits or was lost; return False if somebody else is at it."""
    lost = (sound_check.c.progress == Progress.WORKING) & (sound_check.c.since < at - LOST_AFTER)
    free = (sound_check.c.progress == Progress.WAITING) | lost
    started = update(sound_check).where(sound_check.c.id == name, free)
    return tx.execute(started.values(progress=Progress.WORKING, since=at)).rowcount == 1


def wait_again(tx: Connection, name: str, *, at: datetime) -> None:
    """Let a check that was begun wait again."""
    begun = (sound_check.c.id == name) & (sound_check.c.progress == Progress.WORKING)
    tx.execute(update(sound_check).where(begun).values(progress=Progress.WAITING, since=at))


def end_check(
    tx: Connection, name: str, *, length_s: float, hearings: tuple[Hearing, ...], at: datetime
) -> None:
    """Keep what is in a recording."""
    told = _HEARINGS.dump_python(hearings, mode="json")
    ended = update(sound_check).where(sound_check.c.id == name)
    tx.execute(ended.values(progress=Progress.DONE, since=at, length_s=length_s, hearings=told))


def refuse_check(tx: Connection, name: str, *, reason: str, at: datetime) -> None:
    """Keep why a recording could not be checked."""
    ended = update(sound_check).where(sound_check.c.id == name)
    tx.execute(ended.values(progress=Progress.REFUSED, since=at, told=reason))


def _check(row: Row[Any]) -> SoundCheck:
    return SoundCheck(
        id=row.id,
        station=row.station,
        officer=row.officer,
        at=row.at,
        file_name=row.file_name,
        day=date.fromisoformat(row.day),
        recorded_from=row.recorded_from,
        progress=Progress(row.progress),
        since=row.since,
        length_s=row.length_s,
        told=row.told,
        hearings=_HEARINGS.validate_python(row.hearings),
    )
