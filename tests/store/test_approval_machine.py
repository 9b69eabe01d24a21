"""Every order of officers, edits, sign-offs and releases: nothing unapproved reaches the air."""

import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import event, select, update

from app.domain.bulletins import SignOff, Verdict
from app.domain.evidence import Assessment, Estimate, Phase
from app.domain.findings import Effect, Finding, Policy
from app.domain.people import Role
from app.domain.periods import Week
from app.errors import ApprovalError, Conflict, NotFound
from app.store.approvals import keep_sign_off
from app.store.audit import verify
from app.store.bulletins import add_draft, add_sign_off, release, set_verdict, the_bulletin
from app.store.changes import change_text, sign_withdrawal, withdrawal_sha256
from app.store.database import migrate, open_store
from app.store.evidence import keep_assessment
from app.store.officers import add_officer, new_one_time_token, the_officer
from app.store.reviews import LANGUAGE, agree
from app.store.standing import StandingApproval, give_standing, revoke_standing
from app.store.tables import bulletin, officer
from tests.builders import NOW, draft, recording, script
from tests.store.approval_model import Model, Paper, Person

STEPS = 10_000
COUNTIES, LANGUAGES = ("kitui", "makueni"), ("en", "kam")
WEEKS = tuple(Week(2026, number) for number in range(46, 53))
PACK, OTHER_PACK = "p" * 64, "q" * 64
REFUSALS = (ApprovalError, Conflict, NotFound)
SELDOM = st.sampled_from([0, 0, 0, 0, 1])
# The admin and the first two approvers, of whom nobody, one or several sign in this order.
SIGNERS = st.lists(st.integers(0, 2), max_size=3)
AGES_MIN = st.sampled_from([0, 0, 0, 5, 10, 11, -1, None])
PLACES = {"county": st.sampled_from(COUNTIES), "language": st.sampled_from(LANGUAGES)}
PICK = st.integers(0, 10_000)


class Approvals(RuleBasedStateMachine):
    """The store beside the oracle; both hear the same acts."""

    def __init__(self, *, template, home, seen):
        super().__init__()
        self.seen, self.model, self.now, self.count = seen, Model(), NOW, 0
        path = home / f"{seen['examples']}.db"
        seen["examples"] += 1
        shutil.copy(template, path)
        self.store = open_store(f"sqlite:///{path}")
        event.listen(self.store.engine, "connect", _no_waiting_for_the_disk)
        self.path = path

    def teardown(self):
        with self.store.reading() as tx:
            assert verify(tx) is None
        self.store.engine.dispose()
        self.path.unlink()

    @initialize()
    def set_up(self):
        """An admin, two approvers, a reviewer, a sector officer, and a pack that they approved."""
        with self.store.transaction() as tx:
            token = new_one_time_token(tx, at=NOW)
            self.key = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        self.model.people["Asha"] = Person("admin", (), ())
        for role in ("approver", "approver", "reviewer", "sector-officer"):
            self.add_person(role=Role(role), counties=(), languages=())
        for language in LANGUAGES:
            for who in (3, 4, 1):
                self.say_yes(who=who, language=language, pack=PACK)

    @rule(
        role=st.sampled_from(Role),
        counties=st.sampled_from([(), (), ("kitui",), ("makueni",)]),
        languages=st.sampled_from([(), (), ("en",), ("kam",)]),
    )
    def add_person(self, *, role, counties, languages):
        self.step()
        name = f"officer-{len(self.model.people)}"
        limits = {"counties": counties, "languages": languages}
        with self.store.transaction() as tx:
            add_officer(tx, name, role=role, allowed_by=self.key, at=self.now, **limits)
        self.model.people[name] = Person(str(role), counties, languages)

    @rule(who=PICK, sure=st.integers(0, 4))
    def send_person_away(self, who, sure):
        self.step()
        name = self.pick(self.model.people, who)
        if sure or name == "Asha":
            return
        with self.store.transaction() as tx:
            tx.execute(update(officer).where(officer.c.name == name).values(revoked_at=self.now))
        self.model.people[name].gone = True

    @rule(
        **PLACES,
        week=st.sampled_from(WEEKS),
        phase=st.sampled_from([*Phase, Phase.NORMAL, Phase.ALERT, Phase.ALERT]),
        pack=st.sampled_from([PACK, PACK, PACK, OTHER_PACK]),
    )
    def compose(self, *, county, language, week, phase, pack):
        self.step()
        self.count += 1
        text = script(f"Text {self.count}.", language=language)
        made = draft(
            county=county,
            language=language,
            week=week,
            phase=phase,
            script=_in_pack(text, pack),
            inputs_sha256=f"{self.count:064d}",
            created_at=self.now,
        )
        with self.store.transaction() as tx:
            kept = add_draft(tx, made)
        self.model.papers[kept.id] = Paper(
            county, language, str(week), str(phase), text.sha256, pack, self.count
        )

    @rule(which=PICK, who=PICK, back=st.booleans())
    def change(self, which, who, back):
        """Change a text, now and then back to the words that people signed before."""
        self.step()
        if not self.model.papers:
            return
        name, person = self.paper(which), self.pick(self.model.people, who)
        paper = self.model.papers[name]
        self.count += 1
        words = f"Text {paper.order}." if back else f"Changed {self.count}."
        text = script(words, language=paper.language)
        with suppress(*REFUSALS), self.store.transaction() as tx:
            change_text(tx, name, text, editor=person, at=self.now)
            paper.text = text.sha256
            paper.editors.add(person)
            paper.signed.clear()

    @rule(which=PICK, who=PICK, age=AGES_MIN, wrong=st.integers(0, 5))
    def sign(self, which, who, age, wrong):
        self.sign_as(add_sign_off, which=which, who=who, age=age, wrong=wrong == 0)

    @rule(which=PICK, who=PICK, age=AGES_MIN, wrong=st.integers(0, 5))
    def slip_a_sign_off_in(self, which, who, age, wrong):
        """Write a sign-off past every check; the release itself must not count it."""
        self.sign_as(keep_sign_off, which=which, who=who, age=age, wrong=wrong == 0)

    def sign_as(self, keep, *, which, who, age, wrong):
        self.step()
        if not self.model.papers:
            return
        name, person = self.paper(which), self.pick(self.model.people, who)
        paper = self.model.papers[name]
        again = None if age is None else self.now - timedelta(minutes=age)
        text = "0" * 64 if wrong else paper.text
        given = SignOff(officer=person, text_sha256=text, at=self.now, reauthenticated_at=again)
        with suppress(*REFUSALS), self.store.transaction() as tx:
            keep(tx, name, given)
            paper.signed[person, text] = (self.now, again)
            if keep is add_sign_off:
                assert person in self.model.signers(name), "a sign-off was kept that never counts"

    @rule(who=PICK, language=PLACES["language"], pack=st.sampled_from([PACK, OTHER_PACK]))
    def say_yes(self, who, language, pack):
        self.step()
        name = self.pick(self.model.people, who)
        with suppress(*REFUSALS), self.store.transaction() as tx:
            person = the_officer(tx, name)
            if person is None:
                return
            agree(tx, LANGUAGE, language, pack, officer=person, at=self.now)
            said = self.model.packs.setdefault((language, pack), {})
            assert name not in said
            said[name] = str(person.role)

    @rule(**PLACES, phase=st.sampled_from(Phase), who=PICK, days=st.integers(1, 9))
    def approve_ahead(self, *, county, language, phase, who, days):
        self.step()
        name = self.pick(self.model.people, who)
        until = self.now + timedelta(days=days)
        given = StandingApproval(
            county=county, language=language, phase=phase, officer=name, at=self.now, until=until
        )
        with suppress(*REFUSALS), self.store.transaction() as tx:
            give_standing(tx, given)
            assert phase in ("normal", "alert")
            self.model.standing.append((county, language, str(phase), name, self.now, until))
        self.now += timedelta(seconds=1)

    @rule(**PLACES, sure=st.integers(0, 3))
    def take_standing_back(self, *, county, language, sure):
        self.step()
        if sure:
            return
        with suppress(*REFUSALS), self.store.transaction() as tx:
            admin = the_officer(tx, "Asha")
            revoke_standing(tx, county, language, officer=admin, at=self.now)
        kept = [each for each in self.model.standing if each[:2] != (county, language)]
        self.model.standing = kept

    @rule(county=PLACES["county"], week=st.sampled_from(WEEKS), waits=SELDOM)
    def judge_evidence(self, county, week, waits):
        self.step()
        found = Finding(policy=Policy.JUMP, effect=Effect.NONE, text="A jump.", decidable=True)
        made = Assessment(
            county=county,
            week=week,
            as_of=date(2026, 11, 23),
            official=None,
            estimate=Estimate(phase=None, reasons=()),
            indicators=(),
            figures=(),
            findings=(found,) * waits,
        )
        with self.store.transaction() as tx:
            keep_assessment(tx, made, at=self.now)
        self.model.open_findings[county, str(week)] = bool(waits)

    @rule(minutes=st.sampled_from([1, 9, 11, 60, 60 * 24]))
    def wait(self, minutes):
        self.step()
        self.now += timedelta(minutes=minutes)

    @rule(which=PICK)
    def release_at_any_time(self, which):
        """A caller that calls everything ready asks for air, signed or not."""
        self.step()
        if not self.model.papers:
            return
        self.release(self.paper(which))

    @rule(which=PICK, signers=SIGNERS, age=AGES_MIN)
    def sign_in_a_row_and_release(self, which, signers, age):
        for who in signers:
            self.sign_as(add_sign_off, which=which, who=who, age=age, wrong=False)
        self.release_at_any_time(which)

    @rule(which=PICK, before=SIGNERS, editors=SIGNERS, after=SIGNERS, slip=st.booleans())
    def sign_change_sign_and_release(self, *, which, before, editors, after, slip):
        """Sign-offs on both sides of a change, which may end in the words as they were."""
        keep = keep_sign_off if slip else add_sign_off
        for who in before:
            self.sign_as(keep, which=which, who=who, age=0, wrong=False)
        for number, who in enumerate(editors):
            self.change(which, who, back=number == 1)
        for who in after:
            self.sign_as(keep, which=which, who=who, age=0, wrong=False)
        self.release_at_any_time(which)

    @rule(which=PICK, who=st.integers(0, 2), waits=SELDOM, gone=SELDOM)
    def approve_ahead_and_release(self, *, which, who, waits, gone):
        if not self.model.papers:
            return
        paper = self.model.papers[self.paper(which)]
        place = {"county": paper.county, "language": paper.language}
        self.approve_ahead(**place, phase=Phase(paper.phase), who=who, days=3)
        self.judge_evidence(county=paper.county, week=Week.parse(paper.week), waits=waits)
        if gone:
            self.send_person_away(who, sure=0)
        self.release_at_any_time(which)

    @rule(which=PICK, first=st.integers(0, 2), second=st.integers(0, 2), age=AGES_MIN)
    def two_withdraw(self, which, first, second, age):
        for who in (first, second):
            self.sign_withdrawal_of(which, who, age)

    def release(self, name):
        paper, on_air = self.model.papers[name], False
        with self.store.transaction() as tx:
            before = the_bulletin(tx, name).verdict
            for verdict in (Verdict.RELEASED, Verdict.READY):
                if before in (Verdict.HELD_APPROVAL, Verdict.READY):
                    with suppress(Conflict):
                        set_verdict(tx, name, verdict, reason="as I say")
        waiting = before in (Verdict.HELD_APPROVAL, Verdict.READY)
        expected = waiting and self.model.may_air(name, self.now)
        with suppress(*REFUSALS), self.store.transaction() as tx:
            release(tx, name, [recording(sha256=f"{self.count:064d}")], at=self.now)
            on_air = True
        assert on_air == expected, (name, paper)
        if waiting and not on_air:
            with self.store.transaction() as tx:
                set_verdict(tx, name, Verdict.HELD_APPROVAL, reason="refused")
        if on_air:
            self.heard(name)

    def heard(self, name):
        model, paper = self.model, self.model.papers[name]
        kind = "standing" if model.covered(name, self.now) else "signed"
        self.seen["two people" if model.two_people(name) else kind] += 1
        model.heard += 1
        self.now += timedelta(seconds=1)
        paper.heard_at = model.heard

    @rule(which=PICK, who=PICK, age=AGES_MIN)
    def sign_withdrawal_of(self, which, who, age):
        self.step()
        if not self.model.papers:
            return
        heard = [name for name, each in self.model.papers.items() if each.heard_at is not None]
        name = self.pick(heard or self.model.papers, which)
        person = self.pick(self.model.people, who)
        again = None if age is None else self.now - timedelta(minutes=age)
        with suppress(*REFUSALS), self.store.transaction() as tx:
            notice = withdrawal_sha256(the_bulletin(tx, name), "wrong figure")
            given = SignOff(
                officer=person, text_sha256=notice, at=self.now, reauthenticated_at=again
            )
            after = sign_withdrawal(tx, name, given, reason="wrong figure")
            self.model.papers[name].signed[person, notice] = (self.now, again)
            signed = [who for who, text in self.model.papers[name].signed if text == notice]
            if after.verdict is Verdict.WITHDRAWN:
                assert len(set(signed)) >= 2
                self.seen["withdrawn"] += 1

    def step(self):
        """Count a step, and hold the whole air against what the oracle let through."""
        self.seen["steps"] += 1
        with self.store.reading() as tx:
            live = select(bulletin.c.id).where(bulletin.c.verdict == Verdict.RELEASED)
            for name in tx.execute(live).scalars():
                assert self.model.papers[name].heard_at is not None

    def pick(self, known, number):
        names = list(known)
        return names[number % len(names)]

    def paper(self, number):
        """One of the bulletins that nothing has replaced yet, now and then one that was."""
        papers = self.model.papers
        if number % 10 == 0:
            return list(papers)[number % len(papers)]
        series = {(each.county, each.language, each.week): name for name, each in papers.items()}
        waiting = [name for name in series.values() if papers[name].heard_at is None]
        return self.pick(waiting or papers, number)


def _in_pack(text, pack):
    return replace(text, pack_sha256=pack)


def _no_waiting_for_the_disk(raw, _):
    """Nothing here survives a power cut anyway."""
    raw.execute("PRAGMA synchronous = OFF")


@pytest.mark.slow
def test_there_is_no_path_to_air_with_too_few_people_or_another_text(tmp_path):
    template = tmp_path / "template.db"
    made = open_store(f"sqlite:///{template}")
    migrate(made)
    made.engine.dispose()
    seen = Counter()
    run_state_machine_as_test(
        partial(Approvals, template=template, home=tmp_path, seen=seen),
        settings=settings(
            max_examples=130,
            stateful_step_count=100,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(dict(seen))
    assert seen["steps"] >= STEPS
    assert min(seen["two people"], seen["signed"], seen["standing"], seen["withdrawn"]) > 0
