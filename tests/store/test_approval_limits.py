"""What an approval reaches and what it does not: county, language, week, officer, and the log."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from app.domain.bulletins import SignOff, Verdict
from app.domain.content import ContentState, Origin, edited
from app.domain.evidence import Assessment, Estimate, Phase
from app.domain.findings import Effect, Finding, Policy
from app.domain.people import Role
from app.domain.periods import Week
from app.errors import ApprovalError, Conflict, NotFound
from app.store.approvals import (
    clearance,
    demand_of,
    editors_of,
    grounds,
    keep_sign_off,
    sign_offs_of,
)
from app.store.audit import Deed, entries
from app.store.bulletins import add_draft, add_sign_off, release, set_verdict, the_bulletin
from app.store.changes import change_text
from app.store.evidence import keep_assessment
from app.store.officers import the_officer
from app.store.reviews import LANGUAGE, add_revision, agree, retire, the_content
from app.store.standing import (
    LONGEST,
    StandingApproval,
    give_standing,
    revoke_standing,
    standing_approvals,
    standing_for,
)
from app.store.tables import officer as officer_table
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
WEEK_46, WEEK_47 = Week(2026, 46), Week(2026, 47)


@pytest.fixture
def tx(store):
    with store.transaction() as open_tx:
        for code in ("en", "sw"):
            approved_pack(open_tx, code, "p" * 64)
        add_people(open_tx, ("Asha", Role.APPROVER), ("Baraka", Role.APPROVER))
        add_people(open_tx, ("Edith", Role.EDITOR))
        yield open_tx


def put_out(tx, *, at=NOW, **changes):
    kept = add_draft(tx, draft(**changes))
    let_through(tx, kept)
    if kept.exercise:
        set_verdict(tx, kept.id, Verdict.READY, reason="ready")
    release(tx, kept.id, [recording(sha256=f"{abs(hash(kept.id)) % 10**9:064d}")], at=at)
    return the_bulletin(tx, kept.id)


def judged(tx, *findings, **changes):
    made = Assessment(
        county="kitui",
        week=WEEK_48,
        as_of=date(2026, 11, 23),
        official=None,
        estimate=Estimate(phase=None, reasons=()),
        indicators=(),
        figures=(),
        findings=findings,
    )
    keep_assessment(tx, replace(made, **changes), at=NOW)


def ahead(**changes):
    made = StandingApproval(
        county="kitui",
        language="en",
        phase=Phase.ALERT,
        officer="Asha",
        at=NOW,
        until=NOW + timedelta(days=30),
    )
    return replace(made, **changes)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"county": "makueni"},
        {"language": "sw", "script": script(language="sw")},
        {"exercise": True},
    ],
    ids=["county", "language", "exercise"],
)
@pytest.mark.parametrize("week", [WEEK_47, WEEK_48], ids=str)
def test_what_was_on_air_elsewhere_changes_nothing_here(tx, elsewhere, week):
    put_out(tx, phase=Phase.EMERGENCY, week=week, **elsewhere)
    assert demand_of(tx, draft()).people == 1


def test_what_was_never_on_air_was_not_heard(tx):
    add_draft(tx, draft(phase=Phase.EMERGENCY, week=WEEK_47))
    add_draft(tx, draft(inputs_sha256="j" * 64))
    assert demand_of(tx, draft()).people == 1


def test_a_bulletin_on_air_corrects_nothing_and_ends_nothing_by_itself(tx):
    made = put_out(tx, phase=Phase.EMERGENCY)
    needed = demand_of(tx, replace(made, phase=Phase.ALERT))
    assert (needed.people, needed.why) == (1, "the phase is alert")


@pytest.mark.parametrize(
    ("older", "newer", "people"),
    [(Phase.EMERGENCY, Phase.ALERT, 1), (Phase.ALERT, Phase.EMERGENCY, 2)],
    ids=["ended before", "still on"],
)
def test_only_what_was_heard_last_counts(tx, older, newer, people):
    put_out(tx, phase=older, week=WEEK_46, at=NOW - timedelta(days=14))
    put_out(tx, phase=newer, week=WEEK_47, at=NOW - timedelta(days=7))
    assert demand_of(tx, draft()).people == people


def test_an_edition_of_another_week_is_not_corrected(tx):
    put_out(tx, week=WEEK_47)
    assert demand_of(tx, draft()).people == 1
    put_out(tx)
    assert demand_of(tx, draft()).why == "it corrects what has been on air"


def test_an_exercise_has_the_demands_of_its_phase_its_edits_and_its_cancel(tx):
    practice = draft(exercise=True)
    assert demand_of(tx, practice).standing_allowed
    assert demand_of(tx, replace(practice, phase=Phase.ALARM)).people == 2
    assert not demand_of(tx, replace(practice, edited_by="Edith")).standing_allowed
    assert demand_of(tx, practice, cancel=True).why == "it takes a bulletin back"


def test_a_bulletin_without_words_is_not_cleared(tx):
    assert clearance(tx, draft(script=None), at=NOW).lacking == "has no script"


def test_whoever_signed_stands_in_front_of_a_standing_approval(tx):
    judged(tx)
    give_standing(tx, ahead(officer="Baraka"))
    kept = add_draft(tx, draft())
    assert clearance(tx, kept, at=NOW).standing == ahead(officer="Baraka")
    add_sign_off(tx, kept.id, sign_off_of(kept, "Asha"))
    cleared = clearance(tx, kept, at=NOW)
    assert ([each.officer for each in cleared.counted], cleared.standing) == (["Asha"], None)


def test_a_finding_that_is_told_of_holds_though_none_is_kept(tx):
    judged(tx)
    give_standing(tx, ahead())
    assert clearance(tx, draft(), at=NOW, findings_open=True).standing is None
    assert clearance(tx, draft(), at=NOW).standing == ahead()


@pytest.mark.parametrize(
    "elsewhere", [{"county": "baringo"}, {"week": WEEK_46}], ids=["county", "week"]
)
def test_an_open_finding_elsewhere_does_not_hold_this_bulletin(tx, elsewhere):
    judged(tx, JUMP, **elsewhere)
    judged(tx)
    give_standing(tx, ahead())
    assert clearance(tx, draft(), at=NOW).standing == ahead()
    judged(tx, JUMP)
    assert clearance(tx, draft(), at=NOW).standing is None


def test_who_changed_a_text_is_known_from_the_log_and_of_that_text_only(tx):
    one, other = add_draft(tx, draft()), add_draft(tx, draft(county="makueni"))
    change_text(tx, one.id, script("Kitui is in alert."), editor="Edith", at=NOW)
    change_text(tx, one.id, script("Kitui is on alert."), editor="Asha", at=NOW)
    assert editors_of(tx, the_bulletin(tx, one.id)) == {"Edith", "Asha"}
    assert editors_of(tx, the_bulletin(tx, other.id)) == set()
    assert editors_of(tx, replace(other, edited_by="Edith")) == {"Edith"}


def test_sign_offs_come_in_the_order_in_which_they_were_given(tx):
    kept = add_draft(tx, draft())
    for who, minutes in (("Asha", 2), ("Baraka", 1)):
        at = NOW + timedelta(minutes=minutes)
        given = SignOff(officer=who, text_sha256="t" * 64, at=at, reauthenticated_at=at)
        keep_sign_off(tx, kept.id, given)
    assert [each.officer for each in sign_offs_of(tx, kept.id)] == ["Baraka", "Asha"]


def released_because(tx, **changes):
    made = put_out(tx, **changes)
    (entry,) = entries(tx, act=Deed.RELEASED)
    return made, entry.facts


def test_the_log_tells_who_signed_what_was_released(tx):
    made, facts = released_because(tx, phase=Phase.ALARM)
    assert facts == {
        "text_sha256": made.script.sha256,
        "exercise": False,
        "phase": "alarm",
        "people_needed": 2,
        "signed_by": ["Ndanu", "Wanza"],
        "standing_of": None,
    }


def test_the_log_tells_that_an_exercise_asked_nobody(tx):
    made, facts = released_because(tx, exercise=True)
    assert facts == {
        "text_sha256": made.script.sha256,
        "exercise": True,
        "phase": "alert",
        "people_needed": 0,
        "signed_by": [],
        "standing_of": None,
    }


def test_the_log_tells_whose_standing_approval_released_it(tx):
    judged(tx)
    give_standing(tx, ahead())
    kept = add_draft(tx, draft(verdict=Verdict.READY))
    release(tx, kept.id, [recording()], at=NOW)
    (entry,) = entries(tx, act=Deed.RELEASED)
    facts = {name: entry.facts[name] for name in ("people_needed", "signed_by", "standing_of")}
    assert facts == {"people_needed": 1, "signed_by": [], "standing_of": "Asha"}


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"counties": ("makueni",)}, "Zawadi does not sign for kitui, en."),
        ({"languages": ("sw",)}, "Zawadi does not sign for kitui, en."),
    ],
    ids=["county", "language"],
)
def test_a_standing_approval_is_given_and_taken_back_by_who_signs_there(tx, limits, says):
    add_people(tx, ("Zawadi", Role.APPROVER), **limits)
    with pytest.raises(ApprovalError) as refused:
        give_standing(tx, ahead(officer="Zawadi"))
    assert str(refused.value) == says
    give_standing(tx, ahead())
    with pytest.raises(ApprovalError) as refused:
        revoke_standing(tx, "kitui", "en", officer=the_officer(tx, "Zawadi"), at=NOW)
    assert str(refused.value) == says
    assert standing_approvals(tx, at=NOW) == [ahead()]


def test_a_standing_approval_that_must_not_be_is_told_why(tx):
    for wrong, says in (
        ({"phase": Phase.ALARM}, "The phase alarm takes a person each week."),
        ({"until": NOW}, "A standing approval ends within 92 days."),
        (
            {"until": NOW + LONGEST + timedelta(seconds=1)},
            "A standing approval ends within 92 days.",
        ),
    ):
        with pytest.raises(ApprovalError) as refused:
            give_standing(tx, ahead(**wrong))
        assert str(refused.value) == says
    assert entries(tx, act=Deed.STANDING_GIVEN) == []


def test_a_standing_approval_may_last_a_whole_season(tx):
    give_standing(tx, ahead(until=NOW + LONGEST))
    assert standing_approvals(tx, at=NOW)[0].until == NOW + LONGEST


def test_standing_approvals_are_logged_as_given_and_as_taken_back(tx):
    give_standing(tx, ahead())
    later = NOW + timedelta(days=1)
    baraka = the_officer(tx, "Baraka")
    assert revoke_standing(tx, "kitui", "en", officer=baraka, at=later) == 1
    gone, given = entries(tx, subject="kitui")
    facts = {
        "language": "en",
        "phase": "alert",
        "officer": "Asha",
        "until": (NOW + timedelta(days=30)).isoformat(),
    }
    assert (given.act, given.actor, given.at, given.facts) == (
        Deed.STANDING_GIVEN,
        "Asha",
        NOW,
        facts,
    )
    assert (gone.act, gone.actor, gone.at, gone.facts) == (
        Deed.STANDING_REVOKED,
        "Baraka",
        later,
        facts,
    )
    with pytest.raises(NotFound) as nothing:
        revoke_standing(tx, "kitui", "en", officer=baraka, at=later)
    assert str(nothing.value) == "No standing approval is in force for kitui, en."


OTHERS = (
    {"county": "baringo"},
    {"language": "sw"},
    {"county": "makueni", "phase": Phase.NORMAL},
    {"county": "makueni", "officer": "Baraka"},
    {"county": "makueni", "at": NOW - timedelta(days=1)},
)


def test_taking_one_back_leaves_all_others(tx):
    for each in (ahead(), *(ahead(**changes) for changes in OTHERS)):
        give_standing(tx, each)
    assert revoke_standing(tx, "kitui", "en", officer=the_officer(tx, "Asha"), at=NOW) == 1
    left = standing_approvals(tx, at=NOW)
    assert len(left) == len(OTHERS)
    assert ahead() not in left


def test_standing_approvals_are_listed_by_county_language_and_time(tx):
    wanted = [
        ahead(county="baringo", language="sw"),
        ahead(language="en", at=NOW - timedelta(days=2)),
        ahead(language="en", at=NOW - timedelta(days=1)),
        ahead(language="sw", at=NOW - timedelta(days=3)),
        ahead(county="makueni", language="en", at=NOW - timedelta(days=4)),
    ]
    for each in (wanted[3], wanted[4], wanted[2], wanted[0], wanted[1]):
        give_standing(tx, each)
    assert standing_approvals(tx, at=NOW) == wanted


def test_a_standing_approval_is_found_behind_others(tx):
    give_standing(tx, ahead(county="baringo"))
    give_standing(tx, ahead(phase=Phase.NORMAL, at=NOW - timedelta(days=1)))
    give_standing(tx, ahead())
    asked = {"county": "kitui", "language": "en", "phase": Phase.ALERT, "at": NOW}
    assert standing_for(tx, **asked) == ahead()


@pytest.mark.parametrize(
    "now",
    [
        {"counties": "makueni"},
        {"languages": "sw"},
        {"role": str(Role.EDITOR)},
        {"revoked_at": NOW},
    ],
    ids=["county", "language", "role", "revoked"],
)
def test_a_standing_approval_of_who_signs_there_no_more_covers_nothing(tx, now):
    give_standing(tx, ahead())
    asked = {"county": "kitui", "language": "en", "phase": Phase.ALERT, "at": NOW}
    assert standing_for(tx, **asked) == ahead()
    tx.execute(update(officer_table).where(officer_table.c.name == "Asha").values(now))
    assert standing_for(tx, **asked) is None


def test_words_are_retired_in_the_log_and_unknown_ones_are_named(tx):
    asha = the_officer(tx, "Asha")
    retire(tx, LANGUAGE, "en", "p" * 64, officer=asha, at=NOW)
    (entry,) = entries(tx, act=Deed.WORDS_RETIRED)
    assert (entry.actor, entry.subject) == ("Asha", "language en")
    assert entry.facts == {"sha256": "p" * 64, "origin": "human", "stage": "retired"}
    with pytest.raises(NotFound) as unknown:
        retire(tx, LANGUAGE, "en", "q" * 64, officer=asha, at=NOW)
    assert str(unknown.value) == "There is no language en with these words."


def test_an_edit_of_retired_words_is_a_draft_like_any_other():
    gone = ContentState(kind=LANGUAGE, name="en", sha256="p" * 64, retired=True)
    fresh = edited(gone, sha256="q" * 64, origin=Origin.HUMAN, editor="Edith")
    assert fresh == ContentState(kind=LANGUAGE, name="en", sha256="q" * 64, editor="Edith")


def test_words_that_are_drafted_and_agreed_to_are_logged_with_role_and_stage(tx):
    fresh = ContentState(kind=LANGUAGE, name="en", sha256="q" * 64, editor="Edith")
    add_revision(tx, fresh, at=NOW)
    assert the_content(tx, LANGUAGE, "en", "q" * 64) == fresh
    agree(tx, LANGUAGE, "en", "q" * 64, officer=the_officer(tx, "Mwikali"), at=NOW)
    agreed, drafted = entries(tx, subject="language en", limit=2)
    told = {"sha256": "q" * 64, "origin": "human", "stage": "draft"}
    assert (drafted.act, drafted.actor, drafted.facts) == (Deed.WORDS_DRAFTED, "Edith", told)
    assert (agreed.act, agreed.actor) == (Deed.WORDS_AGREED, "Mwikali")
    assert agreed.facts == {**told, "role": "reviewer"}


@pytest.mark.parametrize(
    ("editor", "origin", "says"),
    [("Edith", Origin.HUMAN, "by Edith."), (None, Origin.MACHINE, "by a machine.")],
    ids=["person", "machine"],
)
def test_words_keep_who_wrote_them_first(tx, editor, origin, says):
    first = ContentState(kind=LANGUAGE, name="en", sha256="q" * 64, origin=origin, editor=editor)
    add_revision(tx, first, at=NOW)
    with pytest.raises(Conflict) as refused:
        add_revision(tx, replace(first, origin=Origin.HUMAN, editor="Asha"), at=NOW)
    assert str(refused.value) == f"These words of language en are known already, as written {says}"


def test_every_reason_for_two_people_is_told(tx):
    put_out(tx, phase=Phase.EMERGENCY)
    told = "it corrects what has been on air, it ends an emergency"
    assert demand_of(tx, draft()).why == told
    needed = demand_of(tx, draft(phase=None))
    assert needed.why == "it corrects what has been on air, no phase is on record"


def test_a_yes_carries_the_time_at_which_it_was_said(tx):
    later = NOW + timedelta(hours=3)
    after = agree(tx, LANGUAGE, "en", "q" * 64, officer=the_officer(tx, "Mwikali"), at=later)
    assert [each.at for each in after.reviews] == [later]


def test_the_grounds_of_what_has_no_words_name_no_text(tx):
    silent = draft(script=None, exercise=True)
    assert grounds(silent, clearance(tx, silent, at=NOW))["text_sha256"] == ""
