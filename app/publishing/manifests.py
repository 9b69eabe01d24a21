"""Manifests and revocation lists: what may be played, what may not any more, as signed JSON."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from app.domain.bulletins import Bulletin
from app.domain.recordings import Recording
from app.publishing.signing import PinnedKeys

# The form of these documents; a reader refuses another.
FORM = 1
RECORDINGS = "/api/v1/recordings"
BULLETINS = "/api/v1/bulletins"
JSON = "application/json"
SIGNATURE = "text/plain; charset=utf-8"
_REASON = re.compile(r'(?<="reason":)"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What every list begins with.

    Attributes:
        station: Slug of the station that it is for; None for everybody's.
        issued: The newest moment of anything that the list tells of; it never goes back.
        audit_head: Hash of the newest entry in the log of decisions.
    """

    keys: PinnedKeys
    station: str | None
    issued: datetime
    audit_head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A bulletin that may be played.

    Attributes:
        script: Its words as the bytes that are served.
        script_name: The name that these bytes are kept under.
        check_number: Six digits over all of its recordings, also those that are not listed.
        replaces: Id of the edition before, if that was on air.
    """

    bulletin: Bulletin
    recordings: Sequence[Recording]
    script: bytes
    script_name: str
    check_number: str
    replaces: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """A bulletin that must not be played any more.

    Attributes:
        files: SHA-256 of each of its files.
        replaced_by: Id of what is played instead, or None.
        at: When it left the air.
    """

    id: str
    files: Sequence[str]
    reason: str
    replaced_by: str | None
    at: datetime


def manifest(heading: Heading, listed: Sequence[Listed], revoked: Sequence[Revoked]) -> bytes:
    """Return a manifest: everything that may be played, and what may not any more."""
    told = _heading(heading) | {"station": heading.station}
    return _body(
        told
        | {
            "bulletins": [_bulletin(each) for each in listed],
            "revoked": [_revoked(each) for each in revoked],
        }
    )


def revocation_list(heading: Heading, revoked: Sequence[Revoked]) -> bytes:
    """Return what must not be played any more, alone: short enough to be asked for often."""
    return _body(_heading(heading) | {"revoked": [_revoked(each) for each in revoked]})


def as_written(moment: datetime) -> str:
    """Return a moment as these documents write it.

    >>> as_written(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    '2026-11-23T09:00:00Z'
    """
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _heading(heading: Heading) -> dict[str, Any]:
    keys = heading.keys
    return {
        "tangazo": FORM,
        "mode": "exercise" if keys.exercise else "live",
        "issued": as_written(heading.issued),
        "key_id": keys.current.id,
        "keys": [keys.current.text, keys.next.text],
        "audit_head": heading.audit_head,
    }


def _bulletin(listed: Listed) -> dict[str, Any]:
    told = listed.bulletin
    return {
        "id": told.id,
        "county": told.county,
        "language": told.language,
        "week": str(told.week),
        "edition": told.edition,
        "phase": told.phase,
        "valid_from": as_written(told.valid_from),
        "valid_until": as_written(told.valid_until),
        "check_number": listed.check_number,
        "replaces": listed.replaces,
        "script": {
            "name": listed.script_name,
            "path": f"{BULLETINS}/{told.id}/script.txt",
            "sha256": sha256(listed.script).hexdigest(),
            "bytes": len(listed.script),
        },
        "files": [_file(each) for each in listed.recordings],
    }


def _file(recording: Recording) -> dict[str, Any]:
    return {
        "format": recording.format,
        "name": recording.file_name,
        "path": f"{RECORDINGS}/{recording.address}",
        "sha256": recording.sha256,
        "bytes": recording.size_bytes,
        "media_type": recording.media_type,
        "duration_s": round(recording.duration_s, 3),
    }


def _revoked(each: Revoked) -> dict[str, Any]:
    return {
        "id": each.id,
        "files": sorted(each.files),
        "reason": each.reason,
        "replaced_by": each.replaced_by,
        "at": as_written(each.at),
    }


def _body(told: dict[str, Any]) -> bytes:
    """Return a document in ASCII.

    What is sent must be exactly what was signed. So the reasons that people typed are spelt out:
    nothing in them may look like a place where an address is filled in when documents are sent.
    """
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    spelt = _REASON.sub(lambda found: _spelt(json.loads(found[0])), text)
    return f"{spelt}\n".encode()


def _spelt(text: str) -> str:
    r"""Return a text as JSON writes it, with an escape for all but letters, digits and spaces.

    >>> _spelt("~x~ maize.")
    '"\\u007ex\\u007e maize."'
    """
    plain = frozenset(string.ascii_letters + string.digits + " .,")
    escaped = [f"\\u{ord(each):04x}" if each.isascii() else json.dumps(each)[1:-1] for each in text]
    told = [each if each in plain else code for each, code in zip(text, escaped, strict=True)]
    return f'"{"".join(told)}"'
