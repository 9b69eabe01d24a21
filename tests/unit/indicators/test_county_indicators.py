from dataclasses import replace
from datetime import date

import pytest

from app.domain.periods import Dekad, Period
from app.domain.variables import NDVI, RAIN, RAIN_NORMAL
from app.indicators.climatology import fit_climatology
from app.indicators.county_indicators import measure
from app.indicators.quality import Sifted
from tests.unit.indicators.conftest import AS_OF, LAST, history, ndvi_of, observed, rain_of

LONG_RAIN = rain_of(46)[: 45 * 36 + LAST.slot + 1]
LONG_NDVI = ndvi_of(24)[: 23 * 36 + LAST.slot + 1]
HISTORIES = (history(LONG_RAIN), history(LONG_NDVI, "NDVI"))
# 10, 12, 14, ... mm in each dekad, against 20 mm
SEASON = [10.0 + 2 * n for n in range(9)]


def dekads(variable, values, last=LAST, **changes):
    first = last.ordinal - len(values) + 1
    return [
        observed(variable, value, period=Dekad.from_ordinal(first + n).period, **changes)
        for n, value in enumerate(values)
    ]


def measured(kept, histories=(), **more):
    return measure(Sifted(kept=tuple(kept)), histories, as_of=AS_OF, **more)


def named(found, name):
    return next((each for each in found.indicators if each.name == name), None)


def season(last, rain, normal=20.0):
    return [*dekads(RAIN, rain, last=last), *dekads(RAIN_NORMAL, [normal] * len(rain), last=last)]


@pytest.mark.parametrize(
    ("last", "mm", "normal_mm", "start"),
    [
        (Dekad(2026, 10, 1), 26, 20, date(2026, 10, 1)),
        (Dekad(2026, 11, 2), 18 + 20 + 22 + 24 + 26, 100, date(2026, 10, 1)),
        (Dekad(2026, 5, 3), 162, 180, date(2026, 3, 1)),
        (Dekad(2026, 3, 2), 24 + 26, 40, date(2026, 3, 1)),
    ],
)
def test_season_to_date_counts_from_the_first_of_march_or_october(last, mm, normal_mm, start):
    found = named(measured(season(last, SEASON)), "rain-season-percent")
    assert (found.value, found.unit) == (round(100 * mm / normal_mm, 1), "%")
    assert found.period == Period(start, last.period.end)
    assert sum(each.value for each in found.sources if each.variable == RAIN) == mm
    assert sum(each.value for each in found.sources if each.variable == RAIN_NORMAL) == normal_mm


@pytest.mark.parametrize("last", [Dekad(2026, 2, 3), Dekad(2026, 6, 1), Dekad(2026, 9, 3)])
def test_season_to_date_is_silent_outside_a_season(last):
    found = measured(season(last, SEASON))
    assert (found.indicators, found.notes) == ((), ())


def test_season_to_date_is_not_given_while_the_normal_is_small():
    early = measured(season(Dekad(2026, 3, 1), [9.0], normal=9.9))
    assert early.indicators == ()
    assert early.notes == (
        "rain-season-percent is not given: the normal is 9.9 mm, below 10 mm, as in a dry season.",
    )
    later = measured(season(Dekad(2026, 3, 2), [9.0, 9.0], normal=9.9))
    assert named(later, "rain-season-percent").value == 90.9


def test_a_season_with_a_missing_dekad_is_told_and_not_guessed():
    whole = season(LAST, SEASON)
    gap = [each for each in whole if each.period.start != date(2026, 10, 11)]
    found = measured(gap)
    assert found.indicators == ()
    assert found.notes == (
        "rain-season-percent is not given: 1 of the 5 dekads since 2026-10-01 have no rain or no "
        "normal.",
    )


def test_a_season_is_not_mixed_of_two_sources():
    own = season(LAST, SEASON[-2:])
    other = [replace(each, source="another feed") for each in season(LAST, SEASON)]
    before = [each for each in other if each.period.end < date(2026, 11, 1)]
    assert measured([*before, *own]).indicators == ()


def recent(each):
    size = 5 * 36
    first = Dekad.from_ordinal(each.last.ordinal - size + 1)
    return replace(each, first=first, values=each.values[-size:])


def evidence():
    return [*dekads(RAIN, LONG_RAIN[-12:]), *dekads(NDVI, LONG_NDVI[-12:])]


def test_five_years_with_the_stored_climatology_give_what_the_whole_history_gives():
    stored = fit_climatology(HISTORIES, county="kitui")
    whole = measured(evidence(), HISTORIES)
    short = tuple(recent(each) for each in HISTORIES)
    assert [each.name for each in whole.indicators] == ["SPI-1", "SPI-3", "SPI-6", "VCI-3M"]
    assert measured(evidence(), short, climatologies=(stored,)) == whole
    assert measured(evidence(), short).indicators == ()


@pytest.mark.parametrize("source", ["test feed", "vegetation feed"])
def test_climatologies_of_rain_and_of_greenness_may_be_two(source):
    histories = (HISTORIES[0], replace(HISTORIES[1], source=source))
    two = [fit_climatology([each], county="kitui") for each in histories]
    kept = [replace(each, source=source) if each.variable == NDVI else each for each in evidence()]
    found = measured(kept, [recent(each) for each in histories], climatologies=two)
    assert found == measured(kept, histories)
    assert [each.name for each in found.indicators] == ["SPI-1", "SPI-3", "SPI-6", "VCI-3M"]


def test_a_stored_climatology_of_greenness_alone_leaves_rain_to_its_history():
    stored = fit_climatology(HISTORIES[1:], county="kitui")
    assert measured(evidence(), HISTORIES, climatologies=(stored,)) == measured(
        evidence(), HISTORIES
    )


@pytest.mark.parametrize("change", [{"source": "another feed"}, {"county": "makueni"}])
def test_what_is_usual_elsewhere_is_not_used(change):
    stored = replace(fit_climatology(HISTORIES, county="kitui"), **change)
    short = tuple(recent(each) for each in HISTORIES)
    assert measured(evidence(), short, climatologies=(stored,)).indicators == ()


def test_spi_6_rests_on_eighteen_dekads():
    kept = dekads(RAIN, LONG_RAIN[-20:])
    found = named(measured(kept, HISTORIES), "SPI-6")
    assert found.period == Period(date(2026, 5, 21), LAST.period.end)
    assert len(found.sources) == 18
    assert "18 dekads' rain" in found.formula
