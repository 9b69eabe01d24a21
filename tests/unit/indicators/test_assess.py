from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.evidence import Harvest, Phase
from app.domain.periods import Dekad, Month, Period, Week
from app.domain.places import counties
from app.indicators.assess import assess
from app.indicators.precipitation import spi
from app.indicators.vegetation import vci_3m
from tests.builders import phase_record
from tests.unit.indicators.conftest import (
    AS_OF,
    LAST,
    SHA,
    days,
    history,
    ndvi_of,
    observed,
    rain_of,
)

KITUI = counties()["kitui"]
WEEK = Week.of(AS_OF)
RAIN = rain_of(46)[: 45 * 36 + LAST.slot + 1]
NDVI = ndvi_of(24)[: 23 * 36 + LAST.slot + 1]


def dekads(variable, values, county="kitui", **changes):
    """Return the newest twelve values of a history as observations."""
    first = LAST.ordinal - 11
    return [
        observed(
            variable,
            value,
            county=county,
            period=Dekad.from_ordinal(first + n).period,
            row=f"row {n}",
            **changes,
        )
        for n, value in enumerate(values[-12:])
    ]


def satellite(county="kitui", rain=RAIN, ndvi=NDVI):
    """Return what the two live sources give for a county."""
    month, season = {"county": county, "period": days(3)}, {"county": county, "period": days(9)}
    return Harvest(
        source="test feed",
        observations=(
            *dekads("rain", rain, county),
            observed("rain-1-month", 60.0, **month),
            observed("rain-1-month-normal", 80.0, **month),
            observed("rain-3-month", 131.59941, **season),
            observed("rain-3-month-normal", 206.9685, **season),
            *dekads("NDVI", ndvi, county),
            observed("NDVI-normal", 0.4, county=county),
        ),
        histories=(history(rain, county=county), history(ndvi, "NDVI", county=county)),
    )


def official(phase=Phase.ALERT, **changes):
    return Harvest(source="NDMA record", phases=(phase_record(phase, **changes),))


def assessed(*harvests, county=KITUI, as_of=AS_OF):
    return assess(county, WEEK, as_of=as_of, harvests=harvests)


def test_every_indicator_comes_with_formula_period_unit_and_sources():
    found = assessed(satellite(), official())
    assert [each.name for each in found.indicators] == [
        "rain-1-month-percent",
        "rain-3-month-percent",
        "SPI-1",
        "SPI-3",
        "NDVI-percent",
        "NDVI-anomaly",
        "VCI-3M",
    ]
    assert all(each.formula and each.unit and each.sources for each in found.indicators)
    assert {each.name: each.unit for each in found.indicators}["SPI-3"] == "unitless"
    assert found.held == ()


def test_rain_is_compared_with_its_normal_of_the_same_days():
    found = assessed(satellite(), official()).indicator("rain-3-month-percent")
    assert (found.value, found.unit, found.classified) == (63.6, "%", "below normal")
    assert found.period == days(9)
    assert [each.variable for each in found.sources] == ["rain-3-month", "rain-3-month-normal"]


def test_the_newest_rain_that_has_its_normal_is_taken():
    older = days(3, last=Dekad.from_ordinal(LAST.ordinal - 1))
    more = Harvest(
        source="test feed",
        observations=(
            observed("rain-1-month", 5.0, period=older),
            observed("rain-1-month-normal", 50.0, period=older),
            observed("rain-1-month", 9.0, period=days(2)),
        ),
    )
    assert assessed(satellite(), more).indicator("rain-1-month-percent").value == 75.0


def test_spi_and_vci_are_those_of_the_newest_observed_dekad():
    found = assessed(satellite(), official())
    assert found.indicator("SPI-1").value == spi(history(RAIN), dekads=3, at=LAST)
    assert found.indicator("SPI-3").value == spi(history(RAIN), dekads=9, at=LAST)
    assert found.indicator("SPI-3").period == days(9)
    assert len(found.indicator("SPI-3").sources) == 9
    assert len(found.indicator("SPI-1").sources) == 3
    assert found.indicator("VCI-3M").value == vci_3m(history(NDVI, "NDVI"), at=LAST)
    assert found.indicator("VCI-3M").formula.startswith("VCI (county NDVI)")
    assert len(found.indicator("VCI-3M").sources) == 9


def test_a_past_week_is_judged_by_its_own_dekad_and_the_same_reference_years():
    past = Dekad.from_ordinal(LAST.ordinal - 5)
    whole = satellite()
    kept = tuple(each for each in whole.observations if each.period.end <= past.period.end)
    found = assessed(replace(whole, observations=kept), as_of=past.period.end)
    assert found.indicator("SPI-3").value == spi(history(RAIN), dekads=9, at=past)
    assert found.indicator("VCI-3M").value == vci_3m(history(NDVI, "NDVI"), at=past)


def test_ndvi_is_given_in_percent_and_as_a_difference():
    ndvi = NDVI[-1]
    found = assessed(satellite(), official())
    assert found.indicator("NDVI-percent").value == round(100 * ndvi / 0.4, 1)
    assert found.indicator("NDVI-anomaly").value == round(ndvi - 0.4, 4)


@pytest.mark.parametrize(("age", "value"), [(0, 9.72), (45, 9.72), (46, None)])
def test_a_printed_vci_3m_goes_before_a_computed_one_while_it_is_recent(age, value):
    end = AS_OF - timedelta(days=age)
    period = Period(end - timedelta(days=89), end)
    printed = observed("VCI-3M", 9.72, unit="%", period=period, source="NDMA", note="as printed")
    found = assessed(satellite(), Harvest(source="NDMA", observations=(printed,)))
    vci = found.indicator("VCI-3M")
    if value:
        assert (vci.value, vci.formula) == (9.72, "as given by NDMA: as printed")
        assert vci.classified == "extreme vegetation deficit"
        assert vci.sources == (printed,)
    else:
        assert vci.formula.startswith("VCI (county NDVI)")


def test_an_old_printed_vci_3m_stays_when_none_can_be_computed():
    end = AS_OF - timedelta(days=60)
    printed = observed("VCI-3M", 30.0, period=Period(end, end), source="NDMA")
    found = assessed(Harvest(source="NDMA", observations=(printed,)))
    assert found.indicator("VCI-3M").formula == "as given by NDMA"
    assert any(finding.startswith("VCI-3M as given is of") for finding in found.findings)


def test_a_dry_season_is_told_and_not_compared():
    dry = Harvest(
        source="test feed",
        observations=(
            observed("rain-1-month", 1.0, period=days(3)),
            observed("rain-1-month-normal", 3.9, period=days(3)),
        ),
    )
    found = assessed(dry)
    assert found.indicator("rain-1-month-percent") is None
    assert any("the normal is 3.9 mm, below 10 mm" in each for each in found.findings)


@pytest.mark.parametrize(
    ("rain", "ndvi", "told"),
    [
        (RAIN[-72:], NDVI, "SPI-3 is not given"),
        (RAIN, NDVI[-72:], "VCI-3M is not given: it needs nine dekads"),
        (RAIN, [0.4] * len(NDVI), "VCI-3M is not given: NDVI reference range is empty"),
    ],
)
def test_what_cannot_be_computed_is_a_finding(rain, ndvi, told):
    found = assessed(satellite(rain=rain, ndvi=ndvi), official())
    assert any(each.startswith(told) for each in found.findings)
    assert found.held == ()


def test_a_computed_vci_that_cannot_be_is_held():
    found = assessed(satellite(ndvi=[*NDVI[:-12], *[0.94] * 12]), official())
    assert found.indicator("VCI-3M") is None
    assert any("VCI-3M computed from NDVI is" in each for each in found.held)


def test_rain_that_cannot_be_is_held_and_not_computed_with():
    found = assessed(satellite(rain=[*RAIN[:-1], 100 * RAIN[-1]]), official())
    assert any(each.startswith("rain of ") for each in found.held)
    assert found.indicator("SPI-1") is None
    assert found.indicator("NDVI-percent") is not None


def test_a_county_without_evidence_is_held_and_has_no_zeros():
    found = assessed(satellite("makueni"), official(county="makueni"))
    assert found.indicators == found.figures == ()
    assert found.estimate.phase is None
    assert "There is no evidence for Kitui: no source gave a figure." in found.held
    assert any("no NDMA phase on record for Kitui" in each for each in found.held)


def test_without_any_harvest_a_county_is_held():
    assert len(assessed().held) == 2


def test_without_an_official_phase_a_county_is_held():
    found = assessed(satellite())
    assert found.official is None
    assert len(found.held) == 1
    assert "no NDMA phase on record for Kitui" in found.held[0]


@pytest.mark.parametrize(
    ("month", "findings", "held"),
    [
        (Month(2026, 11), 0, 0),
        (Month(2026, 10), 0, 0),
        (Month(2026, 9), 1, 0),
        (Month(2026, 7), 0, 1),
    ],
)
def test_an_old_official_phase_is_told_then_held(month, findings, held):
    found = assessed(satellite(), official(observed_month=month))
    assert sum("NDMA's phase is of" in each for each in found.findings) == findings
    assert sum("NDMA's phase is of" in each for each in found.held) == held


def test_two_phases_for_one_month_are_a_finding():
    found = assessed(satellite(), official(Phase.ALERT), official(Phase.ALARM))
    assert found.official.phase is Phase.ALARM
    assert any("on record as alarm and alert" in each for each in found.findings)


def test_an_estimate_that_differs_is_a_finding_and_not_the_phase():
    found = assessed(satellite(), official(Phase.EMERGENCY))
    assert found.official.phase is Phase.EMERGENCY
    assert any(
        "NDMA's phase for October 2026 is emergency" in each and found.estimate.phase.value in each
        for each in found.findings
    )


@pytest.mark.parametrize(("later", "findings", "held"), [(11, 0, 0), (12, 2, 0), (26, 0, 2)])
def test_satellite_evidence_is_told_then_held_as_it_ages(later, findings, held):
    found = assessed(satellite(), official(), as_of=AS_OF + timedelta(days=later))
    aged = ("Rain is of", "NDVI is of")
    assert sum(each.startswith(aged) for each in found.findings) == findings
    assert sum(each.startswith(aged) for each in found.held) == held


def test_preliminary_rain_is_told():
    harvest = satellite()
    early = tuple(replace(each, preliminary=True) for each in harvest.observations)
    found = assessed(replace(harvest, observations=early), official())
    assert (
        "Rain up to 20 November 2026 is preliminary; its source will revise it." in found.findings
    )


def test_figures_are_ndmas_newest_printed_ones_of_the_same_bulletin():
    november = Period(date(2026, 10, 1), date(2026, 10, 31))
    september = Period(date(2026, 9, 1), date(2026, 9, 30))
    long_ago = Period(date(2025, 9, 1), date(2025, 9, 30))
    newest = observed("terms-of-trade", 57, normal_low=83, period=november)
    harvest = Harvest(
        source="NDMA",
        observations=(
            observed("terms-of-trade", 70, normal_low=80, period=september),
            newest,
            observed("MUAC-at-risk", 8.6, normal_high=8, period=long_ago),
            observed("MUAC-at-risk", 8.6, normal_high=8, period=november, county="makueni"),
        ),
    )
    found = assessed(harvest)
    assert found.figures == (newest,)
    assert found.figure("terms-of-trade").normal_low == 83


def test_a_replay_says_which_month_it_replays():
    assert assessed(replace(official(), replay_of=Month(2026, 2))).replay_of == Month(2026, 2)
    assert assessed(official()).replay_of is None


def test_no_figure_of_a_county_ever_reaches_another():
    """Each county has its own values; every observation behind its assessment must be its own."""
    slugs = list(counties())
    harvests = []
    for number, slug in enumerate(slugs):
        rain = rain_of(46, seed=number)[: len(RAIN)]
        ndvi = ndvi_of(24, seed=number)[: len(NDVI)]
        harvests.append(satellite(slug, rain=rain, ndvi=ndvi))
        harvests.append(official(county=slug))
    mixed = Harvest(
        source="all",
        observations=tuple(each for one in harvests[::-1] for each in one.observations),
        histories=tuple(each for one in harvests for each in one.histories),
        phases=tuple(each for one in harvests for each in one.phases),
    )
    for number, slug in enumerate(slugs):
        alone = assessed(*harvests[2 * number : 2 * number + 2], county=counties()[slug])
        together = assessed(mixed, county=counties()[slug])
        assert together == alone
        assert together.official.county == slug
        used = [each for one in together.indicators for each in one.sources]
        assert {each.county for each in used} == {slug}
        assert {each.payload_sha256 for each in used} == {SHA}
