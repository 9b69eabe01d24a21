"""Bulletins as they sound, and where they were heard."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "fingerprint",
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("recipe", sa.Integer(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("bulletin", "recipe", name=op.f("pk_fingerprint")),
        _to("fingerprint", "bulletin", "bulletin.id"),
    )
    op.create_table(
        "sound_check",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("recorded_from", sa.DateTime()),
        sa.Column("progress", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("length_s", sa.Float(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("hearings", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "progress IN ('waiting', 'working', 'done', 'refused')",
            name=op.f("ck_sound_check_progress"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound_check")),
        _to("sound_check", "station", "station.slug"),
        _to("sound_check", "officer", "officer.name"),
    )
    op.create_index("ix_sound_check_station", "sound_check", ["station", "at"])


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    """Take back."""
    op.drop_table("sound_check")
    op.drop_table("fingerprint")
