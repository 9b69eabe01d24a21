"""A server of a station's files on loopback that may do anything, and the agent that asks it."""

from __future__ import annotations

import importlib.util
import json
import threading
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SCRIPT = Path(__file__).parents[1] / "scripts" / "station_sync.py"
HOME = "/now/mwatu-fm/"
KEY = "tangazo_station_test"


def load_agent():
    """The agent as a module; it is a script, in no package."""
    spec = importlib.util.spec_from_file_location("station_sync", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


agent = load_agent()


@dataclass(frozen=True)
class Pen:
    """A signing key of minisign, written with another library than ours."""

    id: bytes = b"key-0001"
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self):
        return b64encode(b"Ed" + self.id + self.private.public_key().public_bytes_raw()).decode()

    def minisig(self, body, comment="NDMA manifest mwatu-fm", kind=b"ED"):
        signature = self.private.sign(blake2b(body).digest())
        over_all = self.private.sign(signature + comment.encode())
        packed = b64encode(kind + self.id + signature).decode()
        lines = ("untrusted comment: x", packed, f"trusted comment: {comment}")
        return ("\n".join((*lines, b64encode(over_all).decode())) + "\n").encode()


@dataclass
class Answer:
    """What is answered: `cut` bytes of the body and then a broken link; None: all of it."""

    status: int = 200
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    cut: int | None = None


@dataclass
class Server:
    """Answers by path; what `mangle` makes of an answer is sent."""

    answers: dict = field(default_factory=dict)
    mangle: object = None
    asked: list = field(default_factory=list)
    reports: list = field(default_factory=list)
    address: str = ""

    def offer(self, listed, pen, **signed):
        """Serve a list with its signature."""
        body = json.dumps(listed).encode()
        self.answers[HOME + "manifest.json"] = Answer(body=body)
        self.answers[HOME + "manifest.json.minisig"] = Answer(body=pen.minisig(body, **signed))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        told = self.server.told
        told.asked.append((self.path, dict(self.headers)))
        found = told.answers.get(self.path, Answer(status=404))
        wanted = self.headers.get("Range")
        if wanted and found.status == 200:
            found = _part(found, int(wanted[len("bytes=") : -1]))
        self._send(told.mangle(self.path, found) if told.mangle else found)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.reports.append(json.loads(body))
        self._send(Answer(status=204))

    def _send(self, answer):
        self.send_response(answer.status)
        headers = {"Content-Length": str(len(answer.body)), **answer.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body if answer.cut is None else answer.body[: answer.cut])
        self.close_connection = True

    def log_message(self, *told):
        pass


def _part(whole, start):
    if start >= len(whole.body):
        return Answer(status=416)
    said = f"bytes {start}-{len(whole.body) - 1}/{len(whole.body)}"
    headers = {"Content-Range": said}
    return Answer(status=206, body=whole.body[start:], headers=headers, cut=whole.cut)


@contextmanager
def serving():
    """Give a server that answers until the block ends."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.told = Server(address=f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield http.told
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def sound(name, body):
    """A file as a list names it."""
    digest = sha256(body).hexdigest()
    return {
        "format": "mp3-128",
        "name": name,
        "path": f"/api/v1/recordings/{digest}.mp3",
        "sha256": digest,
        "bytes": len(body),
        "media_type": "audio/mpeg",
        "duration_s": 2.0,
    }


def told(name, files, *, since="2026-11-23T02:00:00Z", until="2026-11-29T20:59:59Z", **changes):
    """A bulletin as a list names it; its name is `2026-W48-kitui-sw-1`."""
    year, week, county, language, edition = name.split("-")
    return {
        "id": name,
        "county": county,
        "language": language,
        "week": f"{year}-{week}",
        "edition": int(edition),
        "valid_from": since,
        "valid_until": until,
        "files": files,
        **changes,
    }


def listed(bulletins=(), revoked=(), *, issued="2026-11-23T05:00:00Z", **changes):
    """A list of the station that the tests are about."""
    return {
        "tangazo": 1,
        "mode": "live",
        "station": "mwatu-fm",
        "issued": issued,
        "bulletins": list(bulletins),
        "revoked": list(revoked),
        **changes,
    }


def gone(*files, name="2026-W48-kitui-sw-1"):
    """A bulletin that was taken back."""
    return {"id": name, "files": [each["sha256"] for each in files], "reason": "Wrong figure."}


def settings(folder, server, *pens, **more):
    """Write the agent's settings; return their file."""
    keys = dict(zip(("public_key", "next_key"), (each.public for each in pens), strict=False))
    values = {
        "address": server if isinstance(server, str) else server.address,
        "station": "mwatu-fm",
        "key": KEY,
        "folder": folder,
        **keys,
        **more,
    }
    path = folder.parent / "station_sync.ini"
    path.write_text("[tangazo]\n" + "".join(f"{k} = {v}\n" for k, v in values.items()))
    return path


def run(path, at):
    """Let the agent work once, without its pauses; return what it says is wrong."""
    station = agent.Station(path)
    station.sleep = lambda seconds: None
    return station.once(at)


def held(folder):
    """The files of a folder by name; what the agent keeps for itself is left out."""
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
