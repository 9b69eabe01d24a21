"""Tables of bulletins as they sound, and of recordings that were checked for them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from app.store.columns import UtcTime, metadata

fingerprint = Table(
    "fingerprint",
    metadata,
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("recipe", Integer, primary_key=True),
    Column("peaks", LargeBinary, nullable=False),
    Column("at", UtcTime, nullable=False),
)
sound_check = Table(
    "sound_check",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("station", String(60), ForeignKey("station.slug"), nullable=False),
    Column("officer", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("file_name", String(120), nullable=False),
    Column("day", String(10), nullable=False),
    Column("recorded_from", UtcTime),
    Column("progress", String(10), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("length_s", Float, nullable=False),
    Column("told", Text, nullable=False),
    Column("hearings", JSON, nullable=False),
    CheckConstraint("progress IN ('waiting', 'working', 'done', 'refused')", name="progress"),
    Index("ix_sound_check_station", "station", "at"),
)
