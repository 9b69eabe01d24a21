"""Files to stations' servers: what each should have is brought about, each server by itself."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.deliveries import PushTarget
from app.errors import TangazoError
from app.pipeline.edition import owner_name
from app.pipeline.newsroom import Newsroom
from app.pipeline.push_plan import Plan, plan_of
from app.pipeline.push_visit import HOLD, Round
from app.store.deliveries import push_state
from app.store.push_targets import Progress, hold_target, progress_of, targets

LOG = logging.getLogger(__name__)
# Whatever else may have changed is seen this late at most.
LOOK_AGAIN_S = 30.0
MOST_AT_ONCE = 32


@dataclass(slots=True)
class Rounds:
    """Looks whether anything is to be pushed, and sends a thread to each server where there is.

    Attributes:
        state: What stations may have, when it last looked closely.
        looked_at: When that was, by `time.monotonic`.
        running: Threads by target.
    """

    newsroom: Newsroom
    state: str = ""
    looked_at: float = 0.0
    running: dict[int, threading.Thread] = field(default_factory=dict)

    def go(self) -> int:
        """Look, and send; return how many were sent. It waits for none of them.

        Raises:
            StoreError: The database cannot be read.
        """
        if not self._may_be_due():
            return 0
        self.running = {n: each for n, each in self.running.items() if each.is_alive()}
        waiting = [each for each in due(self.newsroom) if each.number not in self.running]
        for target in waiting[: MOST_AT_ONCE - len(self.running)]:
            self.running[target.number] = _sent(self.newsroom, target)
        return len(waiting)

    def _may_be_due(self) -> bool:
        """Return whether a close look is worth it; to ask this costs next to nothing."""
        now = self.newsroom.clock.now()
        with self.newsroom.store.reading() as tx:
            state, times = push_state(tx, at=now), progress_of(tx).values()
        fell_due = any(each.due_at is not None and each.due_at <= now for each in times)
        long_ago = time.monotonic() - self.looked_at > LOOK_AGAIN_S
        if state == self.state and not fell_due and not long_ago:
            return False
        self.state, self.looked_at = state, time.monotonic()
        return bool(times)


def due(newsroom: Newsroom) -> list[PushTarget]:
    """Return the targets at which something is to be done now."""
    now = newsroom.clock.now()
    with newsroom.store.reading() as tx:
        progress = progress_of(tx)
        return [
            each
            for each in targets(tx, is_on=True)
            if _is_due(progress[each.number], plan_of(newsroom, tx, each, at=now), at=now)
        ]


def _is_due(known: Progress, plan: Plan, *, at: datetime) -> bool:
    """Return whether to go now: for new wishes at once, for old ones when it is their time."""
    if not plan.steps:
        # nothing is left of what failed, or fell due: that is written down
        return known.tries > 0 or known.due_at is not None
    if known.wanted_sha256 != plan.wanted_sha256:
        return True
    return known.due_at is None or known.due_at <= at


def _sent(newsroom: Newsroom, target: PushTarget) -> threading.Thread:
    thread = threading.Thread(
        target=deliver, args=(newsroom, target), name=f"push {target.number}", daemon=True
    )
    thread.start()
    return thread


def deliver_all(newsroom: Newsroom, chosen: Iterable[PushTarget]) -> None:
    """Bring every one of these targets up to date, all at the same time, and wait for it."""
    threads = [_sent(newsroom, each) for each in chosen]
    for done, each in enumerate(threads, 1):
        each.join()
        newsroom.report("Pushing", done, len(threads))


def deliver(newsroom: Newsroom, target: PushTarget) -> None:
    """Bring a target up to date, unless another process is at it; a fault is kept, not raised."""
    owner = f"{owner_name()}:{threading.get_ident()}"
    now = newsroom.clock.now()
    try:
        with newsroom.store.transaction() as tx:
            if not hold_target(tx, target.number, owner=owner, at=now, until=now + HOLD):
                return
        going = Round(newsroom, target.number, owner)
        while going.visit():
            LOG.info("push_made_way", extra={"target": target.number})
    except TangazoError as fault:
        LOG.error(  # noqa: TRY400 - told in one line
            "push_broke", extra={"target": target.number, "reason": str(fault)}
        )
