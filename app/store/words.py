"""Where the words of a language stand: which packs are approved, and whether that has changed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from app.domain.content import Stage
from app.store.contents import LANGUAGE, the_content
from app.store.tables import content_review, content_revision
from app.store.template_tables import template_revision


@dataclass(frozen=True, slots=True)
class WordsStamp:
    """Tells whether anything that decides about a language's words has changed."""

    revisions: int
    reviews: int
    retired: int


def approved_packs(tx: Connection, language: str) -> frozenset[str]:
    """Return the hashes of all packs of a language that are approved today."""
    query = select(content_revision.c.sha256).where(
        content_revision.c.kind == LANGUAGE,
        content_revision.c.name == language,
        content_revision.c.retired_at.is_(None),
    )
    states = [the_content(tx, LANGUAGE, language, each) for each in tx.execute(query).scalars()]
    return frozenset(each.sha256 for each in states if each and each.stage is Stage.APPROVED)


def words_stamp(tx: Connection, language: str) -> WordsStamp:
    """Return a mark that changes whenever a text is edited, agreed to or retired."""
    edits = select(func.count()).where(template_revision.c.language == language)
    about = (content_review.c.kind == LANGUAGE) & (content_review.c.name == language)
    gone = (content_revision.c.kind == LANGUAGE) & (content_revision.c.name == language)
    return WordsStamp(
        revisions=tx.execute(edits).scalar_one(),
        reviews=tx.execute(select(func.count()).where(about)).scalar_one(),
        retired=tx.execute(
            select(func.count()).where(gone, content_revision.c.retired_at.is_not(None))
        ).scalar_one(),
    )
