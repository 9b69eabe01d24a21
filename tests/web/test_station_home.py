"""A station's own page: its week, what it tells, and nothing of any other station."""

import re

import pytest
from sqlalchemy import insert

from app.domain.bulletins import Verdict
from app.domain.evidence import Phase
from app.domain.people import Role
from app.domain.periods import Week
from app.domain.recordings import AudioFormat, check_number
from app.domain.stations import Scope
from app.store.delivery_tables import push_target
from app.store.officers import LIVE
from app.store.recordings import recordings_of
from app.store.station_traces import airings, keep_message, messages
from tests.builders import NOW, add_people
from tests.web import stationed
from tests.web.conftest import assert_problem, basic, client_of
from tests.web.filled import keep_draft, keep_released, opened_newsroom, withdraw
from tests.web.stationed import basic_key

HTML = {"Accept": "text/html"}
HOME = "/stations/mwatu-fm"
OTHERS = "Athi says: where is ward nine?"


class Place:
    """A live install in week 48 with two stations; only what stations tell is changed."""

    def __init__(self, newsroom):
        self.newsroom, self.client = newsroom, client_of(newsroom)
        self.key = stationed.add(
            newsroom,
            counties=("kitui", "makueni"),
            languages=("sw", "en", "kam"),
            formats=(AudioFormat.MP3_128, AudioFormat.OPUS_24),
        )
        self.other = stationed.add(newsroom, "athi-fm", counties=("taita-taveta",))
        for number in range(38, 49):
            keep_released(newsroom, "sw", exercise=False, week=Week(2026, number))
        self.english = keep_released(newsroom, exercise=False)
        self.withdrawn = keep_released(
            newsroom, exercise=False, county="makueni", phase=Phase.EMERGENCY
        )
        withdraw(newsroom, self.withdrawn.id)
        self.taita = keep_released(newsroom, exercise=False, county="taita-taveta")
        why = {"verdict": Verdict.NO_VOICE, "reason": "Nobody has recorded Kikamba yet."}
        keep_draft(newsroom, "kam", exercise=False, script=None, **why)
        with newsroom.store.transaction() as tx:
            self.officers = add_people(tx, ("Kato", Role.EDITOR), counties=("makueni",))
            self.officers |= add_people(tx, ("Mwende", Role.EDITOR), counties=("kajiado",))
            keep_message(tx, stationed.station("athi-fm"), OTHERS, at=NOW)

    def page(self, **params):
        return self.client.get(HOME, params={"key": self.key, **params}, headers=HTML)

    def post(self, path, *, key=None, headers=None, **fields):
        address = f"{HOME}/{path}" + (f"?key={key}" if key else "")
        return self.client.post(
            address, data=fields, headers={**HTML, **(headers or {})}, follow_redirects=False
        )

    def aired(self):
        with self.newsroom.store.reading() as tx:
            return [each.bulletin for each in airings(tx, station="mwatu-fm")]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("home"), mode=LIVE) as newsroom:
        yield Place(newsroom)


def card_of(page, name):
    return page.text.split(f'id="{name}"', 1)[1].split("</section>", 1)[0]


def test_a_card_has_all_that_is_needed_to_put_it_on_air(place):
    page = place.page()
    assert page.status_code == 200
    assert page.headers["cache-control"] == "private, no-store"
    card = card_of(page, "kitui-en")
    with place.newsroom.store.reading() as tx:
        made = recordings_of(tx, [place.english.id])[place.english.id]
    number = check_number(made)
    assert f"<b>{number[:3]} {number[3:]}</b>" in card
    assert "Alert" in card
    assert "Play until <b>Sun 29 Nov</b>" in card
    for form, taken in ((AudioFormat.MP3_128, True), (AudioFormat.WAV_48, False)):
        each = next(each for each in made if each.format is form)
        assert (each.address in card) is taken
    assert 'href="/kitui/en/read"' in card
    assert f"/now/mwatu-fm/kitui-en.mp3?key={place.key}" in card
    assert f"/stations/mwatu-fm/kitui-en.xml?key={place.key}" in card.replace("<wbr>", "")
    assert "We aired it" in card


def test_its_addresses_work_as_they_stand_there(place):
    told = place.page().text.replace("<wbr>", "")
    found = set(re.findall(r"http://testserver(/[^<\s]+)</code>", told))
    assert len(found) >= 14
    for address in found:
        status = place.client.get(address.replace("&amp;", "&")).status_code
        there = "/kitui-" in address or "bulletin.mp3" in address or "playlist" in address
        wanted = (200,) if there and "kam" not in address else (200, 404, 410)
        assert status in wanted, address


def test_why_there_is_no_audio_and_what_was_taken_back_is_told(place):
    page = place.page()
    assert "Nobody has recorded Kikamba yet." in card_of(page, "kitui-kam")
    assert "Do not play Makueni, English, edition 1." in page.text
    assert "the rain figure was wrong" in page.text
    assert place.withdrawn.id not in page.text


def test_eight_weeks_are_kept_for_its_records(place):
    weeks = re.findall(r'<th scope="row">Week (\d+) ', place.page().text)
    assert weeks == [str(each) for each in range(47, 39, -1)]


def test_nothing_of_another_station_is_shown(place):
    page = place.page()
    assert "Athi" not in page.text
    assert OTHERS not in page.text
    assert place.other not in page.text
    assert "taita-taveta" not in page.text.lower()
    for headers in ({"X-Station-Key": place.other}, basic_key(place.other)):
        for path in ("", "/fit"):
            answer = place.client.get(HOME + path, headers=headers)
            assert_problem(answer, 403, says="another station's")
    for path, fields in (("aired", {"bulletin": place.english.id}), ("ask", {"message": "Hm?"})):
        assert place.post(path, key=place.other, **fields).status_code == 403
    assert place.aired() == []


@pytest.mark.parametrize("path", ["", "/fit"])
def test_a_stranger_is_asked_for_a_key_whether_or_not_there_is_such_a_station(place, path):
    pages = [
        place.client.get(f"/stations/{slug}{path}", headers={**HTML, "Sec-Fetch-Mode": "navigate"})
        for slug in ("mwatu-fm", "nobody-fm")
    ]
    assert [each.status_code for each in pages] == [401, 401]
    assert pages[0].text.replace("mwatu-fm", "nobody-fm") == pages[1].text
    assert 'type="password"' in pages[0].text
    assert "www-authenticate" not in pages[0].headers
    program = place.client.get(f"{HOME}{path}")
    assert program.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("wrong", ["", "wrong", "tangazo_station_" + "a" * 32])
def test_a_wrong_key_opens_nothing(place, wrong):
    answer = place.client.get(HOME, params={"key": wrong}, headers=HTML)
    assert answer.status_code == 403
    assert "Mwatu" not in answer.text


def test_an_officer_who_looks_after_the_station_sees_it_and_tells_nothing_for_it(place):
    page = place.client.get(HOME, headers={**basic("Kato", place.officers["Kato"]), **HTML})
    assert page.status_code == 200
    assert "We aired it" not in page.text
    assert "<textarea" not in page.text
    elsewhere = basic("Mwende", place.officers["Mwende"])
    assert place.client.get(HOME, headers=elsewhere).status_code == 403


@pytest.mark.parametrize("way", ["address", "typed", "header", "password"])
def test_one_press_tells_that_it_was_aired(place, way):
    ways = {
        "address": {"key": place.key},
        "typed": {},
        "header": {"headers": {"X-Station-Key": place.key}},
        "password": {"headers": {**basic_key(place.key), "Sec-Fetch-Site": "same-origin"}},
    }
    fields = {"bulletin": place.english.id} | ({} if way != "typed" else {"key": place.key})
    if way == "typed":
        address = f"{HOME}/aired"
        answer = place.client.post(address, data=fields, headers=HTML, follow_redirects=False)
    else:
        answer = place.post("aired", **ways[way], **fields)
    assert answer.status_code == 303, answer.text
    assert place.aired() == [place.english.id]
    assert (place.key in answer.headers["location"]) == (way == "address")
    page = place.page(told="aired")
    assert "NDMA sees that you aired it" in page.text
    assert "Aired today" in card_of(page, "kitui-en")


def test_a_form_of_another_site_tells_nothing_with_a_password_that_the_browser_knows(place):
    headers = {**basic_key(place.key), "Sec-Fetch-Site": "cross-site"}
    answer = place.post("ask", headers=headers, message="Not from us")
    assert answer.status_code == 403
    with place.newsroom.store.reading() as tx:
        assert messages(tx, station="mwatu-fm") == []


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("none", 404, "no bulletin"),
        ("TAITA", 404, "not for your station"),
        ("WITHDRAWN", 409, "is not for air"),
        ("", 404, "no bulletin"),
    ],
)
def test_what_cannot_have_been_aired_is_told_on_the_page(place, name, status, says):
    known = {"TAITA": place.taita.id, "WITHDRAWN": place.withdrawn.id}
    answer = place.post("aired", key=place.key, bulletin=known.get(name, name))
    assert answer.status_code == status
    assert says in answer.text
    assert "<h1>Mwatu Fm</h1>" in answer.text


def test_a_message_reaches_ndma_and_stands_on_the_page_until_it_is_answered(place):
    words = "<b>Which</b> ward?"
    assert place.post("ask", key=place.key, message=words).status_code == 303
    page = place.page()
    assert "&lt;b&gt;Which&lt;/b&gt; ward?" in page.text
    assert "waits for an answer" in page.text
    empty = place.post("ask", key=place.key, message="x" * 600)
    assert empty.status_code == 409
    assert f"{'x' * 600}</textarea>" in empty.text


def test_a_key_for_reading_alone_offers_nothing_to_tell(place):
    key = stationed.add(place.newsroom, "quiet-fm", key_scope=Scope.READ)
    page = place.client.get("/stations/quiet-fm", params={"key": key}, headers=HTML)
    assert page.status_code == 200
    assert "We aired it" not in page.text
    told = place.client.post(
        f"/stations/quiet-fm/aired?key={key}", data={"bulletin": place.english.id}
    )
    assert_problem(told, 403, says="for reading only")


def test_where_files_are_sent_to_the_station_is_shown_without_its_password(place):
    with place.newsroom.store.transaction() as tx:
        for slug, host in (("mwatu-fm", "192.0.2.7"), ("athi-fm", "192.0.2.8")):
            row = {"station": slug, "address": f"sftp://{host}", "folder": "news", "user": "ndma"}
            more = {"secret": "sealed", "host_key": "", "names": "fixed", "since": NOW}
            tx.execute(insert(push_target).values(**row, **more, exercises=False, is_on=True))
    page = place.page().text
    assert "sftp://192.0.2.7/news" in page
    assert "192.0.2.8" not in page
    assert "sealed" not in page


def test_the_page_of_an_exercise_says_so_and_offers_nothing_to_tell(newsroom, client):
    key = stationed.add(newsroom)
    keep_released(newsroom)
    page = client.get(HOME, params={"key": key}, headers=HTML)
    assert 'class="band"' in page.text
    assert "/exercise/now/mwatu-fm/kitui-en.mp3" in page.text
    assert "We aired it" not in page.text


def test_the_page_is_whole_in_kiswahili(place):
    page = place.client.get(
        HOME, params={"key": place.key}, headers={**HTML, "Accept-Language": "sw"}
    )
    assert 'lang="sw"' in page.text
    for english in ("We aired it", "Check number", "Earlier weeks", "Addresses for your software"):
        assert english not in page.text
