"""Tables of what lets an officer in; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from app.store.columns import UtcTime, metadata

credential = Table(
    "credential",
    metadata,
    Column("officer", String(80), ForeignKey("officer.name"), primary_key=True),
    Column("password_hash", String(200)),
    Column("password_at", UtcTime),
    Column("code_secret", String(64)),
    # Empty until the first code from the telephone has shown that the secret arrived there.
    Column("code_since", UtcTime),
    # Codes count half minutes; none is taken twice, and none from before the last one.
    Column("code_step", Integer, nullable=False, server_default="0"),
)
desk_session = Table(
    "desk_session",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("officer", String(80), ForeignKey("officer.name"), nullable=False, index=True),
    Column("browser", String(80), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
)
invitation = Table(
    "invitation",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("counties", Text, nullable=False),
    Column("languages", Text, nullable=False),
    Column("invited_by", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
)
wrong_try = Table(
    "wrong_try",
    metadata,
    # Of a name and an address; neither is kept.
    Column("who_sha256", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("until", UtcTime),
)
audit_check = Table(
    "audit_check",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("officer", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
