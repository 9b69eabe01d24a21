"""Cuts: which files were made for one station, and for which of its wishes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select
from sqlalchemy.exc import IntegrityError

from app.domain.bulletins import Verdict
from app.domain.recordings import AudioFormat, Recording
from app.store.rows import recording_from_row
from app.store.station_tables import cut
from app.store.tables import bulletin

# The common files stay; those of single stations would fill the disk.
KEPT_AFTERWARDS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutName:
    """What a cut is of, and for which wishes it was made.

    Attributes:
        profile: Key of the wishes.
    """

    bulletin: str
    format: AudioFormat
    profile: str


def keep_cut(tx: Connection, name: CutName, *, station: str, made: Recording, at: datetime) -> bool:
    """Keep a file that was made for a station; return False when there is one for these wishes."""
    row = {
        "station": station,
        "bulletin": name.bulletin,
        "format": name.format,
        "profile": name.profile,
        "sha256": made.sha256,
        "size_bytes": made.size_bytes,
        "duration_s": made.duration_s,
        "integrated_lufs": made.loudness.integrated_lufs,
        "true_peak_dbtp": made.loudness.true_peak_dbtp,
        "voices": list(made.voices),
        "file_name": made.file_name,
        "at": at,
    }
    try:
        with tx.begin_nested():
            tx.execute(insert(cut).values(row))
    except IntegrityError:
        return False
    return True


def cuts_for(tx: Connection, station: str, bulletins: Collection[str]) -> dict[CutName, Recording]:
    """Return every file that was made for a station of these bulletins, for past wishes as well."""
    query = select(cut).where(cut.c.station == station, cut.c.bulletin.in_(bulletins))
    return {_name(row): recording_from_row(row) for row in tx.execute(query)}


def cuts_of(tx: Connection, bulletins: Collection[str]) -> dict[tuple[str, CutName], Recording]:
    """Return every file that was made of these bulletins, by station and what it is."""
    query = select(cut).where(cut.c.bulletin.in_(bulletins))
    return {(row.station, _name(row)): recording_from_row(row) for row in tx.execute(query)}


def forget_cuts(tx: Connection, *, at: datetime) -> None:
    """Forget the cuts of bulletins whose week is long over; what was withdrawn stays known."""
    over = select(bulletin.c.id).where(
        bulletin.c.valid_until < at - KEPT_AFTERWARDS, bulletin.c.verdict != Verdict.WITHDRAWN
    )
    tx.execute(delete(cut).where(cut.c.bulletin.in_(over)))


def _name(row: Row[Any]) -> CutName:
    return CutName(bulletin=row.bulletin, format=AudioFormat(row.format), profile=row.profile)
