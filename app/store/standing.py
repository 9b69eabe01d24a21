"""Standing approvals: an officer's yes, given ahead, to composed texts of a mild phase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, select, update

from app.domain.approval import STANDING_PHASES
from app.domain.evidence import Phase
from app.domain.people import Officer, Right
from app.errors import ApprovalError, NotFound
from app.store.audit import Deed, add_entry
from app.store.officers import the_officer
from app.store.tables import standing_approval

LONGEST = timedelta(days=92)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingApproval:
    """A yes to what is composed for a county, language and phase, until a day."""

    county: str
    language: str
    phase: Phase
    officer: str
    at: datetime
    until: datetime
    revoked_at: datetime | None = None


def give_standing(tx: Connection, given: StandingApproval) -> None:
    """Keep a standing approval.

    Raises:
        ApprovalError: The phase takes a person each week, the officer may not sign here, or the
            time is not within a season.
    """
    person = the_officer(tx, given.officer)
    if given.phase not in STANDING_PHASES:
        raise ApprovalError(f"The phase {given.phase} takes a person each week.")
    if person is None or not _signs(person, given.county, given.language):
        raise ApprovalError(f"{given.officer} does not sign for {given.county}, {given.language}.")
    if not given.at < given.until <= given.at + LONGEST:
        raise ApprovalError(f"A standing approval ends within {LONGEST.days} days.")
    row = {name: getattr(given, name) for name in ("county", "language", "phase", "officer", "at")}
    tx.execute(insert(standing_approval).values(**row, until=given.until))
    _log(tx, Deed.STANDING_GIVEN, given, actor=given.officer, at=given.at)


def revoke_standing(
    tx: Connection, county: str, language: str, *, officer: Officer, at: datetime
) -> int:
    """Take back every standing approval of a county and language; return how many there were.

    Raises:
        ApprovalError: The officer does not sign for them.
        NotFound: None is in force.
    """
    if not _signs(officer, county, language):
        raise ApprovalError(f"{officer.name} does not sign for {county}, {language}.")
    known = standing_approvals(tx, at=at)
    found = [each for each in known if (each.county, each.language) == (county, language)]
    if not found:
        raise NotFound(f"No standing approval is in force for {county}, {language}.")
    for each in found:
        tx.execute(update(standing_approval).where(_same(each)).values(revoked_at=at))
        _log(tx, Deed.STANDING_REVOKED, each, actor=officer.name, at=at)
    return len(found)


def standing_approvals(tx: Connection, *, at: datetime) -> list[StandingApproval]:
    """Return the standing approvals that are in force at a time, by county and language."""
    query = select(standing_approval).where(
        standing_approval.c.revoked_at.is_(None),
        standing_approval.c.at <= at,
        standing_approval.c.until > at,
    )
    ordered = query.order_by(
        standing_approval.c.county, standing_approval.c.language, standing_approval.c.at
    )
    rows = [row._mapping for row in tx.execute(ordered)]
    return [StandingApproval(**{**row, "phase": Phase(row["phase"])}) for row in rows]


def standing_for(
    tx: Connection, *, county: str, language: str, phase: Phase | None, at: datetime
) -> StandingApproval | None:
    """Return a standing approval in force whose officer still signs here, or None."""
    for each in standing_approvals(tx, at=at):
        if (each.county, each.language, each.phase) != (county, language, phase):
            continue
        person = the_officer(tx, each.officer)
        if person is not None and _signs(person, county, language):
            return each
    return None


def _signs(person: Officer, county: str, language: str) -> bool:
    return person.may(Right.SIGN) and person.covers(county=county, language=language)


def _same(like: StandingApproval) -> ColumnElement[bool]:
    return (
        (standing_approval.c.county == like.county)
        & (standing_approval.c.language == like.language)
        & (standing_approval.c.phase == like.phase)
        & (standing_approval.c.officer == like.officer)
        & (standing_approval.c.at == like.at)
    )


def _log(tx: Connection, act: Deed, each: StandingApproval, *, actor: str, at: datetime) -> None:
    facts = {
        "language": each.language,
        "phase": str(each.phase),
        "officer": each.officer,
        "until": each.until.isoformat(),
    }
    add_entry(tx, act, at=at, actor=actor, subject=each.county, facts=facts)
