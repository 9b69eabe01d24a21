import socket
import time
from dataclasses import dataclass

import pytest

from app.sources.deadline import Deadline


@dataclass
class Stream:
    """What httpx tells of a new connection."""

    socket: socket.socket

    def get_extra_info(self, name):
        return getattr(self, name)


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours


def connected(sock):
    return {"return_value": Stream(sock)}


def test_a_blocked_read_returns_when_the_time_is_up(pair):
    began = time.monotonic()
    with Deadline(0.2) as deadline:
        deadline.watch("connection.connect_tcp.complete", connected(pair))
        assert pair.recv(1) == b""
        assert deadline.passed
    assert time.monotonic() - began < 1


def test_a_connection_made_too_late_is_cut_at_once(pair):
    with Deadline(0.0) as deadline:
        deadline.watch("connection.start_tls.complete", connected(pair))
        assert pair.recv(1) == b""


def test_nothing_is_cut_in_time(pair):
    with Deadline(60) as deadline:
        deadline.watch("connection.connect_tcp.complete", connected(pair))
        deadline.watch("http11.send_request_headers.started", {})
        assert 59 < deadline.left_s <= 60
        assert not deadline.passed
    pair.settimeout(0.05)
    with pytest.raises(TimeoutError):
        pair.recv(1)


def test_a_connection_that_is_closed_already_is_no_fault(pair):
    with Deadline(0.05) as deadline:
        deadline.watch("connection.connect_tcp.complete", connected(pair))
        pair.close()
        time.sleep(0.15)
