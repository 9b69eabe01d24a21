"""A visit to a station's server: one file after another, what must go first, all of it kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from app.domain.deliveries import Act, Delivery, PushTarget
from app.domain.trouble import Trouble
from app.errors import PushError
from app.pipeline.newsroom import Newsroom
from app.pipeline.push_plan import Plan, Step, plan_of
from app.publishing.places import Limit, limit_of
from app.publishing.push import TRIAL_NAME, Visit, trial, visiting
from app.store.deliveries import decisions_logged, keep_delivery
from app.store.push_targets import (
    Progress,
    end_visit,
    pin_host_key,
    progress_of,
    renew_hold,
    the_target,
)

# How long after each failed visit in a row the next one follows; then the last one, for ever: what
# must be removed is never given up.
BACKOFF_S = (30, 120, 600, 1800, 3600)
# From this many failed visits in a row on, people are told.
GIVEN_UP = 5
VISIT_S, TRIAL_S = 900.0, 25.0
HOLD, RENEW_S, GLANCE_S = timedelta(seconds=90), 20.0, 1.0
# After these a server is left: nothing more comes of this connection.
ENDS_VISIT = frozenset(
    {Trouble.SILENT, Trouble.LATE, Trouble.DROPPED, Trouble.GARBLED, Trouble.MADE_WAY}
)
TRIED = "A small file was laid there, looked at and removed again."


@dataclass(slots=True)
class Round:
    """The visits to a target that this process holds.

    Attributes:
        failed: What could not be done in this visit, by name.
        done: How many files were laid or removed.
        decisions: How many decisions had been logged when it was last planned.
        lost: Whether another process took the target over.
    """

    newsroom: Newsroom
    number: int
    owner: str
    failed: dict[str, PushError] = field(default_factory=dict)
    done: int = 0
    decisions: int = -1
    lost: bool = False
    glanced_at: float = field(default_factory=time.monotonic)
    renewed_at: float = field(default_factory=time.monotonic)

    def visit(self) -> bool:
        """Do what is to be done; return whether a recall asks for another visit at once."""
        self.failed = {}
        target, plan = self._planned()
        fault = self._go(target, plan.steps[0]) if plan.steps else None
        if self.lost:
            return False
        if fault is not None and fault.trouble == Trouble.MADE_WAY:
            return True
        self._end(fault or next(iter(self.failed.values()), None))
        return False

    def _planned(self) -> tuple[PushTarget, Plan]:
        """Return what is to be done now; what was wanted a minute ago may be recalled."""
        with self.newsroom.store.reading() as tx:
            self.decisions = decisions_logged(tx)
            target = the_target(tx, self.number)
            return target, plan_of(self.newsroom, tx, target, at=self.newsroom.clock.now())

    def _go(self, target: PushTarget, first: Step) -> PushError | None:
        """Visit the server; return what ended the visit too early, or None."""
        step: Step | None = first
        silence_s = self.newsroom.outward.silence_s
        limit = limit_of(VISIT_S, silence_s=silence_s, interrupted=self._interrupted)
        start = time.monotonic()
        try:
            with visit_to(self.newsroom, target, limit) as there:
                while step is not None:
                    fault = self._do(there, step)
                    if fault is not None and fault.trouble in ENDS_VISIT:
                        return fault
                    step = self._next()
        except PushError as fault:
            self._keep(first, fault.said, Trouble(fault.trouble), start)
            return fault
        return None

    def _do(self, there: Visit, step: Step) -> PushError | None:
        start = time.monotonic()
        try:
            if step.cargo is None:
                said = there.remove(step.name)
            else:
                said = there.put(step.cargo, ours=step.ours, wanted=lambda: self._is_wanted(step))
        except PushError as fault:
            self.failed[step.name] = fault
            self._keep(step, fault.said, Trouble(fault.trouble), start)
            return fault
        self.done += 1
        self._keep(step, said, Trouble.NONE, start)
        return None

    def _next(self) -> Step | None:
        """Return the next step that has not failed in this visit."""
        target, plan = self._planned()
        if not target.is_on:
            return None
        return next((each for each in plan.steps if each.name not in self.failed), None)

    def _is_wanted(self, step: Step) -> bool:
        """Return whether a file that was just sent should still get its name."""
        target, plan = self._planned()
        return target.is_on and any(
            each.act is Act.PUT and (each.name, each.sha256) == (step.name, step.sha256)
            for each in plan.steps
        )

    def _interrupted(self) -> bool:
        """Return whether something must be removed before the file at hand goes on."""
        now = time.monotonic()
        if now - self.glanced_at < GLANCE_S:
            return False
        self.glanced_at = now
        self._renew(now)
        with self.newsroom.store.reading() as tx:
            same = decisions_logged(tx) == self.decisions
        if self.lost or same:
            return self.lost
        _, plan = self._planned()
        return any(each.act is Act.REMOVE and each.name not in self.failed for each in plan.steps)

    def _renew(self, now: float) -> None:
        if now - self.renewed_at < RENEW_S:
            return
        self.renewed_at, until = now, self.newsroom.clock.now() + HOLD
        with self.newsroom.store.transaction() as tx:
            self.lost = not renew_hold(tx, self.number, owner=self.owner, until=until)

    def _keep(self, step: Step, said: str, trouble: Trouble, start: float) -> None:
        told = Delivery(
            target=self.number,
            bulletin=step.bulletin,
            sha256=step.sha256,
            name=step.name,
            act=step.act,
            size_bytes=step.cargo.size_bytes if step.cargo else 0,
            said=said,
            trouble=trouble,
            at=self.newsroom.clock.now(),
            took_s=round(time.monotonic() - start, 3),
        )
        with self.newsroom.store.transaction() as tx:
            keep_delivery(tx, told)

    def _end(self, fault: PushError | None) -> None:
        """Keep how it ended, and when it is tried again."""
        _, left = self._planned()
        now = self.newsroom.clock.now()
        with self.newsroom.store.transaction() as tx:
            before = progress_of(tx)[self.number]
            tries = before.tries if before.wanted_sha256 == left.wanted_sha256 else 0
            went_on = fault is None or (fault.trouble == Trouble.LATE and self.done > 0)
            if not left.steps:
                ended = Progress(wanted_sha256=left.wanted_sha256)
            else:
                tries = tries if went_on else tries + 1
                wait = 0 if went_on else BACKOFF_S[min(tries, len(BACKOFF_S)) - 1]
                ended = Progress(
                    wanted_sha256=left.wanted_sha256,
                    tries=tries,
                    due_at=now + timedelta(seconds=wait),
                    trouble=Trouble(fault.trouble) if fault else Trouble.NONE,
                    said=fault.said if fault else "",
                )
            end_visit(tx, self.number, ended, owner=self.owner)


@contextmanager
def visit_to(newsroom: Newsroom, target: PushTarget, limit: Limit) -> Iterator[Visit]:
    """Give a visit to a target; what its server proves itself with the first time is remembered.

    Raises:
        PushError: It was not reached, refused, or is not the server that it was.
    """
    outward = newsroom.outward
    secret = outward.seal.open(target.secret)
    with visiting(target, secret, folders=outward.folders, limit=limit) as there:
        if there.host_key and not target.host_key:
            with newsroom.store.transaction() as tx:
                pin_host_key(tx, target, there.host_key, at=newsroom.clock.now())
        yield there


def try_target(newsroom: Newsroom, target: PushTarget, *, limit_s: float = TRIAL_S) -> Delivery:
    """Lay a small file at a target, look at it and remove it; return what came of it."""
    cargo, start = trial(), time.monotonic()
    said, trouble = TRIED, Trouble.NONE
    try:
        limit = limit_of(limit_s, silence_s=newsroom.outward.silence_s)
        with visit_to(newsroom, target, limit) as there:
            there.put(cargo, ours=True)
            there.remove(cargo.name)
    except PushError as fault:
        said, trouble = fault.said, Trouble(fault.trouble)
    told = Delivery(
        target=target.number,
        bulletin="",
        sha256=cargo.sha256,
        name=TRIAL_NAME,
        act=Act.TRY,
        size_bytes=cargo.size_bytes,
        said=said,
        trouble=trouble,
        at=newsroom.clock.now(),
        took_s=round(time.monotonic() - start, 3),
    )
    with newsroom.store.transaction() as tx:
        keep_delivery(tx, told)
    return told
