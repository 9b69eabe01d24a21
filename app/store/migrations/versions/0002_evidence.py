"""Marks of fetched versions, stored climatology, decisions on findings, forecasts of KMD."""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # Findings had no keys before; the next run makes this week's assessments anew.
    op.execute("DELETE FROM assessment")
    with op.batch_alter_table("payload", schema=None) as batch_op:
        batch_op.add_column(sa.Column("etag", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("last_modified", sa.Text(), nullable=True))
    op.create_table(
        "climatology",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "county", name=op.f("pk_climatology")),
    )
    op.create_table(
        "finding_decision",
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("finding", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("accepted", sa.Boolean(name="accepted"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer"], ["officer.name"], name=op.f("fk_finding_decision_officer")
        ),
        sa.PrimaryKeyConstraint("county", "finding", "at", name=op.f("pk_finding_decision")),
    )
    op.create_table(
        "weather_forecast",
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer"], ["officer.name"], name=op.f("fk_weather_forecast_officer")
        ),
        sa.PrimaryKeyConstraint("county", "language", "at", name=op.f("pk_weather_forecast")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("weather_forecast")
    op.drop_table("finding_decision")
    op.drop_table("climatology")
    with op.batch_alter_table("payload", schema=None) as batch_op:
        batch_op.drop_column("last_modified")
        batch_op.drop_column("etag")
