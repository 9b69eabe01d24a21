from datetime import date
from enum import StrEnum

import pytest

from app.domain.entries import Entry


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def test_text_is_drawn_into_one_line_and_one_form_of_unicode():
    entry = Entry({"who": "  the  u\u0303 \n office "})
    assert entry.text("who") == "the \u0169 office"
    assert entry.faults == {}


@pytest.mark.parametrize(
    ("typed", "missing", "fault"),
    [
        ({}, "Say who.", "Say who."),
        ({"who": "   "}, "Say who.", "Say who."),
        ({"who": "x" * 11}, "", "11 letters are too many; say it in 10."),
        ({}, "", None),
    ],
)
def test_text_that_cannot_be_taken_is_told_by_field(typed, missing, fault):
    entry = Entry(typed)
    entry.text("who", missing=missing, longest=10)
    assert entry.faults.get("who") == fault


@pytest.mark.parametrize("typed", ["", "25/11/2026", "2026-11-31", "20261125", "2026-W48-3"])
def test_only_a_whole_date_is_a_day(typed):
    entry = Entry({"day": typed})
    assert entry.day("day") is None
    assert entry.faults["day"].startswith("Give a day")


def test_a_day_may_have_a_default_but_a_wrong_one_is_still_wrong():
    assert Entry({}).day("day", default=date(2026, 11, 23)) == date(2026, 11, 23)
    assert Entry({"day": "2026-11-25"}).day("day") == date(2026, 11, 25)
    entry = Entry({"day": "soon"})
    assert entry.day("day", default=date(2026, 11, 23)) is None
    assert "day" in entry.faults


def test_a_choice_is_one_of_its_words():
    assert Entry({"colour": "red"}).choice("colour", Colour) is Colour.RED
    entry = Entry({"colour": "blue"})
    assert entry.choice("colour", Colour) is None
    assert entry.faults["colour"] == "Choose one of red, green."


def test_several_are_what_stands_between_semicolons_each_once():
    assert Entry({"places": " Voi ; Mwatate;; Voi"}).several("places") == ("Voi", "Mwatate")
    assert Entry({}).several("places") == ()


def test_the_first_fault_of_a_field_stands():
    entry = Entry({})
    entry.refuse("day", "one")
    entry.refuse("day", "two")
    assert entry.faults == {"day": "one"}
