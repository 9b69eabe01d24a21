"""How far each step of a run has come, and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, tuple_, update

from app.store.run_tables import run_step
from app.store.runs import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStep:
    """One step of a run: `done` of `parts` parts are finished.

    Attributes:
        at: When it was last heard of; when it ended, once all parts are done.
    """

    step: str
    done: int
    parts: int
    started_at: datetime
    at: datetime


def note_step(
    tx: Connection, held: Run, *, step: str, done: int, parts: int, at: datetime, since: datetime
) -> None:
    """Write down how far a step has come; a run that was taken over begins its steps anew.

    Args:
        since: When the step began, kept the first time it is heard of.
    """
    mine = _of(held) & (run_step.c.step == step)
    known = update(run_step).where(mine, run_step.c.fence == held.fence)
    if tx.execute(known.values(done=done, parts=parts, at=at)).rowcount:
        return
    tx.execute(delete(run_step).where(mine))
    row = {"schedule": held.schedule, "slot": held.slot, "step": step, "fence": held.fence}
    tx.execute(insert(run_step).values(**row, done=done, parts=parts, started_at=since, at=at))


def steps_of_runs(tx: Connection, runs: Sequence[Run]) -> dict[tuple[str, datetime], list[RunStep]]:
    """Return the steps of runs in their order, by schedule and slot."""
    keys = [(each.schedule, each.slot) for each in runs]
    found: dict[tuple[str, datetime], list[RunStep]] = {key: [] for key in keys}
    if not keys:
        return found
    named = tuple_(run_step.c.schedule, run_step.c.slot).in_(keys)
    for row in tx.execute(select(run_step).where(named).order_by(run_step.c.started_at)):
        found[row.schedule, row.slot].append(
            RunStep(
                step=row.step, done=row.done, parts=row.parts, started_at=row.started_at, at=row.at
            )
        )
    return found


def _of(held: Run) -> ColumnElement[bool]:
    return (run_step.c.schedule == held.schedule) & (run_step.c.slot == held.slot)
