"""What waits for people, or was left half-way: bulletins that are not yet on air."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, exists, select

from app.domain.bulletins import Verdict
from app.store.listing import Standing, standings_of
from app.store.tables import bulletin, sign_off
from app.store.take_tables import take

UNFINISHED = (Verdict.HELD_APPROVAL, Verdict.READY, Verdict.NO_VOICE)


def unfinished(tx: Connection) -> list[Standing]:
    """Return where bulletins stand that have words and wait for a person, the newest week first."""
    query = select(bulletin.c.id).where(bulletin.c.verdict.in_(UNFINISHED))
    found = standings_of(tx, list(tx.execute(query).scalars()))
    with_words = [each for each in found.values() if each.has_script]
    by_place = sorted(with_words, key=lambda each: (each.county, each.language))
    return sorted(by_place, key=lambda each: each.week.monday, reverse=True)


def signers(tx: Connection, names: Collection[str]) -> dict[str, list[str]]:
    """Return who has signed each bulletin's words; no one is left out who has signed none."""
    query = select(sign_off.c.bulletin, sign_off.c.officer).where(sign_off.c.bulletin.in_(names))
    found: dict[str, list[str]] = {name: [] for name in names}
    for row in tx.execute(query.order_by(sign_off.c.at)):
        found[row.bulletin].append(row.officer)
    return found


def left_ready(tx: Connection) -> list[str]:
    """Return the bulletins that people have signed or recorded, and that nobody has produced."""
    signed = exists().where(sign_off.c.bulletin == bulletin.c.id)
    recorded = exists().where(take.c.bulletin == bulletin.c.id)
    query = select(bulletin.c.id).where(bulletin.c.verdict == Verdict.READY, signed | recorded)
    return list(tx.execute(query.order_by(bulletin.c.id)).scalars())
