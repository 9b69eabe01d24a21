"""Every table; singular nouns, natural keys."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept as naive UTC because SQLite knows no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what is written; naive times are refused."""
        _ = dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone must not be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what was written, aware."""
        _ = dialect
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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
language_review = Table(
    "language_review",
    metadata,
    Column("language", String(10), primary_key=True),
    Column("pack_sha256", String(64), primary_key=True),
    Column("officer", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
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
    UniqueConstraint("week", "county", "language", "exercise", "edition"),
    Index("ix_bulletin_released", "exercise", "verdict", "released_at"),
)
sign_off = Table(
    "sign_off",
    metadata,
    Column("bulletin", String(80), ForeignKey("bulletin.id"), primary_key=True),
    Column("officer", String(80), ForeignKey("officer.name"), primary_key=True),
    Column("text_sha256", String(64), primary_key=True),
    Column("at", UtcTime, nullable=False),
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
