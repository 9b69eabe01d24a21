import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.content import (
    ContentState,
    Origin,
    Review,
    Stage,
    agreed,
    approved,
    edited,
    replayed,
    retired,
    reviewed,
)
from app.domain.people import Role
from app.errors import ApprovalError
from tests.builders import NOW

DRAFT = ContentState(kind="language", name="kam", sha256="a" * 64, editor="Editor")
NATIVE, SECTOR, LEAD = Role.REVIEWER, Role.SECTOR_OFFICER, Role.APPROVER


def yes(officer, role, sha256="a" * 64):
    return Review(officer=officer, role=role, sha256=sha256, at=NOW)


def both_reviewed(state=DRAFT):
    return reviewed(reviewed(state, yes("Mwikali", NATIVE)), yes("Kioko", SECTOR))


@pytest.mark.parametrize("first", [NATIVE, SECTOR])
def test_words_are_reviewed_by_both_in_any_order_then_approved(first):
    second = SECTOR if first is NATIVE else NATIVE
    once = reviewed(DRAFT, yes("Mwikali", first))
    assert (DRAFT.stage, once.stage) == (Stage.DRAFT, Stage.DRAFT)
    twice = reviewed(once, yes("Kioko", second))
    assert twice.stage is Stage.REVIEWED
    assert approved(twice, yes("Ndanu", LEAD)).stage is Stage.APPROVED
    assert approved(twice, yes("Asha", Role.ADMIN)).stage is Stage.APPROVED


@pytest.mark.parametrize(
    ("state", "given_yes", "says"),
    [
        (DRAFT, yes("Ndanu", LEAD), "review it first"),
        (reviewed(DRAFT, yes("Mwikali", NATIVE)), yes("Ndanu", LEAD), "review it first"),
        (reviewed(DRAFT, yes("Mwikali", NATIVE)), yes("Mwikali", SECTOR), "another person"),
        (reviewed(DRAFT, yes("Mwikali", NATIVE)), yes("Mutua", NATIVE), "already"),
        (both_reviewed(), yes("Kioko", LEAD), "another person"),
        (both_reviewed(), yes("Editor", LEAD), "somebody else"),
        (DRAFT, yes("Editor", NATIVE), "somebody else"),
        (DRAFT, yes("Mwikali", NATIVE, "b" * 64), "has changed"),
        (both_reviewed(), yes("Ndanu", LEAD, "b" * 64), "has changed"),
        (DRAFT, yes("Ndanu", Role.EDITOR), "neither"),
        (DRAFT, yes("Ndanu", Role.VIEWER), "neither"),
        (retired(both_reviewed()), yes("Ndanu", LEAD), "retired"),
    ],
)
def test_a_yes_that_is_not_this_persons_to_give_is_refused(state, given_yes, says):
    with pytest.raises(ApprovalError, match=says):
        agreed(state, given_yes)


def test_words_are_approved_once():
    done = approved(both_reviewed(), yes("Ndanu", LEAD))
    with pytest.raises(ApprovalError, match="approved once"):
        approved(done, yes("Wanza", LEAD))


def test_neither_step_takes_the_others_role():
    with pytest.raises(ApprovalError, match="neither"):
        reviewed(DRAFT, yes("Ndanu", LEAD))
    with pytest.raises(ApprovalError, match="by an approver"):
        approved(both_reviewed(), yes("Mutua", NATIVE))


def test_an_edit_of_approved_words_is_a_draft_again():
    done = approved(both_reviewed(), yes("Ndanu", LEAD))
    again = edited(done, sha256="b" * 64, origin=Origin.HUMAN, editor="Ndanu")
    assert (again.stage, again.reviews, again.editor) == (Stage.DRAFT, (), "Ndanu")
    assert edited(retired(done), sha256="b" * 64, origin=Origin.HUMAN, editor="X").stage == "draft"


def test_machine_words_become_usable_only_when_a_person_writes_others():
    made = edited(DRAFT, sha256="b" * 64, origin=Origin.MACHINE, editor="Editor")
    for role in (NATIVE, SECTOR, LEAD):
        with pytest.raises(ApprovalError, match="machine"):
            agreed(made, yes("Mwikali", role, "b" * 64))
    with pytest.raises(ApprovalError, match="Nothing was changed"):
        edited(made, sha256="b" * 64, origin=Origin.HUMAN, editor="Mwikali")
    rewritten = edited(made, sha256="c" * 64, origin=Origin.HUMAN, editor="Mutua")
    assert agreed(rewritten, yes("Mwikali", NATIVE, "c" * 64)).reviews


def test_words_are_retired_once():
    with pytest.raises(ApprovalError, match="already"):
        retired(retired(DRAFT))
    assert retired(both_reviewed()).stage is Stage.RETIRED


YESES = st.builds(
    yes,
    st.sampled_from(["Editor", "A", "B", "C"]),
    st.sampled_from(Role),
    st.sampled_from(["a" * 64, "b" * 64]),
)


@given(given_yeses=st.lists(YESES, max_size=8), origin=st.sampled_from(Origin))
def test_whatever_was_written_down_only_three_people_in_three_roles_approve(given_yeses, origin):
    start = ContentState(
        kind="language", name="kam", sha256="a" * 64, editor="Editor", origin=origin
    )
    end = replayed(start, given_yeses)
    possible = any(
        {one.role, two.role} == {NATIVE, SECTOR}
        and three.role in (LEAD, Role.ADMIN)
        and len({one.officer, two.officer, three.officer} - {"Editor"}) == 3
        and {each.sha256 for each in (one, two, three)} == {"a" * 64}
        for one, two, three in itertools.permutations(given_yeses, 3)
    )
    if end.stage is Stage.APPROVED:
        assert possible
        assert origin is Origin.HUMAN
        assert len({each.officer for each in end.reviews}) == 3


def test_kept_reviews_count_whatever_order_they_come_back_in():
    kept = [yes("Ndanu", LEAD), yes("Kioko", SECTOR), yes("Mwikali", NATIVE)]
    for order in itertools.permutations(kept):
        assert replayed(DRAFT, order).stage is Stage.APPROVED
