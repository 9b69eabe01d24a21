"""Recordings for the public, sent from memory: never longer than until the next look."""

import asyncio

import pytest

from app.domain.recordings import AudioFormat
from app.store.officers import LIVE
from app.web import quick_downloads
from app.web.quick_downloads import QuickDownloads
from tests.web import stationed
from tests.web.conftest import client_of
from tests.web.filled import keep_released, opened_newsroom, stub, withdraw

MP3 = AudioFormat.MP3_128


class Seconds:
    """Seconds that pass when they are told to."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


class Routes:
    """What stands behind; it answers 418 and remembers what it was asked for."""

    def __init__(self):
        self.asked = []

    async def __call__(self, scope, receive, send):
        self.asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def place(tmp_path):
    """A live install, its bulletin, and the middleware before routes that only remember."""
    with opened_newsroom(tmp_path, mode=LIVE) as newsroom:
        kept = keep_released(newsroom, exercise=False)
        site = client_of(newsroom, look_every_s=1.0).app.state.site
        yield newsroom, kept, QuickDownloads(Routes(), site, ticks=Seconds())


def path_of(newsroom, bulletin):
    body = stub(MP3, bulletin.id)
    (found,) = [each for each in newsroom.blobs.root.glob("*/*.mp3") if each.read_bytes() == body]
    return f"/api/v1/recordings/{found.name}"


def ask(quick, path, *, method="GET", query=b"", headers=()):
    """Ask the middleware alone; return status and body."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": list(headers),
        "asgi": {"version": "3.0", "spec_version": "2.4"},
    }
    asyncio.run(quick(scope, receive, send))
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:])


def test_a_recording_on_air_is_sent_without_asking_the_routes(place):
    newsroom, kept, quick = place
    path = path_of(newsroom, kept)
    assert ask(quick, path) == (200, stub(MP3, kept.id))
    assert ask(quick, path, method="HEAD") == (200, b"")
    assert ask(quick, path, headers=[(b"range", b"bytes=1-3")]) == (206, stub(MP3, kept.id)[1:4])
    assert quick.app.asked == []


def test_a_recall_is_seen_at_the_next_look(place):
    newsroom, kept, quick = place
    path = path_of(newsroom, kept)
    assert ask(quick, path)[0] == 200
    withdraw(newsroom, kept.id)
    quick.ticks.at = 0.9
    assert ask(quick, path)[0] == 200
    quick.ticks.at = 1.0
    assert ask(quick, path)[0] == 418


def test_a_file_that_is_lost_is_left_to_the_routes(place):
    newsroom, kept, quick = place
    path = path_of(newsroom, kept)
    newsroom.blobs.path(path.rsplit("/", 1)[1]).unlink()
    assert ask(quick, path)[0] == 418


@pytest.mark.parametrize(
    "asked",
    [
        {"query": b"key=x"},
        {"headers": [(b"x-station-key", b"x")]},
        {"headers": [(b"authorization", b"Basic Og==")]},
        {"method": "POST"},
    ],
)
def test_whoever_says_who_asks_or_writes_is_left_to_the_routes(place, asked):
    newsroom, kept, quick = place
    assert ask(quick, path_of(newsroom, kept), **asked)[0] == 418


@pytest.mark.parametrize(
    "path",
    ["/api/v1/recordings/", "/api/v1/recordings/" + "0" * 64 + ".mp3", "/kitui", "/"],
)
def test_what_is_no_recording_on_air_is_left_to_the_routes(place, path):
    _, _, quick = place
    assert ask(quick, path)[0] == 418


def test_another_ending_is_another_file(place):
    newsroom, kept, quick = place
    assert ask(quick, path_of(newsroom, kept).replace(".mp3", ".wav"))[0] == 418


def test_an_install_that_is_closed_leaves_everything_to_the_routes(tmp_path):
    with opened_newsroom(tmp_path, mode=LIVE) as newsroom:
        kept = keep_released(newsroom, exercise=False)
        key = stationed.add(newsroom)
        closed = client_of(newsroom, public_read=False)
        path = path_of(newsroom, kept)
        assert closed.get(path).status_code == 401
        assert closed.get(path, params={"key": key}).status_code == 200


def test_only_so_many_are_kept(place, monkeypatch):
    newsroom, _, quick = place
    monkeypatch.setattr(quick_downloads, "MOST_KEPT", 2)
    for each in sorted(newsroom.blobs.root.glob("*/*")):
        assert ask(quick, f"/api/v1/recordings/{each.name}")[0] == 200
    assert len(quick._ready) == 2
