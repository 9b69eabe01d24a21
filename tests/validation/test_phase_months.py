"""The estimate of the phase against NDMA's 38 published county-months of Kitui and Makueni."""

import numpy as np
import pytest

from app.domain.evidence import Phase
from app.domain.places import county_named
from app.indicators.phase import phase_before
from tests.validation.outlook_series import RAIN_FILE, VCI_FILE
from tests.validation.phase_evidence import MODIS_FILE, tied_vci_3m, viirs_vci_3m, wfp_months
from tests.validation.phase_months import (
    judged,
    mean_severity_error,
    printed_misses,
    printed_table,
)
from tests.validation.phase_records import FACTS_FILE, last_day, phase_records

NEEDED = (FACTS_FILE, RAIN_FILE, VCI_FILE, MODIS_FILE)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(path.exists() for path in NEEDED),
        reason=f"{', '.join(path.name for path in NEEDED)} are not all in {FACTS_FILE.parent}",
    ),
]

MISSED = {
    ("Kitui", "2019-09"): (Phase.ALARM, Phase.ALERT),
    ("Kitui", "2022-09"): (Phase.ALARM, Phase.ALERT),
    ("Makueni", "2019-09"): (Phase.ALERT, Phase.NORMAL),
}


def test_every_published_county_month_is_judged_with_vegetation_and_rain():
    assert len(judged()) == 38
    assert all("VCI-3M" in each.figures for each in judged())
    assert all("rain-3-month-percent" in each.figures for each in judged())


def test_the_estimate_misses_three_months_of_38_and_these():
    found = {
        (each.county, each.month): (each.declared, each.estimate.phase)
        for each in judged()
        if not each.agrees
    }
    assert found == MISSED


def test_the_estimate_agrees_more_often_than_one_line_on_vci_3m():
    ours = sum(each.agrees for each in judged())
    rule = sum(each.rule_agrees for each in judged())
    assert (ours, rule) == (35, 33)
    assert ours > rule


def test_where_the_one_line_rule_is_right_the_estimate_is_too():
    assert not [each for each in judged() if each.rule_agrees and not each.agrees]


def test_the_estimate_is_fewer_steps_away():
    ours = mean_severity_error(judged(), way=lambda each: each.estimate.phase)
    rule = mean_severity_error(judged(), way=lambda each: each.rule)
    assert ours == pytest.approx(4 / 38)
    assert rule == pytest.approx(7 / 38)


def test_no_month_is_told_its_own_phase():
    previous = {(each.county, each.month): each.previous for each in judged()}
    assert previous["Kitui", "2022-08"] is None
    assert previous["Kitui", "2022-09"] is Phase.ALERT
    assert previous["Kitui", "2025-12"] is None
    assert sum(each is not None for each in previous.values()) == 16
    for each in judged():
        others = [record for record in phase_records() if str(record.observed_month) != each.month]
        county = county_named(each.county)
        assert phase_before(others, county=county, as_of=last_day(each.month)) is each.previous


def test_ndvi_that_was_carried_on_gives_makuenis_vci_3m_about_as_viirs_does():
    weekly = viirs_vci_3m("Makueni")
    months = [month for month in wfp_months().loc["Makueni"].index if month > "2020-06"]
    viirs = np.array([weekly[weekly.index <= last_day(month)].iloc[-1] for month in months])
    tied = np.array([tied_vci_3m("Makueni", month) for month in months])
    assert len(months) == 68
    assert np.median(np.abs(tied - viirs)) < 6
    assert np.mean((tied < 35) == (viirs < 35)) > 0.9


def test_the_table_is_printed(capsys):
    with capsys.disabled():
        print("\nKitui and Makueni, all published county-months")
        print(printed_table())
        print(printed_misses())
