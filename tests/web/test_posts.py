"""Every form of the desk: who may send it, from where, and how large it may be."""

import pytest

from app.domain.people import Role
from app.store.officers import LIVE, add_officer, new_one_time_token
from app.web.desk import sound_check
from app.web.posts import FORM_BYTES, UPLOAD_BYTES
from tests.builders import NOW
from tests.web.conftest import assert_problem, basic, client_of
from tests.web.filled import opened_newsroom
from tests.web.test_site import POSTED

ADDRESSES = list(POSTED.values())
UPLOADS = ("/desk/ndma/kitui", "/import", "/glossary", "/tune", "/as-run")
SAME = {"Sec-Fetch-Site": "same-origin"}
HTML = {"Accept": "text/html"}
OF_A_COUNTY = [each for each in ADDRESSES if "kitui" in each and "advice" not in each]
each_form = pytest.mark.parametrize("address", ADDRESSES)


# No form here is ever kept, so all tests share one install of each kind.
@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("exercise")) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(newsroom):
    return client_of(newsroom)


@pytest.fixture(scope="module")
def live_newsroom(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("live"), mode=LIVE) as opened:
        yield opened


@pytest.fixture(scope="module")
def officer(live_newsroom):
    with live_newsroom.store.transaction() as tx:
        token = new_one_time_token(tx, at=NOW)
        return "Asha", add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)


@pytest.fixture(scope="module")
def live_client(live_newsroom, officer):
    return client_of(live_newsroom)


@each_form
def test_a_stranger_may_send_nothing(live_client, officer, address):
    answer = live_client.post(address, headers=SAME, data={"reason": "let me in"})
    assert_problem(answer, 401, says="name and key")


@each_form
def test_an_exercise_install_takes_no_form(client, address):
    answer = client.post(address, headers=SAME, data={"reason": "for practice"})
    assert_problem(answer, 403, says="decisions are taken on a live install")
    page = client.post(address, headers={**SAME, **HTML}, data={})
    assert page.status_code == 403
    assert "nobody is signed in" in page.text


@each_form
@pytest.mark.parametrize(
    "told",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "http://testserver:81"},
        {"Origin": "null"},
        {},
    ],
    ids=str,
)
def test_another_site_cannot_send_an_officers_browser(live_client, officer, address, told):
    answer = live_client.post(address, headers={**basic(*officer), **told}, data={"a": "b"})
    assert_problem(answer, 403, says="not sent from a page of this desk")


@pytest.mark.parametrize(
    "told",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Origin": "https://testserver"},
    ],
    ids=str,
)
def test_our_own_pages_can(live_client, officer, told):
    answer = live_client.post("/desk/forecast/kitui", headers={**basic(*officer), **told}, data={})
    assert answer.status_code == 404
    assert "has no bulletins in" in answer.text


def test_the_public_address_is_our_own_too(live_newsroom, officer):
    client = client_of(live_newsroom, public_url="https://desk.example/tangazo")
    headers = {**basic(*officer), "Origin": "https://desk.example"}
    assert client.post("/desk/forecast/kitui", headers=headers, data={}).status_code == 404


@each_form
def test_a_form_without_a_length_is_not_read(live_client, signed, address):
    answer = live_client.post(address, headers=signed, content=iter([b"reason=", b"why"]))
    assert_problem(answer, 411, says="how long")


@each_form
def test_a_form_that_is_too_large_is_not_read(live_client, signed, address):
    limit = UPLOAD_BYTES if address.endswith(UPLOADS) else FORM_BYTES
    if address.endswith("/sound"):
        limit = sound_check.FORM_BYTES
    headers = {**signed, "Content-Length": str(limit + 1)}
    answer = live_client.post(address, headers=headers, content=b"reason=short")
    assert_problem(answer, 413, says="larger than")


@each_form
@pytest.mark.parametrize("length", ["-1", "ten", "1e3", "٣", "9" * 4000], ids=lambda t: t[:4])
def test_an_odd_length_breaks_nothing(live_client, signed, address, length):
    headers = {**signed, "Content-Length": length.encode()}
    answer = live_client.post(address, headers=headers, content=b"reason=short")
    assert answer.status_code in (411, 413)


@each_form
@pytest.mark.parametrize("field", ["reason", "source_url"])
@pytest.mark.parametrize("letter", ["\0", "\x1b", "\x85"], ids=repr)
def test_a_letter_that_cannot_be_kept_is_refused_in_words(
    live_client, signed, address, field, letter
):
    answer = live_client.post(address, headers=signed, data={field: f"why{letter}not"})
    assert_problem(answer, 422, says="cannot be kept")


@each_form
@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nno end of it"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n--x--"),
        ("multipart/form-data", b"--x\r\n\r\n--x--"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
        ),
        ("application/x-www-form-urlencoded", b"%ff%fe=%ed%a0%80&&&==&"),
        ("application/x-www-form-urlencoded", b"a=1&" * 300),
        ("application/json", b'{"reason": "because"}'),
        ("text/plain", b"reason=because"),
        ("", b"\xff\xff"),
    ],
    ids=range(9),
)
def test_a_broken_form_is_answered_in_words(live_client, signed, address, media_type, body):
    headers = {**signed, "Content-Type": media_type}
    answer = live_client.post(address, headers=headers, content=body)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", OF_A_COUNTY)
def test_a_form_to_a_county_without_bulletins_is_lost(live_client, signed, address):
    answer = live_client.post(address.replace("kitui", "atlantis"), headers=signed, data={"a": "b"})
    assert_problem(answer, 404, says="no county")


def test_a_desk_page_lets_its_forms_say_where_they_come_from(client):
    for path in ("/desk", "/desk/evidence/kitui", "/desk/ndma/kitui", "/desk/forecast/kitui"):
        answer = client.get(path)
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
