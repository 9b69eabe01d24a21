"""Tables of signatures, and of the keys that made them; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, Text

from app.store.columns import UtcTime, metadata

signature = Table(
    "signature",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("key_id", String(16), nullable=False),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), nullable=False, index=True),
    Column("file_name", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)
signing_key = Table(
    "signing_key",
    metadata,
    Column("key_id", String(16), primary_key=True),
    Column("exercise", Boolean(name="exercise"), nullable=False),
    Column("public", String(80), nullable=False),
    Column("since", UtcTime, nullable=False),
)
