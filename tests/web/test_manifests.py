"""Signed lists and signatures as they are served, and to whom."""

import json
from hashlib import sha256

import pytest

from app.pipeline.publish import publish
from app.publishing.genuine import genuine
from app.publishing.verify_page import policy
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import keep_draft, keep_released, opened_newsroom, withdraw
from tests.web.stationed import MWATU, add

EXERCISE = "/exercise/manifest.json"


@pytest.fixture(scope="module")
def keys():
    """The keys of the stations, by name."""
    return {}


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory, keys):
    """An exercise with a bulletin on air, a draft, and two stations; nobody changes it."""
    with opened_newsroom(tmp_path_factory.mktemp("read")) as opened:
        keep_released(opened)
        keep_draft(opened, "sw")
        keys[MWATU] = add(opened)
        keys["other-fm"] = add(opened, "other-fm", counties=("makueni",))
        publish(opened)
        yield opened


@pytest.fixture(scope="module")
def client(newsroom):
    return client_of(newsroom)


def is_genuine(newsroom, tmp_path, body, signature, *, exercise=True):
    path = tmp_path / "body"
    path.write_bytes(body)
    return genuine(path, signature, [newsroom.signer.keys(exercise=exercise).current])


@pytest.mark.parametrize("path", [EXERCISE, "/exercise/revoked.json"])
def test_a_list_and_its_signature_are_served_as_they_were_signed(newsroom, client, tmp_path, path):
    told, signature = client.get(path), client.get(f"{path}.minisig")
    assert told.headers["content-type"] == "application/json"
    assert signature.headers["content-type"] == "text/plain; charset=utf-8"
    assert told.headers["cache-control"] == signature.headers["cache-control"] == "public, no-cache"
    assert is_genuine(newsroom, tmp_path, told.content, signature.content).startswith("EXERCISE")
    again = client.get(path, headers={"If-None-Match": told.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).headers["etag"] == told.headers["etag"]


def test_every_path_of_a_list_leads_to_the_file_that_it_names(client):
    (only,) = client.get(EXERCISE).json()["bulletins"]
    for each in (only["script"], *only["files"]):
        body = client.get(each["path"]).content
        assert (len(body), sha256(body).hexdigest()) == (each["bytes"], each["sha256"])
        assert client.get(f"{each['path']}.minisig").status_code == 200


def test_a_signature_beside_a_file_is_of_this_file(newsroom, client, tmp_path):
    (told,) = client.get(EXERCISE).json()["bulletins"]
    for each in told["files"]:
        body = client.get(each["path"]).content
        signature = client.get(f"{each['path']}.minisig")
        assert is_genuine(newsroom, tmp_path, body, signature.content).endswith(each["name"])
    words, signature = (client.get(told["script"]["path"] + each) for each in ("", ".minisig"))
    assert " script KTU" in is_genuine(newsroom, tmp_path, words.content, signature.content)


def test_what_left_the_air_has_no_signature_any_more(live_newsroom):
    told = keep_released(live_newsroom, exercise=False)
    publish(live_newsroom)
    client = client_of(live_newsroom)
    before = client.get("/manifest.json").json()
    address = before["bulletins"][0]["files"][0]["path"]
    withdraw(live_newsroom, told.id)
    publish(live_newsroom)
    gone = client.get(f"{address}.minisig")
    assert (gone.status_code, gone.content) == (410, b"")
    assert told.id in gone.headers["link"]
    assert_problem(client.get(f"/api/v1/bulletins/{told.id}/script.txt.minisig"), 410)
    (listed,) = client.get("/revoked.json").json()["revoked"]
    assert address.rsplit("/", 1)[-1].split(".")[0] in listed["files"]
    after = client.get("/manifest.json").json()
    assert (after["bulletins"], after["revoked"]) == ([], [listed])
    assert after["issued"] >= before["issued"]


def test_a_signature_that_is_not_there_answers_with_an_empty_body(client):
    found = client.get(EXERCISE).json()["bulletins"][0]["files"][0]["path"]
    wrong = found.rsplit(".", 1)[0] + ".wav.minisig"
    for path in (f"/api/v1/recordings/{'0' * 64}.mp3.minisig", wrong):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, b"")
    draft = "/api/v1/bulletins/x-2026-W48-kitui-sw-1/script.txt.minisig"
    assert_problem(client.get(draft), 404, says="no released bulletin")


def test_a_station_gets_its_own_list_with_its_own_key_alone(newsroom, client, keys, tmp_path):
    mine, other = keys[MWATU], keys["other-fm"]
    for ending in ("", ".minisig"):
        path = f"/exercise/now/{MWATU}/manifest.json{ending}"
        assert_problem(client.get(path), 401)
        assert_problem(client.get(path, headers={"X-Station-Key": other}), 403)
        assert_problem(client.get(path, headers={"X-Station-Key": "wrong"}), 403)
        found = client.get(path, headers={"X-Station-Key": mine})
        assert found.status_code == client.get(f"{path}?key={mine}").status_code == 200
        assert found.headers["cache-control"] == "private, no-cache"
    told = client.get(f"/exercise/now/{MWATU}/manifest.json?key={mine}")
    assert [each["county"] for each in told.json()["bulletins"]] == ["kitui"]
    assert mine not in told.text
    signature = client.get(f"/exercise/now/{MWATU}/manifest.json.minisig?key={mine}")
    assert MWATU in is_genuine(newsroom, tmp_path, told.content, signature.content)
    assert_problem(client.get(f"/exercise/now/nobody/manifest.json?key={mine}"), 403)


def test_where_reading_is_for_stations_alone_lists_and_signatures_are_too(live_newsroom):
    key = add(live_newsroom)
    told = keep_released(live_newsroom, exercise=False)
    unsigned = client_of(live_newsroom).get(f"/api/v1/bulletins/{told.id}/script.txt.minisig")
    assert_problem(unsigned, 404, says="not signed yet")
    publish(live_newsroom)
    closed = client_of(live_newsroom, public_read=False)
    listed = json.loads(closed.get("/manifest.json", headers={"X-Station-Key": key}).content)
    paths = (
        "/manifest.json",
        "/manifest.json.minisig",
        "/revoked.json",
        "/verify.html",
        f"{listed['bulletins'][0]['files'][0]['path']}.minisig",
        f"/api/v1/bulletins/{told.id}/script.txt.minisig",
    )
    for each in paths:
        assert closed.get(each).status_code == 401, each
        assert closed.get(each, headers={"X-Station-Key": key}).status_code == 200, each


def test_the_page_that_checks_files_may_run_its_own_script_and_nothing_else(client):
    page = client.get("/exercise/verify.html")
    allowed = page.headers["content-security-policy"]
    assert allowed == f"{policy()}; frame-ancestors 'none'"
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed
    assert f'content="{policy()}"' in page.text
    assert not [each for each in ("src=", "href=", "url(", "import(") if each in page.text]


def test_hostile_names_lead_nowhere(client):
    for path in (
        "/now/..%2f..%2fkeys/manifest.json",
        "/exercise/now/%00/manifest.json.minisig",
        "/api/v1/recordings/..%2f..%2ftangazo.db.minisig",
        f"/api/v1/recordings/{'a' * 5000}.mp3.minisig",
        "/api/v1/bulletins/..%2f/script.txt.minisig",
        "/manifest.json.minisig.minisig",
    ):
        assert client.get(path).status_code in (401, 404, 422), path
