"""Tables of drafts and comments on the desk; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from app.store.columns import UtcTime, metadata

text_draft = Table(
    "text_draft",
    metadata,
    Column("officer", String(80), ForeignKey("officer.name"), primary_key=True),
    Column("language", String(10), primary_key=True),
    Column("file", String(80), primary_key=True),
    Column("text", Text, nullable=False),
    Column("based_on", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
)
bulletin_comment = Table(
    "bulletin_comment",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), nullable=False, index=True),
    Column("segment", String(40), nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("officer", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("text", Text, nullable=False),
)
