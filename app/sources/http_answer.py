"""What an HTTP answer amounts to: status, body within bounds, and marks of its version."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from app.domain.evidence import Payload
from app.errors import SourceFormatError, SourceUnavailable

WORTH_ANOTHER_TRY = (408, 425, 429, 500, 502, 503, 504)
LONGEST_MARK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How a provider marked the version that was fetched last; empty where it did not.

    Attributes:
        etag: Its `ETag`.
        last_modified: Its `Last-Modified`, as sent.
    """

    etag: str = ""
    last_modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """Request headers that ask for a newer version only."""
        marks = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: mark for name, mark in marks.items() if mark}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A payload, and how to ask for a newer one next time."""

    payload: Payload
    known: Known


class Busy(SourceUnavailable):
    """The source asks to be left alone for a while."""

    def __init__(self, source: str, reason: str, *, wait_s: float | None) -> None:
        super().__init__(source, reason)
        self.wait_s = wait_s


def marks_of(response: httpx.Response) -> Known:
    """Return how the provider marked this version; a mark that cannot be sent back is left out."""

    def mark(name: str) -> str:
        text = response.headers.get(name, "").strip()
        return text if text.isascii() and text.isprintable() and len(text) <= LONGEST_MARK else ""

    return Known(etag=mark("etag"), last_modified=mark("last-modified"))


def check_status(response: httpx.Response, *, source: str, now: datetime) -> None:
    """Refuse every answer but 200; tell passing trouble from lasting trouble.

    Raises:
        Busy: Trying again may help.
        SourceFormatError: It does not.
    """
    status = response.status_code
    if status in WORTH_ANOTHER_TRY:
        wait_s = retry_after_s(response.headers.get("retry-after", ""), now=now)
        asks = "" if wait_s is None else f" and asks to wait {wait_s:.0f} s"
        raise Busy(source, f"answered {status}{asks}", wait_s=wait_s)
    if status != httpx.codes.OK:
        raise SourceFormatError(
            source, f"answered {status}: the address has changed or access is closed; check it"
        )


def body_of(response: httpx.Response, *, source: str, max_bytes: int) -> bytes:
    """Return the decoded body, never holding more than the limit.

    Args:
        response: An answer whose body is still unread.
        source: Name of the source, for messages.
        max_bytes: Largest body after decompression, in bytes.

    Raises:
        SourceFormatError: The body is too large, is packed in another way than it says, or does
            not say where it ends.
        SourceUnavailable: The packed body was cut short.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip"):
        raise SourceFormatError(source, f"answered in an encoding not asked for: '{coding}'")
    unpacker = zlib.decompressobj(wbits=31) if coding == "gzip" else None
    if not unpacker and not _says_where_it_ends(response):
        raise SourceFormatError(
            source, "does not say how long its answer is: a cut could not be told"
        )
    body = bytearray()
    try:
        for piece in response.iter_raw():
            room = max_bytes - len(body) + 1
            body += unpacker.decompress(piece, room) if unpacker else piece
            if len(body) > max_bytes:
                raise SourceFormatError(
                    source, f"sent more than the limit of {max_bytes:,} bytes; not read on"
                )
    except zlib.error as fault:
        raise SourceFormatError(source, "says its answer is gzip, but it is not") from fault
    if unpacker and not unpacker.eof:
        raise SourceUnavailable(source, "sent a compressed answer that was cut short")
    if unpacker and unpacker.unused_data:
        raise SourceFormatError(source, "sent more after the end of its compressed answer")
    return bytes(body)


def _says_where_it_ends(response: httpx.Response) -> bool:
    """Whether a connection that breaks off is noticed; it is not in an answer of HTTP/1.0 alone."""
    chunked = "chunked" in response.headers.get("transfer-encoding", "").lower()
    return chunked or "content-length" in response.headers


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
        return float(min(int(header.strip()[:12]), 10**9))
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max((when - now).total_seconds(), 0.0)
