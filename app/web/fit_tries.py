"""A station's addresses asked for as its software does, inside this process, with no network."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.stations import Station
from app.publishing.fit import BEYOND, PIECE, Fetched, Tries
from app.publishing.fit_feed import feed_items
from app.publishing.fit_files import playlist_addresses
from app.web.station_keys import ASKS

LONGEST_S = 20.0
MOST_ENTRIES = 12
BLANK = {"Authorization": "Basic Og=="}
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class AskedBy:
    """The site, as one station asks it; what it takes so is not noted as a download."""

    app: ASGIApp
    station: Station

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.app({**scope, ASKS: self.station}, receive, send)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """What is tried, as paths of this site.

    Attributes:
        feed: The station's own feed.
        fixed: Fixed name of the bulletin.
        day: Its dated address of today, and `week` of this week.
        nothing: A dated address at which there cannot be anything.
        wav: Fixed name of the WAV, or empty.
        playlist: The playlist.
    """

    feed: str
    fixed: str
    day: str
    week: str
    nothing: str
    wav: str
    playlist: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What came back.

    Attributes:
        newest: The file of the feed's newest entry, or None.
        entries: What each line of the playlist leads to.
    """

    feed: Fetched
    newest: Fetched | None
    fixed: Tries
    day: Fetched
    week: Fetched
    nothing: Fetched
    wav: Fetched | None
    playlist: Fetched
    entries: tuple[Fetched, ...]


def try_addresses(
    app: ASGIApp, station: Station, addresses: Addresses, *, base: str, public: bool = True
) -> Answers:
    """Return what a station gets at its addresses.

    Args:
        base: What addresses of this site begin with.
        public: Whether strangers are answered as well; an empty password is then tried as theirs.

    Raises:
        TimeoutError: It took longer than 20 s.
    """
    keyed = AskedBy(app, station)
    tried = _tried((keyed, app if public else keyed), addresses, base)
    return asyncio.run(asyncio.wait_for(tried, LONGEST_S))


async def _tried(sites: tuple[ASGIApp, ASGIApp], addresses: Addresses, base: str) -> Answers:
    """Return what comes back.

    Args:
        sites: The site as the station asks it, and as one who says nothing of who asks.
    """
    asker = _Asker(site=sites[0], open_site=sites[1], base=base)
    feed = await asker.get(addresses.feed)
    items = feed_items(feed) or []
    enclosed = [each.get("url", "") for item in items[:1] for each in item.enclosures[:1]]
    playlist = await asker.get(addresses.playlist)
    entries = playlist_addresses(playlist)[:MOST_ENTRIES]
    return Answers(
        feed=feed,
        newest=await asker.get(enclosed[0]) if enclosed else None,
        fixed=await asker.all_ways(addresses.fixed),
        day=await asker.get(addresses.day),
        week=await asker.get(addresses.week),
        nothing=await asker.get(addresses.nothing),
        wav=await asker.get(addresses.wav) if addresses.wav else None,
        playlist=playlist,
        entries=tuple([await asker.get(each) for each in entries]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asker:
    """A program that asks for addresses of the site.

    Attributes:
        open_site: The site as one asks it who says nothing of who asks.
        base: What addresses of the site begin with.
    """

    site: ASGIApp
    open_site: ASGIApp
    base: str

    async def all_ways(self, address: str) -> Tries:
        whole = await self.get(address)
        return Tries(
            whole=whole,
            head=await self.get(address, method="HEAD"),
            again=await self.get(address, {"If-None-Match": whole.header("etag")}),
            piece=await self.get(address, {"Range": f"bytes={PIECE[0]}-{PIECE[1]}"}),
            beyond=await self.get(address, {"Range": f"bytes={BEYOND[0]}-{BEYOND[1]}"}),
            blank=await replace(self, site=self.open_site).get(address, BLANK),
        )

    async def get(
        self, address: str, headers: Mapping[str, str] | None = None, *, method: str = "GET"
    ) -> Fetched:
        """Return an answer of this site; an address elsewhere has none."""
        path = self._path(address)
        if path is None:
            return Fetched(address=address, status=NO_ANSWER)
        answer = _Answer()
        scope = self._scope(path, dict(headers or {}), method)
        await self.site(scope, _nothing_more, answer.take)
        return Fetched(
            address=address, status=answer.status, headers=answer.headers, body=bytes(answer.body)
        )

    def _scope(self, path: str, headers: Mapping[str, str], method: str) -> Scope:
        """Return a request as a server hands it on; plain players take nothing packed."""
        called, asked = urlsplit(self.base), urlsplit(path)
        sent = {"host": called.netloc, "accept-encoding": "identity", **headers}
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": called.scheme,
            "path": unquote(asked.path),
            "raw_path": asked.path.encode(),
            "query_string": asked.query.encode(),
            "root_path": "",
            "headers": [(k.lower().encode(), v.encode()) for k, v in sent.items()],
            "client": None,
            "server": None,
        }

    def _path(self, address: str) -> str | None:
        """Return the path of an address on this site, which a front server may lay deeper."""
        if address.startswith("/") and not address.startswith("//"):
            return address
        path = address.removeprefix(self.base)
        return path if path != address and path.startswith("/") else None


@dataclass(slots=True, kw_only=True)
class _Answer:
    """An answer as it comes in."""

    status: int = NO_ANSWER
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def take(self, message: Message) -> None:
        """Take one part of it."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            told = message.get("headers", ())
            self.headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in told}
        else:
            self.body += message.get("body", b"")


async def _nothing_more() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
