"""What is remembered of earlier visits, so that nothing is sent twice that has not changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.sources.http_answer import Visit


class Memory(Protocol):
    """Remembers what an address gave last, and how the provider marked it."""

    def last(self, source: str, url: str) -> Visit | None:
        """Return what an address gave last, whole and unharmed, or None."""
        ...

    def remember(self, visit: Visit) -> None:
        """Take note of a visit; whether it proves readable is found out later."""
        ...


@dataclass(frozen=True, slots=True)
class NoMemory:
    """Remembers nothing: every address is asked as if for the first time."""

    def last(self, source: str, url: str) -> Visit | None:
        """Return None."""
        _ = source, url
        return None

    def remember(self, visit: Visit) -> None:
        """Do nothing."""
        _ = visit
