"""One week's edition, claimed once and carried through, whoever dies on the way."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.bulletins import Verdict
from app.domain.periods import Week
from app.errors import RunLost, StoreError, TangazoError
from app.pipeline.newsroom import Newsroom
from app.pipeline.prepare import prepare_week
from app.pipeline.produce import lay_out_again, produce
from app.pipeline.step_log import StepLog
from app.store.bulletins import bulletins_of_week, expire, ready
from app.store.cuts import forget_cuts
from app.store.recordings import kept_recordings
from app.store.runs import Run, add_missed, claim, finish, hold, newest_runs, take_over, the_run

LOG = logging.getLogger(__name__)
OUTCOMES = {
    Verdict.RELEASED: "released",
    Verdict.HELD_APPROVAL: "waiting for approval",
    Verdict.HELD_EVIDENCE: "held for their evidence",
    Verdict.NO_VOICE: "without a voice",
    Verdict.REFUSED: "refused",
}


def owner_name() -> str:
    """Return the name of this process, unique on its host."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim_slot(
    newsroom: Newsroom, *, schedule: str, slot: datetime, lease: timedelta
) -> Run | None:
    """Return the run of a slot if it is ours to do: new, or left behind by a dead process.

    A run that failed is tried again once its lease is over.
    """
    now = newsroom.clock.now()
    with newsroom.store.transaction() as tx:
        fresh = claim(tx, schedule=schedule, slot=slot, owner=owner_name(), at=now, lease=lease)
        if fresh:
            return fresh
        before = the_run(tx, schedule=schedule, slot=slot)
        if before is None or not _left_behind(before, now):
            return None
        return take_over(tx, before, owner=owner_name(), at=now, lease=lease)


def _left_behind(before: Run, now: datetime) -> bool:
    if before.state == "failed":
        return before.lease_until < now
    if before.state != "running":
        return False
    return before.lease_until < now or _died_here(before.owner)


def _died_here(owner: str) -> bool:
    """Return whether the holder was a process of this host that is gone."""
    host, _, pid = owner.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def note_missed(newsroom: Newsroom, *, schedule: str, slots: list[datetime]) -> None:
    """Write down slots that passed while nothing was running."""
    with newsroom.store.transaction() as tx:
        for slot in slots:
            add_missed(tx, schedule=schedule, slot=slot, at=newsroom.clock.now())


def last_slot(newsroom: Newsroom, *, schedule: str) -> datetime | None:
    """Return the newest slot that has a run, or None."""
    with newsroom.store.reading() as tx:
        runs = newest_runs(tx, limit=1, schedule=schedule)
    return runs[0].slot if runs else None


def make_edition(newsroom: Newsroom, run: Run, *, week: Week, lease: timedelta) -> str:
    """Prepare and produce a week under a run that we hold; return the outcome in plain words.

    How far each step has come is written down as it goes, for whoever watches the run.

    Raises:
        RunLost: Another process took the run over.
        TangazoError: The run failed; it is recorded as such and may be tried again.
    """
    told = replace(newsroom, report=StepLog(newsroom, run))
    with _heartbeat(newsroom, run, lease):
        try:
            outcome = _make(told, run, week)
        except RunLost:
            raise
        except (TangazoError, OSError) as fault:
            _finish(newsroom, run, state="failed", outcome=str(fault))
            raise
    _finish(newsroom, run, state="done", outcome=outcome)
    return outcome


def _make(newsroom: Newsroom, run: Run, week: Week) -> str:
    with newsroom.store.transaction() as tx:
        expire(tx, now=newsroom.clock.now())
        forget_cuts(tx, at=newsroom.clock.now())
        kept = kept_recordings(tx)
    newsroom.blobs.sweep(kept, now=newsroom.clock.now())
    prepare_week(newsroom, week)
    with newsroom.store.reading() as tx:
        waiting = ready(tx, week)
    produced = produce(newsroom, waiting, run=run)
    broken = [each for each in produced.failed if each.verdict is Verdict.FAILED]
    if broken:
        raise TangazoError(f"{broken[0].id}: {broken[0].reason}")
    with newsroom.store.reading() as tx:
        made = [
            each
            for exercise in (True, False)
            for each in bulletins_of_week(tx, week, exercise=exercise)
            if each.county in {county.slug for county in newsroom.counties}
        ]
    lay_out_again(newsroom, [each for each in made if each.verdict is Verdict.RELEASED])
    told = ", ".join(
        f"{count} {words}"
        for verdict, words in OUTCOMES.items()
        if (count := sum(each.verdict is verdict for each in made))
    )
    return f"Week {week.number}, {week.year}: {told or 'nothing to say'}."


def _finish(newsroom: Newsroom, run: Run, *, state: str, outcome: str) -> None:
    with newsroom.store.transaction() as tx:
        finish(tx, run, state=state, outcome=outcome, at=newsroom.clock.now())
    LOG.info("run_finished", extra={"slot": str(run.slot), "state": state, "outcome": outcome})


@contextmanager
def _heartbeat(newsroom: Newsroom, run: Run, lease: timedelta) -> Iterator[None]:
    """Keep the lease alive from a thread for as long as the block runs."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(lease.total_seconds() / 3):
            try:
                with newsroom.store.transaction() as tx:
                    hold(tx, run, until=newsroom.clock.now() + lease)
            except RunLost:
                return
            except StoreError as fault:
                LOG.warning("lease_not_extended", extra={"reason": str(fault)})

    thread = threading.Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
