"""What was heard in a recording of a station: which bulletin, from when, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LONGEST_FILE_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """That a bulletin lies in a recording.

    Attributes:
        bulletin: Its id.
        starts_s: When the first of it that is heard comes in the recording, in seconds.
        from_s: Which second of the bulletin that is.
        covered_s: How many of its seconds are heard.
        lasts_s: How long the bulletin is, in seconds.
        evidence: Log likelihood of what was heard, against chance.
        confidence: How often such a match is the right one, 0 to 1.
    """

    bulletin: str
    starts_s: float
    from_s: float
    covered_s: float
    lasts_s: float
    evidence: float
    confidence: float


class Judgement(StrEnum):
    """What a stretch of a recording is."""

    OURS = "ours"
    ONE_OF_TWO = "one-of-two"
    LIKE_OURS = "like-ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """A stretch of a recording that is like a bulletin.

    Attributes:
        second: The bulletin that comes next; None when no other is like it.
        outcome: What became of it: `kept`, `known`, `alarm`, or why it was not kept; empty when
            nothing was to be kept.
    """

    judgement: Judgement
    best: Match
    second: Match | None = None
    outcome: str = ""


class Progress(StrEnum):
    """How far the check of a recording has come."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundCheck:
    """A recording that an officer sent, to see what of ours is in it.

    Attributes:
        file_name: As the officer's machine names it.
        day: When it was recorded.
        recorded_from: The moment at which it begins; None when nobody knows.
        since: Since when the check has come so far.
        length_s: How long the recording is; 0 before it is read.
        told: Why it was refused, or empty.
        hearings: What is like a bulletin, in the order of the recording.
    """

    id: str
    station: str
    officer: str
    at: datetime
    file_name: str
    day: date
    recorded_from: datetime | None
    progress: Progress
    since: datetime
    length_s: float = 0.0
    told: str = ""
    hearings: tuple[Hearing, ...] = ()

    def heard_at(self, match: Match) -> datetime | None:
        """Return when the first of a bulletin was on air, if the recording's beginning is known."""
        if self.recorded_from is None:
            return None
        return self.recorded_from + timedelta(seconds=round(match.starts_s))
