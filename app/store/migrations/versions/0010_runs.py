"""How far the steps of a run have come, and slots that an officer moved."""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "run_step",
        sa.Column("schedule", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule", "slot"], ["run.schedule", "run.slot"], name=op.f("fk_run_step_schedule")
        ),
        sa.PrimaryKeyConstraint("schedule", "slot", "step", name=op.f("pk_run_step")),
    )
    op.create_table(
        "moved_slot",
        sa.Column("schedule", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("moved_to", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name=op.f("fk_moved_slot_officer")),
        sa.PrimaryKeyConstraint("schedule", "slot", name=op.f("pk_moved_slot")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("moved_slot")
    op.drop_table("run_step")
