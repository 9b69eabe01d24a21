"""Who may do what with the sentences of a language, over HTTP."""

import json
from dataclasses import replace

import pytest

from app.domain.people import Role
from app.pipeline.packs import EditedPacks
from app.settings import CHECKOUT
from app.writing.language_pack import load_packs
from tests.builders import add_people
from tests.web.conftest import assert_problem, basic, client_of

API = "/api/v1/templates"
TEXT = f"{API}/en/alert/headline"
LANGUAGES = CHECKOUT / "bulletin_templates"
PEOPLE = (
    ("Viola", Role.VIEWER),
    ("Esha", Role.EDITOR),
    ("Fatuma", Role.EDITOR),
    ("Mwikali", Role.REVIEWER),
    ("Kioko", Role.SECTOR_OFFICER),
    ("Ndanu", Role.APPROVER),
)


@pytest.fixture(scope="module")
def packs():
    """The languages as installed, loaded once."""
    return load_packs(LANGUAGES)


@pytest.fixture
def templates(live_newsroom, packs):
    """A client of a live install with all languages, and its officers' headers."""
    with live_newsroom.store.transaction() as tx:
        keys = add_people(tx, *PEOPLE)
        keys |= add_people(tx, ("Chao", Role.EDITOR), ("Dama", Role.REVIEWER), languages=("dav",))
    edited = EditedPacks(live_newsroom.store, LANGUAGES, installed=packs)
    newsroom = replace(live_newsroom, packs=edited, languages=LANGUAGES)
    yield client_of(newsroom), {name: basic(name, key) for name, key in keys.items()}
    newsroom.child.close()


def installed():
    return (LANGUAGES / "en/segments/alert/headline.txt.j2").read_text(encoding="utf-8")


def put(templates, name, *, text=None, number='"0"', **headers):
    client, officers = templates
    sent = {"text": installed() + "Watch your animals.\n" if text is None else text}
    return client.put(TEXT, json=sent, headers={**officers[name], "If-Match": number, **headers})


def agree(templates, name, sha256=None):
    client, officers = templates
    told = client.get(f"{API}/en", headers=officers[name]).json()
    sent = {"pack_sha256": sha256 or told["pack_sha256"]}
    return client.post(f"{API}/en/agree", json=sent, headers=officers[name])


@pytest.mark.parametrize("path", [API, f"{API}/en", TEXT])
def test_a_stranger_reads_nothing_and_a_viewer_reads_all(templates, path):
    client, officers = templates
    assert_problem(client.get(path), 401)
    assert client.get(path, headers=officers["Viola"]).status_code == 200


def test_a_stranger_sends_nothing(templates):
    client, _ = templates
    assert_problem(client.put(TEXT, json={"text": "x"}, headers={"If-Match": '"0"'}), 401)
    assert_problem(client.post(f"{API}/en/agree", json={}), 401)
    assert_problem(client.post(f"{API}/en/preview", json={}), 401)


@pytest.mark.parametrize("name", ["Viola", "Mwikali", "Kioko", "Chao"])
def test_who_may_not_write_for_this_language_is_refused(templates, name):
    assert_problem(put(templates, name), 403, says=name)


@pytest.mark.parametrize("name", ["Viola", "Esha", "Dama"])
def test_who_may_not_say_yes_to_this_language_is_refused(templates, name):
    assert_problem(agree(templates, name), 403, says=name)


def test_a_text_is_kept_read_agreed_to_and_then_on_air(templates):
    client, officers = templates
    answer = put(templates, "Esha")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["revision"]["number"] == 1
    assert {each["phase"] for each in told["seconds"]} >= {"alert", "emergency"}
    one = client.get(TEXT, headers=officers["Viola"])
    assert (one.headers["etag"], one.json()["text"]) == ('"1"', told["revision"]["text"])
    assert [each["edited_by"] for each in one.json()["revisions"]] == ["Esha"]
    stages = [agree(templates, name).json()["stage"] for name in ("Mwikali", "Kioko", "Ndanu")]
    assert stages == ["draft", "reviewed", "approved"]
    listed = client.get(f"{API}/en", headers=officers["Viola"]).json()
    assert listed["approved"]
    assert listed["on_air_sha256"] == told["revision"]["pack_sha256"]


def test_an_edit_of_an_older_revision_is_told_and_loses_nothing(templates):
    client, officers = templates
    first = put(templates, "Esha").json()["revision"]["text"]
    assert_problem(put(templates, "Fatuma", text=installed() + "Sell early.\n"), 409, says="Esha")
    assert client.get(TEXT, headers=officers["Viola"]).json()["text"] == first


@pytest.mark.parametrize("number", ["", "*", '"x"', "W/", "-1", "9" * 30])
def test_an_edit_must_say_what_it_is_of(templates, number):
    assert_problem(put(templates, "Esha", number=number), 428, says="If-Match")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ county.__class__ }}.\n", "line 1"),
        ("Kitui\u202e.\n", "line 1"),
        ("Good day.\n", "no sentence says"),
        ("x" * 20_001, "20,001 letters"),
    ],
    ids=["escape", "override", "phase unsaid", "long"],
)
def test_a_text_that_is_refused_is_told_with_its_place(templates, text, told):
    assert_problem(put(templates, "Esha", text=text), 422, says=told)


def test_a_yes_is_to_the_words_that_were_read(templates):
    assert_problem(agree(templates, "Mwikali", "0" * 64), 409, says="changed")


def test_a_preview_is_an_exercise_and_keeps_nothing(templates):
    client, officers = templates
    sent = {"phase": "alert", "county": "kitui"}
    made = client.post(f"{API}/sw/preview", json=sent, headers=officers["Viola"])
    assert made.status_code == 200
    assert "EXERCISE" in made.json()["title"]
    tried = {**sent, "file": "alert/headline", "text": installed() + "Keep seed dry.\n"}
    there = f"{API}/en/preview"
    assert_problem(client.post(there, json=tried, headers=officers["Viola"]), 403)
    assert (
        "Keep seed dry." in client.post(there, json=tried, headers=officers["Esha"]).json()["text"]
    )
    assert client.get(TEXT, headers=officers["Esha"]).json()["number"] == 0


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"phase": "alert", "county": "atlantis"}, 404),
        ({"phase": "calm", "county": "kitui"}, 422),
        ({"phase": "alert", "county": "kitui", "more": 1}, 422),
        ([], 422),
    ],
)
def test_a_preview_of_nothing_known_is_refused(templates, sent, status):
    client, officers = templates
    assert_problem(client.post(f"{API}/en/preview", json=sent, headers=officers["Esha"]), status)


def test_a_language_without_sentences_says_why_there_is_no_preview(templates):
    client, officers = templates
    sent = {"phase": "alert", "county": "kitui"}
    assert_problem(client.post(f"{API}/kam/preview", json=sent, headers=officers["Esha"]), 422)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}], ids=str
)
def test_another_sites_page_sends_nothing(templates, headers):
    assert_problem(put(templates, "Esha", **headers), 403, says="not sent from a page")


def test_only_short_json_is_read(templates):
    client, officers = templates
    headers = {**officers["Esha"], "If-Match": '"0"'}
    assert_problem(client.put(TEXT, content="text=x", headers=headers), 415)
    as_json = {**headers, "Content-Type": "application/json"}
    paste = json.dumps({"text": "x" * 5_000_000})
    assert_problem(client.put(TEXT, content=paste, headers=as_json), 413)
    assert_problem(client.put(TEXT, content=iter([b"{}"]), headers=as_json), 411)
    assert_problem(client.put(TEXT, content=b"\xff{", headers=as_json), 422)


@pytest.mark.parametrize("path", [f"{API}/xx", f"{API}/xx/alert/headline"])
def test_an_unknown_language_is_not_found(templates, path):
    client, officers = templates
    assert_problem(client.get(path, headers=officers["Viola"]), 404)


def test_a_file_that_no_bulletin_uses_is_told(templates):
    client, officers = templates
    answer = client.get(f"{API}/en/alert/song", headers=officers["Viola"])
    assert_problem(answer, 422, says="no bulletin uses")


def test_on_an_exercise_install_all_read_and_nobody_writes(newsroom, packs):
    edited = EditedPacks(newsroom.store, LANGUAGES, installed=packs)
    client = client_of(replace(newsroom, packs=edited, languages=LANGUAGES))
    assert client.get(TEXT).status_code == 200
    sent = client.put(TEXT, json={"text": "x"}, headers={"If-Match": '"0"'})
    assert_problem(sent, 403, says="exercises only")


def test_a_table_is_read_and_changed_like_a_text(templates):
    client, officers = templates
    path = f"{API}/kam/tables/glossary"
    before = client.get(path, headers=officers["Viola"])
    assert before.headers["etag"] == '"0"'
    text = before.json()["text"] + "mist,mist,mbũa mbuti,,Kioko,draft\n"
    headers = {**officers["Esha"], "If-Match": '"0"'}
    kept = client.put(path, json={"text": text}, headers=headers)
    assert (kept.status_code, kept.json()["revision"]["number"]) == (200, 1)
    wrong = client.put(
        path, json={"text": text + "x,y,=1,,z,draft\n"}, headers={**headers, "If-Match": '"1"'}
    )
    assert_problem(wrong, 422, says="formula")
    listed = client.get(f"{API}/kam", headers=officers["Viola"]).json()
    assert {each["url"]: each["number"] for each in listed["tables"]}[path] == 1
    assert path not in [each["url"] for each in listed["templates"]]
