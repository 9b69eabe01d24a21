from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence import Estimate, Phase
from app.domain.periods import Month
from app.domain.places import counties
from app.indicators.phase import disagreement, estimate_phase, official_for, phase_before
from app.indicators.phase_groups import judge_environment
from tests.builders import phase_record
from tests.unit.indicators.conftest import observed
from tests.unit.indicators.test_phase_groups import measured

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
    assert suggested(BROWN, MILK_IN, TRADE_OUT, previous=previous) is Phase.ALERT
    assert suggested(GREEN, TRADE_OUT, previous=Phase.NORMAL) is Phase.ALERT


@pytest.mark.parametrize(
    ("previous", "figures", "phase"),
    [
        (Phase.ALARM, (), Phase.ALARM),
        (Phase.ALARM, (TRADE_OUT, WATER_OUT, MUAC_OUT, COPING_OUT), Phase.EMERGENCY),
        (Phase.ALARM, (MILK_IN,), Phase.ALERT),
        (Phase.EMERGENCY, (), Phase.EMERGENCY),
        (Phase.EMERGENCY, (MILK_OUT, TRADE_OUT), Phase.EMERGENCY),
        (Phase.EMERGENCY, (TRADE_IN,), Phase.ALARM),
        (Phase.EMERGENCY, (MILK_IN,), Phase.ALERT),
        (Phase.RECOVERY, (), Phase.ALERT),
        (Phase.ALERT, (), Phase.ALERT),
    ],
)
def test_a_group_without_figures_is_as_it_was_in_the_phase_before(previous, figures, phase):
    assert suggested(BROWN, *figures, previous=previous) is phase


def test_a_phase_before_holds_nothing_once_the_environment_is_back():
    for previous in Phase:
        assert suggested(GREEN, previous=previous) is Phase.NORMAL


def test_what_is_taken_from_the_phase_before_is_told():
    figures = (MILK_OUT, TRADE_IN)
    last = estimate_phase(measured(*BROWN), figures, previous=Phase.ALARM).reasons[-1]
    assert last == "No figures of utilisation: taken as they were in NDMA's phase before, alarm."


@given(
    vci=st.none() | st.floats(-20, 120),
    month=st.none() | st.floats(0, 300),
    season=st.none() | st.floats(0, 300),
    printed=st.sets(st.sampled_from((*ALL_OUT, MILK_IN, TRADE_IN, MUAC_IN))),
    previous=st.none() | st.sampled_from(Phase),
)
def test_an_estimate_never_climbs_without_figures_of_the_group(
    vci, month, season, printed, previous
):
    names = ("VCI-3M", "rain-1-month-percent", "rain-3-month-percent")
    given_ = [pair for pair in zip(names, (vci, month, season), strict=True) if pair[1] is not None]
    found = estimate_phase(measured(*given_), tuple(printed), previous=previous)
    assert found.reasons
    if found.phase in (Phase.ALARM, Phase.EMERGENCY):
        milk = any(each.variable == "milk-production" for each in printed)
        assert milk or previous in (Phase.ALARM, Phase.EMERGENCY)
        assert judge_environment(measured(*given_), previous=previous).out
    if found.phase is Phase.RECOVERY:
        assert previous in (Phase.ALARM, Phase.EMERGENCY, Phase.RECOVERY)
    assert found.phase is not Phase.PRE_ALERT


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


@pytest.mark.parametrize(
    ("as_of", "before"),
    [
        (date(2026, 10, 31), Phase.NORMAL),
        (date(2026, 11, 1), Phase.ALARM),
        (date(2026, 11, 30), Phase.ALARM),
        (date(2026, 12, 15), Phase.ALARM),
        (date(2026, 12, 16), None),
        (date(2026, 9, 30), None),
    ],
)
def test_the_phase_before_is_of_an_earlier_month_and_not_old(as_of, before):
    records = (
        phase_record(Phase.NORMAL, observed_month=Month(2026, 9)),
        phase_record(Phase.ALARM, observed_month=Month(2026, 10)),
        phase_record(Phase.EMERGENCY, observed_month=Month(2026, 10), zone="mixed farming"),
    )
    assert phase_before(records, county=KITUI, as_of=as_of) is before


def test_the_later_entry_for_a_month_is_its_correction():
    records = (phase_record(Phase.ALERT), phase_record(Phase.ALARM))
    assert official_for(records, county=KITUI, as_of=date(2026, 11, 23)).phase is Phase.ALARM


def test_a_different_estimate_is_told_beside_the_official_phase():
    told = disagreement(phase_record(Phase.ALERT), Estimate(phase=Phase.ALARM, reasons=()))
    assert told.startswith(
        "NDMA's phase for October 2026 is alert, while the figures suggest alarm"
    )


@pytest.mark.parametrize(
    ("official", "estimated"),
    [(phase_record(Phase.ALERT), Phase.ALERT), (phase_record(), None), (None, Phase.ALERT)],
)
def test_agreement_or_ignorance_is_not_told(official, estimated):
    assert disagreement(official, Estimate(phase=estimated, reasons=())) is None
