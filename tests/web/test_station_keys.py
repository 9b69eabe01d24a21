"""A station's key in every way that software can send it, and what a wrong one gets."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.domain.people import Role
from app.domain.stations import Scope
from app.store.officers import LIVE, the_officer
from app.store.station_traces import downloads
from app.store.stations import revoke_station_key
from app.web.station_keys import basic_password
from tests.builders import NOW, add_people
from tests.web import stationed
from tests.web.conftest import basic, client_of
from tests.web.filled import keep_released, opened_newsroom
from tests.web.stationed import basic_key

FIXED = "/now/mwatu-fm/bulletin.mp3"
DATED = "/d/kitui/en/2026W48.mp3"
HTML = {"Accept": "text/html"}


@dataclass(frozen=True)
class Place:
    newsroom: Any
    client: Any
    key: str
    officer: str

    def from_elsewhere(self, number: int) -> Any:
        """A client whose wrong keys are counted apart from all others."""
        self.client._transport.client = (f"198.51.100.{number}", 4000)
        return self.client

    def taken(self) -> list[str]:
        with self.newsroom.store.reading() as tx:
            return [each.station for each in downloads(tx)]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("keys"), mode=LIVE) as newsroom:
        key = stationed.add(newsroom)
        with newsroom.store.transaction() as tx:
            keys = add_people(tx, ("Kato", Role.EDITOR))
        keep_released(newsroom, exercise=False)
        yield Place(newsroom, client_of(newsroom), key, keys["Kato"])


def test_a_key_is_known_in_each_way(place):
    ways = [
        {"headers": {"X-Station-Key": place.key}},
        {"params": {"key": place.key}},
        {"headers": basic_key(place.key)},
        {"headers": basic_key(place.key, name="anybody")},
    ]
    for way in ways:
        page = place.client.get(
            "/kitui", params=way.get("params"), headers={**HTML, **way.get("headers", {})}
        )
        assert "Mwatu Fm" in page.text, way
        assert page.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "header",
    [
        "Basic Og==",
        "Basic",
        "Basic !!!",
        "Basic /w==",
        "Bearer x",
        "Basic QXNoYTo=",
        "Basic " + "A" * 5000,
    ],
)
@pytest.mark.parametrize("address", [FIXED, DATED])
def test_a_header_without_a_key_is_no_key(place, header, address):
    assert place.client.get(address, headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize("header", ["", "Basic", "Basic Og==", "Digest OnRoZSBrZXk="])
def test_no_password_is_read_where_there_is_none(header):
    assert basic_password(header) is None


@pytest.mark.parametrize("wrong", ["", " ", "tangazo_station_" + "a" * 32, "\x00", "é" * 300])
@pytest.mark.parametrize("address", [FIXED, DATED, "/now/mwatu-fm/playlist.pls"])
def test_a_wrong_key_gets_nothing_that_could_go_on_air(place, wrong, address):
    got = place.from_elsewhere(1 + len(wrong) % 200).get(address, params={"key": wrong})
    assert (got.status_code, got.content) == (403, b"")
    if wrong.strip("\x00 "):
        got = place.client.get(address, headers=basic_key(wrong))
        assert (got.status_code, got.content) == (403, b"")


def test_a_key_that_was_taken_back_is_a_wrong_one(place):
    key = stationed.add(place.newsroom, "athi-fm")
    client = place.from_elsewhere(210)
    for headers in ({"X-Station-Key": key}, basic_key(key)):
        assert client.get(FIXED, headers=headers).status_code == 200
    with place.newsroom.store.transaction() as tx:
        revoke_station_key(tx, "athi-fm", officer=the_officer(tx, "Wambua"), at=NOW)
    for headers in ({"X-Station-Key": key}, basic_key(key)):
        got = client.get(FIXED, headers=headers)
        assert (got.status_code, got.content) == (403, b"")


def test_an_officer_who_is_signed_in_is_no_station(place):
    officer = basic("Kato", place.officer)
    assert place.client.get(FIXED, headers=officer).status_code == 200
    assert place.client.get("/kitui", headers={**officer, **HTML}).status_code == 200
    assert place.client.get("/desk/stations", headers=officer).status_code == 200
    assert place.client.get("/desk/stations", headers=basic_key(place.key)).status_code == 401


def test_guessing_is_slowed_down_where_it_comes_from_and_nowhere_else(place):
    thief = place.from_elsewhere(220)
    told = [
        thief.get(FIXED, headers={"X-Station-Key": f"guess {each}"}).status_code
        for each in range(7)
    ]
    assert told == [403] * 5 + [429] * 2
    got = thief.get(FIXED, headers={"X-Station-Key": place.key})
    assert (got.status_code, got.content) == (429, b"")
    assert int(got.headers["retry-after"]) >= 60
    assert thief.get(FIXED).status_code == 200
    other = place.from_elsewhere(221)
    assert other.get(FIXED, headers={"X-Station-Key": place.key}).status_code == 200


def test_software_that_goes_on_with_an_old_key_locks_nobody_out(place):
    client = place.from_elsewhere(230)
    told = [
        client.get(FIXED, headers={"X-Station-Key": "an old key"}).status_code for _ in range(9)
    ]
    assert told == [403] * 9
    assert client.get(FIXED, headers={"X-Station-Key": place.key}).status_code == 200


def test_a_key_for_reading_reads_and_does_not_tell(place):
    key = stationed.add(place.newsroom, "quiet-fm", key_scope=Scope.READ)
    client = place.from_elsewhere(240)
    assert client.get(FIXED, headers=basic_key(key)).status_code == 200
    told = client.post("/kitui/ask", data={"message": "Hm?", "key": key}, headers=HTML)
    assert told.status_code == 403
    assert "for reading only" in told.text


def test_an_endless_key_is_a_wrong_one(place):
    got = place.from_elsewhere(250).get(FIXED, headers={"X-Station-Key": "x" * 100_000})
    assert (got.status_code, got.content) == (403, b"")


@pytest.mark.parametrize("address", [FIXED, DATED, "/now/mwatu-fm/playlist.m3u"])
def test_where_reading_needs_a_key_it_may_come_in_each_way(place, address):
    closed = client_of(place.newsroom, public_read=False)
    for headers in ({}, {"Authorization": "Basic Og=="}):
        got = closed.get(address, headers=headers)
        assert (got.status_code, got.content) == (401, b"")
    assert closed.get(address, headers=basic_key(place.key)).status_code == 200
    assert closed.get(address, params={"key": place.key}).status_code == 200
    assert closed.get(address, headers=basic("Kato", place.officer)).status_code == 200
