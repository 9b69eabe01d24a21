from datetime import date, timedelta

import pytest

from app.domain.contacts import LONGEST_VALID_DAYS, Purpose, read_contact, spoken_contact
from app.domain.evidence import Phase
from tests.builders import NOW
from tests.library import CONTACT_TYPED, MONDAY, SUNDAY, number


def read(**changes):
    return read_contact(CONTACT_TYPED | changes, officer="Wambua", at=NOW, today=MONDAY)


def test_a_number_that_was_checked_ninety_days_before_its_last_hearing_may_be_said():
    checked = SUNDAY - timedelta(days=90)
    assert number(verified_on=checked).why_silent(SUNDAY) == ""
    why = number(verified_on=checked - timedelta(days=1)).why_silent(SUNDAY)
    assert why == "it was last checked on Sun 30 Aug 2026; call it, then mark it as checked"


def test_a_number_that_nobody_called_or_that_ends_this_week_is_not_said():
    assert "nobody has called it yet" in number(verified_on=None).why_silent(SUNDAY)
    assert number(valid_until=SUNDAY).why_silent(SUNDAY) == ""
    ending = number(valid_until=SUNDAY - timedelta(days=1))
    assert "holds until Sat 28 Nov only" in ending.why_silent(SUNDAY)


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        (Phase.NORMAL, "advice"),
        (Phase.ALERT, "advice"),
        (Phase.ALARM, "help"),
        (Phase.EMERGENCY, "help"),
        (Phase.RECOVERY, "advice"),
    ],
)
def test_a_number_for_help_goes_first_only_in_need(phase, said):
    known = [number(name="help", purpose=Purpose.HELP), number(name="advice")]
    assert spoken_contact(known, phase=phase, last=SUNDAY).name == said


def test_in_need_a_number_for_advice_is_better_than_none():
    assert spoken_contact([number()], phase=Phase.EMERGENCY, last=SUNDAY) == number()
    only_help = [number(purpose=Purpose.HELP)]
    assert spoken_contact(only_help, phase=Phase.NORMAL, last=SUNDAY) is None


def test_of_several_numbers_the_one_checked_last_is_said():
    older = number(name="older", verified_on=MONDAY - timedelta(days=3))
    stale = number(name="stale", verified_on=date(2026, 1, 1))
    assert spoken_contact([number(), older, stale], phase=Phase.ALERT, last=SUNDAY) == number()
    assert spoken_contact([stale], phase=Phase.ALERT, last=SUNDAY) is None


def test_a_number_is_read_unchecked():
    made, faults = read()
    assert faults == {}
    assert made == number(verified_on=None, verified_by="")


@pytest.mark.parametrize(
    "typed",
    [
        {"phone": "999"},
        {"phone": "12345 67890 123"},
        {"valid_until": str(MONDAY)},
        {"valid_until": str(MONDAY + timedelta(days=LONGEST_VALID_DAYS))},
    ],
)
def test_a_field_at_its_limit_is_taken(typed):
    assert read(**typed)[1] == {}


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("county", "Atlantis", "no such county"),
        ("county", "", "Choose a county"),
        ("name", "", "Say whose number"),
        ("about", "", "what one may ask"),
        ("purpose", "fun", "Choose one of advice, help"),
        ("phone", "", "Give the number"),
        ("phone", "+254 800 720 123", "Write digits in groups"),
        ("phone", "12", "Write digits in groups"),
        ("phone", "0800720123", "Write digits in groups"),
        ("phone", "0800-720-123", "Write digits in groups"),
        ("phone", "12345 67890 1234", "Write digits in groups"),
        ("phone", "\u0661\u0662\u0663", "Write digits in groups"),
        ("valid_until", "2026-11-22", "It is over already"),
        ("valid_until", "2028-11-22", "at most"),
    ],
)
def test_a_field_that_cannot_be_taken_is_told_with_the_remedy(field, typed, told):
    made, faults = read(**{field: typed})
    assert made is None
    assert list(faults) == [field]
    assert told in faults[field]
