from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.errors import RunLost
from app.store.database import open_store
from app.store.runs import add_missed, claim, finish, hold, newest_runs, take_over
from tests.builders import NOW

LEASE = timedelta(seconds=60)


def claimed(tx, owner="one:1"):
    return claim(tx, schedule="weekly", slot=NOW, owner=owner, at=NOW, lease=LEASE)


def test_of_many_processes_one_gets_the_slot(store):
    stores = [open_store(str(store.engine.url)) for _ in range(8)]

    def race(each):
        with each.transaction() as tx:
            return claimed(tx)

    for _ in range(3):
        with ThreadPoolExecutor(8) as pool:
            won = [run for run in pool.map(race, stores) if run]
        assert len(won) <= 1
    with store.reading() as tx:
        assert len(newest_runs(tx, limit=9)) == 1
    for each in stores:
        each.engine.dispose()


def test_a_taken_over_run_is_lost_to_its_first_holder(store):
    with store.transaction() as tx:
        first = claimed(tx)
        second = take_over(tx, first, owner="two:2", at=NOW + LEASE, lease=LEASE)
        assert second.fence == 2
        assert take_over(tx, first, owner="three:3", at=NOW + LEASE, lease=LEASE) is None
    with pytest.raises(RunLost), store.transaction() as tx:
        hold(tx, first)
    with pytest.raises(RunLost), store.transaction() as tx:
        finish(tx, first, state="done", outcome="late", at=NOW)
    with store.transaction() as tx:
        finish(tx, second, state="done", outcome="in time", at=NOW)
        assert newest_runs(tx, limit=1)[0].outcome == "in time"


def test_a_finished_run_cannot_be_taken_over(store):
    with store.transaction() as tx:
        run = claimed(tx)
        finish(tx, run, state="done", outcome="made", at=NOW)
        assert take_over(tx, run, owner="two:2", at=NOW + LEASE, lease=LEASE) is None


def test_a_missed_slot_is_written_down_once_and_never_over_a_run(store):
    with store.transaction() as tx:
        claimed(tx)
        add_missed(tx, schedule="weekly", slot=NOW, at=NOW)
        add_missed(tx, schedule="weekly", slot=NOW - timedelta(days=7), at=NOW)
        add_missed(tx, schedule="weekly", slot=NOW - timedelta(days=7), at=NOW)
        assert [each.state for each in newest_runs(tx, limit=9)] == ["running", "missed"]
