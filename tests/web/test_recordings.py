"""Range, If-Range, ETag, 304, HEAD and 410 as stations' automation needs them."""

import io
from dataclasses import replace
from email.utils import format_datetime

import pytest
import soundfile

from app.domain.bulletins import Verdict
from app.domain.recordings import AudioFormat
from app.store.recordings import recordings_of
from tests.builders import NOW
from tests.web.conftest import client_of
from tests.web.filled import keep_draft, keep_released, recordings_for, tone, withdraw

TYPES = {
    "mp3-128": "audio/mpeg",
    "mp3-64": "audio/mpeg",
    "opus-24": "audio/ogg",
    "wav-48": "audio/wav",
}


@pytest.fixture
def released(newsroom):
    """The recordings of a released bulletin, by format, with real sound."""
    kept = keep_released(newsroom, "en", encode=tone, released_at=NOW)
    with newsroom.store.reading() as tx:
        return {each.format: each for each in recordings_of(tx, [kept.id])[kept.id]}


@pytest.fixture
def mp3(released):
    return released[AudioFormat.MP3_128]


def path(recording):
    return f"/api/v1/recordings/{recording.address}"


@pytest.mark.audio
@pytest.mark.parametrize("audio_format", list(AudioFormat))
def test_every_rendition_comes_whole_and_can_be_heard(client, released, audio_format):
    recording = released[audio_format]
    answer = client.get(path(recording))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[audio_format]
    assert answer.headers["content-length"] == str(recording.size_bytes)
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["etag"] == f'"{recording.sha256}"'
    assert answer.headers["cache-control"] == "public, max-age=300, must-revalidate"
    assert answer.headers["last-modified"] == format_datetime(NOW, usegmt=True)
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="{recording.file_name}"'
    )
    assert "content-encoding" not in answer.headers
    samples, rate = soundfile.read(io.BytesIO(answer.content))
    assert len(samples) / rate == pytest.approx(2, abs=0.2)


def test_head_has_the_headers_and_no_body(client, mp3):
    whole, head = client.get(path(mp3)), client.head(path(mp3))
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-length", "etag", "last-modified", "content-type", "accept-ranges"):
        assert head.headers[name] == whole.headers[name]


def test_head_knows_no_ranges(client, mp3):
    assert client.head(path(mp3), headers={"Range": "bytes=0-9"}).status_code == 200


RANGES = [
    pytest.param("bytes=0-99", slice(0, 100), id="first"),
    pytest.param("bytes=-100", slice(-100, None), id="tail"),
    pytest.param("bytes=100-199", slice(100, 200), id="middle"),
    pytest.param("bytes=1000-", slice(1000, None), id="rest"),
    pytest.param("bytes=0-999999999", slice(0, None), id="beyond the end"),
    pytest.param("Bytes = 0-9", slice(0, 10), id="odd spelling"),
]


@pytest.mark.parametrize(("asked", "part"), RANGES)
def test_a_range_gives_that_part(client, mp3, asked, part):
    body = client.get(path(mp3)).content
    answer = client.get(path(mp3), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == body[part]
    start = range(len(body))[part].start
    assert answer.headers["content-range"] == (
        f"bytes {start}-{start + len(answer.content) - 1}/{len(body)}"
    )
    assert answer.headers["etag"] == f'"{mp3.sha256}"'


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-999999999", "bytes=-0"])
def test_a_range_outside_the_file_is_416_without_a_body(client, mp3, asked):
    answer = client.get(path(mp3), headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{mp3.size_bytes}"
    assert answer.content == b""


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=9-1",
        "bytes=a-b",
        "bytes=",
        "bytes=-",
        "lines=0-9",
        "0-9",
        "bytes=1-2-3",
        "",
        "bytes",
        "bytes=" + "9" * 5000 + "-",
    ],
    ids=lambda each: each[:12] or "empty",
)
def test_a_range_that_makes_no_sense_gives_the_whole_file(client, mp3, asked):
    answer = client.get(path(mp3), headers={"Range": asked})
    assert answer.status_code == 200
    assert len(answer.content) == mp3.size_bytes


def test_several_ranges_come_in_parts(client, mp3):
    answer = client.get(path(mp3), headers={"Range": "bytes=0-9,100-109"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")


def test_a_flood_of_ranges_gives_the_whole_file(client, mp3):
    flood = "bytes=" + ",".join(f"{n}-{n}" for n in range(3000))
    answer = client.get(path(mp3), headers={"Range": flood})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("held", "status"),
    [("right", 206), ("date", 206), ('"wrong"', 200), ('W/"weak"', 200), ("Mon, bad date", 200)],
)
def test_if_range_gives_a_part_only_of_the_same_file(client, mp3, held, status):
    if held == "right":
        held = f'"{mp3.sha256}"'
    elif held == "date":
        held = format_datetime(NOW, usegmt=True)
    answer = client.get(path(mp3), headers={"Range": "bytes=0-9", "If-Range": held})
    assert answer.status_code == status
    assert len(answer.content) == (10 if status == 206 else mp3.size_bytes)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_a_copy_that_is_still_good_is_not_sent_again(client, mp3, method, form):
    answer = client.request(method, path(mp3), headers={"If-None-Match": form.format(mp3.sha256)})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == f'"{mp3.sha256}"'
    assert answer.headers["cache-control"] == "public, max-age=300, must-revalidate"


def test_if_modified_since_is_understood_unless_an_etag_is_given(client, mp3):
    since = {"If-Modified-Since": format_datetime(NOW, usegmt=True)}
    assert client.get(path(mp3), headers=since).status_code == 304
    other = {**since, "If-None-Match": '"other"'}
    assert client.get(path(mp3), headers=other).status_code == 200
    assert client.get(path(mp3), headers={"If-Modified-Since": "never"}).status_code == 200


def test_the_ending_must_be_the_files_own(client, mp3):
    answer = client.get(f"/api/v1/recordings/{mp3.sha256}.wav")
    assert answer.status_code == 404
    assert answer.content == b""


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_left_the_air_is_gone_without_a_word(newsroom, client, mp3, method):
    withdraw(newsroom, "x-2026-W48-kitui-en-1")
    answer = client.request(method, path(mp3), headers={"If-None-Match": f'"{mp3.sha256}"'})
    assert answer.status_code == 410
    assert answer.content == b""


def test_a_replaced_recording_is_gone_and_the_new_one_is_there(newsroom, client, mp3):
    newer = keep_released(newsroom, "en", inputs_sha256="j" * 64)
    assert client.get(path(mp3)).status_code == 410
    with newsroom.store.reading() as tx:
        main = recordings_of(tx, [newer.id])[newer.id][0]
    assert client.get(path(main)).status_code == 200


def test_a_file_among_the_blobs_that_no_release_names_is_not_served(newsroom, client):
    drafted = keep_draft(newsroom, "en", verdict=Verdict.READY)
    for each in recordings_for(newsroom, drafted, tone):
        assert client.get(path(each)).status_code == 404


def test_a_lost_file_is_a_404_without_a_body(newsroom, client, mp3):
    newsroom.blobs.path(mp3.address).unlink()
    answer = client.get(path(mp3))
    assert answer.status_code == 404
    assert answer.content == b""


def test_an_empty_basic_header_gets_the_audio(live_newsroom):
    kept = keep_released(live_newsroom, "en", exercise=False, encode=tone)
    with live_newsroom.store.reading() as tx:
        main = recordings_of(tx, [kept.id])[kept.id][0]
    answer = client_of(live_newsroom).get(path(main), headers={"Authorization": "Basic Og=="})
    assert answer.status_code == 200


def test_even_a_broken_site_never_sends_words_for_audio(newsroom, mp3):
    answer = client_of(replace(newsroom, blobs=None)).get(path(mp3))
    assert answer.status_code == 500
    assert answer.content == b""
    assert "default-src 'self'" in answer.headers["content-security-policy"]
