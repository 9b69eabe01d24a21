"""Slots of the schedule that an officer moved, as over a holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from app.store.audit import Deed, add_entry
from app.store.run_tables import moved_slot


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedSlot:
    """A slot that runs later than the schedule says."""

    schedule: str
    slot: datetime
    moved_to: datetime
    reason: str
    officer: str
    at: datetime


def move_slot(tx: Connection, moved: MovedSlot) -> None:
    """Move a slot; an earlier move of it is forgotten."""
    _forget(tx, moved.schedule, moved.slot)
    tx.execute(
        insert(moved_slot).values(
            schedule=moved.schedule,
            slot=moved.slot,
            moved_to=moved.moved_to,
            reason=moved.reason,
            officer=moved.officer,
            at=moved.at,
        )
    )
    facts = {"moved_to": moved.moved_to.isoformat(), "reason": moved.reason}
    subject = _subject(moved.schedule, moved.slot)
    add_entry(tx, Deed.SLOT_MOVED, at=moved.at, actor=moved.officer, subject=subject, facts=facts)


def move_back(tx: Connection, schedule: str, slot: datetime, *, officer: str, at: datetime) -> None:
    """Let a slot run when the schedule says again; nothing happens if it was not moved."""
    if _forget(tx, schedule, slot):
        subject = _subject(schedule, slot)
        add_entry(tx, Deed.SLOT_MOVED, at=at, actor=officer, subject=subject, facts={})


def moved_slots(tx: Connection, schedule: str, *, since: datetime) -> dict[datetime, MovedSlot]:
    """Return the moves of slots from a moment on, by slot."""
    query = select(moved_slot).where(moved_slot.c.schedule == schedule, moved_slot.c.slot >= since)
    return {row.slot: MovedSlot(**row._mapping) for row in tx.execute(query)}


def _forget(tx: Connection, schedule: str, slot: datetime) -> bool:
    same = (moved_slot.c.schedule == schedule) & (moved_slot.c.slot == slot)
    return tx.execute(delete(moved_slot).where(same)).rowcount > 0


def _subject(schedule: str, slot: datetime) -> str:
    return f"{schedule} {slot.isoformat()}"
