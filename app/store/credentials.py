"""Passwords of officers, and the codes of their telephones (TOTP, RFC 6238)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Connection, insert, select, update

from app.errors import ApprovalError
from app.store.audit import Deed, add_entry
from app.store.people_tables import credential

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
# OWASP's second choice of parameters: 19 MiB a try, so that many at once still fit a small server.
HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
# What a name without a password is checked against, so that it takes as long as one with it.
NOBODYS = HASHER.hash("nobody has this password")
CODE_S, CODE_DRIFT = 30, (-1, 0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What an officer signs in with, besides the key.

    Attributes:
        password_hash: Argon2 hash; empty when no password was set.
        code_secret: What the telephone makes codes from; empty when none.
        code_since: When the first code was right; None: it is not in use yet.
    """

    password_hash: str = ""
    password_at: datetime | None = None
    code_secret: str = ""
    code_since: datetime | None = None


def credential_of(tx: Connection, name: str) -> Credential:
    """Return what an officer signs in with; nothing when there is no such officer."""
    row = tx.execute(select(credential).where(credential.c.officer == name)).first()
    if row is None:
        return Credential()
    return Credential(
        password_hash=row.password_hash or "",
        password_at=row.password_at,
        code_secret=row.code_secret or "",
        code_since=row.code_since,
    )


def password_hash(password: str) -> str:
    """Return what is kept of a new password; takes a while, so call it outside a transaction.

    Raises:
        ApprovalError: It is too short or too long.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise ApprovalError("A password has 12 letters or more; four words do well.")
    if len(password) > LONGEST_PASSWORD:
        raise ApprovalError("A password has at most 200 letters.")
    return HASHER.hash(password)


def password_fits(held: Credential, password: str) -> bool:
    """Return whether this is the password; takes as long when none was set."""
    if len(password) > LONGEST_PASSWORD:
        return False
    fits = HASHER.verify(password, held.password_hash or NOBODYS)
    return fits and bool(held.password_hash)


def set_password(tx: Connection, name: str, hashed: str, *, at: datetime) -> None:
    """Keep a password, as `password_hash` made it, in place of the one before."""
    _keep(tx, name, password_hash=hashed, password_at=at)
    add_entry(tx, Deed.PASSWORD_SET, at=at, actor=name, subject=name)


def new_code_secret(tx: Connection, name: str) -> str:
    """Return a secret for a telephone; it counts once `confirm_codes` has seen a code of it."""
    secret = pyotp.random_base32()
    _keep(tx, name, code_secret=secret, code_since=None, code_step=0)
    return secret


def confirm_codes(tx: Connection, name: str, code: str, *, at: datetime) -> bool:
    """Take codes into use if this is one; return whether it is."""
    step = _step_of(credential_of(tx, name).code_secret, code, at=at)
    if step is None:
        return False
    _keep(tx, name, code_since=at, code_step=step)
    add_entry(tx, Deed.CODES_SET, at=at, actor=name, subject=name)
    return True


def stop_codes(tx: Connection, name: str, *, at: datetime) -> None:
    """Take codes out of use."""
    _keep(tx, name, code_secret=None, code_since=None, code_step=0)
    add_entry(tx, Deed.CODES_STOPPED, at=at, actor=name, subject=name)


def use_code(tx: Connection, name: str, code: str, *, at: datetime) -> bool:
    """Return whether this is a code of the officer's telephone, not used before; it is used up."""
    held = credential_of(tx, name)
    step = _step_of(held.code_secret, code, at=at) if held.code_since else None
    if step is None:
        return False
    used = (
        update(credential)
        .where(credential.c.officer == name, credential.c.code_step < step)
        .values(code_step=step)
    )
    return tx.execute(used).rowcount == 1


def _step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the half minute that a code is for, at most one away from now; None: it is wrong."""
    typed = "".join(code.split()).encode()
    now = int(at.timestamp()) // CODE_S
    if not secret:
        return None
    made = pyotp.TOTP(secret)
    fitting = (
        now + drift
        for drift in CODE_DRIFT
        if hmac.compare_digest(made.generate_otp(now + drift).encode(), typed)
    )
    return max(fitting, default=None)


def _keep(tx: Connection, name: str, **columns: object) -> None:
    kept = update(credential).where(credential.c.officer == name).values(**columns)
    if tx.execute(kept).rowcount == 0:
        tx.execute(insert(credential).values(officer=name, **columns))
