from datetime import date, time, timedelta

import pytest

from app.domain.announcements import (
    AnnouncementState,
    accepted,
    place_named,
    read_announcement,
    withdrawn,
)
from app.domain.people import Role
from app.errors import ApprovalError
from tests.builders import NOW
from tests.library import ANNOUNCED_TYPED, MONDAY, SUNDAY, announced, person

NDANU = person("Ndanu")


def read(**changes):
    typed = ANNOUNCED_TYPED | changes
    return read_announcement(typed, {}, officer="Wambua", at=NOW, today=MONDAY)


def test_an_announcement_is_read_with_its_places_as_they_are_listed():
    made, faults = read()
    assert faults == {}
    assert made.places == ("Mutomo", "Kitui East")
    assert (made.first_day, made.last_day, made.starts) == (*[date(2026, 11, 25)] * 2, time(7, 30))


def test_it_is_heard_from_today_until_the_sunday_of_its_last_day_as_a_rule():
    made, _ = read(last_day="2026-12-02")
    assert (made.valid_from, made.valid_until) == (MONDAY, date(2026, 12, 6))


@pytest.mark.parametrize("typed", ["", "Kitui", "county"])
def test_no_place_or_the_county_s_name_means_all_of_it(typed):
    assert read(places=typed)[0].places == ()


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("county", "Atlantis", "no such county"),
        ("kind", "party", "Choose one of water-trucking"),
        ("partner", "", "Say which partner"),
        ("places", "Voi", "'Voi' is no ward or constituency of Kitui"),
        ("starts", "7.30", "Give the hour as 07:30"),
        ("starts", "24:00", "Give the hour as 07:30"),
        ("source", "", "Say who told NDMA"),
        ("last_day", "2026-11-24", "ends before it begins"),
        ("last_day", "2027-03-01", "longer than 62 days"),
        ("valid_until", "2026-12-31", "more than a week after"),
        ("valid_from", "2026-12-01", "ends before it begins"),
    ],
)
def test_a_field_that_cannot_be_taken_is_told_with_the_remedy(field, typed, told):
    made, faults = read(**{field: typed})
    assert made is None
    assert told in " ".join(faults.values())


@pytest.mark.parametrize(
    "typed",
    [
        {"first_day": str(MONDAY)},
        {"last_day": "2027-01-26"},
        {"valid_from": str(SUNDAY)},
        {"valid_until": "2026-12-02"},
        {"places": "Mutomo; Kitui East; Kitui West; Kitui South; Kitui Rural; Kitui Central"},
    ],
)
def test_a_field_at_its_limit_is_taken(typed):
    assert read(**typed)[1] == {}


def test_what_is_over_is_not_announced():
    assert read(first_day="2026-11-20")[1]["last_day"] == "It is over already."


def test_more_places_than_a_listener_keeps_are_refused():
    names = "Mutomo; Kitui East; Kitui West; Kitui South; Kitui Rural; Kitui Central; Mwingi West"
    assert "6 places at most" in read(places=names)[1]["places"]


@pytest.mark.parametrize(
    ("first", "last", "current"),
    [
        (MONDAY, SUNDAY, True),
        (date(2026, 11, 25), SUNDAY, True),
        (date(2026, 11, 26), SUNDAY, False),
        (MONDAY - timedelta(days=1), SUNDAY, False),
        (MONDAY, SUNDAY + timedelta(days=1), False),
    ],
    ids=["its week", "on its day", "after its day", "too early", "too late"],
)
def test_it_is_heard_within_its_days_and_until_its_last_day_is_over(first, last, current):
    assert announced().is_current(first, last) is current


def test_it_is_accepted_by_another_officer_of_the_county():
    made = accepted(announced(), officer=NDANU, at=NOW)
    assert (made.state, made.decided_by) == (AnnouncementState.ACCEPTED, "Ndanu")


@pytest.mark.parametrize(
    ("officer", "at", "why"),
    [
        (person("Wambua"), NOW, "Wambua entered"),
        (person("Kioko", Role.EDITOR), NOW, "approver or admin"),
        (person("Ndanu", counties=("makueni",)), NOW, "does not decide for kitui"),
        (NDANU, NOW + timedelta(days=3), "is over"),
    ],
)
def test_it_is_not_accepted_by_the_wrong_person_or_too_late(officer, at, why):
    with pytest.raises(ApprovalError, match=why):
        accepted(announced(), officer=officer, at=at)


def test_it_may_be_accepted_until_its_last_day_is_over():
    assert accepted(announced(), officer=NDANU, at=NOW + timedelta(days=2)).decided_by == "Ndanu"


def test_it_is_accepted_once():
    made = accepted(announced(), officer=NDANU, at=NOW)
    with pytest.raises(ApprovalError, match="is accepted already"):
        accepted(made, officer=person("Wanza"), at=NOW)


def test_who_entered_it_may_take_it_back_until_it_is_accepted():
    wambua = person("Wambua", Role.EDITOR)
    made = withdrawn(announced(), officer=wambua, at=NOW, reason="Moved to December.")
    assert made.state is AnnouncementState.WITHDRAWN
    taken = accepted(announced(), officer=NDANU, at=NOW)
    with pytest.raises(ApprovalError, match="approver or admin"):
        withdrawn(taken, officer=wambua, at=NOW, reason="Moved.")


def test_withdrawing_needs_a_reason_and_works_once():
    with pytest.raises(ApprovalError, match="Say why"):
        withdrawn(announced(), officer=NDANU, at=NOW, reason=" ")
    gone = withdrawn(announced(), officer=NDANU, at=NOW, reason="Moved.")
    with pytest.raises(ApprovalError, match="is withdrawn already"):
        withdrawn(gone, officer=NDANU, at=NOW, reason="Moved.")


def test_a_place_is_known_by_its_letters_and_only_in_its_county():
    assert place_named("kwavonza yatta", county="kitui") == "Kwavonza/Yatta"
    assert place_named("Mwingi Central", county="Kitui") == "Mwingi Central"
    assert place_named("Mutomo", county="makueni") == ""
