from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.domain.evidence import NdmaRecord, Phase
from app.domain.findings import Decision
from app.domain.people import Role
from app.domain.periods import Month
from app.domain.weather import WeatherForecast
from app.errors import Conflict
from app.store.audit import BEGINNING, Deed, add_entry, entries, head_sha256, verify
from app.store.bulletins import add_draft, release
from app.store.evidence import keep_ndma_record
from app.store.findings import add_decision
from app.store.officers import add_officer, new_one_time_token, set_mode
from app.store.tables import audit_entry, audit_head
from app.store.weather import keep_forecast
from tests.builders import NOW, draft, let_through, phase_record, recording, take_off_air


def fill(tx, count=6):
    for number in range(count):
        facts = {"n": number, "share": 0.1 + number, "where": "Kĩtui", "list": ["a", None]}
        at = NOW + timedelta(minutes=number)
        add_entry(tx, Deed.SIGNED, at=at, actor="Asha", subject=f"b-{number}", facts=facts)


@pytest.fixture
def kept(store):
    with store.transaction() as tx:
        fill(tx)
    return store


def tampered(store, change):
    """The first broken entry after somebody removed the triggers and did this."""
    with store.transaction() as tx:
        for name in ("update", "delete", "replace"):
            tx.execute(text(f"DROP TRIGGER audit_entry_no_{name}"))
        change(tx)
    with store.reading() as tx:
        return verify(tx)


def test_an_untouched_log_is_whole_and_chained(kept):
    with kept.reading() as tx:
        assert verify(tx) is None
        newest_first = entries(tx)
        assert head_sha256(tx) == newest_first[0].sha256
    assert [each.number for each in newest_first] == [6, 5, 4, 3, 2, 1]
    assert newest_first[-1].previous_sha256 == BEGINNING
    for later, earlier in pairwise(newest_first):
        assert later.previous_sha256 == earlier.sha256


def test_an_empty_log_is_whole(store):
    with store.reading() as tx:
        assert verify(tx) is None
        assert head_sha256(tx) == BEGINNING


@pytest.mark.parametrize(
    "deed",
    [
        update(audit_entry).where(audit_entry.c.number == 3).values(actor="Baraka"),
        delete(audit_entry).where(audit_entry.c.number == 3),
        text("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE number = 3"),
    ],
    ids=["change", "delete", "replace"],
)
def test_the_database_itself_refuses_to_change_the_log(kept, deed):
    with pytest.raises(IntegrityError, match="only ever added"), kept.transaction() as tx:
        tx.execute(deed)
    with kept.reading() as tx:
        assert verify(tx) is None


@pytest.mark.parametrize("number", [1, 3, 6])
@pytest.mark.parametrize(
    "column",
    [
        {"actor": "Baraka"},
        {"at": NOW - timedelta(microseconds=1)},
        {"act": "bulletin refused"},
        {"subject": "another"},
        {"facts": {"n": 99}},
        {"sha256": "0" * 64},
        {"previous_sha256": "1" * 64},
    ],
    ids=lambda each: next(iter(each)),
)
def test_a_changed_entry_is_named(kept, number, column):
    change = update(audit_entry).where(audit_entry.c.number == number).values(column)
    broken = tampered(kept, lambda tx: tx.execute(change))
    assert broken.number == number
    assert f"entry {number}" in broken.why


@pytest.mark.parametrize("number", [1, 3, 6])
def test_a_removed_entry_is_named_the_last_one_too(kept, number):
    gone = delete(audit_entry).where(audit_entry.c.number == number)
    broken = tampered(kept, lambda tx: tx.execute(gone))
    assert (broken.number, "missing" in broken.why) == (number, True)


def test_an_emptied_log_is_not_whole(kept):
    assert tampered(kept, lambda tx: tx.execute(delete(audit_entry))).number == 1


def test_a_lost_head_is_found(kept):
    with kept.transaction() as tx:
        tx.execute(delete(audit_head))
    with kept.reading() as tx:
        assert "head" in verify(tx).why


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(places=st.lists(st.integers(1, 6), min_size=2, max_size=2, unique=True))
def test_two_entries_that_changed_places_are_found(kept, places):
    one, two = sorted(places)

    def swap(tx):
        for old, new in ((one, 100), (two, one), (100, two)):
            move = update(audit_entry).where(audit_entry.c.number == old)
            tx.execute(move.values(number=new))

    with kept.engine.connect() as tx:
        for name in ("update", "delete", "replace"):
            tx.execute(text(f"DROP TRIGGER audit_entry_no_{name}"))
        swap(tx)
        assert verify(tx).number == one
        tx.rollback()


def test_an_entry_slipped_in_at_the_end_is_named(kept):
    row = {"number": 7, "at": NOW, "actor": "X", "act": "x", "subject": "x", "facts": {}}
    with kept.transaction() as tx:
        tx.execute(insert(audit_entry).values(**row, previous_sha256="0" * 64, sha256="0" * 64))
    with kept.reading() as tx:
        assert verify(tx).number == 7


def test_a_rechained_tail_no_longer_matches_the_head(kept):
    def rewrite(tx):
        tx.execute(delete(audit_entry).where(audit_entry.c.number == 6))
        tx.execute(update(audit_head).values(number=5, sha256="f" * 64))

    assert tampered(kept, rewrite).number == 5


def install_twice(tx):
    set_mode(tx, "live", at=NOW)
    set_mode(tx, "exercise", at=NOW)


def test_an_entry_and_its_decision_are_kept_together_or_not_at_all(store):
    with pytest.raises(Conflict), store.transaction() as tx:
        install_twice(tx)
    with store.reading() as tx:
        assert entries(tx) == []


def test_a_figure_that_is_none_is_not_logged(store):
    with pytest.raises(ValueError, match="JSON"), store.transaction() as tx:
        add_entry(tx, Deed.SIGNED, at=NOW, actor="Asha", subject="b", facts={"share": float("nan")})


def test_every_decision_is_logged_with_who_and_what(store):
    with store.transaction() as tx:
        set_mode(tx, "live", at=NOW)
        token = new_one_time_token(tx, at=NOW)
        key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        add_officer(tx, "Baraka", role=Role.APPROVER, allowed_by=key, at=NOW)
        declared = phase_record(Phase.ALERT)
        record = NdmaRecord(county="kitui", observed_month=Month(2026, 10), phases=(declared,))
        keep_ndma_record(tx, record, officer="Baraka", at=NOW)
        given_now = Decision(accepted=True, reason="as on the map", officer="Baraka", at=NOW)
        add_decision(tx, "kitui", "f" * 16, given_now)
        said = WeatherForecast(
            county="kitui",
            language="en",
            text="that rain is likely",
            valid_from=date(2026, 11, 23),
            valid_until=date(2026, 12, 31),
            url="KMD",
            officer="Asha",
            at=NOW,
        )
        keep_forecast(tx, said)
        told = [(each.act, each.actor, each.subject) for each in reversed(entries(tx))]
        assert told == [
            ("install made", "tangazo", "live"),
            ("officer added", "tangazo", "Asha"),
            ("officer added", "Asha", "Baraka"),
            ("NDMA record kept", "Baraka", "kitui"),
            ("finding decided", "Baraka", "kitui"),
            ("forecast kept", "Asha", "kitui"),
        ]
        assert not any(key in str(each.facts) or token in str(each.facts) for each in entries(tx))
        assert verify(tx) is None


def test_the_whole_life_of_a_bulletin_is_logged(store):
    with store.transaction() as tx:
        kept = add_draft(tx, draft(phase=Phase.ALARM))
        let_through(tx, kept)
        release(tx, kept.id, [recording()], at=NOW)
        take_off_air(tx, kept, reason="wrong figure")
        told = [(each.act, each.actor) for each in reversed(entries(tx, subject=kept.id))]
        (on_air,) = entries(tx, act=Deed.RELEASED)
        assert verify(tx) is None
    assert told == [
        ("bulletin signed", "Ndanu"),
        ("bulletin signed", "Wanza"),
        ("bulletin released", "tangazo"),
        ("withdrawal signed", "Ndanu"),
        ("withdrawal signed", "Wanza"),
        ("bulletin withdrawn", "Wanza"),
    ]
    assert on_air.facts["signed_by"] == ["Ndanu", "Wanza"]
    assert on_air.facts["people_needed"] == 2
    assert on_air.facts["text_sha256"] == kept.script.sha256


def test_entries_are_found_by_subject_and_act(kept):
    with kept.reading() as tx:
        assert [each.number for each in entries(tx, subject="b-2")] == [3]
        assert entries(tx, act=Deed.RELEASED) == []
        assert len(entries(tx, limit=2)) == 2
        first = tx.execute(select(audit_entry.c.facts).where(audit_entry.c.number == 1)).scalar()
    assert first == {"n": 0, "share": 0.1, "where": "Kĩtui", "list": ["a", None]}
