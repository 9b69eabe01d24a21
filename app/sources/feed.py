"""A public feed: where its newest answer lies, and how that answer is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from app.domain.evidence import Harvest, Payload
from app.domain.periods import NAIROBI, Clock
from app.sources.deadline import Deadline
from app.sources.fetching import Fetcher

Ask = Callable[[str], Payload]


class Reader(Protocol):
    """Reads an answer."""

    def __call__(self, payload: Payload, *, today: date) -> Harvest:
        """Return what an answer says, as of a day in Nairobi.

        Raises:
            SourceFormatError: It is not what was agreed.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A public feed with one answer for all counties, live.

    Attributes:
        name: Name on the desk.
        fetcher: May ask the hosts of this feed; its budget bounds the whole visit.
        locate: Gives the address of the newest answer on a day; may ask for it.
        read: Reads the answer.
    """

    name: str
    fetcher: Fetcher
    locate: Callable[[Ask, date], str]
    read: Reader

    def fetch(self, clock: Clock) -> Harvest:
        """Return what the feed says now.

        Raises:
            SourceUnavailable: The provider did not answer; trying again later may help.
            SourceFormatError: It answered with something else.
        """
        with Deadline(self.fetcher.total_budget_s) as deadline:
            ask = partial(self.fetcher.fetch, source=self.name, clock=clock, deadline=deadline)
            payload = ask(self.locate(ask, day_of(clock)))
        return self.reread(payload, clock)

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        """Return what an answer of an earlier visit says.

        Raises:
            SourceFormatError: It is not what was agreed.
        """
        return self.read(payload, today=day_of(clock))


def day_of(clock: Clock) -> date:
    """Return the present day in Nairobi."""
    return clock.now().astimezone(NAIROBI).date()
