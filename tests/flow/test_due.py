import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.bulletins import Verdict
from app.errors import RunLost, TangazoError
from app.pipeline.edition import claim_slot, make_edition
from app.pipeline.prepare import prepare_week
from app.pipeline.produce import produce
from app.schedule import WEEKLY, Schedule, run_due
from app.store.bulletins import released
from app.store.runs import newest_runs, take_over
from tests.builders import WEEK_48
from tests.fakes import SetClock

LEASE = timedelta(seconds=60)
MONDAY_5 = Schedule(day="mon", hour=5, minute=0, lease=LEASE)
DUE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def runs(newsroom):
    with newsroom.store.reading() as tx:
        return newest_runs(tx, limit=9)


def test_the_slot_that_was_due_last_is_made_at_the_first_start(newsroom):
    assert "6 released" in run_due(newsroom, MONDAY_5)
    (run,) = runs(newsroom)
    assert run.state == "done"
    with newsroom.store.reading() as tx:
        assert {str(each.week) for each in released(tx, exercise=True)} == {"2026-W48"}


def test_a_slot_is_made_once(newsroom):
    run_due(newsroom, MONDAY_5)
    assert run_due(newsroom, MONDAY_5) is None
    assert len(runs(newsroom)) == 1


def test_after_a_pause_only_the_latest_week_is_made_and_the_others_are_written_down(newsroom):
    run_due(newsroom, MONDAY_5)
    later = replace(newsroom, clock=SetClock(newsroom.clock.now() + timedelta(days=22)))
    run_due(later, MONDAY_5)
    assert [each.state for each in runs(later)] == ["done", "missed", "missed", "done"]
    with later.store.reading() as tx:
        weeks = {str(each.week) for each in released(tx, exercise=True)}
    assert weeks == {"2026-W48", "2026-W51"}


def test_a_run_whose_process_lives_is_left_alone(newsroom):
    first = claim_slot(newsroom, schedule=WEEKLY, slot=DUE, lease=LEASE)
    assert first is not None
    with newsroom.store.transaction() as tx:
        parent = f"{first.owner.rpartition(':')[0]}:{os.getppid()}"
        take_over(tx, first, owner=parent, at=newsroom.clock.now(), lease=LEASE)
    assert run_due(newsroom, MONDAY_5) is None


def test_a_run_whose_lease_is_over_goes_on(newsroom):
    first = claim_slot(newsroom, schedule=WEEKLY, slot=DUE, lease=LEASE)
    with newsroom.store.transaction() as tx:
        take_over(tx, first, owner="elsewhere:1", at=newsroom.clock.now(), lease=LEASE)
    assert run_due(newsroom, MONDAY_5) is None
    newsroom.clock.move(timedelta(seconds=61))
    assert "6 released" in run_due(newsroom, MONDAY_5)
    assert runs(newsroom)[0].fence == 3


def test_a_frozen_holder_that_wakes_releases_nothing(newsroom):
    frozen = claim_slot(newsroom, schedule=WEEKLY, slot=DUE, lease=LEASE)
    drafts = prepare_week(newsroom, WEEK_48).drafts
    ready = [each for each in drafts if each.verdict is Verdict.READY]
    with newsroom.store.transaction() as tx:
        take_over(tx, frozen, owner="elsewhere:1", at=newsroom.clock.now(), lease=LEASE)
    with pytest.raises(RunLost):
        produce(newsroom, ready, run=frozen)
    with newsroom.store.reading() as tx:
        assert released(tx, exercise=True) == []


def test_a_run_that_breaks_is_recorded_and_tried_again(newsroom):
    newsroom.blobs.root.parent.joinpath("audio_out").write_text("a file where a folder should be")
    with pytest.raises(TangazoError):
        run_due(newsroom, MONDAY_5)
    (run,) = runs(newsroom)
    assert run.state == "failed"
    assert run.outcome
    newsroom.blobs.root.unlink()
    newsroom.clock.move(timedelta(seconds=61))
    assert "6 released" in run_due(newsroom, MONDAY_5)


def test_a_lost_run_is_not_finished(newsroom):
    lost = claim_slot(newsroom, schedule=WEEKLY, slot=DUE, lease=LEASE)
    with newsroom.store.transaction() as tx:
        take_over(tx, lost, owner="elsewhere:1", at=newsroom.clock.now(), lease=LEASE)
    with pytest.raises(RunLost):
        make_edition(newsroom, lost, week=WEEK_48, lease=LEASE)
    assert runs(newsroom)[0].state == "running"
