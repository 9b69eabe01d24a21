import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Dekad, Period
from app.indicators.quality import (
    LIMITS,
    Verdicts,
    implausible,
    jumps,
    missing,
    sift,
    stale,
    together,
)
from tests.unit.indicators.conftest import AS_OF, LAST, days, observed

EARLIER = days(last=Dekad.from_ordinal(LAST.ordinal - 1))


@pytest.mark.parametrize("age", range(61))
def test_satellite_figures_age_in_three_steps(age):
    found = stale("Rain", AS_OF - timedelta(days=age), as_of=AS_OF, max_age_days=14)
    assert (bool(found.findings), bool(found.held)) == (14 < age <= 28, age > 28)


@pytest.mark.parametrize(
    ("age", "step"), [(45, ""), (46, "findings"), (90, "findings"), (91, "held")]
)
def test_monthly_figures_age_in_three_steps(age, step):
    found = stale("MUAC", AS_OF - timedelta(days=age), as_of=AS_OF, max_age_days=45)
    assert [name for name in ("findings", "held") if getattr(found, name)] == [step] * bool(step)


def test_an_old_figure_is_told_with_its_date_and_age():
    found = stale("Rain", date(2026, 10, 31), as_of=AS_OF, max_age_days=14)
    assert found.findings == (
        "Rain is of 31 October 2026, 23 days before 23 November 2026; say its date.",
    )


@pytest.mark.parametrize("variable", LIMITS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e9, -1e9])
def test_what_cannot_be_is_named_with_source_and_row(variable, value):
    told = implausible(observed(variable, value))
    assert told.startswith(f"{variable} of ")
    assert "(test feed, row 2)" in told


@pytest.mark.parametrize("variable", LIMITS)
def test_the_limits_themselves_can_be(variable):
    limits = LIMITS[variable]
    assert implausible(observed(variable, limits.lowest)) is None
    assert implausible(observed(variable, limits.highest)) is None


def test_a_variable_without_limits_is_not_judged():
    assert implausible(observed("soil-moisture", 1e9)) is None
    assert jumps([observed("x", 1), observed("x", 1e9, period=EARLIER)]) == ()


@pytest.mark.parametrize(
    ("variable", "usual"),
    [("NDVI", 0.45), ("VCI-3M", 34.5), ("MUAC-at-risk", 6.3), ("water-distance", 2.7),
     ("terms-of-trade", 57), ("milk-production", 1.1)],
)  # fmt: skip
def test_a_change_of_unit_by_a_hundred_cannot_be(variable, usual):
    assert implausible(observed(variable, usual)) is None
    assert implausible(observed(variable, 100 * usual))


@pytest.mark.parametrize(
    ("variable", "before", "after", "held"),
    [
        ("VCI-3M", 34.5, 0.345, True),
        ("VCI-3M", 34.5, 54.5, False),
        ("VCI-3M", 34.5, 54.6, True),
        ("NDVI", 0.45, 0.21, False),
        ("NDVI", 0.6, 0.3, True),
        ("MUAC-at-risk", 8.6, 18.7, True),
        ("water-distance", 2.7, 8.1, False),
        ("water-distance", 2.7, 8.2, True),
        ("water-distance", 8.2, 2.7, True),
        ("water-distance", 0.0, 1.0, True),
        ("rain", 0.0, 200.0, False),
    ],
)
def test_a_step_too_large_to_believe_is_held(variable, before, after, held):
    series = [observed(variable, after), observed(variable, before, period=EARLIER)]
    assert bool(jumps(series)) is held


def test_only_the_newest_step_counts_and_only_within_two_months():
    long_ago = Period(date(2026, 9, 1), date(2026, 9, 10))
    assert jumps([observed("VCI-3M", 30), observed("VCI-3M", 80, period=long_ago)]) == ()
    older = days(last=Dekad.from_ordinal(LAST.ordinal - 2))
    calm = [observed("VCI-3M", 30), observed("VCI-3M", 31, period=EARLIER)]
    assert jumps([*calm, observed("VCI-3M", 90, period=older)]) == ()


def test_a_step_is_told_with_both_figures():
    told = jumps([observed("VCI-3M", 60), observed("VCI-3M", 30, period=EARLIER)])
    assert told[0].startswith("VCI-3M of 60  (test feed, row 2) was 30 up to 10 November 2026")


def test_sifting_keeps_rejects_and_leaves_out_the_future():
    good, wrong = observed("rain", 12.0), observed("NDVI", 45.0)
    tomorrow = observed("rain", 1.0, period=Period(AS_OF, AS_OF + timedelta(days=1)))
    sifted = sift([good, wrong, tomorrow], as_of=AS_OF)
    assert sifted.kept == (good,)
    assert sifted.rejected == (wrong,)
    assert sifted.verdicts.findings == (
        "Left out, as they describe days after 23 November 2026: 1 of the figures.",
    )
    assert len(sifted.verdicts.held) == 1


def test_nothing_wrong_is_nothing_said():
    assert sift([observed("rain", 12.0)], as_of=AS_OF).verdicts == Verdicts()


@given(st.lists(st.tuples(st.sampled_from(sorted(LIMITS)), st.floats(allow_nan=True)), max_size=9))
def test_every_figure_is_kept_or_rejected_and_none_that_is_kept_cannot_be(drawn):
    figures = [observed(variable, value) for variable, value in drawn]
    sifted = sift(figures, as_of=AS_OF)
    assert len(sifted.kept) + len(sifted.rejected) == len(figures)
    assert not any(implausible(each) for each in sifted.kept)
    assert all(math.isfinite(each.value) for each in sifted.kept)


def test_a_county_without_evidence_is_held():
    found = missing(county="Kitui", wanted=("rainfall",), present=())
    assert found.held == ("There is no evidence for Kitui: no source gave a figure.",)


def test_a_kind_of_evidence_that_is_missing_is_a_finding():
    found = missing(county="Kitui", wanted=("rainfall", "NDVI"), present=("NDVI",))
    assert found == Verdicts(findings=("There is no rainfall for Kitui.",))


def test_verdicts_add_up_in_order():
    found = together([Verdicts(held=("a",)), Verdicts(findings=("b",)), Verdicts(held=("c",))])
    assert found == Verdicts(held=("a", "c"), findings=("b",))
