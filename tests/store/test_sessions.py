"""Sessions of browsers: they end in time, by a click, and with the officer's right."""

from datetime import timedelta

import pytest

from app.domain.people import Role
from app.errors import ApprovalError
from app.store.audit import Deed, entries
from app.store.officers import add_officer, new_one_time_token, revoke_officer, the_officer
from app.store.people_tables import desk_session
from app.store.sessions import (
    IDLE,
    KEPT_FOR,
    LONGEST,
    end_session,
    end_sessions,
    mark_seen,
    new_session,
    officer_in,
    session_of,
    sessions,
)
from tests.builders import NOW


@pytest.fixture
def tx(store):
    """A transaction in which Asha, an admin, and Juma, a viewer of Kitui, are officers."""
    with store.transaction() as opened:
        token = new_one_time_token(opened, at=NOW)
        key = add_officer(opened, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        add_officer(opened, "Juma", role=Role.VIEWER, allowed_by=key, at=NOW, counties=("kitui",))
        add_officer(
            opened, "Kalama", role=Role.ADMIN, allowed_by=key, at=NOW, counties=("makueni",)
        )
        yield opened


def begin(tx, name="Juma", *, at=NOW):
    return new_session(tx, name, browser="Chrome, Android", at=at)


def numbers(tx, name=None, *, at=NOW):
    return [each.number for each in sessions(tx, at=at, name=name)]


def test_a_token_opens_its_own_session_and_is_not_kept(tx):
    token = begin(tx)
    begin(tx, "Asha")
    found = session_of(tx, token, at=NOW)
    assert (found.officer, found.browser) == ("Juma", "Chrome, Android")
    assert officer_in(tx, found).role is Role.VIEWER
    assert token not in str(tx.execute(desk_session.select()).all())
    assert session_of(tx, f"{token}x", at=NOW) is None


def test_a_session_that_is_not_used_ends(tx):
    token = begin(tx)
    assert session_of(tx, token, at=NOW + IDLE - timedelta(seconds=1)) is not None
    assert session_of(tx, token, at=NOW + IDLE) is None
    assert numbers(tx, at=NOW + IDLE) == []


def test_a_session_in_use_ends_after_its_longest_time(tx):
    token, at = begin(tx), NOW
    while at + IDLE / 2 < NOW + LONGEST:
        at += IDLE / 2
        mark_seen(tx, session_of(tx, token, at=at), at=at)
    assert session_of(tx, token, at=NOW + LONGEST - timedelta(seconds=1)) is not None
    assert session_of(tx, token, at=NOW + LONGEST) is None


def test_an_officer_ends_only_sessions_of_their_own(tx):
    token = begin(tx)
    [number] = numbers(tx)
    assert end_session(tx, number, of="Asha", at=NOW) is False
    assert session_of(tx, token, at=NOW) is not None
    assert end_session(tx, number, of="Juma", at=NOW) is True
    assert session_of(tx, token, at=NOW) is None
    assert end_session(tx, number, of="Juma", at=NOW) is False


def test_all_sessions_of_one_officer_end_but_the_one_in_use(tx):
    begin(tx, "Asha")
    for _ in range(3):
        begin(tx)
    newest, *_ = numbers(tx, "Juma")
    juma = the_officer(tx, "Juma")
    assert end_sessions(tx, "Juma", by=juma, at=NOW, but=newest) == 2
    assert numbers(tx, "Juma") == [newest]
    assert len(numbers(tx, "Asha")) == 1
    [told] = entries(tx, act=Deed.SESSIONS_ENDED)
    assert (told.actor, told.subject, told.facts) == ("Juma", "Juma", {"sessions": 2})


def test_nothing_is_logged_when_nobody_was_signed_in(tx):
    assert end_sessions(tx, "Juma", by=the_officer(tx, "Asha"), at=NOW) == 0
    assert entries(tx, act=Deed.SESSIONS_ENDED) == []


def test_an_admin_of_another_county_signs_nobody_out(tx):
    token = begin(tx)
    with pytest.raises(ApprovalError, match="own counties"):
        end_sessions(tx, "Juma", by=the_officer(tx, "Kalama"), at=NOW)
    assert session_of(tx, token, at=NOW) is not None


def test_a_session_is_worth_nothing_once_the_right_is_taken_away(tx):
    token = begin(tx)
    revoke_officer(tx, "Juma", by=the_officer(tx, "Asha"), at=NOW)
    assert officer_in(tx, session_of(tx, token, at=NOW)) is None


def test_old_sessions_are_thrown_away(tx):
    begin(tx)
    begin(tx, at=NOW + KEPT_FOR + timedelta(seconds=1))
    assert len(tx.execute(desk_session.select()).all()) == 1
