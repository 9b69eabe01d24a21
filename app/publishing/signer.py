"""The signer: a process of its own that alone opens the private keys, and how others ask it.

An order and its answer are one JSON object each, framed by `multiprocessing.connection`, over a
pipe to a child or over a unix socket to a signer that another user runs. The orders are:

    {"sign": {"digest": "<128 hex digits>", "comment": "NDMA bulletin …"}} -> {"signature": "…"}
    {"keys": "live"}                                    -> {"current": "RW…", "next": "RW…"}

Anything else is answered with {"fault": "…"}.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection, Listener
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from app.errors import SigningError, TangazoError
from app.publishing.signing import PinnedKeys, PublicKey, digest_of, digest_of_file

LONGEST_ORDER_BYTES = 1024
LONGEST_ANSWER_BYTES = 4096
# A new process has to load its libraries first, on a machine that may be busy.
PATIENCE_S = 20.0
# Each process of a site keeps one way to the signer open.
MOST_ASKERS = 64
# What is raised when there is no signer, or not any more; the last when we are about to end too.
GONE = (EOFError, OSError, RuntimeError)
# What an order that is no order raises while it is read.
NONSENSE = (AttributeError, KeyError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Line:
    """An open way to a signer, and the child behind it if it is ours."""

    connection: Connection
    child: SpawnProcess | None = None

    def close(self) -> None:
        """Hang up; a child of ours then ends by itself."""
        self.connection.close()
        if self.child is not None:
            self.child.join(2)
            self.child.kill()
            self.child.join()
            self.child.close()


class DistantSigner:
    """Asks a signer, which is reached when it is first needed, and once more when it died.

    Args:
        reach: Opens a way to it.
    """

    def __init__(self, reach: Callable[[], Line]) -> None:
        self._reach = reach
        self._line: Line | None = None
        self._one_by_one = threading.Lock()

    def sign(self, body: bytes, comment: str) -> str:
        """Return the text of a signature file; the comment chooses the keys.

        Raises:
            SigningError: It refused, or does not answer.
        """
        return self._signed(digest_of(body), comment)

    def sign_file(self, path: Path, comment: str) -> str:
        """Return the text of a signature file of a file that may be large.

        Raises:
            OSError: The file cannot be read.
            SigningError: It refused, or does not answer.
        """
        return self._signed(digest_of_file(path), comment)

    def keys(self, *, exercise: bool) -> PinnedKeys:
        """Return the two public keys; they are made when there are none.

        Raises:
            SigningError: It refused, or does not answer.
        """
        told = self._ask({"keys": "exercise" if exercise else "live"})
        current, following = PublicKey(text=told["current"]), PublicKey(text=told["next"])
        return PinnedKeys(exercise=exercise, current=current, next=following)

    def close(self) -> None:
        """Hang up; the next order reaches it anew."""
        with self._one_by_one:
            self._hang_up()

    def _signed(self, digest: bytes, comment: str) -> str:
        told = self._ask({"sign": {"digest": digest.hex(), "comment": comment}})
        return str(told["signature"])

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        said = json.dumps(order).encode()
        if len(said) > LONGEST_ORDER_BYTES:
            raise SigningError("This is not an order that is signed here.")
        with self._one_by_one:
            try:
                answer = self._exchange(said)
            except GONE:
                # it died since the last order
                self._hang_up()
                answer = self._exchange_or_fail(said)
        if "fault" in answer:
            raise SigningError(str(answer["fault"]))
        return answer

    def _exchange_or_fail(self, said: bytes) -> dict[str, Any]:
        try:
            return self._exchange(said)
        except GONE as fault:
            self._hang_up()
            reason = "The signer does not answer; what is there already stays. It is asked again."
            raise SigningError(reason) from fault

    def _exchange(self, said: bytes) -> dict[str, Any]:
        if self._line is None:
            self._line = self._reach()
        connection = self._line.connection
        connection.send_bytes(said)
        if not connection.poll(PATIENCE_S):
            raise EOFError
        told: dict[str, Any] = json.loads(connection.recv_bytes(LONGEST_ANSWER_BYTES))
        return told

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def child_signer(folder: Path) -> DistantSigner:
    """Return a signer in a child of this process; it ends with us.

    Args:
        folder: Where the private keys lie.
    """

    def reach() -> Line:
        apart = multiprocessing.get_context("spawn")
        ours, its = apart.Pipe()
        child = apart.Process(target=_answer_parent, args=(its, folder), daemon=True)
        child.start()
        its.close()
        return Line(ours, child)

    return DistantSigner(reach)


def socket_signer(address: Path) -> DistantSigner:
    """Return a signer that another user runs, behind a unix socket."""
    return DistantSigner(lambda: Line(Client(str(address), family="AF_UNIX")))


def _answer_parent(asker: Connection, folder: Path) -> None:
    """Answer the process that started us until it hangs up or dies."""
    # Ctrl+C goes to everybody at the terminal; we end with our parent, not before it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _answer(asker, folder)


def _answer(asker: Connection, folder: Path) -> None:
    with asker, suppress(EOFError, OSError):
        while True:
            asker.send_bytes(answer(folder, asker.recv_bytes(LONGEST_ORDER_BYTES)))


def answer(folder: Path, order: bytes) -> bytes:
    """Return the answer to an order, which may be anything."""
    # Only the process that holds the keys needs the library.
    from app.publishing.keys import KeyFolder

    held = KeyFolder(folder)
    try:
        told = json.loads(order)
        if "sign" in told:
            signed = held.sign(bytes.fromhex(told["sign"]["digest"]), told["sign"]["comment"])
            return json.dumps({"signature": signed}).encode()
        mode = {"live": False, "exercise": True}[told["keys"]]
        keys = held.keys(exercise=mode)
        return json.dumps({"current": keys.current.text, "next": keys.next.text}).encode()
    except TangazoError as fault:
        return json.dumps({"fault": str(fault)}).encode()
    except NONSENSE:
        return json.dumps({"fault": "This is not an order that is signed here."}).encode()


@contextmanager
def listening(address: Path) -> Iterator[Listener]:
    """Give a socket that our own user and group may ask at; it is gone afterwards.

    Raises:
        SigningError: Something else is at this address.
    """
    _clear(address)
    with Listener(str(address), family="AF_UNIX", backlog=MOST_ASKERS) as listener:
        address.chmod(0o660)
        yield listener


def _clear(address: Path) -> None:
    """Remove a socket that a dead signer left; nothing else."""
    if not address.exists():
        return
    if not stat.S_ISSOCK(address.stat().st_mode):
        raise SigningError(f"{address} is a file; name a path for the socket that is free.")
    with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
        probe.connect(str(address))
        raise SigningError(f"Another signer answers at {address} already.")
    address.unlink()


def answer_everybody(listener: Listener, folder: Path) -> None:
    """Answer whoever is let in at a socket, a thread each, until the listener is closed."""
    places = threading.BoundedSemaphore(MOST_ASKERS)

    def serve(asker: Connection) -> None:
        try:
            _answer(asker, folder)
        finally:
            places.release()

    with suppress(OSError):
        while True:
            places.acquire()
            asker = listener.accept()
            threading.Thread(target=serve, args=(asker,), daemon=True).start()
