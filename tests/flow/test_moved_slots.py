from dataclasses import replace
from datetime import timedelta

from app.domain.people import Role
from app.pipeline.runs import WEEKLY
from app.schedule import next_due, run_due
from app.store.moved_slots import MovedSlot, move_slot
from app.store.officers import add_officer, new_one_time_token
from app.store.runs import newest_runs
from tests.fakes import SetClock
from tests.flow.test_due import DUE, MONDAY_5

A_DAY = timedelta(days=1)


def moved(newsroom, *, by=A_DAY):
    """The slot of week 48, run later as over a holiday."""
    at = DUE - A_DAY
    with newsroom.store.transaction() as tx:
        token = new_one_time_token(tx, at=at)
        add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=at)
        move_slot(
            tx,
            MovedSlot(
                schedule=WEEKLY,
                slot=DUE,
                moved_to=DUE + by,
                reason="Holiday",
                officer="Asha",
                at=at,
            ),
        )


def at(newsroom, moment):
    return replace(newsroom, clock=SetClock(moment), counties=(), sources=())


def slots(newsroom):
    with newsroom.store.reading() as tx:
        return [(each.slot, each.state) for each in newest_runs(tx, limit=9)]


def test_a_moved_slot_waits_for_its_time_and_runs_once(newsroom):
    moved(newsroom)
    before = at(newsroom, DUE + A_DAY / 2)
    run_due(before, MONDAY_5)
    assert (DUE, "done") not in slots(newsroom)
    after = at(newsroom, DUE + A_DAY)
    run_due(after, MONDAY_5)
    assert slots(newsroom)[0] == (DUE, "done")
    assert run_due(after, MONDAY_5) is None


def test_the_next_edition_is_due_when_its_slot_was_moved_to(newsroom):
    moved(newsroom)
    assert next_due(at(newsroom, DUE - A_DAY), MONDAY_5) == DUE + A_DAY
    assert next_due(at(newsroom, DUE + A_DAY / 2), MONDAY_5) == DUE + A_DAY
    assert next_due(at(newsroom, DUE + A_DAY), MONDAY_5) == DUE + timedelta(days=7)
