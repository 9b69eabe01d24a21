"""The fit test on what we serve: green where it fits, red with a remedy where it does not."""

import pytest

from app.domain.recordings import AudioFormat
from app.store.officers import LIVE
from app.store.station_traces import downloads
from app.web.fit_tries import Addresses, try_addresses
from tests.web import stationed
from tests.web.conftest import client_of
from tests.web.filled import keep_released, opened_newsroom, tone

HTML = {"Accept": "text/html"}
SOFTWARE = ("LibreTime", "larigira", "RootIO", "Rivendell", "AzuraCast", "RadioDJ, mAirList")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("fit"), mode=LIVE) as newsroom:
        formats = (AudioFormat.MP3_128, AudioFormat.OPUS_24)
        newsroom_key = stationed.add(newsroom, formats=formats)
        keep_released(newsroom, exercise=False, encode=tone)
        yield newsroom, newsroom_key


def fit(newsroom, key, slug="mwatu-fm", **settings):
    client = client_of(newsroom, **settings)
    return client.get(f"/stations/{slug}/fit", params={"key": key}, headers=HTML)


@pytest.mark.parametrize(
    "settings", [{}, {"public_read": False}, {"public_url": "https://desk.example/radio"}]
)
def test_what_we_serve_fits_every_software(place, settings):
    page = fit(*place, **settings)
    assert page.status_code == 200
    for software in SOFTWARE:
        assert f"<h2>{software} " in page.text
    assert "▲" not in page.text
    assert page.text.count("fits</span>") == len(SOFTWARE) + 1
    assert "LibreTime takes the first file of an entry; yours is an MP3" in page.text


def test_trying_is_no_download(place):
    newsroom, key = place
    fit(newsroom, key)
    with newsroom.store.reading() as tx:
        assert downloads(tx) == []


def test_what_does_not_fit_is_red_with_a_remedy(place):
    newsroom, _ = place
    key = stationed.add(newsroom, "loud-fm", formats=(AudioFormat.WAV_48,), loudness_lufs=-23.0)
    page = fit(newsroom, key, "loud-fm")
    assert "Your desk is set for -23 LUFS; this file has -1" in page.text
    assert "Tell NDMA which loudness your desk is set for." in page.text
    assert "LibreTime takes the first file" not in page.text


def test_a_station_with_nothing_to_play_is_told_when_there_will_be(place):
    newsroom, _ = place
    key = stationed.add(newsroom, "idle-fm", counties=("makueni",))
    page = fit(newsroom, key, "idle-fm")
    assert page.status_code == 200
    assert "there is nothing to try" in page.text


def test_an_address_elsewhere_is_not_asked_for():
    asked = []

    async def site(scope, receive, send):
        asked.append(scope["path"])
        feed = b'<rss><channel><item><enclosure url="http://elsewhere.example/a.mp3"/></item></channel></rss>'
        await send({"type": "http.response.start", "status": 200, "headers": []})
        body = feed if scope["path"] == "/feed.xml" else b""
        if scope["path"] == "/playlist.pls":
            body = b"[playlist]\nFile1=file:///etc/passwd\nFile2=//elsewhere.example/b.mp3\n"
        await send({"type": "http.response.body", "body": body})

    addresses = Addresses(
        feed="/feed.xml",
        fixed="/a.mp3",
        day="/d",
        week="/w",
        nothing="/n",
        wav="",
        playlist="/playlist.pls",
    )
    got = try_addresses(site, stationed.station(), addresses, base="http://here.example")
    assert got.newest.status == 0
    assert [each.status for each in got.entries] == [0, 0]
    assert set(asked) == {"/feed.xml", "/a.mp3", "/d", "/w", "/n", "/playlist.pls"}
