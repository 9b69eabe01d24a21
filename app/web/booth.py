"""Where the site has signed bulletins spoken, so that nobody waits for it with a page open."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.concurrency import run_in_threadpool

from app.domain.bulletins import Bulletin, Verdict
from app.pipeline.newsroom import Newsroom
from app.pipeline.produce import produce
from app.store.bulletins import the_bulletin
from app.store.runs import newest_runs
from app.store.waiting import left_ready
from app.web.sound_booth import SoundBooth

LOG = logging.getLogger(__name__)


class Booth:
    """Produces bulletins one after another in a thread of its own.

    What it had not finished when its process died is still `ready` in the database, and is
    taken up again by the next process, or when somebody looks at it.
    """

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="booth")
        self._lock = threading.Lock()
        self._waiting: set[str] = set()

    def make(self, name: str) -> None:
        """Have a ready bulletin produced; asking again while it waits changes nothing."""
        with self._lock:
            if name in self._waiting:
                return
            self._waiting.add(name)
        self._pool.submit(self._produce, name).add_done_callback(partial(self._ended, name))

    def take_up(self, bulletin: Bulletin) -> None:
        """Have a bulletin produced that was left ready, unless a run is at it."""
        if bulletin.verdict is Verdict.READY and not self._run_is_on():
            self.make(bulletin.id)

    def resume(self) -> None:
        """Take up every signed bulletin that a dead process has left ready."""
        if self._run_is_on():
            return
        with self._newsroom.store.reading() as tx:
            left = left_ready(tx)
        for name in left:
            self.make(name)

    def close(self) -> None:
        """End after the bulletin that is being made; the others stay ready."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run_is_on(self) -> bool:
        with self._newsroom.store.reading() as tx:
            newest = newest_runs(tx, limit=1)
        now = self._newsroom.clock.now()
        return any(each.state == "running" and each.lease_until > now for each in newest)

    def _produce(self, name: str) -> None:
        with self._newsroom.store.reading() as tx:
            found = the_bulletin(tx, name)
        if found.verdict is Verdict.READY:
            produce(self._newsroom, [found])

    def _ended(self, name: str, done: Future[None]) -> None:
        with self._lock:
            self._waiting.discard(name)
        if not done.cancelled() and done.exception() is not None:
            LOG.error("booth_failed", extra={"bulletin": name}, exc_info=done.exception())


def the_booth(request: Request) -> Booth:
    """Return the booth of the site that a request was made to."""
    booth: Booth = request.app.state.booth
    return booth


TheBooth = Annotated[Booth, Depends(the_booth)]


@asynccontextmanager
async def booth_life(app: FastAPI) -> AsyncIterator[None]:
    """Take up what was left ready when the site starts, and end in order when it stops."""
    booths: tuple[Booth, SoundBooth] = (app.state.booth, app.state.sound_booth)
    for each in booths:
        await run_in_threadpool(each.resume)
    yield
    for each in booths:
        await run_in_threadpool(each.close)
