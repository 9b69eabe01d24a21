"""Confirmations by link, and what listeners told."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WAYS = "way IN ('station', 'officer', 'link', 'log', 'sound')"


def upgrade() -> None:
    """Apply."""
    op.add_column("airing", sa.Column("aired_at", sa.DateTime()))
    op.add_column("airing", sa.Column("confidence", sa.Float()))
    _airings()
    _recalls()
    _feedback()


def _airings() -> None:
    op.create_table(
        "confirmation",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_confirmation")),
        _to("confirmation", "station", "station.slug"),
        _to("confirmation", "bulletin", "bulletin.id"),
    )
    op.create_index("ix_confirmation_until", "confirmation", ["until"])
    op.create_table(
        "play",
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("aired_at", sa.DateTime(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("duration_s", sa.Float()),
        sa.Column("confidence", sa.Float()),
        sa.Column("told_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(WAYS, name=op.f("ck_play_way")),
        sa.PrimaryKeyConstraint("station", "bulletin", "aired_at", "way", name=op.f("pk_play")),
        _to("play", "station", "station.slug"),
        _to("play", "bulletin", "bulletin.id"),
    )


def _recalls() -> None:
    op.create_table(
        "alarm_airing",
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("aired_at", sa.DateTime()),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("told_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seen_by", sa.String(length=80)),
        sa.Column("seen_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("station", "bulletin", "day", name=op.f("pk_alarm_airing")),
        _to("alarm_airing", "station", "station.slug"),
        _to("alarm_airing", "bulletin", "bulletin.id"),
        _to("alarm_airing", "seen_by", "officer.name"),
    )
    op.create_index("ix_alarm_airing_seen_at", "alarm_airing", ["seen_at"])
    op.create_table(
        "recall_stop",
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("bulletin", "station", name=op.f("pk_recall_stop")),
        _to("recall_stop", "bulletin", "bulletin.id"),
        _to("recall_stop", "station", "station.slug"),
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("code", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("sender_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answered_by", sa.String(length=80)),
        sa.Column("answered_at", sa.DateTime()),
        sa.CheckConstraint("code IN (1, 2, 3)", name=op.f("ck_feedback_code")),
        sa.CheckConstraint("channel IN ('form', 'sms', 'voice')", name=op.f("ck_feedback_channel")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_feedback")),
        _to("feedback", "answered_by", "officer.name"),
    )
    sender = ["day", "county", "sender_sha256"]
    op.create_index("uq_feedback_sender", "feedback", sender, unique=True)
    op.create_index("ix_feedback_week", "feedback", ["week", "county"])
    op.create_index("ix_feedback_at", "feedback", ["at"])
    op.create_table(
        "inbound_seen",
        sa.Column("id_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id_sha256", name=op.f("pk_inbound_seen")),
    )
    op.create_index("ix_inbound_seen_at", "inbound_seen", ["at"])
    op.create_table(
        "day_salt",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_salt")),
    )


def _to(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [there], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    """Take back."""
    gone = ("day_salt", "inbound_seen", "feedback", "recall_stop", "alarm_airing", "play")
    for table in (*gone, "confirmation"):
        op.drop_table(table)
    with op.batch_alter_table("airing") as batch:
        batch.drop_column("confidence")
        batch.drop_column("aired_at")
