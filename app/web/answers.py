"""Answers that readers can keep and browsers can trust: ETag, 304, gzip, security headers."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from hashlib import sha256

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; media-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# Smaller texts do not get smaller by packing.
WORTH_PACKING_BYTES = 500


def kept_text(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    cache_control: str = "no-cache",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return text with a strong ETag, or 304 when the reader holds these bytes already.

    Packed and plain bytes differ, so each has its own tag.
    """
    digest = sha256(body).hexdigest()
    packed = (
        "gzip" in request.headers.get("accept-encoding", "") and len(body) > WORTH_PACKING_BYTES
    )
    told = {
        "ETag": f'"{digest}-gzip"' if packed else f'"{digest}"',
        "Cache-Control": cache_control,
        "Vary": "Accept-Encoding",
        **(headers or {}),
    }
    if unchanged(request.headers, etag=told["ETag"], modified=None):
        return Response(status_code=304, headers=told)
    if packed:
        told["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=6, mtime=0)
    return Response(body, media_type=media_type, headers=told)


def unchanged(headers: Headers, *, etag: str, modified: datetime | None) -> bool:
    """Return whether the reader's copy is still good (RFC 9110, section 13.2.2)."""
    held = headers.get("if-none-match")
    if held is not None:
        tags = {each.strip().removeprefix("W/") for each in held.split(",")}
        return etag in tags or "*" in tags
    since = headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def http_date(moment: datetime) -> str:
    """Return a UTC moment as HTTP headers write it."""
    return format_datetime(moment, usegmt=True)


@dataclass(frozen=True, slots=True)
class SecurityHeaders:
    """Middleware that gives every answer the headers that keep browsers safe.

    Attributes:
        private: Whether no answer may be kept by a cache that others read from.
    """

    app: ASGIApp
    private: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.app(scope, receive, partial(_send_safely, send, private=self.private))


async def _send_safely(send: Send, message: Message, *, private: bool) -> None:
    if message["type"] == "http.response.start":
        headers = MutableHeaders(scope=message)
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-cache")
        if private:
            headers["Cache-Control"] = headers["Cache-Control"].replace("public", "private")
    await send(message)
