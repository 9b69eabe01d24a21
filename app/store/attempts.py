"""Wrong passwords, keys and codes: counted, and slowed down by a wait that grows.

The count lies in the database, so that it holds across processes and a restart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from app.errors import ApprovalError
from app.store.people_tables import wrong_try

FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tries:
    """Whose tries are counted together: a name as typed, and where it was typed.

    Attributes:
        place: Address of the computer, or a word for tries of somebody who is signed in.
    """

    name: str
    place: str

    @property
    def sha256(self) -> str:
        """Return what stands for the two in the database."""
        return sha256(f"{self.name.casefold()}\n{self.place}".encode()).hexdigest()


class TooManyTries(ApprovalError):
    """Somebody must wait before the next try."""

    def __init__(self, wait: timedelta) -> None:
        self.minutes = math.ceil(wait / timedelta(minutes=1))
        unit = "minute" if self.minutes == 1 else "minutes"
        super().__init__(f"Too many wrong tries; wait {self.minutes} {unit}, then try again.")


def refuse_waiting(tx: Connection, tries: Tries, *, at: datetime) -> int:
    """Return how many tries were wrong so far.

    Raises:
        TooManyTries: The wait after the last one is not over.
    """
    kept = select(wrong_try.c.count, wrong_try.c.until)
    row = tx.execute(kept.where(wrong_try.c.who_sha256 == tries.sha256)).first()
    if row is None:
        return 0
    count, until = row
    if until is not None and at < until:
        raise TooManyTries(until - at)
    return int(count)


def take_try(tx: Connection, tries: Tries, *, at: datetime) -> bool:
    """Count a try as wrong before it is looked at, so that many at once are no way around.

    Returns:
        Whether the wait begins with this one, unless it is right.

    Raises:
        TooManyTries: The wait after the last one is not over.
    """
    tx.execute(delete(wrong_try).where(wrong_try.c.at < at - FORGOTTEN_AFTER))
    count = refuse_waiting(tx, tries, at=at) + 1
    until = at + _wait(count) if count >= FREE_TRIES else None
    row = {"count": count, "at": at, "until": until}
    again = update(wrong_try).where(wrong_try.c.who_sha256 == tries.sha256).values(row)
    if tx.execute(again).rowcount == 0:
        tx.execute(insert(wrong_try).values(who_sha256=tries.sha256, **row))
    return count == FREE_TRIES


def forget_tries(tx: Connection, tries: Tries) -> None:
    """Start anew after a right one."""
    tx.execute(delete(wrong_try).where(wrong_try.c.who_sha256 == tries.sha256))


def _wait(count: int) -> timedelta:
    doublings = min(count - FREE_TRIES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
