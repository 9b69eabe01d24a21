from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from app.domain.climatology import Climatology
from app.indicators.climatology import SPI_DEKADS, fit_climatology
from app.indicators.precipitation import spi
from app.indicators.vegetation import vci_3m
from tests.unit.indicators.conftest import LAST, SHA, history, ndvi_of, rain_of

RAIN = rain_of(46)[: 45 * 36 + LAST.slot + 1]
NDVI = ndvi_of(24)[: 23 * 36 + LAST.slot + 1]
FIVE_YEARS = 5 * 36
HISTORIES = (history(RAIN), history(NDVI, "NDVI"))


def recent(each):
    return replace(
        each,
        payload_sha256="d" * 64,
        first=each.last.from_ordinal(each.last.ordinal - FIVE_YEARS + 1),
        values=each.values[-FIVE_YEARS:],
    )


def test_a_climatology_has_a_fit_for_each_spi_and_dekad_of_the_year():
    found = fit_climatology(HISTORIES, county="kitui")
    assert {(each.dekads, each.slot) for each in found.rain} == {
        (dekads, slot) for dekads in (3, 9, 18) for slot in range(36)
    }
    assert [each.slot for each in found.greenness] == list(range(36))
    assert (found.rain_years, found.greenness_years) == ((1991, 2020), (2003, 2022))
    assert (found.county, found.source, found.fitted_from) == ("kitui", "test feed", (SHA,))


def test_it_comes_back_from_json_as_it_was():
    found = fit_climatology(HISTORIES, county="kitui")
    adapter = TypeAdapter(Climatology)
    assert adapter.validate_json(adapter.dump_json(found)) == found


def test_five_years_and_the_stored_climatology_give_what_45_years_give():
    found = fit_climatology(HISTORIES, county="kitui")
    rain, ndvi = HISTORIES
    for back in range(36):
        at = LAST.from_ordinal(LAST.ordinal - back)
        for dekads in SPI_DEKADS.values():
            stored = spi(recent(rain), dekads=dekads, at=at, fits=found.rain)
            assert stored == spi(rain, dekads=dekads, at=at)
            assert stored is not None
        stored = vci_3m(recent(ndvi), at=at, ranges=found.greenness)
        assert stored == vci_3m(ndvi, at=at)


def test_one_variable_is_enough():
    assert fit_climatology(HISTORIES[:1], county="kitui").greenness == ()
    assert fit_climatology(HISTORIES[1:], county="kitui").rain == ()


def test_a_short_history_has_no_climatology():
    assert fit_climatology([recent(each) for each in HISTORIES], county="kitui") is None
    assert fit_climatology((), county="kitui") is None


def test_other_counties_and_other_variables_are_passed_over():
    lush = history([mm * 9 for mm in RAIN], county="makueni")
    other = history(RAIN, variable="rain-gap-filler")
    alone = fit_climatology(HISTORIES, county="kitui")
    assert fit_climatology((lush, other, *HISTORIES), county="kitui") == alone
    assert fit_climatology((lush, other), county="kitui") is None


def test_two_sources_have_no_common_climatology():
    other = replace(HISTORIES[1], source="another feed")
    with pytest.raises(ValueError, match="of another feed and test feed"):
        fit_climatology((HISTORIES[0], other), county="kitui")
