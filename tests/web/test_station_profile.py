"""How a station wants its bulletins: set and seen by officers on the desk and by their programs."""

import re
from dataclasses import replace

import pytest

from app.domain.cuts import profile_for
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Contact, LocalSlot, Medium, Scope, WhenExpired
from app.mastering.encode import encode
from app.store.cuts import CutName, keep_cut
from app.store.officers import the_officer
from app.store.station_traces import airings, messages
from app.store.stations import change_station, station_with_key, the_station
from tests.audio.fakes import tone
from tests.builders import NOW, add_people, recording
from tests.web.conftest import assert_problem, basic, client_of
from tests.web.filled import keep_released, withdraw
from tests.web.stationed import MWATU, add, station

DESK = f"/desk/stations/{MWATU}"
PAGE = f"{DESK}/profile"
API = f"/api/v1/stations/{MWATU}"
HTML = {"Accept": "text/html"}
FORM = {
    "name": "Mwatu FM 93.1",
    "person": "Wairimu",
    "phone": "+254 722 222 222",
    "county.kitui": "1",
    "county.makueni": "1",
    "language.en": "1",
    "language.kam": "1",
    "format.mp3-128": "1",
    "format.wav-48": "1",
    "loudness": "-23",
    "first_cart": "410000",
    "last_cart": "410009",
    "slots": "Monday 7:00\r\nthu 18:30",
    "mail": "news@mwatu.example, head@mwatu.example",
    "sms": "0700 000 001",
    "whatsapp": "",
    "telegram": "@mwatu_fm",
    "when_expired": "notice",
    "key_scope": "read",
}
LINE = r'name="(\w+)" (?:type|inputmode)="(?:text|tel|numeric)" value="([^"]*)"'
SENT = {
    "name": "Mwatu FM 93.1",
    "counties": ["kitui"],
    "languages": ["en"],
    "formats": ["wav-48"],
    "person": "Wairimu",
    "phone": "+254 722 222 222",
    "loudness_lufs": -18,
    "slots": ["mon 07:00"],
    "contacts": {"mail": ["news@mwatu.example"], "sms": ["+254700000001"]},
}


@pytest.fixture
def key(live_newsroom, officer):
    return add(live_newsroom)


def kept(newsroom, slug=MWATU):
    with newsroom.store.reading() as tx:
        return the_station(tx, slug)


def jingle(seconds=2.0):
    return encode(tone(seconds, rate_hz=48_000), 48_000, AudioFormat.MP3_128)


def test_all_that_is_typed_is_kept_and_shown(live_newsroom, live_client, key, signed):
    answer = live_client.post(PAGE, data=FORM, headers={**signed, **HTML})
    found = kept(live_newsroom)
    assert (found.name, found.counties, found.languages) == (
        "Mwatu FM 93.1",
        ("kitui", "makueni"),
        ("en", "kam"),
    )
    assert (found.loudness_lufs, found.first_cart, found.last_cart) == (-23.0, 410_000, 410_009)
    assert found.slots == (
        LocalSlot(day="mon", hour=7, minute=0),
        LocalSlot(day="thu", hour=18, minute=30),
    )
    assert found.contacts == (
        Contact(medium=Medium.MAIL, address="news@mwatu.example"),
        Contact(medium=Medium.MAIL, address="head@mwatu.example"),
        Contact(medium=Medium.SMS, address="+254700000001"),
        Contact(medium=Medium.TELEGRAM, address="@mwatu_fm"),
    )
    assert (found.when_expired, found.key_scope) == (WhenExpired.NOTICE, Scope.READ)
    for shown in ("-23 LUFS", "carts 410000 to 410009", "Mon 07:00", "Thu 18:30", "@mwatu_fm"):
        assert shown in answer.text
    with live_newsroom.store.reading() as tx:
        assert station_with_key(tx, key) == found


def test_the_form_shows_what_is_kept_so_that_sending_it_changes_nothing(
    live_newsroom, live_client, key, signed
):
    live_client.post(PAGE, data=FORM, headers=signed)
    before, page = kept(live_newsroom), live_client.get(PAGE, headers=signed).text
    fields = dict(re.findall(LINE, page))
    assert fields["first_cart"] == "410000"
    assert fields["sms"] == "+254700000001"
    shown = re.search(r'<textarea id="slots"[^>]*>\n([^<]*)</textarea>', page)[1]
    ticked = re.findall(r'name="([\w.-]+)" value="([\w-]+)" checked', page)
    sent = {**fields, **dict(ticked), "slots": shown}
    live_client.post(PAGE, data=sent, headers=signed)
    assert kept(live_newsroom) == before


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "x" * 81, "80 at most"),
        ("first_cart", "410010", "first and the last cart"),
        ("slots", "xyz 25:99", "Give each time as a day and a time"),
        ("mail", "a@b.example\r\nBcc: c@d.example", "Give mail addresses"),
        ("key_scope", "everything", "Choose what its key may do"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_and_what_was_typed_is_kept(
    live_newsroom, live_client, key, signed, field, typed, says
):
    before = kept(live_newsroom)
    answer = live_client.post(PAGE, data={**FORM, field: typed}, headers={**signed, **HTML})
    assert answer.status_code == 422
    assert says in answer.text.replace("&#39;", "'")
    assert "Monday 7:00" in answer.text or field == "slots"
    assert kept(live_newsroom) == before


def test_a_control_character_is_refused_before_anything_is_kept(
    live_newsroom, live_client, key, signed
):
    before = kept(live_newsroom)
    sent = {**FORM, "mail": "news@mwatu.example\x00"}
    answer = live_client.post(PAGE, data=sent, headers=signed)
    assert_problem(answer, 422, says="mail holds a character that cannot be kept")
    assert kept(live_newsroom) == before


def test_a_taken_name_is_named_at_its_field(live_newsroom, live_client, key, signed):
    add(live_newsroom, "athi-fm")
    answer = live_client.post(PAGE, data={**FORM, "name": "Athi Fm"}, headers={**signed, **HTML})
    assert answer.status_code == 422
    assert "choose another name" in answer.text
    assert kept(live_newsroom).name == "Mwatu Fm"


def test_a_station_is_added_with_all_of_its_profile(live_newsroom, live_client, officer, signed):
    answer = live_client.post("/desk/stations", data=FORM, headers={**signed, **HTML})
    assert answer.status_code == 200
    found = kept(live_newsroom, "mwatu-fm-93-1")
    assert (found.loudness_lufs, found.last_cart, len(found.contacts)) == (-23.0, 410_009, 4)


def test_an_officer_of_other_counties_sees_and_changes_nothing(live_newsroom, key):
    with live_newsroom.store.transaction() as tx:
        keys = add_people(tx, ("Kato", Role.EDITOR), counties=("makueni",))
    client = client_of(live_newsroom)
    headers = {**basic("Kato", keys["Kato"]), "Sec-Fetch-Site": "same-origin"}
    before = kept(live_newsroom)
    for path in (PAGE, f"{DESK}/tune.wav"):
        assert client.get(path, headers=headers).status_code == 403
    for path in (PAGE, f"{DESK}/tune/remove"):
        assert client.post(path, headers=headers, data=FORM).status_code == 403
    told = client.post(f"{DESK}/tune", headers=headers, files={"file": ("a.mp3", jingle())})
    assert told.status_code == 403
    assert client.put(API, headers=headers, json=SENT).status_code == 403
    assert kept(live_newsroom) == before


def test_contacts_are_told_to_officers_alone(live_newsroom, live_client, key, signed):
    private = Contact(medium=Medium.MAIL, address="news@mwatu.example")
    with live_newsroom.store.transaction() as tx:
        changed = replace(the_station(tx, MWATU), contacts=(private,))
        change_station(tx, changed, officer=the_officer(tx, "Asha"), at=NOW)
    other = add(live_newsroom, "athi-fm")
    keep_released(live_newsroom, exercise=False)
    for address in ("/kitui", "/", "/api/v1/status", "/api/v1/stations"):
        for headers in ({}, {"X-Station-Key": other}, {"X-Station-Key": key}):
            assert private.address not in live_client.get(address, headers=headers).text
    assert private.address in live_client.get(API[: -len(MWATU) - 1], headers=signed).text


def test_a_tune_is_kept_heard_and_taken_away(live_newsroom, live_client, key, signed):
    sent = {"file": ("tune.mp3", jingle(), "audio/mpeg")}
    answer = live_client.post(f"{DESK}/tune", files=sent, headers={**signed, **HTML})
    assert f"{DESK}/tune.wav" in answer.text
    assert kept(live_newsroom).tune_sha256
    heard = live_client.get(f"{DESK}/tune.wav", headers=signed)
    assert (heard.content[:4], heard.headers["cache-control"]) == (b"RIFF", "no-store")
    live_client.post(f"{DESK}/tune/remove", data={"a": "b"}, headers=signed)
    assert kept(live_newsroom).tune_sha256 is None
    assert_problem(live_client.get(f"{DESK}/tune.wav", headers=signed), 404, says="no tune")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"PK\x03\x04" + bytes(99), "a packed archive"),
        (b"la la la", "no sound file"),
        (jingle(16), "longer than 15 seconds"),
        (b"", "Choose the tune first"),
    ],
    ids=["zip", "text", "too long", "nothing"],
)
def test_what_is_no_tune_is_named_and_not_kept(live_newsroom, live_client, key, signed, body, says):
    sent = {"file": ("tune.mp3", body, "audio/mpeg")}
    answer = live_client.post(f"{DESK}/tune", files=sent, headers={**signed, **HTML})
    assert answer.status_code == 422
    assert says in answer.text
    assert kept(live_newsroom).tune_sha256 is None


def test_a_program_changes_a_station_and_is_told_how_it_is_now(
    live_newsroom, live_client, key, signed
):
    told = live_client.put(API, json=SENT, headers=signed).json()
    assert (told["loudness_lufs"], told["slots"], told["has_tune"]) == (-18, ["mon 07:00"], False)
    assert told["contacts"] == SENT["contacts"]
    assert kept(live_newsroom).name == "Mwatu FM 93.1"
    told = live_client.put(f"{API}/tune", content=jingle(), headers=signed).json()
    assert told["has_tune"]
    assert live_client.put(f"{API}/tune", content=b"", headers=signed).json()["has_tune"] is False


def test_a_program_adds_a_station_and_is_told_its_key_once(live_newsroom, live_client, signed):
    told = live_client.post("/api/v1/stations", json=SENT, headers=signed).json()
    with live_newsroom.store.reading() as tx:
        assert station_with_key(tx, told["key"]).slug == told["station"] == "mwatu-fm-93-1"
    again = live_client.post("/api/v1/stations", json=SENT, headers=signed)
    assert_problem(again, 409, says="choose another name")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"loudness_lufs": -14}, "loudness_lufs"),
        ({"slots": ["xyz 25:99"]}, "slots: Give each time"),
        ({"first_cart": 9, "last_cart": 1}, "carts: Give the first"),
        ({"contacts": {"mail": ["a@b"]}}, "mail: Give mail"),
        ({"contacts": {"pigeon": ["a"]}}, "contacts"),
        ({"name": "x" * 81}, "name"),
        ({"tune": "x"}, "tune"),
    ],
)
def test_a_program_is_told_which_field_cannot_be_used(
    live_newsroom, live_client, key, signed, changed, says
):
    before = kept(live_newsroom)
    assert_problem(live_client.put(API, json={**SENT, **changed}, headers=signed), 422, says=says)
    assert kept(live_newsroom) == before


def test_what_a_program_sends_for_no_tune_is_named(live_newsroom, live_client, key, signed):
    answer = live_client.put(f"{API}/tune", content=b"PK\x03\x04", headers=signed)
    assert_problem(answer, 422, says="a packed archive")
    answer = live_client.put(f"{API}/tune", content=bytes(7_000_000), headers=signed)
    assert_problem(answer, 413)
    assert kept(live_newsroom).tune_sha256 is None


def test_a_key_for_reading_tells_nothing(live_newsroom, live_client, officer):
    key = add(live_newsroom, key_scope=Scope.READ)
    kitui = keep_released(live_newsroom, exercise=False)
    for path, sent in (("aired", {"bulletin": kitui.id}), ("ask", {"message": "Which ward?"})):
        answer = live_client.post(f"/kitui/{path}", data={**sent, "key": key}, headers=HTML)
        assert answer.status_code == 403
        assert "for reading only" in answer.text
    assert live_client.get("/kitui", headers={"X-Station-Key": key}).status_code == 200
    with live_newsroom.store.reading() as tx:
        assert (airings(tx), messages(tx)) == ([], [])


def test_a_cut_is_served_by_its_hash_until_its_bulletin_is_withdrawn(
    live_newsroom, live_client, officer
):
    add(live_newsroom, loudness_lufs=-23.0)
    kitui = keep_released(live_newsroom, exercise=False)
    address = _with_cut(live_newsroom, kitui, b"a quiet file")
    answer = live_client.get(address)
    assert (answer.status_code, answer.content) == (200, b"a quiet file")
    assert MWATU not in str(answer.headers)
    withdraw(live_newsroom, kitui.id)
    answer = live_client.get(address)
    assert (answer.status_code, answer.content) == (410, b"")


def _with_cut(newsroom, told, body):
    asked = profile_for(
        station(loudness_lufs=-23.0), AudioFormat.MP3_128, county="kitui", language="en"
    )
    name = CutName(bulletin=told.id, format=AudioFormat.MP3_128, profile=asked.key)
    made = recording(sha256=newsroom.blobs.put(body, "mp3"), size_bytes=len(body))
    with newsroom.store.transaction() as tx:
        keep_cut(tx, name, station=MWATU, made=made, at=NOW)
    return f"/api/v1/recordings/{made.address}"
