from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.bulletins import SignOff, Verdict
from app.domain.people import Role
from app.errors import Conflict, NotFound
from app.store.bulletins import (
    add_draft,
    add_sign_off,
    bulletins_of_week,
    expire,
    ready,
    release,
    released,
    set_verdict,
    the_bulletin,
)
from app.store.officers import add_officer, new_one_time_token
from app.store.recordings import recording_at, recordings_of
from tests.builders import NOW, WEEK_48, approved_pack, draft, let_through, recording, script


def officer(tx, name="Asha"):
    return add_officer(tx, name, role=Role.ADMIN, allowed_by=new_one_time_token(tx, at=NOW), at=NOW)


def on_air(tx, drafted):
    """A bulletin that enough people signed and that was released."""
    kept = add_draft(tx, drafted)
    let_through(tx, kept)
    release(tx, kept.id, [recording()], at=NOW)
    return kept


def test_the_same_inputs_make_no_second_edition(store):
    with store.transaction() as tx:
        first, again = add_draft(tx, draft()), add_draft(tx, draft())
    assert first.id == again.id == "2026-W48-kitui-en-1"


def test_new_inputs_make_a_new_edition_and_supersede_the_waiting_one(store):
    with store.transaction() as tx:
        first = add_draft(tx, draft())
        second = add_draft(tx, draft(inputs_sha256="j" * 64))
        assert second.edition == 2
        assert the_bulletin(tx, first.id).verdict is Verdict.SUPERSEDED
        assert [each.id for each in bulletins_of_week(tx, WEEK_48, exercise=False)] == [second.id]


def test_exercise_and_live_editions_count_apart(store):
    with store.transaction() as tx:
        live, drill = add_draft(tx, draft()), add_draft(tx, draft(exercise=True))
    assert (live.edition, drill.edition) == (1, 1)
    assert drill.id.startswith("x-")


def test_a_script_comes_back_word_for_word_with_its_facts(store):
    with store.transaction() as tx:
        kept = add_draft(tx, draft())
    with store.reading() as tx:
        assert the_bulletin(tx, kept.id).script == script()


def test_a_release_shows_the_bulletin_and_its_files(store):
    with store.transaction() as tx:
        kept = on_air(tx, draft())
    with store.reading() as tx:
        assert [each.id for each in released(tx, exercise=False)] == [kept.id]
        assert released(tx, exercise=True) == []
        assert recordings_of(tx, [kept.id])[kept.id] == (recording(),)
        found = recording_at(tx, "a" * 64)
        assert found is not None
        assert found[1].id == kept.id
        assert recording_at(tx, "b" * 64) is None


def test_a_bulletin_is_released_once(store):
    with store.transaction() as tx:
        kept = on_air(tx, draft())
    with pytest.raises(Conflict, match="no longer ready"), store.transaction() as tx:
        release(tx, kept.id, [recording()], at=NOW)


def test_a_held_bulletin_cannot_be_released(store):
    with store.transaction() as tx:
        kept = add_draft(tx, draft())
    with pytest.raises(Conflict), store.transaction() as tx:
        release(tx, kept.id, [recording()], at=NOW)


def test_a_new_edition_takes_the_old_one_off_the_air(store):
    with store.transaction() as tx:
        first = on_air(tx, draft())
        second = add_draft(tx, draft(inputs_sha256="j" * 64))
        let_through(tx, second)
        assert the_bulletin(tx, first.id).verdict is Verdict.RELEASED
        release(tx, second.id, [recording(sha256="b" * 64)], at=NOW)
        assert the_bulletin(tx, first.id).verdict is Verdict.SUPERSEDED
        assert [each.id for each in released(tx, exercise=False)] == [second.id]


def test_a_failed_edition_is_opened_again_by_the_same_inputs(store):
    with store.transaction() as tx:
        kept = add_draft(tx, draft(verdict=Verdict.READY))
        set_verdict(tx, kept.id, Verdict.FAILED, reason="disk full")
        add_draft(tx, draft(verdict=Verdict.READY))
        assert [each.id for each in ready(tx, WEEK_48)] == [kept.id]


def test_an_approved_edition_that_failed_needs_no_second_approval(store):
    with store.transaction() as tx:
        officer(tx)
        approved_pack(tx, "en", "p" * 64)
        kept = add_draft(tx, draft())
        given = SignOff(officer="Asha", text_sha256=script().sha256, at=NOW)
        add_sign_off(tx, kept.id, given)
        set_verdict(tx, kept.id, Verdict.FAILED, reason="disk full")
        assert add_draft(tx, draft()).verdict is Verdict.READY


def test_a_sign_off_of_another_text_is_refused(store):
    with store.transaction() as tx:
        officer(tx)
        kept = add_draft(tx, draft())
    other = SignOff(officer="Asha", text_sha256="0" * 64, at=NOW)
    with pytest.raises(Conflict, match="changed"), store.transaction() as tx:
        add_sign_off(tx, kept.id, other)


def test_one_person_counts_once(store):
    given = SignOff(officer="Asha", text_sha256=script().sha256, at=NOW)
    with store.transaction() as tx:
        officer(tx)
        kept = add_draft(tx, draft())
        add_sign_off(tx, kept.id, given)
    with pytest.raises(Conflict, match="another person"), store.transaction() as tx:
        add_sign_off(tx, kept.id, replace(given, at=NOW + timedelta(hours=1)))


def test_drafts_of_a_past_week_expire_and_released_ones_stay(store):
    with store.transaction() as tx:
        held = add_draft(tx, draft())
        out = on_air(tx, draft(language="sw"))
        assert expire(tx, now=NOW + timedelta(days=8)) == 1
        assert the_bulletin(tx, held.id).verdict is Verdict.EXPIRED
        assert the_bulletin(tx, out.id).verdict is Verdict.RELEASED


def test_an_unknown_bulletin_is_named(store):
    with pytest.raises(NotFound, match="no-such"), store.reading() as tx:
        the_bulletin(tx, "no-such")
