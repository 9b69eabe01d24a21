"""Files that are on air, asked for by their hash and by nothing else, as often as can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.domain.bulletins import Verdict
from app.domain.recordings import AudioFormat
from app.store.tables import bulletin, recording


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAirFile:
    """A common file of a bulletin that is on air, and since when it is."""

    sha256: str
    format: AudioFormat
    file_name: str
    since: datetime


def on_air_file(tx: Connection, sha256: str) -> OnAirFile | None:
    """Return the file of this hash if it is one of a bulletin on air; a station's own is none."""
    query = (
        select(
            recording.c.format,
            recording.c.file_name,
            bulletin.c.released_at,
            bulletin.c.created_at,
        )
        .join(bulletin, bulletin.c.id == recording.c.bulletin)
        .where(recording.c.sha256 == sha256, bulletin.c.verdict == Verdict.RELEASED)
        .order_by(bulletin.c.released_at.desc())
    )
    row = tx.execute(query.limit(1)).first()
    if row is None:
        return None
    return OnAirFile(
        sha256=sha256,
        format=AudioFormat(row.format),
        file_name=row.file_name,
        since=row.released_at or row.created_at,
    )
