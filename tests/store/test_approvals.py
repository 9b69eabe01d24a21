"""What the store lets on air, whatever its caller says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.bulletins import SignOff, Verdict
from app.domain.content import ContentState, Origin, Stage
from app.domain.evidence import Assessment, Estimate, Phase
from app.domain.findings import Effect, Finding, Policy
from app.domain.people import Role
from app.domain.periods import Week
from app.errors import ApprovalError, Conflict, NotFound
from app.store.approvals import clearance, keep_sign_off
from app.store.bulletins import add_draft, add_sign_off, release, set_verdict, the_bulletin
from app.store.changes import change_text, sign_withdrawal, withdrawal_sha256
from app.store.contents import LANGUAGE, the_content
from app.store.evidence import keep_assessment
from app.store.officers import the_officer
from app.store.reviews import add_revision, agree, pack_approved, retire
from app.store.standing import (
    StandingApproval,
    give_standing,
    revoke_standing,
    standing_approvals,
)
from tests.builders import (
    NOW,
    WEEK_48,
    add_people,
    approved_pack,
    draft,
    let_through,
    recording,
    script,
    sign_off_of,
)

JUMP = Finding(policy=Policy.JUMP, effect=Effect.NONE, text="A jump.", decidable=True)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def tx(store):
    """A transaction in which an English pack and three approvers are there."""
    with store.transaction() as open_tx:
        approved_pack(open_tx, "en", "p" * 64)
        add_people(open_tx, ("Asha", Role.APPROVER), ("Baraka", Role.APPROVER))
        add_people(open_tx, ("Edith", Role.EDITOR), ("Viola", Role.VIEWER))
        yield open_tx


def waiting(tx, **changes):
    return add_draft(tx, draft(**changes))


def put_out(tx, kept, at=NOW):
    set_verdict(tx, kept.id, Verdict.READY, reason="as I say")
    release(tx, kept.id, [recording(sha256=f"{hash(kept.id) % 10**9:064d}")], at=at)


def refused(tx, kept, says):
    with pytest.raises(ApprovalError, match=says):
        put_out(tx, kept)
    assert the_bulletin(tx, kept.id).verdict is not Verdict.RELEASED
    set_verdict(tx, kept.id, Verdict.HELD_APPROVAL, reason="refused")


def judged(tx, *findings, week=WEEK_48):
    made = Assessment(
        county="kitui",
        week=week,
        as_of=date(2026, 11, 23),
        official=None,
        estimate=Estimate(phase=None, reasons=()),
        indicators=(),
        figures=(),
        findings=findings,
    )
    keep_assessment(tx, made, at=NOW)


def ahead(tx, **changes):
    facts = {"county": "kitui", "language": "en", "phase": Phase.ALERT, "officer": "Asha"}
    times = {"at": NOW, "until": NOW + timedelta(days=30)}
    given = StandingApproval(**{**facts, **times, **changes})
    give_standing(tx, given)
    return given


def test_calling_a_bulletin_ready_does_not_put_it_on_air(tx):
    kept = waiting(tx)
    refused(tx, kept, "waits for a person: the phase is alert")
    with pytest.raises(Conflict, match="cannot simply be called released"):
        set_verdict(tx, kept.id, Verdict.RELEASED, reason="as I say")
    add_sign_off(tx, kept.id, sign_off_of(kept, "Asha"))
    put_out(tx, kept)


def test_an_exercise_needs_nobody(tx):
    put_out(tx, waiting(tx, exercise=True, phase=Phase.EMERGENCY))


def test_words_of_a_pack_that_is_not_approved_stay_off_air(tx):
    text = replace(script(), pack_sha256="q" * 64)
    kept = waiting(tx, script=text)
    add_sign_off(tx, kept.id, sign_off_of(kept, "Asha"))
    refused(tx, kept, "this en pack is not approved")


@pytest.mark.parametrize("phase", [Phase.ALARM, Phase.EMERGENCY])
def test_alarm_and_emergency_take_two(tx, phase):
    kept = waiting(tx, phase=phase)
    add_sign_off(tx, kept.id, sign_off_of(kept, "Asha"))
    refused(tx, kept, f"waits for one more person: the phase is {phase}")
    with pytest.raises(Conflict, match="another person"):
        add_sign_off(tx, kept.id, sign_off_of(kept, "Asha", at=LATER))
    add_sign_off(tx, kept.id, sign_off_of(kept, "Baraka"))
    put_out(tx, kept)


def test_an_old_proof_of_identity_is_refused_and_may_be_renewed(tx):
    kept = waiting(tx, phase=Phase.ALARM)
    stale = replace(sign_off_of(kept, "Asha"), reauthenticated_at=NOW - timedelta(minutes=11))
    with pytest.raises(ApprovalError, match="key again"):
        add_sign_off(tx, kept.id, stale)
    keep_sign_off(tx, kept.id, stale)
    keep_sign_off(tx, kept.id, sign_off_of(kept, "Baraka"))
    refused(tx, kept, "one more person")
    add_sign_off(tx, kept.id, sign_off_of(kept, "Asha", at=LATER))
    put_out(tx, kept)


@pytest.mark.parametrize("name", ["Edith", "Viola", "Mwikali", "Kioko", "Nobody"])
def test_only_an_approver_signs(tx, name):
    kept = waiting(tx)
    with pytest.raises(ApprovalError):
        add_sign_off(tx, kept.id, sign_off_of(kept, name))


def test_an_officer_of_another_county_or_language_does_not_count(tx):
    add_people(tx, ("Maua", Role.APPROVER), counties=("makueni",))
    add_people(tx, ("Kavata", Role.APPROVER), languages=("kam",))
    kept = waiting(tx)
    for name in ("Maua", "Kavata"):
        with pytest.raises(ApprovalError, match="does not sign for kitui"):
            add_sign_off(tx, kept.id, sign_off_of(kept, name))
        keep_sign_off(tx, kept.id, sign_off_of(kept, name))
    refused(tx, kept, "waits for a person")


def test_a_change_voids_every_sign_off_and_the_editors_never_count(tx):
    kept = waiting(tx)
    add_sign_off(tx, kept.id, sign_off_of(kept, "Asha"))
    changed = change_text(tx, kept.id, script("Kitui is dry."), editor="Baraka", at=NOW)
    assert (changed.sign_offs, changed.edited_by) == ((), "Baraka")
    assert "waits for a person" in changed.reason
    back = change_text(tx, kept.id, script(), editor="Edith", at=NOW)
    assert back.script.sha256 == kept.script.sha256
    refused(tx, back, "waits for a person: its text was changed by hand")
    with pytest.raises(ApprovalError, match="Baraka changed this text"):
        add_sign_off(tx, kept.id, sign_off_of(back, "Baraka"))
    add_sign_off(tx, kept.id, sign_off_of(back, "Asha"))
    put_out(tx, back)


def test_who_may_not_write_changes_nothing(tx):
    kept = waiting(tx)
    add_people(tx, ("Maua", Role.EDITOR), counties=("makueni",))
    for name in ("Viola", "Maua", "Nobody"):
        with pytest.raises(ApprovalError):
            change_text(tx, kept.id, script("Kitui is dry."), editor=name, at=NOW)
    with pytest.raises(Conflict, match="Nothing was changed"):
        change_text(tx, kept.id, script(), editor="Edith", at=NOW)
    let_through(tx, kept)
    put_out(tx, kept)
    with pytest.raises(Conflict, match="any more"):
        change_text(tx, kept.id, script("Kitui is dry."), editor="Edith", at=NOW)
    with pytest.raises(NotFound):
        change_text(tx, "no-such", script(), editor="Edith", at=NOW)


def test_a_two_step_change_from_what_was_heard_takes_two(tx):
    first = waiting(tx, phase=Phase.ALARM)
    let_through(tx, first)
    put_out(tx, first)
    next_week = waiting(tx, week=Week(2026, 49), phase=Phase.NORMAL)
    add_sign_off(tx, next_week.id, sign_off_of(next_week, "Asha"))
    refused(tx, next_week, "from alarm to normal")
    add_sign_off(tx, next_week.id, sign_off_of(next_week, "Baraka"))
    put_out(tx, next_week, at=LATER)
    after = waiting(tx, week=Week(2026, 50), phase=Phase.NORMAL)
    assert clearance(tx, after, at=NOW).demand.people == 1
    assert clearance(tx, replace(after, language="sw"), at=NOW).demand.people == 1
    assert clearance(tx, replace(after, county="makueni"), at=NOW).demand.people == 1


def test_another_edition_of_a_week_that_was_on_air_is_a_correction(tx):
    first = waiting(tx)
    let_through(tx, first)
    put_out(tx, first)
    second = waiting(tx, inputs_sha256="j" * 64, script=script("Kitui is dry."))
    add_sign_off(tx, second.id, sign_off_of(second, "Asha"))
    refused(tx, second, "corrects what has been on air")


def test_a_standing_approval_covers_a_composed_text_of_its_phase(tx):
    judged(tx)
    kept = waiting(tx)
    ahead(tx)
    assert clearance(tx, kept, at=NOW).standing.officer == "Asha"
    put_out(tx, kept)


@pytest.mark.parametrize(
    ("given", "bulletin", "findings"),
    [
        ({"county": "makueni"}, {}, ()),
        ({"language": "sw"}, {}, ()),
        ({"phase": Phase.NORMAL}, {}, ()),
        ({"until": NOW}, {}, ()),
        ({"at": LATER}, {}, ()),
        ({}, {"phase": Phase.PRE_ALERT}, ()),
        ({}, {"phase": Phase.ALARM}, ()),
        ({}, {"edited_by": "Edith"}, ()),
        ({}, {}, (JUMP,)),
        ({}, {}, None),
    ],
    ids=[
        "county", "language", "phase", "over", "not yet", "pre-alert", "alarm", "edited", "finding",
        "no evidence kept",
    ],
)  # fmt: skip
def test_a_standing_approval_covers_nothing_else(tx, given, bulletin, findings):
    if findings is not None:
        judged(tx, *findings)
    early = {"at": NOW - timedelta(days=1), **given}
    ahead(tx, **early)
    kept = waiting(tx, **bulletin)
    assert clearance(tx, kept, at=NOW).standing is None
    refused(tx, kept, "waits for")


def test_a_standing_approval_ends_when_it_is_taken_back(tx):
    judged(tx)
    kept = waiting(tx)
    ahead(tx)
    assert len(standing_approvals(tx, at=LATER)) == 1
    assert revoke_standing(tx, "kitui", "en", officer=the_officer(tx, "Baraka"), at=LATER) == 1
    assert standing_approvals(tx, at=LATER) == []
    refused(tx, kept, "waits for a person")
    with pytest.raises(NotFound):
        revoke_standing(tx, "kitui", "en", officer=the_officer(tx, "Baraka"), at=LATER)
    with pytest.raises(ApprovalError):
        revoke_standing(tx, "kitui", "en", officer=the_officer(tx, "Edith"), at=LATER)


@pytest.mark.parametrize(
    "changes",
    [
        {"phase": Phase.ALARM},
        {"phase": Phase.PRE_ALERT},
        {"officer": "Edith"},
        {"officer": "Nobody"},
        {"until": NOW},
        {"until": NOW + timedelta(days=93)},
    ],
)
def test_a_standing_approval_that_must_not_be_is_refused(tx, changes):
    with pytest.raises(ApprovalError):
        ahead(tx, **changes)


def test_a_draft_that_waited_is_ready_once_a_standing_approval_covers_it(tx):
    judged(tx)
    waiting(tx)
    assert waiting(tx, verdict=Verdict.READY).verdict is Verdict.HELD_APPROVAL
    ahead(tx)
    assert waiting(tx, verdict=Verdict.READY).verdict is Verdict.READY


def test_two_people_take_a_bulletin_back_and_nobody_alone(tx):
    kept = waiting(tx)
    let_through(tx, kept)
    put_out(tx, kept)
    with pytest.raises(Conflict, match="cannot simply"):
        set_verdict(tx, kept.id, Verdict.WITHDRAWN, reason="as I say")
    notice = withdrawal_sha256(kept, "wrong figure")
    given = SignOff(officer="Asha", text_sha256=notice, at=NOW, reauthenticated_at=NOW)
    with pytest.raises(ApprovalError, match="another text"):
        sign_withdrawal(tx, kept.id, given, reason="another reason")
    first = sign_withdrawal(tx, kept.id, given, reason="wrong figure")
    assert first.verdict is Verdict.RELEASED
    assert "Asha" not in {each.officer for each in first.sign_offs}
    with pytest.raises(Conflict, match="another person"):
        sign_withdrawal(tx, kept.id, given, reason="wrong figure")
    second = replace(given, officer="Baraka")
    with pytest.raises(ApprovalError, match="key again"):
        sign_withdrawal(
            tx, kept.id, replace(second, reauthenticated_at=None), reason="wrong figure"
        )
    done = sign_withdrawal(tx, kept.id, second, reason="wrong figure")
    assert (done.verdict, done.reason) == (Verdict.WITHDRAWN, "Withdrawn: wrong figure")
    with pytest.raises(Conflict, match="not on air"):
        sign_withdrawal(tx, kept.id, second, reason="wrong figure")


def yes(tx, name, sha="k" * 64):
    return agree(tx, LANGUAGE, "kam", sha, officer=the_officer(tx, name), at=NOW)


def test_a_pack_takes_three_people_and_binds_to_its_bytes(tx):
    assert yes(tx, "Mwikali").stage is Stage.DRAFT
    with pytest.raises(ApprovalError, match="review it first"):
        yes(tx, "Asha")
    assert yes(tx, "Kioko").stage is Stage.REVIEWED
    assert not pack_approved(tx, "kam", "k" * 64)
    assert yes(tx, "Asha").stage is Stage.APPROVED
    assert pack_approved(tx, "kam", "k" * 64)
    assert not pack_approved(tx, "kam", "l" * 64)
    assert not pack_approved(tx, "sw", "k" * 64)


def test_a_machines_pack_is_never_approved_and_stays_a_machines(tx):
    made = ContentState(kind=LANGUAGE, name="kam", sha256="k" * 64, origin=Origin.MACHINE)
    add_revision(tx, made, at=NOW)
    with pytest.raises(ApprovalError, match="machine"):
        yes(tx, "Mwikali")
    with pytest.raises(Conflict, match="known already"):
        add_revision(tx, replace(made, origin=Origin.HUMAN, editor="Edith"), at=NOW)
    add_revision(tx, made, at=NOW)
    assert the_content(tx, LANGUAGE, "kam", "k" * 64).origin is Origin.MACHINE


def test_a_retired_pack_puts_nothing_more_on_air(tx):
    kept = waiting(tx)
    add_sign_off(tx, kept.id, sign_off_of(kept, "Asha"))
    with pytest.raises(ApprovalError, match="may not retire"):
        retire(tx, LANGUAGE, "en", "p" * 64, officer=the_officer(tx, "Edith"), at=NOW)
    with pytest.raises(NotFound):
        retire(tx, LANGUAGE, "en", "z" * 64, officer=the_officer(tx, "Asha"), at=NOW)
    retire(tx, LANGUAGE, "en", "p" * 64, officer=the_officer(tx, "Asha"), at=NOW)
    refused(tx, kept, "pack is not approved")


def test_a_reviewer_of_another_language_decides_nothing(tx):
    add_people(tx, ("Otieno", Role.REVIEWER), languages=("luo",))
    with pytest.raises(ApprovalError, match="does not decide about 'kam'"):
        yes(tx, "Otieno")
