"""The notice: spoken once from approved words, and played where there is no bulletin."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
import soundfile

from app.domain.recordings import AudioFormat
from app.domain.stations import Station, WhenExpired
from app.mastering.loudness import measure
from app.pipeline.notice import kept_notice, make_notices
from app.pipeline.publish import publish
from app.settings import CHECKOUT
from app.store.officers import LIVE
from app.store.stations import the_station
from app.writing.language_pack import load
from app.writing.phrases import NOTHING_NOW
from tests.builders import approved_pack
from tests.fakes import ToneVoice
from tests.web import stationed
from tests.web.conftest import client_of
from tests.web.filled import keep_released, opened_newsroom, stub

SW = load(CHECKOUT / "bulletin_templates" / "sw")
FIXED = "/now/mwatu-fm/bulletin.mp3"
MP3, WAV = AudioFormat.MP3_128, AudioFormat.WAV_48


@pytest.fixture
def newsroom(tmp_path):
    """A live install that speaks Kiswahili in approved words, with a station that takes MP3."""
    with opened_newsroom(tmp_path, mode=LIVE) as opened:
        ready = replace(opened, packs={"sw": SW}, voices=(ToneVoice(),))
        with ready.store.transaction() as tx:
            approved_pack(tx, "sw", SW.sha256)
        stationed.add(
            ready,
            languages=("sw", "en"),
            formats=(MP3,),
            when_expired=WhenExpired.NOTICE,
        )
        yield ready


def mwatu(newsroom) -> Station:
    with newsroom.store.reading() as tx:
        return the_station(tx, "mwatu-fm")


def test_the_notice_is_played_when_nothing_else_may_be(newsroom):
    publish(newsroom)
    client = client_of(newsroom)
    spoken = client.get(FIXED)
    assert spoken.status_code == 200
    assert soundfile.info(io.BytesIO(spoken.content)).duration > 3
    assert spoken.headers["cache-control"] == "no-cache"
    assert spoken.headers["content-disposition"] == 'attachment; filename="bulletin.mp3"'
    again = client.get(FIXED, headers={"If-None-Match": spoken.headers["etag"]})
    assert again.status_code == 304
    assert client.get(FIXED, headers={"Range": "bytes=0-9"}).content == spoken.content[:10]
    bulletin = keep_released(newsroom, "sw", exercise=False)
    assert client.get(FIXED).content == stub(MP3, bulletin.id)
    newsroom.clock.move(timedelta(days=7))
    old = {"If-Modified-Since": "Mon, 23 Nov 2026 10:00:00 GMT"}
    assert client.get(FIXED, headers=old).content == spoken.content
    assert client.get("/now/mwatu-fm/bulletin.wav").content == b""


def test_it_says_what_the_language_has_words_for(newsroom):
    make_notices(newsroom)
    told = kept_notice(newsroom, mwatu(newsroom), MP3, exercise=False)
    words = told.path.read_bytes().decode("utf-16-le", "ignore") + told.path.read_bytes().decode(
        "latin-1"
    )
    assert SW.phrases[NOTHING_NOW] in words
    assert SW.voices.disclosure in words


def test_it_is_made_once_and_again_when_the_cache_was_emptied(newsroom):
    make_notices(newsroom)
    first = kept_notice(newsroom, mwatu(newsroom), MP3, exercise=False)
    before = first.path.stat().st_mtime_ns
    make_notices(replace(newsroom, voices=()))
    assert first.path.stat().st_mtime_ns == before
    first.path.unlink()
    assert kept_notice(newsroom, mwatu(newsroom), MP3, exercise=False) is None
    assert client_of(newsroom).get(FIXED).status_code == 404
    make_notices(newsroom)
    assert kept_notice(newsroom, mwatu(newsroom), MP3, exercise=False).sha256 == first.sha256


def test_words_that_are_not_approved_are_not_spoken(newsroom):
    unseen = replace(SW, sha256="0" * 64)
    unread = replace(newsroom, packs={"sw": unseen})
    make_notices(unread)
    assert kept_notice(unread, mwatu(unread), MP3, exercise=False) is None
    assert kept_notice(unread, mwatu(unread), MP3, exercise=True) is not None
    assert client_of(unread).get(FIXED).status_code == 404
    drill = client_of(unread).get("/exercise" + FIXED)
    assert drill.headers["content-disposition"] == 'attachment; filename="EXERCISE-bulletin.mp3"'


@pytest.mark.parametrize(
    "changes",
    [
        {"packs": {}},
        {"voices": ()},
        {
            "packs": {
                "sw": replace(SW, phrases={k: v for k, v in SW.phrases.items() if k != NOTHING_NOW})
            }
        },
    ],
    ids=["no language", "no voice", "no words"],
)
def test_what_cannot_be_spoken_is_nothing(newsroom, changes):
    lacking = replace(newsroom, **changes)
    make_notices(lacking)
    assert kept_notice(lacking, mwatu(lacking), MP3, exercise=False) is None


def test_it_is_as_loud_as_the_desk_of_the_station(newsroom):
    stationed.add(
        newsroom,
        "quiet-fm",
        languages=("sw",),
        formats=(WAV,),
        loudness_lufs=-23.0,
        when_expired=WhenExpired.NOTICE,
    )
    make_notices(newsroom)
    got = client_of(newsroom).get("/now/quiet-fm/bulletin.wav")
    samples, rate_hz = soundfile.read(io.BytesIO(got.content), dtype="float32")
    assert measure(samples, rate_hz).integrated_lufs == pytest.approx(-23, abs=0.6)
