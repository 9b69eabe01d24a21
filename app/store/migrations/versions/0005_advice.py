"""Advice, contacts and announcements."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "advice_line",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("offered_by", sa.String(length=80), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=80)),
        sa.Column("decided_at", sa.DateTime()),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'declined', 'retired')",
            name=op.f("ck_advice_line_state"),
        ),
        _officer("advice_line", "offered_by"),
        _officer("advice_line", "decided_by"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_advice_line")),
    )
    op.create_table(
        "advice_words",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["advice_line.key"], name=op.f("fk_advice_words_key")),
        _officer("advice_words", "edited_by"),
        sa.PrimaryKeyConstraint("key", "language", "at", name=op.f("pk_advice_words")),
    )
    _contacts()
    op.create_table(
        "announcement",
        sa.Column("id", sa.String(length=50), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'withdrawn')",
            name=op.f("ck_announcement_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_county"), "announcement", ["county"])


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("verified_on", sa.String(length=10)),
        sa.Column("verified_by", sa.String(length=80)),
        sa.Column("retired_at", sa.DateTime()),
        sa.CheckConstraint("purpose IN ('advice', 'help')", name=op.f("ck_contact_purpose")),
        _officer("contact", "added_by"),
        _officer("contact", "verified_by"),
        sa.PrimaryKeyConstraint("county", "name", name=op.f("pk_contact")),
    )


def _officer(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["officer.name"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    """Take back."""
    for table in ("announcement", "contact", "advice_words", "advice_line"):
        op.drop_table(table)
