"""The software of stations on our feeds, over the loopback."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import feedparser
import httpx
import podcastparser
import pytest

from app.domain.bulletins import Verdict
from app.domain.periods import Week
from app.pipeline.shelf import restock
from app.store.officers import LIVE
from tests.browser.served import serving
from tests.builders import NOW
from tests.flow.libretime import LibreTime
from tests.web.filled import keep_released, opened_newsroom, tone, withdraw


@contextmanager
def on_air(home):
    """A live install with a bulletin of real sound, served: (newsroom, bulletin, address)."""
    with opened_newsroom(home, mode=LIVE) as newsroom:
        kept = released(newsroom, NOW)
        with serving(newsroom, look_every_s=0) as address:
            yield newsroom, kept, address


def released(newsroom, at, **changes):
    kept = keep_released(newsroom, "sw", encode=tone, exercise=False, released_at=at, **changes)
    restock(newsroom)
    return kept


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """One week on air, which no test changes."""
    with on_air(tmp_path_factory.mktemp("clients")) as opened:
        yield opened


@pytest.fixture
def own_site(tmp_path):
    with on_air(tmp_path) as opened:
        yield opened


def test_feedparser_and_podcastparser_read_the_same(site):
    _, _, address = site
    url = f"{address}/kitui/sw/feed.xml"
    body = httpx.get(url).content
    read = feedparser.parse(body)
    assert not read.bozo
    [entry] = read.entries
    [episode] = podcastparser.parse(url, BytesIO(body))["episodes"]
    assert episode["guid"] == entry.id
    assert episode["title"] == entry.title
    assert episode["enclosures"][0]["url"] == entry.enclosures[0].href
    assert episode["enclosures"][0]["file_size"] == int(entry.enclosures[0].length)


def test_feedparser_reads_the_list_of_alerts(site):
    _, _, address = site
    read = feedparser.parse(httpx.get(f"{address}/cap/atom.xml").content)
    assert not read.bozo
    assert read.version == "atom10"


def test_larigira_finds_the_bulletin_and_downloads_it(site, tmp_path):
    larigira = pytest.importorskip("larigira.audiogen_podcast", reason="larigira is not installed")
    from larigira.fsutils import download_http

    _, kept, address = site
    [audio] = larigira.get_urls(larigira.get_tree(f"{address}/kitui/sw/feed.xml"))
    assert audio.date == kept.released_at
    uri = download_http(audio.url, destdir=tmp_path, copy=True, prefix="podcast")
    taken = Path(url2pathname(urlsplit(uri).path))
    assert taken.read_bytes() == httpx.get(audio.url).content
    assert taken.suffix == ".mp3"


def test_larigira_knows_the_bulletin_again_by_its_length(site, tmp_path):
    """It asks HEAD for the length before it downloads a second time."""
    fsutils = pytest.importorskip("larigira.fsutils", reason="larigira is not installed")
    _, _, address = site
    read = feedparser.parse(httpx.get(f"{address}/kitui/sw/feed.xml").content)
    enclosure = read.entries[0].enclosures[0]
    assert fsutils.http_expected_length(enclosure.href) == int(enclosure.length)


def test_rootio_reads_the_date_and_makes_a_file_name(site):
    """It splits the date on spaces, and names the file by the title's first 45 letters."""
    _, _, address = site
    read = feedparser.parse(httpx.get(f"{address}/kitui/sw/feed.xml").content)
    [entry] = read.entries
    links = [each for each in entry.links if each.type == "audio/mpeg"]
    assert len(links) == 1
    day = " ".join(entry.published.split(" ")[1:5])
    assert datetime.strptime(day, "%d %b %Y %H:%M:%S").year == 2026  # noqa: DTZ007 - as it does
    assert entry.title[:45].startswith("Kitui Kiswahili 2026W48v1")
    assert entry.itunes_duration == "112"
    assert entry.summary


def test_libretime_takes_a_bulletin_once_and_names_it_as_we_do(own_site):
    _, kept, address = own_site
    station = LibreTime(f"{address}/kitui/sw/feed.xml")
    [taken] = station.poll()
    assert taken.file_name == "KTU_sw_2026W48_drought_v1_valid-20261129.mp3"
    assert taken.published == kept.released_at
    assert station.poll() == []


def test_libretime_takes_the_correction_as_a_new_episode(own_site):
    newsroom, _, address = own_site
    station = LibreTime(f"{address}/kitui/sw/feed.xml")
    [first] = station.poll()
    released(newsroom, NOW + timedelta(hours=2), inputs_sha256="j" * 64)
    [second] = station.poll()
    assert second.guid != first.guid
    assert second.sha256 != first.sha256
    assert "v2" in second.title


def test_libretime_gets_no_episode_that_only_says_a_bulletin_was_taken_back(own_site):
    newsroom, kept, address = own_site
    station = LibreTime(f"{address}/kitui/sw/feed.xml")
    station.poll()
    withdraw(newsroom, kept.id, Verdict.WITHDRAWN)
    restock(newsroom)
    assert station.poll() == []
    released(newsroom, NOW + timedelta(hours=3), inputs_sha256="j" * 64)
    assert len(station.poll()) == 1


def test_libretime_takes_every_new_week(own_site):
    newsroom, _, address = own_site
    station = LibreTime(f"{address}/kitui/sw/feed.xml")
    station.poll()
    for number in (49, 50):
        newsroom.clock.move(timedelta(days=7))
        later = newsroom.clock.now()
        kept = released(newsroom, later, week=Week(2026, number))
        [taken] = station.poll()
        assert taken.published == kept.released_at
