"""What was put on air, whatever became of it, without the weight of its scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, null, select

from app.domain.aired import Aired
from app.domain.bulletins import Verdict
from app.domain.recordings import Recording
from app.store.recordings import recordings_of
from app.store.rows import bulletin_from_row
from app.store.station_tables import withdrawal
from app.store.tables import bulletin

# How many bulletins are asked for at once; databases take so many names and no more.
NAMES_AT_ONCE = 500
_LIGHT = [each for each in bulletin.c if each.name != "script"]


def aired(tx: Connection, *, since: datetime) -> list[Aired]:
    """Return every bulletin that was released since a moment, live and exercise, the oldest first.

    An exercise that was taken back without anybody signing has no `gone_at`.
    """
    return _found(tx, bulletin.c.released_at >= since)


def taken_back(tx: Connection, *, at: datetime) -> list[Aired]:
    """Return what was withdrawn, as long as somebody may still have it: until its week is over."""
    withdrawn = bulletin.c.verdict == Verdict.WITHDRAWN
    return _found(
        tx, withdrawn & bulletin.c.released_at.is_not(None) & (bulletin.c.valid_until >= at)
    )


def _found(tx: Connection, wanted: ColumnElement[bool]) -> list[Aired]:
    done = (withdrawal.c.bulletin == bulletin.c.id) & withdrawal.c.done_at.is_not(None)
    query: Select[Any] = (
        select(
            *_LIGHT,
            null().label("script"),
            withdrawal.c.done_at.label("gone_at"),
            withdrawal.c.reason.label("notice"),
            withdrawal.c.replacement,
        )
        .join(withdrawal, done, isouter=True)
        .where(wanted)
        .order_by(bulletin.c.released_at, bulletin.c.id)
    )
    return [
        Aired(
            bulletin=bulletin_from_row(row),
            gone_at=row.gone_at,
            notice=row.notice or "",
            replacement=row.replacement,
        )
        for row in tx.execute(query)
    ]


def recordings_of_many(tx: Connection, names: Sequence[str]) -> dict[str, tuple[Recording, ...]]:
    """Return the recordings of any number of bulletins."""
    found: dict[str, tuple[Recording, ...]] = {}
    for start in range(0, len(names), NAMES_AT_ONCE):
        found |= recordings_of(tx, names[start : start + NAMES_AT_ONCE])
    return found
