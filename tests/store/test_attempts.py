"""Wrong tries, codes and links under a race: each counts, and each works once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest

from app.domain.people import Officer, Role
from app.errors import NotFound, TangazoError
from app.store.attempts import TooManyTries, Tries, forget_tries, refuse_waiting, take_try
from app.store.credentials import confirm_codes, new_code_secret, use_code
from app.store.invitations import invite, take_up
from app.store.officers import add_officer, new_one_time_token
from tests.builders import NOW

ASHA = Tries("Asha", "198.51.100.7")


def waits(tx, *, count):
    """Minutes told after each wrong try, the next one made as soon as it may be."""
    told, now = [], NOW
    for _ in range(count):
        take_try(tx, ASHA, at=now)
        try:
            refuse_waiting(tx, ASHA, at=now)
        except TooManyTries as fault:
            told.append(fault.minutes)
            now += timedelta(minutes=fault.minutes)
    return told


@pytest.fixture
def asha(store):
    with store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
    return Officer(name="Asha", role=Role.ADMIN, since=NOW)


def test_the_wait_doubles_up_to_an_hour(store):
    with store.transaction() as tx:
        assert waits(tx, count=14) == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_wait_is_of_one_name_at_one_address(store):
    with store.transaction() as tx:
        waits(tx, count=5)
        for other in (Tries("Asha", "198.51.100.8"), Tries("Juma", "198.51.100.7")):
            assert refuse_waiting(tx, other, at=NOW) == 0
        with pytest.raises(TooManyTries):
            refuse_waiting(tx, Tries("ASHA", "198.51.100.7"), at=NOW)


def test_a_right_one_starts_anew_and_a_day_forgets(store):
    with store.transaction() as tx:
        waits(tx, count=4)
        forget_tries(tx, ASHA)
        assert refuse_waiting(tx, ASHA, at=NOW) == 0
        waits(tx, count=4)
        take_try(tx, Tries("Juma", ""), at=NOW + timedelta(days=1, seconds=1))
        assert refuse_waiting(tx, ASHA, at=NOW) == 0


def at_once(deed, *, times):
    """What each of many threads got, with a refusal as None."""

    def tried(_):
        try:
            return deed()
        except TangazoError:
            return None

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(tried, range(times)))


def test_many_tries_at_once_are_no_way_around_the_wait(store):
    def one():
        with store.transaction() as tx:
            take_try(tx, ASHA, at=NOW)
        return True

    assert at_once(one, times=12).count(True) == 5


def test_a_code_sent_twice_at_once_is_taken_once(store, asha):
    with store.transaction() as tx:
        made = pyotp.TOTP(new_code_secret(tx, asha.name))
        assert confirm_codes(tx, asha.name, made.at(NOW), at=NOW)
    later = NOW + timedelta(seconds=30)

    def one():
        with store.transaction() as tx:
            return use_code(tx, asha.name, made.at(later), at=later)

    assert at_once(one, times=6).count(True) == 1


def test_a_link_opened_twice_at_once_makes_one_officer(store, asha):
    with store.transaction() as tx:
        token = invite(tx, "Juma", role=Role.VIEWER, by=asha, at=NOW)

    def one():
        with store.transaction() as tx:
            return take_up(tx, token, at=NOW)

    made = [each for each in at_once(one, times=6) if each]
    assert [name for name, _ in made] == ["Juma"]


def test_two_invitations_of_one_name_make_one_officer(store, asha):
    with store.transaction() as tx:
        tokens = [invite(tx, "Juma", role=role, by=asha, at=NOW) for role in (Role.VIEWER, "admin")]
        take_up(tx, tokens[0], at=NOW)
    with pytest.raises(TangazoError, match="already"), store.transaction() as tx:
        take_up(tx, tokens[1], at=NOW)
    with pytest.raises(NotFound), store.transaction() as tx:
        take_up(tx, tokens[0], at=NOW)
