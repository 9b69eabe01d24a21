"""The shelf as it is kept: what changes counts, and nothing else does."""

from datetime import timedelta

import pytest

from app.domain.bulletins import Verdict
from app.store.audit import Deed, add_entry
from app.store.bulletins import add_draft, release
from app.store.shelf import document, hashes, put, remove, remove_makers, serial
from app.store.shelf_state import state_of
from tests.builders import NOW, draft, recording

XML = "application/xml"
LATER = NOW + timedelta(hours=1)


def put_in(store, name="/a.xml", *, body=b"one", media_type=XML, at=NOW, maker="feeds"):
    with store.transaction() as tx:
        return put(tx, name, body=body, media_type=media_type, at=at, maker=maker)


def serial_of(store):
    with store.reading() as tx:
        return serial(tx)


def found_in(store, name="/a.xml"):
    with store.reading() as tx:
        return document(tx, name)


def test_a_new_shelf_is_empty(store):
    assert serial_of(store) == 0
    assert found_in(store) is None


def test_a_document_comes_back_as_it_was_put_there(store):
    assert put_in(store, body=b"\x00\xff<a/>")
    found = found_in(store)
    assert (found.body, found.media_type, found.at) == (b"\x00\xff<a/>", XML, NOW)
    with store.reading() as tx:
        assert hashes(tx) == {"/a.xml": found.sha256}


def test_the_same_bytes_change_nothing(store):
    put_in(store)
    before = serial_of(store)
    assert not put_in(store, at=LATER)
    assert serial_of(store) == before
    assert found_in(store).at == NOW


@pytest.mark.parametrize("change", [{"body": b"two"}, {"media_type": "text/xml"}])
def test_other_bytes_or_another_type_count(store, change):
    put_in(store)
    before = serial_of(store)
    assert put_in(store, at=LATER, **change)
    assert serial_of(store) > before
    assert found_in(store).at == LATER


def test_what_a_maker_makes_no_more_is_gone_and_others_stay(store):
    put_in(store, "/a.xml")
    put_in(store, "/b.xml")
    put_in(store, "/c.json", maker="index")
    before = serial_of(store)
    with store.transaction() as tx:
        assert remove(tx, "feeds", keep={"/a.xml"}) == ["/b.xml"]
    assert serial_of(store) > before
    with store.reading() as tx:
        assert sorted(hashes(tx)) == ["/a.xml", "/c.json"]


def test_removing_nothing_does_not_count(store):
    put_in(store)
    before = serial_of(store)
    with store.transaction() as tx:
        assert remove(tx, "feeds", keep={"/a.xml"}) == []
        assert remove_makers(tx, keep={"feeds"}) == []
    assert serial_of(store) == before


def test_what_a_maker_made_that_is_no_more_is_gone(store):
    put_in(store, "/old.xml", maker="an older release")
    put_in(store, "/put-by-hand.xml", maker="")
    with store.transaction() as tx:
        assert remove_makers(tx, keep={"feeds"}) == ["/old.xml"]
    assert found_in(store, "/put-by-hand.xml") is not None


def state(store, *told, at=NOW):
    with store.reading() as tx:
        return state_of(tx, *told, at=at)


def test_the_state_is_the_same_while_nothing_happens(store):
    assert state(store, "1.0") == state(store, "1.0", at=LATER)
    assert state(store, "1.0") != state(store, "1.1")


def test_a_decision_changes_the_state(store):
    before = state(store)
    with store.transaction() as tx:
        add_entry(tx, Deed.STATION_CHANGED, at=NOW, actor="Asha", subject="station mwatu-fm")
    assert state(store) != before


def test_time_alone_changes_the_state_when_a_bulletin_begins_and_ends(store):
    told = draft(exercise=True, verdict=Verdict.READY, valid_from=NOW)
    with store.transaction() as tx:
        kept = add_draft(tx, told)
        release(tx, kept.id, [recording()], at=NOW - timedelta(hours=1))
    day, second = timedelta(days=1), timedelta(seconds=1)
    end = told.valid_until
    seen = [state(store, at=each) for each in (NOW - second, NOW, NOW + day, end, end + second)]
    assert seen[0] != seen[1]
    assert seen[1] == seen[2] == seen[3]
    assert seen[3] != seen[4]


@pytest.mark.parametrize("minutes", [3, 30])
def test_what_waits_after_a_release_is_not_forgotten(store, minutes):
    with store.transaction() as tx:
        kept = add_draft(tx, draft(exercise=True, verdict=Verdict.READY))
        release(tx, kept.id, [recording()], at=NOW)
    waited = NOW + timedelta(minutes=minutes)
    assert state(store, at=waited - timedelta(seconds=1)) == state(store, at=waited)
    assert state(store, at=waited) != state(store, at=waited + timedelta(seconds=1))
