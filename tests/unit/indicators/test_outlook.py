import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Dekad
from app.indicators import vegetation
from app.indicators.outlook import (
    FEWEST_WEEKS,
    LeadOutlook,
    NoOutlook,
    Outlook,
    RainAnomaly,
    WeeklyVci,
    classes_spanned,
    forecast,
    speakable_class,
    weekly_vci,
)
from app.indicators.outlook_model import TERMS, LeadModel, OutlookModel, shipped_model, terms
from tests.unit.indicators.conftest import history as ndvi_history
from tests.unit.indicators.conftest import ndvi_of

LAST = date(2026, 2, 25)


def weekly(values, last=LAST):
    return WeeklyVci(last, tuple(values))


def waves(weeks=52, middle=45.0, height=15.0):
    """Return VCI that goes up and down twice a year."""
    return [middle + height * math.sin(week / 26 * 2 * math.pi) for week in range(weeks)]


def rain(percent, days_ago=30):
    return RainAnomaly(LAST - timedelta(days=days_ago), percent)


def flat_model():
    """Return a model that foresees no change, with a band of one swing to either side."""
    fit = LeadModel(intercept=0.0, coefficients=(0.0,) * len(TERMS), low=-1.0, high=1.0)
    return OutlookModel(date(2020, 12, 31), 10.0, {4: fit, 8: fit})


def lead(point=27.0, low=25.0, high=30.0):
    return LeadOutlook(4, LAST, point, low, high)


def test_forecast_speaks_of_two_to_twelve_weeks_ahead():
    found = forecast(weekly(waves()))
    assert isinstance(found, Outlook)
    assert [each.lead_weeks for each in found.leads] == list(range(2, 13))
    assert found.leads[0].on == LAST + timedelta(weeks=2)


def test_forecast_of_a_model_without_change_keeps_a_constant_series_constant():
    found = forecast(weekly([33.0] * 52), model=flat_model())
    assert [each.point for each in found.leads] == [33.0, 33.0]


def test_forecast_of_a_model_without_change_is_known_weeks_and_the_newest_worked_by_hand():
    # 13 weeks at 20, the newest at 46: in four weeks the window holds 8 of 20 and 5 of 46
    found = forecast(weekly([20.0] * 51 + [46.0]), model=flat_model())
    assert found.leads[0].point == 30.0


def test_forecast_keeps_a_constant_middling_series_nearly_constant():
    found = forecast(weekly([45.0] * 52))
    assert all(abs(each.point - 45) < 4 for each in found.leads)


@pytest.mark.parametrize("vci", [10.0, 85.0])
def test_forecast_lets_an_extreme_go_back_toward_the_middle(vci):
    found = forecast(weekly([vci] * 52))
    moved = [abs(each.point - vci) for each in found.leads]
    assert moved[0] < 3
    assert abs(found.leads[-1].point - 45) < abs(vci - 45)


def test_band_holds_the_point_and_widens_with_lead():
    found = forecast(weekly(waves()))
    widths = [each.high - each.low for each in found.leads]
    assert all(each.low < each.point < each.high for each in found.leads)
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


def test_band_is_wider_where_vegetation_swings_more():
    calm, wild = (forecast(weekly(waves(height=height))) for height in (3.0, 40.0))
    for quiet, loud in zip(calm.leads, wild.leads, strict=True):
        assert loud.high - loud.low > quiet.high - quiet.low


def test_forecast_is_silent_on_too_short_a_history():
    found = forecast(weekly(waves(FEWEST_WEEKS - 1)))
    assert found == NoOutlook("only 23 weeks of VCI are known, 24 are needed")
    assert isinstance(forecast(weekly(waves(FEWEST_WEEKS))), Outlook)


def test_forecast_is_silent_on_no_history():
    assert isinstance(forecast(weekly([])), NoOutlook)


def test_forecast_bridges_a_gap_of_two_weeks():
    values = [40.0 + week / 4 for week in range(52)]
    gapped = [None if week in (45, 46) else value for week, value in enumerate(values)]
    assert forecast(weekly(gapped)) == forecast(weekly(values))


@pytest.mark.parametrize(
    "missing", [(51,), (44, 45, 46)], ids=["newest week", "three weeks in a row"]
)
def test_forecast_is_silent_when_it_would_have_to_guess_the_window(missing):
    values = [None if week in missing else value for week, value in enumerate(waves())]
    assert forecast(weekly(values)) == NoOutlook("VCI is missing in the last 13 weeks")


def test_forecast_is_silent_when_half_a_year_is_full_of_holes():
    values = [None if 25 <= week <= 35 else value for week, value in enumerate(waves())]
    assert forecast(weekly(values)) == NoOutlook("too much VCI is missing in the last half year")


def test_good_rain_raises_the_outlook_and_poor_rain_lowers_it():
    usual = forecast(weekly(waves()))
    good, poor = (forecast(weekly(waves()), rain=[rain(percent)]) for percent in (160.0, 50.0))
    assert poor.leads[6].point < usual.leads[6].point < good.leads[6].point
    assert usual.rain is None
    assert good.rain == rain(160.0)


@pytest.mark.parametrize("days_ago", [-10, 0, 19, 61], ids=["future", "today", "early", "stale"])
def test_rain_that_was_not_yet_out_or_is_too_old_changes_nothing(days_ago):
    history = weekly(waves())
    assert forecast(history, rain=[rain(30.0, days_ago)]) == forecast(history)


def test_newest_usable_rain_is_taken_whatever_the_order():
    found = forecast(weekly(waves()), rain=[rain(30.0, 5), rain(90.0, 25), rain(60.0, 55)])
    assert found.rain == rain(90.0, 25)


@pytest.mark.parametrize(
    ("band", "said"),
    [
        ({"low": 25.0, "high": 30.0}, "moderate vegetation deficit"),
        ({"low": 15.0, "high": 30.0}, "moderate vegetation deficit"),
        ({"low": 15.0, "high": 34.9}, "moderate vegetation deficit"),
        ({"low": 15.0, "high": 35.0}, None),
        ({"low": 5.0, "high": 60.0}, None),
    ],
    ids=["one class", "two classes", "just two classes", "three classes", "five classes"],
)
def test_a_class_is_refused_when_the_band_spans_three(band, said):
    assert speakable_class(lead(**band)) == said


@given(
    low=st.floats(-50, 150),
    width=st.floats(0, 100),
)
def test_classes_spanned_agrees_with_the_classes_themselves(low, width):
    high = low + width
    inside = [least for least, _ in vegetation.VCI_CLASSES if low < least <= high]
    names = {vegetation.vci_class(each) for each in (low, *inside, high)}
    assert classes_spanned(low, high) == len(names)


@given(st.lists(st.floats(-90, 190), min_size=52, max_size=52), st.integers(0, 365))
def test_any_series_gives_finite_figures_in_order(values, day):
    found = forecast(weekly(values, last=date(2026, 1, 1) + timedelta(days=day)))
    assert all(each.low <= each.point <= each.high for each in found.leads)
    assert all(math.isfinite(each.point) for each in found.leads)


def test_terms_are_as_many_as_are_named():
    line = terms(np.zeros((2, 6)), rain=np.zeros(2), day_of_year=np.ones(2), lead_weeks=4)
    assert line.shape == (2, len(TERMS))


def test_the_shipped_model_saw_nothing_after_2020_and_its_bands_widen():
    model = shipped_model()
    fits = [model.leads[lead_weeks] for lead_weeks in range(2, 13)]
    assert model.trained_to == date(2020, 12, 31)
    assert [fit.high for fit in fits] == sorted(fit.high for fit in fits)
    assert [fit.low for fit in fits] == sorted((fit.low for fit in fits), reverse=True)


def test_weekly_vci_lies_on_the_line_between_dekads():
    ndvi = ndvi_history(ndvi_of(24), variable="NDVI", last=Dekad(2026, 11, 2))
    found = weekly_vci(ndvi, weeks=52)
    dekads = [_vci(ndvi, Dekad(2026, 11, number)) for number in (1, 2)]
    assert found.last == date(2026, 11, 20)
    assert len(found.values) == 52
    assert found.values[-1] == dekads[1]
    assert found.values[-2] == pytest.approx(dekads[0] + 0.3 * (dekads[1] - dekads[0]), abs=0.06)
    assert isinstance(forecast(found), Outlook)


def test_weekly_vci_is_unknown_beside_a_missing_dekad():
    whole = ndvi_history(ndvi_of(24), variable="NDVI", last=Dekad(2026, 11, 2))
    found = weekly_vci(replace(whole, values=(*whole.values[:-1], None)), weeks=52)
    assert found.values[-1] is None
    assert forecast(found) == NoOutlook("VCI is missing in the last 13 weeks")


def test_weekly_vci_is_unknown_without_reference_years():
    young = ndvi_history(ndvi_of(5), variable="NDVI", last=Dekad(2026, 11, 2))
    assert set(weekly_vci(young).values) == {None}


def _vci(history, dekad):
    """Return the VCI of a dekad, straight from the formula."""
    same = [
        history.values[Dekad(year, dekad.month, dekad.number).ordinal - history.first.ordinal]
        for year in range(2003, 2023)
    ]
    ndvi = history.values[dekad.ordinal - history.first.ordinal]
    return vegetation.vci(ndvi, lowest=min(same), highest=max(same))
