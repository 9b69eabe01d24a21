"""Invitations of officers: a link that is shown once, used once, and ends after a week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update

from app.domain.people import Officer, Right, Role
from app.errors import ApprovalError, Conflict, NotFound
from app.store.audit import Deed, add_entry
from app.store.officers import keep_officer, the_officer
from app.store.people_tables import invitation
from app.store.tables import officer

LASTS = timedelta(days=7)
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Somebody who may become an officer.

    Attributes:
        counties: Slugs of the counties to decide for; empty: all.
        languages: Codes of the languages to decide for; empty: all.
    """

    number: int
    name: str
    role: Role
    counties: tuple[str, ...]
    languages: tuple[str, ...]
    invited_by: str
    until: datetime


def invite(
    tx: Connection,
    name: str,
    *,
    role: Role,
    by: Officer,
    at: datetime,
    counties: Iterable[str] = (),
    languages: Iterable[str] = (),
) -> str:
    """Return the token of an invitation; only its hash is kept.

    Raises:
        ApprovalError: This officer may not invite anybody, or not for so much.
        Conflict: The name cannot be used, or there is an officer of this name.
    """
    places, spoken = tuple(counties), tuple(languages)
    _refuse_inviter(by, places, spoken)
    fault = name_fault(name)
    if fault:
        raise Conflict(fault)
    if tx.execute(select(officer.c.name).where(officer.c.name == name)).first():
        raise Conflict("There is, or was, an officer of this name; choose another name.")
    token = token_urlsafe(24)
    limits = {"counties": " ".join(places), "languages": " ".join(spoken)}
    row = {"name": name, "role": role, "invited_by": by.name, "at": at, "until": at + LASTS}
    tx.execute(insert(invitation).values(token_sha256=_hash(token), **row, **limits))
    facts = {"role": str(role), **limits}
    add_entry(tx, Deed.OFFICER_INVITED, at=at, actor=by.name, subject=name, facts=facts)
    return token


def name_fault(name: str) -> str:
    """Return why a name cannot be an officer's; empty when it can.

    >>> name_fault("Asha Mwende")
    ''
    """
    if not name.strip() or len(name) > LONGEST_NAME:
        return "A name has 1 to 80 letters."
    if ":" in name or not name.isprintable():
        return "A name has no colon, and no letter that cannot be seen."
    return ""


def the_invitation(tx: Connection, token: str, *, at: datetime) -> Invitation | None:
    """Return an invitation that can still be taken up."""
    query = select(invitation).where(invitation.c.token_sha256 == _hash(token), _open(at))
    row = tx.execute(query).first()
    found = _invitation(row) if row else None
    inviter = the_officer(tx, found.invited_by) if found else None
    return found if inviter is not None and inviter.may(Right.ADD_OFFICERS) else None


def take_up(tx: Connection, token: str, *, at: datetime) -> tuple[str, str]:
    """Make the invited person an officer, once; return the name and the key.

    Raises:
        Conflict: The name is taken.
        NotFound: The invitation was used, was taken back, or has ended.
    """
    found = the_invitation(tx, token, at=at)
    mine = and_(invitation.c.token_sha256 == _hash(token), _open(at))
    closed = update(invitation).where(mine).values(closed_at=at)
    if found is None or tx.execute(closed).rowcount != 1:
        raise NotFound("This invitation was used, was taken back, or is older than a week.")
    key = keep_officer(
        tx,
        found.name,
        role=found.role,
        actor=found.invited_by,
        at=at,
        counties=found.counties,
        languages=found.languages,
    )
    return found.name, key


def open_invitations(tx: Connection, *, at: datetime) -> list[Invitation]:
    """Return the invitations that can still be taken up, the newest first."""
    query = select(invitation).where(_open(at)).order_by(invitation.c.number.desc())
    return [_invitation(row) for row in tx.execute(query)]


def close_invitation(tx: Connection, number: int, *, by: Officer, at: datetime) -> None:
    """Take an invitation back.

    Raises:
        NotFound: It was used, was taken back, or has ended.
    """
    mine = and_(invitation.c.number == number, _open(at))
    name = tx.execute(select(invitation.c.name).where(mine)).scalar()
    if name is None:
        raise NotFound("This invitation was used, was taken back, or is older than a week.")
    tx.execute(update(invitation).where(mine).values(closed_at=at))
    add_entry(tx, Deed.INVITATION_CLOSED, at=at, actor=by.name, subject=name)


def _refuse_inviter(by: Officer, counties: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Refuse who would let somebody do more than the inviter may."""
    if not by.may(Right.ADD_OFFICERS):
        raise ApprovalError("Only an admin may invite an officer.")
    if not by.reaches(counties, languages):
        raise ApprovalError("You may invite people only for your own counties and languages.")


def _open(at: datetime) -> ColumnElement[bool]:
    return and_(invitation.c.closed_at.is_(None), invitation.c.until > at)


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        number=row.number,
        name=row.name,
        role=Role(row.role),
        counties=tuple(row.counties.split()),
        languages=tuple(row.languages.split()),
        invited_by=row.invited_by,
        until=row.until,
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
