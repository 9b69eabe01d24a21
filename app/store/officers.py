"""Who may decide: the install's mode, officers, their keys, and reviewed language packs."""

from __future__ import annotations

import hmac
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.people import Officer, Role
from app.errors import ApprovalError, Conflict
from app.store.tables import install, language_review, officer, one_time_token

EXERCISE = "exercise"
LIVE = "live"


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


def add_officer(tx: Connection, name: str, *, role: Role, allowed_by: str, at: datetime) -> str:
    """Add an officer and return the key, which is shown this once.

    Args:
        allowed_by: A one-time token (then the officer becomes admin) or an admin's key.

    Raises:
        ApprovalError: The token or key does not allow it.
        Conflict: The name is taken.
    """
    if not _use_token(tx, allowed_by, at=at):
        admin = officer_with_key(tx, allowed_by)
        if admin is None or admin.role is not Role.ADMIN:
            raise ApprovalError("Only a one-time token or an admin's key may add an officer.")
    else:
        role = Role.ADMIN
    key = f"tangazo_key_{token_urlsafe(24)}"
    try:
        with tx.begin_nested():
            tx.execute(
                insert(officer).values(name=name, role=role, key_sha256=_hash(key), since=at)
            )
    except IntegrityError as fault:
        raise Conflict(f"There is an officer '{name}' already; choose another name.") from fault
    return key


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


def add_language_review(
    tx: Connection, language: str, *, pack_sha256: str, reviewer: str, at: datetime
) -> None:
    """Keep that an officer has reviewed every word of a pack, byte for byte.

    Raises:
        Conflict: Exactly this pack was reviewed before.
    """
    row = {"language": language, "pack_sha256": pack_sha256, "officer": reviewer, "at": at}
    try:
        with tx.begin_nested():
            tx.execute(insert(language_review).values(row))
    except IntegrityError as fault:
        raise Conflict(f"This {language} pack has been reviewed already.") from fault


def reviewed_packs(tx: Connection) -> set[str]:
    """Return the hash of every pack that an officer has reviewed."""
    return set(tx.execute(select(language_review.c.pack_sha256)).scalars())


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _officer(row: Row[Any]) -> Officer:
    return Officer(name=row.name, role=Role(row.role), since=row.since)
