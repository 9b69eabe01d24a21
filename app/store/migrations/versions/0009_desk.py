"""What officers write on the desk besides texts: drafts and comments."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "text_draft",
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("file", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name=op.f("fk_text_draft_officer")),
        sa.PrimaryKeyConstraint("officer", "language", "file", name=op.f("pk_text_draft")),
    )
    op.create_table(
        "bulletin_comment",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("segment", sa.String(length=40), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin"], ["bulletin.id"], name=op.f("fk_bulletin_comment_bulletin")
        ),
        sa.ForeignKeyConstraint(
            ["officer"], ["officer.name"], name=op.f("fk_bulletin_comment_officer")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bulletin_comment")),
    )
    op.create_index(op.f("ix_bulletin_comment_bulletin"), "bulletin_comment", ["bulletin"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("bulletin_comment")
    op.drop_table("text_draft")
