"""Inviting officers, joining, and taking a right away."""

import re
from datetime import timedelta

import pytest

from app.domain.people import Role
from app.store.audit import Deed, entries, verify
from app.store.credentials import password_hash
from app.store.invitations import open_invitations
from app.store.officers import LIVE, add_officer, new_one_time_token, the_officer
from tests.builders import NOW
from tests.web.conftest import basic
from tests.web.desk_browser import begin_anew, browser_of, hidden
from tests.web.filled import opened_newsroom
from tests.web.test_site import site_of

PASSWORD = "four words do well"
HASHED = password_hash(PASSWORD)
CHOSEN = {"password": PASSWORD, "password_again": PASSWORD}
JUMA = {"name": "Juma Otieno", "role": "editor", "county.kitui": "1", "key": PASSWORD}


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
def admin(site, key):
    client = browser_of(site)
    client.post("/desk/sign-in", data={"name": "Asha", "password": PASSWORD})
    return client


def link_of(answer):
    [link] = re.findall(r"<code>http://testserver(/desk/join/[^<]+)</code>", answer.text)
    return link


def test_an_invited_person_joins_with_a_password_and_sees_the_key_once(admin, site, newsroom):
    link = link_of(admin.post("/desk/people", data=JUMA))
    assert link.rsplit("/", 1)[1] not in admin.get("/desk/people").text
    guest = browser_of(site)
    assert "Juma Otieno" in guest.get(link).text
    joined = guest.post(link, data=CHOSEN)
    [key] = re.findall(r"<code>(tangazo_key_[^<]+)</code>", joined.text)
    assert guest.get("/desk/me").status_code == 200
    assert key not in guest.get("/desk/me").text
    headers = basic("Juma Otieno", key)
    assert browser_of(site).get("/desk", headers=headers).status_code == 200
    with newsroom.store.reading() as tx:
        juma = the_officer(tx, "Juma Otieno")
        assert verify(tx) is None
        logged, *_ = entries(tx, act=Deed.OFFICER_ADDED, subject="Juma Otieno")
    assert (juma.role, juma.counties, juma.languages) == (Role.EDITOR, ("kitui",), ())
    assert logged.actor == "Asha"


def test_a_link_works_once(admin, site):
    link = link_of(admin.post("/desk/people", data=JUMA))
    browser_of(site).post(link, data=CHOSEN)
    assert browser_of(site).get(link).status_code == 404
    answer = browser_of(site).post(link, data=CHOSEN)
    assert answer.status_code == 404
    assert "ask for a new one" in answer.text


def test_a_link_ends_after_a_week(admin, site, newsroom):
    link = link_of(admin.post("/desk/people", data=JUMA))
    newsroom.clock.move(timedelta(days=7) - timedelta(seconds=1))
    assert browser_of(site).get(link).status_code == 200
    newsroom.clock.move(timedelta(seconds=1))
    assert browser_of(site).post(link, data=CHOSEN).status_code == 404


def test_a_link_ends_when_it_is_taken_back(admin, site, newsroom):
    link = link_of(admin.post("/desk/people", data=JUMA))
    with newsroom.store.reading() as tx:
        [waiting] = open_invitations(tx, at=NOW)
    assert admin.post("/desk/people/uninvite", data={"number": waiting.number}).status_code == 303
    assert browser_of(site).get(link).status_code == 404
    for odd in (waiting.number, "0", "x", "9" * 400):
        assert admin.post("/desk/people/uninvite", data={"number": odd}).status_code == 404


def test_a_link_ends_with_the_right_of_who_sent_it(admin, site):
    link = link_of(admin.post("/desk/people", data={**JUMA, "role": "admin"}))
    second = browser_of(site)
    second.post(link, data=CHOSEN)
    theirs = link_of(second.post("/desk/people", data={**JUMA, "name": "Wanza"}))
    admin.post("/desk/people/revoke", data={"name": "Juma Otieno", "key": PASSWORD})
    assert browser_of(site).get(theirs).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"key": ""}, "Give your key or password once more"),
        ({"key": "wrong"}, "not your key or password"),
        ({"role": ""}, "Choose a role"),
        ({"role": "king"}, "Choose a role"),
        ({"name": " "}, "1 to 80 letters"),
        ({"name": "x" * 81}, "1 to 80 letters"),
        ({"name": "Ju:ma"}, "no colon"),
        ({"name": "Ju\u202ema"}, "cannot be seen"),
        ({"name": "Asha"}, "choose another name"),
    ],
    ids=lambda each: str(each)[:24],
)
def test_an_invitation_that_is_no_good_is_told_with_what_was_typed(admin, newsroom, changes, says):
    answer = admin.post("/desk/people", data={**JUMA, **changes})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'name="county.kitui" value="1" checked' in answer.text
    with newsroom.store.reading() as tx:
        assert open_invitations(tx, at=NOW) == []


def test_an_admin_of_one_county_invites_for_no_other(site, newsroom, key):
    with newsroom.store.transaction() as tx:
        near = add_officer(tx, "Near", role=Role.ADMIN, allowed_by=key, at=NOW, counties=["kitui"])
    client = browser_of(site)
    client.post("/desk/sign-in", data={"name": "Near", "password": near})
    for counties in ({}, {"county.makueni": "1"}, {"county.kitui": "1", "county.makueni": "1"}):
        typed = {"name": "Juma", "role": "admin", "key": near, **counties}
        assert "only for your own counties" in client.post("/desk/people", data=typed).text
    typed = {"name": "Juma", "role": "admin", "key": near, "county.kitui": "1"}
    assert client.post("/desk/people", data=typed).status_code == 200


def test_who_loses_the_right_is_out_at_once(admin, site):
    link = link_of(admin.post("/desk/people", data=JUMA))
    juma = browser_of(site)
    juma.post(link, data=CHOSEN)
    gone = {"name": "Juma Otieno"}
    refused = admin.post("/desk/people/revoke", data=gone)
    assert refused.status_code == 422
    assert juma.get("/desk/me").status_code == 200
    assert admin.post("/desk/people/revoke", data={**gone, "key": PASSWORD}).status_code == 303
    assert juma.get("/desk/me").status_code == 303
    again = juma.post("/desk/sign-in", data={**gone, "password": PASSWORD})
    assert again.status_code == 422
    assert "taken away" in admin.get("/desk/people").text
    assert admin.post("/desk/people", data=JUMA).status_code == 422


def test_the_last_admin_stays(admin):
    answer = admin.post("/desk/people/revoke", data={"name": "Asha", "key": PASSWORD})
    assert answer.status_code == 422
    assert "the last admin" in answer.text
    assert admin.get("/desk/people").status_code == 200


def test_an_admin_signs_an_officer_out_everywhere(admin, site):
    link = link_of(admin.post("/desk/people", data=JUMA))
    juma = browser_of(site)
    juma.post(link, data=CHOSEN)
    assert admin.post("/desk/people/sign-out", data={"name": "Juma Otieno"}).status_code == 303
    assert juma.get("/desk/me").status_code == 303
    assert admin.post("/desk/people/sign-out", data={"name": "Nobody"}).status_code == 404


def test_the_first_admin_joins_in_the_browser_with_the_one_time_token(site, newsroom):
    begin_anew(newsroom, "")
    with newsroom.store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
    first, page = browser_of(site), f"/desk/join/{token}"
    assert "The first admin" in first.get(page).text
    assert first.post(page, data={"name": "", **CHOSEN}).status_code == 422
    assert first.post(page, data={"name": "Asha", "password": "short"}).status_code == 422
    assert first.post(page, data={"name": "Asha", **CHOSEN}).status_code == 200
    assert first.get("/desk/people").status_code == 200
    assert browser_of(site).get(page).status_code == 404
    with newsroom.store.reading() as tx:
        assert the_officer(tx, "Asha").role is Role.ADMIN


def test_a_new_install_has_no_account(site, newsroom):
    begin_anew(newsroom, "")
    for name, password in (("admin", "admin"), ("Asha", ""), ("tangazo", "tangazo")):
        answer = browser_of(site).post("/desk/sign-in", data={"name": name, "password": password})
        assert answer.status_code == 422


def test_what_is_typed_as_a_name_is_shown_as_text(admin, site):
    odd = "<img src=x onerror=alert(1)>"
    answer = admin.post("/desk/people", data={**JUMA, "name": odd})
    link = link_of(answer)
    for page in (answer, admin.get("/desk/people"), browser_of(site).get(link)):
        assert "<img src" not in page.text
    assert hidden(admin.get("/desk/people").text)
