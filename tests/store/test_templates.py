import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from app.domain.content import Origin, Stage
from app.domain.people import Role
from app.errors import ApprovalError, Conflict, NotFound
from app.store.audit import Deed, entries, verify
from app.store.contents import LANGUAGE, the_content
from app.store.officers import the_officer
from app.store.reviews import agree as agree_to_words
from app.store.template_history import (
    history,
    newest_texts,
    revisions,
    the_revision,
    unsettled,
)
from app.store.template_tables import template_revision
from app.store.templates import Edit, add_revision
from app.store.words import approved_packs, words_stamp
from tests.builders import NOW, add_people

HEADLINE = "segments/alert/headline.txt.j2"
PEOPLE = (
    ("Esha", Role.EDITOR),
    ("Fatuma", Role.EDITOR),
    ("Mwikali", Role.REVIEWER),
    ("Kioko", Role.SECTOR_OFFICER),
    ("Ndanu", Role.APPROVER),
    ("Wanza", Role.APPROVER),
    ("Viola", Role.VIEWER),
)


@pytest.fixture
def desk(store):
    """A function that does something as an officer, in a transaction of its own."""
    with store.transaction() as tx:
        add_people(tx, *PEOPLE)

    def as_officer(name, work, **facts):
        with store.transaction() as tx:
            return work(tx, officer=the_officer(tx, name), at=NOW, **facts)

    return as_officer


def edit(text="Kitui is in alert.", *, pack="a", based_on=0, **changes):
    facts = {"language": "sw", "file": HEADLINE, "before": "As installed.", "origin": Origin.HUMAN}
    return Edit(text=text, based_on=based_on, pack_sha256=pack * 64, **{**facts, **changes})


def keep(desk, name="Esha", **facts):
    return desk(
        name, lambda tx, officer, at: add_revision(tx, edit(**facts), officer=officer, at=at)
    )


def agree(desk, name, pack):
    return desk(
        name,
        lambda tx, officer, at: agree_to_words(
            tx, LANGUAGE, "sw", pack * 64, officer=officer, at=at
        ),
    )


def approve(desk, pack, *, last="Ndanu"):
    for name in ("Mwikali", "Kioko"):
        agree(desk, name, pack)
    return agree(desk, last, pack)


def test_every_text_is_kept_and_the_newest_is_used(store, desk):
    keep(desk, text="One.")
    keep(desk, text="Two.", pack="b", based_on=1)
    with store.reading() as tx:
        assert [each.text for each in revisions(tx, "sw", HEADLINE)] == ["Two.", "One."]
        assert the_revision(tx, "sw", HEADLINE, 1).edited_by == "Esha"
        assert newest_texts(tx, "sw") == {HEADLINE: "Two."}
        assert newest_texts(tx, "en") == {}
        with pytest.raises(NotFound):
            the_revision(tx, "sw", HEADLINE, 3)


def test_steps_count_through_all_files_of_a_language(store, desk):
    keep(desk, text="One.")
    keep(desk, text="Two.", pack="b", file="segments/shared/rain.txt.j2")
    keep(desk, text="Two.", language="en")
    with store.reading() as tx:
        assert [(each.step, each.number) for each in history(tx, "sw")] == [(1, 1), (2, 1)]
        assert [each.step for each in history(tx, "en")] == [1]


def test_a_second_editor_is_told_and_nothing_is_lost(store, desk):
    keep(desk, text="First one.")
    with pytest.raises(Conflict, match="revision 1, by Esha; you edited revision 0"):
        keep(desk, "Fatuma", text="Other one.", pack="b")
    with store.reading() as tx:
        assert newest_texts(tx, "sw") == {HEADLINE: "First one."}
    keep(desk, "Fatuma", text="Other one.", pack="b", based_on=1)


@pytest.mark.parametrize("text", ["As installed.", "One."], ids=["folder", "revision"])
def test_an_unchanged_text_is_no_revision(desk, text):
    number = 0 if text == "As installed." else keep(desk, text=text).number
    with pytest.raises(Conflict, match="Nothing was changed"):
        keep(desk, text=text, pack="b", based_on=number)


@pytest.mark.parametrize("name", ["Viola", "Mwikali", "Kioko"])
def test_only_those_who_may_change_texts_do(desk, name):
    with pytest.raises(ApprovalError, match="may not change a text"):
        keep(desk, name)


def test_an_officer_of_another_language_changes_nothing(store, desk):
    with store.transaction() as tx:
        add_people(tx, ("Chao", Role.EDITOR), languages=("dav",))
    with pytest.raises(ApprovalError, match="does not write for 'sw'"):
        keep(desk, "Chao")


def test_a_new_text_is_a_draft_that_needs_its_reviews(store, desk):
    keep(desk, pack="a")
    with store.reading() as tx:
        assert the_content(tx, LANGUAGE, "sw", "a" * 64).stage is Stage.DRAFT
        assert approved_packs(tx, "sw") == frozenset()
    assert approve(desk, "a").stage is Stage.APPROVED
    with store.reading() as tx:
        assert approved_packs(tx, "sw") == {"a" * 64}
        assert unsettled(tx, "sw") == ()


def test_an_edit_is_logged_with_its_hashes(store, desk):
    made = keep(desk)
    with store.reading() as tx:
        told = entries(tx, act=Deed.WORDS_DRAFTED)
        assert verify(tx) is None
    (entry,) = [each for each in told if each.subject == f"template sw {HEADLINE}"]
    assert (entry.actor, entry.facts["sha256"]) == ("Esha", made.sha256)


def test_nobody_says_yes_to_words_of_their_own_even_under_those_of_others(desk):
    keep(desk, "Ndanu", text="One.")
    keep(desk, "Esha", text="Two.", pack="b", based_on=1)
    with pytest.raises(ApprovalError, match="Ndanu wrote in"):
        approve(desk, "b", last="Ndanu")
    assert agree(desk, "Wanza", "b").stage is Stage.APPROVED


def test_who_wrote_words_that_others_approved_may_approve_later_ones(desk):
    keep(desk, "Ndanu", text="One.")
    approve(desk, "a", last="Wanza")
    keep(desk, "Esha", text="Two.", pack="b", based_on=1)
    assert approve(desk, "b", last="Ndanu").stage is Stage.APPROVED


def test_a_machines_text_waits_for_a_person_to_write_it_anew(desk):
    keep(desk, text="By machine.", origin=Origin.MACHINE)
    with pytest.raises(ApprovalError, match="machine"):
        agree(desk, "Mwikali", "a")
    keep(desk, text="By hand.", pack="b", based_on=1)
    assert agree(desk, "Mwikali", "b").stage is Stage.DRAFT


def test_a_machines_text_stays_one_whoever_sends_it_again(desk):
    keep(desk, text="By machine.", origin=Origin.MACHINE)
    keep(desk, text="By hand.", pack="b", based_on=1)
    again = keep(desk, text="By machine.", pack="c", based_on=2)
    assert again.origin is Origin.MACHINE
    with pytest.raises(ApprovalError, match="machine"):
        agree(desk, "Mwikali", "c")


def test_a_machines_text_makes_every_pack_that_holds_it_a_machines(store, desk):
    keep(desk, text="By machine.", origin=Origin.MACHINE)
    keep(desk, text="Two.", pack="b", file="segments/shared/rain.txt.j2")
    with store.reading() as tx:
        assert the_content(tx, LANGUAGE, "sw", "b" * 64).origin is Origin.MACHINE


def test_a_pack_of_a_new_folder_is_still_asked_for_its_machine_texts(desk):
    keep(desk, text="By machine.", origin=Origin.MACHINE)
    with pytest.raises(ApprovalError, match="machine"):
        agree(desk, "Mwikali", "f")


def test_going_back_to_approved_words_needs_no_new_yes(store, desk):
    keep(desk, text="One.")
    approve(desk, "a")
    keep(desk, text="Two.", pack="b", based_on=1)
    keep(desk, text="One.", based_on=2)
    with store.reading() as tx:
        assert history(tx, "sw")[-1].pack_sha256 in approved_packs(tx, "sw")


def test_the_stamp_moves_with_every_edit_and_every_yes(store, desk):
    def stamp():
        with store.reading() as tx:
            return words_stamp(tx, "sw")

    seen = [stamp()]
    keep(desk)
    seen.append(stamp())
    agree(desk, "Mwikali", "a")
    seen.append(stamp())
    assert len(set(seen)) == 3


@pytest.mark.parametrize("deed", ["update", "delete", "replace"])
def test_a_revision_never_changes(store, desk, deed):
    keep(desk)
    how = {
        "update": update(template_revision).values(text="Forged."),
        "delete": template_revision.delete(),
        "replace": insert(template_revision)
        .prefix_with("OR REPLACE")
        .from_select(
            [each.name for each in template_revision.c], template_revision.select().limit(1)
        ),
    }
    with pytest.raises(IntegrityError, match="written once"), store.transaction() as tx:
        tx.execute(how[deed])
