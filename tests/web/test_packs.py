"""Week packs, what sync agents report, and presenters' pages, as they are asked for."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from base64 import b64decode
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.pipeline.publish import publish
from app.pipeline.stations import Form, station_of
from app.store.officers import LIVE, the_officer
from app.store.recordings import recordings_of
from app.store.station_traces import downloads
from app.store.stations import add_station
from tests.browser.served import serving
from tests.builders import NOW, add_people
from tests.sync_server import agent, held, run, settings
from tests.web.conftest import basic, client_of
from tests.web.filled import keep_released, opened_newsroom, withdraw

FORM = {
    "name": "Mwatu FM",
    "counties": ("kitui",),
    "languages": ("sw", "en"),
    "formats": (AudioFormat.MP3_128, AudioFormat.WAV_48),
    "person": "Peter",
    "phone": "+254 700 000 000",
}


@contextmanager
def on_air(home):
    """A live install with a signer, and Kitui's bulletins on air in two languages."""
    with opened_newsroom(home, mode=LIVE) as opened:
        newsroom = replace(opened, public_url="https://tangazo.example")
        for language in ("en", "sw"):
            keep_released(newsroom, language, exercise=False)
        yield newsroom


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """An install that tests only read from: its client, and the station's key."""
    with on_air(tmp_path_factory.mktemp("shared")) as newsroom:
        key = station_key(newsroom)
        yield newsroom, client_of(newsroom, public_url=newsroom.public_url), key


@pytest.fixture
def live(tmp_path):
    """An install of a test's own."""
    with on_air(tmp_path) as newsroom:
        yield newsroom


def station_key(newsroom, **changes):
    """Add a station; return its key."""
    made = station_of(newsroom, Form(**{**FORM, **changes}), at=NOW)
    with newsroom.store.transaction() as tx:
        add_people(tx, ("Asha", Role.ADMIN))
        key = add_station(tx, made, officer=the_officer(tx, "Asha"), at=NOW)
    publish(newsroom)
    return key


@pytest.fixture
def key(live):
    return station_key(live)


@pytest.fixture
def client(live):
    return client_of(live, public_url=live.public_url)


def asked(client, key, name="pack.zip", **more):
    headers = {"X-Station-Key": key, **more.pop("headers", {})}
    return client.get(f"/now/mwatu-fm/{name}", headers=headers, **more)


def unpacked(answer):
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        assert found.testzip() is None
        return {each.filename: found.read(each) for each in found.infolist()}


STEM = "KTU_{}_2026W48_drought_v1_valid-20261129"


def test_a_pack_holds_sound_words_pages_signatures_the_list_and_how_to_check(shared):
    _, client, key = shared
    answer = asked(client, key)
    assert answer.status_code == 200
    files = unpacked(answer)
    per_language = {
        f"{STEM.format(code)}.{ending}{mark}"
        for code in ("sw", "en")
        for ending in ("mp3", "wav", "txt", "pdf")
        for mark in ("", ".minisig")
    }
    lists = {"README.txt", "manifest.json", "manifest.json.minisig", "verify.html"}
    assert set(files) == per_language | lists
    told = json.loads(files["manifest.json"])
    for each in told["bulletins"]:
        for file in each["files"]:
            assert sha256(files[file["name"]]).hexdigest() == file["sha256"]
        assert sha256(files[each["script"]["name"]]).hexdigest() == each["script"]["sha256"]
    assert "tangazo-mwatu-fm-2026W48.zip" in answer.headers["content-disposition"]


def test_everything_in_a_pack_is_signed_by_the_key_that_stations_pin(shared):
    live, client, key = shared
    files = unpacked(asked(client, key))
    pinned = live.signer.keys(exercise=False).current.text
    raw = b64decode(pinned)
    for name in (each for each in files if each + ".minisig" in files):
        agent.check_signature(files[name], files[name + ".minisig"], {raw[2:10]: raw[10:]})


def test_the_readme_says_what_to_play_until_when_in_the_stations_languages(shared):
    _, client, key = shared
    text = unpacked(asked(client, key))["README.txt"].decode("utf-8-sig")
    for words in (
        "Cheza moja ya faili hizi",
        "Play one of these files",
        "Not later",
        STEM.format("sw") + ".mp3  (1:52)",
        "29 Nov 2026",
        "verify.html",
        "https://tangazo.example/stations/mwatu-fm",
    ):
        assert words in text
    assert text.count("\n") == text.count("\r\n")
    assert "{" not in text


def test_the_same_week_makes_the_same_bytes(client, key, live):
    first = asked(client, key)
    shutil.rmtree(live.cache)
    live.clock.move(timedelta(hours=5))
    assert asked(client, key).content == first.content


def test_a_pack_is_asked_for_in_pieces_and_again(shared):
    _, client, key = shared
    whole = asked(client, key)
    etag = whole.headers["etag"]
    part = asked(client, key, headers={"Range": "bytes=100-299", "If-Range": etag})
    assert (part.status_code, part.content) == (206, whole.content[100:300])
    assert "content-encoding" not in {*whole.headers, *part.headers}
    assert asked(client, key, headers={"If-None-Match": etag}).status_code == 304
    assert asked(client, key, headers={"Range": "bytes=99999999-"}).status_code == 416
    head = client.head("/now/mwatu-fm/pack.zip", headers={"X-Station-Key": key})
    assert int(head.headers["content-length"]) == len(whole.content)
    assert head.content == b""


def test_a_pack_is_for_its_station_alone(shared):
    live, client, key = shared
    other = station_key(live, name="Kitui FM")
    for given, status in ((None, 401), ("tangazo_station_wrong", 403), (other, 403)):
        headers = {"X-Station-Key": given} if given else {}
        answer = client.get("/now/mwatu-fm/pack.zip", headers=headers)
        assert (answer.status_code, answer.content) == (status, b"")
    assert client.get("/now/nobody/pack.zip", headers={"X-Station-Key": key}).status_code == 403


def test_a_pack_with_nothing_in_it_is_404_and_empty(client, key, live):
    live.clock.move(timedelta(days=14))
    answer = asked(client, key)
    assert (answer.status_code, answer.content) == (404, b"")


def test_what_is_taken_back_is_in_no_pack_any_more(client, key, live):
    before = asked(client, key)
    withdraw(live, "2026-W48-kitui-sw-1")
    publish(live)
    files = unpacked(asked(client, key, headers={"If-None-Match": before.headers["etag"]}))
    assert not any("_sw_" in name for name in files)
    assert [each["id"] for each in json.loads(files["manifest.json"])["revoked"]] == [
        "2026-W48-kitui-sw-1"
    ]
    assert len(list((live.cache / "packs").rglob("*.zip"))) == 1


def test_a_list_from_before_a_recall_is_made_anew_for_the_pack(client, key, live):
    withdraw(live, "2026-W48-kitui-sw-1")
    files = unpacked(asked(client, key))
    told = json.loads(files["manifest.json"])
    assert [each["language"] for each in told["bulletins"]] == ["en"]


def test_without_a_signer_a_pack_has_no_list_and_says_nothing_of_checking(live):
    newsroom = replace(live, signer=None)
    key = station_key(newsroom)
    files = unpacked(asked(client_of(newsroom), key))
    assert not any(name.endswith((".minisig", ".html", ".json")) for name in files)
    assert b"verify.html" not in files["README.txt"]


def test_taking_a_pack_counts_as_a_download_of_what_is_in_it(client, key, live):
    client.head("/now/mwatu-fm/pack.zip", headers={"X-Station-Key": key})
    with live.store.reading() as tx:
        assert downloads(tx) == []
    asked(client, key)
    with live.store.reading() as tx:
        assert {each.bulletin for each in downloads(tx, station="mwatu-fm")} == {
            "2026-W48-kitui-sw-1",
            "2026-W48-kitui-en-1",
        }


def test_the_small_pack_holds_opus_and_a_page_for_each_language(shared):
    _, client, key = shared
    answer = asked(client, key, "pack-small.zip")
    stems = {f"{STEM.format(code)}.{ending}" for code in ("sw", "en") for ending in ("opus", "pdf")}
    assert set(unpacked(answer)) == {"README.txt", *stems}


def test_an_exercise_is_packed_apart_and_marked(tmp_path):
    with opened_newsroom(tmp_path) as newsroom:
        keep_released(newsroom, "sw")
        key = station_key(newsroom)
        client = client_of(newsroom)
        headers = {"X-Station-Key": key}
        assert client.get("/now/mwatu-fm/pack.zip", headers=headers).status_code == 404
        answer = client.get("/exercise/now/mwatu-fm/pack.zip", headers=headers)
        files = unpacked(answer)
        assert 'filename="EXERCISE-' in answer.headers["content-disposition"]
        lists = {"README.txt", "verify.html", "manifest.json", "manifest.json.minisig"}
        assert all(name.startswith("EXERCISE-") for name in set(files) - lists)
        assert b"ZOEZI" in files["README.txt"]


def test_an_officer_takes_a_stations_pack_from_the_desk(client, key, live):
    with live.store.transaction() as tx:
        secret = add_people(tx, ("Chebet", Role.VIEWER))["Chebet"]
    answer = client.get("/desk/stations/mwatu-fm/pack.zip", headers=basic("Chebet", secret))
    assert "README.txt" in unpacked(answer)
    with live.store.reading() as tx:
        assert downloads(tx) == []
    assert client.get("/desk/stations/mwatu-fm/pack.zip").status_code == 401


def sent(client, key, body, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Station-Key": key, "Content-Type": "application/json", **headers}
    return client.post("/now/mwatu-fm/report", content=raw, headers=headers)


def hashes(live, name):
    with live.store.reading() as tx:
        return [each.sha256 for each in recordings_of(tx, [name])[name]]


def test_a_reported_file_counts_as_taken(client, key, live, caplog):
    told = {"agent": "1.0", "holds": hashes(live, "2026-W48-kitui-sw-1"), "faults": ["No link."]}
    answer = sent(client, key, told)
    assert (answer.status_code, answer.json()) == (200, {"kept": 1})
    with live.store.reading() as tx:
        assert [each.bulletin for each in downloads(tx)] == ["2026-W48-kitui-sw-1"]
    assert "agent_has_faults" in caplog.text


def test_what_is_not_for_the_station_or_off_the_air_is_not_counted(client, key, live):
    keep_released(live, "sw", exercise=False, county="makueni")
    withdraw(live, "2026-W48-kitui-sw-1")
    names = ("2026-W48-makueni-sw-1", "2026-W48-kitui-sw-1")
    told = {"holds": ["0" * 64, *(each for name in names for each in hashes(live, name))]}
    assert sent(client, key, told).json() == {"kept": 0}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"holds": 3}', b'{"holds": {"a": [[]]}}', b"\xff", b"[" * 20_000],
    ids=lambda each: str(each[:9]),
)
def test_a_report_that_is_none_breaks_nothing(shared, body):
    _, client, key = shared
    assert sent(client, key, body).status_code == 200


def test_a_report_is_short_has_a_key_and_comes_from_no_other_page(shared):
    _, client, key = shared
    assert sent(client, key, b"x" * 50_000).status_code == 413
    assert sent(client, "wrong", {}).status_code == 403
    assert sent(client, key, {}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_presenters_page_is_served_until_it_is_taken_back(client, key, live):
    path = "/api/v1/bulletins/2026-W48-kitui-sw-1/presenter.pdf"
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/pdf"
    assert f'filename="{STEM.format("sw")}.pdf"' in answer.headers["content-disposition"]
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    withdraw(live, "2026-W48-kitui-sw-1")
    assert client.get(path).status_code == 410
    assert client.get("/api/v1/bulletins/2026-W48-kitui-kam-1/presenter.pdf").status_code == 404


def test_pages_that_strangers_ask_for_under_odd_names_are_not_kept(live):
    client = client_of(live)
    path = "/api/v1/bulletins/2026-W48-kitui-sw-1/presenter.pdf"
    for number in range(3):
        assert client.get(path, headers={"Host": f"x{number}.example"}).status_code == 200
    assert not (live.cache / "presenter").exists()


def test_the_agent_takes_from_the_real_site_what_the_real_signer_signed(live, key, tmp_path):
    folder = tmp_path / "on air"
    folder.mkdir()
    pins = live.signer.keys(exercise=False)
    with serving(live, look_every_s=0) as address:
        pinned = {"public_key": pins.current.text, "next_key": pins.next.text}
        path = settings(folder, address, fixed_names="no", **{**pinned, "key": key})
        assert run(path, NOW) == []
        names = {f"{STEM.format(code)}.{end}" for code in ("sw", "en") for end in ("mp3", "wav")}
        assert set(held(folder)) == names
        withdraw(live, "2026-W48-kitui-sw-1")
        publish(live)
        live.clock.move(timedelta(minutes=1))
        assert run(path, NOW) == []
        assert {name for name in names if "_en_" in name} == set(held(folder))
    with live.store.reading() as tx:
        assert len(downloads(tx, station="mwatu-fm")) == 2
