import pytest

from app.domain.evidence import IndicatorValue, Phase
from app.indicators.phase_groups import judge_environment, judge_printed
from tests.unit.indicators.conftest import days, observed

GREEN = [("VCI-3M", 43.1)]
DRY = [("rain-1-month-percent", 61.0), ("rain-3-month-percent", 67.0)]
RETURNING = [("rain-1-month-percent", 83.0), ("rain-3-month-percent", 65.0)]


def measured(*named):
    return [
        IndicatorValue(name=name, value=value, unit="%", period=days(9), formula="given")
        for name, value in named
    ]


@pytest.mark.parametrize(
    ("named", "out"),
    [
        ([("VCI-3M", 35.0)], False),
        ([("VCI-3M", 34.9)], True),
        ([("rain-1-month-percent", 46.4), ("rain-3-month-percent", 58.2)], True),
        ([("rain-1-month-percent", 83.0), ("rain-3-month-percent", 63.6)], False),
        ([("rain-1-month-percent", 60.3), ("rain-3-month-percent", 87.0)], False),
        ([("rain-1-month-percent", 80.0), ("rain-3-month-percent", 79.9)], False),
        ([("rain-3-month-percent", 20.0)], None),
        ([("VCI-3M", 43.1), ("rain-1-month-percent", 9), ("rain-3-month-percent", 9)], True),
        ([("VCI-3M", 49.9), *DRY], True),
        ([("VCI-3M", 50.0), *DRY], False),
        ([], None),
    ],
)
def test_the_environment_is_judged_by_vegetation_and_two_spans_of_rain(named, out):
    assert judge_environment(measured(*named)).out is out


@pytest.mark.parametrize(
    ("named", "previous", "out"),
    [
        ([*GREEN, *RETURNING], Phase.ALERT, True),
        ([*GREEN, *RETURNING], Phase.ALARM, True),
        ([*GREEN, *RETURNING], Phase.EMERGENCY, True),
        ([*GREEN, RETURNING[1]], Phase.ALERT, True),
        ([("VCI-3M", 55.0), *RETURNING], Phase.ALERT, True),
        (RETURNING, Phase.ALERT, True),
        ([*GREEN, RETURNING[0]], Phase.ALERT, False),
        (GREEN, Phase.ALERT, False),
        ([*GREEN, *RETURNING], Phase.NORMAL, False),
        ([*GREEN, *RETURNING], Phase.PRE_ALERT, False),
        ([*GREEN, *RETURNING], Phase.RECOVERY, False),
        ([*GREEN, *RETURNING], None, False),
        ([RETURNING[1]], Phase.ALERT, None),
    ],
)
def test_after_alert_or_worse_the_environment_is_back_when_nothing_falls_short(
    named, previous, out
):
    assert judge_environment(measured(*named), previous=previous).out is out


def test_rain_that_still_falls_short_is_told_as_what_holds_the_phase():
    reasons = judge_environment(measured(*GREEN, *RETURNING), previous=Phase.ALERT).reasons
    assert reasons[-1] == (
        "NDMA's phase before was alert, and rain is 65 % of normal over three months, below 80 %: "
        "the environment is not fully back (environment)."
    )


def test_rain_that_does_not_count_under_green_vegetation_is_told():
    reasons = judge_environment(measured(("VCI-3M", 62.0), *DRY)).reasons
    assert reasons[-1].startswith("Vegetation is still above normal (VCI-3M from 50 %)")


@pytest.mark.parametrize(
    ("values", "out"),
    [((1.1, 1.7), True), ((1.1,), True), ((1.7,), False), ((1.1, 1.7, 1.7), False), ((), None)],
)
def test_a_group_is_out_when_half_of_its_judged_figures_are(values, out):
    names = ("terms-of-trade", "milk-consumption", "water-distance")
    figures = [
        observed(name, value, normal_low=1.6) for name, value in zip(names, values, strict=False)
    ]
    unjudged = observed("terms-of-trade", 1.1)
    elsewhere = observed("milk-production", 0.2, normal_low=1.6)
    group = judge_printed("access", names, [*figures, unjudged, elsewhere])
    assert (group.out, group.judged, len(group.reasons)) == (out, len(values), len(values))
