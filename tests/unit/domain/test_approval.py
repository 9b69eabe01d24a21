from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.approval import Demand, demand, objection
from app.domain.bulletins import SignOff
from app.domain.evidence import Phase
from app.domain.people import Officer, Right, Role
from tests.builders import NOW

MILD = (Phase.NORMAL, Phase.ALERT)
ONE = Demand(people=1, why="the phase is alert", standing_allowed=True)
TWO = Demand(people=2, why="the phase is alarm", standing_allowed=False)
ASHA = Officer(name="Asha", role=Role.APPROVER, since=NOW)
SIGNED = SignOff(officer="Asha", text_sha256="t" * 64, at=NOW, reauthenticated_at=NOW)


@pytest.mark.parametrize(
    ("phase", "people", "standing"),
    [
        (Phase.NORMAL, 1, True),
        (Phase.PRE_ALERT, 1, False),
        (Phase.ALERT, 1, True),
        (Phase.RECOVERY, 1, False),
        (Phase.ALARM, 2, False),
        (Phase.EMERGENCY, 2, False),
        (None, 2, False),
    ],
)
def test_each_phase_asks_for_its_number_of_people(phase, people, standing):
    asked = demand(phase, before=phase)
    assert (asked.people, asked.standing_allowed) == (people, standing)
    assert demand(phase) == asked


@pytest.mark.parametrize(
    ("before", "phase", "people"),
    [
        (Phase.NORMAL, Phase.PRE_ALERT, 1),
        (Phase.PRE_ALERT, Phase.ALERT, 1),
        (Phase.ALERT, Phase.RECOVERY, 1),
        (Phase.ALARM, Phase.ALERT, 1),
        (Phase.ALARM, Phase.RECOVERY, 1),
        (Phase.NORMAL, Phase.ALERT, 1),
        (Phase.ALERT, Phase.NORMAL, 1),
        (Phase.ALARM, Phase.PRE_ALERT, 2),
        (Phase.ALARM, Phase.NORMAL, 2),
        (Phase.EMERGENCY, Phase.ALERT, 2),
        (Phase.EMERGENCY, Phase.ALARM, 2),
    ],
)
def test_a_jump_of_two_steps_either_way_asks_for_two(before, phase, people):
    assert demand(phase, before=before).people == people


@given(phase=st.sampled_from(Phase), before=st.none() | st.sampled_from(Phase))
def test_a_correction_and_a_cancel_always_ask_for_two(phase, before):
    for change in ({"correction": True}, {"cancel": True}):
        asked = demand(phase, before=before, **change)
        assert (asked.people, asked.standing_allowed) == (2, False)


@given(
    phase=st.none() | st.sampled_from(Phase),
    before=st.none() | st.sampled_from(Phase),
    edited=st.booleans(),
    correction=st.booleans(),
)
def test_a_standing_approval_never_covers_more_than_a_mild_composed_text(
    phase, before, edited, correction
):
    asked = demand(phase, before=before, edited=edited, correction=correction)
    assert asked.people in (1, 2)
    assert asked.why
    if asked.standing_allowed:
        assert phase in MILD
        assert not edited
        assert not correction
        assert asked.people == 1


def test_leaving_an_emergency_is_named():
    assert "ends an emergency" in demand(Phase.ALARM, before=Phase.EMERGENCY).why
    assert "ends" not in demand(Phase.EMERGENCY, before=Phase.EMERGENCY).why


def test_whom_a_text_waits_for_is_told_in_plain_words():
    assert ONE.waiting(0) == "waits for a person: the phase is alert"
    assert TWO.waiting(0) == "waits for two people: the phase is alarm"
    assert TWO.waiting(1) == "waits for one more person: the phase is alarm"
    assert TWO.waiting(2) == TWO.waiting(3) == ONE.waiting(1) == ""


def against(given_now=SIGNED, needed=TWO, **changes):
    facts = {
        "text_sha256": "t" * 64,
        "editors": (),
        "officer": ASHA,
        "county": "kitui",
        "language": "en",
        **changes,
    }
    return objection(given_now, needed, **facts)


def test_an_approvers_fresh_sign_off_of_this_text_counts():
    assert against() == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"text_sha256": "u" * 64}, "another text"),
        ({"editors": ("Baraka", "Asha")}, "changed this text"),
        ({"officer": None}, "not an officer"),
        ({"officer": replace(ASHA, name="Baraka")}, "not an officer"),
        ({"officer": replace(ASHA, role=Role.EDITOR)}, "may not sign"),
        ({"officer": replace(ASHA, counties=("makueni",))}, "does not sign for kitui"),
        ({"officer": replace(ASHA, languages=("sw",))}, "in 'en'"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_sign_off_that_does_not_count_says_why(changes, says):
    assert says in against(**changes)


@pytest.mark.parametrize(
    ("age", "counts"),
    [
        (timedelta(0), True),
        (timedelta(minutes=10), True),
        (timedelta(minutes=10, microseconds=1), False),
        (timedelta(microseconds=-1), False),
        (None, False),
    ],
)
def test_where_two_are_needed_the_key_was_given_within_ten_minutes(age, counts):
    again = None if age is None else NOW - age
    given_now = replace(SIGNED, reauthenticated_at=again)
    assert (against(given_now) == "") == counts
    assert against(given_now, ONE) == ""


def test_only_approvers_and_admins_sign():
    assert {each for each in Role if replace(ASHA, role=each).may(Right.SIGN)} == {
        Role.APPROVER,
        Role.ADMIN,
    }


def test_a_viewer_may_do_nothing():
    assert not any(replace(ASHA, role=Role.VIEWER).may(each) for each in Right)


def test_an_officer_without_limits_covers_everything_and_one_with_limits_only_those():
    limited = replace(ASHA, counties=("kitui",), languages=("kam",))
    assert ASHA.covers(county="makueni", language="sw")
    assert limited.covers(county="kitui", language="kam")
    assert limited.covers(language="kam")
    assert not limited.covers(county="makueni", language="kam")
    assert not limited.covers(county="kitui", language="sw")


def test_no_standing_approval_speaks_for_an_announcement():
    asked = demand(Phase.ALERT, before=Phase.ALERT, announced=True)
    assert (asked.people, asked.standing_allowed) == (1, False)
    assert asked.waiting(0) == "waits for a person: it holds an announcement"
