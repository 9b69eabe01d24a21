import csv
from datetime import date
from hashlib import sha256
from importlib.resources import files

import pytest

from app.domain.evidence import Phase, Trend
from app.domain.periods import Month
from app.domain.places import county_named
from app.errors import SourceFormatError
from app.sources.replay import ReplaySource, packs, read_pack
from tests.unit.sources.conftest import payload_of, shared


def figures(pack, county, clock):
    harvest = ReplaySource(pack).fetch(clock)
    return {each.variable: each for each in harvest.observations if each.county == county}


@pytest.mark.parametrize("pack", packs())
def test_every_pack_is_judged_on_the_last_day_of_its_month(pack, clock):
    harvest = ReplaySource(pack).fetch(clock)
    assert harvest.replay_of == Month.parse(pack[:7])
    assert harvest.as_of == harvest.replay_of.period.end
    assert harvest.observations
    assert harvest.phases
    assert all(each.period.end <= harvest.as_of for each in harvest.observations)


@pytest.mark.parametrize("pack", packs())
def test_every_figure_can_be_traced_to_its_row_and_its_publisher(pack, clock):
    harvest = ReplaySource(pack).fetch(clock)
    (payload,) = harvest.payloads
    body = files("app.sources").joinpath("replay_packs", f"{pack}.csv").read_bytes()
    assert payload.body == body
    assert payload.sha256 == sha256(body).hexdigest()
    lines = body.decode().splitlines()
    for each in (*harvest.observations, *harvest.phases):
        assert each.payload_sha256 == payload.sha256
        assert each.url.startswith("https://")
        assert each.county in lines[int(each.row.removeprefix("row ")) - 1]
    assert all(each.note for each in harvest.observations)


@pytest.mark.parametrize("pack", packs())
def test_every_row_names_source_licence_and_note(pack, clock):
    lines = ReplaySource(pack).fetch(clock).payloads[0].body.decode().splitlines()
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        assert all(row[name] for name in ("source", "source_kind", "url", "licence", "note"))
        assert None not in row


@pytest.mark.parametrize(
    ("county", "phase"),
    [("kitui", Phase.ALERT), ("makueni", Phase.NORMAL), ("taita-taveta", Phase.ALERT)],
)
def test_february_2026_has_the_phases_that_ndma_declared(county, phase, clock):
    records = ReplaySource("2026-02").fetch(clock).phases
    (found,) = [each for each in records if each.county == county]
    assert found.phase is phase
    assert found.trend is None
    assert found.source_kind == "second-hand"


def test_kitui_in_april_2017_has_county_and_zones_in_alarm(clock):
    records = ReplaySource("2017-04-kitui").fetch(clock).phases
    assert {each.zone for each in records} == {
        None,
        "marginal mixed farming",
        "mixed farming",
        "formal and urban employment",
    }
    assert {(each.phase, each.trend) for each in records} == {(Phase.ALARM, Trend.IMPROVING)}


def test_the_printed_table_of_april_2017_keeps_its_normal_ranges(clock):
    found = figures("2017-04-kitui", "kitui", clock)
    printed = {
        name: (each.value, each.normal_low, each.normal_high)
        for name, each in found.items()
        if each.source.startswith("NDMA")
    }
    assert printed == {
        "VCI-3M": (9.72, 35, None),
        "water-sources": (4, 5, 6),
        "milk-production": (1.1, 1.6, None),
        "terms-of-trade": (57, 83, None),
        "milk-consumption": (1.0, 1.4, None),
        "water-distance": (2.7, None, 3.0),
        "MUAC-at-risk": (8.6, None, 8.0),
        "coping-strategy-index": (7.03, None, None),
    }


def test_the_printed_table_agrees_with_the_published_facts(clock):
    names = {
        "vci3m": "VCI-3M",
        "milk_production": "milk-production",
        "terms_of_trade": "terms-of-trade",
        "milk_consumption": "milk-consumption",
        "hh_return_distance_water": "water-distance",
        "muac_at_risk": "MUAC-at-risk",
        "csi": "coping-strategy-index",
        "state_of_water_sources": "water-sources",
    }
    found = figures("2017-04-kitui", "kitui", clock)
    with shared("ndma_published_facts.csv").open() as lines:
        facts = [row for row in csv.DictReader(lines) if row["month"] == "2017-04"]
    for row in facts:
        if row["county"] == "Kitui" and row["indicator"] in names:
            assert found[names[row["indicator"]]].value == float(row["value"])


@pytest.mark.parametrize("pack", ["2026-02", "2024-12"])
def test_rain_and_ndvi_agree_with_the_monthly_table_and_the_identities(pack, clock):
    with shared("hdx_monthly_rain_ndvi_all47_2015_2026.csv").open() as lines:
        months = [row for row in csv.DictReader(lines) if row["month"] == pack]
    rows = {county_named(row["county"]).slug: row for row in months}
    for county in {each.county for each in ReplaySource(pack).fetch(clock).observations}:
        row = {
            name: float(rows[county][name]) for name in ("r1h", "r1q", "r3h", "r3q", "vim", "viq")
        }
        found = {name: each.value for name, each in figures(pack, county, clock).items()}
        for rain, mm, anomaly in (("rain-1-month", "r1h", "r1q"), ("rain-3-month", "r3h", "r3q")):
            assert found[rain] == row[mm]
            back = 100 * (found[rain] + 5) / (found[f"{rain}-normal"] + 5)
            assert back == pytest.approx(row[anomaly], abs=0.03)
        assert found["NDVI"] == row["vim"]
        back = 100 * (found["NDVI"] + 0.05) / (found["NDVI-normal"] + 0.05)
        assert back == pytest.approx(row["viq"], abs=0.02)


@pytest.mark.parametrize(
    ("pack", "county", "week", "value"),
    [
        ("2026-02", "makueni", "2026-02-25", 43.1),
        ("2026-02", "taita-taveta", "2026-02-25", 22.5),
        ("2024-12", "makueni", "2024-12-29", 59.6),
    ],
)
def test_vci_3m_is_the_mean_of_the_sub_counties_in_the_last_week(pack, county, week, value, clock):
    with shared("vci_subcounty_weekly_viirs_2012_2026_makueni_taita.csv").open() as lines:
        parts = [
            float(row["vci3m"])
            for row in csv.DictReader(lines)
            if county_named(row["county"]).slug == county and row["date"] == week
        ]
    found = figures(pack, county, clock)["VCI-3M"]
    assert found.value == value == pytest.approx(sum(parts) / len(parts), abs=0.05)
    assert found.period.end == date.fromisoformat(week)
    assert "derived" in found.note


def test_rain_of_april_2017_is_the_row_in_the_published_table(clock):
    name = "hdx_ken_rainfall_subnat_sample_KE015074.csv"
    with shared(name).open() as lines:
        (row,) = [each for each in csv.DictReader(lines) if each["date"] == "2017-04-21"]
    found = {name: each.value for name, each in figures("2017-04-kitui", "kitui", clock).items()}
    for variable, column in (
        ("rain", "rfh"),
        ("rain-normal", "rfh_avg"),
        ("rain-1-month", "r1h"),
        ("rain-1-month-normal", "r1h_avg"),
        ("rain-3-month", "r3h"),
        ("rain-3-month-normal", "r3h_avg"),
    ):
        assert found[variable] == float(row[column])


@pytest.mark.parametrize("pack", ["1999-01", "../../errors", "", "2026-02.csv"])
def test_an_unknown_pack_is_refused_with_those_there_are(pack, clock):
    with pytest.raises(SourceFormatError, match=r"no such pack.*2026-02"):
        ReplaySource(pack).fetch(clock)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("alert", "drought"), ("kitui", "atlantis"), ("7.46", "wet"), ("2026-02-28", "2026-02-31"),
     ("unitless,2026-02-01", "unitless,2026-03-01"), ("county", "place")],
)  # fmt: skip
def test_a_wrong_row_is_refused_by_its_number(was, becomes, clock):
    text = ReplaySource("2026-02").fetch(clock).payloads[0].body.decode()
    with pytest.raises(SourceFormatError, match=r"row \d+: "):
        read_pack(payload_of(text.replace(was, becomes, 1)), month=Month(2026, 2))


def test_the_source_is_named_after_its_pack():
    assert ReplaySource("2026-02").name == "replay 2026-02"
