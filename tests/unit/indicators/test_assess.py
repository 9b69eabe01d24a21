from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.evidence import Harvest, Phase
from app.domain.findings import Decision, Policy
from app.domain.periods import Dekad, Month, Period, Week
from app.domain.places import counties
from app.indicators.assess import assess
from app.indicators.precipitation import spi
from app.indicators.vegetation import vci_3m
from tests.builders import NOW, phase_record
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
LONG_RAIN = rain_of(46)[: 45 * 36 + LAST.slot + 1]
# The newest nine dekads make 131.59941 mm, the newest three 60 mm.
RAIN = [*LONG_RAIN[:-9], *[71.59941 / 6] * 6, *[20.0] * 3]
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
            observed("rain-1-month", sum(rain[-3:]), **month),
            observed("rain-1-month-normal", 80.0, **month),
            observed("rain-3-month", sum(rain[-9:]), **season),
            observed("rain-3-month-normal", 206.9685, **season),
            *dekads("NDVI", ndvi, county),
            observed("NDVI-normal", 0.4, county=county),
        ),
        histories=(history(rain, county=county), history(ndvi, "NDVI", county=county)),
    )


def official(phase=Phase.ALERT, **changes):
    return Harvest(source="NDMA record", phases=(phase_record(phase, **changes),))


def assessed(*harvests, county=KITUI, as_of=AS_OF, **more):
    return assess(county, WEEK, as_of=as_of, harvests=harvests, **more)


def texts(found, *, holds=False):
    """Return what was found, or only what holds a sentence or the bulletin."""
    return [each.text for each in found.findings if each.holds or not holds]


def test_every_indicator_comes_with_formula_period_unit_and_sources():
    found = assessed(satellite(), official())
    assert [each.name for each in found.indicators] == [
        "rain-1-month-percent",
        "rain-3-month-percent",
        "SPI-1",
        "SPI-3",
        "SPI-6",
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
            observed("rain-1-month", 9.0, period=days(2), source="other feed"),
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
    assert any(told.startswith("VCI-3M as given is of") for told in texts(found))


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
    assert any("the normal is 3.9 mm, below 10 mm" in each for each in texts(found))


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
    assert any(each.startswith(told) for each in texts(found))
    assert found.held == ()


def test_a_computed_vci_that_cannot_be_is_not_given():
    found = assessed(satellite(ndvi=[*NDVI[:-12], *[0.94] * 12]), official())
    assert found.indicator("VCI-3M") is None
    assert any("from NDVI cannot be; check the NDVI" in each for each in texts(found))


def test_rain_that_cannot_be_holds_its_sentence_and_is_not_computed_with():
    found = assessed(satellite(rain=[*RAIN[:-1], 100 * RAIN[-1]]), official())
    assert any(each.startswith("rain of ") for each in texts(found, holds=True))
    assert found.held == ()
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
    assert sum("NDMA's phase is of" in each for each in texts(found)) == findings + held
    assert sum("NDMA's phase is of" in each for each in found.held) == held


def test_two_phases_for_one_month_are_a_finding():
    found = assessed(satellite(), official(Phase.ALERT), official(Phase.ALARM))
    assert found.official.phase is Phase.ALARM
    assert any("on record as alarm and alert" in each for each in texts(found))


def test_an_estimate_that_differs_is_a_finding_and_not_the_phase():
    found = assessed(satellite(), official(Phase.EMERGENCY, observed_month=Month(2026, 11)))
    assert found.official.phase is Phase.EMERGENCY
    assert found.estimate.phase is Phase.ALERT
    (differs,) = [each for each in found.findings if each.policy is Policy.PHASE_DIFFERS]
    assert "NDMA's phase for November 2026 is emergency" in differs.text
    assert "suggest alert" in differs.text
    assert not differs.holds


@pytest.mark.parametrize(("later", "findings", "held"), [(11, 0, 0), (12, 2, 0), (26, 0, 2)])
def test_satellite_evidence_is_told_then_held_as_it_ages(later, findings, held):
    found = assessed(satellite(), official(), as_of=AS_OF + timedelta(days=later))
    aged = ("Rain is of", "NDVI is of")
    assert sum(each.startswith(aged) for each in texts(found)) == findings + held
    assert sum(each.startswith(aged) for each in texts(found, holds=True)) == held
    assert found.held == ()
    assert (found.indicator("rain-3-month-percent") is None) is bool(held)


def test_preliminary_rain_is_told():
    harvest = satellite()
    early = tuple(replace(each, preliminary=True) for each in harvest.observations)
    found = assessed(replace(harvest, observations=early), official())
    assert "Rain up to 20 November 2026 is preliminary; its source will revise it." in texts(found)


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


def decision(*, accepted, reason="compared with the provider's map"):
    return Decision(accepted=accepted, reason=reason, officer="A. Officer", at=NOW)


def doubtful_ndvi():
    """NDVI that fell further in a dekad than is believable."""
    return satellite(ndvi=[*NDVI[:-2], 0.75, 0.30])


def test_a_jump_holds_its_sentence_until_an_officer_accepts_the_figures():
    waiting = assessed(doubtful_ndvi(), official())
    (jump,) = [each for each in waiting.findings if each.policy is Policy.JUMP]
    assert jump.open
    assert jump.holds
    assert waiting.held == ()
    assert waiting.indicator("NDVI-percent") is None
    assert waiting.indicator("VCI-3M") is None
    assert waiting.indicator("rain-3-month-percent") is not None
    agreed = assessed(doubtful_ndvi(), official(), decisions={jump.key: decision(accepted=True)})
    assert agreed.indicator("NDVI-percent").value == 75.0
    (kept,) = [each for each in agreed.findings if each.policy is Policy.JUMP]
    assert kept.decision.officer == "A. Officer"
    assert not kept.holds


def test_a_rejected_figure_stays_out_though_it_was_only_old():
    later = AS_OF + timedelta(days=12)
    told = assessed(satellite(), official(), as_of=later)
    assert told.indicator("rain-3-month-percent") is not None
    (old,) = [each for each in told.findings if each.text.startswith("Rain is of")]
    left_out = assessed(
        satellite(), official(), as_of=later, decisions={old.key: decision(accepted=False)}
    )
    assert left_out.indicator("rain-3-month-percent") is None
    assert left_out.held == ()


def test_nobody_can_accept_what_cannot_be():
    wrong = satellite(rain=[*RAIN[:-1], 100 * RAIN[-1]])
    keys = {each.key: decision(accepted=True) for each in assessed(wrong, official()).findings}
    found = assessed(wrong, official(), decisions=keys)
    assert found.indicator("SPI-1") is None
    assert any(each.policy is Policy.IMPLAUSIBLE and each.holds for each in found.findings)


def test_a_decision_holds_for_the_figures_it_was_about_and_no_others():
    first = assessed(doubtful_ndvi(), official())
    keys = {each.key: decision(accepted=True) for each in first.findings if each.open}
    other = satellite(ndvi=[*NDVI[:-2], 0.75, 0.31])
    assert assessed(other, official(), decisions=keys).indicator("NDVI-percent") is None


def test_a_doubtful_vci_3m_on_the_page_that_gave_the_phase_holds_the_bulletin():
    page = {"payload_sha256": "d" * 64, "source": "NDMA county bulletin", "unit": "%"}
    october, september = Month(2026, 10).period, Month(2026, 9).period
    figures = Harvest(
        source="NDMA record",
        observations=(
            observed("VCI-3M", 0.4, period=october, **page),
            observed("VCI-3M", 40.0, period=september, **page | {"payload_sha256": "e" * 64}),
        ),
    )
    same = assessed(satellite(), figures, official(payload_sha256="d" * 64))
    assert any("VCI-3M of 0.4" in each for each in same.held)
    elsewhere = assessed(satellite(), figures, official(payload_sha256="f" * 64))
    assert elsewhere.held == ()
    assert elsewhere.indicator("VCI-3M").formula.startswith("VCI (county NDVI)")


def test_zones_of_the_phases_month_stand_beside_it():
    mixed = phase_record(Phase.ALARM, zone="Mixed Farming")
    older = phase_record(Phase.NORMAL, zone="Mixed Farming", observed_month=Month(2026, 9))
    zones = Harvest(source="NDMA record", phases=(mixed, older))
    found = assessed(satellite(), official(), zones)
    assert found.official.zone is None
    assert found.zones == (mixed,)


def test_other_sources_are_context_and_no_indicator():
    maize = observed("maize-price", 62.0, unit="KES/kg", source="WFP food prices")
    found = assessed(satellite(), official(), Harvest(source="prices", observations=(maize,)))
    assert maize in found.context
    assert found.figure("maize-price") == maize
    assert "rain-normal" not in {each.variable for each in found.context}


def test_the_outlook_starts_from_the_newest_vegetation_and_is_silent_without():
    found = assessed(satellite(), official())
    assert found.outlook.since == LAST.period.end
    assert [each.lead_weeks for each in found.outlook.leads] == list(range(2, 13))
    assert all(each.low <= each.point <= each.high for each in found.outlook.leads)
    assert assessed(official()).outlook is None
    assert assessed(satellite(ndvi=NDVI[-72:]), official()).outlook.silent


def test_a_replay_foresees_from_its_own_day_and_never_from_later_figures():
    past = AS_OF - timedelta(days=30)
    known = satellite(ndvi=NDVI[:-3])
    cut = Harvest(
        source="test feed",
        observations=tuple(
            replace(each, period=Dekad.from_ordinal(Dekad.of(each.period.end).ordinal - 3).period)
            for each in known.observations
            if each.variable == "NDVI"
        ),
        histories=(history(NDVI, "NDVI"),),
    )
    changed = replace(cut, histories=(history([*NDVI[:-3], 0.9, 0.9, 0.9], "NDVI"),))
    found = assessed(cut, official(), as_of=past).outlook
    assert found.leads
    assert found == assessed(changed, official(), as_of=past).outlook
