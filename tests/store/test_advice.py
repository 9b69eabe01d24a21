"""The library in the store: whose turn it is, what is kept, and what the log tells of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.advice import LineState
from app.domain.announcements import AnnouncementState
from app.domain.content import Origin, Stage
from app.domain.people import Role
from app.errors import ApprovalError, Conflict, NotFound
from app.store.advice import (
    agree_to_words,
    decide,
    offer_line,
    offers,
    put_words,
    stages_of,
    the_offer,
    words_stage,
)
from app.store.advice_announcements import (
    accept_announcement,
    announcements,
    offer_announcement,
    the_announcement,
    withdraw_announcement,
)
from app.store.advice_contacts import (
    add_contact,
    contacts,
    retire_contact,
    the_contact,
    verify_contact,
)
from app.store.audit import Deed, entries, verify
from tests.builders import NOW, add_people
from tests.library import HAY, MONDAY, NYASI, announced, line, number, person

PEOPLE = (
    ("Wambua", Role.EDITOR),
    ("Mwikali", Role.REVIEWER),
    ("Kioko", Role.SECTOR_OFFICER),
    ("Ndanu", Role.APPROVER),
    ("Wanza", Role.APPROVER),
)
WAMBUA, MWIKALI, KIOKO, NDANU, WANZA = (person(*each) for each in PEOPLE)
READER = person("Juma", Role.VIEWER)


@pytest.fixture
def tx(store):
    with store.transaction() as opened:
        add_people(opened, *PEOPLE)
        yield opened


def offered(tx, **changes):
    offer_line(tx, line(**changes), officer=WAMBUA, at=NOW)
    put_words(tx, line(**changes).key, "en", HAY, officer=WAMBUA, at=NOW)


def accepted(tx):
    offered(tx)
    decide(tx, "hay-2026", LineState.ACCEPTED, officer=NDANU, at=NOW)


def agree(tx, officer, *, sha256=HAY.sha256, language="en"):
    return agree_to_words(tx, "hay-2026", language, sha256=sha256, officer=officer, at=NOW)


def deeds(tx, subject):
    return [each.act for each in reversed(entries(tx, subject=subject))]


def test_a_line_comes_back_as_it_was_offered(tx):
    offered(tx, zones=("Mixed farming",))
    (found,) = offers(tx)
    assert found == the_offer(tx, "hay-2026")
    assert found.line == line(zones=("Mixed farming",))
    assert (found.words, found.state, found.offered_by) == ({"en": HAY}, "offered", "Wambua")
    assert offers(tx, state=LineState.ACCEPTED) == []


def test_a_name_is_taken_once(tx):
    offered(tx)
    with pytest.raises(Conflict, match="choose another short name"):
        offer_line(tx, line(place=2), officer=NDANU, at=NOW)


def test_only_who_may_enter_evidence_offers_and_only_in_an_own_language(tx):
    with pytest.raises(ApprovalError, match="Juma is viewer"):
        offer_line(tx, line(), officer=READER, at=NOW)
    offered(tx)
    kamba = person("Wambua", Role.EDITOR, languages=("kam",))
    with pytest.raises(ApprovalError, match="does not write for 'sw'"):
        put_words(tx, "hay-2026", "sw", NYASI, officer=kamba, at=NOW)


def test_words_go_on_air_after_three_people_and_an_accepted_line(tx):
    offered(tx)
    with pytest.raises(ApprovalError, match="it is accepted first"):
        agree(tx, MWIKALI)
    decide(tx, "hay-2026", LineState.ACCEPTED, officer=NDANU, at=NOW)
    assert [agree(tx, each).stage for each in (MWIKALI, KIOKO, WANZA)] == [
        Stage.DRAFT,
        Stage.REVIEWED,
        Stage.APPROVED,
    ]
    assert stages_of(tx, the_offer(tx, "hay-2026")) == {"en": Stage.APPROVED}


def test_who_wrote_the_words_says_no_yes_to_them(tx):
    accepted(tx)
    put_words(tx, "hay-2026", "sw", NYASI, officer=KIOKO, at=NOW)
    with pytest.raises(ApprovalError, match="wrote this revision"):
        agree(tx, KIOKO, sha256=NYASI.sha256, language="sw")


def test_new_words_begin_their_reviews_anew_and_old_yeses_do_not_count(tx):
    accepted(tx)
    for each in (MWIKALI, KIOKO, WANZA):
        agree(tx, each)
    newer = replace(HAY, text="cut grass today and store it as hay")
    put_words(tx, "hay-2026", "en", newer, officer=WAMBUA, at=NOW + timedelta(minutes=1))
    assert the_offer(tx, "hay-2026").words["en"].text == newer.text
    assert words_stage(tx, "hay-2026", "en", newer) is Stage.DRAFT
    with pytest.raises(Conflict, match="changed since they were read"):
        agree(tx, MWIKALI)


def test_a_machine_s_words_are_never_approved(tx):
    accepted(tx)
    put_words(tx, "hay-2026", "sw", NYASI, officer=WAMBUA, at=NOW, origin=Origin.MACHINE)
    with pytest.raises(ApprovalError, match="written by a machine"):
        agree(tx, MWIKALI, sha256=NYASI.sha256, language="sw")


def test_a_reviewer_of_another_language_says_no_yes(tx):
    accepted(tx)
    with pytest.raises(ApprovalError, match="does not decide about 'en'"):
        agree(tx, person("Mwikali", Role.REVIEWER, languages=("sw",)))


def test_unchanged_and_closed_words_are_not_kept(tx):
    offered(tx)
    with pytest.raises(Conflict, match="Nothing was changed"):
        put_words(tx, "hay-2026", "en", HAY, officer=WAMBUA, at=NOW + timedelta(minutes=1))
    decide(tx, "hay-2026", LineState.DECLINED, officer=NDANU, at=NOW, reason="Not here.")
    with pytest.raises(Conflict, match="is declined; offer it anew"):
        put_words(tx, "hay-2026", "sw", NYASI, officer=WAMBUA, at=NOW)


def test_what_is_not_there_is_not_found(tx):
    accepted(tx)
    with pytest.raises(NotFound, match="no advice 'gone'"):
        the_offer(tx, "gone")
    with pytest.raises(NotFound, match="no words in 'sw'"):
        agree(tx, MWIKALI, language="sw")


def test_every_decision_about_advice_is_in_a_log_that_holds(tx):
    accepted(tx)
    agree(tx, MWIKALI)
    decide(tx, "hay-2026", LineState.RETIRED, officer=WANZA, at=NOW, reason="The rains came.")
    assert deeds(tx, "advice hay-2026") == [
        Deed.ADVICE_OFFERED,
        Deed.ADVICE_WORDED,
        Deed.ADVICE_DECIDED,
        Deed.ADVICE_DECIDED,
    ]
    assert deeds(tx, "advice hay-2026 en") == [Deed.WORDS_DRAFTED, Deed.WORDS_AGREED]
    told = entries(tx, subject="advice hay-2026")[0]
    assert (told.actor, told.facts["reason"]) == ("Wanza", "The rains came.")
    assert verify(tx) is None


def test_a_number_is_called_by_another_officer_than_who_entered_it(tx):
    add_contact(tx, number(verified_on=None, verified_by=""), officer=WAMBUA)
    where = ("kitui", "Kitui livestock office")
    with pytest.raises(ApprovalError, match="somebody else must call it"):
        verify_contact(tx, *where, phone="0800 720 123", officer=WAMBUA, at=NOW)
    with pytest.raises(Conflict, match="has changed since it was read"):
        verify_contact(tx, *where, phone="0800 720 999", officer=NDANU, at=NOW)
    made = verify_contact(tx, *where, phone="0800 720 123", officer=NDANU, at=NOW)
    assert (made.verified_on, made.verified_by) == (MONDAY, "Ndanu")
    assert contacts(tx, "kitui") == [made]
    assert contacts(tx, "makueni") == []


def test_a_changed_number_is_called_anew(tx):
    add_contact(tx, number(), officer=WAMBUA)
    verify_contact(
        tx, "kitui", "Kitui livestock office", phone="0800 720 123", officer=NDANU, at=NOW
    )
    with pytest.raises(Conflict, match="known with exactly this number"):
        add_contact(tx, number(), officer=WANZA)
    add_contact(tx, number(phone="0800 999 123"), officer=WANZA)
    (found,) = contacts(tx)
    assert (found.phone, found.verified_on) == ("0800 999 123", None)


def test_a_retired_number_is_gone_and_may_come_back_unchecked(tx):
    add_contact(tx, number(), officer=WAMBUA)
    retire_contact(tx, "kitui", "Kitui livestock office", officer=NDANU, at=NOW)
    with pytest.raises(NotFound):
        the_contact(tx, "kitui", "Kitui livestock office")
    assert contacts(tx) == []
    add_contact(tx, number(), officer=WAMBUA)
    assert [each.verified_on for each in contacts(tx)] == [None]
    assert deeds(tx, "contact kitui") == [
        Deed.CONTACT_ADDED,
        Deed.CONTACT_RETIRED,
        Deed.CONTACT_ADDED,
    ]


def test_numbers_of_another_county_are_not_an_officer_s(tx):
    makueni = person("Ndanu", counties=("makueni",))
    with pytest.raises(ApprovalError, match="does not decide for kitui"):
        add_contact(tx, number(), officer=makueni)
    with pytest.raises(ApprovalError, match="does not decide for kitui"):
        offer_announcement(tx, announced(), officer=makueni)


def test_an_announcement_is_offered_accepted_and_withdrawn_and_all_of_it_is_logged(tx):
    made = offer_announcement(tx, announced(id=""), officer=WAMBUA)
    assert made == announced(id="kitui-1")
    assert offer_announcement(tx, announced(id=""), officer=WAMBUA).id == "kitui-2"
    taken = accept_announcement(tx, "kitui-1", officer=NDANU, at=NOW)
    assert the_announcement(tx, "kitui-1") == taken
    assert announcements(tx, "kitui", state=AnnouncementState.ACCEPTED) == [taken]
    withdraw_announcement(tx, "kitui-1", officer=WANZA, at=NOW, reason="Postponed.")
    assert the_announcement(tx, "kitui-1").reason == "Postponed."
    assert deeds(tx, "announcement kitui-1") == [
        Deed.ANNOUNCEMENT_OFFERED,
        Deed.ANNOUNCEMENT_DECIDED,
        Deed.ANNOUNCEMENT_DECIDED,
    ]
    with pytest.raises(NotFound, match="no announcement 'kitui-9'"):
        the_announcement(tx, "kitui-9")
    assert verify(tx) is None
