import json
import socket
from datetime import date, timedelta

import pytest

from app.domain.periods import Period
from app.domain.places import counties
from app.errors import SourceFormatError, SourceUnavailable
from app.sources.county_points import CountyPoint, county_points
from app.sources.fetching import Fetcher
from app.sources.open_meteo import (
    FORECAST_HOTTEST,
    FORECAST_RAIN,
    FORECAST_RAIN_DAY,
    live,
    read_forecast,
)
from tests.unit.sources.conftest import DATA, TODAY, answer, payload_of

SMALL = (DATA.parent / "open_meteo" / "forecast_small.json").read_text(encoding="utf-8")
POINTS = county_points()
ASKED = (
    "/v1/forecast?latitude=-1.5,-2.2,-3.4&longitude=38.4,37.9,38.4"
    "&daily=precipitation_sum,temperature_2m_max&timezone=Africa/Nairobi&past_days=31&forecast_days=16"
)


def forecast(text=SMALL, points=POINTS, today=TODAY):
    harvest = read_forecast(payload_of(text, "forecast"), points=points, today=today)
    weekly = [each for each in harvest.observations if each.variable != FORECAST_RAIN_DAY]
    return {(each.county, each.variable): each for each in weekly}


def days(text=SMALL, today=TODAY, county="kitui"):
    harvest = read_forecast(payload_of(text, "forecast"), points=POINTS, today=today)
    daily = [each for each in harvest.observations if each.variable == FORECAST_RAIN_DAY]
    return {each.period.start: each for each in daily if each.county == county}


def changed(change):
    answers = json.loads(SMALL)
    change(answers[0])
    return json.dumps(answers)


def test_the_rain_of_seven_days_is_summed_and_the_hottest_day_is_taken():
    found = forecast()
    rain, heat = found["kitui", FORECAST_RAIN], found["kitui", FORECAST_HOTTEST]
    assert (rain.value, rain.unit) == (17.6, "mm")  # 11 + 0 + 2.5 + 0.1 + 0 + 0 + 4
    assert (heat.value, heat.unit) == (31.0, "°C")
    assert rain.period == heat.period == Period(date(2026, 11, 23), date(2026, 11, 29))
    assert rain.row == "[0].daily.precipitation_sum"


def test_every_figure_is_labelled_as_model_guidance_with_its_attribution():
    for each in forecast().values():
        assert each.note.startswith("model guidance, not a forecast of KMD")
        assert "approximate point" in each.note
        assert "Open-Meteo.com" in each.note
        assert each.preliminary
        assert each.variable.startswith("forecast-")


def test_the_rain_of_every_single_day_is_told():
    found = days()
    assert [each.value for each in found.values()] == [11.0, 0.0, 2.5, 0.1, 0.0, 0.0, 4.0, 90.0]
    assert list(found) == [TODAY + timedelta(days=number) for number in range(8)]
    last = found[date(2026, 11, 30)]
    assert (last.unit, last.row) == ("mm", "[0].daily.precipitation_sum[7]")
    assert last.period == Period(date(2026, 11, 30), date(2026, 11, 30))
    assert days(county="makueni")[TODAY].value == 12.0


def test_a_past_day_is_the_models_and_never_called_an_observation():
    found = days(today=TODAY + timedelta(days=1))
    assert found[TODAY].note.startswith("model guidance for a past day, not an observation")
    assert found[TODAY + timedelta(days=1)].note.startswith("model guidance, not a forecast of KMD")
    assert all(each.preliminary for each in found.values())


def test_a_day_without_a_figure_is_left_out_and_never_dry():
    text = changed(lambda each: each["daily"]["precipitation_sum"].__setitem__(2, None))
    assert date(2026, 11, 25) not in days(text)
    assert len(days(text)) == 7


@pytest.mark.parametrize(("age_days", "used"), [(0, True), (2, True), (3, False), (9, False)])
def test_old_guidance_is_not_repeated(age_days, used):
    answers = json.loads(SMALL)
    for each in answers:
        each["daily"]["time"] = [str(TODAY + timedelta(days=number)) for number in range(40)]
        for key in ("precipitation_sum", "temperature_2m_max"):
            each["daily"][key] = [20.0] * 40
    today = TODAY + timedelta(days=age_days)
    if used:
        assert forecast(json.dumps(answers), today=today)["kitui", FORECAST_RAIN].value == 140.0
    else:
        with pytest.raises(SourceFormatError, match="guidance of 2026-11-23, too old"):
            forecast(json.dumps(answers), today=today)


def test_each_county_gets_the_figures_of_its_own_point():
    assert {slug: each.value for (slug, name), each in forecast().items() if "rain" in name} == {
        "kitui": 17.6,
        "makueni": 18.6,
        "taita-taveta": 19.6,
    }


def test_answers_in_another_order_than_asked_are_refused():
    turned = json.dumps(list(reversed(json.loads(SMALL))))
    with pytest.raises(SourceFormatError, match=r"latitude: is -3\.375, but -1\.5 was asked"):
        forecast(turned)


def test_one_point_is_answered_by_an_object():
    single = json.dumps(json.loads(SMALL)[1])
    found = forecast(single, points=POINTS[1:2])
    assert found["makueni", FORECAST_RAIN].value == 18.6
    assert found["makueni", FORECAST_RAIN].row == "daily.precipitation_sum"


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_another_number_of_points_than_asked_is_refused(number):
    some = (json.loads(SMALL) * 2)[:number]
    with pytest.raises(SourceFormatError, match="3 were asked"):
        forecast(json.dumps(some))


def test_a_week_that_begins_yesterday_is_read_from_today():
    found = forecast(today=TODAY + timedelta(days=1))
    assert found["kitui", FORECAST_RAIN].value == 96.6
    assert found["kitui", FORECAST_RAIN].period.start == date(2026, 11, 24)


@pytest.mark.parametrize("later", [-400, -1, 2, 30])
def test_a_forecast_of_another_week_is_refused(later):
    with pytest.raises(SourceFormatError, match=r"7 days from|too old"):
        forecast(today=TODAY + timedelta(days=later))


def test_a_gap_leaves_the_figure_out_and_not_a_zero():
    text = changed(lambda each: each["daily"]["precipitation_sum"].__setitem__(2, None))
    found = forecast(text)
    assert ("kitui", FORECAST_RAIN) not in found
    assert ("kitui", FORECAST_HOTTEST) in found
    assert ("makueni", FORECAST_RAIN) in found


def test_an_answer_of_gaps_only_is_refused():
    text = SMALL.replace("[11.0, 0.0", "[null, 0.0").replace("[12.0, 0.0", "[null, 0.0")
    text = text.replace("[13.0, 0.0", "[null, 0.0").replace("30.1", "null")
    with pytest.raises(SourceFormatError, match="no whole week"):
        forecast(text)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[11.0, 0.0", "[NaN, 0.0", "is not JSON.*NaN"),
        ("[11.0, 0.0", "[Infinity, 0.0", "is not JSON.*Infinity"),
        ("[11.0, 0.0", "[1e999, 0.0", "is inf"),
        ("[11.0, 0.0", '["11.0", 0.0', "is 11.0, not a number"),
        ("[11.0, 0.0", "[true, 0.0", "is True"),
        ("[11.0, 0.0", "[-11.0, 0.0", r"precipitation_sum\[0\]: is -11"),
        ("[11.0, 0.0", "[1100.0, 0.0", "is 1100"),
        ("[11.0, 0.0", "[0.0", "another number of values"),
        ("[31.0", "[310.0", "is 310.0"),
        ('"precipitation_sum": "mm"', '"precipitation_sum": "inch"', "'inch', not mm"),
        ('"temperature_2m_max": "°C"', '"temperature_2m_max": "°F"', "'°F', not °C"),
        ('"precipitation_sum": [', '"rain_sum": [', "'precipitation_sum' is missing"),
        ('"daily": {', '"days": {', "'daily' is missing"),
        ('"time": [', '"days": [', "'time' is missing"),
        ('"2026-11-24"', '"2026-11-25"', "one day after the other"),
        ('"2026-11-24"', '"24/11/2026"', "is not a day"),
        ('"2026-11-24"', "20261124", "not a text"),
        ("2026-11", "2026-13", "is not a day"),
        ("Africa/Nairobi", "GMT", "not Africa/Nairobi"),
        ('"latitude": -1.5', '"latitude": null', "is None"),
        ('"latitude": -1.5', '"latitude": -1.5, "latitude": -1.5', "twice"),
    ],
)
def test_what_cannot_be_is_refused_by_place(old, new, told):
    assert old in SMALL
    with pytest.raises(SourceFormatError, match=told):
        forecast(SMALL.replace(old, new))


def test_the_reason_of_a_refusal_is_told():
    with pytest.raises(SourceFormatError, match="Latitude must be"):
        forecast('{"error": true, "reason": "Latitude must be in range"}', points=POINTS[:1])


@pytest.mark.parametrize("text", ["[]", "{}", "3", "null", '"a"', "[1, 2, 3]", "[[], [], []]"])
def test_json_of_another_form_is_refused(text):
    with pytest.raises(SourceFormatError):
        forecast(text)


def test_json_too_deep_to_read_is_refused():
    with pytest.raises(SourceFormatError, match="not JSON"):
        forecast("[" * 100_000)


def test_an_answer_cut_at_any_byte_is_refused():
    body = SMALL.encode().rstrip()
    for end in range(len(body)):
        with pytest.raises(SourceFormatError):
            read_forecast(payload_of(body[:end]), points=POINTS, today=TODAY)


def test_all_points_are_asked_in_one_visit(stub, clock):
    stub.said[ASKED] = answer(SMALL.encode())
    source = live(Fetcher(allowed_hosts=("127.0.0.1",)), base_url=stub.url)
    harvest = source.fetch(clock)
    assert len(harvest.observations) == 3 * (2 + 8)
    assert stub.asked == [ASKED]
    assert "model guidance" in harvest.source
    assert {each.source for each in harvest.observations} == {source.name}


def test_a_web_page_is_refused(stub, clock):
    stub.said[ASKED] = answer(b"<!doctype html><title>Busy</title>")
    source = live(Fetcher(allowed_hosts=("127.0.0.1",)), base_url=stub.url)
    with pytest.raises(SourceFormatError, match="web page"):
        source.fetch(clock)


def test_a_closed_port_is_passing_trouble(clock):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        source = live(Fetcher(allowed_hosts=("127.0.0.1",), tries=1), base_url=url)
        with pytest.raises(SourceUnavailable, match="could not be reached"):
            source.fetch(clock)


def test_every_point_lies_in_kenya_and_belongs_to_a_county():
    assert {each.county for each in POINTS} <= set(counties())
    assert all(-5 < each.latitude < 6 and 33 < each.longitude < 42 for each in POINTS)


def test_another_list_of_points_can_be_asked(stub, clock):
    voi = CountyPoint(county="taita-taveta", latitude=-3.4, longitude=38.4)
    path = ASKED.replace("-1.5,-2.2,-3.4", "-3.4").replace("38.4,37.9,38.4", "38.4")
    stub.said[path] = answer(json.dumps(json.loads(SMALL)[2]).encode())
    near = Fetcher(allowed_hosts=("127.0.0.1",))
    harvest = live(near, base_url=stub.url, points=(voi,)).fetch(clock)
    assert {each.county for each in harvest.observations} == {"taita-taveta"}
