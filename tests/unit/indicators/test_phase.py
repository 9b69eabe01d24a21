from datetime import date

import pytest

from app.domain.evidence import Estimate, IndicatorValue, Phase
from app.domain.periods import Month
from app.domain.places import counties
from app.indicators.phase import disagreement, estimate_phase, judge_environment, official_for
from tests.builders import phase_record
from tests.unit.indicators.conftest import days, observed

KITUI = counties()["kitui"]
GREEN, BROWN = [("VCI-3M", 43.1)], [("VCI-3M", 22.5)]

MILK_OUT = observed("milk-production", 1.1, normal_low=1.6)
MILK_IN = observed("milk-production", 1.6, normal_low=1.6)
TRADE_OUT = observed("terms-of-trade", 57, normal_low=83)
TRADE_IN = observed("terms-of-trade", 90, normal_low=83)
WATER_OUT = observed("water-distance", 3.1, normal_high=3.0)
WATER_IN = observed("water-distance", 2.7, normal_high=3.0)
MUAC_OUT = observed("MUAC-at-risk", 8.6, normal_high=8.0)
MUAC_IN = observed("MUAC-at-risk", 6.0, normal_high=8.0)
COPING_OUT = observed("coping-strategy-index", 14, normal_low=2, normal_high=9)
COPING_UNJUDGED = observed("coping-strategy-index", 7.03)

ALL_OUT = (MILK_OUT, TRADE_OUT, WATER_OUT, MUAC_OUT, COPING_OUT)


def measured(*named):
    return [
        IndicatorValue(name=name, value=value, unit="%", period=days(9), formula="given")
        for name, value in named
    ]


def suggested(named, *figures, previous=None):
    return estimate_phase(measured(*named), figures, previous=previous).phase


@pytest.mark.parametrize(
    ("named", "figures", "phase"),
    [
        (GREEN, (), Phase.NORMAL),
        (BROWN, (), Phase.ALERT),
        (BROWN, (MILK_IN,), Phase.ALERT),
        (BROWN, (TRADE_OUT, MUAC_OUT), Phase.ALERT),
        (BROWN, (MILK_OUT,), Phase.ALARM),
        (BROWN, (MILK_OUT, TRADE_OUT, WATER_IN, MUAC_IN), Phase.ALARM),
        (BROWN, (MILK_OUT, TRADE_OUT, WATER_OUT, MUAC_OUT, COPING_UNJUDGED), Phase.ALARM),
        (BROWN, ALL_OUT, Phase.EMERGENCY),
        (BROWN, (MILK_IN, TRADE_OUT, WATER_OUT, MUAC_OUT, COPING_OUT), Phase.ALERT),
        (GREEN, (TRADE_OUT,), Phase.ALERT),
        (GREEN, (MILK_IN, TRADE_IN, MUAC_IN), Phase.NORMAL),
        ([], ALL_OUT, None),
    ],
)
def test_the_estimate_climbs_as_groups_leave_their_ranges(named, figures, phase):
    assert suggested(named, *figures) is phase


@pytest.mark.parametrize("previous", [Phase.ALARM, Phase.EMERGENCY, Phase.RECOVERY])
def test_recovery_follows_alarm_and_emergency_only(previous):
    assert suggested(GREEN, TRADE_OUT, previous=previous) is Phase.RECOVERY
    assert suggested(GREEN, TRADE_IN, previous=previous) is Phase.NORMAL
    assert suggested(BROWN, TRADE_OUT, previous=previous) is Phase.ALERT
    assert suggested(GREEN, TRADE_OUT, previous=Phase.NORMAL) is Phase.ALERT


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
        ([], None),
    ],
)
def test_the_environment_is_judged_by_vegetation_and_two_spans_of_rain(named, out):
    assert judge_environment(measured(*named)).out is out


def test_kitui_in_april_2017_comes_to_alarm_as_ndma_declared():
    table = (
        MILK_OUT,
        TRADE_OUT,
        observed("milk-consumption", 1.0, normal_low=1.4),
        WATER_IN,
        MUAC_OUT,
        COPING_UNJUDGED,
    )
    estimate = estimate_phase(measured(("VCI-3M", 9.72)), table, previous=None)
    assert estimate.phase is Phase.ALARM
    assert estimate.reasons[-1] == "Only one figure of utilisation: cannot estimate beyond Alarm."


def test_every_reason_names_figure_range_and_group():
    reasons = estimate_phase(measured(*BROWN), (*ALL_OUT, WATER_IN), previous=None).reasons
    assert "VCI-3M is 22.5 %, below 35 % (environment)." in reasons
    told = "terms-of-trade is 57 , outside its normal range of 83 or more (access)."
    assert told in reasons
    assert any("within its normal range of 3 or less (access)" in reason for reason in reasons)
    assert any("outside its normal range of 2 to 9 (utilisation)" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ((), "No figures of production, access, utilisation: cannot estimate beyond Alert."),
        ((TRADE_IN, MUAC_IN), "No figures of production: cannot estimate beyond Alert."),
        ((MILK_OUT, TRADE_OUT), "No figures of utilisation: cannot estimate beyond Alarm."),
        ((MILK_OUT, TRADE_OUT, MUAC_OUT), "Only one figure of access, utilisation"),
    ],
)
def test_what_is_missing_is_said_with_what_it_prevents(figures, told):
    assert told in estimate_phase(measured(*BROWN), figures, previous=None).reasons[-1]


def test_nothing_keeps_back_an_estimate_that_rests_on_every_group():
    reasons = estimate_phase(measured(*BROWN), ALL_OUT, previous=None).reasons
    assert not any("cannot" in reason for reason in reasons)


def test_without_vegetation_and_rain_there_is_no_estimate():
    estimate = estimate_phase([], ALL_OUT, previous=None)
    assert estimate.phase is None
    assert "no estimate" in estimate.reasons[-1]


def test_the_newest_phase_of_the_whole_county_is_the_official_one():
    records = (
        phase_record(Phase.NORMAL, observed_month=Month(2026, 8)),
        phase_record(Phase.ALARM, observed_month=Month(2026, 10)),
        phase_record(Phase.ALERT, observed_month=Month(2026, 9)),
        phase_record(Phase.EMERGENCY, observed_month=Month(2026, 11), zone="mixed farming"),
        phase_record(Phase.EMERGENCY, observed_month=Month(2026, 11), county="makueni"),
    )
    found = official_for(records, county=KITUI, as_of=date(2026, 11, 23))
    assert found.phase is Phase.ALARM
    assert official_for(records, county=KITUI, as_of=date(2026, 9, 30)).phase is Phase.ALERT
    assert official_for(records, county=KITUI, as_of=date(2026, 7, 31)) is None
    assert official_for((), county=KITUI, as_of=date(2026, 11, 23)) is None


def test_the_later_entry_for_a_month_is_its_correction():
    records = (phase_record(Phase.ALERT), phase_record(Phase.ALARM))
    assert official_for(records, county=KITUI, as_of=date(2026, 11, 23)).phase is Phase.ALARM


def test_a_different_estimate_is_told_beside_the_official_phase():
    told = disagreement(phase_record(Phase.ALERT), Estimate(phase=Phase.ALARM, reasons=()))
    assert told.startswith(
        "NDMA's phase for October 2026 is alert, while the figures alone suggest alarm"
    )


@pytest.mark.parametrize(
    ("official", "estimated"),
    [(phase_record(Phase.ALERT), Phase.ALERT), (phase_record(), None), (None, Phase.ALERT)],
)
def test_agreement_or_ignorance_is_not_told(official, estimated):
    assert disagreement(official, Estimate(phase=estimated, reasons=())) is None
