"""When editions are due; APScheduler only tells the time, the database decides."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from app.domain.periods import NAIROBI, Week
from app.errors import TangazoError
from app.pipeline.deliver import Rounds
from app.pipeline.edition import claim_slot, last_slot, make_edition, note_missed
from app.pipeline.newsroom import Newsroom
from app.pipeline.notify import Post
from app.pipeline.publish import publish
from app.pipeline.runs import WEEKLY, moves

LOG = logging.getLogger(__name__)
TICK_S = 60
# A recall must reach stations' servers and people within seconds.
OUTWARD_S = 2
LOOK_BACK = timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A weekly schedule in Nairobi's time.

    Attributes:
        day: `mon` to `sun`; numbers are refused, because APScheduler and cron count differently.
        lease: How long a silent run is left alone before another process takes it over.
    """

    day: str
    hour: int
    minute: int
    lease: timedelta

    @property
    def _trigger(self) -> CronTrigger:
        return CronTrigger(
            day_of_week=self.day, hour=self.hour, minute=self.minute, timezone=NAIROBI
        )

    def next_slot(self, now: datetime) -> datetime:
        """Return the first slot after a moment."""
        after = now + timedelta(microseconds=1)
        found = self._trigger.get_next_fire_time(None, after)
        return datetime.fromisoformat(found.isoformat())

    def due_slots(self, *, since: datetime, now: datetime) -> list[datetime]:
        """Return the slots after `since` up to and including `now`, the oldest first."""
        slots: list[datetime] = []
        slot = self.next_slot(since)
        while slot <= now:
            slots.append(slot)
            slot = self.next_slot(slot)
        return slots


def run_due(newsroom: Newsroom, schedule: Schedule) -> str | None:
    """Make the edition of the latest due slot unless it has been made; return the outcome.

    After a pause only the latest slot is made up for; the ones before it are written down as
    missed. Any number of processes may call this at once: the database lets one through.

    Raises:
        TangazoError: The run failed; it is recorded, and may be tried again.
    """
    now = newsroom.clock.now()
    before = last_slot(newsroom, schedule=WEEKLY)
    passed = schedule.due_slots(since=before or now - LOOK_BACK, now=now)
    moved = moves(newsroom, since=now - LOOK_BACK)
    slots = [each for each in passed if moved.get(each, each) <= now]
    latest = slots[-1] if slots else before
    if latest is None:
        return None
    if before is not None and len(slots) > 1:
        note_missed(newsroom, schedule=WEEKLY, slots=slots[:-1])
    run = claim_slot(newsroom, schedule=WEEKLY, slot=latest, lease=schedule.lease)
    if run is None:
        return None
    return make_edition(newsroom, run, week=Week.at(latest), lease=schedule.lease)


def next_due(newsroom: Newsroom, schedule: Schedule) -> datetime:
    """Return when the next edition is due, with the slots that officers moved."""
    now = newsroom.clock.now()
    moved = moves(newsroom, since=now - LOOK_BACK)
    passed = schedule.due_slots(since=now - LOOK_BACK, now=now)
    upcoming = [moved.get(each, each) for each in (*passed, schedule.next_slot(now))]
    after = schedule.next_slot(schedule.next_slot(now))
    return min([each for each in upcoming if each > now], default=after)


@contextmanager
def ticking(newsroom: Newsroom, schedule: Schedule) -> Iterator[None]:
    """Look for due slots every minute, and for what stations must get or lose every two seconds.

    It does so in threads, for as long as the block runs; none waits for another.
    """
    # it tells of every look, and of every look that another one outlasts
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    ticker = BackgroundScheduler(timezone=NAIROBI)
    _every(ticker, TICK_S, lambda: _edition(newsroom, schedule))
    _every(ticker, OUTWARD_S, Rounds(newsroom).go)
    _every(ticker, OUTWARD_S, Post(newsroom).go)
    ticker.start()
    try:
        yield
    finally:
        ticker.shutdown(wait=False)


def _every(ticker: BackgroundScheduler, seconds: int, step: Callable[[], object]) -> None:
    ticker.add_job(
        lambda: _tick(step),
        "interval",
        seconds=seconds,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )


def _edition(newsroom: Newsroom, schedule: Schedule) -> None:
    run_due(newsroom, schedule)
    publish(newsroom)


def _tick(step: Callable[[], object]) -> None:
    try:
        step()
    except TangazoError as fault:
        LOG.error("run_failed", extra={"reason": str(fault)})  # noqa: TRY400 - told in one line
    except Exception:
        LOG.exception("run_broke")
