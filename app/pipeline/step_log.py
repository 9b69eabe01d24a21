"""What a run tells of its steps, written down for whoever watches it from another process."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.errors import StoreError
from app.pipeline.newsroom import Newsroom
from app.store.run_steps import note_step
from app.store.runs import Run

LOG = logging.getLogger(__name__)
SELDOM = timedelta(seconds=1)


@dataclass(slots=True)
class StepLog:
    """Passes each report on, and writes it down at the beginning and end of a step, else seldom.

    Attributes:
        last: The step that is under way: its name, and when it was written down.
        ended: When the step before it was last heard of.
    """

    newsroom: Newsroom
    run: Run
    last: tuple[str, datetime] | None = None
    ended: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Begin the first step now."""
        self.ended = self.newsroom.clock.now()

    def __call__(self, step: str, done: int, of: int) -> None:
        """Take note that `done` of `of` parts of a step are finished."""
        self.newsroom.report(step, done, of)
        now = self.newsroom.clock.now()
        before, written = self.last or ("", self.ended)
        if before == step and done < of and now - written < SELDOM:
            return
        self._write(step, done, of, now)
        self.last = (step, now)
        if done >= of:
            self.ended = now

    def _write(self, step: str, done: int, of: int, now: datetime) -> None:
        name, since = step[:120], self.ended
        try:
            with self.newsroom.store.transaction() as tx:
                note_step(tx, self.run, step=name, done=done, parts=of, at=now, since=since)
        except StoreError as fault:
            # a run goes on when only its progress cannot be told
            LOG.warning("step_not_noted", extra={"step": step, "reason": str(fault)})
