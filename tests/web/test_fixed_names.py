"""Fixed names, dated addresses and playlists: what automation finds where it looks every week."""

from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256

import pytest

from app.domain.cuts import profile_for
from app.domain.periods import Week
from app.domain.recordings import AudioFormat
from app.domain.stations import WhenExpired
from app.store.cuts import CutName, keep_cut
from app.store.officers import LIVE
from app.store.recordings import recordings_of
from app.store.station_traces import downloads
from tests.builders import NOW
from tests.web import stationed
from tests.web.conftest import client_of
from tests.web.filled import keep_draft, keep_released, opened_newsroom, stub, withdraw

FIXED = "/now/mwatu-fm/bulletin.mp3"
DATED = "/d/kitui/en/2026-11-23.mp3"
MP3 = AudioFormat.MP3_128


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """A client, and the bulletin that is on air for two stations; nothing of it is changed."""
    with opened_newsroom(tmp_path_factory.mktemp("week"), mode=LIVE) as newsroom:
        stationed.add(newsroom, counties=("kitui", "taita-taveta"), languages=("sw", "en"))
        stationed.add(newsroom, "athi-fm", formats=(AudioFormat.MP3_64,))
        yield client_of(newsroom), keep_released(newsroom, exercise=False)


@pytest.fixture
def key(live_newsroom):
    """The key of a station for two counties and two languages, Kitui and Kiswahili first."""
    return stationed.add(live_newsroom, counties=("kitui", "taita-taveta"), languages=("sw", "en"))


@pytest.fixture
def kitui(live_newsroom, key):
    """Kitui's English bulletin, on air."""
    return keep_released(live_newsroom, exercise=False)


def sound(bulletin, form=MP3):
    return stub(form, bulletin.id)


@pytest.mark.parametrize("address", [FIXED, DATED, "/d/kitui/en/2026W48.mp3"])
def test_a_player_gets_the_file_with_all_that_it_needs_to_go_on(week, address):
    client, kitui = week
    got = client.get(address)
    assert (got.status_code, got.content) == (200, sound(kitui))
    assert got.headers["content-type"] == "audio/mpeg"
    assert got.headers["content-length"] == str(len(got.content))
    assert got.headers["accept-ranges"] == "bytes"
    assert got.headers["etag"] == f'"{sha256(got.content).hexdigest()}"'
    assert got.headers["cache-control"] == "no-cache"
    assert parsedate_to_datetime(got.headers["last-modified"]) == kitui.released_at
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "etag", "last-modified", "content-disposition"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("address", [FIXED, DATED])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Range": "bytes=2-5"}, 206),
        ({"Range": "bytes=-3"}, 206),
        ({"Range": "bytes=99999-"}, 416),
        ({"Range": "bytes=5-2"}, 200),
        ({"Range": "bytes=a-b"}, 200),
        ({"Range": "pages=1"}, 200),
        ({"Range": "bytes="}, 200),
        ({"Range": "bytes=" + ",".join(["0-1"] * 300)}, 200),
        ({"Range": "é"}, 200),
        ({"If-None-Match": "ITS-OWN"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"Range": "bytes=2-5", "If-Range": "ITS-OWN"}, 206),
        ({"Range": "bytes=2-5", "If-Range": '"other"'}, 200),
    ],
)
def test_ranges_and_conditions(week, address, headers, status):
    client, kitui = week
    own = client.head(address).headers["etag"]
    sent = {name: (own if value == "ITS-OWN" else value) for name, value in headers.items()}
    got = client.get(address, headers={k: v.encode() for k, v in sent.items()})
    assert got.status_code == status
    whole = sound(kitui)
    expected = {200: whole, 304: b"", 416: b""}.get(status)
    assert got.content == (expected if expected is not None else got.content)
    if status == 206:
        start, end = (2, 6) if "2-5" in sent["Range"] else (len(whole) - 3, len(whole))
        assert got.content == whole[start:end]
        assert got.headers["content-range"] == f"bytes {start}-{end - 1}/{len(whole)}"


def test_the_fixed_name_stays_also_on_the_disk_of_the_station(week):
    client, _ = week
    told = client.get("/now/mwatu-fm/kitui-en_64k.mp3").headers["content-disposition"]
    assert told == 'attachment; filename="kitui-en_64k.mp3"'
    dated = client.get("/d/kitui/en/2026W48.wav").headers["content-disposition"]
    assert dated == 'attachment; filename="KTU_en_2026W48_drought_v1_valid-20261129.wav"'


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("bulletin.mp3", MP3),
        ("bulletin_64k.mp3", AudioFormat.MP3_64),
        ("bulletin.opus", AudioFormat.OPUS_24),
        ("kitui-en.wav", AudioFormat.WAV_48),
    ],
)
def test_each_ending_is_its_own_file(week, name, form):
    client, kitui = week
    assert client.get(f"/now/mwatu-fm/{name}").content == sound(kitui, form)


def test_a_station_that_plays_small_files_alone_gets_them_under_the_plain_name(week):
    client, kitui = week
    assert client.get("/now/athi-fm/bulletin.mp3").content == sound(kitui, AudioFormat.MP3_64)
    assert client.get("/now/athi-fm/bulletin.wav").status_code == 404


def test_the_bulletin_is_the_first_of_what_the_station_asked_for(live_newsroom, live_client, kitui):
    taita = keep_released(live_newsroom, "sw", exercise=False, county="taita-taveta")
    assert live_client.get(FIXED).content == sound(kitui)
    swahili = keep_released(live_newsroom, "sw", exercise=False)
    assert live_client.get(FIXED).content == sound(swahili)
    assert live_client.get("/now/mwatu-fm/taita-taveta-sw.mp3").content == sound(taita)


NOT_THERE = [
    "/now/mwatu-fm/kitui-kam.mp3",
    "/now/mwatu-fm/makueni-en.mp3",
    "/now/mwatu-fm/other.mp3",
    "/now/mwatu-fm/..%2f..%2ftangazo.db.mp3",
    "/now/nobody/bulletin.mp3",
    "/now/nobody/playlist.pls",
    "/d/kitui/kam/2026-11-23.mp3",
    "/d/atlantis/en/2026-11-23.mp3",
    "/d/kitui/en/2026-11-23.exe",
    "/d/kitui/en/2026-11-30.mp3",
    "/d/kitui/en/2026-11-31.mp3",
    "/d/kitui/en/20261123.mp3",
    "/d/kitui/en/2026W54.mp3",
    "/d/kitui/en/0000-00-00.mp3",
    "/d/kitui/en/٢٠٢٦-11-23.mp3",
    f"/d/kitui/en/{'9' * 400}.mp3",
    "/exercise/now/mwatu-fm/bulletin.mp3",
    "/exercise/d/kitui/en/2026-11-23.mp3",
]


@pytest.mark.parametrize("address", NOT_THERE)
def test_what_is_not_there_has_no_words_that_could_go_on_air(week, address):
    client, _ = week
    got = client.get(address, headers={"Accept": "text/html"})
    assert got.status_code in (404, 422)
    assert got.content == b""
    assert client.post(address).content == b""


def test_an_exercise_is_in_a_tree_of_its_own(live_newsroom, live_client, key):
    drill = keep_released(live_newsroom, "sw", exercise=True)
    for address in ("/exercise/now/mwatu-fm/bulletin.mp3", "/exercise/d/kitui/sw/2026W48.mp3"):
        got = live_client.get(address)
        assert got.content == sound(drill)
        assert 'filename="EXERCISE-' in got.headers["content-disposition"]
    assert live_client.get(FIXED).status_code == 404
    assert live_client.get("/d/kitui/sw/2026W48.mp3").status_code == 404


def test_a_week_that_is_over_is_never_played_as_this_weeks(live_newsroom, live_client, kitui):
    live_newsroom.clock.move(timedelta(days=7))
    assert live_client.get(FIXED).status_code == 404
    assert live_client.get("/now/mwatu-fm/playlist.pls").status_code == 404
    assert live_client.get("/d/kitui/en/2026-11-30.mp3").status_code == 404
    over = live_client.get(DATED)
    assert (over.status_code, over.content) == (410, b"")
    assert over.headers["link"].endswith(f'/api/v1/bulletins/{kitui.id}>; rel="about"')


def test_a_bulletin_is_not_played_before_its_time(live_newsroom, live_client, key):
    keep_released(live_newsroom, exercise=False, week=Week(2026, 49), released_at=NOW)
    assert live_client.get(FIXED).status_code == 404
    assert live_client.get("/d/kitui/en/2026-11-30.mp3").status_code == 404


@pytest.mark.parametrize("address", [FIXED, DATED, "/now/mwatu-fm/kitui-en.mp3"])
def test_what_was_taken_back_is_gone_and_names_what_to_play(
    live_newsroom, live_client, kitui, address
):
    withdraw(live_newsroom, kitui.id)
    got = live_client.get(address)
    assert (got.status_code, got.content) == (410, b"")
    assert f'{kitui.id}>; rel="about"' in got.headers["link"]
    newer = keep_released(
        live_newsroom,
        exercise=False,
        inputs_sha256="j" * 64,
        encode=lambda form, mark: f"{form} {mark} newer".encode(),
        released_at=NOW + timedelta(hours=1),
    )
    got = live_client.get(address)
    assert (got.status_code, newer.id in got.text) == (200, True)


def test_a_week_that_was_taken_back_stays_gone_when_a_correction_waits(
    live_newsroom, live_client, kitui
):
    withdraw(live_newsroom, kitui.id)
    keep_draft(live_newsroom, exercise=False, inputs_sha256="j" * 64)
    assert live_client.get(DATED).status_code == 410
    live_newsroom.clock.move(timedelta(days=7))
    assert live_client.get(DATED).status_code == 410


def test_a_reader_that_only_knows_the_time_of_its_copy_does_not_keep_what_was_taken_back(
    live_newsroom, live_client, kitui
):
    first = keep_released(
        live_newsroom, "sw", exercise=False, released_at=NOW + timedelta(minutes=5)
    )
    before = live_client.get(FIXED)
    assert before.content == sound(first)
    withdraw(live_newsroom, first.id)
    copy = {"If-Modified-Since": before.headers["last-modified"]}
    after = live_client.get(FIXED, headers=copy)
    assert (after.status_code, after.content) == (200, sound(kitui))
    times = [parsedate_to_datetime(each.headers["last-modified"]) for each in (before, after)]
    assert times[0] < times[1]


def test_a_playlist_leads_to_the_fixed_names(live_newsroom, live_client, kitui, key):
    keep_released(live_newsroom, "sw", exercise=False)
    got = live_client.get("/now/mwatu-fm/playlist.pls", params={"key": key})
    assert got.headers["content-type"].startswith("audio/x-scpls")
    lines = got.text.splitlines()
    assert lines[0] == "[playlist]"
    assert f"File1=http://testserver/now/mwatu-fm/kitui-sw.mp3?key={key}" in lines
    assert f"File2=http://testserver/now/mwatu-fm/kitui-en.mp3?key={key}" in lines
    assert "NumberOfEntries=2" in lines
    for line in lines:
        if line.startswith("File"):
            assert live_client.get(line.split("=", 1)[1]).status_code == 200
    plain = live_client.get("/now/mwatu-fm/playlist.m3u")
    assert plain.headers["content-type"].startswith("audio/x-mpegurl")
    assert plain.text.splitlines()[2] == "http://testserver/now/mwatu-fm/kitui-sw.mp3"
    again = live_client.get(
        "/now/mwatu-fm/playlist.m3u", headers={"If-None-Match": plain.headers["etag"]}
    )
    assert again.status_code == 304


def test_a_download_at_a_fixed_name_or_date_is_noted_with_the_key(
    live_newsroom, live_client, kitui, key
):
    assert live_client.get(FIXED).status_code == 200
    with live_newsroom.store.reading() as tx:
        assert downloads(tx) == []
    live_client.get(FIXED, params={"key": key})
    with live_newsroom.store.reading() as tx:
        (first,) = downloads(tx)
    assert (first.station, first.bulletin, first.format) == ("mwatu-fm", kitui.id, MP3)
    live_client.get("/d/kitui/en/2026W48.wav", headers={"X-Station-Key": key})
    with live_newsroom.store.reading() as tx:
        (second,) = downloads(tx)
    assert second.format is AudioFormat.WAV_48


def test_a_station_that_says_who_it_is_gets_its_own_file_and_nobody_else_does(
    live_newsroom, live_client, kitui
):
    quiet = stationed.add(live_newsroom, "quiet-fm", loudness_lufs=-23.0)
    whose = stationed.station("quiet-fm", loudness_lufs=-23.0)
    asked = profile_for(whose, MP3, county="kitui", language="en")
    body = b"ID3 quieter"
    with live_newsroom.store.transaction() as tx:
        (common,) = [e for e in recordings_of(tx, [kitui.id])[kitui.id] if e.format is MP3]
        digest = live_newsroom.blobs.put(body, "mp3")
        made = replace(common, sha256=digest, size_bytes=len(body))
        name = CutName(bulletin=kitui.id, format=MP3, profile=asked.key)
        keep_cut(tx, name, station="quiet-fm", made=made, at=NOW)
    assert live_client.get("/now/quiet-fm/bulletin.mp3").content == body
    own = live_client.get(DATED, headers=stationed.basic_key(quiet))
    assert own.content == body
    assert "authorization" in own.headers["vary"].lower()
    assert live_client.get(DATED).content == sound(kitui)
    other = stationed.add(live_newsroom, "athi-fm")
    assert live_client.get(DATED, params={"key": other}).content == sound(kitui)
    withdraw(live_newsroom, kitui.id)
    for address in ("/now/quiet-fm/bulletin.mp3", f"/api/v1/recordings/{digest}.mp3"):
        gone = live_client.get(address)
        assert (gone.status_code, gone.content) == (410, b"")


def test_a_lost_file_is_an_empty_404(live_newsroom, live_client, kitui):
    digest = live_client.head(FIXED).headers["etag"].strip('"')
    live_newsroom.blobs.path(f"{digest}.mp3").unlink()
    for address in (FIXED, DATED):
        got = live_client.get(address)
        assert (got.status_code, got.content) == (404, b"")


def test_a_front_server_is_told_where_it_finds_the_file(live_newsroom, kitui):
    client = client_of(live_newsroom, accel="/inside")
    for address in (FIXED, DATED):
        got = client.get(address)
        digest = got.headers["etag"].strip('"')
        assert got.content == b""
        assert got.headers["x-accel-redirect"] == f"/inside/{digest[:2]}/{digest}.mp3"
        assert got.headers["content-type"] == "audio/mpeg"
        assert "attachment" in got.headers["content-disposition"]
    assert "x-accel-redirect" not in client_of(live_newsroom).get(FIXED).headers


@pytest.mark.parametrize("when", [WhenExpired.NOTHING, WhenExpired.NOTICE])
def test_without_a_notice_nothing_is_an_empty_404(live_newsroom, live_client, when):
    stationed.add(live_newsroom, when_expired=when)
    got = live_client.get(FIXED)
    assert (got.status_code, got.content) == (404, b"")
