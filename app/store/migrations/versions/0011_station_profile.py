"""How a station wants its bulletins, and what was made for it alone."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WAYS = "way IN ('station', 'officer', 'link', 'log', 'sound')"


def upgrade() -> None:
    """Apply."""
    for column in _profile():
        op.add_column("station", column)
    with op.batch_alter_table("airing") as airing:
        airing.drop_constraint(op.f("ck_airing_way"), type_="check")
        airing.create_check_constraint(op.f("ck_airing_way"), WAYS)
    op.create_table(
        "cut",
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("profile", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("integrated_lufs", sa.Float(), nullable=False),
        sa.Column("true_peak_dbtp", sa.Float(), nullable=False),
        sa.Column("voices", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["station"], ["station.slug"], name=op.f("fk_cut_station")),
        sa.ForeignKeyConstraint(["bulletin"], ["bulletin.id"], name=op.f("fk_cut_bulletin")),
        sa.PrimaryKeyConstraint("station", "bulletin", "format", "profile", name=op.f("pk_cut")),
    )
    op.create_index("ix_cut_sha256", "cut", ["sha256"])
    op.create_index("ix_cut_bulletin", "cut", ["bulletin"])


def _profile() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("key_scope", sa.String(length=20), nullable=False, server_default="read-and-tell"),
        sa.Column("loudness_lufs", sa.Float(), nullable=False, server_default="-16"),
        sa.Column("tune_sha256", sa.String(length=64)),
        sa.Column("first_cart", sa.Integer()),
        sa.Column("last_cart", sa.Integer()),
        sa.Column("slots", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("contacts", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("when_expired", sa.String(length=20), nullable=False, server_default="nothing"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("cut")
    with op.batch_alter_table("airing") as airing:
        airing.drop_constraint(op.f("ck_airing_way"), type_="check")
        airing.create_check_constraint(op.f("ck_airing_way"), "way IN ('station', 'officer')")
    with op.batch_alter_table("station") as station:
        for column in _profile():
            station.drop_column(column.name)
