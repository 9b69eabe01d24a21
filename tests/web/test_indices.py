"""What is on air as JSON, and a station's slots as a calendar."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar

from app.domain.bulletins import Verdict
from app.domain.people import Role
from app.domain.periods import NAIROBI
from app.domain.recordings import AudioFormat, check_number
from app.domain.stations import LocalSlot, Station
from app.pipeline.shelf import restock
from app.store.officers import the_officer
from app.store.recordings import recordings_of
from app.store.stations import add_station
from tests.builders import NOW, add_people
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import keep_released, opened_newsroom, withdraw

HERE = "https://tangazo.example"
SLOTS = "/exercise/stations/mwatu-fm/slots.ics"
MWATU = Station(
    slug="mwatu-fm",
    name="Mwatũ FM; 93,1",
    counties=("kitui", "makueni"),
    languages=("sw", "kam"),
    formats=(AudioFormat.MP3_64,),
    person="Kilonzo",
    phone="+254 700 000 000",
    since=NOW,
    slots=(LocalSlot(day="wed", hour=6, minute=45), LocalSlot(day="mon", hour=19, minute=0)),
)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    """A newsroom with one bulletin on air and one taken back; its clock is moved last."""
    with opened_newsroom(tmp_path_factory.mktemp("indices")) as opened:
        keep_released(opened, "sw", released_at=NOW)
        gone = keep_released(opened, "en", released_at=NOW)
        withdraw(opened, gone.id, Verdict.WITHDRAWN)
        yield opened


@pytest.fixture(scope="module")
def keys(newsroom):
    with newsroom.store.transaction() as tx:
        add_people(tx, ("Asha", Role.ADMIN))
        asha = the_officer(tx, "Asha")
        silent = replace(MWATU, slug="athi-fm", name="Athi FM", slots=())
        return {each.slug: add_station(tx, each, officer=asha, at=NOW) for each in (MWATU, silent)}


@pytest.fixture(scope="module")
def client(newsroom, keys):
    return client_of(newsroom, public_url=HERE)


def county_of(client, path="/exercise/index.json", county="kitui", **asked):
    told = client.get(path, **asked).json()
    return told, next(each for each in told["counties"] if each["county"] == county)


def language_of(county, code):
    return next(each for each in county["languages"] if each["language"] == code)


def test_the_index_names_every_file_that_may_be_played_now(client, newsroom):
    told, kitui = county_of(client)
    assert (told["tangazo"], told["mode"]) == (1, "exercise")
    spoken = language_of(kitui, "sw")
    assert spoken["feed"] == f"{HERE}/exercise/kitui/sw/feed.xml"
    on_air = spoken["bulletin"]
    assert (on_air["id"], on_air["phase"]) == ("x-2026-W48-kitui-sw-1", "alert")
    assert on_air["valid_until"] == "2026-11-29T23:59:59+03:00"
    with newsroom.store.reading() as tx:
        made = recordings_of(tx, [on_air["id"]])[on_air["id"]]
    assert on_air["check_number"] == check_number(made)
    assert [each["format"] for each in on_air["files"]] == [each.format for each in made]
    for each in on_air["files"]:
        answer = client.get(each["url"].removeprefix(HERE))
        assert len(answer.content) == each["bytes"]
        assert answer.headers["etag"] == f'"{each["sha256"]}"'


def test_every_county_and_language_is_there_whether_or_not_anything_is_on_air(client, newsroom):
    told, _ = county_of(client)
    listed = {
        each["county"]: [one["language"] for one in each["languages"]] for each in told["counties"]
    }
    assert listed == {each.slug: list(each.languages) for each in newsroom.counties}
    _, makueni = county_of(client, county="makueni")
    assert all(each["bulletin"] is None for each in makueni["languages"])


def test_what_was_taken_back_is_named_with_the_reason(client):
    told, kitui = county_of(client)
    assert language_of(kitui, "en")["bulletin"] is None
    [gone] = told["recalled"]
    assert gone["id"] == "x-2026-W48-kitui-en-1"
    assert gone["reason"] == "Withdrawn: the rain figure was wrong."


def test_the_live_index_holds_no_exercise(client):
    told, kitui = county_of(client, "/index.json")
    assert told["mode"] == "live"
    assert told["recalled"] == []
    assert language_of(kitui, "sw")["bulletin"] is None


def test_a_key_in_the_address_is_carried_on(client, keys):
    key = keys["mwatu-fm"]
    _, kitui = county_of(client, params={"key": key})
    spoken = language_of(kitui, "sw")
    assert spoken["feed"].endswith(f"?key={key}")
    assert all(each["url"].endswith(f"?key={key}") for each in spoken["bulletin"]["files"])
    assert key not in client.get("/exercise/index.json").text


def slots_of(client, keys, path=SLOTS):
    answer = client.get(path, params={"key": keys["mwatu-fm"]})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return answer, Calendar.from_ical(answer.content)


def test_a_calendar_holds_the_slots_of_eight_weeks_in_nairobis_time(client, keys):
    _, calendar = slots_of(client, keys)
    begins = [each.decoded("dtstart").astimezone(NAIROBI) for each in calendar.walk("VEVENT")]
    assert len(begins) == 16
    assert {f"{each:%a %H:%M}" for each in begins} == {"Mon 19:00", "Wed 06:45"}
    assert (f"{min(begins):%d %b}", f"{max(begins):%d %b %Y}") == ("23 Nov", "13 Jan 2027")
    assert len({each["uid"] for each in calendar.walk("VEVENT")}) == 16
    assert calendar["x-wr-calname"] == "EXERCISE Drought bulletin, Mwatũ FM; 93,1"


def test_each_slot_has_the_addresses_of_what_to_play(client, keys):
    _, calendar = slots_of(client, keys)
    key = keys["mwatu-fm"]
    first = min(calendar.walk("VEVENT"), key=lambda each: each.decoded("dtstart"))
    assert first["url"] == f"{HERE}/exercise/now/mwatu-fm/bulletin.mp3?key={key}"
    told = str(first["description"]).splitlines()
    assert told[0].startswith(
        f"Kitui, Kiswahili: {HERE}/exercise/now/mwatu-fm/kitui-sw.mp3?key={key} "
    )
    assert f"{HERE}/exercise/d/kitui/kam/2026W48.mp3?key={key}" in told[1]
    assert len(told) == 4


def test_lines_of_a_calendar_are_short_and_end_as_they_must(client, keys):
    answer, _ = slots_of(client, keys)
    lines = answer.content.split(b"\r\n")
    assert all(len(each) <= 75 for each in lines)
    assert not any(b"\n" in each for each in lines)


def test_a_calendar_takes_the_stations_own_key(client, keys):
    assert_problem(client.get(SLOTS), 401, says="?key=")
    assert_problem(client.get(SLOTS, params={"key": keys["athi-fm"]}), 403, says="another")
    assert_problem(client.get(SLOTS, params={"key": "x"}), 403)


def test_a_station_that_told_no_slots_has_no_calendar(client, keys):
    path = "/exercise/stations/athi-fm/slots.ics"
    answer = client.get(path, params={"key": keys["athi-fm"]})
    assert_problem(answer, 404, says="when this station airs")


def test_what_is_over_leaves_the_index(newsroom, client):
    newsroom.clock.move(timedelta(days=7))
    restock(newsroom)
    body = client.get("/exercise/index.json").content
    assert b"x-2026-W48" not in body
    assert json.loads(body)["recalled"] == []
