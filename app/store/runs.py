"""Runs: which slot of which schedule was claimed, by whom, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.errors import RunLost
from app.store.tables import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One slot of a schedule, claimed.

    Attributes:
        slot: The moment it was due.
        state: `running`, `done`, `failed` or `missed`.
        owner: Host and process that hold it.
        fence: Counts up at each take-over; a release with an old fence is refused.
        outcome: What came of it, in plain words.
    """

    schedule: str
    slot: datetime
    state: str
    owner: str
    fence: int
    lease_until: datetime
    started_at: datetime
    finished_at: datetime | None
    outcome: str


def claim(
    tx: Connection, *, schedule: str, slot: datetime, owner: str, at: datetime, lease: timedelta
) -> Run | None:
    """Start the run of a slot; return None if it was claimed before."""
    fresh = {
        "schedule": schedule,
        "slot": slot,
        "state": "running",
        "owner": owner,
        "fence": 1,
        "lease_until": at + lease,
        "started_at": at,
        "outcome": "",
    }
    try:
        with tx.begin_nested():
            tx.execute(insert(run).values(fresh))
    except IntegrityError:
        return None
    return the_run(tx, schedule=schedule, slot=slot)


def take_over(
    tx: Connection, before: Run, *, owner: str, at: datetime, lease: timedelta
) -> Run | None:
    """Go on with a run whose holder is gone; return None if another process was first."""
    claimed = (
        update(run)
        .where(_same(before), run.c.fence == before.fence, run.c.state.in_(("running", "failed")))
        .values(
            state="running",
            owner=owner,
            fence=before.fence + 1,
            lease_until=at + lease,
            finished_at=None,
        )
    )
    if tx.execute(claimed).rowcount != 1:
        return None
    return the_run(tx, schedule=before.schedule, slot=before.slot)


def hold(tx: Connection, held: Run, *, until: datetime | None = None) -> None:
    """Make sure that a run is still ours, and keep it for longer when told until when.

    Raises:
        RunLost: Another process has taken it over.
    """
    mine = _same(held) & (run.c.fence == held.fence) & (run.c.state == "running")
    kept = update(run).where(mine).values(lease_until=until or run.c.lease_until)
    if tx.execute(kept).rowcount != 1:
        raise RunLost(f"The run of {held.slot:%d %B %Y} was taken over by another process.")


def finish(tx: Connection, held: Run, *, state: str, outcome: str, at: datetime) -> None:
    """Close a run that we still hold.

    Raises:
        RunLost: Another process has taken it over.
    """
    hold(tx, held, until=at)
    tx.execute(update(run).where(_same(held)).values(state=state, outcome=outcome, finished_at=at))


def add_missed(tx: Connection, *, schedule: str, slot: datetime, at: datetime) -> None:
    """Write down a slot that passed while nothing was running; it is not made up for."""
    row = {
        "schedule": schedule,
        "slot": slot,
        "state": "missed",
        "owner": "",
        "fence": 0,
        "lease_until": at,
        "started_at": at,
        "finished_at": at,
        "outcome": "Tangazo was not running; a later week has replaced it.",
    }
    try:
        with tx.begin_nested():
            tx.execute(insert(run).values(row))
    except IntegrityError:
        return


def the_run(tx: Connection, *, schedule: str, slot: datetime) -> Run | None:
    """Return the run of a slot, or None."""
    query = select(run).where(run.c.schedule == schedule, run.c.slot == slot)
    row = tx.execute(query).first()
    return _run(row) if row else None


def newest_runs(tx: Connection, *, limit: int, schedule: str | None = None) -> list[Run]:
    """Return runs by slot, the newest first; of one schedule when told which."""
    query = select(run).order_by(run.c.slot.desc()).limit(limit)
    if schedule is not None:
        query = query.where(run.c.schedule == schedule)
    return [_run(row) for row in tx.execute(query)]


def _same(like: Run) -> ColumnElement[bool]:
    return (run.c.schedule == like.schedule) & (run.c.slot == like.slot)


def _run(row: Row[Any]) -> Run:
    return Run(**row._mapping)
