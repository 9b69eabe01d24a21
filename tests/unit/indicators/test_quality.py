import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings import Decision, Effect, Policy
from app.domain.periods import Dekad, Period
from app.indicators.limits import LIMITS, beyond_limits
from app.indicators.quality import decided, missing, sift, stale, usable
from tests.builders import NOW
from tests.unit.indicators.conftest import AS_OF, LAST, days, observed

EARLIER = days(last=Dekad.from_ordinal(LAST.ordinal - 1))


def effects(findings):
    return [each.effect for each in findings]


@pytest.mark.parametrize("age", range(61))
def test_satellite_figures_age_in_three_steps(age):
    found = stale("Rain", AS_OF - timedelta(days=age), as_of=AS_OF, max_age_days=14)
    expected = [] if age <= 14 else [Effect.NONE] if age <= 28 else [Effect.SENTENCE]
    assert effects(found) == expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [(45, []), (46, [Effect.NONE]), (90, [Effect.NONE]), (91, [Effect.BULLETIN])],
)
def test_monthly_figures_age_in_three_steps(age, expected):
    newest = AS_OF - timedelta(days=age)
    found = stale("Phase", newest, as_of=AS_OF, max_age_days=45, held=Effect.BULLETIN)
    assert effects(found) == expected


def test_an_old_figure_is_told_with_its_date_and_age():
    (found,) = stale("Rain", date(2026, 10, 31), as_of=AS_OF, max_age_days=14)
    assert (
        found.text == "Rain is of 31 October 2026, 23 days before 23 November 2026; say its date."
    )


def test_sifting_keeps_rejects_and_leaves_out_the_future():
    good, wrong = observed("rain", 12.0), observed("NDVI", 45.0)
    tomorrow = observed("rain", 1.0, period=Period(AS_OF, AS_OF + timedelta(days=1)))
    sifted = sift([good, wrong, tomorrow], as_of=AS_OF)
    assert sifted.kept == (good,)
    assert sifted.rejected == (wrong,)
    late, cannot_be = sifted.findings
    assert late.text == (
        "Left out, as they describe days after 23 November 2026: 1 of the figures."
    )
    assert (cannot_be.policy, cannot_be.effect) == (Policy.IMPLAUSIBLE, Effect.SENTENCE)


def test_nothing_wrong_is_nothing_said():
    assert sift([observed("rain", 12.0)], as_of=AS_OF).findings == ()


@given(st.lists(st.tuples(st.sampled_from(sorted(LIMITS)), st.floats(allow_nan=True)), max_size=9))
def test_what_is_kept_can_be_and_what_contradicts_is_not_usable(drawn):
    figures = [observed(variable, value) for variable, value in drawn]
    sifted = sift(figures, as_of=AS_OF)
    assert not any(beyond_limits(each) for each in sifted.kept)
    assert all(math.isfinite(each.value) for each in sifted.kept)
    used = usable(sifted, sifted.findings).kept
    assert len({each.variable for each in used}) == len(used)


def test_the_same_figure_twice_counts_once_and_another_value_holds_both():
    same = sift([observed("rain", 12.0), observed("rain", 12.0)], as_of=AS_OF)
    assert [each.policy for each in same.findings] == [Policy.DUPLICATE]
    assert len(usable(same, same.findings).kept) == 1
    differing = sift([observed("rain", 12.0), observed("rain", 14.0, row="row 9")], as_of=AS_OF)
    (conflict,) = differing.findings
    assert "12 (row 2) and 14 (row 9)" in conflict.text
    assert usable(differing, differing.findings).kept == ()


def test_two_sources_may_differ_without_a_conflict():
    sifted = sift([observed("rain", 12.0), observed("rain", 14.0, source="other")], as_of=AS_OF)
    assert sifted.findings == ()


def test_a_held_variable_is_left_out_as_a_whole_and_comes_back_when_accepted():
    series = [observed("NDVI", 0.3), observed("NDVI", 0.6, period=EARLIER), observed("rain", 5.0)]
    sifted = sift(series, as_of=AS_OF)
    assert [each.variable for each in usable(sifted, sifted.findings).kept] == ["rain"]
    (jump,) = sifted.findings
    agreed = Decision(accepted=True, reason="burnt land", officer="A. Officer", at=NOW)
    accepted = decided(sifted.findings, {jump.key: agreed})
    assert len(usable(sifted, accepted).kept) == 3
    refused = decided(
        sifted.findings,
        {jump.key: Decision(accepted=False, reason="cloud", officer="A. Officer", at=NOW)},
    )
    assert len(usable(sifted, refused).kept) == 1


def test_a_decision_about_another_finding_changes_nothing():
    sifted = sift([observed("NDVI", 0.3), observed("NDVI", 0.6, period=EARLIER)], as_of=AS_OF)
    other = Decision(accepted=True, reason="burnt land", officer="A. Officer", at=NOW)
    assert decided(sifted.findings, {"0" * 16: other}) == sifted.findings


def test_a_county_without_evidence_is_held():
    (found,) = missing(county="Kitui", wanted=("rainfall",), present=())
    assert found.text == "There is no evidence for Kitui: no source gave a figure."
    assert found.holds_bulletin
    assert not found.open


def test_a_kind_of_evidence_that_is_missing_is_told_and_holds_nothing():
    (found,) = missing(county="Kitui", wanted=("rainfall", "NDVI"), present=("NDVI",))
    assert (found.text, found.holds) == ("There is no rainfall for Kitui.", False)
