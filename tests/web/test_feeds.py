"""The feed against the rules that radio automation follows."""

import base64
from datetime import timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from io import BytesIO
from uuid import UUID, uuid5

import feedparser
import podcastparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import delete

from app.domain.bulletins import Verdict
from app.domain.languages import LANGUAGE_NAMES
from app.domain.periods import Week
from app.domain.places import counties
from app.pipeline.shelf import restock
from app.publishing.channels import GUID_NAMESPACE, Channel, Entry
from app.publishing.feeds import feed, item_title
from app.store.tables import recording as recording_table
from tests.builders import NOW
from tests.builders import recording as a_recording
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import bulletin, keep_released, withdraw

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
}
FEED = "/exercise/kitui/sw/feed.xml"


@pytest.fixture
def weeks(newsroom):
    """Ten weeks of Kiswahili exercises, each released on its Monday."""
    return [
        keep_released(
            newsroom,
            "sw",
            week=Week(2026, 39 + n),
            released_at=NOW - timedelta(weeks=9 - n),
        )
        for n in range(10)
    ]


def channel_of(answer):
    return etree.fromstring(answer.content).find("channel")


def text_of(parent, path):
    return parent.findtext(path, namespaces=NS)


def test_the_channel_says_what_automation_asks(newsroom, weeks):
    answer = client_of(newsroom, public_url="https://tangazo.example").get(FEED)
    assert answer.headers["content-type"].startswith("application/rss+xml")
    top = channel_of(answer)
    assert text_of(top, "title") == "EXERCISE Drought bulletin, Kitui County, Kiswahili"
    assert text_of(top, "language") == "sw-KE"
    assert text_of(top, "link") == "https://tangazo.example/exercise/kitui"
    assert text_of(top, "description")
    assert text_of(top, "ttl") == "60"
    assert parsedate_to_datetime(text_of(top, "lastBuildDate")) == NOW
    assert top.find("atom:link[@rel='self']", NS).get("href") == f"https://tangazo.example{FEED}"
    assert text_of(top, "itunes:explicit") == "false"
    assert text_of(top, "itunes:type") == "episodic"
    assert text_of(top, "itunes:author")
    assert text_of(top, "itunes:owner/itunes:name")
    assert top.find("itunes:category", NS).get("text") == "Government"
    assert top.find("itunes:image", NS).get("href").endswith(".png")
    assert text_of(top, "podcast:locked") == "yes"
    assert text_of(top, "podcast:medium") == "podcast"
    assert top.find("podcast:updateFrequency", NS).get("rrule") == "FREQ=WEEKLY"
    wanted = uuid5(UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6"), f"tangazo.example{FEED}")
    assert text_of(top, "podcast:guid") == str(wanted)


def test_the_cover_is_a_square_picture_players_accept(newsroom, client):
    top = channel_of(client.get(FEED))
    answer = client.get(top.find("itunes:image", NS).get("href"))
    assert answer.headers["content-type"] == "image/png"
    width, height = (int.from_bytes(answer.content[n : n + 4], "big") for n in (16, 20))
    assert width == height
    assert 1400 <= width <= 3000
    assert len(answer.content) < 200_000


def test_the_eight_newest_are_listed_newest_first(client, weeks):
    items = channel_of(client.get(FEED)).findall("item")
    assert len(items) == 8
    dates = [parsedate_to_datetime(text_of(each, "pubDate")) for each in items]
    assert dates == sorted(dates, reverse=True)
    assert text_of(items[0], "guid") == uuid5(GUID_NAMESPACE, weeks[-1].id).urn


def test_an_item_says_what_automation_asks(client, weeks):
    item = channel_of(client.get(FEED)).find("item")
    assert text_of(item, "title").startswith("EXERCISE Kitui Kiswahili 2026W48v1")
    assert "valid until Sun 29 Nov 2026" in text_of(item, "title")
    assert "valid until Sun 29 Nov 2026" in text_of(item, "description")
    assert item.find("guid").get("isPermaLink") == "false"
    assert text_of(item, "guid").startswith("urn:uuid:")
    day, number, month, year, time, zone = text_of(item, "pubDate").split(" ")
    assert (day, number, month, year) == ("Mon,", "23", "Nov", "2026")
    assert time == "12:00:00"
    assert zone == "+0300"
    assert text_of(item, "itunes:duration") == "112"
    assert text_of(item, "itunes:episode") == "48"
    assert text_of(item, "itunes:summary")
    assert text_of(item, "podcast:txt") == "true"
    assert item.find("podcast:txt", NS).get("purpose") == "ai-content"


def test_the_enclosure_is_the_mp3_with_its_length_in_bytes(client, weeks):
    item = channel_of(client.get(FEED)).find("item")
    [enclosure] = item.findall("enclosure")
    assert enclosure.get("type") == "audio/mpeg"
    assert enclosure.get("url").endswith(".mp3")
    answer = client.get(enclosure.get("url"))
    assert answer.status_code == 200
    assert int(enclosure.get("length")) == len(answer.content)


def test_transcript_and_renditions_can_be_fetched_and_checked(client, weeks):
    item = channel_of(client.get(FEED)).find("item")
    transcript = item.find("podcast:transcript", NS)
    assert transcript.get("type") == "text/plain"
    assert transcript.get("language") == "sw"
    text = client.get(transcript.get("url"))
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Kitui" in text.text
    others = item.findall("podcast:alternateEnclosure", NS)
    assert [each.get("bitrate") for each in others] == ["128000", "64000", "24000"]
    assert [each.get("default") for each in others] == ["true", "false", "false"]
    for each in others:
        body = client.get(each.find("podcast:source", NS).get("uri")).content
        assert int(each.get("length")) == len(body)
        digest = base64.b64encode(sha256(body).digest()).decode()
        assert each.find("podcast:integrity", NS).get("value") == f"sha256-{digest}"


def test_no_wav_stands_in_a_feed(client, weeks):
    assert b".wav" not in client.get(FEED).content


def test_two_readers_understand_the_feed(client, weeks):
    answer = client.get(FEED)
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert len(read.entries) == 8
    assert read.entries[0].enclosures[0].type == "audio/mpeg"
    podcast = podcastparser.parse("http://testserver" + FEED, BytesIO(answer.content))
    first = podcast["episodes"][0]
    assert first["total_time"] == 112
    assert first["enclosures"][0]["mime_type"] == "audio/mpeg"
    assert first["description"]
    assert podcast["type"] == "episodic"


def test_a_correction_is_a_new_item_in_place_of_the_old_one(newsroom, client):
    first = keep_released(newsroom, "sw", released_at=NOW)
    before = [text_of(each, "guid") for each in channel_of(client.get(FEED)).findall("item")]
    second = keep_released(
        newsroom, "sw", inputs_sha256="j" * 64, released_at=NOW + timedelta(hours=1)
    )
    restock(newsroom)
    after = [text_of(each, "guid") for each in channel_of(client.get(FEED)).findall("item")]
    assert before == [uuid5(GUID_NAMESPACE, first.id).urn]
    assert after == [uuid5(GUID_NAMESPACE, second.id).urn]


def test_what_was_taken_back_is_gone_and_the_channel_says_why(live_newsroom, live_client):
    """Without another recording no new item tells of it: automation would play its sound."""
    kept = keep_released(live_newsroom, "sw", exercise=False, released_at=NOW)
    before = channel_of(live_client.get("/kitui/sw/feed.xml"))
    assert text_of(before.find("item"), "guid") == uuid5(GUID_NAMESPACE, kept.id).urn
    withdraw(live_newsroom, kept.id, Verdict.WITHDRAWN)
    restock(live_newsroom)
    after = channel_of(live_client.get("/kitui/sw/feed.xml"))
    assert after.findall("item") == []
    told = text_of(after, "description")
    assert told.startswith(f"Do not play {kept.id}. Withdrawn: the rain figure was wrong.")


def test_a_warning_ends_with_the_week_of_what_was_taken_back(live_newsroom, live_client):
    kept = keep_released(live_newsroom, "sw", exercise=False, released_at=NOW)
    withdraw(live_newsroom, kept.id, Verdict.WITHDRAWN)
    live_newsroom.clock.move(timedelta(days=7))
    assert "Do not play" not in live_client.get("/kitui/sw/feed.xml").text


def test_last_weeks_item_stays_and_says_until_when_it_was_good(newsroom, client, weeks):
    newsroom.clock.move(timedelta(days=7))
    item = channel_of(client.get(FEED)).find("item")
    assert "valid until Sun 29 Nov 2026" in text_of(item, "title")


def test_a_later_edition_says_so(newsroom, client):
    keep_released(newsroom, "sw", released_at=NOW)
    keep_released(newsroom, "sw", inputs_sha256="j" * 64, released_at=NOW + timedelta(hours=1))
    item = channel_of(client.get(FEED)).find("item")
    assert "2026W48v2" in text_of(item, "title")[:45]
    assert "in place of the one before" in text_of(item, "description")


def test_a_bulletin_without_recordings_is_left_out(newsroom, client):
    keep_released(newsroom, "sw", released_at=NOW)
    with newsroom.store.transaction() as tx:
        tx.execute(delete(recording_table))
    assert channel_of(client.get(FEED)).findall("item") == []


@pytest.mark.parametrize("packing", ["identity", "gzip"])
def test_an_unchanged_feed_is_not_sent_again(newsroom, client, weeks, packing):
    packed = {"Accept-Encoding": packing}
    first = client.get(FEED, headers=packed)
    assert client.get(FEED, headers=packed).headers["etag"] == first.headers["etag"]
    held = {**packed, "If-None-Match": first.headers["etag"]}
    again = client.get(FEED, headers=held)
    assert again.status_code == 304
    assert again.content == b""
    keep_released(newsroom, "sw", inputs_sha256="j" * 64, released_at=NOW + timedelta(hours=1))
    restock(newsroom)
    assert client.get(FEED, headers=held).status_code == 200


def test_packed_and_plain_feeds_have_tags_of_their_own(client, weeks):
    plain = client.get(FEED, headers={"Accept-Encoding": "identity"})
    packed = client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert plain.content == packed.content
    assert plain.headers["etag"] != packed.headers["etag"]
    assert packed.headers["vary"] == "Accept-Encoding"


def test_head_of_a_feed(client, weeks):
    assert client.head(FEED).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/atlantis/sw/feed.xml",
        "/exercise/atlantis/sw/feed.xml",
        "/kitui/fr/feed.xml",
        "/exercise/kitui/dav/feed.xml",
    ],
)
def test_an_unknown_county_or_language_has_no_feed(client, path):
    assert_problem(client.get(path), 404)


def test_an_empty_feed_is_a_feed(client):
    read = feedparser.parse(client.get("/kitui/kam/feed.xml").content)
    assert not read.bozo
    assert read.entries == []


def a_channel(*, county="kitui", language="sw", exercise=False):
    return Channel(
        county=counties()[county],
        language=language,
        language_name=LANGUAGE_NAMES.get(language, language),
        exercise=exercise,
        feed_url="https://t.example/f.xml",
        page_url="https://t.example/p",
        image_url="https://t.example/i.png",
        recordings_url="https://t.example/r",
        bulletins_url="https://t.example/b",
    )


@pytest.mark.parametrize("exercise", [True, False])
def test_titles_differ_within_their_first_45_characters(exercise):
    titles = [
        item_title(
            bulletin(
                language,
                exercise=exercise,
                county=county.slug,
                week=Week(year, number),
                edition=edition,
            ),
            a_channel(county=county.slug, language=language),
        )
        for county in counties().values()
        for language in county.languages
        for year, number in ((2026, 1), (2026, 48), (2026, 53), (2027, 1))
        for edition in (1, 2, 9, 10)
    ]
    assert len({title[:45] for title in titles}) == len(titles)


MIXED = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from(["kitui", "makueni"]),
        st.sampled_from(["sw", "en"]),
        st.integers(1, 52),
    ),
    max_size=12,
)


@given(mixed=MIXED, exercise=st.booleans())
def test_a_feed_leaves_out_whatever_does_not_belong(mixed, exercise):
    entries = [
        Entry(
            bulletin=bulletin(
                language,
                exercise=practice,
                county=county,
                week=Week(2026, number),
                id=f"{practice}-{county}-{language}-{number}-{place}",
                released_at=NOW,
            ),
            recordings=(a_recording(),),
        )
        for place, (practice, county, language, number) in enumerate(mixed)
    ]
    read = etree.fromstring(feed(a_channel(exercise=exercise), entries))
    listed = {each.text for each in read.findall(".//guid")}
    belong = {
        uuid5(GUID_NAMESPACE, each.bulletin.id).urn
        for each in entries
        if (each.bulletin.exercise, each.bulletin.county, each.bulletin.language)
        == (exercise, "kitui", "sw")
    }
    assert listed <= belong
    assert len(listed) == min(len(belong), 8)
    assert all(("EXERCISE" in each.text) == exercise for each in read.findall(".//item/title"))


def test_a_human_voice_is_not_called_a_machine():
    entry = Entry(
        bulletin=bulletin("sw", exercise=False, id="b", released_at=NOW),
        recordings=(a_recording(voices=("recorded/mwende",)),),
    )
    read = etree.fromstring(feed(a_channel(), [entry]))
    assert read.findtext(".//podcast:txt", namespaces=NS) == "false"
