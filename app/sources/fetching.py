"""What a source is, and the one HTTP client: bounded in bytes, time, hosts and tries."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

import httpx

from app import __version__
from app.domain.evidence import Harvest, Payload
from app.domain.periods import Clock
from app.errors import SourceFormatError, SourceUnavailable
from app.sources.deadline import Deadline
from app.sources.http_answer import Busy, Visit, body_of, check_status, marks_of
from app.sources.memory import Memory, NoMemory
from app.sources.public_address import Resolver, resolve
from app.sources.route import Route

LOG = logging.getLogger(__name__)

# HDX answers a download with a redirect to its own shelf at this storage provider.
HDX_HOSTS = ("data.humdata.org", "s3.us-east-1.amazonaws.com/hdx-production-filestore/")
MAX_TRIES = 6
MAX_WAIT_S = 900.0
# A kept connection would be used for another host at the same IP address, whose certificate
# nobody has looked at.
NO_REUSE = httpx.Limits(max_keepalive_connections=0)


class Source(Protocol):
    """A provider of evidence."""

    @property
    def name(self) -> str:
        """Name on the desk."""
        ...

    def fetch(self, clock: Clock) -> Harvest:
        """Return what the provider has for all counties.

        Raises:
            SourceUnavailable: It did not answer; trying again later may help.
            SourceFormatError: It answered with something else; trying again does not help.
        """
        ...

    def reread(self, payload: Payload, clock: Clock) -> Harvest:
        """Return what a payload of an earlier visit says.

        Raises:
            SourceFormatError: It cannot be read any more.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches one address at a time, and never for longer or more than allowed.

    Proxies that the environment names are not used: a proxy would look a host up again, after its
    IP addresses were checked.

    Attributes:
        timeout_s: Longest silence, in seconds, while connecting or reading.
        total_budget_s: Longest time for one address with all tries and waits, in seconds.
        max_bytes: Largest body after decompression, in bytes.
        tries: How often an address is asked before giving up; more than 6 count as 6.
        allowed_hosts: Hosts that may be asked; `host/path/` allows only what lies under the path.
            An IP address of this machine that is written out here may be asked; a name that
            leads to this machine or its network may not.
        private_allowed: Whether names may lead to this machine or its network; for tests.
        user_agent: How Tangazo names itself.
        pause: Waits for some seconds between two tries.
        jitter: Draws from 0 to 1, so that many stations do not return in the same second.
        resolver: Looks up the IP addresses of a host.
        memory: Remembers what each address gave last.
    """

    timeout_s: float = 30.0
    total_budget_s: float = 60.0
    max_bytes: int = 32_000_000
    tries: int = MAX_TRIES
    allowed_hosts: tuple[str, ...] = HDX_HOSTS
    private_allowed: bool = False
    user_agent: str = f"Tangazo/{__version__} (drought radio, Kenya)"
    pause: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    resolver: Resolver = resolve
    memory: Memory = field(default_factory=NoMemory)

    def fetch(
        self, url: str, *, source: str, clock: Clock, deadline: Deadline | None = None
    ) -> Payload:
        """Return what lies at an address; what is remembered of it is not sent again.

        Args:
            url: An http or https address on an allowed host.
            source: Name of the source, for messages and the payload.
            clock: Tells when the payload was fetched.
            deadline: When a visit to several addresses must be over; None for one address, which
                has the whole budget.

        Raises:
            SourceUnavailable: No usable answer within the tries and the time.
            SourceFormatError: The address is not allowed, is gone, or the answer is too large.
        """
        before = self.memory.last(source, url)
        bound = nullcontext(deadline) if deadline else Deadline(self.total_budget_s)
        with bound as ends, self._client(before) as client:
            visit = self._visit(
                client, self._route(source, deadline=ends), url, clock=clock, before=before
            )
        self.memory.remember(visit)
        return visit.payload

    def _visit(
        self, client: httpx.Client, route: Route, url: str, *, clock: Clock, before: Visit | None
    ) -> Visit:
        """Ask until there is an answer, or the tries or the time are used up."""
        tries = min(self.tries, MAX_TRIES)
        for attempt in range(1, tries + 1):
            try:
                return self._ask(client, route, url, clock=clock, before=before)
            except SourceUnavailable as fault:
                wait_s = self._wait_s(fault, attempt=attempt)
                if attempt == tries or wait_s >= route.deadline.left_s:
                    raise SourceUnavailable(route.source, self._gave_up(fault, attempt)) from fault
                LOG.info("source_retry", extra={"source": route.source, "reason": fault.reason})
                self.pause(wait_s)
        raise SourceUnavailable(route.source, "was not asked: set tries to 1 or more")

    def _wait_s(self, fault: SourceUnavailable, *, attempt: int) -> float:
        """Return the seconds to wait before the next try."""
        if isinstance(fault, Busy) and fault.wait_s is not None:
            return float(min(fault.wait_s, MAX_WAIT_S))
        return float(2 ** (attempt - 1) * (0.5 + self.jitter()))

    def _gave_up(self, fault: SourceUnavailable, attempt: int) -> str:
        """Return the reason with the number of tries; the last line an officer reads."""
        asked = "once" if attempt == 1 else f"{attempt} times"
        return f"{fault.reason} (asked {asked}, at most {self.total_budget_s:g} s in all)"

    def _client(self, before: Visit | None) -> httpx.Client:
        """Return a client that names Tangazo, and asks only for what is newer than before."""
        named = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip"}
        conditions = before.known.conditions if before else {}
        transport = httpx.HTTPTransport(limits=NO_REUSE)
        return httpx.Client(transport=transport, headers=named | conditions)

    def _route(self, source: str, *, deadline: Deadline) -> Route:
        """Return the way that this fetcher's bounds leave open."""
        return Route(
            source=source,
            allowed_hosts=self.allowed_hosts,
            private_allowed=self.private_allowed,
            timeout_s=self.timeout_s,
            resolver=self.resolver,
            deadline=deadline,
        )

    def _ask(
        self, client: httpx.Client, route: Route, url: str, *, clock: Clock, before: Visit | None
    ) -> Visit:
        """Ask once, following allowed redirects."""
        source = route.source
        try:
            with closing(route.follow(client, url)) as response:
                return self._read(response, url, source=source, clock=clock, before=before)
        except httpx.InvalidURL as fault:
            raise SourceFormatError(source, f"'{url}' is not an address: {fault}") from fault
        except httpx.TransportError as fault:
            raise SourceUnavailable(source, self._silence(fault, route.deadline)) from fault

    def _read(
        self, response: httpx.Response, url: str, *, source: str, clock: Clock, before: Visit | None
    ) -> Visit:
        """Return what an answer says."""
        now, marks = clock.now(), marks_of(response)
        if response.status_code == httpx.codes.NOT_MODIFIED and before and before.known.conditions:
            return Visit(payload=before.payload, known=marks if marks.conditions else before.known)
        check_status(response, source=source, now=now)
        body = body_of(response, source=source, max_bytes=self.max_bytes)
        payload = Payload(
            source=source,
            url=url,
            fetched_at=clock.now(),
            sha256=sha256(body).hexdigest(),
            media_type=response.headers.get("content-type", "").partition(";")[0].strip(),
            body=body,
        )
        return Visit(payload=payload, known=marks)

    def _silence(self, fault: httpx.TransportError, deadline: Deadline) -> str:
        """Return why no answer came, in plain words."""
        if deadline.passed:
            return f"took longer than {self.total_budget_s:g} s in total"
        if isinstance(fault, httpx.TimeoutException):
            return f"was silent for {self.timeout_s:g} s"
        if isinstance(fault, httpx.ConnectError):
            return f"could not be reached: {fault}"
        return f"broke off: {fault}"
