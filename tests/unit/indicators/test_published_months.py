"""Months that NDMA has judged, from the packs and tables through to the assessment."""

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from app.domain.evidence import Payload, Phase
from app.domain.periods import Dekad, Week
from app.domain.places import counties
from app.indicators.assess import assess
from app.indicators.phase import estimate_phase
from app.sources.hdx_rainfall import read_rainfall
from app.sources.replay import ReplaySource
from tests.fakes import SetClock
from tests.unit.indicators.conftest import shared


def replayed(pack, county):
    harvest = ReplaySource(pack).fetch(SetClock())
    week = Week.of(harvest.as_of)
    return assess(counties()[county], week, as_of=harvest.as_of, harvests=(harvest,))


@pytest.mark.parametrize(
    ("pack", "county", "phase"),
    [
        ("2026-02", "kitui", Phase.ALERT),
        ("2026-02", "makueni", Phase.NORMAL),
        ("2026-02", "taita-taveta", Phase.ALERT),
        ("2024-12", "kitui", Phase.NORMAL),
        ("2024-12", "makueni", Phase.NORMAL),
        ("2017-04-kitui", "kitui", Phase.ALARM),
    ],
)
def test_the_figures_alone_suggest_what_ndma_declared(pack, county, phase):
    found = replayed(pack, county)
    assert found.official.phase is found.estimate.phase is phase
    # and not as an echo of a phase on record
    assert estimate_phase(found.indicators, found.figures, previous=None).phase is phase
    assert found.held == ()
    assert str(found.replay_of) == pack[:7]


@pytest.mark.parametrize(
    ("pack", "county", "name", "value"),
    [
        ("2026-02", "kitui", "rain-1-month-percent", 46.4),
        ("2026-02", "kitui", "rain-3-month-percent", 58.2),
        ("2026-02", "kitui", "NDVI-percent", 79.4),
        ("2026-02", "makueni", "rain-3-month-percent", 87.0),
        ("2026-02", "makueni", "VCI-3M", 43.1),
        ("2026-02", "taita-taveta", "rain-3-month-percent", 45.6),
        ("2026-02", "taita-taveta", "VCI-3M", 22.5),
        ("2017-04-kitui", "kitui", "rain-3-month-percent", 63.6),
        ("2017-04-kitui", "kitui", "VCI-3M", 9.72),
    ],
)
def test_the_replayed_indicators_are_worked_by_hand(pack, county, name, value):
    assert replayed(pack, county).indicator(name).value == value


def test_april_2017_keeps_ndmas_figures_with_their_ranges():
    found = replayed("2017-04-kitui", "kitui")
    assert {each.variable for each in found.figures if each.outside_normal} == {
        "water-sources",
        "milk-production",
        "terms-of-trade",
        "milk-consumption",
        "MUAC-at-risk",
    }
    assert found.figure("water-distance").outside_normal is False
    assert found.figure("coping-strategy-index").outside_normal is None


@pytest.mark.parametrize("county", sorted(set(counties()) - {"kitui"}))
def test_a_pack_of_kitui_says_nothing_of_any_other_county(county):
    found = replayed("2017-04-kitui", county)
    assert (found.official, found.indicators, found.figures) == (None, (), ())
    assert found.held


def test_the_published_table_replays_a_week_of_2017():
    name = "hdx_ken_rainfall_subnat_sample_KE015074.csv"
    body = shared(name).read_bytes()
    payload = Payload(
        source="file",
        url=f"file:///{name}",
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        sha256=sha256(body).hexdigest(),
        media_type="text/csv",
        body=body,
    )
    week = Week.parse("2017-W18")
    harvest = read_rainfall(payload, today=date(2026, 11, 23), newest=Dekad(2017, 4, 3))
    found = assess(counties()["kitui"], week, as_of=week.monday, harvests=(harvest,))
    three = found.indicator("rain-3-month-percent")
    assert three.value == round(100 * 131.59941 / 206.9685, 1) == 63.6
    assert found.indicator("rain-1-month-percent").value == 83.0
    assert [each.row for each in three.sources] == ["row 22", "row 22"]
    assert found.indicator("SPI-3") is None
    assert any("no NDMA phase on record for Kitui" in each for each in found.held)
