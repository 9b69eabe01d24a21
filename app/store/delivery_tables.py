"""Tables of pushes and notices; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.store.columns import UtcTime, metadata

push_target = Table(
    "push_target",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("station", String(60), ForeignKey("station.slug"), nullable=False),
    Column("address", String(400), nullable=False),
    Column("user", String(80), nullable=False),
    Column("secret", Text, nullable=False),
    Column("host_key", String(120), nullable=False),
    Column("folder", String(200), nullable=False),
    Column("names", String(10), nullable=False),
    Column("exercises", Boolean(name="exercises"), nullable=False),
    Column("is_on", Boolean(name="is_on"), nullable=False),
    Column("since", UtcTime, nullable=False),
    # How far the pushing has come; a restart goes on from here.
    Column("wanted_sha256", String(64), nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcTime),
    Column("held_by", String(120), nullable=False, server_default=""),
    Column("held_until", UtcTime),
    Column("trouble", String(20), nullable=False, server_default=""),
    Column("said", Text, nullable=False, server_default=""),
    UniqueConstraint("station", "address", "folder"),
)
delivery = Table(
    "delivery",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("target", Integer, ForeignKey("push_target.number"), nullable=False),
    Column("bulletin", String(80), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("name", String(120), nullable=False),
    Column("act", String(10), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("said", Text, nullable=False),
    Column("trouble", String(20), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("took_s", Float, nullable=False),
    Index("ix_delivery_target", "target", "name"),
)
notice = Table(
    "notice",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("station", String(60), ForeignKey("station.slug"), nullable=False),
    Column("medium", String(10), nullable=False),
    Column("address", String(200), nullable=False),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("title", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("said", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    UniqueConstraint("station", "medium", "address", "bulletin", "kind"),
    Index("ix_notice_due", "state", "due_at"),
)
