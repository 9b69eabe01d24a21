"""Drafts: what an officer was writing, kept until it is saved or thrown away; nobody else's."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from app.store.desk_tables import text_draft


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDraft:
    """A text that an officer has not saved yet.

    Attributes:
        file: File in the language's folder, in full.
        based_on: Number of the revision that was being edited; 0 for the folder's text.
    """

    officer: str
    language: str
    file: str
    text: str
    based_on: int
    at: datetime


def keep_draft(tx: Connection, made: TextDraft) -> None:
    """Keep a draft in the place of the officer's last one of this file."""
    forget_draft(tx, made.officer, made.language, made.file)
    tx.execute(insert(text_draft).values(asdict(made)))


def forget_draft(tx: Connection, officer: str, language: str, file: str) -> None:
    """Throw an officer's draft of a file away; nothing happens when there is none."""
    tx.execute(delete(text_draft).where(_same(officer, language, file)))


def the_draft(tx: Connection, officer: str, language: str, file: str) -> TextDraft | None:
    """Return an officer's draft of a file, or None."""
    row = tx.execute(select(text_draft).where(_same(officer, language, file))).first()
    return TextDraft(**row._mapping) if row else None


def drafts_of(tx: Connection, officer: str) -> tuple[TextDraft, ...]:
    """Return every draft of an officer, the newest first."""
    query = select(text_draft).where(text_draft.c.officer == officer)
    found = tx.execute(query.order_by(text_draft.c.at.desc()))
    return tuple(TextDraft(**row._mapping) for row in found)


def _same(officer: str, language: str, file: str) -> ColumnElement[bool]:
    return (
        (text_draft.c.officer == officer)
        & (text_draft.c.language == language)
        & (text_draft.c.file == file)
    )
