"""Refusing what a provider sent, in words that name the file, the place and the remedy."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urlsplit

from app.domain.evidence import Payload
from app.errors import SourceFormatError

NOT_UTF_8 = (b"\xff\xfe", b"\xfe\xff")
PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")


def refuse(payload: Payload, reason: str, *, place: str = "") -> NoReturn:
    """Raise a fault that names the file and the place in it.

    Raises:
        SourceFormatError: Always.
    """
    file_name = urlsplit(payload.url).path.rstrip("/").rpartition("/")[2] or payload.url
    raise SourceFormatError(
        payload.source, f"{file_name}, {place}: {reason}" if place else f"{file_name}: {reason}"
    )


def text_of(payload: Payload) -> str:
    """Return a payload's text; refuse a web page, a packed file, and what is not UTF-8.

    Raises:
        SourceFormatError: It is no such text.
    """
    body = payload.body
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        refuse(payload, "is empty; fetch it again")
    if start.startswith(b"<"):
        refuse(payload, "is a web page, not data; check the address in a browser")
    if start.startswith(PACKED):
        refuse(payload, "is compressed; unpack it first")
    if body.startswith(NOT_UTF_8):
        refuse(payload, "is UTF-16; save it as UTF-8")
    if b"\0" in body:
        refuse(payload, "holds a NUL byte; fetch it again")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        refuse(payload, f"is not UTF-8 ({fault.reason}); save it as UTF-8")
