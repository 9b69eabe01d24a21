"""What stations' software reads, kept ready as bytes."""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "document",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("maker", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_document")),
    )
    op.create_table(
        "shelf",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_shelf_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf")),
    )
    op.execute("INSERT INTO shelf (id, serial, stamp) VALUES (1, 0, '')")
    op.create_index(
        "ix_bulletin_valid", "bulletin", ["verdict", "released_at", "valid_until", "valid_from"]
    )
    op.create_index(
        "ix_bulletin_playing", "bulletin", ["exercise", "verdict", "county", "valid_until"]
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_bulletin_playing", "bulletin")
    op.drop_index("ix_bulletin_valid", "bulletin")
    op.drop_table("shelf")
    op.drop_table("document")
