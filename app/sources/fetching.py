"""What a source is, and the one HTTP client: bounded in bytes, time, hosts and tries."""

from __future__ import annotations

import logging
import random
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Protocol

import httpx

from app import __version__
from app.domain.evidence import Harvest, Payload
from app.domain.periods import Clock
from app.errors import SourceFormatError, SourceUnavailable
from app.sources.deadline import Deadline

LOG = logging.getLogger(__name__)

# HDX answers a download with a redirect to its own shelf at this storage provider.
HDX_HOSTS = ("data.humdata.org", "s3.us-east-1.amazonaws.com/hdx-production-filestore/")
REDIRECTS = (301, 302, 303, 307, 308)
WORTH_ANOTHER_TRY = (408, 425, 429, 500, 502, 503, 504)
MAX_REDIRECTS = 5
MAX_WAIT_S = 900.0


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


class _Busy(SourceUnavailable):
    """The source asks to be left alone for a while."""

    def __init__(self, source: str, reason: str, *, wait_s: float | None) -> None:
        super().__init__(source, reason)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches one address at a time, and never for longer or more than allowed.

    Attributes:
        timeout_s: Longest silence, in seconds, while connecting or reading.
        total_budget_s: Longest time for one address with all tries and waits, in seconds.
        max_bytes: Largest body after decompression, in bytes.
        tries: How often an address is asked before giving up.
        allowed_hosts: Hosts that may be asked; `host/path/` allows only what lies under the path.
        user_agent: How Tangazo names itself.
        pause: Waits for some seconds between two tries.
        jitter: Draws from 0 to 1, so that many stations do not return in the same second.
    """

    timeout_s: float = 30.0
    total_budget_s: float = 60.0
    max_bytes: int = 32_000_000
    tries: int = 3
    allowed_hosts: tuple[str, ...] = HDX_HOSTS
    user_agent: str = f"Tangazo/{__version__} (drought radio, Kenya)"
    pause: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random

    def fetch(self, url: str, *, source: str, clock: Clock) -> Payload:
        """Return what lies at an address.

        Args:
            url: An http or https address on an allowed host.
            source: Name of the source, for messages and the payload.
            clock: Tells when the payload was fetched.

        Raises:
            SourceUnavailable: No usable answer within the tries and the time.
            SourceFormatError: The address is not allowed, is gone, or the answer is too large.
        """
        with Deadline(self.total_budget_s) as deadline:
            for attempt in range(1, self.tries + 1):
                try:
                    return self._ask(url, source=source, clock=clock, deadline=deadline)
                except SourceUnavailable as fault:
                    wait_s = self._wait_s(fault, attempt=attempt)
                    if attempt == self.tries or wait_s >= deadline.left_s:
                        raise SourceUnavailable(source, self._gave_up(fault, attempt)) from fault
                    LOG.info("source_retry", extra={"source": source, "reason": fault.reason})
                    self.pause(wait_s)
        raise SourceUnavailable(source, "was not asked: set tries to 1 or more")

    def _wait_s(self, fault: SourceUnavailable, *, attempt: int) -> float:
        """Return the seconds to wait before the next try."""
        if isinstance(fault, _Busy) and fault.wait_s is not None:
            return float(min(fault.wait_s, MAX_WAIT_S))
        return float(2 ** (attempt - 1) * (0.5 + self.jitter()))

    def _gave_up(self, fault: SourceUnavailable, attempt: int) -> str:
        """Return the reason with the number of tries; the last line an officer reads."""
        asked = "once" if attempt == 1 else f"{attempt} times"
        return f"{fault.reason} (asked {asked}, at most {self.total_budget_s:g} s in all)"

    def _ask(self, url: str, *, source: str, clock: Clock, deadline: Deadline) -> Payload:
        """Ask once, following allowed redirects."""
        timeout = httpx.Timeout(min(self.timeout_s, max(deadline.left_s, 0.001)))
        headers = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip"}
        try:
            with httpx.Client(timeout=timeout, headers=headers) as client:
                response = self._follow(client, url, source=source, deadline=deadline)
                with closing(response):
                    _check_status(response, source=source, now=clock.now())
                    body = self._body(response, source=source)
        except httpx.InvalidURL as fault:
            raise SourceFormatError(source, f"'{url}' is not an address: {fault}") from fault
        except httpx.TransportError as fault:
            raise SourceUnavailable(source, self._silence(fault, deadline)) from fault
        return Payload(
            source=source,
            url=url,
            fetched_at=clock.now(),
            sha256=sha256(body).hexdigest(),
            media_type=response.headers.get("content-type", "").partition(";")[0].strip(),
            body=body,
        )

    def _follow(
        self, client: httpx.Client, url: str, *, source: str, deadline: Deadline
    ) -> httpx.Response:
        """Return the first answer that is no redirect, its body still unread."""
        address = self._allowed(httpx.URL(url), source=source)
        for _ in range(MAX_REDIRECTS + 1):
            request = client.build_request("GET", address, extensions={"trace": deadline.watch})
            response = client.send(request, stream=True)
            if response.status_code not in REDIRECTS:
                return response
            response.close()
            target = address.join(response.headers.get("location", ""))
            address = self._allowed(target, source=source)
        raise SourceFormatError(source, f"redirects more than {MAX_REDIRECTS} times; see {url}")

    def _allowed(self, address: httpx.URL, *, source: str) -> httpx.URL:
        """Return the address if it may be asked. Signed query strings never reach a message."""
        shown = f"{address.scheme}://{address.host}{address.path}"
        if address.scheme not in ("http", "https") or address.userinfo:
            raise SourceFormatError(source, f"address not allowed: {shown}; use http or https")
        for entry in self.allowed_hosts:
            host, _, path = entry.partition("/")
            if address.host == host and address.path.startswith(f"/{path}"):
                return address
        allowed = ", ".join(self.allowed_hosts)
        raise SourceFormatError(source, f"address not allowed: {shown}; allowed: {allowed}")

    def _body(self, response: httpx.Response, *, source: str) -> bytes:
        """Return the decoded body, never holding more than the limit."""
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip"):
            raise SourceFormatError(source, f"answered in an encoding not asked for: '{coding}'")
        unpacker = zlib.decompressobj(wbits=31) if coding == "gzip" else None
        body = bytearray()
        try:
            for piece in response.iter_raw():
                room = self.max_bytes - len(body) + 1
                body += unpacker.decompress(piece, room) if unpacker else piece
                if len(body) > self.max_bytes:
                    raise SourceFormatError(
                        source, f"sent more than the limit of {self.max_bytes:,} bytes; not read on"
                    )
        except zlib.error as fault:
            raise SourceFormatError(source, "says its answer is gzip, but it is not") from fault
        if unpacker and not unpacker.eof:
            raise SourceUnavailable(source, "sent a compressed answer that was cut short")
        if unpacker and unpacker.unused_data:
            raise SourceFormatError(source, "sent more after the end of its compressed answer")
        return bytes(body)

    def _silence(self, fault: httpx.TransportError, deadline: Deadline) -> str:
        """Return why no answer came, in plain words."""
        if deadline.passed:
            return f"took longer than {self.total_budget_s:g} s in total"
        if isinstance(fault, httpx.TimeoutException):
            return f"was silent for {self.timeout_s:g} s"
        if isinstance(fault, httpx.ConnectError):
            return f"could not be reached: {fault}"
        return f"broke off: {fault}"


def _check_status(response: httpx.Response, *, source: str, now: datetime) -> None:
    """Refuse every answer but 200; tell passing trouble from lasting trouble."""
    status = response.status_code
    if status in WORTH_ANOTHER_TRY:
        wait_s = retry_after_s(response.headers.get("retry-after", ""), now=now)
        asks = "" if wait_s is None else f" and asks to wait {wait_s:.0f} s"
        raise _Busy(source, f"answered {status}{asks}", wait_s=wait_s)
    if status != httpx.codes.OK:
        raise SourceFormatError(
            source, f"answered {status}: the address has changed or access is closed; check it"
        )


def retry_after_s(header: str, *, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, or None if it says nothing usable.

    Args:
        header: Seconds, or an HTTP date.
        now: The present moment, aware.

    >>> retry_after_s("120", now=datetime(2026, 11, 23, tzinfo=UTC))
    120.0
    >>> retry_after_s("soon", now=datetime(2026, 11, 23, tzinfo=UTC)) is None
    True
    """
    if header.strip().isdecimal():
        return float(min(int(header[:12]), 10**9))
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max((when - now).total_seconds(), 0.0)
