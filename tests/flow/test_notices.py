"""People of stations are told: by mail and short message, once, a recall first."""

import json
import re
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from app.domain.deliveries import Names, PushTarget
from app.domain.notices import NoticeKind, NoticeState
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Contact, Medium, Station
from app.pipeline.deliver import deliver_all, due
from app.pipeline.news import gather_notices
from app.pipeline.notify import Post, send_next
from app.publishing.gsm import letters_taken
from app.publishing.outward import Outward
from app.store.heard import the_confirmation
from app.store.officers import the_officer
from app.store.outbox import notices_to
from app.store.push_targets import keep_target
from app.store.stations import add_station
from tests.builders import NOW, add_people
from tests.web.filled import keep_released, opened_newsroom, withdraw

SLUG, MAIL, PHONE = "mwatu-fm", "studio@mwatu.example", "+254 700 000 000"
STATION = Station(
    slug=SLUG,
    name="Mwatu FM",
    counties=("kitui",),
    languages=("en", "sw"),
    formats=(AudioFormat.MP3_128,),
    person="Muthoni",
    phone=PHONE,
    since=NOW,
    contacts=(
        Contact(medium=Medium.MAIL, address=MAIL),
        Contact(medium=Medium.SMS, address=PHONE),
    ),
)


@pytest.fixture(scope="module")
def gateway():
    """An SMS gateway: keeps what it is sent, and refuses while it is told to."""
    received, refuse = [], []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(503 if refuse else 200)
            self.end_headers()
            if not refuse:
                received.append((self.path, json.loads(body)))

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    yield from serving(server, server.server_port, received, refuse)


@pytest.fixture(scope="module")
def mailbox():
    """A mail server: keeps every message."""
    received = []

    class Take(StreamRequestHandler):
        def handle(self):
            to = []
            self.wfile.write(b"220 studio\r\n")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"RCPT":
                    to.append(line.split(b"<")[1].split(b">")[0].decode())
                if word == b"DATA":
                    self.wfile.write(b"354 Go on\r\n")
                    lines = iter(self.rfile.readline, b".\r\n")
                    received.append((to, b"".join(lines).decode()))
                self.wfile.write(b"221 Bye\r\n" if word == b"QUIT" else b"250 OK\r\n")
                if word == b"QUIT":
                    return

    server = ThreadingTCPServer(("127.0.0.1", 0), Take)
    yield from serving(server, server.server_address[1], received)


def serving(server, *told):
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def newsroom(tmp_path, gateway, mailbox):
    """A live install with one station that has a mail address and a telephone."""
    for kept in (*gateway[1:], mailbox[1]):
        kept.clear()
    gateways = {
        Medium.SMS: f"json://127.0.0.1:{gateway[0]}/sms?:to={{to}}",
        Medium.MAIL: f"mailto://127.0.0.1:{mailbox[0]}?from=ndma@ndma.example&to={{to}}",
    }
    with opened_newsroom(tmp_path, mode="live") as opened:
        with opened.store.transaction() as tx:
            add_people(tx, ("Asha", Role.ADMIN))
            add_station(tx, STATION, officer=the_officer(tx, "Asha"), at=NOW)
        yield replace(
            opened, outward=Outward(gateways=gateways), public_url="https://tangazo.example"
        )


def outbox(newsroom):
    with newsroom.store.reading() as tx:
        return notices_to(tx, SLUG)


def states(newsroom):
    return {(each.medium, each.kind): each.state for each in outbox(newsroom)}


def test_a_release_is_told_by_mail_and_short_message_once(newsroom, gateway, mailbox):
    kitui = keep_released(newsroom, exercise=False, released_at=NOW)
    post = Post(newsroom)
    assert post.go() == 2
    assert post.go() == 0
    ((path, sms),) = gateway[1]
    ((to, mail),) = mailbox[1]
    assert path == "/sms"
    assert sms["to"] == "+254700000000"
    assert "NDMA Kitui (English): Alert. Play until Sun 29 Nov." in sms["message"]
    assert "https://tangazo.example/d/kitui/en/2026W48.mp3" in sms["message"]
    assert letters_taken(sms["message"]) <= 160
    assert to == [MAIL]
    assert kitui.script.segments[0].sentences[0] in mail
    link = re.search(r"https://tangazo.example/c/(\S+)", mail)
    with newsroom.store.reading() as tx:
        assert the_confirmation(tx, link[1]).bulletin.id == kitui.id
    assert set(states(newsroom).values()) == {NoticeState.SENT}


def test_a_recall_goes_before_all_else_and_its_praise_is_not_sent_any_more(
    newsroom, gateway, mailbox
):
    kitui = keep_released(newsroom, exercise=False, released_at=NOW)
    keep_released(newsroom, "sw", exercise=False, released_at=NOW)
    gather_notices(newsroom)
    withdraw(newsroom, kitui.id)
    Post(newsroom).go()
    first = gateway[1][0][1]["message"]
    assert first.startswith("NDMA: STOP. Do not play Kitui (English), week 48, number ")
    assert "the rain figure was wrong" in first
    assert "Have you stopped it?" in mailbox[1][0][1]
    assert "https://tangazo.example/c/" in mailbox[1][0][1]
    found = states(newsroom)
    assert found[Medium.SMS, NoticeKind.RECALLED] is NoticeState.SENT
    assert not any(
        "Alert" in each["message"] and "English" in each["message"] for _, each in gateway[1]
    )


def test_a_gateway_that_refuses_is_tried_again_and_all_it_said_is_kept(newsroom, gateway):
    gateway[2].append("refuse")
    keep_released(newsroom, exercise=False, released_at=NOW)
    Post(newsroom).go()
    (sms,) = [each for each in outbox(newsroom) if each.medium is Medium.SMS]
    assert (sms.state, sms.tries) == (NoticeState.WAITING, 1)
    assert "503" in sms.said
    assert send_next(newsroom) is False
    gateway[2].clear()
    newsroom.clock.move(timedelta(seconds=31))
    Post(newsroom).go()
    assert states(newsroom)[Medium.SMS, NoticeKind.RELEASED] is NoticeState.SENT
    assert len(gateway[1]) == 1


def test_a_gateway_that_never_takes_it_is_given_up(newsroom, gateway):
    gateway[2].append("refuse")
    keep_released(newsroom, exercise=False, released_at=NOW)
    gather_notices(newsroom)
    for _ in range(12):
        while send_next(newsroom):
            pass
        newsroom.clock.move(timedelta(hours=1))
    (sms,) = [each for each in outbox(newsroom) if each.medium is Medium.SMS]
    assert (sms.state, sms.tries) == (NoticeState.FAILED, 8)


def test_without_a_gateway_a_notice_is_kept_as_not_sent(newsroom):
    bare = replace(newsroom, outward=Outward())
    keep_released(bare, exercise=False, released_at=NOW)
    assert Post(bare).go() == 0
    assert set(states(bare).values()) == {NoticeState.NO_GATEWAY}
    assert "TANGAZO_SMS" in outbox(bare)[0].said


def test_a_new_edition_is_told_as_a_correction(newsroom, gateway):
    keep_released(newsroom, exercise=False, released_at=NOW)
    keep_released(newsroom, exercise=False, released_at=NOW, inputs_sha256="j" * 64)
    Post(newsroom).go()
    assert gateway[1][-1][1]["message"].startswith("NDMA CORRECTION Kitui (English): Alert.")


def test_what_came_on_air_long_ago_is_not_told(newsroom):
    keep_released(newsroom, exercise=False, released_at=NOW - timedelta(hours=7))
    assert gather_notices(newsroom) == 0


def test_an_exercise_is_told_only_when_the_operator_says_so_and_says_so_first(tmp_path, newsroom):
    gateways = newsroom.outward.gateways
    keep_released(newsroom, exercise=True, released_at=NOW)
    assert gather_notices(newsroom) == 0
    told = replace(newsroom, outward=Outward(gateways=gateways, exercise_notices=True))
    assert gather_notices(told) == 2
    for each in outbox(told):
        assert (each.title or each.body).startswith("EXERCISE / ZOEZI: ")


def test_a_push_that_fails_for_good_is_told_to_the_station(newsroom):
    keep_released(newsroom, exercise=False, released_at=NOW - timedelta(hours=7))
    made = PushTarget(
        number=0,
        station=SLUG,
        address="folder",
        user="",
        secret="",
        host_key="",
        folder="gone",
        names=Names.READABLE,
        exercises=False,
        is_on=True,
        since=NOW,
    )
    with newsroom.store.transaction() as tx:
        keep_target(tx, made, secret=None, officer=the_officer(tx, "Asha"), at=NOW)
    for _ in range(4):
        deliver_all(newsroom, due(newsroom))
        assert gather_notices(newsroom) == 0
        newsroom.clock.move(timedelta(hours=1))
    deliver_all(newsroom, due(newsroom))
    assert gather_notices(newsroom) == 2
    assert {each.kind for each in outbox(newsroom)} == {NoticeKind.PUSH_FAILED}
