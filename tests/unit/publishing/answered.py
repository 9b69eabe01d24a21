"""Answers as a program got them, for tests of what fits a station's software."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from app.publishing.fit import Fetched, Finding, Rule

MP3 = b"ID3" + bytes(range(256)) * 2
FIXED = "http://station.example/now/mwatu-fm/bulletin.mp3"
HTML = b"<!doctype html><p>404"
HEADERS = {
    "content-length": str(len(MP3)),
    "etag": f'"{sha256(MP3).hexdigest()}"',
    "last-modified": "Mon, 23 Nov 2026 02:00:00 GMT",
    "cache-control": "no-cache",
    "content-type": "audio/mpeg",
    "content-disposition": 'attachment; filename="bulletin.mp3"',
    "accept-ranges": "bytes",
}


def got(body: bytes = MP3, status: int = 200, address: str = FIXED, **headers: str) -> Fetched:
    """Return an answer: a whole and right one, but for what is said."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(address=address, status=status, headers={**HEADERS, **told}, body=body)


def broken(findings: Iterable[Finding], table: Mapping[str, Rule]) -> set[str]:
    """Return the names of the rules that are broken."""
    return _named([each for each in findings if not each.ok], table)


def kept(findings: Iterable[Finding], table: Mapping[str, Rule]) -> set[str]:
    """Return the names of the rules that are kept."""
    return _named([each for each in findings if each.ok], table)


def _named(findings: Iterable[Finding], table: Mapping[str, Rule]) -> set[str]:
    names = {id(rule): name for name, rule in table.items()}
    return {names[id(each.rule)] for each in findings}
