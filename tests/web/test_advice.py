"""The library on the desk and in the API: who may see, offer, accept, and what the forms say."""

import csv
import io
import re
import shutil
from dataclasses import replace

import pytest

from app.domain.people import Role
from app.store.advice import the_offer
from app.store.advice_announcements import the_announcement
from app.store.advice_contacts import contacts
from app.store.database import open_store
from app.store.officers import LIVE
from tests.builders import add_people
from tests.library import (
    ANNOUNCED_TYPED,
    ANNOUNCED_WORDS,
    CONTACT_TYPED,
    HAY_TYPED,
    LINE_TYPED,
    MONDAY,
    NYASI_TYPED,
)
from tests.unit.writing.evidence import PACKS, ROOT
from tests.web.conftest import basic, client_of
from tests.web.filled import opened_newsroom

PAGES = ("/desk/advice", "/desk/advice/contacts", "/desk/advice/announcements/kitui")
TABLES = ("/desk/advice/advice.csv", "/desk/advice/contacts.csv")
LISTS = ("/api/v1/advice", "/api/v1/contacts", "/api/v1/announcements")
HERE = {"Sec-Fetch-Site": "same-origin"}
ANNOUNCED = {name: text for name, text in ANNOUNCED_TYPED.items() if name != "county"} | {
    f"{name}-{code}": text for code, each in ANNOUNCED_WORDS.items() for name, text in each.items()
}
OFFERED = LINE_TYPED | HAY_TYPED | {"language": "en"}
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A live install with six officers, and the headers of each by name."""
    with opened_newsroom(tmp_path_factory.mktemp("live"), mode=LIVE) as opened:
        with opened.store.transaction() as tx:
            keys = add_people(
                tx,
                ("Wambua", Role.EDITOR),
                ("Mwikali", Role.REVIEWER),
                ("Kioko", Role.SECTOR_OFFICER),
                ("Ndanu", Role.APPROVER),
                ("Juma", Role.VIEWER),
            )
            keys |= add_people(tx, ("Makena", Role.APPROVER), counties=("makueni",))
        opened.store.engine.dispose()
        yield opened, {name: basic(name, key) | HERE for name, key in keys.items()}


@pytest.fixture(scope="module")
def site(begun, tmp_path_factory):
    """A newsroom with a client, for one test after another: each begins with a fresh database."""
    made, headers = begun
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('copy') / 'tangazo.db'}")
    newsroom = replace(made, store=store, packs=PACKS, languages=ROOT)
    return newsroom, client_of(newsroom), headers


@pytest.fixture
def desk(begun, site):
    made, newsroom = begun[0], site[0]
    shutil.copy(made.store.engine.url.database, newsroom.store.engine.url.database)
    yield site
    newsroom.store.engine.dispose()


def post(desk, name, path, fields=None, **more):
    _, client, headers = desk
    given = headers[name]
    return client.post(path, data=fields or {}, headers=given, follow_redirects=False, **more)


def page(desk, path, name="Ndanu"):
    _, client, headers = desk
    return client.get(path, headers=headers[name])


def offer(desk):
    assert post(desk, "Wambua", "/desk/advice", OFFERED).status_code == 303


def announce(desk):
    path = "/desk/advice/announcements/kitui"
    return post(desk, "Wambua", path, ANNOUNCED).headers["location"]


@pytest.mark.parametrize("path", [*PAGES, *TABLES, *LISTS])
def test_the_library_is_for_officers_on_a_live_install(desk, path):
    assert desk[1].get(path, follow_redirects=False).status_code in (401, 303)
    assert page(desk, path, "Juma").status_code == 200


def test_in_an_exercise_anybody_may_read_the_library_and_nobody_is_offered_a_form(client):
    for path in (*PAGES, *TABLES, *LISTS):
        assert client.get(path).status_code == 200
    assert 'method="post"' not in client.get("/desk/advice").text
    sent = client.post("/desk/advice", data=OFFERED, headers=HERE)
    assert sent.status_code == 403


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/desk/advice", "Juma"),
        ("/desk/advice", "Mwikali"),
        ("/desk/advice/import", "Juma"),
        ("/desk/advice/lines/hay-2026/words", "Juma"),
        ("/desk/advice/lines/hay-2026/accept", "Wambua"),
        ("/desk/advice/lines/hay-2026/accept", "Kioko"),
        ("/desk/advice/lines/hay-2026/decline", "Wambua"),
        ("/desk/advice/contacts", "Juma"),
        ("/desk/advice/contacts/import", "Juma"),
        ("/desk/advice/contacts/kitui/called", "Makena"),
        ("/desk/advice/contacts/kitui/retire", "Makena"),
        ("/desk/advice/announcements/kitui", "Makena"),
        ("/desk/advice/announcements/kitui/kitui-1/accept", "Wambua"),
        ("/desk/advice/announcements/kitui/kitui-1/accept", "Makena"),
        ("/desk/advice/announcements/makueni/kitui-1/accept", "Makena"),
        ("/desk/advice/announcements/kitui/kitui-1/withdraw", "Juma"),
    ],
)
def test_who_may_not_decide_is_refused_and_nothing_changes(desk, path, name):
    offer(desk)
    announce(desk)
    before = desk[1].get("/api/v1/advice", headers=desk[2]["Juma"]).json()
    assert (
        post(desk, name, path, OFFERED | CONTACT_TYPED | ANNOUNCED | {"reason": "x"}).status_code
        == 403
    )
    assert desk[1].get("/api/v1/advice", headers=desk[2]["Juma"]).json() == before
    with desk[0].store.reading() as tx:
        assert the_announcement(tx, "kitui-1").state == "offered"
        assert contacts(tx) == []


def test_another_site_s_page_can_offer_nothing(desk):
    _, client, headers = desk
    foreign = headers["Wambua"] | {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/desk/advice", data=OFFERED, headers=foreign).status_code == 403
    assert client.get("/api/v1/advice", headers=headers["Juma"]).json() == []


def test_advice_goes_from_an_offer_to_approved_words_on_the_desk(desk):
    offer(desk)
    line = "/desk/advice/lines/hay-2026"
    own = page(desk, "/desk/advice", "Wambua").text
    assert "Accept it for NDMA" not in own
    shown = page(desk, "/desk/advice").text
    assert "Waits to be accepted" in shown
    assert f'action="{line}/accept"' in shown
    assert post(desk, "Ndanu", f"{line}/accept").status_code == 303
    words = NYASI_TYPED | {"language": "sw"}
    assert post(desk, "Wambua", f"{line}/words", words).status_code == 303
    with desk[0].store.reading() as tx:
        digests = {code: each.sha256 for code, each in the_offer(tx, "hay-2026").words.items()}
    for code, digest in digests.items():
        yes = {"language": code, "sha256": digest}
        for name in ("Mwikali", "Kioko", "Ndanu"):
            assert f'value="{digest}"' in page(desk, "/desk/advice", name).text
            assert post(desk, name, f"{line}/agree", yes).status_code == 303
    (told,) = page(desk, "/api/v1/advice").json()
    assert (told["key"], told["state"], told["expired"]) == ("hay-2026", "accepted", False)
    assert [each["stage"] for each in told["words"]] == ["approved", "approved"]
    assert post(desk, "Ndanu", f"{line}/retire", {"reason": "Rains came."}).status_code == 303
    assert "Rains came." in page(desk, "/desk/advice").text


def test_who_entered_a_line_is_told_that_another_must_accept_it(desk):
    assert post(desk, "Ndanu", "/desk/advice", OFFERED).status_code == 303
    assert "You entered it" in page(desk, "/desk/advice").text
    refused = post(desk, "Ndanu", "/desk/advice/lines/hay-2026/accept")
    assert refused.status_code == 403
    assert "somebody else must accept it" in refused.json()["detail"]


def test_words_that_changed_since_they_were_read_get_no_yes(desk):
    offer(desk)
    post(desk, "Ndanu", "/desk/advice/lines/hay-2026/accept")
    yes = {"language": "en", "sha256": "0" * 64}
    refused = post(desk, "Mwikali", "/desk/advice/lines/hay-2026/agree", yes)
    assert refused.status_code == 409


@pytest.mark.parametrize("deed", ["eat", "offer", "accepted"])
def test_a_deed_that_is_none_is_not_found(desk, deed):
    offer(desk)
    assert post(desk, "Ndanu", f"/desk/advice/lines/hay-2026/{deed}").status_code == 404


def test_a_form_that_cannot_be_taken_comes_back_with_what_was_typed(desk):
    typed = OFFERED | {"place": "9", "source": HOSTILE, "text": "sell 5 goats"}
    refused = post(desk, "Wambua", "/desk/advice", typed)
    assert refused.status_code == 422
    assert "Choose 1, 2 or 3" in refused.text
    assert "sell 5 goats" in refused.text
    assert "digit five" in refused.text
    assert HOSTILE not in refused.text
    assert page(desk, "/api/v1/advice").json() == []


def test_what_somebody_typed_is_text_on_every_page(desk):
    hostile = {"source": HOSTILE, "contributor": HOSTILE, "document": "javascript:alert(1)"}
    assert post(desk, "Wambua", "/desk/advice", OFFERED | hostile).status_code == 303
    number = CONTACT_TYPED | {"name": HOSTILE, "about": HOSTILE}
    assert post(desk, "Wambua", "/desk/advice/contacts", number).status_code == 303
    path = "/desk/advice/announcements/kitui"
    announced = ANNOUNCED | {"partner": HOSTILE, "source": HOSTILE}
    assert post(desk, "Wambua", path, announced).status_code == 303
    for each in PAGES:
        text = page(desk, each).text
        assert "&lt;script&gt;" in text
        assert HOSTILE not in text
        assert 'href="javascript:' not in text


def test_a_number_is_added_called_by_another_officer_and_retired(desk):
    assert post(desk, "Wambua", "/desk/advice/contacts", CONTACT_TYPED).status_code == 303
    shown = page(desk, "/desk/advice/contacts").text
    assert "Not said" in shown
    assert "nobody has called it yet" in shown
    assert "Another officer calls it." in page(desk, "/desk/advice/contacts", "Wambua").text
    called = {"name": CONTACT_TYPED["name"], "phone": CONTACT_TYPED["phone"]}
    own = post(desk, "Wambua", "/desk/advice/contacts/kitui/called", called)
    assert own.status_code == 403
    assert post(desk, "Ndanu", "/desk/advice/contacts/kitui/called", called).status_code == 303
    (told,) = page(desk, "/api/v1/contacts?county=kitui").json()
    assert (told["verified_on"], told["why_silent"]) == (str(MONDAY), "")
    assert "May be said" in page(desk, "/desk/advice/contacts").text
    assert post(desk, "Ndanu", "/desk/advice/contacts/kitui/retire", called).status_code == 303
    assert page(desk, "/api/v1/contacts").json() == []


def test_an_announcement_is_offered_accepted_and_withdrawn(desk):
    where = announce(desk)
    assert where == "/desk/advice/announcements/kitui#kitui-1"
    path = "/desk/advice/announcements/kitui/kitui-1"
    assert f'action="{path}/accept"' in page(desk, "/desk/advice/announcements/kitui").text
    assert post(desk, "Ndanu", f"{path}/accept").status_code == 303
    (told,) = page(desk, "/api/v1/announcements?county=kitui&state=accepted").json()
    assert (told["places"], told["starts"]) == (["Mutomo", "Kitui East"], "07:30")
    assert {each["language"] for each in told["words"]} == {"en", "sw"}
    assert page(desk, "/api/v1/announcements?county=makueni").json() == []
    assert post(desk, "Ndanu", f"{path}/withdraw", {"reason": "Postponed."}).status_code == 303
    assert "Postponed." in page(desk, "/desk/advice/announcements/kitui").text


def test_an_announcement_s_faults_stand_beside_their_fields(desk):
    typed = ANNOUNCED | {"places": "Voi", "text-sw": "watapewa magunia", "starts": "7h"}
    refused = post(desk, "Wambua", "/desk/advice/announcements/kitui", typed)
    assert refused.status_code == 422
    assert re.search(r'id="places-fault".*no ward or constituency of Kitui', refused.text)
    assert re.search(r'id="starts-fault".*07:30', refused.text)
    assert "watapewa magunia" in refused.text


def test_the_page_of_announcements_goes_to_the_officer_s_own_county(desk):
    _, client, headers = desk
    path = "/desk/advice/announcements"
    for name, query, county in (
        ("Makena", "", "makueni"),
        ("Ndanu", "", "kitui"),
        ("Makena", "?county=taita-taveta", "taita-taveta"),
    ):
        given = headers[name]
        answer = client.get(path + query, headers=given, follow_redirects=False)
        assert answer.headers["location"] == f"{path}/{county}"
    assert page(desk, f"{path}?county=atlantis").status_code == 404
    assert page(desk, "/api/v1/contacts?county=atlantis").status_code == 404


@pytest.mark.parametrize(
    ("where", "table", "fill"),
    [
        ("/desk/advice", "/desk/advice/advice.csv", lambda desk: offer(desk)),
        (
            "/desk/advice/contacts",
            "/desk/advice/contacts.csv",
            lambda desk: post(desk, "Wambua", "/desk/advice/contacts", CONTACT_TYPED),
        ),
    ],
    ids=["advice", "contacts"],
)
def test_a_table_goes_out_and_comes_in_whole_or_not_at_all(desk, where, table, fill):
    fill(desk)
    given = page(desk, table)
    assert given.headers["content-type"] == "text/csv; charset=utf-8"
    assert given.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(given.content.decode("utf-8-sig"))))
    first = next(iter(rows[0]))
    named = "name" if "contacts" in where else "key"
    good, bad = rows[0] | {named: "another-one"}, rows[0] | {named: "third", first: "=1+1"}
    for brought, status in (([good, bad], 422), ([good], 303)):
        told = io.StringIO()
        writer = csv.DictWriter(told, rows[0].keys())
        writer.writeheader()
        writer.writerows(brought)
        file = {"file": ("a table.csv", told.getvalue().encode(), "text/csv")}
        answer = post(desk, "Wambua", f"{where}/import", files=file)
        assert answer.status_code == status
        if status == 422:
            assert "a table.csv, row 3" in answer.text
        held = page(desk, table).text
        assert ("another-one" in held) is (status == 303)


def test_an_import_without_a_file_says_so(desk):
    answer = post(desk, "Wambua", "/desk/advice/import", {"x": "y"}, files={})
    assert answer.status_code == 422
    assert "Choose a file first" in answer.text
