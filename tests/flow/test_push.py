"""Files laid at stations' servers: real SFTP, FTP and WebDAV servers, in every mood."""

from datetime import timedelta
from hashlib import sha256
from shutil import rmtree

import pytest

from app.domain.deliveries import Names
from app.domain.trouble import Trouble
from app.pipeline.deliver import deliver, deliver_all, due
from app.pipeline.push_visit import try_target
from tests.push_servers import ftp_server, sftp_server, webdav_server
from tests.pushed import add_target, log_of, pushing_newsroom, state_of
from tests.web.filled import keep_released, withdraw


@pytest.fixture
def newsroom(tmp_path):
    with pushing_newsroom(tmp_path) as opened:
        yield opened


SERVERS = {
    "sftp": sftp_server,
    "ftp": ftp_server,
    "webdav": webdav_server,
}


@pytest.fixture(scope="module", params=SERVERS)
def running(request, tmp_path_factory):
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param) / "station") as started:
        yield started


@pytest.fixture
def server(running):
    """A station's server, with an empty folder and good manners."""
    for each in running.folder.iterdir():
        rmtree(each) if each.is_dir() else each.unlink()
    running.manners.full = running.manners.lies = running.manners.old = False
    return running


def test_a_released_bulletin_lies_at_the_station_whole_and_leaves_with_its_recall(newsroom, server):
    kitui = keep_released(newsroom, exercise=False)
    (server.folder / "our_own_jingle.mp3").write_bytes(b"the station's")
    target = add_target(newsroom, server.address)
    deliver(newsroom, target)
    laid = {each.name: each for each in log_of(newsroom)}
    stem = "KTU_en_2026W48_drought_v1_valid-20261129"
    assert set(server.names()) == {f"{stem}.mp3", f"{stem}.txt", "our_own_jingle.mp3"}
    assert sha256((server.folder / f"{stem}.mp3").read_bytes()).hexdigest() == (
        laid[f"{stem}.mp3"].sha256
    )
    assert (server.folder / f"{stem}.txt").read_text() == f"{kitui.script.text}\n"
    assert {each.trouble for each in laid.values()} == {Trouble.NONE}
    assert due(newsroom) == []

    withdraw(newsroom, kitui.id)
    deliver(newsroom, target)
    assert server.names() == ["our_own_jingle.mp3"]
    assert due(newsroom) == []


@pytest.mark.parametrize("old", [False, True], ids=["in one step", "in two steps"])
def test_a_new_edition_takes_the_place_of_a_fixed_name(newsroom, server, old):
    server.manners.old = old
    keep_released(newsroom, exercise=False)
    target = add_target(newsroom, server.address, names=Names.FIXED)
    deliver(newsroom, target)
    first = (server.folder / "kitui-en.mp3").read_bytes()
    keep_released(newsroom, exercise=False, inputs_sha256="j" * 64)
    deliver(newsroom, target)
    assert server.names() == ["kitui-en.mp3", "kitui-en.txt"]
    assert (server.folder / "kitui-en.mp3").read_bytes() != first
    in_two_steps = any("removed first" in each.said for each in log_of(newsroom))
    assert in_two_steps == (old and "webdav" not in server.address)


def test_a_file_of_the_station_is_never_written_over(newsroom, server):
    (server.folder / "kitui-en.mp3").write_bytes(b"the station's own")
    keep_released(newsroom, exercise=False)
    target = add_target(newsroom, server.address, names=Names.FIXED)
    deliver(newsroom, target)
    assert (server.folder / "kitui-en.mp3").read_bytes() == b"the station's own"
    assert state_of(newsroom, target).trouble is Trouble.NOT_OURS
    assert server.names() == ["kitui-en.mp3", "kitui-en.txt"]


def test_what_a_killed_visit_laid_without_keeping_it_is_taken_for_ours(newsroom, server):
    keep_released(newsroom, exercise=False)
    deliver(newsroom, add_target(newsroom, server.address))
    again = add_target(newsroom, server.address.replace("127.0.0.1", "localhost"))
    deliver(newsroom, again)
    assert state_of(newsroom, again).trouble is Trouble.NONE
    assert "already" in log_of(newsroom)[0].said


def test_a_full_server_is_named_and_tried_again_later(newsroom, server):
    keep_released(newsroom, exercise=False)
    target = add_target(newsroom, server.address)
    server.manners.full = True
    deliver(newsroom, target)
    known = state_of(newsroom, target)
    assert (known.trouble, known.tries) == (Trouble.FULL, 1)
    assert server.names() == []
    assert due(newsroom) == []
    server.manners.full = False
    newsroom.clock.move(timedelta(seconds=31))
    deliver_all(newsroom, due(newsroom))
    assert len(server.names()) == 2
    assert state_of(newsroom, target).trouble is Trouble.NONE


def test_a_server_that_lies_about_the_size_is_named_and_gets_no_finished_file(newsroom, server):
    keep_released(newsroom, exercise=False)
    server.manners.lies = True
    target = add_target(newsroom, server.address, names=Names.FIXED)
    deliver(newsroom, target)
    told = log_of(newsroom)[-1]
    assert told.trouble in (Trouble.SIZE, Trouble.NOT_OURS)
    assert "bytes" in told.said
    assert "kitui-en.mp3" not in server.names()


def test_a_wrong_password_is_named_without_being_repeated(newsroom, server):
    keep_released(newsroom, exercise=False)
    target = add_target(newsroom, server.address, password="kitambo-sana")
    deliver(newsroom, target)
    assert state_of(newsroom, target).trouble is Trouble.PASSWORD
    assert "kitambo-sana" not in str(log_of(newsroom)) + str(target)


def test_a_missing_folder_is_named_and_not_made(newsroom, server):
    keep_released(newsroom, exercise=False)
    target = add_target(newsroom, server.address, folder="not/there")
    deliver(newsroom, target)
    assert state_of(newsroom, target).trouble is Trouble.NO_FOLDER
    assert server.names() == []


def test_a_trial_leaves_nothing_behind(newsroom, server):
    (server.folder / "bulletins").mkdir()
    told = try_target(newsroom, add_target(newsroom, server.address, folder="bulletins"))
    assert told.trouble is Trouble.NONE, told
    assert list((server.folder / "bulletins").iterdir()) == []
