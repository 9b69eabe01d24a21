"""Stations, what they took and what they aired; notices and calls of a recall."""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _stations()
    _traces()
    _recalls()


def _stations() -> None:
    op.create_table(
        "station",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("counties", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("formats", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("key_sha256", sa.String(length=64)),
        sa.Column("key_since", sa.DateTime()),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_station")),
        sa.UniqueConstraint("name", name=op.f("uq_station_name")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_station_key_sha256")),
    )
    op.create_table(
        "station_message",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=80)),
        sa.Column("answered_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_station_message")),
        _to("station_message", "station", "station.slug"),
        _to("station_message", "answered_by", "officer.name"),
    )


def _traces() -> None:
    op.create_table(
        "download",
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("station", "bulletin", name=op.f("pk_download")),
        _to("download", "station", "station.slug"),
        _to("download", "bulletin", "bulletin.id"),
    )
    op.create_index("ix_download_bulletin", "download", ["bulletin"])
    op.create_table(
        "airing",
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("told_by", sa.String(length=80), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("way IN ('station', 'officer')", name=op.f("ck_airing_way")),
        sa.PrimaryKeyConstraint("station", "bulletin", "day", name=op.f("pk_airing")),
        _to("airing", "station", "station.slug"),
        _to("airing", "bulletin", "bulletin.id"),
    )
    op.create_index("ix_airing_bulletin", "airing", ["bulletin"])


def _recalls() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("notice_sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("replacement", sa.String(length=80)),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("bulletin", "notice_sha256", name=op.f("pk_withdrawal")),
        _to("withdrawal", "bulletin", "bulletin.id"),
        _to("withdrawal", "replacement", "bulletin.id"),
        _to("withdrawal", "asked_by", "officer.name"),
    )
    op.create_table(
        "recall_call",
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("bulletin", "station", name=op.f("pk_recall_call")),
        _to("recall_call", "bulletin", "bulletin.id"),
        _to("recall_call", "station", "station.slug"),
        _to("recall_call", "officer", "officer.name"),
    )


def _to(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [there], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    """Take back."""
    for table in ("recall_call", "withdrawal", "airing", "download", "station_message", "station"):
        op.drop_table(table)
