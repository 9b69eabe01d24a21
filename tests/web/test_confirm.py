"""The link in a message: one tap tells that it aired, or that it was stopped."""

import re
from datetime import timedelta
from secrets import token_hex

import pytest
from sqlalchemy import select

from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Scope, Station, Way
from app.store.alarms import alarm_airings
from app.store.heard import new_confirmation
from app.store.heard_tables import confirmation
from app.store.officers import LIVE, add_officer, new_one_time_token, the_officer
from app.store.recalls import call_list
from app.store.station_traces import airings
from app.store.stations import add_station
from tests.builders import NOW, add_people
from tests.web.conftest import assert_problem, basic, client_of
from tests.web.filled import keep_released, opened_newsroom, withdraw

HTML = {"Accept": "text/html"}
TITLE = "Drought bulletin – Kitui – English – Wk 48 2026"
LOG = f"2026-11-23 07:05:09,{TITLE},1:52\n2026-11-23 07:01:00,<script>alert(1)</script>,\n"


# Nothing here needs an empty store: every test has an edition of its own.
@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with opened_newsroom(tmp_path_factory.mktemp("confirm"), mode=LIVE) as newsroom:
        with newsroom.store.transaction() as tx:
            token = new_one_time_token(tx, at=NOW)
            asha = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        yield newsroom, asha, added(newsroom, "mwatu-fm", "Mwatu FM")


@pytest.fixture
def live_newsroom(opened):
    opened[0].clock.at = NOW
    return opened[0]


@pytest.fixture
def live_client(live_newsroom):
    return client_of(live_newsroom)


@pytest.fixture
def signed(opened):
    return {**basic("Asha", opened[1]), "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def key(opened):
    """The key of Mwatu FM, which broadcasts for Kitui in English."""
    return opened[2]


@pytest.fixture
def kitui(live_newsroom):
    return released(live_newsroom, exercise=False)


def released(newsroom, **changes):
    mark = token_hex(32)
    return keep_released(
        newsroom,
        inputs_sha256=mark,
        encode=lambda form, name: f"{form} {name} {mark}".encode(),
        **changes,
    )


def added(newsroom, slug, name, **more):
    made = Station(
        slug=slug,
        name=name,
        counties=("kitui",),
        languages=("en",),
        formats=(AudioFormat.MP3_128,),
        person="Muthoni",
        phone="+254 700 000 000",
        since=NOW,
        **more,
    )
    with newsroom.store.transaction() as tx:
        return add_station(tx, made, officer=the_officer(tx, "Asha"), at=NOW)


@pytest.fixture
def link(live_newsroom, kitui, key):
    return link_to(live_newsroom, kitui)


def link_to(newsroom, bulletin):
    with newsroom.store.transaction() as tx:
        token = new_confirmation(tx, station="mwatu-fm", bulletin=bulletin.id, at=NOW)
    return f"/c/{token}"


def told(newsroom, bulletin):
    with newsroom.store.reading() as tx:
        return airings(tx, bulletin=bulletin.id)


def test_only_the_hash_of_a_link_is_kept(live_newsroom, link):
    with live_newsroom.store.reading() as tx:
        assert link.rpartition("/")[2] not in str(tx.execute(select(confirmation)).all())


def test_looking_at_a_link_keeps_nothing(live_newsroom, live_client, link, kitui):
    page = live_client.get(link, headers=HTML)
    assert page.status_code == 200
    assert "Mwatu FM" in page.text
    assert "We aired it" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    live_client.head(link)
    assert told(live_newsroom, kitui) == []


def test_one_tap_tells_that_it_aired_and_a_second_one_changes_nothing(
    live_newsroom, live_client, link, kitui
):
    live_newsroom.clock.move(timedelta(days=1))
    for _ in range(2):
        answer = live_client.post(link, data={"day": "2026-11-23"}, follow_redirects=False)
        assert answer.status_code == 303
    (kept,) = told(live_newsroom, kitui)
    assert (kept.bulletin, kept.way, kept.day.isoformat()) == (kitui.id, Way.LINK, "2026-11-23")
    assert kept.told_by == "Mwatu FM"
    thanks = live_client.get(answer.headers["location"], headers=HTML).text
    assert "NDMA sees that you aired it" in thanks
    assert 'value="2026-11-23"' not in thanks


@pytest.mark.parametrize(
    "day", ["", "2026-11-22", "2026-11-24", "23/11/2026", "'; DROP TABLE", "é"]
)
def test_a_day_that_cannot_be_is_told_on_the_page(live_newsroom, live_client, link, kitui, day):
    answer = live_client.post(link, data={"day": day}, headers=HTML)
    assert answer.status_code == 422
    assert "Choose the day" in answer.text
    assert told(live_newsroom, kitui) == []


@pytest.mark.parametrize("wrong", ["none", "x" * 99, "%00", "é", "' OR 1=1 --"])
def test_a_link_that_nobody_was_given_tells_nothing(live_client, link, wrong):
    assert_problem(live_client.get(f"/c/{wrong}"), 404)
    assert live_client.post(f"/c/{wrong}", data={"day": "2026-11-23"}).status_code == 404
    assert "Mwatu" not in live_client.get(f"/c/{wrong}", headers=HTML).text


def test_a_link_ends_a_week_after_its_bulletin(live_newsroom, live_client, link, kitui):
    live_newsroom.clock.move(timedelta(days=13))
    assert live_client.get(link).status_code == 200
    live_newsroom.clock.move(timedelta(days=1))
    assert_problem(live_client.get(link), 410, says="This link has ended")
    assert live_client.post(link, data={"day": "2026-11-23"}).status_code == 410
    assert told(live_newsroom, kitui) == []


def test_what_was_taken_back_says_why_and_what_to_play_and_asks_to_stop(
    live_newsroom, live_client, link, kitui
):
    withdraw(live_newsroom, kitui.id)
    page = live_client.get(link, headers=HTML).text
    assert "Do not play it." in page
    assert "the rain figure was wrong" in page
    assert "We aired it" not in page
    assert live_client.post(link, data={"day": "2026-11-23"}).status_code == 422
    for _ in range(2):
        answer = live_client.post(f"{link}/stopped", data={"a": "b"}, follow_redirects=False)
        assert answer.status_code == 303
    with live_newsroom.store.reading() as tx:
        call = next(e for e in call_list(tx, kitui.id) if e.station.slug == "mwatu-fm")
    assert (call.stopped_how, call.stopped_at) == ("link", NOW)
    after = live_client.get(answer.headers["location"], headers=HTML).text
    assert "NDMA sees that you have stopped it" in after
    assert "We have stopped it" not in after


def test_the_desk_sees_who_stopped_it_by_link(live_newsroom, live_client, link, kitui, signed):
    withdraw(live_newsroom, kitui.id)
    live_client.post(f"{link}/stopped", data={"a": "b"})
    page = live_client.get(f"/desk/recall/{kitui.id}", headers={**signed, **HTML}).text
    assert "stopped it, told by link" in page


def test_what_is_on_air_cannot_be_stopped(live_newsroom, live_client, link, kitui):
    assert live_client.post(f"{link}/stopped", data={"a": "b"}).status_code == 409


def test_an_exercise_has_no_button(live_newsroom, live_client, key):
    page = live_client.get(link_to(live_newsroom, released(live_newsroom)), headers=HTML).text
    assert "This is an exercise." in page
    assert "<button" not in page


def sent(client, path, body, **more):
    files = {"file": ("2026-11-23.csv", body, "text/csv")}
    return client.post(path, files=files, **{"headers": HTML, **more})


def test_a_station_sends_its_log_and_reads_what_was_kept(live_newsroom, live_client, kitui, key):
    answer = sent(live_client, f"/stations/mwatu-fm/as-run?key={key}", LOG)
    assert answer.status_code == 200
    assert "on air Mon 23 Nov 07:05" in answer.text
    assert "<script>alert" not in answer.text
    assert [each.way for each in told(live_newsroom, kitui)] == [Way.LOG]


@pytest.mark.parametrize(
    ("body", "says"), [(b"", "Choose the log"), (b"\x00\x01" * 500, "This is no text")]
)
def test_what_is_no_log_is_told_on_the_page(live_newsroom, live_client, kitui, key, body, says):
    answer = sent(live_client, f"/stations/mwatu-fm/as-run?key={key}", body)
    assert answer.status_code == 422
    assert says in answer.text


def test_only_the_station_itself_sends_its_log(live_newsroom, live_client, kitui, key):
    other = added(live_newsroom, "athi", "Athi")
    reads = added(live_newsroom, "kibwezi", "Kibwezi", key_scope=Scope.READ)
    there = "/stations/mwatu-fm/as-run"
    assert live_client.get(there, headers=HTML).status_code == 401
    for wrong in (None, "x", other):
        params = {"key": wrong} if wrong else {}
        assert sent(live_client, there, LOG, params=params).status_code == 403
    answer = sent(live_client, "/stations/kibwezi/as-run", LOG, params={"key": reads})
    assert answer.status_code == 403
    assert told(live_newsroom, kitui) == []


def test_an_officer_sends_a_log_and_sees_what_was_on_air(
    live_newsroom, live_client, kitui, key, signed
):
    page = sent(live_client, "/desk/stations/mwatu-fm/as-run", LOG, headers={**signed, **HTML})
    assert page.status_code == 200
    assert "07:05 (1:52)" in page.text
    assert "in its log" in page.text
    assert [each.told_by for each in told(live_newsroom, kitui)] == ["Asha"]


def test_an_officer_of_another_county_sends_no_log_of_this_station(
    live_newsroom, live_client, opened, kitui, key
):
    with live_newsroom.store.transaction() as tx:
        kato = add_people(tx, ("Kato", Role.EDITOR), counties=("makueni",))["Kato"]
    headers = {**basic("Kato", kato), "Sec-Fetch-Site": "same-origin", **HTML}
    there = "/desk/stations/mwatu-fm"
    assert sent(live_client, f"{there}/as-run", LOG, headers=headers).status_code == 403
    assert live_client.get(f"{there}/aired", headers=headers).status_code == 403
    assert told(live_newsroom, kitui) == []


def test_an_exercise_on_air_stands_in_red_until_it_is_dealt_with(
    live_newsroom, live_client, key, signed
):
    drill = released(live_newsroom)
    log = f"2026-11-23 07:05:09,EXERCISE – {TITLE},\n"
    sent(live_client, f"/stations/mwatu-fm/as-run?key={key}", log)
    desk = live_client.get("/desk", headers={**signed, **HTML}).text
    assert "Mwatu FM had on air what is not for air" in desk
    there = "/desk/stations/mwatu-fm"
    page = live_client.get(f"{there}/aired", headers={**signed, **HTML}).text
    assert "On air, and not for air" in page
    done = {"bulletin": drill.id, "day": "2026-11-23"}
    answer = live_client.post(f"{there}/alarms", data=done, headers=signed, follow_redirects=False)
    assert answer.status_code == 303
    with live_newsroom.store.reading() as tx:
        assert [each.seen_by for each in alarm_airings(tx)] == ["Asha"]
    assert "what is not for air" not in live_client.get("/desk", headers={**signed, **HTML}).text
    again = live_client.post(f"{there}/alarms", data=done, headers=signed)
    assert again.status_code == 404


def test_the_overview_says_how_it_is_known_that_it_aired(
    live_newsroom, live_client, link, kitui, signed
):
    live_client.post(link, data={"day": "2026-11-23"})
    desk = live_client.get("/desk", headers={**signed, **HTML}).text
    assert re.search(r"1/\d.*?told by link: 1", desk, re.DOTALL)
