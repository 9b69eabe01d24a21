from datetime import date

import pytest

from app.domain.findings import Effect, Policy
from app.domain.periods import Dekad, Period
from app.indicators.policies import (
    implausible_findings,
    scale_findings,
    step_findings,
    sum_findings,
    unit_findings,
)
from tests.unit.indicators.conftest import LAST, days, observed

EARLIER = days(last=Dekad.from_ordinal(LAST.ordinal - 1))


def test_what_cannot_be_is_named_with_source_and_row_and_nobody_may_accept_it():
    (told,) = implausible_findings([observed("NDVI", 45.0)])
    assert told.text.startswith("NDVI of 45  (test feed, row 2) cannot be: expected 0.05 to 0.95")
    assert not told.decidable
    assert told.effect is Effect.SENTENCE


def test_only_the_newest_step_counts_and_only_within_two_months():
    long_ago = Period(date(2026, 9, 1), date(2026, 9, 10))
    far = [observed("VCI-3M", 30), observed("VCI-3M", 80, period=long_ago)]
    assert list(step_findings(far)) == []
    older = days(last=Dekad.from_ordinal(LAST.ordinal - 2))
    calm = [observed("VCI-3M", 30), observed("VCI-3M", 31, period=EARLIER)]
    assert list(step_findings([*calm, observed("VCI-3M", 90, period=older)])) == []


def test_a_step_is_told_with_both_figures():
    series = [observed("VCI-3M", 60), observed("VCI-3M", 30, period=EARLIER)]
    (told,) = step_findings(series)
    assert told.text.startswith("VCI-3M of 60  (test feed, row 2) was 30 up to 10 November 2026")
    assert (told.policy, told.decidable) == (Policy.JUMP, True)


def test_a_figure_far_from_what_ndma_prints_as_usual_is_held():
    (told,) = unit_findings([observed("milk-production", 0.011, normal_low=1.6)])
    assert (told.policy, told.variables) == (Policy.UNIT_CHANGE, ("milk-production",))
    assert list(unit_findings([observed("milk-production", 1.1, normal_low=1.6)])) == []


def month_of(values, total, **changes):
    """Return three dekads of rain and the month's sum that the provider gives."""
    dekads = [
        observed("rain", value, period=Dekad.from_ordinal(LAST.ordinal - 2 + n).period)
        for n, value in enumerate(values)
    ]
    return [*dekads, observed("rain-1-month", total, period=days(3), **changes)]


@pytest.mark.parametrize("factor", [100, 0.01, 90, 1 / 90])
def test_a_sum_in_another_unit_than_its_dekads_holds_all_rain(factor):
    assert list(sum_findings(month_of([10.0, 20.0, 30.0], 60.0))) == []
    (told,) = sum_findings(month_of([10.0, 20.0, 30.0], 60.0 * factor))
    assert told.policy is Policy.SUMS
    assert set(told.variables) == {"rain", "rain-1-month", "rain-3-month"}


def test_a_sum_without_all_its_dekads_or_of_another_source_is_not_judged():
    assert list(sum_findings(month_of([10.0, 20.0], 600.0)[1:])) == []
    assert list(sum_findings(month_of([10.0, 20.0, 30.0], 600.0, source="other"))) == []


def test_rounding_is_no_disagreement():
    assert list(sum_findings(month_of([10.0, 20.0, 30.0], 62.5))) == []


@pytest.mark.parametrize(
    ("rain", "normal", "held"),
    [(40.0, 100.0, False), (1.0, 100.0, True), (900.0, 100.0, True), (1.0, 59.0, False)],
)
def test_rain_out_of_all_proportion_to_its_normal_is_held(rain, normal, held):
    pair = [
        observed("rain-3-month", rain, period=days(9)),
        observed("rain-3-month-normal", normal, period=days(9)),
    ]
    assert bool(list(scale_findings(pair))) is held
