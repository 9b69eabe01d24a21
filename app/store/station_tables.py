"""Tables of stations, their own files, what they took and aired, and of recalls."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from app.store.columns import UtcTime, metadata

station = Table(
    "station",
    metadata,
    Column("slug", String(60), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("counties", Text, nullable=False),
    Column("languages", Text, nullable=False),
    Column("formats", Text, nullable=False),
    Column("person", String(80), nullable=False),
    Column("phone", String(30), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("key_sha256", String(64), unique=True),
    Column("key_since", UtcTime),
    Column("key_scope", String(20), nullable=False, server_default="read-and-tell"),
    Column("loudness_lufs", Float, nullable=False, server_default="-16"),
    Column("tune_sha256", String(64)),
    Column("first_cart", Integer),
    Column("last_cart", Integer),
    Column("slots", JSON, nullable=False, server_default="[]"),
    Column("contacts", JSON, nullable=False, server_default="[]"),
    Column("when_expired", String(20), nullable=False, server_default="nothing"),
)
cut = Table(
    "cut",
    metadata,
    Column("station", String(60), ForeignKey("station.slug"), primary_key=True),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("format", String(10), primary_key=True),
    Column("profile", String(64), primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size_bytes", Integer, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("integrated_lufs", Float, nullable=False),
    Column("true_peak_dbtp", Float, nullable=False),
    Column("voices", JSON, nullable=False),
    Column("file_name", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_cut_bulletin", "bulletin"),
)
download = Table(
    "download",
    metadata,
    Column("station", String(60), ForeignKey("station.slug"), primary_key=True),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("format", String(10), nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Index("ix_download_bulletin", "bulletin"),
)
airing = Table(
    "airing",
    metadata,
    Column("station", String(60), ForeignKey("station.slug"), primary_key=True),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("told_by", String(80), nullable=False),
    Column("way", String(10), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("aired_at", UtcTime),
    Column("confidence", Float),
    CheckConstraint("way IN ('station', 'officer', 'link', 'log', 'sound')", name="way"),
    Index("ix_airing_bulletin", "bulletin"),
)
station_message = Table(
    "station_message",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("station", String(60), ForeignKey("station.slug"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("answered_by", String(80), ForeignKey("officer.name")),
    Column("answered_at", UtcTime),
)
withdrawal = Table(
    "withdrawal",
    metadata,
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("notice_sha256", String(64), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("replacement", String(80), ForeignKey("bulletin.id")),
    Column("asked_by", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("done_at", UtcTime),
)
recall_call = Table(
    "recall_call",
    metadata,
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("station", String(60), ForeignKey("station.slug"), primary_key=True),
    Column("officer", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
)
