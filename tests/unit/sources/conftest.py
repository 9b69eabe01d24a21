"""Payloads from text, and a server on this machine that answers as it is told to."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.evidence import Payload
from tests.fakes import SetClock

TODAY = date(2026, 11, 23)
DATA = Path(__file__).parents[2] / "data" / "hdx"
SHARED = Path(__file__).parents[4] / "shared" / "data"


def payload_of(body, name="table.csv"):
    body = body.encode() if isinstance(body, str) else body
    return Payload(
        source="test feed",
        url=f"https://data.humdata.org/{name}",
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        sha256=sha256(body).hexdigest(),
        media_type="text/csv",
        body=body,
    )


def shared(name):
    """Return a file that lies beside the checkout, or skip the test and say so."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    return path


def answer(body=b"", *, status="200 OK", headers=()):
    """Return a whole HTTP answer as bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Stub:
    """What the server says to each path, and what it was asked.

    An answer is bytes, a function that writes to the connection, or a list used up from the front
    until its last entry, which stays.
    """

    port: int = 0
    said: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def slowly(self, said, *, after_s):
        """Return what sends an answer after some seconds."""

        def write(connection):
            self.over.wait(after_s)
            connection.sendall(said)

        return write

    def next_answer(self, path):
        said = self.said.get(path, answer(b"no such page", status="404 Not Found"))
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        return said


@contextmanager
def serving(stub) -> Iterator[None]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            head = b""
            while b"\r\n\r\n" not in head:
                got = self.request.recv(4096)
                if not got:
                    return
                head += got
            path = head.split()[1].decode()
            stub.asked.append(path)
            stub.heads.append(head)
            said = stub.next_answer(path)
            try:
                if isinstance(said, Callable):
                    said(self.request)
                else:
                    self.request.sendall(said)
            except OSError:
                pass  # the client hung up, as it should

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        stub.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield
        stub.over.set()
        server.shutdown()


@pytest.fixture
def stub():
    made = Stub()
    with serving(made):
        yield made


@pytest.fixture
def clock():
    return SetClock()
