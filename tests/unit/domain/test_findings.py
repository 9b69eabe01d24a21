from dataclasses import replace

import pytest

from app.domain.findings import Decision, Effect, Finding, Policy
from tests.builders import NOW


def finding(**changes):
    made = Finding(
        policy=Policy.JUMP,
        effect=Effect.SENTENCE,
        text="VCI-3M of 60 was 30: too large a step to believe.",
        variables=("VCI-3M",),
        identity="feed|2026-11|60|30",
        decidable=True,
    )
    return replace(made, **changes)


def decided(*, accepted, **changes):
    given = Decision(accepted=accepted, reason="compared with the map", officer="Asha", at=NOW)
    return finding(decision=given, **changes)


def test_a_doubtful_figure_is_held_until_somebody_decides():
    assert finding().holds
    assert finding().open
    assert not finding().holds_bulletin


def test_accepting_lets_go_and_rejecting_keeps_out():
    assert not decided(accepted=True).holds
    assert decided(accepted=False).holds
    assert decided(accepted=False, effect=Effect.NONE).holds
    assert not decided(accepted=True).open


@pytest.mark.parametrize("accepted", [True, False])
def test_what_cannot_be_decided_stays_as_it_is(accepted):
    fixed = decided(accepted=accepted, decidable=False, effect=Effect.BULLETIN)
    assert fixed.holds_bulletin
    told = decided(accepted=accepted, decidable=False, effect=Effect.NONE)
    assert not told.holds


def test_a_bulletin_is_let_go_only_by_acceptance():
    assert decided(accepted=False, effect=Effect.BULLETIN).holds_bulletin
    assert not decided(accepted=True, effect=Effect.BULLETIN).holds_bulletin


def test_the_key_follows_the_figures_and_not_the_wording():
    assert finding(text="said otherwise").key == finding().key
    assert finding(effect=Effect.BULLETIN).key == finding().key
    assert finding(identity="feed|2026-11|61|30").key != finding().key
    assert finding(policy=Policy.CONFLICT).key != finding().key
    assert len(finding().key) == 16
