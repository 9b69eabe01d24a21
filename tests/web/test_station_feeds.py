"""A station's own feed: what it may play now, in its own files, with its key and no other."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid5

import feedparser
import pytest
from lxml import etree

from app.domain.cuts import profile_for
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.pipeline.shelf import restock
from app.publishing.channels import GUID_NAMESPACE
from app.store.cuts import CutName, keep_cut
from app.store.officers import the_officer
from app.store.stations import add_station
from tests.builders import NOW, add_people, recording
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import keep_released, opened_newsroom

KEPT = "x-2026-W48-kitui-sw-1"
FEED = "/exercise/stations/mwatu-fm/kitui-sw.xml"
MWATU = Station(
    slug="mwatu-fm",
    name="Mwatu <FM> & friends",
    counties=("kitui", "makueni"),
    languages=("sw", "kam"),
    formats=(AudioFormat.MP3_64, AudioFormat.OPUS_24),
    person="Kilonzo",
    phone="+254 700 000 000",
    since=NOW,
)

LOUD = replace(MWATU, slug="loud-fm", name="Loud FM", loudness_lufs=-12.0)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    """A newsroom with a bulletin in two languages; the test that moves its clock comes last."""
    with opened_newsroom(tmp_path_factory.mktemp("stations")) as opened:
        keep_released(opened, "sw", released_at=NOW)
        keep_released(opened, "en", released_at=NOW)
        yield opened


@pytest.fixture(scope="module")
def client(newsroom, keys):
    return client_of(newsroom)


@pytest.fixture(scope="module")
def keys(newsroom):
    """The keys of two stations."""
    with newsroom.store.transaction() as tx:
        add_people(tx, ("Asha", Role.ADMIN))
        asha = the_officer(tx, "Asha")
        other = replace(MWATU, slug="athi-fm", name="Athi FM", formats=(AudioFormat.WAV_48,))
        return {each.slug: add_station(tx, each, officer=asha, at=NOW) for each in (MWATU, other)}


@pytest.fixture(scope="module")
def loud_key(newsroom, keys):
    """The key of a station that wants its own files."""
    with newsroom.store.transaction() as tx:
        return add_station(tx, LOUD, officer=the_officer(tx, "Asha"), at=NOW)


def items_of(answer):
    assert answer.status_code == 200
    return etree.fromstring(answer.content).findall(".//item")


def test_it_holds_what_the_station_may_play_now_in_its_own_format(client, keys):
    answer = client.get(FEED, params={"key": keys["mwatu-fm"]})
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert read.feed.title.endswith(", for Mwatu <FM> & friends")
    [item] = read.entries
    assert item.id == uuid5(GUID_NAMESPACE, KEPT).urn
    [enclosure] = item.enclosures
    assert enclosure.type == "audio/mpeg"
    body = client.get(enclosure.href).content
    assert body == f"mp3-64 {KEPT}".encode()
    assert int(enclosure.length) == len(body)


def test_the_key_is_carried_on_when_it_came_in_the_address(client, keys):
    key = keys["mwatu-fm"]
    [item] = items_of(client.get(FEED, params={"key": key}))
    assert item.find("enclosure").get("url").endswith(f"?key={key}")
    [item] = items_of(client.get(FEED, headers={"X-Station-Key": key}))
    assert item.find("enclosure").get("url").endswith(".mp3")


def test_nothing_of_it_is_kept_where_others_read(client, keys):
    answer = client.get(FEED, headers={"X-Station-Key": keys["mwatu-fm"]})
    assert answer.headers["cache-control"].startswith("private")


def test_without_a_key_it_is_asked_for(client, keys):
    answer = client.get(FEED)
    assert_problem(answer, 401, says="?key=")
    assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    ("key", "says"), [("tangazo_station_wrong", "no station"), ("", "no station")]
)
def test_a_wrong_key_opens_nothing(client, keys, key, says):
    assert_problem(client.get(FEED, params={"key": key}), 403, says=says)


@pytest.mark.parametrize("slug", ["mwatu-fm", "no-such-fm"])
def test_another_stations_key_opens_nothing_whether_or_not_there_is_one(client, keys, slug):
    path = f"/exercise/stations/{slug}/kitui-sw.xml"
    answer = client.get(path, params={"key": keys["athi-fm"]})
    assert_problem(answer, 403, says="another station's")
    assert "Mwatu" not in answer.text


@pytest.mark.parametrize("what", ["kitui-en", "taita-taveta-sw", "atlantis-sw", "%2e%2e-sw", "a-b"])
def test_a_county_or_language_that_is_not_the_stations_has_no_feed(client, keys, what):
    path = f"/exercise/stations/mwatu-fm/{what}.xml"
    assert_problem(client.get(path, params={"key": keys["mwatu-fm"]}), 404)


def test_a_station_that_plays_no_mp3_is_offered_the_usual_one(client, keys):
    """LibreTime fails on a WAV in a feed."""
    path = "/exercise/stations/athi-fm/kitui-sw.xml"
    [item] = items_of(client.get(path, params={"key": keys["athi-fm"]}))
    assert item.find("enclosure").get("type") == "audio/mpeg"
    assert b".wav" not in client.get(path, params={"key": keys["athi-fm"]}).content


def test_exercises_and_live_bulletins_never_share_a_feed(client, keys):
    live = client.get(FEED.removeprefix("/exercise"), params={"key": keys["mwatu-fm"]})
    assert items_of(live) == []


def test_a_stations_own_file_is_waited_for_and_then_enclosed(newsroom, client, loud_key):
    """LibreTime that had taken the common one would never take the other."""
    path, asked = "/exercise/stations/loud-fm/kitui-sw.xml", {"key": loud_key}
    released = newsroom.clock.now()
    restock(newsroom)
    assert items_of(client.get(path, params=asked)) == []
    own = newsroom.blobs.put(b"a louder one", "mp3")
    with newsroom.store.transaction() as tx:
        wanted = profile_for(LOUD, AudioFormat.MP3_64, county="kitui", language="sw")
        name = CutName(bulletin=KEPT, format=AudioFormat.MP3_64, profile=wanted.key)
        made = recording(format=AudioFormat.MP3_64, sha256=own, size_bytes=12)
        keep_cut(tx, name, station="loud-fm", made=made, at=released)
    restock(newsroom)
    [item] = items_of(client.get(path, params=asked))
    assert own in item.find("enclosure").get("url")


def test_an_own_file_that_does_not_come_is_not_waited_for_all_week(newsroom, client, loud_key):
    path, asked = "/exercise/stations/loud-fm/makueni-sw.xml", {"key": loud_key}
    keep_released(newsroom, "sw", county="makueni", released_at=newsroom.clock.now())
    restock(newsroom)
    assert items_of(client.get(path, params=asked)) == []
    newsroom.clock.move(timedelta(minutes=31))
    restock(newsroom)
    assert len(items_of(client.get(path, params=asked))) == 1


def test_what_is_over_is_no_longer_in_it(newsroom, client, keys):
    asked = {"key": keys["mwatu-fm"]}
    assert len(items_of(client.get(FEED, params=asked))) == 1
    newsroom.clock.move(timedelta(days=7))
    restock(newsroom)
    assert items_of(client.get(FEED, params=asked)) == []
