"""Approvals through the week's flow, and at the terminal."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from app.domain.bulletins import Verdict
from app.domain.evidence import Phase
from app.domain.findings import Decision
from app.domain.people import Role
from app.errors import ApprovalError
from app.pipeline.prepare import prepare_week
from app.pipeline.produce import approve, produce
from app.sources.replay import ReplaySource
from app.store.audit import Deed, entries, verify
from app.store.bulletins import released, set_verdict, the_bulletin
from app.store.evidence import assessments_of_week
from app.store.findings import add_decision
from app.store.officers import the_officer
from app.store.standing import StandingApproval, give_standing, revoke_standing
from tests.builders import NOW, WEEK_48, add_people, approved_pack, sign_off_of
from tests.fakes import GivenSource
from tests.flow.test_week import as_live
from tests.machine import Machine

FEBRUARY = ReplaySource("2026-02")
NAME = "2026-W48-kitui-sw-1"


@pytest.fixture
def office(live_newsroom):
    """Kitui alone, live evidence, an approved Kiswahili pack, nothing left to decide."""
    source = GivenSource(as_live(FEBRUARY.fetch(live_newsroom.clock)))
    office = replace(live_newsroom, sources=(source,), counties=live_newsroom.counties[:1])
    with office.store.transaction() as tx:
        approved_pack(tx, "sw", office.packs["sw"].sha256)
    return office


def decide_all(newsroom):
    prepare_week(newsroom, WEEK_48)
    with newsroom.store.transaction() as tx:
        for each in assessments_of_week(tx, WEEK_48)["kitui"].findings:
            if each.open:
                given = Decision(accepted=True, reason="as printed", officer="Asha", at=NOW)
                add_decision(tx, "kitui", each.key, given)


def approve_ahead(newsroom):
    with newsroom.store.transaction() as tx:
        given = StandingApproval(
            county="kitui",
            language="sw",
            phase=Phase.ALERT,
            officer="Baraka",
            at=NOW,
            until=NOW + timedelta(days=30),
        )
        give_standing(tx, given)


def the_draft(newsroom):
    made = prepare_week(newsroom, WEEK_48).drafts
    return next(each for each in made if each.language == "sw")


def test_a_draft_says_in_plain_words_whom_it_waits_for(office):
    assert the_draft(office).reason.startswith("Waits for a person: the phase is alert.")


def test_a_standing_approval_makes_the_week_ready_and_it_is_released(office):
    decide_all(office)
    approve_ahead(office)
    ready = the_draft(office)
    assert (ready.verdict, ready.exercise) == (Verdict.READY, False)
    assert "Baraka" in ready.reason
    (out,) = produce(office, [ready]).released
    with office.store.reading() as tx:
        (entry,) = entries(tx, act=Deed.RELEASED)
        assert (entry.subject, entry.facts["standing_of"]) == (out.id, "Baraka")
        assert verify(tx) is None


def test_a_standing_approval_that_is_taken_back_holds_what_was_ready(office):
    decide_all(office)
    approve_ahead(office)
    ready = the_draft(office)
    with office.store.transaction() as tx:
        revoke_standing(tx, "kitui", "sw", officer=the_officer(tx, "Asha"), at=NOW)
    (held,) = produce(office, [ready]).failed
    assert held.verdict is Verdict.HELD_APPROVAL
    assert "waits for a person" in held.reason
    with office.store.reading() as tx:
        assert released(tx, exercise=False) == []
        assert [each.subject for each in entries(tx, act=Deed.REFUSED)] == [ready.id]


def test_an_undecided_finding_needs_a_person_in_spite_of_a_standing_approval(office):
    approve_ahead(office)
    prepare_week(office, WEEK_48)
    with office.store.reading() as tx:
        made = assessments_of_week(tx, WEEK_48)["kitui"]
    assert any(each.open for each in made.findings), "February's evidence has nothing to decide"
    assert the_draft(office).verdict is Verdict.HELD_APPROVAL


def test_the_producer_releases_nothing_that_it_was_merely_told_is_ready(office):
    kept = the_draft(office)
    with office.store.transaction() as tx:
        set_verdict(tx, kept.id, Verdict.READY, reason="as I say")
    (held,) = produce(office, [kept]).failed
    assert held.verdict is Verdict.HELD_APPROVAL
    approve(office, kept.id, sign_off_of(kept, "Baraka"))
    with office.store.reading() as tx:
        assert the_bulletin(tx, kept.id).verdict is Verdict.RELEASED


def test_an_editor_approves_nothing(office):
    kept = the_draft(office)
    with office.store.transaction() as tx:
        add_people(tx, ("Edith", Role.EDITOR))
    with pytest.raises(ApprovalError, match="may not sign"):
        approve(office, kept.id, sign_off_of(kept, "Edith"))


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """A live install with one officer of each role: run a command as one of them."""
    machine = Machine(tmp_path_factory.mktemp("approvals") / "home")
    token = re.search(r"tangazo_once_\S+", machine.tangazo("init").stdout)[0]
    keys = {"asha": _key(machine.tangazo("officer", "asha", TANGAZO_KEY=token))}
    for role in ("viewer", "reviewer", "sector-officer", "approver"):
        words = ("officer", role, "--role", role, "--county", "kitui", "--language", "sw")
        keys[role] = _key(machine.tangazo(*words, TANGAZO_KEY=keys["asha"]))

    def run(who, *words):
        return machine.tangazo(*words, TANGAZO_KEY=keys[who])

    return run


def _key(ended):
    return re.search(r"tangazo_key_\S+", ended.stdout)[0]


def test_a_pack_is_approved_by_three_people_at_the_terminal(terminal):
    say_yes = partial(terminal, "reviewer")
    assert "still needs: sector-officer, then approver" in say_yes("review", "sw").stdout
    assert "review it first" in terminal("approver", "review", "sw").stderr
    assert "another person" in say_yes("review", "sw").stderr
    assert "an approver still" in terminal("sector-officer", "review", "sw").stdout
    assert "It is approved" in terminal("approver", "review", "sw").stdout


def test_standing_approvals_are_given_listed_and_revoked(terminal):
    until = ("--until", "2099-12-31")
    give = partial(terminal, "approver", "standing", "give")
    assert "within 92 days" in give("kitui", "sw", "alert", *until).stderr
    refused = terminal("viewer", "standing", "give", "kitui", "sw", "alert", *until)
    assert (refused.returncode, "may not sign" in refused.stderr) == (1, True)
    assert "takes a person each week" in give("kitui", "sw", "alarm", *until).stderr
    assert "does not sign for makueni" in give("makueni", "sw", "alert", *until).stderr
    soon = f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%d}"  # noqa: TID251 - the real clock
    assert give("kitui", "sw", "alert", "--until", soon).returncode == 0
    listed = terminal("viewer", "standing", "list").stdout
    assert f"kitui  sw  alert  until {soon}  approver" in listed
    assert "Taken back: 1" in terminal("asha", "standing", "revoke", "kitui", "sw").stdout
    assert "No standing approval" in terminal("viewer", "standing", "list").stdout
    assert "No standing" in terminal("approver", "standing", "revoke", "kitui", "sw").stderr


def test_a_viewer_records_nothing(terminal):
    words = ("phase", "kitui", "alert", "--month", "2026-10", "--url", "https://ndma.example")
    assert "may not enter evidence" in terminal("viewer", *words).stderr


def test_the_log_is_listed_and_found_whole(terminal):
    whole = terminal("viewer", "audit", "verify")
    assert (whole.returncode, "as they were written" in whole.stdout) == (0, True)
    listed = terminal("viewer", "audit", "list", "--subject", "approver").stdout
    assert "officer added" in listed
