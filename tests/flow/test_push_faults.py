"""Servers that misbehave, and the rules that hold whatever they do."""

import os
import shutil
import socket
import subprocess
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.deliveries import Act
from app.domain.people import Role
from app.domain.trouble import TROUBLE_WORDS, Trouble
from app.errors import ApprovalError, Conflict
from app.pipeline.deliver import Rounds, deliver, deliver_all, due
from app.pipeline.push_visit import GIVEN_UP, try_target
from app.pipeline.targets import PushForm, keep_typed_target
from app.publishing.outward import Outward
from app.publishing.sealed import Seal
from app.schedule import Schedule, ticking
from app.store.audit import entries
from app.store.officers import the_officer
from app.store.push_targets import forget_host_key, hold_target, switch_target, targets, the_target
from tests.builders import NOW, add_people
from tests.push_servers import (
    ftp_server,
    raw_server,
    self_signed,
    sftp_server,
    until,
    webdav_server,
)
from tests.pushed import SLUG, add_target, impatient, log_of, pushing_newsroom, state_of
from tests.web.filled import keep_released, withdraw

SCHEMES = ("sftp", "ftp", "webdav")


@pytest.fixture
def newsroom(tmp_path):
    with pushing_newsroom(tmp_path) as opened:
        yield opened


@pytest.fixture
def on_air(newsroom):
    """Kitui's English bulletin, on air."""
    return keep_released(newsroom, exercise=False)


def silence(connection):
    connection.settimeout(5)
    while connection.recv(1000):
        pass


def garbage(connection):
    connection.sendall(b"\x00\xff\x1b[2J Ngai \r\n" * 40)
    time.sleep(0.05)


def chatter(connection):
    """Say something all the time, and never anything that ends."""
    for _ in range(500):
        connection.sendall(b"220-wait\r\n")
        time.sleep(0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("answer", "troubles"),
    [
        (silence, {Trouble.SILENT}),
        (lambda connection: None, {Trouble.DROPPED, Trouble.GARBLED}),
        (garbage, {Trouble.GARBLED, Trouble.DROPPED}),
    ],
    ids=["silent", "hangs up", "garbage"],
)
def test_a_server_that_does_not_do_its_part_is_named(newsroom, on_air, scheme, answer, troubles):
    with raw_server(answer, scheme) as address:
        target = add_target(newsroom, address)
        deliver(impatient(newsroom), target)
    known = state_of(newsroom, target)
    assert known.trouble in troubles
    assert TROUBLE_WORDS[known.trouble]
    assert known.said.isprintable()
    assert known.tries == 1
    (told,) = log_of(newsroom)
    assert (told.act, told.bulletin, told.trouble) == (Act.PUT, on_air.id, known.trouble)


def test_nothing_that_listens_and_a_name_that_is_none_are_named(newsroom, on_air):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    for scheme in SCHEMES:
        target = add_target(newsroom, f"{scheme}://127.0.0.1:{port}")
        deliver(newsroom, target)
        assert state_of(newsroom, target).trouble is Trouble.REFUSED, scheme


def drip(connection):
    """Answer every request with a body that has no end."""
    connection.recv(4000)
    connection.sendall(b"HTTP/1.1 207 Multi-Status\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(500):
        connection.sendall(b"1\r\nx\r\n")
        time.sleep(0.01)


def nonsense(connection):
    """Answer every request well, with a body that is no XML."""
    while asked := connection.recv(4000):
        known = asked.startswith((b"PROPFIND", b"PUT"))
        body = b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 5\r\n\r\n<a></"
        connection.sendall(body if known else b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")


def test_a_webdav_server_that_answers_nonsense_is_named(newsroom, on_air):
    with raw_server(nonsense, "webdav") as address:
        target = add_target(newsroom, address)
        deliver(impatient(newsroom), target)
    assert state_of(newsroom, target).trouble is Trouble.GARBLED


@pytest.mark.parametrize(("scheme", "answer"), [("ftp", chatter), ("webdav", drip)])
def test_a_server_that_chatters_for_ever_is_left_in_time(newsroom, scheme, answer):
    with raw_server(answer, scheme) as address:
        target = add_target(newsroom, address)
        start = time.monotonic()
        told = try_target(newsroom, target, limit_s=0.7)
    assert told.trouble is Trouble.LATE
    assert time.monotonic() - start < 3


def test_one_that_hangs_does_not_hold_others(newsroom, on_air, tmp_path):
    with raw_server(silence, "sftp") as hangs, webdav_server(tmp_path / "station") as well:
        slow = impatient(newsroom, 2.5)
        hanging = add_target(slow, hangs)
        add_target(slow, well.address)
        rounds = Rounds(slow)
        assert rounds.go() == 2
        until(lambda: len(well.names()) == 2)
        until(lambda: sum(each.is_alive() for each in rounds.running.values()) == 1)
        assert state_of(newsroom, hanging).trouble is Trouble.NONE
        for each in rounds.running.values():
            each.join(6)


def test_a_line_that_drops_in_the_middle_leaves_no_half_file_under_its_name(newsroom, tmp_path):
    keep_released(newsroom, exercise=False, encode=lambda *_: b"\0" * 400_000)
    with sftp_server(tmp_path / "station") as server:
        blocks = []

        def drop_the_third():
            blocks.append(1)
            if len(blocks) == 3:
                server.manners.cut()

        server.manners.upload = drop_the_third
        target = add_target(newsroom, server.address)
        deliver(newsroom, target)
        assert state_of(newsroom, target).trouble is Trouble.DROPPED
        assert all(name.endswith(".part") for name in server.names())
        newsroom.clock.move(timedelta(seconds=31))
        deliver_all(newsroom, due(newsroom))
        assert [name for name in server.names() if name.endswith(".part")] == []
        assert len(server.names()) == 2


def test_what_was_recalled_on_the_way_never_gets_its_name(newsroom, tmp_path):
    kitui = keep_released(newsroom, exercise=False, encode=lambda *_: b"\0" * 400_000)
    with sftp_server(tmp_path / "station") as server:
        once = [lambda: withdraw(newsroom, kitui.id)]
        server.manners.upload = lambda: once.pop()() if once else None
        deliver(newsroom, add_target(newsroom, server.address))
        assert server.names() == []
        assert server.manners.seen == []


def test_a_changed_host_key_stops_the_password_until_an_officer_accepts_it(
    newsroom, on_air, tmp_path
):
    with sftp_server(tmp_path / "station") as first:
        target = add_target(newsroom, first.address)
        deliver(newsroom, target)
        port = int(first.address.rsplit(":", 1)[1])
    with newsroom.store.reading() as tx:
        pinned = the_target(tx, target.number).host_key
    assert pinned.startswith("ssh-ed25519 SHA256:")
    withdraw(newsroom, on_air.id)
    with sftp_server(tmp_path / "station", port=port) as second:
        deliver(newsroom, target)
        known = state_of(newsroom, target)
        assert known.trouble is Trouble.KEY_CHANGED
        assert pinned in known.said
        assert second.manners.passwords == []
        assert len(second.names()) == 2
        with newsroom.store.transaction() as tx:
            officer = the_officer(tx, "Asha")
            forget_host_key(tx, target.number, officer=officer, at=newsroom.clock.now())
        deliver_all(newsroom, due(newsroom))
        assert second.names() == []


def test_a_certificate_is_remembered_and_a_changed_one_refused(newsroom, tmp_path):
    with ftp_server(tmp_path / "a", certificate=self_signed(tmp_path / "a.pem")) as server:
        target = add_target(newsroom, server.address)
        assert try_target(newsroom, target).ok
        with newsroom.store.reading() as tx:
            pinned = the_target(tx, target.number)
        assert pinned.host_key.startswith("certificate SHA256:")
        assert try_target(newsroom, pinned).ok
        other = replace(pinned, host_key=f"certificate SHA256:{'0' * 64}")
        assert try_target(newsroom, other).trouble is Trouble.KEY_CHANGED


def test_it_is_tried_five_times_ever_later_and_goes_on_after_a_restart(newsroom, on_air, tmp_path):
    target = add_target(newsroom, "folder", folder="mwatu")
    waits = []
    for tries in range(1, GIVEN_UP + 2):
        deliver_all(newsroom, due(newsroom))
        known = state_of(newsroom, target)
        assert known.tries == tries
        waits.append((known.due_at - newsroom.clock.now()).total_seconds())
        assert due(newsroom) == []
        newsroom.clock.move(timedelta(seconds=waits[-1]))
    assert waits == [30, 120, 600, 1800, 3600, 3600]
    (newsroom.outward.folders / "mwatu").mkdir()
    assert Rounds(newsroom).go() == 1
    until(lambda: state_of(newsroom, target).tries == 0)
    assert len(list((newsroom.outward.folders / "mwatu").iterdir())) == 2


def test_a_recall_is_gone_from_a_target_within_five_seconds(newsroom, on_air):
    (newsroom.outward.folders / "mwatu").mkdir()
    add_target(newsroom, "folder", folder="mwatu")
    schedule = Schedule(day="mon", hour=5, minute=0, lease=timedelta(seconds=60))
    there = newsroom.outward.folders / "mwatu"
    with ticking(replace(newsroom, counties=()), schedule):
        until(lambda: len(list(there.iterdir())) == 2)
        withdraw(newsroom, on_air.id)
        took_s = until(lambda: list(there.iterdir()) == [])
    print(f"recall to gone from the target: {took_s:.2f} s")
    assert took_s < 5


def test_two_processes_do_not_visit_a_target_at_once(newsroom, on_air):
    (newsroom.outward.folders / "mwatu").mkdir()
    target = add_target(newsroom, "folder", folder="mwatu")
    now = newsroom.clock.now()
    with newsroom.store.transaction() as tx:
        assert hold_target(tx, target.number, owner="x:1", at=now, until=now + timedelta(90))
    deliver(newsroom, target)
    assert log_of(newsroom) == []


def test_what_is_over_is_removed_and_nothing_is_sent_to_what_is_off(newsroom, on_air):
    there = newsroom.outward.folders / "mwatu"
    there.mkdir()
    target = add_target(newsroom, "folder", folder="mwatu")
    with newsroom.store.transaction() as tx:
        switch_target(tx, target.number, is_on=False, officer=the_officer(tx, "Asha"), at=NOW)
    assert due(newsroom) == []
    with newsroom.store.transaction() as tx:
        switch_target(tx, target.number, is_on=True, officer=the_officer(tx, "Asha"), at=NOW)
    deliver_all(newsroom, due(newsroom))
    assert len(list(there.iterdir())) == 2
    newsroom.clock.move(timedelta(days=7))
    deliver_all(newsroom, due(newsroom))
    assert list(there.iterdir()) == []


@pytest.mark.parametrize(
    ("mode", "exercise", "marked", "laid"),
    [
        ("live", True, False, 0),
        ("live", True, True, 0),
        ("live", False, True, 0),
        ("live", False, False, 2),
        ("exercise", True, False, 0),
        ("exercise", True, True, 2),
    ],
)
def test_exercises_go_to_marked_targets_of_an_exercise_install_only(
    tmp_path, mode, exercise, marked, laid
):
    with pushing_newsroom(tmp_path, mode=mode) as newsroom:
        keep_released(newsroom, exercise=exercise)
        there = newsroom.outward.folders / "mwatu"
        there.mkdir()
        add_target(newsroom, "folder", folder="mwatu", exercises=marked)
        deliver_all(newsroom, due(newsroom))
        names = [each.name for each in there.iterdir()]
        assert len(names) == laid
        assert all(each.startswith("EXERCISE-") == exercise for each in names)


def test_a_draft_is_never_pushed(newsroom):
    there = newsroom.outward.folders / "mwatu"
    there.mkdir()
    add_target(newsroom, "folder", folder="mwatu")
    deliver_all(newsroom, due(newsroom))
    assert list(there.iterdir()) == []


@pytest.mark.parametrize("outside", ["..", "/etc", "mwatu/../../home"])
def test_a_folder_outside_the_allowed_one_is_refused(newsroom, outside, on_air):
    form = PushForm(address="folder", folder=outside)
    if ".." in outside:
        with newsroom.store.reading() as tx:
            officer = the_officer(tx, "Asha")
        with pytest.raises(Conflict, match=r"no \.\."):
            keep_typed_target(newsroom, SLUG, form, officer=officer, at=NOW)
    target = add_target(newsroom, "folder", folder=outside)
    deliver(newsroom, target)
    assert state_of(newsroom, target).trouble in (Trouble.FORBIDDEN, Trouble.NO_FOLDER)


def test_a_link_that_leads_out_of_the_allowed_folder_is_refused(newsroom, on_air, tmp_path):
    (newsroom.outward.folders / "out").symlink_to(tmp_path)
    target = add_target(newsroom, "folder", folder="out")
    deliver(newsroom, target)
    assert state_of(newsroom, target).trouble is Trouble.FORBIDDEN


def test_without_a_configured_folder_folders_are_refused(newsroom):
    bare = replace(newsroom, outward=Outward(seal=newsroom.outward.seal))
    with bare.store.reading() as tx:
        officer = the_officer(tx, "Asha")
    with pytest.raises(Conflict, match="TANGAZO_PUSH_FOLDERS"):
        keep_typed_target(
            bare, SLUG, PushForm(address="folder", folder="mwatu"), officer=officer, at=NOW
        )


def test_a_password_is_sealed_and_told_to_nobody(newsroom, tmp_path):
    with newsroom.store.transaction() as tx:
        officer = the_officer(tx, "Asha")
    form = PushForm(address="sftp://127.0.0.1:1", user="mwatu", secret="kitambo-sana")
    keep_typed_target(newsroom, SLUG, form, officer=officer, at=NOW)
    with newsroom.store.reading() as tx:
        (kept,) = targets(tx)
        told = str(entries(tx))
    assert "kitambo-sana" not in f"{kept} {told}"
    assert newsroom.outward.seal.open(kept.secret) == "kitambo-sana"
    assert (tmp_path / "home/push.key").stat().st_mode & 0o777 == 0o600
    lost = replace(newsroom, outward=Outward(seal=Seal(tmp_path / "another.key")))
    assert try_target(lost, kept).trouble is Trouble.SECRET


def test_only_officers_of_its_counties_set_a_stations_target(newsroom):
    with newsroom.store.transaction() as tx:
        add_people(tx, ("Makau", Role.ADMIN), counties=("makueni",))
        stranger = the_officer(tx, "Makau")
    form = PushForm(address="sftp://127.0.0.1:1")
    with pytest.raises(ApprovalError):
        keep_typed_target(newsroom, SLUG, form, officer=stranger, at=NOW)


@pytest.mark.skipif(shutil.which("rclone") is None, reason="rclone is not installed")
def test_rclone_sees_the_files_that_were_laid_and_finds_them_whole(newsroom, on_air, tmp_path):
    with webdav_server(tmp_path / "station") as server:
        deliver(newsroom, add_target(newsroom, server.address))
        url = server.address.replace("webdav://", "http://")
        password = subprocess.run(
            ["rclone", "obscure", "ngai-mwega-93"], capture_output=True, text=True, check=True
        ).stdout.strip()
        remote = f":webdav,url='{url}',vendor=other,user=mwatu,pass='{password}':"
        subprocess.run(
            ["rclone", "copy", remote, str(tmp_path / "copied")],
            env={**os.environ, "RCLONE_CONFIG": str(tmp_path / "none.conf")},
            check=True,
            timeout=20,
            capture_output=True,
        )
    copied = sorted((tmp_path / "copied").iterdir())
    assert [each.name for each in copied] == server.names()
    for each in copied:
        assert each.read_bytes() == (server.folder / each.name).read_bytes()
