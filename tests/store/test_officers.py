import pytest

from app.domain.people import Role
from app.errors import ApprovalError, Conflict
from app.store.officers import (
    add_officer,
    install_mode,
    new_one_time_token,
    officer_with_key,
    set_mode,
    the_officer,
)
from tests.builders import NOW


def test_a_new_database_knows_no_officer_and_no_mode(store):
    with store.reading() as tx:
        assert install_mode(tx) is None
        assert officer_with_key(tx, "") is None
        assert officer_with_key(tx, "admin") is None


def test_a_one_time_token_adds_one_admin(store):
    with store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        key = add_officer(tx, "Asha", role=Role.APPROVER, allowed_by=token, at=NOW)
        assert officer_with_key(tx, key).role is Role.ADMIN
        with pytest.raises(ApprovalError):
            add_officer(tx, "Baraka", role=Role.ADMIN, allowed_by=token, at=NOW)


def test_an_admin_adds_others_and_they_add_nobody(store):
    with store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        admin = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        key = add_officer(tx, "Baraka", role=Role.APPROVER, allowed_by=admin, at=NOW)
        with pytest.raises(ApprovalError):
            add_officer(tx, "Chao", role=Role.APPROVER, allowed_by=key, at=NOW)
        with pytest.raises(Conflict, match="already"):
            add_officer(tx, "Baraka", role=Role.APPROVER, allowed_by=admin, at=NOW)


def test_no_second_token_once_there_is_an_officer(store):
    with store.transaction() as tx:
        add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=new_one_time_token(tx, at=NOW), at=NOW)
        with pytest.raises(Conflict):
            new_one_time_token(tx, at=NOW)


def test_no_secret_is_kept_in_the_clear(store, tmp_path):
    with store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
    store.engine.dispose()
    kept = b"".join(each.read_bytes() for each in tmp_path.glob("tangazo.db*"))
    assert b"Asha" in kept
    assert token.encode() not in kept
    assert key.encode() not in kept


def test_the_mode_is_decided_once(store):
    with store.transaction() as tx:
        set_mode(tx, "exercise", at=NOW)
        set_mode(tx, "exercise", at=NOW)
        with pytest.raises(Conflict, match="cannot become live"):
            set_mode(tx, "live", at=NOW)


def test_officers_keep_their_role_and_limits(store):
    with store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        admin = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        limits = {"counties": ("kitui", "makueni"), "languages": ("kam",)}
        key = add_officer(tx, "Mwikali", role=Role.REVIEWER, allowed_by=admin, at=NOW, **limits)
        found = officer_with_key(tx, key)
        assert (found.role, found.counties, found.languages) == (Role.REVIEWER, *limits.values())
        assert the_officer(tx, "Mwikali") == found
        assert the_officer(tx, "Nobody") is None


def test_the_first_admin_is_not_limited_whatever_was_asked(store):
    with store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        limits = {"counties": ("kitui",), "languages": ("kam",)}
        add_officer(tx, "Asha", role=Role.VIEWER, allowed_by=token, at=NOW, **limits)
        found = the_officer(tx, "Asha")
        assert (found.role, found.counties, found.languages) == (Role.ADMIN, (), ())


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMIN])
def test_no_other_role_adds_officers(store, role):
    with store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        admin = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        key = add_officer(tx, "Baraka", role=role, allowed_by=admin, at=NOW)
        with pytest.raises(ApprovalError, match="admin's key"):
            add_officer(tx, "Chao", role=Role.VIEWER, allowed_by=key, at=NOW)
