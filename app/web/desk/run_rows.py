"""Runs and slots as the rows of the officers' page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.places import counties
from app.pipeline.newsroom import Newsroom
from app.pipeline.runs import FLASH, WEEKLY
from app.store.moved_slots import MovedSlot, moved_slots
from app.store.run_steps import RunStep, steps_of_runs
from app.store.runs import Run, newest_runs

LISTED_RUNS = 12
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run and its steps.

    Attributes:
        county: Name of the county of a flash bulletin; empty for the weekly run.
        took_s: Seconds from its beginning to its end, or to the last word of it.
    """

    run: Run
    county: str
    steps: tuple[RunStep, ...]
    took_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """A slot to come: when the schedule has it, and when it was moved to."""

    slot: datetime
    moved: MovedSlot | None

    @property
    def key(self) -> str:
        """The slot as the form names it."""
        return self.slot.isoformat()


def run_rows(newsroom: Newsroom) -> list[RunRow]:
    """Return the newest runs."""
    with newsroom.store.reading() as tx:
        runs = newest_runs(tx, limit=LISTED_RUNS)
        steps = steps_of_runs(tx, runs)
    return [_row(each, steps[each.schedule, each.slot]) for each in runs]


def _row(run: Run, steps: list[RunStep]) -> RunRow:
    slug = run.schedule.removeprefix(FLASH) if run.schedule.startswith(FLASH) else ""
    last = run.finished_at or max((each.at for each in steps), default=run.started_at)
    begun = min((each.started_at for each in steps), default=run.started_at)
    return RunRow(
        run=run,
        county=counties()[slug].name if slug in counties() else "",
        steps=tuple(steps),
        took_s=max((last - begun).total_seconds(), 0),
    )


def slot_rows(newsroom: Newsroom, next_run: datetime, *, count: int) -> list[SlotRow]:
    """Return the next slots, a week apart; Nairobi has no summer time.

    Args:
        next_run: When the next edition is due, moved or not.
    """
    with newsroom.store.reading() as tx:
        moved = moved_slots(tx, WEEKLY, since=newsroom.clock.now() - A_WEEK)
    started = {each.moved_to: slot for slot, each in moved.items()}
    first = started.get(next_run, next_run)
    slots = [first + place * A_WEEK for place in range(count)]
    return [SlotRow(slot=each, moved=moved.get(each)) for each in slots]
