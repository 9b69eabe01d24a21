"""Sessions of officers in their browsers: a token there, its hash here, and an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select, update

from app.domain.people import Officer
from app.errors import ApprovalError
from app.store.audit import Deed, add_entry
from app.store.officers import OUT_OF_REACH, the_officer
from app.store.people_tables import desk_session

LONGEST, IDLE = timedelta(hours=12), timedelta(hours=2)
# Not each request is written down.
SEEN_EVERY = timedelta(minutes=5)
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser in which an officer is signed in.

    Attributes:
        browser: What it calls itself, in plain words.
        seen_at: When it was last heard of, to a few minutes.
    """

    number: int
    officer: str
    browser: str
    since: datetime
    seen_at: datetime


def new_session(tx: Connection, name: str, *, browser: str, at: datetime) -> str:
    """Return the token of a new session; only its hash is kept."""
    tx.execute(delete(desk_session).where(desk_session.c.since < at - KEPT_FOR))
    token = token_urlsafe(32)
    row = {"officer": name, "browser": browser, "since": at, "seen_at": at}
    tx.execute(insert(desk_session).values(token_sha256=_hash(token), **row))
    return token


def session_of(tx: Connection, token: str, *, at: datetime) -> Session | None:
    """Return the session of a token, or None when it has ended."""
    query = select(desk_session).where(desk_session.c.token_sha256 == _hash(token), _open(at))
    row = tx.execute(query).first()
    return _session(row) if row else None


def officer_in(tx: Connection, session: Session) -> Officer | None:
    """Return who is signed in, or None when that is no officer any more."""
    return the_officer(tx, session.officer)


def mark_seen(tx: Connection, session: Session, *, at: datetime) -> None:
    """Keep that a session is in use."""
    seen = update(desk_session).where(desk_session.c.number == session.number)
    tx.execute(seen.values(seen_at=at))


def sessions(tx: Connection, *, at: datetime, name: str | None = None) -> list[Session]:
    """Return the sessions that are open, of one officer or of all, the newest first."""
    query = select(desk_session).where(_open(at)).order_by(desk_session.c.number.desc())
    if name is not None:
        query = query.where(desk_session.c.officer == name)
    return [_session(row) for row in tx.execute(query)]


def end_session(tx: Connection, number: int, *, of: str, at: datetime) -> bool:
    """End one session of an officer; return whether it was open."""
    mine = and_(desk_session.c.number == number, desk_session.c.officer == of, _open(at))
    return tx.execute(update(desk_session).where(mine).values(ended_at=at)).rowcount == 1


def end_sessions(
    tx: Connection, name: str, *, by: Officer, at: datetime, but: int | None = None
) -> int:
    """End the sessions of an officer; return how many there were.

    Args:
        but: Number of a session that goes on.

    Raises:
        ApprovalError: The officer decides for more than who ends them.
    """
    whose = the_officer(tx, name)
    if whose is not None and not by.reaches(whose.counties, whose.languages):
        raise ApprovalError(OUT_OF_REACH)
    which = and_(desk_session.c.officer == name, _open(at))
    if but is not None:
        which = and_(which, desk_session.c.number != but)
    count = tx.execute(update(desk_session).where(which).values(ended_at=at)).rowcount
    if count:
        facts = {"sessions": count}
        add_entry(tx, Deed.SESSIONS_ENDED, at=at, actor=by.name, subject=name, facts=facts)
    return count


def _open(at: datetime) -> ColumnElement[bool]:
    return and_(
        desk_session.c.ended_at.is_(None),
        desk_session.c.since > at - LONGEST,
        desk_session.c.seen_at > at - IDLE,
    )


def _session(row: Row[Any]) -> Session:
    return Session(
        number=row.number,
        officer=row.officer,
        browser=row.browser,
        since=row.since,
        seen_at=row.seen_at,
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
