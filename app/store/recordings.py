"""Recordings: which files a bulletin has, and which bulletin a file belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from app.domain.bulletins import Bulletin, Verdict
from app.domain.recordings import Recording
from app.store.bulletins import the_bulletin
from app.store.rows import recording_from_row
from app.store.tables import bulletin, recording
from app.store.takes import kept_sounds


def recordings_of(tx: Connection, names: Sequence[str]) -> dict[str, tuple[Recording, ...]]:
    """Return the recordings of each bulletin."""
    found: dict[str, list[Recording]] = {name: [] for name in names}
    query = select(recording).where(recording.c.bulletin.in_(names)).order_by(recording.c.format)
    for row in tx.execute(query):
        found[row.bulletin].append(recording_from_row(row))
    return {name: tuple(each) for name, each in found.items()}


def recording_at(tx: Connection, sha256: str) -> tuple[Recording, Bulletin] | None:
    """Return a recording and its bulletin by the hash of the file, or None.

    When several editions share a file, the one that is on air is returned.
    """
    query = (
        select(recording, bulletin.c.id)
        .join(bulletin, bulletin.c.id == recording.c.bulletin)
        .where(recording.c.sha256 == sha256)
        .order_by(bulletin.c.verdict != Verdict.RELEASED, bulletin.c.released_at.desc())
    )
    row = tx.execute(query.limit(1)).first()
    return (recording_from_row(row), the_bulletin(tx, row.id)) if row else None


def kept_recordings(tx: Connection) -> set[str]:
    """Return the hash of every recording on record, and of what people recorded for bulletins."""
    return set(tx.execute(select(recording.c.sha256)).scalars()) | kept_sounds(tx)
