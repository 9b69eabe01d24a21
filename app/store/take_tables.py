"""Tables of what people recorded; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)

from app.store.columns import UtcTime, metadata

take = Table(
    "take",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("county", String(40), nullable=False),
    Column("language", String(10), nullable=False),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), nullable=False, index=True),
    Column("segment", String(40), nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("upload_sha256", String(64), nullable=False),
    Column("speaker", String(80), nullable=False),
    Column("consent", Boolean(name="consent"), nullable=False),
    Column("uploaded_by", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("sounding", JSON, nullable=False),
    Column("matched_by", String(80), ForeignKey("officer.name")),
    Column("matched_at", UtcTime),
    CheckConstraint("consent", name="agreed"),
    UniqueConstraint("county", "language", "text_sha256", "sha256"),
    Index("ix_take_words", "county", "language", "text_sha256"),
)
