from datetime import date, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Period
from app.indicators.dry_spells import daily_indicators, longest_dry_spell, onset
from tests.unit.indicators.conftest import observed

MARCH = date(2026, 3, 1)
DRY, SHOWERS = [0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 3.0]
FEW_MM = st.sampled_from([0.0, 0.0, 0.99, 1.0, 4.0, 12.0, 25.0])


def days(rain, first=MARCH):
    return [(first + timedelta(days=n), mm) for n, mm in enumerate(rain)]


def test_the_longest_dry_spell_is_counted_by_hand():
    assert longest_dry_spell(days([5, 0, 0.99, 0, 1, 0, 0, 7])) == 3
    assert longest_dry_spell(days([0, 0, 0, 0])) == 4
    assert longest_dry_spell(days([1, 2, 3])) == 0
    assert longest_dry_spell([]) is None


def test_a_missing_day_ends_a_dry_spell():
    whole = days([0] * 7)
    assert longest_dry_spell([*whole[:3], *whole[4:]]) == 3


@given(st.lists(FEW_MM, min_size=1, max_size=60))
def test_the_longest_dry_spell_is_that_of_counting_one_by_one(rain):
    runs = [len(list(run)) for dry, run in groupby(rain, lambda mm: mm < 1) if dry]
    assert longest_dry_spell(days(rain)) == max(runs, default=0)


def test_the_onset_is_the_first_wet_day_of_20_mm_in_three_days():
    rain = [*DRY * 9, 0.5, 6, 0, 14, *SHOWERS * 4]
    assert onset(days(rain)) == date(2026, 3, 11)
    assert onset(days([*DRY * 9, 0.5, 6, 0, 13.9, *SHOWERS * 4])) is None


def test_a_false_start_is_passed_over():
    false_start = [30, 0, 0, 2, *DRY * 7, 2]
    assert onset(days([*false_start, *SHOWERS, 11, 5, 4, *SHOWERS * 4])) == date(2026, 3, 19)
    six_dry_days = [30, 0, 0, 2, *DRY * 6, 2]
    assert onset(days([*six_dry_days, *SHOWERS * 4])) == MARCH


def test_a_dry_spell_after_the_21_days_does_not_undo_the_onset():
    assert onset(days([20, 0, 0, *[2.0] * 15, *DRY * 6, *DRY * 10])) == MARCH
    assert onset(days([20, 0, 0, *[2.0] * 14, *DRY * 7, *DRY * 10])) is None


def test_the_onset_is_not_told_before_the_21_days_are_over():
    rain = [20, 0, 0, *[2.0] * 21]
    assert onset(days(rain)) == MARCH
    assert onset(days(rain[:-1])) is None


def test_a_missing_day_leaves_the_onset_open():
    whole = days([0, 0, 20, 0, 0, *SHOWERS * 5])
    assert onset(whole) == date(2026, 3, 3)
    assert onset(whole[1:]) is None
    assert onset([*whole[:10], *whole[11:]]) is None


def test_rain_before_the_season_is_not_its_onset():
    february = days([50.0] * 28, first=date(2026, 2, 1))
    assert onset([*february, *days([*DRY * 31])]) is None
    begun = days([*DRY * 4, 25, *SHOWERS * 5])
    assert onset([*february, *begun]) == onset(begun) == date(2026, 3, 5)


@pytest.mark.parametrize("first", [date(2026, 1, 1), date(2026, 6, 1)])
def test_there_is_no_onset_outside_a_season(first):
    assert onset(days([10.0] * 50, first=first)) is None
    assert onset([]) is None


@given(st.lists(FEW_MM, min_size=1, max_size=92))
def test_an_onset_fulfils_its_rule_and_no_earlier_day_does(rain):
    found = onset(days(rain, first=date(2026, 10, 1)))
    if found is None:
        return
    begins = (found - date(2026, 10, 1)).days
    for first in range(begins + 1):
        after = rain[first + 3 : first + 24]
        spell = longest_dry_spell(days(after)) or 0
        holds = rain[first] >= 1 and sum(rain[first : first + 3]) >= 20 and spell < 7
        assert holds == (first == begins)
    assert len(rain) >= begins + 24


@given(st.lists(FEW_MM, min_size=30, max_size=92))
def test_an_onset_once_told_stays_as_days_are_added(rain):
    told = [onset(days(rain[:length])) for length in range(1, len(rain) + 1)]
    known = [each for each in told if each]
    assert len(set(known)) <= 1
    assert known == told[len(told) - len(known) :]


def guidance(rain, first=MARCH):
    return [
        observed("rain-of-the-day", mm, unit="mm", period=Period(day, day), row=f"day {day}")
        for day, mm in days(rain, first=first)
    ]


def test_indicators_come_with_formula_period_unit_and_sources():
    rain = guidance([*DRY * 4, 25, *SHOWERS * 5])
    dry, began = daily_indicators(rain[::-1], formula="model guidance")
    assert (dry.name, dry.value, dry.unit) == ("dry-spell-days", 5, "days")
    assert dry.period == Period(MARCH, date(2026, 4, 4))
    assert dry.sources == tuple(rain)
    assert (began.name, began.value, began.unit) == ("season-onset", 4, "days after 2026-03-01")
    assert began.period == Period(date(2026, 3, 5), date(2026, 3, 7))
    assert began.sources == tuple(rain[:28])
    assert all(each.formula.startswith("model guidance: ") for each in (dry, began))


def test_an_open_onset_and_no_days_at_all_have_no_indicator():
    (dry,) = daily_indicators(guidance(DRY * 7), formula="model guidance")
    assert dry.value == 7
    assert daily_indicators((), formula="model guidance") == ()
