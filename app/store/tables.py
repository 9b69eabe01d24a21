"""Every table; singular nouns, natural keys."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.store.columns import UtcTime
from app.store.columns import metadata as metadata

install = Table(
    "install",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mode", String(10), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("mode IN ('exercise', 'live')", name="mode"),
)
one_time_token = Table(
    "one_time_token",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)
officer = Table(
    "officer",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("key_sha256", String(64), nullable=False, unique=True),
    Column("since", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("counties", Text, nullable=False, server_default=""),
    Column("languages", Text, nullable=False, server_default=""),
)
payload = Table(
    "payload",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
)
climatology = Table(
    "climatology",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("county", String(40), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("fitted_at", UtcTime, nullable=False),
)
source_visit = Table(
    "source_visit",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("at", UtcTime, primary_key=True),
    Column("fault", Text),
)
ndma_record = Table(
    "ndma_record",
    metadata,
    Column("county", String(40), primary_key=True),
    Column("observed_month", String(7), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("officer", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
)
finding_decision = Table(
    "finding_decision",
    metadata,
    Column("county", String(40), primary_key=True),
    Column("finding", String(16), primary_key=True),
    Column("at", UtcTime, primary_key=True),
    Column("accepted", Boolean(name="accepted"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("officer", String(80), ForeignKey("officer.name"), nullable=False),
)
weather_forecast = Table(
    "weather_forecast",
    metadata,
    Column("county", String(40), primary_key=True),
    Column("language", String(10), primary_key=True),
    Column("at", UtcTime, primary_key=True),
    Column("text", Text, nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_until", String(10), nullable=False),
    Column("url", Text, nullable=False),
    Column("officer", String(80), ForeignKey("officer.name"), nullable=False),
)
assessment = Table(
    "assessment",
    metadata,
    Column("county", String(40), primary_key=True),
    Column("week", String(8), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
)
run = Table(
    "run",
    metadata,
    Column("schedule", String(40), primary_key=True),
    Column("slot", UtcTime, primary_key=True),
    Column("state", String(10), nullable=False),
    Column("owner", String(120), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("lease_until", UtcTime, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("outcome", Text, nullable=False),
    CheckConstraint("state IN ('running', 'done', 'failed', 'missed')", name="state"),
)
content_revision = Table(
    "content_revision",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("origin", String(10), nullable=False),
    Column("edited_by", String(80), ForeignKey("officer.name")),
    Column("at", UtcTime, nullable=False),
    Column("retired_at", UtcTime),
    CheckConstraint("origin IN ('human', 'machine')", name="origin"),
)
content_review = Table(
    "content_review",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("officer", String(80), ForeignKey("officer.name"), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("at", UtcTime, nullable=False),
    ForeignKeyConstraint(
        ["kind", "name", "sha256"],
        ["content_revision.kind", "content_revision.name", "content_revision.sha256"],
    ),
)
standing_approval = Table(
    "standing_approval",
    metadata,
    Column("county", String(40), primary_key=True),
    Column("language", String(10), primary_key=True),
    Column("phase", String(20), primary_key=True),
    Column("officer", String(80), ForeignKey("officer.name"), primary_key=True),
    Column("at", UtcTime, primary_key=True),
    Column("until", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    CheckConstraint("phase IN ('normal', 'alert')", name="phase"),
)
audit_entry = Table(
    "audit_entry",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", String(120), nullable=False, index=True),
    Column("facts", JSON, nullable=False),
    Column("previous_sha256", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
)
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
bulletin = Table(
    "bulletin",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("county", String(40), nullable=False),
    Column("week", String(8), nullable=False),
    Column("language", String(10), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("exercise", Boolean(name="exercise"), nullable=False),
    Column("phase", String(20)),
    Column("trend", String(20)),
    Column("inputs_sha256", String(64), nullable=False),
    Column("script", JSON),
    Column("verdict", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("valid_from", UtcTime, nullable=False),
    Column("valid_until", UtcTime, nullable=False),
    Column("released_at", UtcTime),
    Column("edited_by", String(80)),
    UniqueConstraint("week", "county", "language", "exercise", "edition"),
    Index("ix_bulletin_released", "exercise", "verdict", "released_at"),
    Index("ix_bulletin_valid", "verdict", "released_at", "valid_until", "valid_from"),
    Index("ix_bulletin_playing", "exercise", "verdict", "county", "valid_until"),
)
sign_off = Table(
    "sign_off",
    metadata,
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("officer", String(80), ForeignKey("officer.name"), primary_key=True),
    Column("text_sha256", String(64), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("reauthenticated_at", UtcTime),
)
recording = Table(
    "recording",
    metadata,
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("format", String(10), primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size_bytes", Integer, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("integrated_lufs", Float, nullable=False),
    Column("true_peak_dbtp", Float, nullable=False),
    Column("voices", JSON, nullable=False),
    Column("file_name", String(64), nullable=False),
)
