"""The signer: what it survives, what it ends with, and what it never does."""

import json
import multiprocessing
import os
import socket
import threading
import time
from contextlib import contextmanager
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from app.errors import SigningError
from app.publishing.genuine import genuine
from app.publishing.signer import (
    LONGEST_ORDER_BYTES,
    answer_everybody,
    child_signer,
    listening,
    socket_signer,
)

COMMENT = "NDMA manifest live issued 2026-11-23T09:00:00Z"
BODY = b'{"bulletins":[]}'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("signer") / "keys"


@pytest.fixture(scope="module")
def child(folder):
    made = child_signer(folder)
    yield made
    made.close()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "manifest.json"
    path.write_bytes(BODY)
    return path


def pid_of(signer):
    return signer._line.child.pid


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] == "Z"


def wait_until(true, within_s=10):
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_signs_in_a_process_of_its_own_what_then_is_genuine(child, file):
    pinned = child.keys(exercise=False)
    signed = child.sign(BODY, COMMENT)
    assert pid_of(child) != os.getpid()
    assert genuine(file, signed.encode(), [pinned.current]) == COMMENT
    assert child.sign_file(file, COMMENT) == signed


def test_it_is_started_again_when_it_died(child):
    before = child.keys(exercise=False)
    dead = pid_of(child)
    os.kill(dead, 9)
    wait_until(lambda: is_gone(dead))
    assert child.keys(exercise=False) == before
    assert pid_of(child) != dead


def test_a_refusal_is_told_and_costs_nothing(child):
    child.keys(exercise=False)
    before = pid_of(child)
    with pytest.raises(SigningError, match="not an order"):
        child.sign(BODY, "NDMA cheque for a friend")
    with pytest.raises(SigningError, match="not an order"):
        child.sign(BODY, "NDMA manifest " + "x" * 2000)
    assert child.keys(exercise=False)
    assert pid_of(child) == before


def test_threads_share_it(child):
    made = []
    asked = [
        threading.Thread(target=lambda: made.append(child.sign(BODY, COMMENT))) for _ in range(8)
    ]
    for each in asked:
        each.start()
    for each in asked:
        each.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def _ask_and_tell(folder, told):
    signer = child_signer(folder)
    signer.keys(exercise=False)
    told.send(pid_of(signer))
    time.sleep(60)


def test_it_ends_with_the_process_that_started_it(folder):
    apart = multiprocessing.get_context("spawn")
    ours, its = apart.Pipe()
    parent = apart.Process(target=_ask_and_tell, args=(folder, its))
    parent.start()
    assert ours.poll(20)
    pid = ours.recv()
    assert not is_gone(pid)
    parent.kill()
    parent.join()
    wait_until(lambda: is_gone(pid))


@contextmanager
def another_users_signer(address, folder):
    with listening(address) as listener:
        threading.Thread(target=answer_everybody, args=(listener, folder), daemon=True).start()
        yield


def test_another_users_signer_is_asked_over_a_socket(tmp_path, folder, child):
    address = tmp_path / "signer"
    with another_users_signer(address, folder):
        assert address.stat().st_mode & 0o777 == 0o660
        asked = socket_signer(address)
        assert asked.sign(BODY, COMMENT) == child.sign(BODY, COMMENT)
        asked.close()
    assert not address.exists()
    with pytest.raises(SigningError, match="does not answer"):
        asked.keys(exercise=False)


def test_rubbish_on_the_socket_ends_that_one_conversation_only(tmp_path, folder):
    address = tmp_path / "signer"
    with another_users_signer(address, folder):
        with socket.socket(socket.AF_UNIX) as rude:
            rude.connect(str(address))
            rude.sendall(os.urandom(2000))
        with Client(str(address), family="AF_UNIX") as talker:
            talker.send_bytes(b"x" * (LONGEST_ORDER_BYTES + 1))
            assert talker.poll(5)
            with pytest.raises((EOFError, OSError)):
                talker.recv_bytes()
        with Client(str(address), family="AF_UNIX") as polite:
            polite.send_bytes(b"\x80\x04pickled?")
            assert "fault" in json.loads(polite.recv_bytes())
            polite.send_bytes(b'{"keys": "live"}')
            assert "current" in json.loads(polite.recv_bytes())


def test_a_socket_that_a_dead_signer_left_is_taken_over_and_a_file_is_not(tmp_path, folder):
    address = tmp_path / "signer"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(address))
    with (
        listening(address),
        pytest.raises(SigningError, match="Another signer"),
        listening(address),
    ):
        pass
    address.write_text("mine")
    with pytest.raises(SigningError, match="is a file"), listening(address):
        pass
    assert address.read_text() == "mine"
