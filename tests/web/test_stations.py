"""Stations with their key: what they take is seen, what they tell is kept."""

import re

import pytest

from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Station, Way
from app.store.officers import the_officer
from app.store.recordings import recordings_of
from app.store.station_traces import airings, downloads, messages
from app.store.stations import add_station, revoke_station_key, station_with_key, stations
from tests.builders import NOW, add_people
from tests.web.conftest import assert_problem, basic, client_of
from tests.web.filled import keep_draft, keep_released, withdraw

HTML = {"Accept": "text/html"}
FORM = {
    "name": "Athi FM",
    "person": "Mutua",
    "phone": "+254 711 111 111",
    "county.kitui": "1",
    "language.sw": "1",
    "format.mp3-128": "1",
}


@pytest.fixture
def kitui(live_newsroom, officer):
    """Kitui's English bulletin, on air."""
    return keep_released(live_newsroom, exercise=False)


@pytest.fixture
def key(live_newsroom, officer):
    """The key of Mwatu FM, which broadcasts for Kitui in English."""
    made = Station(
        slug="mwatu-fm",
        name="Mwatu FM",
        counties=("kitui",),
        languages=("en",),
        formats=(AudioFormat.MP3_128,),
        person="Muthoni",
        phone="+254 700 000 000",
        since=NOW,
    )
    with live_newsroom.store.transaction() as tx:
        return add_station(tx, made, officer=the_officer(tx, "Asha"), at=NOW)


def audio_of(newsroom, bulletin, audio_format=AudioFormat.MP3_128):
    with newsroom.store.reading() as tx:
        found = recordings_of(tx, [bulletin.id])[bulletin.id]
    each = next(each for each in found if each.format is audio_format)
    return f"/api/v1/recordings/{each.address}"


def taken(newsroom):
    with newsroom.store.reading() as tx:
        return downloads(tx)


@pytest.mark.parametrize("way", ["header", "address"])
def test_a_download_with_a_key_is_kept(live_newsroom, live_client, kitui, key, way):
    given = {"headers": {"X-Station-Key": key}} if way == "header" else {"params": {"key": key}}
    answer = live_client.get(audio_of(live_newsroom, kitui), **given)
    assert answer.status_code == 200
    (found,) = taken(live_newsroom)
    assert (found.station, found.bulletin, found.first_at) == ("mwatu-fm", kitui.id, NOW)


def test_a_piece_of_a_file_counts_and_a_look_at_it_does_not(live_newsroom, live_client, kitui, key):
    address, headers = audio_of(live_newsroom, kitui), {"X-Station-Key": key}
    assert live_client.head(address, headers=headers).status_code == 200
    assert taken(live_newsroom) == []
    piece = live_client.get(address, headers={**headers, "Range": "bytes=0-3"})
    assert piece.status_code == 206
    assert len(taken(live_newsroom)) == 1


def test_the_public_takes_the_same_file_and_is_not_noted(live_newsroom, live_client, kitui, key):
    assert live_client.get(audio_of(live_newsroom, kitui)).status_code == 200
    assert taken(live_newsroom) == []


@pytest.mark.parametrize("wrong", ["", "x", "tangazo_station_" + "a" * 32, "%00", "é" * 900])
def test_a_wrong_key_gets_nothing_and_an_empty_body_for_audio(
    live_newsroom, live_client, kitui, key, wrong
):
    answer = live_client.get(audio_of(live_newsroom, kitui), params={"key": wrong})
    assert (answer.status_code, answer.content) == (403, b"")
    assert_problem(
        live_client.get("/kitui/en/feed.xml", params={"key": wrong}), 403, says="no station"
    )
    page = live_client.get("/kitui", params={"key": wrong}, headers=HTML)
    assert page.status_code == 403
    assert "Ask NDMA for a new one" in page.text


def test_a_key_that_was_taken_back_stops_at_once(live_newsroom, live_client, kitui, key):
    with live_newsroom.store.transaction() as tx:
        revoke_station_key(tx, "mwatu-fm", officer=the_officer(tx, "Asha"), at=NOW)
    answer = live_client.get(audio_of(live_newsroom, kitui), headers={"X-Station-Key": key})
    assert (answer.status_code, answer.content) == (403, b"")


def test_a_recording_that_was_taken_back_is_not_noted_as_taken(
    live_newsroom, live_client, kitui, key
):
    withdraw(live_newsroom, kitui.id)
    answer = live_client.get(audio_of(live_newsroom, kitui), headers={"X-Station-Key": key})
    assert (answer.status_code, answer.content) == (410, b"")
    assert taken(live_newsroom) == []


def test_what_was_taken_back_leads_to_its_reason_and_its_replacement(
    live_newsroom, live_client, kitui
):
    address = audio_of(live_newsroom, kitui)
    withdraw(live_newsroom, kitui.id)
    base = "http://testserver/api/v1/bulletins/"
    assert live_client.get(address).headers["link"] == f'<{base}{kitui.id}>; rel="about"'
    newer = keep_released(
        live_newsroom,
        exercise=False,
        inputs_sha256="j" * 64,
        encode=lambda form, mark: f"{form} {mark} newer".encode(),
    )
    assert (
        f'<{base}{newer.id}>; rel="successor-version"' in live_client.get(address).headers["link"]
    )
    told = assert_problem(
        live_client.get(f"/api/v1/bulletins/{kitui.id}"), 410, says="the rain figure was wrong"
    )
    assert told["replacement"] == base + newer.id


def test_a_feed_asked_for_with_a_key_carries_it_to_the_recordings(
    live_newsroom, live_client, kitui, key
):
    feed = live_client.get("/kitui/en/feed.xml", params={"key": key})
    assert feed.headers["cache-control"].startswith("private")
    addresses = re.findall(r'(?:url|uri)="http://testserver(/api/v1/recordings/[^"]+)"', feed.text)
    assert addresses
    assert all(each.endswith(f"?key={key}") for each in addresses)
    assert live_client.get(addresses[0]).status_code == 200
    assert [each.station for each in taken(live_newsroom)] == ["mwatu-fm"]
    assert key not in live_client.get("/kitui/en/feed.xml").text


def test_a_feed_says_what_must_not_be_played_any_more(live_newsroom, live_client, kitui):
    withdraw(live_newsroom, kitui.id)
    feed = live_client.get("/kitui/en/feed.xml").text
    assert f"Do not play {kitui.id}. Withdrawn: the rain figure was wrong." in feed
    assert "<item>" not in feed


def test_a_page_with_a_key_greets_the_station_and_keeps_out_of_caches(live_client, kitui, key):
    page = live_client.get("/kitui", params={"key": key}, headers=HTML)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "private, no-store"
    assert "Mwatu FM" in page.text
    assert f"?key={key}" in page.text
    assert 'type="password"' not in page.text


@pytest.mark.parametrize("way", ["address", "typed"])
def test_one_press_tells_that_it_was_aired(live_newsroom, live_client, kitui, key, way):
    there, typed = (
        ("/kitui/aired", {"key": key}) if way == "typed" else (f"/kitui/aired?key={key}", {})
    )
    answer = live_client.post(there, data={"bulletin": kitui.id, **typed}, follow_redirects=False)
    assert answer.status_code == 303
    assert (key in answer.headers["location"]) == (way == "address")
    with live_newsroom.store.reading() as tx:
        (told,) = airings(tx)
    assert (told.station, told.bulletin, told.way) == ("mwatu-fm", kitui.id, Way.STATION)
    assert told.day.isoformat() == "2026-11-23"
    page = live_client.get(answer.headers["location"], headers=HTML)
    assert "NDMA sees that you aired it" in page.text
    if way == "address":
        assert "aired today" in page.text


def test_pressing_twice_is_no_trouble(live_newsroom, live_client, kitui, key):
    for _ in range(2):
        told = {"bulletin": kitui.id, "key": key}
        assert (
            live_client.post("/kitui/aired", data=told, follow_redirects=False).status_code == 303
        )
    with live_newsroom.store.reading() as tx:
        assert len(airings(tx)) == 1


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ({}, 403, "Type the key"),
        ({"key": "wrong"}, 403, "no station"),
        ({"key": "RIGHT", "bulletin": "none"}, 404, "no bulletin"),
        ({"key": "RIGHT", "bulletin": "MAKUENI"}, 404, "not of this county"),
        ({"key": "RIGHT", "bulletin": "WAITING"}, 409, "is not for air"),
    ],
    ids=["no key", "wrong key", "unknown", "other county", "not released"],
)
def test_what_cannot_have_been_aired_is_told_in_words(
    live_newsroom, live_client, kitui, key, typed, status, says
):
    names = {
        "MAKUENI": keep_released(live_newsroom, exercise=False, county="makueni").id,
        "WAITING": keep_draft(live_newsroom, "sw", exercise=False).id,
        "RIGHT": key,
    }
    sent = {field: names.get(value, value) for field, value in typed.items()}
    answer = live_client.post("/kitui/aired", data=sent, headers=HTML)
    assert answer.status_code == status
    assert says in answer.text
    with live_newsroom.store.reading() as tx:
        assert airings(tx) == []


def test_a_message_reaches_the_desk_as_text(live_newsroom, live_client, kitui, key, signed):
    words = "<script>alert(1)</script> Which ward?"
    answer = live_client.post("/kitui/ask", data={"message": words, "key": key})
    assert "NDMA has your message" in answer.text
    desk = live_client.get("/desk/stations", headers={**signed, **HTML}).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Which ward?" in desk
    assert "<script>alert" not in desk


def test_a_message_with_a_wrong_key_is_not_lost(live_newsroom, live_client, kitui, key):
    sent = {"message": "Which ward?", "key": "wrong"}
    answer = live_client.post("/kitui/ask", data=sent, headers=HTML)
    assert answer.status_code == 403
    assert "Which ward?</textarea>" in answer.text
    with live_newsroom.store.reading() as tx:
        assert messages(tx) == []


def test_a_withdrawn_bulletin_is_named_on_its_page_with_the_reason(
    live_newsroom, live_client, kitui
):
    withdraw(live_newsroom, kitui.id)
    page = live_client.get("/kitui", headers=HTML).text
    assert "Do not play English, edition 1." in page
    assert "the rain figure was wrong." in page
    assert_problem(live_client.get("/kitui/en/read"), 410, says="the rain figure was wrong")


def test_an_exercise_offers_nothing_to_tell(client, newsroom):
    keep_released(newsroom)
    assert 'id="tell"' not in client.get("/exercise/kitui", headers=HTML).text


def test_an_officer_adds_a_station_and_sees_its_key_once(live_newsroom, live_client, signed):
    answer = live_client.post("/desk/stations", data=FORM, headers={**signed, **HTML})
    assert answer.status_code == 200
    (key,) = set(re.findall(r"tangazo_station_[\w-]+", answer.text))
    with live_newsroom.store.reading() as tx:
        assert station_with_key(tx, key).slug == "athi-fm"
    for page in ("/desk/stations", "/desk/stations/athi-fm", "/api/v1/stations"):
        assert key not in live_client.get(page, headers=signed).text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": "!!!"}, "with letters or digits"),
        ({"phone": "ask at the gate"}, "Give a telephone number"),
        ({"person": " "}, "whom to ask for"),
        ({"county.kitui": None}, "Choose the counties"),
        ({"language.sw": None, "language.dav": "1"}, "Choose languages"),
        ({"format.mp3-128": None}, "equipment can play"),
    ],
    ids=["name", "phone", "person", "county", "language", "format"],
)
def test_a_wrong_field_is_named_and_what_was_typed_is_kept(
    live_newsroom, live_client, signed, changed, says
):
    sent = {name: value for name, value in {**FORM, **changed}.items() if value is not None}
    answer = live_client.post("/desk/stations", data=sent, headers={**signed, **HTML})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Athi FM"' in answer.text or changed.get("name") == "!!!"
    with live_newsroom.store.reading() as tx:
        assert stations(tx) == []


def test_a_new_key_and_no_key(live_newsroom, live_client, signed, key):
    answer = live_client.post("/desk/stations/mwatu-fm/key", headers=signed, data={"a": "b"})
    (newer,) = set(re.findall(r"tangazo_station_[\w-]+", answer.text))
    assert newer != key
    answer = live_client.post("/desk/stations/mwatu-fm/revoke", headers=signed, data={"a": "b"})
    assert "It has no key" in answer.text
    with live_newsroom.store.reading() as tx:
        assert station_with_key(tx, newer) is None


def test_an_officer_keeps_what_was_told_on_the_telephone(
    live_newsroom, live_client, kitui, key, signed
):
    there = "/desk/stations/mwatu-fm/aired"
    sent = {"bulletin": kitui.id, "day": "2026-11-23"}
    assert "told by Asha" in live_client.post(there, headers=signed, data=sent).text
    with live_newsroom.store.reading() as tx:
        (told,) = airings(tx)
    assert (told.told_by, told.way) == ("Asha", Way.OFFICER)
    for day, says in (("2026-11-24", "has not come yet"), ("soon", "Give the day")):
        again = live_client.post(there, headers=signed, data={**sent, "day": day})
        assert again.status_code == 422
        assert says in again.text


def test_a_message_is_marked_as_answered(live_newsroom, live_client, kitui, key, signed):
    live_client.post("/kitui/ask", data={"message": "Which ward?", "key": key})
    with live_newsroom.store.reading() as tx:
        (wrote,) = messages(tx)
    there = f"/desk/stations/mwatu-fm/messages/{wrote.number}"
    assert "answered by Asha" in live_client.post(there, headers=signed, data={"a": "b"}).text


def test_stations_of_other_counties_are_not_shown(live_newsroom, kitui, key):
    with live_newsroom.store.transaction() as tx:
        keys = add_people(tx, ("Kato", Role.EDITOR), counties=("makueni",))
    client, headers = client_of(live_newsroom), basic("Kato", keys["Kato"])
    assert "Mwatu" not in client.get("/desk/stations", headers=headers).text
    assert client.get("/api/v1/stations", headers=headers).json() == []
    assert client.get("/desk/stations/mwatu-fm", headers=headers).status_code == 403


def test_the_api_lists_stations_for_officers(live_newsroom, live_client, kitui, key, signed):
    live_client.get(audio_of(live_newsroom, kitui), headers={"X-Station-Key": key})
    (found,) = live_client.get("/api/v1/stations", headers=signed).json()
    assert found["station"] == "mwatu-fm"
    assert (found["has_key"], found["taken_at"]) == (True, "2026-11-23T09:00:00Z")
    assert live_client.get("/api/v1/stations").status_code == 401
