"""Recordings: which files a bulletin has, and which bulletin a file belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, select

from app.domain.bulletins import Bulletin, Verdict
from app.domain.recordings import Recording
from app.store.bulletins import the_bulletin
from app.store.rows import recording_from_row
from app.store.station_tables import cut, station
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

    It may be a common one, or one that was made for a station. When several editions share a file,
    the one that is on air is returned.
    """
    return _file_in(tx, recording, sha256) or _file_in(tx, cut, sha256)


def _file_in(tx: Connection, files: Table, sha256: str) -> tuple[Recording, Bulletin] | None:
    query = (
        select(files, bulletin.c.id)
        .join(bulletin, bulletin.c.id == files.c.bulletin)
        .where(files.c.sha256 == sha256)
        .order_by(bulletin.c.verdict != Verdict.RELEASED, bulletin.c.released_at.desc())
    )
    row = tx.execute(query.limit(1)).first()
    return (recording_from_row(row), the_bulletin(tx, row.id)) if row else None


def kept_recordings(tx: Connection) -> set[str]:
    """Return the hash of every file that a record names: recordings, cuts, tunes and takes."""
    kept = (recording.c.sha256, cut.c.sha256, station.c.tune_sha256)
    found = {each for column in kept for each in tx.execute(select(column)).scalars()}
    return (found - {None}) | kept_sounds(tx)
