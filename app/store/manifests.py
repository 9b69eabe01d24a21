"""What manifests tell of besides what is on air: what left it, and when anything last changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from app.domain.bulletins import Verdict
from app.store.recalls import replacement_of
from app.store.signatures import SoundFile, sound_files
from app.store.station_tables import cut, withdrawal
from app.store.tables import audit_entry, bulletin

LEFT = (Verdict.SUPERSEDED, Verdict.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A bulletin that left the air before its week was over.

    Attributes:
        files: All of its files, every station's cuts with them.
        replaced_by: Id of the bulletin that is played instead, or None.
        at: When it left.
    """

    id: str
    county: str
    language: str
    files: tuple[SoundFile, ...]
    reason: str
    replaced_by: str | None
    at: datetime


def revocations(tx: Connection, *, exercise: bool, at: datetime) -> list[Revocation]:
    """Return what left the air while somebody may still have it: until its week is over."""
    query = select(bulletin).where(
        bulletin.c.exercise == exercise,
        bulletin.c.verdict.in_(LEFT),
        bulletin.c.released_at.is_not(None),
        bulletin.c.valid_until >= at,
    )
    rows = tx.execute(query.order_by(bulletin.c.id)).all()
    files = sound_files(tx, [row.id for row in rows])
    instead = _on_air(tx, exercise=exercise)
    found = []
    for row in rows:
        newer, since = instead.get((row.county, row.language, row.week), (None, None))
        ended = _withdrawn_at(tx, row.id) if row.verdict == Verdict.WITHDRAWN else since
        found.append(
            Revocation(
                id=row.id,
                county=row.county,
                language=row.language,
                files=tuple(files[row.id]),
                reason=row.reason,
                replaced_by=newer or replacement_of(tx, row.id),
                at=ended or row.released_at,
            )
        )
    return found


def replaced(tx: Connection, *, exercise: bool) -> dict[tuple[str, str, str], str]:
    """Return the newest edition that was replaced, by county, language and week."""
    columns = (bulletin.c.id, bulletin.c.county, bulletin.c.language, bulletin.c.week)
    query = select(*columns).where(
        bulletin.c.exercise == exercise,
        bulletin.c.verdict == Verdict.SUPERSEDED,
        bulletin.c.released_at.is_not(None),
    )
    rows = tx.execute(query.order_by(bulletin.c.edition))
    return {(row.county, row.language, row.week): row.id for row in rows}


def _on_air(tx: Connection, *, exercise: bool) -> dict[tuple[str, str, str], tuple[str, datetime]]:
    """Return what is on air, and since when, by county, language and week."""
    columns = (bulletin.c.id, bulletin.c.county, bulletin.c.language, bulletin.c.week)
    query = select(*columns, bulletin.c.released_at).where(
        bulletin.c.exercise == exercise, bulletin.c.verdict == Verdict.RELEASED
    )
    return {
        (row.county, row.language, row.week): (row.id, row.released_at) for row in tx.execute(query)
    }


def _withdrawn_at(tx: Connection, name: str) -> datetime | None:
    query = select(func.max(withdrawal.c.done_at)).where(withdrawal.c.bulletin == name)
    return tx.execute(query).scalar()


def newest_moment(tx: Connection, *, at: datetime) -> datetime | None:
    """Return when anything last changed that a manifest tells of; None when nothing ever did.

    It is the newest decision, the newest cut, or the newest beginning or end of a bulletin that
    has passed; as nothing of that is ever taken back, it never goes back.
    """
    public = bulletin.c.released_at.is_not(None)
    queries = (
        select(func.max(audit_entry.c.at)),
        select(func.max(cut.c.at)),
        select(func.max(bulletin.c.valid_from)).where(public, bulletin.c.valid_from <= at),
        select(func.max(bulletin.c.valid_until)).where(public, bulletin.c.valid_until < at),
    )
    found = [tx.execute(each).scalar() for each in queries]
    return max((each for each in found if each is not None), default=None)
