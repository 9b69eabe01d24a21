"""Notices on their way: each kept once, taken by one process, and never forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.bulletins import Bulletin, Verdict
from app.domain.notices import Notice, NoticeKind, NoticeState
from app.domain.stations import Medium
from app.store.delivery_tables import notice
from app.store.rows import bulletin_from_row
from app.store.station_tables import withdrawal
from app.store.tables import bulletin

LISTED = 30
NOT_SENT = (NoticeState.FAILED, NoticeState.NO_GATEWAY)


def released_since(tx: Connection, since: datetime) -> list[Bulletin]:
    """Return what came on air since a moment and still is."""
    query = select(bulletin).where(
        bulletin.c.verdict == Verdict.RELEASED, bulletin.c.released_at >= since
    )
    return [bulletin_from_row(row) for row in tx.execute(query)]


def withdrawn_since(tx: Connection, since: datetime) -> list[Bulletin]:
    """Return what was taken back since a moment."""
    gone = select(withdrawal.c.bulletin).where(withdrawal.c.done_at >= since)
    return [
        bulletin_from_row(row)
        for row in tx.execute(select(bulletin).where(bulletin.c.id.in_(gone)))
    ]


def known_notices(tx: Connection, bulletins: Collection[str]) -> set[tuple[str, ...]]:
    """Return the keys of all notices about these bulletins."""
    columns = (notice.c[name] for name in ("station", "medium", "address", "bulletin", "kind"))
    query = select(*columns).where(notice.c.bulletin.in_(bulletins))
    return {tuple(row) for row in tx.execute(query)}


def add_notice(tx: Connection, made: Notice) -> bool:
    """Keep a notice; return False when it was kept before."""
    row = {each.name: getattr(made, each.name) for each in notice.c if each.name != "number"}
    try:
        with tx.begin_nested():
            tx.execute(insert(notice).values(row))
    except IntegrityError:
        return False
    return True


def next_notice(tx: Connection, *, at: datetime, until: datetime) -> Notice | None:
    """Take the most pressing notice that is due, and keep others from it until a moment.

    What was recalled goes before all else.
    """
    waiting = (notice.c.state == NoticeState.WAITING) & (notice.c.due_at <= at)
    query = (
        select(notice)
        .where(waiting)
        .order_by(notice.c.kind != NoticeKind.RECALLED, notice.c.due_at, notice.c.number)
    )
    row = tx.execute(query.limit(1)).first()
    if row is None:
        return None
    taken = (
        update(notice)
        .where(waiting, notice.c.number == row.number)
        .values(due_at=until, tries=notice.c.tries + 1)
    )
    return _notice(row, tries=row.tries + 1) if tx.execute(taken).rowcount == 1 else None


def end_notice(
    tx: Connection,
    number: int,
    state: NoticeState,
    *,
    said: str,
    due_at: datetime,
    sent_at: datetime | None = None,
) -> None:
    """Keep what came of a notice."""
    row = {"state": state, "said": said, "due_at": due_at, "sent_at": sent_at}
    tx.execute(update(notice).where(notice.c.number == number).values(row))


def notices_to(tx: Connection, station: str, *, limit: int = LISTED) -> list[Notice]:
    """Return the notices to a station, the newest first."""
    query = select(notice).where(notice.c.station == station)
    rows = tx.execute(query.order_by(notice.c.number.desc()).limit(limit))
    return [_notice(row, tries=row.tries) for row in rows]


def not_told(tx: Connection, *, since: datetime) -> dict[str, int]:
    """Return how many notices since a moment did not leave us, by station."""
    query = (
        select(notice.c.station, func.count())
        .where(notice.c.state.in_(NOT_SENT), notice.c.at >= since)
        .group_by(notice.c.station)
    )
    return {station: count for station, count in tx.execute(query)}


def _notice(row: Row[Any], *, tries: int) -> Notice:
    return Notice(
        number=row.number,
        station=row.station,
        medium=Medium(row.medium),
        address=row.address,
        bulletin=row.bulletin,
        kind=NoticeKind(row.kind),
        title=row.title,
        body=row.body,
        state=NoticeState(row.state),
        tries=tries,
        due_at=row.due_at,
        said=row.said,
        at=row.at,
        sent_at=row.sent_at,
    )
