"""What is on air, as one JSON file: every county and language with addresses and hashes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.aired import Aired
from app.domain.bulletins import Bulletin
from app.domain.languages import language_name
from app.domain.periods import NAIROBI
from app.domain.places import County
from app.domain.recordings import Recording, check_number
from app.publishing.atom import atom_name
from app.publishing.channels import BASE, BULLETINS, KEYED, RECORDINGS, tree

MEDIA_TYPE = "application/json"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAir:
    """A bulletin that may be played now, and all its recordings."""

    bulletin: Bulletin
    recordings: tuple[Recording, ...]


def index(
    counties: Iterable[County],
    on_air: Sequence[OnAir],
    recalled: Iterable[Aired],
    *,
    exercise: bool,
) -> bytes:
    """Return the index of a mode; equal facts give equal bytes.

    Args:
        on_air: What may be played now.
        recalled: What was taken back, and somebody may still have.
    """
    told = {
        "tangazo": VERSION,
        "mode": "exercise" if exercise else "live",
        "alerts": BASE + atom_name(exercise=exercise),
        "counties": [_county(each, on_air, exercise=exercise) for each in counties],
        "recalled": [_recalled(each) for each in recalled],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _county(county: County, on_air: Sequence[OnAir], *, exercise: bool) -> dict[str, Any]:
    of_county = [each for each in on_air if each.bulletin.county == county.slug]
    above = f"{BASE}{tree(exercise=exercise)}/{county.slug}"
    return {
        "county": county.slug,
        "name": county.name,
        "page": above,
        "languages": [
            {
                "language": code,
                "name": language_name(code),
                "feed": f"{above}/{code}/feed.xml{KEYED}",
                "bulletin": next(
                    (_bulletin(each) for each in of_county if each.bulletin.language == code), None
                ),
            }
            for code in county.languages
        ],
    }


def _bulletin(told: OnAir) -> dict[str, Any]:
    bulletin = told.bulletin
    return {
        "id": bulletin.id,
        "week": str(bulletin.week),
        "edition": bulletin.edition,
        "phase": bulletin.phase,
        "trend": bulletin.trend,
        "released_at": _time(bulletin.released_at or bulletin.created_at),
        "valid_from": _time(bulletin.valid_from),
        "valid_until": _time(bulletin.valid_until),
        "check_number": check_number(told.recordings),
        "script": f"{BULLETINS}/{bulletin.id}/script.txt{KEYED}",
        "files": [_file(each) for each in told.recordings],
    }


def _file(recording: Recording) -> dict[str, Any]:
    return {
        "format": recording.format,
        "name": recording.file_name,
        "url": f"{RECORDINGS}/{recording.address}{KEYED}",
        "sha256": recording.sha256,
        "bytes": recording.size_bytes,
        "media_type": recording.media_type,
        "duration_s": round(recording.duration_s, 3),
    }


def _recalled(told: Aired) -> dict[str, Any]:
    bulletin = told.bulletin
    return {
        "id": bulletin.id,
        "county": bulletin.county,
        "language": bulletin.language,
        "week": str(bulletin.week),
        "reason": bulletin.reason,
        "replacement": told.replacement,
        "at": _time(told.gone_at) if told.gone_at else None,
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(NAIROBI).isoformat(timespec="seconds")
