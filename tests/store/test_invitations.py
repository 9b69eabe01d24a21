"""Invitations: a link that works once, for a week, and for no more than the inviter may."""

from datetime import timedelta

import pytest

from app.domain.people import Role
from app.errors import ApprovalError, Conflict, NotFound
from app.store.audit import Deed, entries
from app.store.invitations import (
    LASTS,
    close_invitation,
    invite,
    name_fault,
    open_invitations,
    take_up,
    the_invitation,
)
from app.store.officers import (
    OUT_OF_REACH,
    add_officer,
    new_one_time_token,
    officer_with_key,
    revoke_officer,
    the_officer,
)
from app.store.people_tables import invitation
from tests.builders import NOW

SECOND = timedelta(seconds=1)


@pytest.fixture
def tx(store):
    """A transaction in which Asha is admin of all, and Kalama of Kitui in Kiswahili."""
    with store.transaction() as opened:
        token = new_one_time_token(opened, at=NOW)
        key = add_officer(opened, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        limits = {"counties": ("kitui",), "languages": ("sw",)}
        add_officer(opened, "Kalama", role=Role.ADMIN, allowed_by=key, at=NOW, **limits)
        yield opened


def invited(tx, name="Juma", by="Asha", role=Role.EDITOR, **limits):
    return invite(tx, name, role=role, by=the_officer(tx, by), at=NOW, **limits)


def test_an_invitation_makes_an_officer_as_it_was_written(tx):
    token = invited(tx, counties=("kitui", "makueni"), languages=("sw",))
    name, key = take_up(tx, token, at=NOW)
    joined = officer_with_key(tx, key)
    assert (name, joined.name, joined.role) == ("Juma", "Juma", Role.EDITOR)
    assert (joined.counties, joined.languages) == (("kitui", "makueni"), ("sw",))
    [told] = [each for each in entries(tx, act=Deed.OFFICER_ADDED) if each.subject == "Juma"]
    assert told.actor == "Asha"


def test_a_link_works_once(tx):
    token = invited(tx)
    take_up(tx, token, at=NOW)
    with pytest.raises(NotFound, match="was used"):
        take_up(tx, token, at=NOW)


def test_a_link_ends_after_a_week(tx):
    token = invited(tx)
    assert the_invitation(tx, token, at=NOW + LASTS - SECOND) is not None
    assert the_invitation(tx, token, at=NOW + LASTS) is None
    with pytest.raises(NotFound, match="older than a week"):
        take_up(tx, token, at=NOW + LASTS)


def test_a_link_that_was_taken_back_is_worth_nothing(tx):
    token = invited(tx)
    [waiting] = open_invitations(tx, at=NOW)
    close_invitation(tx, waiting.number, by=the_officer(tx, "Asha"), at=NOW)
    assert the_invitation(tx, token, at=NOW) is None
    assert open_invitations(tx, at=NOW) == []
    with pytest.raises(NotFound):
        close_invitation(tx, waiting.number, by=the_officer(tx, "Asha"), at=NOW)


def test_a_link_is_worth_nothing_once_the_inviter_is_gone(tx):
    token = invited(tx, by="Kalama", counties=("kitui",), languages=("sw",))
    revoke_officer(tx, "Kalama", by=the_officer(tx, "Asha"), at=NOW)
    with pytest.raises(NotFound):
        take_up(tx, token, at=NOW)


def test_only_the_hash_of_a_link_is_kept(tx):
    token = invited(tx)
    assert token not in str(tx.execute(invitation.select()).all())
    assert the_invitation(tx, f"{token}x", at=NOW) is None


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"counties": ("kitui",)},
        {"counties": ("kitui", "makueni"), "languages": ("sw",)},
        {"counties": ("kitui",), "languages": ("en",)},
    ],
    ids=["no limits", "all languages", "another county", "another language"],
)
def test_nobody_lets_others_do_more_than_they_may(tx, limits):
    with pytest.raises(ApprovalError, match="own counties and languages"):
        invited(tx, by="Kalama", **limits)
    assert open_invitations(tx, at=NOW) == []


def test_an_admin_of_one_county_adds_nobody_for_all_with_a_key(tx):
    own = {"counties": ("kitui",), "languages": ("sw",)}
    _, key = take_up(tx, invited(tx, "Wanza", by="Kalama", role=Role.ADMIN, **own), at=NOW)
    add_officer(tx, "Mutua", role=Role.EDITOR, allowed_by=key, at=NOW, **own)
    with pytest.raises(ApprovalError, match=OUT_OF_REACH):
        add_officer(tx, "Juma", role=Role.ADMIN, allowed_by=key, at=NOW)
    assert the_officer(tx, "Juma") is None


def test_an_admin_of_one_county_takes_no_right_away_beyond_it(tx):
    with pytest.raises(ApprovalError, match=OUT_OF_REACH):
        revoke_officer(tx, "Asha", by=the_officer(tx, "Kalama"), at=NOW)
    assert the_officer(tx, "Asha") is not None


def test_an_approver_invites_nobody(tx):
    take_up(tx, invited(tx, "Ndanu", role=Role.APPROVER), at=NOW)
    with pytest.raises(ApprovalError, match="Only an admin"):
        invited(tx, by="Ndanu")


def test_a_name_that_was_ever_used_is_refused(tx):
    revoke_officer(tx, "Kalama", by=the_officer(tx, "Asha"), at=NOW)
    with pytest.raises(Conflict, match="choose another name"):
        invited(tx, "Kalama")


def test_two_links_of_one_name_make_one_officer(tx):
    first, second = invited(tx), invited(tx)
    take_up(tx, first, at=NOW)
    with pytest.raises(Conflict, match="already"):
        take_up(tx, second, at=NOW)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a:b", "a\nb", "a\u202eb", "a\u200bb"])
def test_odd_names_are_refused(tx, name):
    assert name_fault(name)
    with pytest.raises(Conflict):
        invited(tx, name)
