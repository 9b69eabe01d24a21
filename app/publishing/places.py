"""A folder on a station's server, whichever way it takes files; and how long one may take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from app.domain.trouble import Trouble
from app.errors import PushError

BLOCK_BYTES = 32_768
UNFINISHED = ".part"
# The longest silence of a server; the whole of a visit is bounded by its `Limit`.
SILENCE_S = 20.0


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Limit:
    """Until when a visit to a server may last, by `time.monotonic`.

    Attributes:
        longest_silence_s: How long the server may say nothing, in seconds.
        interrupted: Whether something more pressing waits, such as a recall.
    """

    until: float
    longest_silence_s: float = SILENCE_S
    interrupted: Callable[[], bool] = _never

    def check(self) -> None:
        """Go on only if there is time left, and nothing more pressing to do.

        Raises:
            PushError: The time is over, or something waits.
        """
        if self.is_over:
            raise PushError(Trouble.LATE)
        if self.interrupted():
            raise PushError(Trouble.MADE_WAY)

    def guard(self, leave: Callable[[], object]) -> threading.Timer:
        """Leave a server from outside when the time is over, whatever it keeps saying.

        Returns:
            What is to be cancelled once the server has been left.
        """
        timer = threading.Timer(max(0.0, self.until - time.monotonic()), leave)
        timer.daemon = True
        timer.start()
        return timer

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self.until

    @property
    def silence_s(self) -> float:
        """How long the server may say nothing now, in seconds."""
        return max(0.1, min(self.longest_silence_s, self.until - time.monotonic()))


def limit_of(
    seconds: float, *, silence_s: float = SILENCE_S, interrupted: Callable[[], bool] = _never
) -> Limit:
    """Return a limit that is over after some seconds."""
    return Limit(time.monotonic() + seconds, silence_s, interrupted)


@dataclass(frozen=True, slots=True)
class Limited:
    """A file that is read only as long as there is time."""

    file: BinaryIO
    limit: Limit

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            PushError: The time is over.
        """
        self.limit.check()
        return self.file.read(size)


class Place(Protocol):
    """A folder on a server. Every fault is raised as its library has it; `push` names them."""

    @property
    def unfinished(self) -> str:
        """What stands behind the name of a file that is not whole yet."""
        ...

    def upload(self, file: Limited, name: str, *, size: int) -> None:
        """Write a file of so many bytes, over whatever has this name."""
        ...

    def size(self, name: str) -> int | None:
        """Return how many bytes the server says a file has; None when it is not there."""
        ...

    def read(self, name: str) -> Iterator[bytes]:
        """Give back a file's bytes."""
        ...

    def rename(self, old: str, new: str) -> str:
        """Give a file its name, over whatever has it; return what was unusual about it."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file.

        Raises:
            FileNotFoundError: It is not there; other faults are other exceptions.
        """
        ...

    def close(self) -> None:
        """Leave the server."""
        ...


TWO_STEPS = "It cannot rename over a file that is there, so the old one was removed first."
