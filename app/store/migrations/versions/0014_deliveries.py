"""Where bulletins are pushed to, what was sent, and what was answered."""

import sqlalchemy as sa
from alembic import op


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _targets()
    _deliveries()
    _notices()


def _targets() -> None:
    op.create_table(
        "push_target",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("host_key", sa.String(length=120), nullable=False),
        sa.Column("folder", sa.String(length=200), nullable=False),
        sa.Column("names", sa.String(length=10), nullable=False),
        sa.Column("exercises", sa.Boolean(name="exercises"), nullable=False),
        sa.Column("is_on", sa.Boolean(name="is_on"), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("wanted_sha256", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("due_at", sa.DateTime()),
        sa.Column("held_by", sa.String(length=120), nullable=False, server_default=""),
        sa.Column("held_until", sa.DateTime()),
        sa.Column("trouble", sa.String(length=20), nullable=False, server_default=""),
        sa.Column("said", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_push_target")),
        sa.UniqueConstraint("station", "address", "folder", name=op.f("uq_push_target_station_address_folder")),
        sa.ForeignKeyConstraint(
            ["station"], ["station.slug"], name=op.f("fk_push_target_station")
        ),
    )


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("trouble", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("took_s", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_delivery")),
        sa.ForeignKeyConstraint(
            ["target"], ["push_target.number"], name=op.f("fk_delivery_target")
        ),
    )
    op.create_index("ix_delivery_target", "delivery", ["target", "name"])


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=60), nullable=False),
        sa.Column("medium", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "station", "medium", "address", "bulletin", "kind", name=op.f("uq_notice_station_medium_address_bulletin_kind")
        ),
        sa.ForeignKeyConstraint(["station"], ["station.slug"], name=op.f("fk_notice_station")),
        sa.ForeignKeyConstraint(["bulletin"], ["bulletin.id"], name=op.f("fk_notice_bulletin")),
    )
    op.create_index("ix_notice_due", "notice", ["state", "due_at"])


def downgrade() -> None:
    """Take back."""
    for table in ("notice", "delivery", "push_target"):
        op.drop_table(table)
