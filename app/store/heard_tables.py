"""Tables of confirmations and of what listeners told; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import (
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

confirmation = Table(
    "confirmation",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("station", String(60), ForeignKey("station.slug"), nullable=False),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Index("ix_confirmation_until", "until"),
)
# One time that a bulletin was on air, where the clock is known; `airing` holds the days.
play = Table(
    "play",
    metadata,
    Column("station", String(60), ForeignKey("station.slug"), primary_key=True),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("aired_at", UtcTime, primary_key=True),
    Column("way", String(10), primary_key=True),
    Column("duration_s", Float),
    Column("confidence", Float),
    Column("told_by", String(80), nullable=False),
    CheckConstraint("way IN ('station', 'officer', 'link', 'log', 'sound')", name="way"),
)
# What was on air although it was not for air: an exercise, or a bulletin that was taken back.
alarm_airing = Table(
    "alarm_airing",
    metadata,
    Column("station", String(60), ForeignKey("station.slug"), primary_key=True),
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("aired_at", UtcTime),
    Column("way", String(10), nullable=False),
    Column("told_by", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("seen_by", String(80), ForeignKey("officer.name")),
    Column("seen_at", UtcTime),
    Index("ix_alarm_airing_seen_at", "seen_at"),
)
# That a station stopped playing what was taken back, as it said itself.
recall_stop = Table(
    "recall_stop",
    metadata,
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("station", String(60), ForeignKey("station.slug"), primary_key=True),
    Column("how", String(10), nullable=False),
    Column("at", UtcTime, nullable=False),
)
feedback = Table(
    "feedback",
    metadata,
    Column("number", Integer, primary_key=True),
    # Empty where it is not known.
    Column("county", String(40), nullable=False),
    Column("language", String(10), nullable=False),
    Column("week", String(8), nullable=False),
    Column("day", String(10), nullable=False),
    # Empty for a message that answers nothing.
    Column("code", Integer),
    Column("text", Text, nullable=False),
    Column("channel", String(10), nullable=False),
    Column("sender_sha256", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("answered_by", String(80), ForeignKey("officer.name")),
    Column("answered_at", UtcTime),
    CheckConstraint("code IN (1, 2, 3)", name="code"),
    CheckConstraint("channel IN ('form', 'sms', 'voice')", name="channel"),
    Index("uq_feedback_sender", "day", "county", "sender_sha256", unique=True),
    Index("ix_feedback_week", "week", "county"),
    Index("ix_feedback_at", "at"),
)
# What a gateway has sent once, so that the same again is not counted twice.
inbound_seen = Table(
    "inbound_seen",
    metadata,
    Column("id_sha256", String(64), primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
)
# Thrown away after a day: then nobody can try numbers until one fits a sender's hash.
day_salt = Table(
    "day_salt",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("salt", String(64), nullable=False),
)
