"""Words as they were kept, and where each stands: read here, decided in `reviews`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select

from app.domain.content import ContentState, Origin, Review, replayed, retired
from app.domain.people import Role
from app.store.tables import content_review, content_revision

LANGUAGE = "language"


def the_content(tx: Connection, kind: str, name: str, sha256: str) -> ContentState | None:
    """Return where exact words stand, or None when they were never kept."""
    drafted = ContentState(kind=kind, name=name, sha256=sha256)
    row = tx.execute(select(content_revision).where(same_words(drafted))).first()
    if row is None:
        return None
    given = tx.execute(
        select(content_review).where(
            content_review.c.kind == kind,
            content_review.c.name == name,
            content_review.c.sha256 == sha256,
        )
    )
    found = ContentState(
        kind=kind,
        name=name,
        sha256=sha256,
        origin=Origin(row.origin),
        editor=row.edited_by,
    )
    reviews = [
        Review(officer=each.officer, role=Role(each.role), sha256=each.sha256, at=each.at)
        for each in given
    ]
    replay = replayed(found, reviews)
    return retired(replay) if row.retired_at else replay


def same_words(like: ContentState) -> ColumnElement[bool]:
    """Return the condition that a row is of exactly these words."""
    return (
        (content_revision.c.kind == like.kind)
        & (content_revision.c.name == like.name)
        & (content_revision.c.sha256 == like.sha256)
    )
