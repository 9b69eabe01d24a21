"""Who may decide: the install's mode, officers and their keys."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.people import Officer, Right, Role
from app.errors import ApprovalError, Conflict, NotFound
from app.store.audit import SYSTEM, Deed, add_entry
from app.store.tables import install, officer, one_time_token

EXERCISE = "exercise"
LIVE = "live"
OUT_OF_REACH = "You may do this only for officers of your own counties and languages."


def install_mode(tx: Connection) -> str | None:
    """Return `exercise`, `live`, or None when nothing has been installed yet."""
    return tx.execute(select(install.c.mode)).scalar()


def set_mode(tx: Connection, mode: str, *, at: datetime) -> None:
    """Decide once whether this is an exercise or a live install.

    Raises:
        Conflict: It was decided otherwise before.
    """
    before = install_mode(tx)
    if before is None:
        tx.execute(insert(install).values(id=1, mode=mode, created_at=at))
        add_entry(tx, Deed.INSTALLED, at=at, actor=SYSTEM, subject=mode)
    elif before != mode:
        raise Conflict(
            f"This is {'an' if before == EXERCISE else 'a'} {before} install; it cannot become "
            f"{mode}. Start with an empty TANGAZO_HOME."
        )


def new_one_time_token(tx: Connection, *, at: datetime) -> str:
    """Return a token that adds the first admin, once; only its hash is kept.

    Raises:
        Conflict: There is an officer already, who can add others.
    """
    if tx.execute(select(func.count()).select_from(officer)).scalar():
        raise Conflict("This install has officers already; an admin adds others.")
    token = f"tangazo_once_{token_urlsafe(24)}"
    tx.execute(insert(one_time_token).values(token_sha256=_hash(token), created_at=at))
    return token


def add_officer(
    tx: Connection,
    name: str,
    *,
    role: Role,
    allowed_by: str,
    at: datetime,
    counties: Iterable[str] = (),
    languages: Iterable[str] = (),
) -> str:
    """Add an officer and return the key, which is shown this once.

    Args:
        allowed_by: A one-time token (then the officer becomes admin of everything) or an admin's
            key.
        counties: Slugs of the counties that the officer decides for; none: all.
        languages: Codes of the languages that the officer decides for; none: all.

    Raises:
        ApprovalError: The token or key does not allow it.
        Conflict: The name is taken.
    """
    places, spoken = tuple(counties), tuple(languages)
    if _use_token(tx, allowed_by, at=at):
        role, places, spoken, actor = Role.ADMIN, (), (), SYSTEM
    else:
        admin = _admin(tx, allowed_by)
        if not admin.reaches(places, spoken):
            raise ApprovalError(OUT_OF_REACH)
        actor = admin.name
    return keep_officer(tx, name, role=role, actor=actor, at=at, counties=places, languages=spoken)


def keep_officer(
    tx: Connection,
    name: str,
    *,
    role: Role,
    actor: str,
    at: datetime,
    counties: Iterable[str] = (),
    languages: Iterable[str] = (),
) -> str:
    """Keep an officer whom somebody has let in, and return the key, which is shown this once.

    Raises:
        Conflict: The name is taken.
    """
    key = f"tangazo_key_{token_urlsafe(24)}"
    limits = {"counties": " ".join(counties), "languages": " ".join(languages)}
    row = {"name": name, "role": role, "key_sha256": _hash(key), "since": at, **limits}
    try:
        with tx.begin_nested():
            tx.execute(insert(officer).values(row))
    except IntegrityError as fault:
        raise Conflict(f"There is an officer '{name}' already; choose another name.") from fault
    facts = {"role": str(role), **limits}
    add_entry(tx, Deed.OFFICER_ADDED, at=at, actor=actor, subject=name, facts=facts)
    return key


def revoke_officer(tx: Connection, name: str, *, by: Officer, at: datetime) -> None:
    """Take an officer's right away; the key stops at once, and no sign-off counts any more.

    Args:
        by: The admin who decides so.

    Raises:
        ApprovalError: Only an admin may, and only for officers within the admin's own limits.
        Conflict: Nobody would be left to add officers.
        NotFound: There is no such officer, or not any more.
    """
    if not by.may(Right.ADD_OFFICERS):
        raise ApprovalError("Only an admin may take an officer's right away.")
    gone = the_officer(tx, name)
    if gone is None:
        raise NotFound(f"There is no officer '{name}', or not any more.")
    if not by.reaches(gone.counties, gone.languages):
        raise ApprovalError(OUT_OF_REACH)
    admins = select(func.count()).where(
        officer.c.role == Role.ADMIN, officer.c.revoked_at.is_(None)
    )
    if gone.role is Role.ADMIN and tx.execute(admins).scalar() == 1:
        raise Conflict(f"{name} is the last admin; add another one first.")
    tx.execute(update(officer).where(officer.c.name == name).values(revoked_at=at))
    facts = {"role": str(gone.role)}
    add_entry(tx, Deed.OFFICER_REVOKED, at=at, actor=by.name, subject=name, facts=facts)


def _admin(tx: Connection, key: str) -> Officer:
    found = officer_with_key(tx, key)
    if found is None or not found.may(Right.ADD_OFFICERS):
        raise ApprovalError("Only a one-time token or an admin's key may add an officer.")
    return found


def _use_token(tx: Connection, token: str, *, at: datetime) -> bool:
    used = (
        update(one_time_token)
        .where(one_time_token.c.token_sha256 == _hash(token), one_time_token.c.used_at.is_(None))
        .values(used_at=at)
    )
    return tx.execute(used).rowcount == 1


def officer_with_key(tx: Connection, key: str) -> Officer | None:
    """Return the officer who holds this key, or None."""
    wanted = _hash(key)
    row = tx.execute(
        select(officer).where(officer.c.key_sha256 == wanted, officer.c.revoked_at.is_(None))
    ).first()
    if row is None or not hmac.compare_digest(row.key_sha256, wanted):
        return None
    return _officer(row)


def the_officer(tx: Connection, name: str) -> Officer | None:
    """Return the officer of this name, or None when there is none, or not any more."""
    query = select(officer).where(officer.c.name == name, officer.c.revoked_at.is_(None))
    row = tx.execute(query).first()
    return _officer(row) if row else None


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def waits_for_first(tx: Connection, token: str) -> bool:
    """Return whether this is a one-time token that can still add the first admin."""
    mine = one_time_token.c.token_sha256 == _hash(token), one_time_token.c.used_at.is_(None)
    return tx.execute(select(one_time_token.c.created_at).where(*mine)).first() is not None


def officers(tx: Connection) -> list[tuple[Officer, datetime | None]]:
    """Return every officer there is or was, by name, with when the right was taken away."""
    query = select(officer).order_by(officer.c.revoked_at.is_not(None), officer.c.name)
    return [(_officer(row), row.revoked_at) for row in tx.execute(query)]


def _officer(row: Row[Any]) -> Officer:
    return Officer(
        name=row.name,
        role=Role(row.role),
        since=row.since,
        counties=tuple(row.counties.split()),
        languages=tuple(row.languages.split()),
    )
