"""Every public feed on this machine: documented answers, marks and 304, and faults on request.

with feeds(today=date(2026, 11, 23)) as stub:
    settings = stub.settings(home)              # a live install that asks only this server
    stub.break_feed("HDX rainfall", "html")     # one of FAULTS, until mend_feed(...)
    stub.today += timedelta(days=7)             # new figures, new marks
    stub.asked_of("HDX rainfall")               # what was asked, with status and bytes
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from app.settings import Settings
from tests.stubs import answers
from tests.stubs.providers import FAULTS, FEEDS, HDX_FILES, RENAMED, dataset_of, feed_at
from tests.stubs.tables import FIRST_COUNTIES, Tables


@dataclass(frozen=True)
class Asked:
    """One request: what for, on which conditions, and how it was answered."""

    feed: str
    path: str
    conditional: bool
    status: int
    sent_bytes: int


@dataclass
class Feeds:
    """The server's state; may be changed while it runs.

    Attributes:
        today: The providers' present day.
        behind: Days before today after which the tables know nothing.
        unmarked: Feeds that send neither ETag nor Last-Modified, as some do.
    """

    today: date
    behind: int = 3
    slugs: tuple[str, ...] = FIRST_COUNTIES
    first_year: int = 1990
    unmarked: set[str] = field(default_factory=set)
    broken: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)
    made: dict[object, bytes] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def break_feed(self, name: str, fault: str) -> None:
        """Make a feed fail in one of `FAULTS` from now on."""
        assert name in FEEDS, f"{name} is none of {FEEDS}"
        assert fault in FAULTS, f"{fault} is none of {FAULTS}"
        self.broken[name] = fault

    def mend_feed(self, name: str) -> None:
        """Make a feed work again."""
        del self.broken[name]

    def asked_of(self, name: str) -> list[Asked]:
        """Return what was asked of a feed, oldest first, without HDX's catalogue and redirects."""
        return [
            each
            for each in self.asked
            if each.feed == name
            and not each.path.startswith("/api/3/")
            and "/download/" not in each.path
        ]

    def environment(self) -> dict[str, str]:
        """Return the environment that points a process to this server."""
        return {
            "TANGAZO_SOURCES": "live",
            "TANGAZO_HDX_URL": self.url,
            "TANGAZO_OPEN_METEO_URL": self.url,
            "TANGAZO_ASIS_URL": self.url,
            "TANGAZO_FEWS_NET_URL": self.url,
            "TANGAZO_POWER_URL": self.url,
            "TANGAZO_FETCH_TIMEOUT_S": "5",
            "TANGAZO_FETCH_BUDGET_S": "20",
        }

    def settings(self, home: Path, **changed: object) -> Settings:
        """Return the settings of a live install that asks only this server."""
        names = {
            name.removeprefix("TANGAZO_").lower(): value
            for name, value in self.environment().items()
        }
        return Settings(home=home, **({"workers": 1} | names | changed))

    def body(self, feed: str, path: str, query: dict[str, str]) -> bytes:
        """Return a feed's answer, made once a day."""
        key = (feed, path, tuple(query.items()), self.today, self.behind)
        with self.lock:
            if key not in self.made:
                self.made[key] = self._body(feed, path, query)
            return self.made[key]

    def _body(self, feed: str, path: str, query: dict[str, str]) -> bytes:
        tables = Tables(self.today, self.behind, self.slugs, self.first_year)
        makers = {
            "HDX rainfall": lambda: tables.rainfall(full="full" in path),
            "HDX vegetation": lambda: tables.vegetation(full="full" in path),
            "WFP food prices": tables.prices,
            "IPC area phases": tables.ipc,
            "FAO ASIS": tables.asis,
            "Open-Meteo model guidance": lambda: answers.open_meteo(query, today=self.today),
            "FEWS NET area phases": lambda: answers.fews_net(
                self.slugs, newest=tables.newest.period.end
            ),
            "NASA POWER": lambda: answers.power(query, newest=tables.newest.period.end),
        }
        return makers[feed]()


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    stub: Feeds

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query))
        feed = feed_at(address.path, query)
        fault = self.stub.broken.get(feed, "")
        if not feed:
            self._answer(feed, 404, b"no such page")
        elif fault == "503":
            self._answer(feed, 503, b"busy")
        elif fault == "hang":
            self.stub.asked.append(Asked(feed, self.path, self._conditional, 0, 0))
            self.stub.over.wait(60)
        elif address.path.startswith("/api/3/"):
            self._catalogue(feed)
        elif "/download/" in address.path:
            name = address.path.rpartition("/")[2]
            self._answer(feed, 302, b"", location=f"/shelf/{dataset_of(feed)}/{name}?Signature=s")
        else:
            self._newest(feed, fault, self.stub.body(feed, address.path, query))

    def _catalogue(self, feed: str) -> None:
        dataset, names = HDX_FILES[feed]
        entry = answers.catalogue(names, base=self.stub.url, dataset=dataset, today=self.stub.today)
        self._answer(feed, 200, entry)

    def _newest(self, feed: str, fault: str, body: bytes) -> None:
        if fault == "html":
            body = b"<!DOCTYPE html><html><body>Please sign in</body></html>\n"
        elif fault == "truncated":
            body = body[: len(body) // 2].rstrip(b"\n")
        elif fault:
            body = body.replace(*RENAMED[feed])
        changed = datetime.combine(self.stub.today, time(1), tzinfo=UTC)
        mark = f'"{sha256(body).hexdigest()[:20]}"'
        marks = {"ETag": mark, "Last-Modified": format_datetime(changed, usegmt=True)}
        if feed in self.stub.unmarked:
            marks = {}
        if marks and self._unchanged(mark, changed):
            self._answer(feed, 304, b"", **marks)
        else:
            self._answer(feed, 200, body, **marks)

    @property
    def _conditional(self) -> bool:
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers

    def _unchanged(self, mark: str, changed: datetime) -> bool:
        """Return whether the asker has this version; a mark goes before a date (RFC 9110)."""
        if "If-None-Match" in self.headers:
            return mark in self.headers["If-None-Match"]
        since = self.headers.get("If-Modified-Since")
        return since is not None and parsedate_to_datetime(since) >= changed

    def _answer(self, feed: str, status: int, body: bytes, **headers: str) -> None:
        self.stub.asked.append(Asked(feed, self.path, self._conditional, status, len(body)))
        self._send(status, body, headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def feeds(today: date, **state: object) -> Iterator[Feeds]:
    """Give a running server; see the top of this module."""
    stub = Feeds(today, **state)
    handler = type("StubHandler", (Handler,), {"stub": stub})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        stub.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            stub.over.set()
            server.shutdown()
            thread.join()
