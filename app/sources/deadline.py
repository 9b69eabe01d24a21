"""A total time limit for a visit over HTTP that no slow server can stretch."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread, Timer
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Deadline:
    """Cuts the connections it watches when the time is up.

    A read time-out alone does not stop a server that sends one byte a second, least of all in
    its headers; shutting the socket down does, and the blocked read returns at once.
    """

    def __init__(self, budget_s: float) -> None:
        self._ends = time.monotonic() + budget_s
        self._sockets: list[socket.socket] = []
        self._timer = Timer(budget_s, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    @property
    def left_s(self) -> float:
        """Seconds that are left; negative when the time is up."""
        return self._ends - time.monotonic()

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return self.left_s <= 0

    def bound(self, call: Callable[[], T]) -> T:
        """Return what a call gives that knows no time limit, such as a name look-up.

        Raises:
            TimeoutError: The time is up; the call is left to itself.
        """
        given: Future[T] = Future()

        def answer() -> None:
            try:
                given.set_result(call())
            except BaseException as fault:  # noqa: BLE001  the waiting thread raises it
                given.set_exception(fault)

        Thread(target=answer, daemon=True).start()
        return given.result(timeout=max(self.left_s, 0.0))

    def watch(self, event: str, particulars: Mapping[str, Any]) -> None:
        """Note each connection as it is made; given to httpx as its `trace` extension."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._sockets.append(particulars["return_value"].get_extra_info("socket"))
            if self.passed:
                self._cut()

    def _cut(self) -> None:
        for each in tuple(self._sockets):
            with suppress(OSError):
                # not each.shutdown: that of a TLS socket would also drop its cipher, and the
                # blocked reader would take the rest of the ciphertext for the answer
                socket.socket.shutdown(each, socket.SHUT_RDWR)
