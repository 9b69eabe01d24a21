"""Recordings for the public, answered before anything else is asked: most requests are these."""

from __future__ import annotations

import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.domain.recordings import EXTENSION
from app.errors import StoreError
from app.store.on_air_files import on_air_file
from app.web.addresses import RECORDINGS
from app.web.downloads import Audio, served
from app.web.site_parts import Site

MOST_KEPT = 2_000
# Whoever says who asks is noted, which takes longer.
SAYS_WHO = (b"authorization", b"x-station-key")
_ADDRESS = re.compile(rf"{RECORDINGS}/([0-9a-f]{{64}})\.([0-9a-z]{{1,5}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A file as it is sent.

    Attributes:
        looked_at: When the database and the disk last had it, in seconds that pass.
    """

    audio: Audio
    path: Path
    stat: os.stat_result
    looked_at: float


@dataclass(slots=True)
class QuickDownloads:
    """Middleware that sends recordings on air to whoever does not say who asks.

    What it knows is looked at again after as long as documents on the shelf are, so that a recall
    is seen as soon as there. All else, and every refusal, is left to the routes.
    """

    app: ASGIApp
    site: Site
    ticks: Callable[[], float] = time.monotonic
    _ready: OrderedDict[str, Ready] = field(default_factory=OrderedDict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or leave it to the site."""
        found = await self._found(scope)
        if found is None:
            await self.app(scope, receive, send)
            return
        answer = served(Request(scope), self.site, found.path, found.audio, stat=found.stat)
        await answer(scope, receive, send)

    async def _found(self, scope: Scope) -> Ready | None:
        if not self._is_quick(scope):
            return None
        path = scope["path"]
        kept = self._ready.get(path)
        if kept is not None and self.ticks() - kept.looked_at < self.site.shelf.look_every_s:
            return kept
        found = await run_in_threadpool(self._look, path)
        if found is None:
            self._ready.pop(path, None)
            return None
        self._ready[path] = found
        self._ready.move_to_end(path)
        while len(self._ready) > MOST_KEPT:
            self._ready.popitem(last=False)
        return found

    def _is_quick(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["method"] in ("GET", "HEAD")
            and scope["path"].startswith(RECORDINGS)
            and not scope["query_string"]
            and self.site.public_read
            and not any(name in SAYS_WHO for name, _ in scope["headers"])
        )

    def _look(self, path: str) -> Ready | None:
        """Return a file that is on air, from the database and the disk."""
        asked, at = _ADDRESS.fullmatch(path), self.ticks()
        if asked is None:
            return None
        newsroom = self.site.newsroom
        try:
            with newsroom.store.reading() as tx:
                found = on_air_file(tx, asked[1])
            file = newsroom.blobs.path(f"{asked[1]}.{asked[2]}")
            stat = file.stat() if file else None
        except (StoreError, OSError):
            return None
        if found is None or file is None or stat is None or EXTENSION[found.format] != asked[2]:
            return None
        audio = Audio(
            sha256=found.sha256,
            format=found.format,
            file_name=found.file_name,
            modified=found.since,
        )
        return Ready(audio=audio, path=file, stat=stat, looked_at=at)
