"""The form that moves a slot: a day and a time in Nairobi, read and judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.domain.periods import NAIROBI

MOST_MOVED = timedelta(days=3)
NO_MOMENT = "Give the day and the time, such as 1 December, 05:00."
NOT_LATER = "A slot can only be moved to a later time; choose one after it."
TOO_LATE = "A slot can be moved three days at most; choose an earlier day."
PAST = "That time has passed already; choose one that is still to come."


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotForm:
    """What an officer typed about a slot."""

    slot: datetime
    day: str
    time: str


def moved_moment(form: SlotForm, *, now: datetime) -> tuple[datetime | None, str]:
    """Return the moment that a slot is moved to, and why it cannot be; one of them is empty."""
    try:
        there = datetime.combine(
            date.fromisoformat(form.day), time.fromisoformat(form.time), tzinfo=NAIROBI
        ).astimezone(UTC)
    except ValueError:
        return None, NO_MOMENT
    if there <= form.slot:
        return None, NOT_LATER
    if there - form.slot > MOST_MOVED:
        return None, TOO_LATE
    return (None, PAST) if there <= now else (there, "")
