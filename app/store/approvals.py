"""Whether a bulletin may go on air: who signed its exact text, and what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from app.domain.announcements import ANNOUNCEMENTS
from app.domain.approval import Demand, demand, objection
from app.domain.bulletins import Bulletin, SignOff
from app.domain.evidence import Phase
from app.store.audit import Deed
from app.store.officers import the_officer
from app.store.reviews import pack_approved
from app.store.rows import assessment_from_json
from app.store.standing import StandingApproval, standing_for
from app.store.tables import assessment, audit_entry, bulletin, sign_off


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """How far a bulletin is from air.

    Attributes:
        counted: The sign-offs that count today.
        standing: The standing approval that covers it, or None.
        lacking: What it still waits for, in plain words; empty when it may go on air.
    """

    demand: Demand
    counted: tuple[SignOff, ...]
    standing: StandingApproval | None
    lacking: str


def clearance(
    tx: Connection, made: Bulletin, *, at: datetime, findings_open: bool | None = None
) -> Clearance:
    """Return how far a bulletin is from air, from what is kept and nothing that a caller says.

    Args:
        findings_open: Whether findings about its evidence wait for a decision; None: as kept.
    """
    needed = demand_of(tx, made)
    text = made.script.sha256 if made.script else ""
    counted = counting(tx, made, needed, sign_offs_of(tx, made.id), text_sha256=text)
    standing = None
    if needed.standing_allowed and not made.exercise and len(counted) < needed.people:
        waits = _findings_open(tx, made) if findings_open is None else findings_open
        standing = None if waits else _standing(tx, made, at)
    lacking = "" if standing else needed.waiting(len(counted))
    return Clearance(
        demand=needed,
        counted=counted,
        standing=standing,
        lacking=_words_lacking(tx, made) or lacking,
    )


def grounds(made: Bulletin, cleared: Clearance) -> dict[str, object]:
    """Return on what grounds a bulletin goes on air, for the log."""
    return {
        "text_sha256": made.script.sha256 if made.script else "",
        "exercise": made.exercise,
        "phase": made.phase,
        "people_needed": 0 if made.exercise else cleared.demand.people,
        "signed_by": [each.officer for each in cleared.counted],
        "standing_of": cleared.standing.officer if cleared.standing else None,
    }


def _standing(tx: Connection, made: Bulletin, at: datetime) -> StandingApproval | None:
    return standing_for(tx, county=made.county, language=made.language, phase=made.phase, at=at)


def _words_lacking(tx: Connection, made: Bulletin) -> str:
    """Return why the words themselves may not go on air; an exercise may use any."""
    if made.script is None:
        return "has no script"
    if made.exercise or pack_approved(tx, made.language, made.script.pack_sha256):
        return ""
    return f"waits for its words: this {made.language} pack is not approved"


def _findings_open(tx: Connection, made: Bulletin) -> bool:
    """Return whether a finding waits for a decision; evidence that is not kept counts as one."""
    query = select(assessment.c.body).where(
        assessment.c.county == made.county, assessment.c.week == str(made.week)
    )
    body = tx.execute(query).scalar()
    return body is None or any(each.open for each in assessment_from_json(body).findings)


def demand_of(tx: Connection, made: Bulletin, *, cancel: bool = False) -> Demand:
    """Return what a bulletin needs; exercises are not compared with what was on air."""
    if made.exercise:
        return demand(made.phase, edited=made.edited_by is not None, cancel=cancel)
    return demand(
        made.phase,
        before=_phase_before(tx, made),
        edited=made.edited_by is not None,
        announced=_announces(made),
        correction=_was_on_air(tx, made),
        cancel=cancel,
    )


def _announces(made: Bulletin) -> bool:
    segments = made.script.segments if made.script else ()
    return any(each.kind == ANNOUNCEMENTS for each in segments)


def _phase_before(tx: Connection, made: Bulletin) -> Phase | None:
    """Return the phase that listeners of this county and language heard last, or None."""
    query = select(bulletin.c.phase).where(_heard(made)).order_by(bulletin.c.released_at.desc())
    found = tx.execute(query.limit(1)).scalar()
    return Phase(found) if found else None


def _was_on_air(tx: Connection, made: Bulletin) -> bool:
    """Return whether another edition of the same week has been on air."""
    query = select(bulletin.c.id).where(_heard(made), bulletin.c.week == str(made.week))
    return tx.execute(query.limit(1)).first() is not None


def _heard(made: Bulletin) -> ColumnElement[bool]:
    return and_(
        bulletin.c.county == made.county,
        bulletin.c.language == made.language,
        bulletin.c.exercise.is_(False),
        bulletin.c.released_at.is_not(None),
        bulletin.c.id != made.id,
    )


def objection_to(
    tx: Connection, made: Bulletin, needed: Demand, given: SignOff, *, text_sha256: str
) -> str:
    """Return why a sign-off does not count for a bulletin today, or empty when it does."""
    return objection(
        given,
        needed,
        text_sha256=text_sha256,
        editors=editors_of(tx, made),
        officer=the_officer(tx, given.officer),
        county=made.county,
        language=made.language,
    )


def counting(
    tx: Connection,
    made: Bulletin,
    needed: Demand,
    sign_offs: Iterable[SignOff],
    *,
    text_sha256: str,
) -> tuple[SignOff, ...]:
    """Return the sign-offs of a text that count, one a person."""
    found: dict[str, SignOff] = {}
    for each in sign_offs:
        if not objection_to(tx, made, needed, each, text_sha256=text_sha256):
            found.setdefault(each.officer, each)
    return tuple(found.values())


def editors_of(tx: Connection, made: Bulletin) -> set[str]:
    """Return everyone who changed a bulletin's text by hand, as logged."""
    changed = select(audit_entry.c.actor).where(
        audit_entry.c.subject == made.id, audit_entry.c.act == Deed.TEXT_CHANGED
    )
    last = {made.edited_by} if made.edited_by else set()
    return last | set(tx.execute(changed).scalars())


def sign_offs_of(tx: Connection, name: str) -> tuple[SignOff, ...]:
    """Return every sign-off of a bulletin, the oldest first, whether or not it counts today."""
    query = select(sign_off).where(sign_off.c.bulletin == name).order_by(sign_off.c.at)
    return tuple(
        SignOff(
            officer=row.officer,
            text_sha256=row.text_sha256,
            at=row.at,
            reauthenticated_at=row.reauthenticated_at,
        )
        for row in tx.execute(query)
    )


def keep_sign_off(tx: Connection, name: str, given: SignOff) -> None:
    """Write a sign-off down; an earlier one of the same person and text makes way."""
    key = {"bulletin": name, "officer": given.officer, "text_sha256": given.text_sha256}
    tx.execute(delete(sign_off).filter_by(**key))
    times = {"at": given.at, "reauthenticated_at": given.reauthenticated_at}
    tx.execute(insert(sign_off).values(**key, **times))
