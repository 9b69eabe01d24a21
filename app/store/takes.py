"""Takes: what people recorded, by the words that it is bound to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.people import Officer, Right
from app.domain.takes import Sounding, Take, match_objection
from app.errors import ApprovalError, Conflict, NotFound
from app.store.audit import Deed, add_entry
from app.store.take_tables import take

_SOUNDING = TypeAdapter(Sounding)


def add_take(tx: Connection, made: Take) -> Take:
    """Keep a take whose speaker agreed to be heard and named.

    Raises:
        Conflict: The same sound is kept for the same words already.
    """
    row = {name: getattr(made, name) for name in _NAMES}
    sounding = _SOUNDING.dump_python(made.sounding, mode="json")
    try:
        with tx.begin_nested():
            tx.execute(insert(take).values(**row, sounding=sounding, consent=True))
    except IntegrityError as fault:
        raise Conflict("This recording was sent before; it is in the list already.") from fault
    facts = {"take": made.id, "segment": made.segment, "text_sha256": made.text_sha256}
    facts |= {"sha256": made.sha256, "speaker": made.speaker}
    add_entry(
        tx, Deed.TAKE_KEPT, at=made.at, actor=made.uploaded_by, subject=made.bulletin, facts=facts
    )
    return made


_NAMES = (
    *("id", "county", "language", "bulletin", "segment", "text_sha256", "sha256"),
    *("upload_sha256", "speaker", "uploaded_by", "at", "matched_by", "matched_at"),
)


def match_take(tx: Connection, name: str, *, by: Officer, at: datetime) -> Take:
    """Keep that a second person heard a take and says that it matches its words.

    Raises:
        ApprovalError: This person may not say so.
        Conflict: Somebody has said so before.
        NotFound: There is no such take.
    """
    heard = the_take(tx, name)
    against = match_objection(heard, by)
    if against:
        raise ApprovalError(against)
    said = {"matched_by": by.name, "matched_at": at}
    open_one = (take.c.id == name) & take.c.matched_by.is_(None)
    if tx.execute(update(take).where(open_one).values(said)).rowcount != 1:
        raise Conflict(f"{heard.matched_by} has said already that it matches.")
    _log(tx, Deed.TAKE_MATCHED, heard, by=by, at=at)
    return the_take(tx, name)


def remove_take(tx: Connection, name: str, *, by: Officer, at: datetime) -> Take:
    """Forget a take; what was put on air with it stays on record.

    Raises:
        ApprovalError: This person may not.
        NotFound: There is no such take.
    """
    gone = the_take(tx, name)
    may = by.may(Right.MATCH) or (by.may(Right.RECORD) and by.name == gone.uploaded_by)
    if not may or not by.covers(county=gone.county, language=gone.language):
        raise ApprovalError("Only who sent a recording, or who may match it, may remove it.")
    tx.execute(delete(take).where(take.c.id == name))
    _log(tx, Deed.TAKE_REMOVED, gone, by=by, at=at)
    return gone


def _log(tx: Connection, deed: Deed, about: Take, *, by: Officer, at: datetime) -> None:
    facts = {"take": about.id, "segment": about.segment, "text_sha256": about.text_sha256}
    add_entry(tx, deed, at=at, actor=by.name, subject=about.bulletin, facts=facts)


def the_take(tx: Connection, name: str) -> Take:
    """Return the take with this id.

    Raises:
        NotFound: There is none.
    """
    row = tx.execute(select(take).where(take.c.id == name)).first()
    if row is None:
        raise NotFound("There is no such recording any more; open the page again.")
    return _take(row)


def takes_of(
    tx: Connection, *, county: str, language: str, bulletin: str, words: Collection[str]
) -> list[Take]:
    """Return the takes of exact words, and those of a bulletin whose words have changed since.

    Args:
        words: Hashes of the words.

    Returns:
        The newest first.
    """
    theirs = (take.c.county == county) & (take.c.language == language)
    wanted = take.c.text_sha256.in_(words) | (take.c.bulletin == bulletin)
    query = select(take).where(theirs, wanted).order_by(take.c.at.desc(), take.c.id)
    return [_take(row) for row in tx.execute(query)]


def matched_takes(
    tx: Connection, *, county: str, language: str, words: Collection[str]
) -> dict[str, Take]:
    """Return the take to be used for each hash of words: of several the one matched last."""
    query = (
        select(take)
        .where(
            take.c.county == county,
            take.c.language == language,
            take.c.text_sha256.in_(words),
            take.c.matched_by.is_not(None),
        )
        .order_by(take.c.matched_at, take.c.id)
    )
    return {row.text_sha256: _take(row) for row in tx.execute(query)}


def kept_sounds(tx: Connection) -> set[str]:
    """Return the hash of the sound of every take."""
    return set(tx.execute(select(take.c.sha256)).scalars())


def _take(row: Row[Any]) -> Take:
    known = {name: getattr(row, name) for name in _NAMES}
    return Take(**known, sounding=_SOUNDING.validate_python(row.sounding))
