"""The table of template texts that officers wrote; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.store.columns import UtcTime, metadata

template_revision = Table(
    "template_revision",
    metadata,
    Column("language", String(10), primary_key=True),
    Column("file", String(80), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("origin", String(10), nullable=False),
    Column("edited_by", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("pack_sha256", String(64), nullable=False),
    UniqueConstraint("language", "step"),
    CheckConstraint("origin IN ('human', 'machine')", name="origin"),
)
