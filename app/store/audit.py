"""The log of decisions: only ever added to, each entry chained to the one before by its hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from app.store.tables import audit_entry, audit_head

# What the first entry is chained to.
BEGINNING = "0" * 64
SYSTEM = "tangazo"
ROWS_AT_ONCE = 2000


class Deed(StrEnum):
    """What an entry tells of."""

    INSTALLED = "install made"
    OFFICER_ADDED = "officer added"
    OFFICER_REVOKED = "officer revoked"
    OFFICER_INVITED = "officer invited"
    INVITATION_CLOSED = "invitation taken back"
    LOCKED_OUT = "sign-in locked for a while"
    SESSIONS_ENDED = "sessions ended"
    PASSWORD_SET = "password set"  # noqa: S105 - what was done, not a password
    CODES_SET = "codes of a telephone set up"
    CODES_STOPPED = "codes of a telephone stopped"
    RECORD_KEPT = "NDMA record kept"
    FINDING_DECIDED = "finding decided"
    FORECAST_KEPT = "forecast kept"
    WORDS_DRAFTED = "words drafted"
    WORDS_AGREED = "words agreed"
    WORDS_RETIRED = "words retired"
    TEXT_CHANGED = "bulletin changed"
    SIGNED = "bulletin signed"
    RELEASED = "bulletin released"
    REFUSED = "bulletin refused"
    TAKE_KEPT = "recording by a person kept"
    TAKE_MATCHED = "recording by a person matched"
    TAKE_REMOVED = "recording by a person removed"
    WITHDRAWAL_SIGNED = "withdrawal signed"
    WITHDRAWN = "bulletin withdrawn"
    STATION_CALLED = "station called about a withdrawal"
    STATION_STOPPED = "station stopped what was withdrawn"
    WRONGLY_AIRED = "what is not for air was on air"
    WRONG_AIRING_SEEN = "wrong airing dealt with"
    LISTENER_ANSWERED = "listener answered"
    STATION_ADDED = "station added"
    STATION_CHANGED = "station changed"
    STATION_KEY_GIVEN = "station key given"
    STATION_KEY_REVOKED = "station key revoked"
    PUSH_SET = "push to a station set"
    KEYS_CHANGED = "signing keys changed"
    SLOT_MOVED = "slot of the schedule moved"
    RUN_ASKED = "run asked for"
    STANDING_GIVEN = "standing approval given"
    STANDING_REVOKED = "standing approval revoked"
    ADVICE_OFFERED = "advice offered"
    ADVICE_WORDED = "advice worded"
    ADVICE_DECIDED = "advice decided"
    CONTACT_ADDED = "contact added"
    CONTACT_VERIFIED = "contact verified"
    CONTACT_RETIRED = "contact retired"
    ANNOUNCEMENT_OFFERED = "announcement offered"
    ANNOUNCEMENT_DECIDED = "announcement decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A decision as it was logged.

    Attributes:
        number: Counts up from 1 without a gap.
        actor: The officer, or `tangazo` for what the program did by itself.
        subject: What it is about, such as the id of a bulletin.
        facts: What else was decided, as JSON values.
        previous_sha256: Hash of the entry before.
        sha256: Hash of the entry before and of this one's canonical JSON.
    """

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    facts: Mapping[str, Any]
    previous_sha256: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenEntry:
    """The first entry that is not as it was written."""

    number: int
    why: str


def add_entry(
    tx: Connection,
    act: Deed,
    *,
    at: datetime,
    actor: str,
    subject: str,
    facts: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Log a decision, in the transaction that makes it; the two are kept together or not at all.

    Args:
        facts: JSON values only; never a key or a token.
    """
    # The head is locked, so that two writers cannot both follow the same entry.
    head = tx.execute(select(audit_head).with_for_update()).one()
    told: dict[str, Any] = {
        "number": head.number + 1,
        "at": at,
        "actor": actor,
        "act": str(act),
        "subject": subject,
        "facts": dict(facts or {}),
    }
    sealed = _seal(head.sha256, told)
    tx.execute(insert(audit_entry).values(**told, previous_sha256=head.sha256, sha256=sealed))
    tx.execute(update(audit_head).values(number=told["number"], sha256=sealed))
    return AuditEntry(**told, previous_sha256=head.sha256, sha256=sealed)


def _seal(previous: str, told: Mapping[str, Any]) -> str:
    """Return the hash of an entry chained to the one before."""
    plain = {**told, "at": told["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    canonical = json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def verify(tx: Connection) -> BrokenEntry | None:
    """Return the first entry that was changed, removed, moved or slipped in; None when all is well.

    What is found: any change by somebody who does not also compute every later hash and the head
    anew. Against that, the head's hash is to be published outside of this database.
    """
    query = select(audit_entry).order_by(audit_entry.c.number)
    rows = tx.execution_options(yield_per=ROWS_AT_ONCE).execute(query)
    number, previous = 0, BEGINNING
    for row in rows:
        number += 1
        why = _fault(row, number=number, previous=previous)
        if why:
            rows.close()
            return BrokenEntry(number=number, why=why)
        previous = row.sha256
    return _end(tx, number, previous)


def _fault(row: Row[Any], *, number: int, previous: str) -> str:
    if row.number != number:
        return f"entry {number} is missing; entry {row.number} follows"
    if row.previous_sha256 != previous:
        return f"entry {number} does not follow the entry before it"
    told = {name: getattr(row, name) for name in ("number", "at", "actor", "act", "subject")}
    if _seal(previous, {**told, "facts": row.facts}) != row.sha256:
        return f"entry {number} was changed after it was written"
    return ""


def _end(tx: Connection, number: int, last: str) -> BrokenEntry | None:
    """Return what is wrong at the end of the log, which only the head can tell."""
    head = tx.execute(select(audit_head)).first()
    if head is None:
        return BrokenEntry(number=number, why="the head of the log is gone")
    if head.number > number:
        return BrokenEntry(number=number + 1, why=f"entry {number + 1} is missing from the end")
    if head.number < number:
        slipped = head.number + 1
        return BrokenEntry(number=slipped, why=f"entry {slipped} was slipped in at the end")
    if number and head.sha256 != last:
        return BrokenEntry(number=number, why=f"entry {number} is not the one that was last logged")
    return None


def head_sha256(tx: Connection) -> str:
    """Return the hash of the newest entry, which stands for the whole log."""
    return str(tx.execute(select(audit_head.c.sha256)).scalar_one())


def entries(
    tx: Connection,
    *,
    subject: str | None = None,
    act: Deed | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """Return entries, the newest first."""
    query = select(audit_entry).order_by(audit_entry.c.number.desc()).limit(limit)
    if subject is not None:
        query = query.where(audit_entry.c.subject == subject)
    if act is not None:
        query = query.where(audit_entry.c.act == act)
    return [AuditEntry(**row._mapping) for row in tx.execute(query)]
