"""The telephone numbers of the counties, as officers entered and checked them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from app.domain.contacts import Contact, Purpose
from app.domain.people import Officer
from app.domain.periods import NAIROBI
from app.errors import ApprovalError, Conflict, NotFound
from app.store.advice import refuse_offerer
from app.store.advice_tables import contact
from app.store.audit import Deed, add_entry


def add_contact(tx: Connection, added: Contact, *, officer: Officer) -> None:
    """Keep a number; one of the same name is replaced, and is to be checked anew.

    Raises:
        ApprovalError: This officer may enter none, or not for this county.
        Conflict: Exactly this one is known.
    """
    _refuse(officer, added.county)
    before = _found(tx, added.county, added.name)
    if before and before.retired_at is None and same(before, added):
        raise Conflict(f"'{added.name}' is known with exactly this number.")
    tx.execute(
        delete(contact).where(contact.c.county == added.county, contact.c.name == added.name)
    )
    tx.execute(insert(contact).values(_row(added)))
    facts = {
        "phone": added.phone,
        "purpose": str(added.purpose),
        "about": added.about,
        "until": added.valid_until.isoformat(),
    }
    _log(tx, Deed.CONTACT_ADDED, added, officer=officer, at=added.added_at, facts=facts)


def same(one: Contact, other: Contact) -> bool:
    """Tell whether two numbers say the same, whoever entered and checked them."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("county", "name", "purpose", "about", "phone", "valid_until")
    )


def verify_contact(
    tx: Connection, county: str, name: str, *, phone: str, officer: Officer, at: datetime
) -> Contact:
    """Keep that an officer called a number today and was answered.

    Args:
        phone: The number that was called.

    Raises:
        ApprovalError: This officer may not, or entered the number.
        Conflict: It is another number by now.
        NotFound: There is no such number.
    """
    _refuse(officer, county)
    before = the_contact(tx, county, name)
    if before.phone.split() != phone.split():
        raise Conflict(f"The number of '{name}' has changed since it was read; call the new one.")
    if before.added_by == officer.name:
        raise ApprovalError(f"{officer.name} entered '{name}'; somebody else must call it.")
    today = at.astimezone(NAIROBI).date()
    after = replace(before, verified_on=today, verified_by=officer.name)
    tx.execute(
        update(contact)
        .where(contact.c.county == county, contact.c.name == name)
        .values(verified_on=today.isoformat(), verified_by=officer.name)
    )
    facts = {"phone": before.phone, "on": today.isoformat()}
    _log(tx, Deed.CONTACT_VERIFIED, before, officer=officer, at=at, facts=facts)
    return after


def retire_contact(
    tx: Connection, county: str, name: str, *, officer: Officer, at: datetime
) -> None:
    """Give a number out no more.

    Raises:
        ApprovalError: This officer may not.
        NotFound: There is no such number, or not any more.
    """
    _refuse(officer, county)
    before = the_contact(tx, county, name)
    mine = update(contact).where(contact.c.county == county, contact.c.name == name)
    tx.execute(mine.values(retired_at=at))
    facts = {"phone": before.phone}
    _log(tx, Deed.CONTACT_RETIRED, before, officer=officer, at=at, facts=facts)


def contacts(tx: Connection, county: str | None = None) -> list[Contact]:
    """Return the numbers that are not retired, of one county or of all."""
    query = select(contact).where(contact.c.retired_at.is_(None))
    if county is not None:
        query = query.where(contact.c.county == county)
    rows = tx.execute(query.order_by(contact.c.county, contact.c.purpose, contact.c.name))
    return [_contact(row) for row in rows]


def the_contact(tx: Connection, county: str, name: str) -> Contact:
    """Return a number.

    Raises:
        NotFound: There is none of this name, or not any more.
    """
    found = _found(tx, county, name)
    if found is None or found.retired_at is not None:
        raise NotFound(f"{county} has no number of '{name}'.")
    return found


def _found(tx: Connection, county: str, name: str) -> Contact | None:
    query = select(contact).where(contact.c.county == county, contact.c.name == name)
    row = tx.execute(query).first()
    return _contact(row) if row else None


def _refuse(officer: Officer, county: str) -> None:
    refuse_offerer(officer)
    if not officer.covers(county=county):
        raise ApprovalError(f"{officer.name} does not decide for {county}.")


def _row(kept: Contact) -> dict[str, Any]:
    return {
        "county": kept.county,
        "name": kept.name,
        "purpose": kept.purpose,
        "about": kept.about,
        "phone": kept.phone,
        "valid_until": kept.valid_until.isoformat(),
        "added_by": kept.added_by,
        "added_at": kept.added_at,
    }


def _contact(row: Row[Any]) -> Contact:
    told = dict(row._mapping)
    checked = told["verified_on"]
    return Contact(
        **{
            **told,
            "purpose": Purpose(told["purpose"]),
            "valid_until": date.fromisoformat(told["valid_until"]),
            "verified_on": date.fromisoformat(checked) if checked else None,
            "verified_by": told["verified_by"] or "",
        }
    )


def _log(
    tx: Connection,
    act: Deed,
    about: Contact,
    *,
    officer: Officer,
    at: datetime,
    facts: dict[str, Any],
) -> None:
    told = {"name": about.name, **facts}
    subject = f"contact {about.county}"
    add_entry(tx, act, at=at, actor=officer.name, subject=subject, facts=told)
