"""Bulletins and their sign-offs: one query a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, insert, select, update

from app.domain.bulletins import Bulletin, SignOff, Verdict, bulletin_id
from app.domain.periods import Week
from app.domain.recordings import Recording
from app.errors import ApprovalError, Conflict, NotFound
from app.store.approvals import (
    clearance,
    demand_of,
    grounds,
    keep_sign_off,
    objection_to,
    sign_offs_of,
)
from app.store.audit import SYSTEM, Deed, add_entry
from app.store.rows import bulletin_from_row, bulletin_to_row, recording_to_row
from app.store.tables import bulletin, recording

OPEN = (Verdict.READY, Verdict.HELD_APPROVAL, Verdict.HELD_EVIDENCE, Verdict.NO_VOICE)
NOT_FOR_AIR = (Verdict.SUPERSEDED, Verdict.WITHDRAWN, Verdict.EXPIRED)


def add_draft(tx: Connection, draft: Bulletin) -> Bulletin:
    """Keep a draft as the next edition, unless the newest edition came from the same inputs.

    A failed or refused edition with the same inputs is opened again, so that a repeated run
    heals it. Earlier editions that were never released are superseded.

    Returns:
        The edition that stands: the new one, or the one that was already there.
    """
    newest = newest_edition(tx, draft)
    if newest and newest.inputs_sha256 == draft.inputs_sha256:
        return _reopened(tx, newest, draft)
    edition = newest.edition + 1 if newest else 1
    name = bulletin_id(
        week=draft.week,
        county=draft.county,
        language=draft.language,
        edition=edition,
        exercise=draft.exercise,
    )
    tx.execute(
        update(bulletin)
        .where(same_series(draft), bulletin.c.verdict.in_(OPEN))
        .values(verdict=Verdict.SUPERSEDED, reason=f"Replaced by edition {edition}.")
    )
    kept = replace(draft, id=name, edition=edition)
    tx.execute(insert(bulletin).values(bulletin_to_row(kept)))
    return kept


def _reopened(tx: Connection, newest: Bulletin, draft: Bulletin) -> Bulletin:
    healable = (Verdict.FAILED, Verdict.REFUSED, Verdict.NO_VOICE, Verdict.HELD_EVIDENCE)
    # A standing approval may have been given after the draft was made.
    now_covered = newest.verdict is Verdict.HELD_APPROVAL and draft.verdict is Verdict.READY
    if newest.verdict not in healable and not now_covered:
        return newest
    verdict, reason = draft.verdict, draft.reason
    approved = not clearance(tx, newest, at=draft.created_at).lacking
    if approved and verdict is Verdict.HELD_APPROVAL:
        verdict, reason = Verdict.READY, "Approved; to be made again."
    if now_covered and not approved and not newest.exercise:
        return newest
    set_verdict(tx, newest.id, verdict, reason=reason)
    return the_bulletin(tx, newest.id)


def same_series(like: Bulletin) -> ColumnElement[bool]:
    """Return the condition of being an edition of the same week, county and language."""
    return and_(
        bulletin.c.week == str(like.week),
        bulletin.c.county == like.county,
        bulletin.c.language == like.language,
        bulletin.c.exercise == like.exercise,
    )


def newest_edition(tx: Connection, like: Bulletin) -> Bulletin | None:
    """Return the newest edition of a bulletin's week, county and language, or None."""
    query = select(bulletin).where(same_series(like)).order_by(bulletin.c.edition.desc())
    row = tx.execute(query.limit(1)).first()
    return bulletin_from_row(row) if row else None


def the_bulletin(tx: Connection, name: str) -> Bulletin:
    """Return the bulletin with this id, its sign-offs with it.

    Raises:
        NotFound: There is none.
    """
    row = tx.execute(select(bulletin).where(bulletin.c.id == name)).first()
    if row is None:
        raise NotFound(f"There is no bulletin '{name}'.")
    found = bulletin_from_row(row)
    text = found.script.sha256 if found.script else ""
    signed = tuple(each for each in sign_offs_of(tx, name) if each.text_sha256 == text)
    return replace(found, sign_offs=signed)


def bulletins_of_week(tx: Connection, week: Week, *, exercise: bool) -> list[Bulletin]:
    """Return the newest edition of each county and language of a week."""
    query = _newest_only(
        select(bulletin).where(bulletin.c.week == str(week), bulletin.c.exercise == exercise)
    )
    ordered = query.order_by(bulletin.c.county, bulletin.c.language)
    return [bulletin_from_row(row) for row in tx.execute(ordered)]


def _newest_only(query: Select[Any]) -> Select[Any]:
    later = bulletin.alias("later")
    newer = exists().where(
        later.c.week == bulletin.c.week,
        later.c.county == bulletin.c.county,
        later.c.language == bulletin.c.language,
        later.c.exercise == bulletin.c.exercise,
        later.c.edition > bulletin.c.edition,
    )
    return query.where(~newer)


def newest_week(tx: Connection, *, exercise: bool) -> Week | None:
    """Return the newest week that has any bulletin."""
    query = select(func.max(bulletin.c.week)).where(bulletin.c.exercise == exercise)
    found = tx.execute(query).scalar()
    return Week.parse(found) if found else None


def released(
    tx: Connection,
    *,
    exercise: bool,
    county: str | None = None,
    language: str | None = None,
    week: Week | None = None,
    playable_at: datetime | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Bulletin]:
    """Return released bulletins, the newest first; of a moment: those that may be played then."""
    query = select(bulletin).where(
        bulletin.c.exercise == exercise, bulletin.c.verdict == Verdict.RELEASED
    )
    wanted = {"county": county, "language": language, "week": str(week) if week else None}
    for column, value in wanted.items():
        if value is not None:
            query = query.where(bulletin.c[column] == value)
    if playable_at is not None:
        begun, over = bulletin.c.valid_from <= playable_at, bulletin.c.valid_until < playable_at
        query = query.where(begun, ~over)
    ordered = query.order_by(bulletin.c.week.desc(), bulletin.c.released_at.desc(), bulletin.c.id)
    return [bulletin_from_row(row) for row in tx.execute(ordered.limit(limit).offset(offset))]


def ready(tx: Connection, week: Week) -> list[Bulletin]:
    """Return the bulletins of a week that may be produced now, in a fixed order."""
    query = select(bulletin).where(
        bulletin.c.week == str(week), bulletin.c.verdict == Verdict.READY
    )
    return [bulletin_from_row(row) for row in tx.execute(query.order_by(bulletin.c.id))]


def set_verdict(tx: Connection, name: str, verdict: Verdict, *, reason: str) -> None:
    """Record where a bulletin stands, and why.

    Raises:
        Conflict: This would put it on air, or take a live one back, without asking who approved.
    """
    allowed = bulletin.c.id == name
    if verdict is Verdict.RELEASED:
        allowed &= bulletin.c.verdict == Verdict.RELEASED
    if verdict is Verdict.WITHDRAWN:
        allowed &= bulletin.c.exercise | (bulletin.c.verdict != Verdict.RELEASED)
    done = tx.execute(update(bulletin).where(allowed).values(verdict=verdict, reason=reason))
    if done.rowcount != 1:
        raise Conflict(f"Bulletin {name} cannot simply be called {verdict}.")


def release(tx: Connection, name: str, recordings: Iterable[Recording], *, at: datetime) -> None:
    """Make a ready bulletin public with its recordings; the edition before it leaves the air.

    Raises:
        ApprovalError: It is live, and too few people signed exactly this text.
        Conflict: It is not ready: somebody else released, withdrew or replaced it.
    """
    waiting = (bulletin.c.id == name) & (bulletin.c.verdict == Verdict.READY)
    if tx.execute(select(bulletin.c.id).where(waiting).with_for_update()).first() is None:
        raise Conflict(f"Bulletin {name} is no longer ready; it was not released a second time.")
    ready_one = the_bulletin(tx, name)
    cleared = clearance(tx, ready_one, at=at)
    if cleared.lacking and not ready_one.exercise:
        raise ApprovalError(f"Bulletin {name} {cleared.lacking}.")
    on_air = {"verdict": Verdict.RELEASED, "reason": "On air.", "released_at": at}
    tx.execute(update(bulletin).where(waiting).values(on_air))
    tx.execute(insert(recording), [recording_to_row(name, each) for each in recordings])
    tx.execute(
        update(bulletin)
        .where(
            same_series(ready_one),
            bulletin.c.id != name,
            bulletin.c.verdict == Verdict.RELEASED,
        )
        .values(verdict=Verdict.SUPERSEDED, reason=f"Replaced by edition {ready_one.edition}.")
    )
    facts = grounds(ready_one, cleared)
    add_entry(tx, Deed.RELEASED, at=at, actor=SYSTEM, subject=name, facts=facts)


def expire(tx: Connection, *, now: datetime) -> int:
    """Take bulletins whose validity is over off the air; return how many."""
    overdue = update(bulletin).where(
        bulletin.c.verdict.in_((*OPEN, Verdict.FAILED)), bulletin.c.valid_until < now
    )
    return tx.execute(overdue.values(verdict=Verdict.EXPIRED, reason="Its week is over.")).rowcount


def add_sign_off(tx: Connection, name: str, given: SignOff) -> Bulletin:
    """Keep a person's approval and return the bulletin with it.

    A sign-off that no longer counts, as when the key was given too long before, may be renewed.

    Raises:
        ApprovalError: The sign-off would not count, for the reason that is told.
        Conflict: The text is not the one that was approved, or the bulletin is not waiting.
        NotFound: There is no such bulletin.
    """
    waiting = the_bulletin(tx, name)
    if waiting.verdict is not Verdict.HELD_APPROVAL or waiting.script is None:
        raise Conflict(f"Bulletin {name} is not waiting for approval: {waiting.reason}")
    text = waiting.script.sha256
    if text != given.text_sha256:
        raise Conflict(f"Bulletin {name} has changed since it was read; read it again.")
    if any(each.officer == given.officer for each in clearance(tx, waiting, at=given.at).counted):
        raise Conflict(f"{given.officer} has already approved {name}; another person must.")
    against = objection_to(tx, waiting, demand_of(tx, waiting), given, text_sha256=text)
    if against:
        raise ApprovalError(f"{against}.")
    keep_sign_off(tx, name, given)
    facts = {"text_sha256": text, "phase": waiting.phase}
    add_entry(tx, Deed.SIGNED, at=given.at, actor=given.officer, subject=name, facts=facts)
    return the_bulletin(tx, name)
