"""What documents depend on, as one short text: when it is the same, so are the documents."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from app.store.station_tables import cut, station, withdrawal
from app.store.tables import audit_head, bulletin

# Rows that come without an entry in the log of decisions; whoever makes documents from others
# adds their table here.
COUNTED = (cut, station, withdrawal)
# What is waited for after a release: an alert for the week's other languages, and a station's own
# feed for its own file.
WAITED = (timedelta(minutes=3), timedelta(minutes=30))


def state_of(tx: Connection, *told: object, at: datetime) -> str:
    """Return a hash that changes whenever a document may have to be made anew.

    It looks at decisions, at what was on air, and at how much of that has begun and ended: time
    alone also changes what stations may play.

    Args:
        told: What documents depend on besides the database.
    """
    head = tx.execute(select(audit_head.c.number, audit_head.c.sha256)).first()
    counts = [tx.execute(select(func.count()).select_from(each)).scalar() for each in COUNTED]
    facts = (told, tuple(head or ()), counts, _on_air(tx, at))
    return sha256(repr(facts).encode()).hexdigest()


def _on_air(tx: Connection, at: datetime) -> list[tuple[object, ...]]:
    """Return, for each verdict, how many were released, waited for, have begun and ended."""
    query: Select[Any] = (
        select(
            bulletin.c.verdict,
            func.count(),
            func.max(bulletin.c.released_at),
            *(func.sum(case((bulletin.c.released_at < at - each, 1), else_=0)) for each in WAITED),
            func.sum(case((bulletin.c.valid_from <= at, 1), else_=0)),
            func.sum(case((bulletin.c.valid_until < at, 1), else_=0)),
        )
        .where(bulletin.c.released_at.is_not(None))
        .group_by(bulletin.c.verdict)
        .order_by(bulletin.c.verdict)
    )
    return [tuple(row) for row in tx.execute(query)]
