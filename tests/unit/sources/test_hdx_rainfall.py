import json
import time
from datetime import date

import pytest

from app.domain.periods import Dekad, Period
from app.errors import SourceFormatError, SourceUnavailable
from app.sources.fetching import Fetcher
from app.sources.hdx_rainfall import live, read_rainfall
from tests.unit.sources.conftest import DATA, TODAY, answer, payload_of, shared

SMALL = (DATA / "rainfall_small.csv").read_bytes()
CATALOGUE = "/api/3/action/package_show?id=ken-rainfall-subnational"
NEAR = Fetcher(allowed_hosts=("127.0.0.1",))


def value(harvest, county, variable, end):
    found = [
        each
        for each in harvest.observations
        if (each.county, each.variable, each.period.end) == (county, variable, end)
    ]
    assert len(found) == 1
    return found[0]


def test_kitui_is_the_mean_of_its_units_by_area():
    harvest = read_rainfall(payload_of(SMALL), today=TODAY)
    found = value(harvest, "kitui", "rain-3-month", date(2026, 11, 20))
    assert found.value == (600 * 180 + 200 * 140) / 800 == 170.0
    assert found.row == "rows 4, 8"
    assert found.preliminary
    assert (found.unit, found.source) == ("mm", "test feed")
    assert found.payload_sha256 == payload_of(SMALL).sha256


def test_sums_say_which_days_they_cover():
    harvest = read_rainfall(payload_of(SMALL), today=TODAY)
    spans = {each.variable: each.period for each in harvest.observations if each.county == "nyeri"}
    end = date(2026, 11, 20)
    assert spans["rain"] == Period(date(2026, 11, 11), end)
    assert spans["rain-1-month"] == spans["rain-1-month-normal"] == Period(date(2026, 10, 21), end)
    assert spans["rain-3-month"] == spans["rain-3-month-normal"] == Period(date(2026, 8, 21), end)


def test_a_forecast_is_never_taken_for_an_observation():
    harvest = read_rainfall(payload_of(SMALL), today=TODAY)
    figures = [each.value for each in harvest.observations]
    figures += [each for history in harvest.histories for each in history.values]
    assert not {199.0, 279.0} & set(figures)
    assert max(each.period.end for each in harvest.observations) == date(2026, 11, 20)


def test_the_history_is_whole_and_in_mm():
    kitui = read_rainfall(payload_of(SMALL), today=TODAY).histories[0]
    assert (kitui.county, kitui.variable, kitui.unit) == ("kitui", "rain", "mm")
    assert (kitui.first, kitui.last) == (Dekad(2026, 10, 3), Dekad(2026, 11, 2))
    assert kitui.values == (15.0, 35.0, 50.0)


def test_a_past_week_takes_no_later_observation_but_keeps_the_reference_years():
    harvest = read_rainfall(payload_of(SMALL), today=TODAY, newest=Dekad(2026, 11, 1))
    assert max(each.period.end for each in harvest.observations) == date(2026, 11, 10)
    assert harvest.histories[0].last == Dekad(2026, 11, 2)


def test_a_gap_in_time_stays_a_gap():
    lines = SMALL.decode().splitlines(keepends=True)
    without = "".join(line for line in lines if not line.startswith("2026-11-01"))
    assert read_rainfall(payload_of(without), today=TODAY).histories[0].values == (15.0, None, 50.0)


def test_a_figure_that_was_not_given_is_no_observation():
    text = SMALL.decode().replace(",222.0,", ",,")
    harvest = read_rainfall(payload_of(text), today=TODAY)
    nyeri = {each.variable for each in harvest.observations if each.county == "nyeri"}
    assert "rain-3-month" not in nyeri
    assert {"rain", "rain-1-month", "rain-3-month-normal"} <= nyeri


def test_a_county_that_is_never_whole_has_neither_observations_nor_a_history():
    text = SMALL.decode().replace(",33.0,44.0,", ",,44.0,")
    harvest = read_rainfall(payload_of(text), today=TODAY)
    assert {each.county for each in harvest.histories} == {"kitui"}
    assert {each.county for each in harvest.observations} == {"kitui"}


@pytest.mark.parametrize("newest", [Dekad(2020, 1, 1), Dekad(2026, 10, 2)])
def test_a_week_before_the_table_begins_is_refused(newest):
    with pytest.raises(SourceFormatError, match="begins with 2026-10-D3"):
        read_rainfall(payload_of(SMALL), today=TODAY, newest=newest)


def test_a_table_of_forecasts_only_is_refused():
    text = SMALL.decode().replace("final", "forecast").replace("prelim", "forecast")
    with pytest.raises(SourceFormatError, match="forecasts only"):
        read_rainfall(payload_of(text), today=TODAY)


def test_no_more_than_the_newest_eighteen_dekads_become_observations():
    name = "hdx_ken_rainfall_subnat_sample_KE015074.csv"
    harvest = read_rainfall(payload_of(shared(name).read_bytes(), name), today=TODAY)
    rain = [each for each in harvest.observations if each.variable == "rain"]
    assert len(rain) == 18
    assert len(harvest.histories[0].values) == 24


def test_kitui_in_april_2017_equals_the_published_row():
    name = "hdx_ken_rainfall_subnat_sample_KE015074.csv"
    harvest = read_rainfall(
        payload_of(shared(name).read_bytes(), name), today=TODAY, newest=Dekad(2017, 4, 3)
    )
    end = date(2017, 4, 30)
    found = {each.variable: each for each in harvest.observations if each.period.end == end}
    assert found["rain"].value == 13.51121
    assert found["rain-1-month"].value == 96.44395
    assert found["rain-1-month-normal"].value == 116.21295
    assert found["rain-3-month"].value == 131.59941
    assert found["rain-3-month-normal"].value == 206.9685
    assert found["rain-3-month"].row == "row 22"


def test_sums_in_the_published_rows_are_sums_of_dekads():
    name = "hdx_ken_rainfall_subnat_sample_KE015074.csv"
    harvest = read_rainfall(payload_of(shared(name).read_bytes(), name), today=TODAY)
    rain = harvest.histories[0].values
    newest = {each.variable: each.value for each in harvest.observations[-6:]}
    assert newest["rain-1-month"] == pytest.approx(sum(rain[-3:]), abs=2e-5)
    assert newest["rain-3-month"] == pytest.approx(sum(rain[-9:]), abs=2e-5)


def catalogue(stub, *names):
    resources = [{"name": name, "url": f"{stub.url}/download/{name}"} for name in names]
    return answer(json.dumps({"success": True, "result": {"resources": resources}}).encode())


@pytest.mark.parametrize(
    "name",
    ["ken-rainfall-subnat-full.csv", "ken-rainfall-adm2-full.csv", "ken-rainfall-subnat-5ytd.csv"],
)
def test_hdx_is_read_under_each_name_that_the_file_has_had(stub, clock, name):
    stub.said[CATALOGUE] = catalogue(stub, "readme.pdf", name)
    stub.said[f"/download/{name}"] = answer(SMALL, headers=["Content-Type: text/csv"])
    source = live(NEAR, base_url=stub.url)
    harvest = source.fetch(clock)
    assert {each.county for each in harvest.observations} == {"kitui", "nyeri"}
    assert harvest.source == source.name == "HDX rainfall"
    assert harvest.payloads[0].body == SMALL
    assert harvest.observations[0].url.endswith(name)


@pytest.mark.parametrize(
    ("whole", "asked"),
    [(True, "ken-rainfall-full.csv"), (False, "ken-rainfall-subnat-5ytd.csv")],
)
def test_all_years_are_asked_for_only_as_long_as_they_are_wanted(stub, clock, whole, asked):
    stub.said[CATALOGUE] = catalogue(stub, "ken-rainfall-subnat-5ytd.csv", "ken-rainfall-full.csv")
    stub.said[f"/download/{asked}"] = answer(SMALL)
    live(NEAR, base_url=stub.url, whole=lambda: whole).fetch(clock)
    assert stub.asked == [CATALOGUE, f"/download/{asked}"]


@pytest.mark.parametrize("whole", [True, False])
def test_the_one_file_that_is_there_is_taken(stub, clock, whole):
    name = "ken-rainfall-subnat-5ytd.csv" if whole else "ken-rainfall-full.csv"
    stub.said[CATALOGUE] = catalogue(stub, name)
    stub.said[f"/download/{name}"] = answer(SMALL)
    live(NEAR, base_url=stub.url, whole=lambda: whole).fetch(clock)
    assert stub.asked[-1] == f"/download/{name}"


def test_catalogue_and_table_share_one_budget(stub, clock):
    stub.said[CATALOGUE] = stub.slowly(catalogue(stub, "ken-rainfall-full.csv"), after_s=1.0)
    stub.said["/download/ken-rainfall-full.csv"] = stub.slowly(answer(SMALL), after_s=1.0)
    near = Fetcher(allowed_hosts=("127.0.0.1",), total_budget_s=1.8)
    began = time.monotonic()
    with pytest.raises(SourceUnavailable, match=r"at most 1\.8 s in all"):
        live(near, base_url=stub.url).fetch(clock)
    assert time.monotonic() - began < 2.8
    assert len(stub.asked) == 2


def test_a_web_page_in_place_of_the_table_is_refused(stub, clock):
    stub.said[CATALOGUE] = catalogue(stub, "ken-rainfall-full.csv")
    stub.said["/download/ken-rainfall-full.csv"] = answer(b"<html>Please sign in</html>\n")
    source = live(NEAR, base_url=stub.url)
    with pytest.raises(SourceFormatError, match="web page, not a table"):
        source.fetch(clock)
    assert len(stub.asked) == 2
