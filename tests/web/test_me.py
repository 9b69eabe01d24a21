"""An officer's own page: a new password, codes of a telephone, and browsers to sign out."""

import re
from datetime import timedelta

import pyotp
import pytest

from app.errors import ApprovalError
from app.store.credentials import password_hash
from app.store.officers import LIVE, the_officer
from app.store.sessions import sessions
from app.web.posts import Posted
from app.web.reauth import reauthenticate
from app.web.sessions import COOKIE
from tests.builders import NOW
from tests.web.desk_browser import begin_anew, browser_of
from tests.web.filled import opened_newsroom
from tests.web.test_site import site_of

PASSWORD, OTHER = "four words do well", "five other words do better"
HASHED = password_hash(PASSWORD)


@pytest.fixture(scope="module")
def install(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("install"), mode=LIVE) as newsroom:
        yield newsroom, site_of(newsroom)


@pytest.fixture
def newsroom(install):
    return install[0]


@pytest.fixture
def site(install):
    return install[1]


@pytest.fixture
def key(newsroom):
    return begin_anew(newsroom, HASHED)


@pytest.fixture
def browser(site, key):
    return signed_in(site)


@pytest.fixture
def again(site, newsroom, key):
    """Give what was typed to `reauthenticate`, as Asha."""
    with newsroom.store.reading() as tx:
        asha = the_officer(tx, "Asha")
    return lambda **typed: reauthenticate(site.state.site, Posted(officer=asha, fields=typed))


def signed_in(site, password=PASSWORD):
    client = browser_of(site)
    client.post("/desk/sign-in", data={"name": "Asha", "password": password})
    return client


def works(client):
    return client.get("/desk/me").status_code == 200


def telephone(browser):
    """Set up codes and return the telephone that makes them, and the page's last answer."""
    page = browser.post("/desk/me/codes", data={"key": PASSWORD})
    [told] = re.findall(r"<code>([A-Z2-7 ]+)</code>", page.text)
    made = pyotp.TOTP(told.replace(" ", ""))
    answer = browser.post("/desk/me/codes/confirm", data={"shown": made.at(NOW)})
    return made, page, answer


def test_a_new_password_signs_out_everywhere_else(browser, site, newsroom):
    other = signed_in(site)
    typed = {"password": OTHER, "password_again": OTHER, "key": PASSWORD}
    assert browser.post("/desk/me/password", data=typed).status_code == 303
    assert works(browser)
    assert not works(other)
    assert not works(signed_in(site))
    assert works(signed_in(site, OTHER))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"password": OTHER, "password_again": OTHER}, "Give your key or password once more"),
        ({"password": OTHER, "password_again": OTHER, "key": "no"}, "not your key or password"),
        ({"password": OTHER, "password_again": "x", "key": PASSWORD}, "The two passwords differ"),
        ({"password": "short", "password_again": "short", "key": PASSWORD}, "12 letters or more"),
        ({"password": "x" * 201, "password_again": "x" * 201, "key": PASSWORD}, "at most 200"),
    ],
    ids=["no key", "wrong key", "differ", "short", "long"],
)
def test_a_password_that_is_no_good_is_told_and_not_kept(browser, site, typed, says):
    answer = browser.post("/desk/me/password", data=typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert works(signed_in(site))


def test_a_telephone_is_set_up_with_a_picture_that_is_drawn_in_the_page(browser):
    _, page, answer = telephone(browser)
    assert page.status_code == 200
    assert "<svg" in page.text
    assert "style=" not in page.text
    assert answer.status_code == 303
    shown = browser.get("/desk/me").text
    assert "In use since" in shown
    assert "<svg" not in shown


def test_a_telephone_is_set_up_with_the_key_alone_and_once(browser):
    assert browser.post("/desk/me/codes", data={}).status_code == 422
    telephone(browser)
    again = browser.post("/desk/me/codes", data={"key": PASSWORD})
    assert again.status_code == 422
    assert "stop them first" in again.text


def test_codes_count_once_the_telephone_has_shown_one(browser, again):
    browser.post("/desk/me/codes", data={"key": PASSWORD})
    wrong = browser.post("/desk/me/codes/confirm", data={"shown": "000000"})
    assert wrong.status_code == 422
    assert "<svg" not in wrong.text
    with pytest.raises(ApprovalError, match="No telephone"):
        again(code="000000")


def test_a_code_is_taken_once(browser, again, newsroom):
    made, *_ = telephone(browser)
    with pytest.raises(ApprovalError, match="it was used"):
        again(code=made.at(NOW))
    newsroom.clock.move(timedelta(seconds=30))
    code = made.at(newsroom.clock.now())
    assert again(code=f"{code[:3]} {code[3:]}") == newsroom.clock.now()
    with pytest.raises(ApprovalError, match="it was used"):
        again(code=code)
    with pytest.raises(ApprovalError, match="it was used"):
        again(code=made.at(NOW))


@pytest.mark.parametrize("seconds", [-90, 90, 3600], ids=["old", "early", "of another hour"])
def test_a_code_of_another_time_is_refused(browser, again, newsroom, seconds):
    made, *_ = telephone(browser)
    newsroom.clock.move(timedelta(minutes=5))
    with pytest.raises(ApprovalError, match="not the newest code"):
        again(code=made.at(newsroom.clock.now() + timedelta(seconds=seconds)))


def test_codes_are_stopped_with_the_key(browser, again):
    telephone(browser)
    assert browser.post("/desk/me/codes/stop", data={}).status_code == 422
    assert browser.post("/desk/me/codes/stop", data={"key": PASSWORD}).status_code == 303
    with pytest.raises(ApprovalError, match="No telephone"):
        again(code="123456")


def test_who_shows_anew_who_it_is_gives_key_or_password(again, key):
    assert again() is None
    assert again(key="  ", code=" ") is None
    assert again(key=key) == NOW
    assert again(key=f" {key}\n") == NOW
    assert again(key=PASSWORD) == NOW
    with pytest.raises(ApprovalError, match="not your key or password"):
        again(key="not it")


def test_guessing_codes_is_slowed_down(browser, again, newsroom):
    made, *_ = telephone(browser)
    newsroom.clock.move(timedelta(minutes=1))
    for _ in range(5):
        with pytest.raises(ApprovalError, match="not the newest code"):
            again(code="abcdef")
    with pytest.raises(ApprovalError, match="wait 1 minute"):
        again(code=made.at(newsroom.clock.now()))


def test_other_browsers_are_listed_and_signed_out(browser, site, newsroom):
    other, third = signed_in(site), signed_in(site)
    with newsroom.store.reading() as tx:
        [_, middle, _] = sessions(tx, at=NOW, name="Asha")
    assert browser.get("/desk/me").text.count('name="number"') == 3
    browser.post("/desk/me/sessions", data={"number": str(middle.number)})
    assert [works(each) for each in (browser, other, third)] == [True, False, True]
    browser.post("/desk/me/sessions", data={})
    assert [works(each) for each in (browser, third)] == [True, False]


def test_signing_in_again_ends_the_session_before(browser, newsroom):
    held = browser.cookies[COOKIE]
    browser.post("/desk/sign-in", data={"name": "Asha", "password": PASSWORD})
    assert browser.cookies[COOKIE] != held
    with newsroom.store.reading() as tx:
        assert len(sessions(tx, at=NOW, name="Asha")) == 1
