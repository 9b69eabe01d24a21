import json
import socket
import time
from dataclasses import replace
from datetime import date

import pytest

from app.domain.periods import Dekad
from app.domain.variables import RAIN
from app.errors import SourceFormatError, SourceUnavailable
from app.sources.county_points import county_points
from app.sources.fetching import Fetcher
from app.sources.nasa_power import POWER_HOTTEST, POWER_RAIN, live, read_power
from tests.unit.sources.conftest import DATA, TODAY, answer, payload_of

SMALL = (DATA.parent / "nasa_power" / "kitui_small.json").read_text(encoding="utf-8")
KITUI, MAKUENI, _ = county_points()
NEAR = Fetcher(allowed_hosts=("127.0.0.1",), tries=1)
ASKED = (
    "/api/temporal/daily/point?parameters=PRECTOTCORR,T2M_MAX&community=AG"
    "&latitude={}&longitude={}&start=20261009&end=20261122&format=JSON"
)


def power(text=SMALL, point=KITUI, today=TODAY):
    return read_power(payload_of(text, "point"), point=point, today=today).observations


def of(observations, variable):
    return {Dekad.of(each.period.end): each for each in observations if each.variable == variable}


def test_rain_is_summed_over_each_whole_dekad():
    rain = of(power(), POWER_RAIN)
    # The last day of October ends in 1, so that its dekad rains twice.
    assert {str(dekad): each.value for dekad, each in rain.items()} == {
        "2026-10-D2": 1.5,
        "2026-10-D3": 3.0,
        "2026-11-D1": 1.5,
    }
    assert rain[Dekad(2026, 10, 3)].period.end == date(2026, 10, 31)
    assert rain[Dekad(2026, 11, 1)].row == "properties.parameter.PRECTOTCORR, 2026-11-D1"


def test_the_hottest_day_of_the_dekad_is_taken():
    heat = of(power(), POWER_HOTTEST)
    assert heat[Dekad(2026, 11, 1)].value == 31.0
    assert heat[Dekad(2026, 11, 1)].unit == "°C"


def test_a_dekad_with_a_missing_day_is_left_out_and_never_summed_short():
    text = SMALL.replace('"20261105": 0.0', '"20261105": -999.0')
    assert Dekad(2026, 11, 1) not in of(power(text), POWER_RAIN)
    assert Dekad(2026, 11, 1) in of(power(text), POWER_HOTTEST)
    assert Dekad(2026, 11, 2) not in of(power(), POWER_RAIN)


@pytest.mark.parametrize("fill", ["-999", "-999.0", "null"])
def test_an_answer_of_missing_days_only_gives_nothing(fill):
    answers = json.loads(SMALL)
    for series in answers["properties"]["parameter"].values():
        series.update(dict.fromkeys(series, json.loads(fill)))
    assert power(json.dumps(answers)) == ()


def test_every_figure_is_labelled_as_a_filler_and_not_as_rain():
    for each in power():
        assert each.variable != RAIN
        assert each.note.startswith("filler of gaps, not CHIRPS")
        assert each.preliminary


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"20261105": 0.0', '"20261105": NaN', "is not JSON.*NaN"),
        ('"20261105": 0.0', '"20261105": "0.0"', r"PRECTOTCORR\.20261105: is 0\.0, not"),
        ('"20261105": 0.0', '"20261105": -5', "is -5"),
        ('"20261105": 0.0', '"20261105": 5000', "is 5000"),
        ('"20261105": 0.0', '"20761105": 0.0', "lies after today"),
        ('"20261105": 0.0', '"20261131": 0.0', "is not a day"),
        ('"20261105": 0.0', '"2026-11-05": 0.0', "is not a day"),
        ('"20261105": 0.0', '"20261104": 0.0', "twice"),
        ('"PRECTOTCORR"', '"PRECTOT"', "'PRECTOTCORR' is missing"),
        ('"parameter"', '"params"', "'parameter' is missing"),
        ('"properties"', '"props"', "'properties' is missing"),
        ('"geometry"', '"shape"', "'geometry' is missing"),
        ('"mm/day"', '"in/day"', "'in/day', not mm/day"),
        ('"units": "C"', '"units": "K"', "'K', not C"),
        ("[38.4, -1.5, 612.3]", "[38.4]", "was asked for kitui"),
        ("[38.4, -1.5, 612.3]", "[-1.5, 38.4, 612.3]", "was asked for kitui"),
    ],
)
def test_what_cannot_be_is_refused_by_place(old, new, told):
    assert old in SMALL
    with pytest.raises(SourceFormatError, match=told):
        power(SMALL.replace(old, new))


def test_units_need_not_be_named():
    answers = json.loads(SMALL)
    del answers["parameters"]
    assert power(json.dumps(answers))[0].value == 1.5


def test_the_figures_of_one_county_never_become_those_of_another():
    with pytest.raises(SourceFormatError, match="was asked for makueni"):
        power(point=MAKUENI)


def test_an_answer_cut_at_any_byte_is_refused():
    for end in range(len(SMALL.rstrip())):
        with pytest.raises(SourceFormatError):
            power(SMALL[:end])


@pytest.mark.parametrize("text", ["[]", "{}", "7", '{"messages": ["busy"]}'])
def test_json_of_another_form_is_refused(text):
    with pytest.raises(SourceFormatError):
        power(text)


def answers_for(point):
    place = f"[{point.longitude}, {point.latitude}, 612.3]"
    return answer(SMALL.replace("[38.4, -1.5, 612.3]", place).encode())


def asked_for(point):
    return ASKED.format(f"{point.latitude:g}", f"{point.longitude:g}")


def test_every_point_is_asked_for_itself(stub, clock):
    stub.said |= {asked_for(point): answers_for(point) for point in county_points()}
    harvest = live(NEAR, base_url=stub.url).fetch(clock)
    assert len(stub.asked) == len(harvest.payloads) == 3
    assert {each.county for each in harvest.observations} == {"kitui", "makueni", "taita-taveta"}
    hashes = {each.sha256 for each in harvest.payloads}
    assert {each.payload_sha256 for each in harvest.observations} == hashes
    assert harvest.source == "NASA POWER"


def test_the_points_share_one_budget(stub, clock):
    for point in county_points():
        stub.said[asked_for(point)] = stub.slowly(answers_for(point), after_s=1.0)
    began = time.monotonic()
    with pytest.raises(SourceUnavailable, match=r"longer than 1\.8 s"):
        live(replace(NEAR, total_budget_s=1.8), base_url=stub.url).fetch(clock)
    assert time.monotonic() - began < 2.8
    assert len(stub.asked) == 2


def test_an_answer_of_an_earlier_visit_is_declined(clock):
    with pytest.raises(SourceFormatError, match="asked anew"):
        live(NEAR, base_url="http://127.0.0.1").reread(payload_of(SMALL), clock)


def test_a_web_page_is_refused(stub, clock):
    stub.said[ASKED.format("-1.5", "38.4")] = answer(b"<html>Maintenance</html>")
    with pytest.raises(SourceFormatError, match="web page"):
        live(NEAR, base_url=stub.url).fetch(clock)


def test_a_closed_port_is_passing_trouble(clock):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(SourceUnavailable, match="could not be reached"):
            live(NEAR, base_url=url).fetch(clock)
