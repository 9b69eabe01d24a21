"""What the makers of cuts in one process know of each other."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.store.cuts import CutName

# What could not be made is not tried with every tick of the schedule.
RETRIED_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Cutting:
    """Who makes cuts, and what could not be made.

    Attributes:
        turn: Held by whoever makes them, which one at a time does.
        failed: When each that failed was tried last.
    """

    turn: threading.Lock = field(default_factory=threading.Lock)
    failed: dict[CutName, datetime] = field(default_factory=dict)

    def may_try(self, name: CutName, *, at: datetime) -> bool:
        """Return whether a cut has not failed a short while ago."""
        tried_at = self.failed.get(name)
        return tried_at is None or not tried_at <= at < tried_at + RETRIED_AFTER
