"""What was laid at stations' servers, attempt by attempt, and what lies there by that account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select

from app.domain.deliveries import Act, Delivery
from app.domain.trouble import Trouble
from app.store.delivery_tables import delivery, push_target
from app.store.shelf_state import state_of
from app.store.signature_tables import signature
from app.store.tables import audit_head

LISTED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """What lies at a target by our own account.

    Attributes:
        files: What we put there and did not remove, by name.
        unfinished: Names of which a part may lie there: the last attempt failed.
    """

    files: dict[str, Delivery]
    unfinished: frozenset[str]


def keep_delivery(tx: Connection, told: Delivery) -> None:
    """Keep an attempt; none is ever changed."""
    row = {each.name: getattr(told, each.name) for each in delivery.c if each.name != "number"}
    tx.execute(insert(delivery).values(row))


def laid(tx: Connection, target: int) -> Laid:
    """Return what lies at a target by our own account."""
    done = _newest(tx, target, only_done=True)
    tried = _newest(tx, target, only_done=False)
    failed = {
        name
        for name, each in tried.items()
        if each.act is Act.PUT and not each.ok and each.trouble is not Trouble.NOT_OURS
    }
    files = {name: each for name, each in done.items() if each.act is Act.PUT}
    return Laid(files=files, unfinished=frozenset(failed))


def _newest(tx: Connection, target: int, *, only_done: bool) -> dict[str, Delivery]:
    """Return the newest attempt at each file, or the newest that was done."""
    this = and_(delivery.c.target == target, delivery.c.act != Act.TRY)
    if only_done:
        this = and_(this, delivery.c.trouble == "")
    newest = select(func.max(delivery.c.number)).where(this).group_by(delivery.c.name)
    rows = tx.execute(select(delivery).where(delivery.c.number.in_(newest)))
    return {row.name: _delivery(row) for row in rows}


def deliveries(
    tx: Connection, *, station: str | None = None, bulletin: str | None = None, limit: int = LISTED
) -> list[Delivery]:
    """Return attempts, the newest first."""
    query = select(delivery).order_by(delivery.c.number.desc()).limit(limit)
    if station is not None:
        query = query.join(push_target).where(push_target.c.station == station)
    if bulletin is not None:
        query = query.where(delivery.c.bulletin == bulletin)
    return [_delivery(row) for row in tx.execute(query)]


def decisions_logged(tx: Connection) -> int:
    """Return the number of the newest decision: what is on air cannot change without one."""
    return int(tx.execute(select(audit_head.c.number)).scalar_one())


def push_state(tx: Connection, *, at: datetime) -> str:
    """Return a hash that changes whenever other files may have to lie at stations."""
    signed = tx.execute(select(func.count()).select_from(signature)).scalar()
    return state_of(tx, signed, at=at)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        target=row.target,
        bulletin=row.bulletin,
        sha256=row.sha256,
        name=row.name,
        act=Act(row.act),
        size_bytes=row.size_bytes,
        said=row.said,
        trouble=Trouble(row.trouble),
        at=row.at,
        took_s=row.took_s,
    )
