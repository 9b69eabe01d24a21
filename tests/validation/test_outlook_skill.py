"""The outlook against the published ridge and persistence, on the ridge's own rows of 2021 on."""

import json

import numpy as np
import pytest

from app.indicators.outlook import forecast
from app.indicators.outlook_model import TERMS, shipped_model
from tests.validation import outlook_skill
from tests.validation.outlook_series import BASELINE_FILE, RAIN_FILE, VCI_FILE, all_series
from tests.validation.outlook_skill import chosen, coverage, printed, skill

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(path.exists() for path in (VCI_FILE, RAIN_FILE, BASELINE_FILE)),
        reason=f"the weekly VCI, the rain or the baseline is not in {VCI_FILE.parent}",
    ),
]

PUBLISHED_FOR_THE_TEN = {4: 0.95, 6: 0.87, 8: 0.75, 12: 0.44}


@pytest.mark.parametrize("lead", outlook_skill.LEADS)
def test_the_baseline_is_reproduced(lead):
    published = json.loads(BASELINE_FILE.read_text())["leads_weeks"][str(lead)]["test_2021_2026"]
    found = skill(chosen(lead, spoken=False), "ridge")
    assert found.r2 == pytest.approx(published["r2"], abs=6e-4)
    assert found.rmse == pytest.approx(published["rmse"], abs=6e-3)
    assert found.hit == pytest.approx(published["hit_lt35"], abs=1.1e-3)
    assert found.false_alarm == pytest.approx(published["false_alarm_lt35"], abs=1.1e-3)


@pytest.mark.parametrize(("lead", "r2"), PUBLISHED_FOR_THE_TEN.items())
def test_the_baseline_of_the_ten_sub_counties_is_reproduced(lead, r2):
    table = chosen(lead, spoken=True)
    assert table["name"].nunique() == 10
    assert round(skill(table, "ridge").r2, 2) == r2


@pytest.mark.parametrize("spoken", [True, False], ids=["ten sub-counties", "all 49"])
@pytest.mark.parametrize("lead", outlook_skill.LEADS)
def test_the_outlook_beats_the_ridge_and_persistence(lead, spoken):
    table = chosen(lead, spoken=spoken)
    ours, ridge, persistence = (skill(table, way) for way in outlook_skill.WAYS)
    assert ours.r2 > ridge.r2 > persistence.r2


@pytest.mark.parametrize("spoken", [True, False], ids=["ten sub-counties", "all 49"])
@pytest.mark.parametrize("lead", outlook_skill.LEADS)
def test_the_band_holds_about_four_in_five(lead, spoken):
    assert 0.70 <= coverage(chosen(lead, spoken=spoken)) <= 0.90


def test_the_future_changes_no_forecast():
    series = next(each for each in all_series() if each.name == "Voi")
    at = series.days.index(next(day for day in series.days if day.year == 2022))
    later = series.vci.copy()
    later[at + 1 :] = -999
    known = tuple(each for each in series.rain if (series.days[at] - each.end).days >= 20)
    blind = series._replace(vci=later, rain=known)
    seen = forecast(series.history(at), rain=series.rain)
    assert forecast(blind.history(at), rain=blind.rain) == seen


def test_the_shipped_model_is_what_the_years_to_2020_give():
    pytest.importorskip("sklearn", reason="scikit-learn, which fits the outlook, is not installed")
    from tests.validation.fit_outlook import TRAINED_TO, fitted

    model = fitted(tuple(_ending(each, TRAINED_TO) for each in all_series()))
    shipped = shipped_model()
    assert model.trained_to == shipped.trained_to
    assert model.usual_swing == shipped.usual_swing
    for lead, fit in shipped.leads.items():
        ours = model.leads[lead]
        expected = (fit.intercept, *fit.coefficients, fit.low, fit.high)
        assert len(fit.coefficients) == len(TERMS)
        assert (ours.intercept, *ours.coefficients, ours.low, ours.high) == pytest.approx(
            expected, abs=1e-4
        )


def test_the_table_is_printed(capsys):
    with capsys.disabled():
        print("\nTen sub-counties of Makueni and Taita Taveta, 2021-01 to 2026-02")
        print(printed(spoken=True))
        print("\nAll 49 sub-counties")
        print(printed(spoken=False))


def _ending(series, last):
    """Return a sub-county whose VCI and rain stop at a day: what the fit may see."""
    return series._replace(
        vci=np.where(np.array(series.days) <= last, series.vci, np.nan),
        rain=tuple(each for each in series.rain if each.end <= last),
    )
