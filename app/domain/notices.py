"""Notices: what people of a station are told, through which medium, and whether it left us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.stations import Medium


class NoticeKind(StrEnum):
    """What a notice tells."""

    RECALLED = "recalled"
    CORRECTED = "corrected"
    RELEASED = "released"
    PUSH_FAILED = "push-failed"


class NoticeState(StrEnum):
    """Whether a notice left us."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    NO_GATEWAY = "no-gateway"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice to one address; there is one of a kind for a bulletin, and no second.

    Attributes:
        number: Counts up; 0 before it is kept.
        said: What the gateway said, or why it was not sent.
        due_at: When it is tried again while it waits.
    """

    station: str
    medium: Medium
    address: str
    bulletin: str
    kind: NoticeKind
    title: str
    body: str
    at: datetime
    due_at: datetime
    state: NoticeState = NoticeState.WAITING
    number: int = 0
    tries: int = 0
    said: str = ""
    sent_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes it the only one."""
        return self.station, self.medium, self.address, self.bulletin, self.kind
