"""Taking a bulletin back on the desk: two people with their keys, then the stations are called."""

import pytest

from app.domain.bulletins import Verdict
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.store.bulletins import the_bulletin
from app.store.officers import the_officer
from app.store.recalls import call_list, notices
from app.store.stations import add_station
from tests.builders import NOW, add_people
from tests.web.conftest import basic
from tests.web.filled import keep_draft, keep_released

SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
WHY = "The rain figure was wrong"


@pytest.fixture
def people(live_newsroom, officer):
    """Headers and key of Asha, Baraka (approvers both) and Viola, a viewer."""
    with live_newsroom.store.transaction() as tx:
        keys = add_people(tx, ("Baraka", Role.APPROVER), ("Viola", Role.VIEWER))
    keys |= dict([officer])
    return {name: ({**basic(name, key), **SAME}, key) for name, key in keys.items()}


@pytest.fixture
def kitui(live_newsroom, people):
    """Kitui's English bulletin, on air."""
    return keep_released(live_newsroom, exercise=False)


@pytest.fixture
def page(live_client, people, kitui):
    """Sign as somebody: `page("Asha", reason=…)`."""

    def send(who, *, key=None, **fields):
        headers, own = people[who]
        sent = {"key": own if key is None else key, **fields}
        return live_client.post(f"/desk/recall/{kitui.id}", headers=headers, data=sent)

    return send


def standing(newsroom, kitui):
    with newsroom.store.reading() as tx:
        return the_bulletin(tx, kitui.id).verdict


def notice_of(newsroom, kitui):
    with newsroom.store.reading() as tx:
        return notices(tx, kitui.id)[0].notice_sha256


def test_two_people_take_it_off_the_air(live_newsroom, live_client, kitui, page):
    first = page("Asha", reason=WHY)
    assert "Waits for one more person" in first.text
    assert standing(live_newsroom, kitui) is Verdict.RELEASED
    second = page("Baraka", notice=notice_of(live_newsroom, kitui))
    assert "Taken back." in second.text
    assert "Signed by Asha, Baraka" in second.text
    assert standing(live_newsroom, kitui) is Verdict.WITHDRAWN
    gone = live_client.get(f"/api/v1/bulletins/{kitui.id}")
    assert gone.status_code == 410
    assert "The rain figure was wrong." in gone.json()["detail"]


def test_one_person_cannot_be_both(live_newsroom, kitui, page):
    page("Asha", reason=WHY)
    again = page("Asha", notice=notice_of(live_newsroom, kitui))
    assert again.status_code == 422
    assert "another person must" in again.text
    assert standing(live_newsroom, kitui) is Verdict.RELEASED


@pytest.mark.parametrize("key", ["", "wrong", "BARAKAS"])
def test_a_key_that_is_not_the_officers_own_signs_nothing(live_newsroom, kitui, people, page, key):
    given = people["Baraka"][1] if key == "BARAKAS" else key
    answer = page("Asha", reason=WHY, key=given)
    assert answer.status_code == 422
    assert ("once more" if not key else "That is not your key") in answer.text
    assert f"{WHY}</textarea>" in answer.text
    with live_newsroom.store.reading() as tx:
        assert notices(tx, kitui.id) == []


@pytest.mark.parametrize("reason", ["", "wrong", "x" * 301])
def test_a_reason_that_tells_nothing_is_refused(live_newsroom, kitui, page, reason):
    answer = page("Asha", reason=reason)
    assert answer.status_code == 422
    assert "8 to 300 letters" in answer.text


def test_a_wording_that_nobody_signed_is_not_signed(live_newsroom, kitui, page):
    answer = page("Asha", notice="0" * 64)
    assert answer.status_code == 422
    assert "no longer there" in answer.text


def test_a_viewer_reads_and_signs_nothing(live_client, kitui, people, page):
    assert page("Viola", reason=WHY).status_code == 403
    shown = live_client.get(f"/desk/recall/{kitui.id}", headers=people["Viola"][0])
    assert shown.status_code == 200
    assert "<form" not in shown.text


def test_what_was_never_on_air_cannot_be_taken_back(live_newsroom, live_client, people):
    waiting = keep_draft(live_newsroom, exercise=False)
    shown = live_client.get(f"/desk/recall/{waiting.id}", headers=people["Asha"][0])
    assert shown.status_code == 404


def test_stations_are_called_once_it_is_gone_and_each_call_is_kept(
    live_newsroom, live_client, kitui, people, page
):
    made = Station(
        slug="mwatu-fm",
        name="Mwatu FM",
        counties=("kitui",),
        languages=("en",),
        formats=(AudioFormat.MP3_128,),
        person="Muthoni",
        phone="+254 700 000 000",
        since=NOW,
    )
    with live_newsroom.store.transaction() as tx:
        add_station(tx, made, officer=the_officer(tx, "Asha"), at=NOW)
    there, headers = f"/desk/recall/{kitui.id}/called", people["Baraka"][0]
    early = live_client.post(there, headers=headers, data={"station": "mwatu-fm"})
    assert early.status_code == 409
    page("Asha", reason=WHY)
    done = page("Baraka", notice=notice_of(live_newsroom, kitui))
    assert "+254 700 000 000" in done.text
    answer = live_client.post(there, headers=headers, data={"station": "mwatu-fm"})
    assert "I called" not in answer.text
    with live_newsroom.store.reading() as tx:
        assert [each.called_by for each in call_list(tx, kitui.id)] == ["Baraka"]


def test_what_is_to_be_played_instead_is_offered_and_named(live_newsroom, live_client, kitui, page):
    other = keep_released(live_newsroom, "sw", exercise=False)
    page("Asha", reason=WHY, replacement=other.id)
    page("Baraka", notice=notice_of(live_newsroom, kitui))
    told = live_client.get(f"/api/v1/bulletins/{kitui.id}").json()
    assert told["replacement"].endswith(other.id)
