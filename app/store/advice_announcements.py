"""Announcements of partners, as they were offered, accepted and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.announcements import Announcement, AnnouncementState, accepted, withdrawn
from app.domain.people import Officer
from app.errors import ApprovalError, Conflict, NotFound
from app.store.advice import refuse_offerer
from app.store.advice_tables import announcement
from app.store.audit import Deed, add_entry

_BODY = TypeAdapter(Announcement)


def offer_announcement(tx: Connection, offered: Announcement, *, officer: Officer) -> Announcement:
    """Keep an announcement as an offer, and return it with its name.

    Raises:
        ApprovalError: This officer may enter none, or not for this county.
        Conflict: Somebody else offered one at the same moment.
    """
    refuse_offerer(officer)
    if not officer.covers(county=offered.county):
        raise ApprovalError(f"{officer.name} does not decide for {offered.county}.")
    counted = select(func.count()).where(announcement.c.county == offered.county)
    number = tx.execute(counted).scalar_one() + 1
    made = replace(offered, id=f"{offered.county}-{number}", offered_by=officer.name)
    body = _BODY.dump_python(made, mode="json")
    row = {"id": made.id, "county": made.county, "state": made.state}
    try:
        with tx.begin_nested():
            tx.execute(insert(announcement).values(**row, body=body))
    except IntegrityError as fault:
        raise Conflict("Somebody else offered one at this moment; send yours again.") from fault
    _log(tx, Deed.ANNOUNCEMENT_OFFERED, made, officer=officer, at=made.offered_at, facts=body)
    return made


def accept_announcement(
    tx: Connection, name: str, *, officer: Officer, at: datetime
) -> Announcement:
    """Accept an announcement for NDMA.

    Raises:
        ApprovalError: It is not this officer's to accept, or it stands so that it cannot be.
        Conflict: Somebody else has decided about it meanwhile.
        NotFound: There is no such announcement.
    """
    return _decide(tx, name, lambda each: accepted(each, officer=officer, at=at), officer=officer)


def withdraw_announcement(
    tx: Connection, name: str, *, officer: Officer, at: datetime, reason: str
) -> Announcement:
    """Say an announcement no more.

    Raises:
        ApprovalError: It is not this officer's to withdraw, or it is withdrawn already.
        Conflict: Somebody else has decided about it meanwhile.
        NotFound: There is no such announcement.
    """

    def decide(each: Announcement) -> Announcement:
        return withdrawn(each, officer=officer, at=at, reason=reason)

    return _decide(tx, name, decide, officer=officer)


def _decide(
    tx: Connection,
    name: str,
    decide: Callable[[Announcement], Announcement],
    *,
    officer: Officer,
) -> Announcement:
    before = the_announcement(tx, name)
    after = decide(before)
    done = tx.execute(
        update(announcement)
        .where(announcement.c.id == name, announcement.c.state == before.state)
        .values(body=_BODY.dump_python(after, mode="json"), state=after.state)
    )
    if done.rowcount != 1 or after.decided_at is None:
        raise Conflict(f"Somebody else has decided about announcement {name} meanwhile.")
    facts = {"state": str(after.state), "reason": after.reason}
    act = Deed.ANNOUNCEMENT_DECIDED
    _log(tx, act, after, officer=officer, at=after.decided_at, facts=facts)
    return after


def announcements(
    tx: Connection, county: str | None = None, *, state: AnnouncementState | None = None
) -> list[Announcement]:
    """Return announcements, those that begin last first, of one county or of all."""
    query = select(announcement.c.body)
    if county is not None:
        query = query.where(announcement.c.county == county)
    if state is not None:
        query = query.where(announcement.c.state == state)
    found = [_BODY.validate_python(body) for body in tx.execute(query).scalars()]
    return sorted(found, key=lambda each: (each.first_day, each.id), reverse=True)


def the_announcement(tx: Connection, name: str) -> Announcement:
    """Return an announcement.

    Raises:
        NotFound: There is none.
    """
    body = tx.execute(select(announcement.c.body).where(announcement.c.id == name)).scalar()
    if body is None:
        raise NotFound(f"There is no announcement '{name}'.")
    return _BODY.validate_python(body)


def _log(
    tx: Connection,
    act: Deed,
    about: Announcement,
    *,
    officer: Officer,
    at: datetime,
    facts: dict[str, Any],
) -> None:
    subject = f"announcement {about.id}"
    add_entry(tx, act, at=at, actor=officer.name, subject=subject, facts=facts)
