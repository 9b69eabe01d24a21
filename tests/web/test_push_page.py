"""A station's servers on the desk: set, tried, switched, and named when they fail."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.deliveries import Act
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Contact, Medium, Station
from app.domain.trouble import Trouble
from app.pipeline.deliver import deliver_all, due
from app.pipeline.news import gather_notices
from app.publishing.outward import Outward
from app.publishing.sealed import Seal
from app.store.deliveries import deliveries
from app.store.officers import the_officer
from app.store.push_targets import end_visit, hold_target, progress_of, targets
from app.store.stations import add_station
from tests.builders import NOW, add_people
from tests.web.conftest import basic, client_of
from tests.web.filled import keep_released

HTML = {"Accept": "text/html"}
PAGE = "/desk/stations/mwatu-fm/push"
FORM = {"address": "folder", "folder": "mwatu", "user": "", "secret": "", "names": "fixed"}


@pytest.fixture
def pushing(live_newsroom, officer, tmp_path):
    """A live install with Mwatu FM, and a folder mounted for it."""
    (tmp_path / "mounted/mwatu").mkdir(parents=True)
    made = Station(
        slug="mwatu-fm",
        name="Mwatu FM",
        counties=("kitui",),
        languages=("en",),
        formats=(AudioFormat.MP3_128,),
        person="Muthoni",
        phone="+254 700 000 000",
        since=NOW,
        contacts=(Contact(medium=Medium.SMS, address="+254 700 000 000"),),
    )
    with live_newsroom.store.transaction() as tx:
        add_station(tx, made, officer=the_officer(tx, "Asha"), at=NOW)
    outward = Outward(seal=Seal(tmp_path / "push.key"), folders=tmp_path / "mounted")
    return replace(live_newsroom, outward=outward)


@pytest.fixture
def desk(pushing):
    return client_of(pushing)


def kept(newsroom):
    with newsroom.store.reading() as tx:
        return targets(tx)


def test_an_officer_sets_a_server_and_tries_it(desk, pushing, signed):
    answer = desk.post(PAGE, data=FORM, headers=signed, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#servers")
    (target,) = kept(pushing)
    assert (target.address, target.folder, target.is_on) == ("folder", "mwatu", True)
    desk.post(f"{PAGE}/{target.number}/try", data={}, headers=signed)
    with pushing.store.reading() as tx:
        (tried,) = deliveries(tx)
    assert (tried.act, tried.trouble) == (Act.TRY, Trouble.NONE)
    shown = desk.get(PAGE, headers={**signed, **HTML}).text
    assert "folder/mwatu" in shown
    assert "✓ tried" in shown


def test_a_password_is_never_shown_again_and_stays_when_it_is_left_empty(desk, pushing, signed):
    form = {**FORM, "address": "sftp://192.168.1.20", "user": "mwatu", "secret": "kitambo-sana"}
    desk.post(PAGE, data=form, headers=signed)
    answer = desk.post(PAGE, data={**form, "secret": "", "user": "studio"}, headers=signed)
    assert "kitambo-sana" not in answer.text
    assert "password kept" in answer.text
    (target,) = kept(pushing)
    assert target.user == "studio"
    assert pushing.outward.seal.open(target.secret) == "kitambo-sana"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"address": "file:///etc"}, "Give an address such as"),
        ({"address": "http://192.168.1.20/dav"}, "Give an address such as"),
        ({"address": "sftp://mwatu:siri@192.168.1.20"}, "Leave name and password out"),
        ({"address": "sftp://169.254.169.254"}, "Give an address such as"),
        ({"address": "sftp://a:99999"}, "Give an address such as"),
        ({"address": ""}, "Give an address such as"),
        ({"address": "sftp://a", "folder": "../../etc"}, "Give a folder such as"),
        ({"address": "sftp://a", "user": "x" * 81}, "Give a user name"),
        ({"address": "sftp://a", "secret": "one\r\nDELE x"}, "Give a password on one line"),
        ({"address": "sftp://a", "host_key": "SHA256:short"}, "Give the key as"),
        ({"folder": ""}, "Give the station a folder of its own"),
    ],
)
def test_what_cannot_be_used_is_named_and_what_was_typed_stays(
    desk, pushing, signed, changed, told
):
    answer = desk.post(PAGE, data={**FORM, **changed}, headers={**signed, **HTML})
    assert answer.status_code == 422
    assert told in answer.text
    if changed.get("folder"):
        assert 'value="../../etc"' in answer.text
    assert kept(pushing) == []


def test_a_server_is_switched_off_and_on(desk, pushing, signed):
    desk.post(PAGE, data=FORM, headers=signed)
    (target,) = kept(pushing)
    for fields, is_on in (({}, False), ({"on": "1"}, True)):
        desk.post(f"{PAGE}/{target.number}/switch", data=fields, headers=signed)
        assert kept(pushing)[0].is_on is is_on


def test_a_server_of_another_station_is_not_found_here(desk, pushing, signed):
    desk.post(PAGE, data=FORM, headers=signed)
    (target,) = kept(pushing)
    for number in (target.number + 1, 2_147_483_647):
        assert desk.post(f"{PAGE}/{number}/try", data={}, headers=signed).status_code == 404
    assert desk.post(f"{PAGE}/{2**63}/try", data={}, headers=signed).status_code == 422
    answer = desk.post(
        f"/desk/stations/nobody/push/{target.number}/forget", data={}, headers=signed
    )
    assert answer.status_code == 404


def test_an_officer_of_another_county_neither_sees_nor_sets_it(desk, pushing):
    with pushing.store.transaction() as tx:
        key = add_people(tx, ("Makau", Role.APPROVER), counties=("makueni",))["Makau"]
    stranger = {**basic("Makau", key), "Sec-Fetch-Site": "same-origin"}
    assert desk.get(PAGE, headers=stranger).status_code == 403
    assert desk.post(PAGE, data=FORM, headers=stranger).status_code == 403
    assert kept(pushing) == []


def test_a_server_that_refuses_and_a_missing_gateway_are_what_needs_the_officer(
    desk, pushing, signed
):
    desk.post(PAGE, data={**FORM, "folder": "gone"}, headers=signed)
    keep_released(pushing, exercise=False, released_at=NOW)
    deliver_all(pushing, due(pushing))
    gather_notices(pushing)
    overview = desk.get("/desk", headers={**signed, **HTML}).text
    assert "Mwatu FM: its files could not be laid on its server." in overview
    assert f'href="{PAGE}#servers"' in overview
    assert "Mwatu FM: notices to its people were not sent (1)." in overview
    shown = desk.get(PAGE, headers={**signed, **HTML}).text
    assert "There is no such folder." in shown
    assert "not sent: no gateway" in shown


def test_a_changed_key_is_accepted_by_an_officer(desk, pushing, signed):
    key = f"SHA256:{'A' * 43}"
    form = {**FORM, "address": "sftp://192.168.1.20", "host_key": key}
    desk.post(PAGE, data=form, headers=signed)
    (target,) = kept(pushing)
    with pushing.store.transaction() as tx:
        hold_target(tx, target.number, owner="x", at=NOW, until=NOW + timedelta(1))
        ended = replace(
            progress_of(tx)[target.number], trouble=Trouble.KEY_CHANGED, said="other", tries=1
        )
        end_visit(tx, target.number, ended, owner="x")
    assert "accept its new key" in desk.get(PAGE, headers={**signed, **HTML}).text
    desk.post(f"{PAGE}/{target.number}/forget", data={}, headers=signed)
    assert kept(pushing)[0].host_key == ""


def test_what_a_server_says_is_shown_as_words(desk, pushing, signed):
    desk.post(PAGE, data=FORM, headers=signed)
    (target,) = kept(pushing)
    with pushing.store.transaction() as tx:
        hold_target(tx, target.number, owner="x", at=NOW, until=NOW + timedelta(1))
        ended = replace(
            progress_of(tx)[target.number],
            trouble=Trouble.OTHER,
            said="<script>alert(1)</script>",
            tries=1,
        )
        end_visit(tx, target.number, ended, owner="x")
    shown = desk.get(PAGE, headers={**signed, **HTML}).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
