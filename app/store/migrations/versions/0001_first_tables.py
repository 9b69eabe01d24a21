"""First tables."""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "assessment",
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("county", "week", name=op.f("pk_assessment")),
    )
    op.create_table(
        "bulletin",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.Boolean(name="exercise"), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=True),
        sa.Column("trend", sa.String(length=20), nullable=True),
        sa.Column("inputs_sha256", sa.String(length=64), nullable=False),
        sa.Column("script", sa.JSON(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_until", sa.DateTime(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint(
            "week",
            "county",
            "language",
            "exercise",
            "edition",
            name=op.f("uq_bulletin_week_county_language_exercise_edition"),
        ),
    )
    with op.batch_alter_table("bulletin", schema=None) as batch_op:
        batch_op.create_index(
            "ix_bulletin_released", ["exercise", "verdict", "released_at"], unique=False
        )

    op.create_table(
        "install",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("mode IN ('exercise', 'live')", name=op.f("ck_install_mode")),
        sa.CheckConstraint("id = 1", name=op.f("ck_install_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_install")),
    )
    op.create_table(
        "officer",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_officer")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_officer_key_sha256")),
    )
    op.create_table(
        "one_time_token",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_one_time_token")),
    )
    op.create_table(
        "payload",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("fetched_at", sa.DateTime(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "sha256", name=op.f("pk_payload")),
    )
    op.create_table(
        "run",
        sa.Column("schedule", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'done', 'failed', 'missed')", name=op.f("ck_run_state")
        ),
        sa.PrimaryKeyConstraint("schedule", "slot", name=op.f("pk_run")),
    )
    op.create_table(
        "source_visit",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("source", "at", name=op.f("pk_source_visit")),
    )
    op.create_table(
        "language_review",
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("pack_sha256", sa.String(length=64), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer"], ["officer.name"], name=op.f("fk_language_review_officer")
        ),
        sa.PrimaryKeyConstraint("language", "pack_sha256", name=op.f("pk_language_review")),
    )
    op.create_table(
        "ndma_record",
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("observed_month", sa.String(length=7), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name=op.f("fk_ndma_record_officer")),
        sa.PrimaryKeyConstraint("county", "observed_month", name=op.f("pk_ndma_record")),
    )
    op.create_table(
        "recording",
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("integrated_lufs", sa.Float(), nullable=False),
        sa.Column("true_peak_dbtp", sa.Float(), nullable=False),
        sa.Column("voices", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["bulletin"], ["bulletin.id"], name=op.f("fk_recording_bulletin")),
        sa.PrimaryKeyConstraint("bulletin", "format", name=op.f("pk_recording")),
    )
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_sha256"), ["sha256"], unique=False)

    op.create_table(
        "sign_off",
        sa.Column("bulletin", sa.String(length=80), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin"], ["bulletin.id"], name=op.f("fk_sign_off_bulletin")),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name=op.f("fk_sign_off_officer")),
        sa.PrimaryKeyConstraint("bulletin", "officer", "text_sha256", name=op.f("pk_sign_off")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("sign_off")
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_sha256"))

    op.drop_table("recording")
    op.drop_table("ndma_record")
    op.drop_table("language_review")
    op.drop_table("source_visit")
    op.drop_table("run")
    op.drop_table("payload")
    op.drop_table("one_time_token")
    op.drop_table("officer")
    op.drop_table("install")
    with op.batch_alter_table("bulletin", schema=None) as batch_op:
        batch_op.drop_index("ix_bulletin_released")

    op.drop_table("bulletin")
    op.drop_table("assessment")
