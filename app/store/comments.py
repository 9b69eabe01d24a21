"""Comments: what officers say to each other about a bulletin's words, before it goes on air."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from app.store.desk_tables import bulletin_comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What an officer said about a bulletin.

    Attributes:
        segment: Kind of the segment that it is about, or empty for the whole bulletin.
        text_sha256: Hash of the bulletin's words as they stood; they may have changed since.
    """

    bulletin: str
    segment: str
    text_sha256: str
    officer: str
    at: datetime
    text: str


def add_comment(tx: Connection, said: Comment) -> None:
    """Keep a comment."""
    row = {name: getattr(said, name) for name in _NAMES}
    tx.execute(insert(bulletin_comment).values(row))


_NAMES = ("bulletin", "segment", "text_sha256", "officer", "at", "text")


def comments_of(tx: Connection, bulletin: str) -> list[Comment]:
    """Return what was said about a bulletin, the oldest first."""
    query = (
        select(*(bulletin_comment.c[name] for name in _NAMES))
        .where(bulletin_comment.c.bulletin == bulletin)
        .order_by(bulletin_comment.c.number)
    )
    return [Comment(**row._mapping) for row in tx.execute(query)]
