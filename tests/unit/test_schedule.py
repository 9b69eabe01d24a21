from datetime import UTC, datetime, timedelta

import pytest

from app.domain.periods import NAIROBI
from app.schedule import Schedule

MONDAY_5 = Schedule(day="mon", hour=5, minute=0, lease=timedelta(seconds=60))
DUE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_the_slot_is_monday_five_in_nairobi_all_year_round():
    slot = MONDAY_5.next_slot(datetime(2026, 1, 1, tzinfo=UTC))
    for _ in range(520):
        local = slot.astimezone(NAIROBI)
        assert (local.isoweekday(), local.hour, local.minute) == (1, 5, 0)
        after = MONDAY_5.next_slot(slot)
        assert after - slot == timedelta(days=7)
        slot = after


@pytest.mark.parametrize(
    ("off_for", "slots"),
    [
        (timedelta(minutes=1), 1),
        (timedelta(hours=2), 1),
        (timedelta(days=3), 1),
        (timedelta(days=15), 3),
    ],
)
def test_every_slot_that_passed_is_due(off_for, slots):
    before = DUE - timedelta(minutes=1)
    assert len(MONDAY_5.due_slots(since=before, now=before + off_for)) == slots


def test_a_slot_is_due_at_its_second_and_not_twice():
    assert MONDAY_5.due_slots(since=DUE - timedelta(seconds=1), now=DUE) == [DUE]
    assert MONDAY_5.due_slots(since=DUE, now=DUE + timedelta(days=6)) == []
