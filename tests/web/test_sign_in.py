"""Signing in on a page: the session, its cookie and its end, and what was typed too late."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.domain.people import Role
from app.store.audit import Deed, entries
from app.store.credentials import password_hash
from app.store.officers import LIVE, add_officer, the_officer
from app.store.sessions import end_sessions
from app.web.sessions import COOKIE, SAFE_COOKIE
from tests.builders import NOW
from tests.web.conftest import assert_problem, basic, client_of
from tests.web.desk_browser import PERSON, begin_anew, browser_of, hidden
from tests.web.filled import opened_newsroom
from tests.web.test_site import site_of

PASSWORD = "four words do well"
HASHED = password_hash(PASSWORD)
EVIDENCE = "/desk/evidence/kitui?week=2026-W48"


@pytest.fixture(scope="module")
def install(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("sign-in"), mode=LIVE) as newsroom:
        yield newsroom, site_of(newsroom)


@pytest.fixture
def live_newsroom(install):
    return install[0]


@pytest.fixture
def officer(live_newsroom):
    return "Asha", begin_anew(live_newsroom, HASHED)


@pytest.fixture
def live_client(install):
    return TestClient(install[1], raise_server_exceptions=False)


@pytest.fixture
def browser(officer, install):
    """A person's browser; nobody is signed in."""
    return browser_of(install[1])


def sign_in(browser, name="Asha", password=PASSWORD, **fields):
    return browser.post(
        "/desk/sign-in", data={"name": name, "password": password, "back": EVIDENCE, **fields}
    )


def later(newsroom, **time):
    newsroom.clock.move(timedelta(**time))


def test_a_person_who_is_signed_out_is_sent_to_sign_in_and_back(browser):
    asked = browser.get(EVIDENCE)
    assert asked.status_code == 303
    page = browser.get(asked.headers["location"])
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    answer = sign_in(browser, back=hidden(page.text)["back"])
    assert (answer.status_code, answer.headers["location"]) == (303, EVIDENCE)
    assert browser.get(EVIDENCE).status_code == 200
    assert browser.get(asked.headers["location"]).headers["location"] == EVIDENCE


def test_a_program_is_still_asked_for_a_key(live_client, officer):
    answer = live_client.get("/desk")
    assert_problem(answer, 401, says="name and key")
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert live_client.get("/desk", headers=basic(*officer)).status_code == 200


def test_a_script_of_our_pages_makes_no_browser_ask_for_a_key(live_client):
    answer = live_client.get("/desk/runs", headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 401
    assert "www-authenticate" not in answer.headers


def test_a_key_signs_in_too(browser, officer):
    assert sign_in(browser, password=officer[1]).status_code == 303
    assert browser.get("/desk").status_code == 200


@pytest.mark.parametrize(
    ("name", "password"),
    [("Asha", "four words do badly"), ("Nobody", PASSWORD), ("", PASSWORD), ("Asha", "x" * 9000)],
    ids=["password", "name", "no name", "much too long"],
)
def test_what_is_wrong_opens_nothing_and_does_not_say_which(browser, name, password):
    answer = sign_in(browser, name, password)
    assert answer.status_code == 422
    assert "The name, or the password or key, is not right" in answer.text
    assert "set-cookie" not in answer.headers


def test_another_officers_key_does_not_sign_in(browser, live_newsroom, officer):
    with live_newsroom.store.transaction() as tx:
        other = add_officer(tx, "Chege", role=Role.VIEWER, allowed_by=officer[1], at=NOW)
    assert sign_in(browser, "Asha", other).status_code == 422


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser, live_newsroom):
    plain = sign_in(browser).headers["set-cookie"]
    assert plain.startswith(f"{COOKIE}=")
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain
    public = client_of(live_newsroom, public_url="https://testserver")
    public.follow_redirects = False
    public.headers.update(PERSON)
    safe = sign_in(public).headers["set-cookie"]
    assert safe.startswith(f"{SAFE_COOKIE}=")
    assert "Secure" in safe
    assert "Path=/;" in safe
    assert "Domain" not in safe


def test_a_session_ends_when_it_is_not_used_and_after_twelve_hours(browser, live_newsroom):
    sign_in(browser)
    for _ in range(7):
        later(live_newsroom, minutes=100)
        assert browser.get("/desk").status_code == 200
    later(live_newsroom, minutes=21)
    assert browser.get("/desk").status_code == 303
    sign_in(browser)
    later(live_newsroom, minutes=121)
    assert browser.get("/desk").status_code == 303


def test_signing_out_ends_the_session_and_not_only_the_cookie(browser):
    sign_in(browser)
    held = browser.cookies[COOKIE]
    assert browser.post("/desk/sign-out").status_code == 303
    browser.cookies.set(COOKIE, held, domain="testserver.local")
    assert browser.get("/desk").status_code == 303


def test_another_site_cannot_sign_anybody_in(browser):
    browser.headers["Sec-Fetch-Site"] = "cross-site"
    assert sign_in(browser).status_code == 403


@pytest.mark.parametrize(
    "back", ["https://evil.example/desk", "//evil.example/desk", "/\\evil.example", "/desk\r\nX: y"]
)
def test_the_way_back_stays_on_the_desk(browser, back):
    answer = sign_in(browser, back=back)
    assert answer.headers.get("location", "/desk") == "/desk"


def test_what_was_typed_too_late_is_shown_again_and_sent_by_a_click_alone(
    browser, live_newsroom, officer
):
    sign_in(browser)
    with live_newsroom.store.transaction() as tx:
        end_sessions(tx, "Asha", by=the_officer(tx, "Asha"), at=NOW)
    typed = {"reason": 'I called; <b>they</b> said "no"\r\nand ĩ ũ', "key": officer[1]}
    form = "/desk/people"
    late = browser.post(form, data=typed, headers={"Referer": "http://testserver/desk/people?x=1"})
    assert late.status_code == 401
    assert "What you typed is not lost" in late.text
    assert officer[1] not in late.text
    carried = hidden(late.text)
    wrong = sign_in(browser, password="not the password", **carried)
    assert hidden(wrong.text) == carried
    shown = sign_in(browser, **carried)
    assert shown.status_code == 200
    assert "Send again" in shown.text
    assert f'action="{form}"' in shown.text
    assert '<a href="/desk/people?x=1">' in shown.text
    assert hidden(shown.text) == {"reason": typed["reason"]}
    assert "<b>they" not in shown.text
    assert browser.post(form, data=hidden(shown.text)).status_code == 422


def test_what_was_typed_goes_nowhere_but_to_the_desk(browser):
    shown = sign_in(browser, to="https://evil.example/", kept='{"a":"b"}')
    assert 'action="/desk"' in shown.text


@pytest.mark.parametrize("kept", ["[1]", "{", "1" * 5000, '{"a":1}', "[" * 50_000])
def test_odd_kept_words_are_left_out(browser, kept):
    assert sign_in(browser, kept=kept).status_code == 303


def test_the_longest_form_is_carried(browser):
    typed = "ũ'\"<" * 2600
    late = browser.post("/desk/people", data={"reason": typed})
    assert late.status_code == 401
    shown = sign_in(browser, **hidden(late.text))
    assert hidden(shown.text) == {"reason": typed}


def test_a_form_of_another_site_is_not_carried(browser):
    late = browser.post("/desk/people", data={"a": "b"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert late.status_code == 403


def test_after_five_wrong_tries_the_wait_grows_and_is_told(browser, live_newsroom):
    for _ in range(5):
        assert sign_in(browser, password="wrong").status_code == 422
    for minutes, words in ((1, "wait 1 minute,"), (2, "wait 2 minutes,"), (4, "wait 4 minutes,")):
        refused = sign_in(browser)
        assert refused.status_code == 429
        assert words in refused.text
        later(live_newsroom, minutes=minutes)
        assert sign_in(browser, password="wrong").status_code == 422
    with live_newsroom.store.reading() as tx:
        logged = entries(tx, act=Deed.LOCKED_OUT)
    assert {each.subject for each in logged} == {"Asha"}
    later(live_newsroom, minutes=8)
    assert sign_in(browser).status_code == 303
    assert sign_in(browser, password="wrong").status_code == 422


def test_a_stranger_is_locked_out_alike_and_fills_no_log(browser, live_newsroom):
    with live_newsroom.store.reading() as tx:
        before = entries(tx, act=Deed.LOCKED_OUT)
    for _ in range(5):
        sign_in(browser, "Nobody", "wrong")
    assert sign_in(browser, "Nobody", "wrong").status_code == 429
    assert sign_in(browser).status_code == 303
    with live_newsroom.store.reading() as tx:
        assert entries(tx, act=Deed.LOCKED_OUT) == before


def test_wrong_keys_of_programs_are_slowed_down_too(live_client, officer):
    for _ in range(5):
        assert live_client.get("/desk", headers=basic("Asha", "wrong")).status_code == 401
    answer = live_client.get("/desk", headers=basic(*officer))
    assert_problem(answer, 429, says="wait 1 minute")
    assert answer.headers["retry-after"] == "60"


def test_an_exercise_has_nobody_to_sign_in(client):
    client.headers.update(PERSON)
    assert "nobody is signed in" in client.get("/desk/sign-in").text
    assert sign_in(client).status_code == 422
