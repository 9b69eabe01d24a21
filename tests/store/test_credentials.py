"""Passwords and the codes of telephones."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from app.domain.people import Role
from app.errors import ApprovalError
from app.store.audit import Deed, entries
from app.store.credentials import (
    Credential,
    confirm_codes,
    credential_of,
    new_code_secret,
    password_fits,
    password_hash,
    set_password,
    stop_codes,
    use_code,
)
from app.store.officers import add_officer, new_one_time_token
from tests.builders import NOW

PASSWORD = "four words do well"
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def tx(store):
    with store.transaction() as opened:
        token = new_one_time_token(opened, at=NOW)
        add_officer(opened, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        yield opened


def code(secret, at=NOW):
    return pyotp.TOTP(secret).at(at)


@pytest.fixture
def secret(tx):
    """The secret of Asha's telephone, in use since a minute before now."""
    made, before = new_code_secret(tx, "Asha"), NOW - 2 * HALF_MINUTE
    assert confirm_codes(tx, "Asha", code(made, before), at=before)
    return made


def test_a_password_fits_and_only_its_hash_is_kept(tx):
    set_password(tx, "Asha", password_hash(PASSWORD), at=NOW)
    held = credential_of(tx, "Asha")
    assert password_fits(held, PASSWORD)
    assert not password_fits(held, f"{PASSWORD} ")
    assert held.password_hash.startswith("$argon2id$")
    assert PASSWORD not in held.password_hash
    assert [each.actor for each in entries(tx, act=Deed.PASSWORD_SET)] == ["Asha"]


def test_a_name_without_a_password_is_never_let_in():
    assert not password_fits(Credential(), "")
    assert not password_fits(Credential(), "nobody has this password")


@pytest.mark.parametrize(
    ("password", "says"), [("eleven lett", "12 letters or more"), ("x" * 201, "at most 200")]
)
def test_a_password_that_is_too_short_or_too_long_is_refused(password, says):
    with pytest.raises(ApprovalError, match=says):
        password_hash(password)


def test_codes_count_only_once_the_telephone_has_shown_one(tx):
    made = new_code_secret(tx, "Asha")
    assert not use_code(tx, "Asha", code(made), at=NOW)
    assert not confirm_codes(tx, "Asha", "000000 ", at=datetime(2000, 1, 1, tzinfo=UTC))
    assert credential_of(tx, "Asha").code_since is None
    assert confirm_codes(tx, "Asha", f"{code(made)[:3]} {code(made)[3:]}", at=NOW)
    assert credential_of(tx, "Asha").code_since == NOW


def test_no_code_is_taken_twice(tx, secret):
    assert use_code(tx, "Asha", code(secret), at=NOW)
    assert not use_code(tx, "Asha", code(secret), at=NOW)
    assert use_code(tx, "Asha", code(secret, NOW + HALF_MINUTE), at=NOW + HALF_MINUTE)


def test_the_code_that_set_codes_up_is_used_up(tx):
    made = new_code_secret(tx, "Asha")
    assert confirm_codes(tx, "Asha", code(made), at=NOW)
    assert not use_code(tx, "Asha", code(made), at=NOW)


def test_no_code_is_taken_after_a_newer_one(tx, secret):
    assert use_code(tx, "Asha", code(secret), at=NOW)
    assert not use_code(tx, "Asha", code(secret, NOW - HALF_MINUTE), at=NOW)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_off(tx, steps, taken):
    made, before = new_code_secret(tx, "Asha"), NOW - timedelta(hours=1)
    assert confirm_codes(tx, "Asha", code(made, before), at=before)
    assert use_code(tx, "Asha", code(made, NOW + steps * HALF_MINUTE), at=NOW) is taken


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "1" * 9000])
def test_what_is_no_code_is_refused(tx, secret, typed):
    assert not use_code(tx, "Asha", typed, at=NOW)


def test_stopped_codes_open_nothing(tx, secret):
    stop_codes(tx, "Asha", at=NOW)
    assert not use_code(tx, "Asha", code(secret), at=NOW)
    assert credential_of(tx, "Asha") == Credential()
