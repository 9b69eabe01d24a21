"""Where the site has recordings of stations listened to, one after another, beside its answers."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Annotated

from fastapi import Depends, Request

from app.errors import RunLost
from app.pipeline.newsroom import Newsroom
from app.pipeline.sound_check import listen, waiting_checks

LOG = logging.getLogger(__name__)


class SoundBooth:
    """Checks recordings in a thread of its own.

    What it had not finished when its process ended still waits in the database, and is taken up
    by the next process, or when somebody looks at the page.
    """

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="sound")
        self._lock = threading.Lock()
        self._waiting: set[str] = set()
        self._closing = threading.Event()

    def check(self, name: str) -> None:
        """Have a recording checked; asking again while it waits changes nothing."""
        with self._lock:
            if name in self._waiting or self._closing.is_set():
                return
            self._waiting.add(name)
        self._pool.submit(self._listen, name).add_done_callback(partial(self._ended, name))

    def resume(self) -> None:
        """Take up every recording that a dead process has left."""
        for name in waiting_checks(self._newsroom):
            self.check(name)

    def close(self) -> None:
        """End within seconds; what is being listened to is put back, to be taken up again."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _listen(self, name: str) -> None:
        listen(self._newsroom, name, report=self._go_on)

    def _go_on(self, step: str, done: int, of: int) -> None:
        _ = step, done, of
        if self._closing.is_set():
            raise RunLost("The site is closing.")

    def _ended(self, name: str, done: Future[None]) -> None:
        with self._lock:
            self._waiting.discard(name)
        if not done.cancelled() and done.exception() is not None:
            LOG.error("sound_booth_failed", extra={"check": name}, exc_info=done.exception())


def the_sound_booth(request: Request) -> SoundBooth:
    """Return the booth of the site that a request was made to."""
    booth: SoundBooth = request.app.state.sound_booth
    return booth


TheSoundBooth = Annotated[SoundBooth, Depends(the_sound_booth)]
