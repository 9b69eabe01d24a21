"""The log of decisions, searched; and when it was last checked as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, insert, select, update

from app.store.audit import AuditEntry, entries, verify
from app.store.people_tables import audit_check
from app.store.tables import audit_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are looked for; what is empty or None does not matter.

    Attributes:
        person: Part of the name of who did it.
        act: What was done, as `Deed` writes it.
        subject: Part of what it is about.
        since: From this moment on.
        before: Up to this moment.
    """

    person: str = ""
    act: str = ""
    subject: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The last time that every entry was looked at.

    Attributes:
        number: The last entry that is as it was written.
        why: What is wrong with the next one; empty: nothing.
        officer: Who asked for it.
    """

    number: int
    why: str
    officer: str
    at: datetime


def search(
    tx: Connection, wanted: Wanted, *, limit: int, below: int | None = None
) -> list[AuditEntry]:
    """Return entries, the newest first.

    Args:
        below: Only entries with a smaller number, to go on after a page.
    """
    query = _narrowed(select(audit_entry), wanted).order_by(audit_entry.c.number.desc())
    if below is not None:
        query = query.where(audit_entry.c.number < below)
    return [AuditEntry(**row._mapping) for row in tx.execute(query.limit(limit))]


def _narrowed(query: Select[tuple[object, ...]], wanted: Wanted) -> Select[tuple[object, ...]]:
    if wanted.person:
        query = query.where(audit_entry.c.actor.icontains(wanted.person, autoescape=True))
    if wanted.act:
        query = query.where(audit_entry.c.act == wanted.act)
    if wanted.subject:
        query = query.where(audit_entry.c.subject.icontains(wanted.subject, autoescape=True))
    if wanted.since is not None:
        query = query.where(audit_entry.c.at >= wanted.since)
    if wanted.before is not None:
        query = query.where(audit_entry.c.at < wanted.before)
    return query


def check_log(tx: Connection, *, officer: str, at: datetime) -> Check:
    """Look at every entry, without keeping others from writing, and return how that ended."""
    broken = verify(tx)
    newest = entries(tx, limit=1)
    whole = newest[0].number if newest else 0
    return Check(
        number=broken.number - 1 if broken else whole,
        why=broken.why if broken else "",
        officer=officer,
        at=at,
    )


def keep_check(tx: Connection, check: Check) -> None:
    """Keep how a look at every entry ended, in place of the last one."""
    row = {"number": check.number, "why": check.why, "officer": check.officer, "at": check.at}
    if tx.execute(update(audit_check).values(row)).rowcount == 0:
        tx.execute(insert(audit_check).values(id=1, **row))


def last_check(tx: Connection) -> Check | None:
    """Return how the last look at every entry ended, or None when there was none."""
    row = tx.execute(select(audit_check)).first()
    if row is None:
        return None
    return Check(number=row.number, why=row.why, officer=row.officer, at=row.at)
