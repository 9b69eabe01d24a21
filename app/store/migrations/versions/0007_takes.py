"""Bulletins and segments recorded by people."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "take",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("segment", sa.String(length=40), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("upload_sha256", sa.String(length=64), nullable=False),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.Column("consent", sa.Boolean(name="consent"), nullable=False),
        sa.Column("uploaded_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sounding", sa.JSON(), nullable=False),
        sa.Column("matched_by", sa.String(length=80)),
        sa.Column("matched_at", sa.DateTime()),
        sa.CheckConstraint("consent", name=op.f("ck_take_agreed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take")),
        sa.UniqueConstraint(
            *("county", "language", "text_sha256", "sha256"),
            name=op.f("uq_take_county_language_text_sha256_sha256"),
        ),
        _to("bulletin", "bulletin.id"),
        _to("uploaded_by", "officer.name"),
        _to("matched_by", "officer.name"),
    )
    op.create_index(op.f("ix_take_bulletin"), "take", ["bulletin"])
    op.create_index("ix_take_words", "take", ["county", "language", "text_sha256"])


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_take_{column}"))


def downgrade() -> None:
    """Take back."""
    op.drop_table("take")
