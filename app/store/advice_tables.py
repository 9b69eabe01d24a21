"""Tables of advice, contacts and announcements; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table, Text

from app.store.columns import UtcTime, metadata

advice_line = Table(
    "advice_line",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("offered_by", String(80), ForeignKey("officer.name"), nullable=False),
    Column("offered_at", UtcTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("decided_by", String(80), ForeignKey("officer.name")),
    Column("decided_at", UtcTime),
    Column("reason", Text, nullable=False, server_default=""),
    CheckConstraint("state IN ('offered', 'accepted', 'declined', 'retired')", name="state"),
)
advice_words = Table(
    "advice_words",
    metadata,
    Column("key", String(60), ForeignKey("advice_line.key"), primary_key=True),
    Column("language", String(10), primary_key=True),
    Column("at", UtcTime, primary_key=True),
    Column("text", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("edited_by", String(80), ForeignKey("officer.name"), nullable=False),
)
contact = Table(
    "contact",
    metadata,
    Column("county", String(40), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("purpose", String(10), nullable=False),
    Column("about", Text, nullable=False),
    Column("phone", String(30), nullable=False),
    Column("valid_until", String(10), nullable=False),
    Column("added_by", String(80), ForeignKey("officer.name"), nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("verified_on", String(10)),
    Column("verified_by", String(80), ForeignKey("officer.name")),
    Column("retired_at", UtcTime),
    CheckConstraint("purpose IN ('advice', 'help')", name="purpose"),
)
announcement = Table(
    "announcement",
    metadata,
    Column("id", String(50), primary_key=True),
    Column("county", String(40), nullable=False, index=True),
    Column("body", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    CheckConstraint("state IN ('offered', 'accepted', 'withdrawn')", name="state"),
)
