"""Signatures of what may be put on air."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "signature",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin"], ["bulletin.id"], name=op.f("fk_signature_bulletin")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_signature")),
    )
    op.create_index("ix_signature_bulletin", "signature", ["bulletin"])
    op.create_table(
        "signing_key",
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("exercise", sa.Boolean(name="exercise"), nullable=False),
        sa.Column("public", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_signing_key")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("signing_key")
    op.drop_table("signature")
