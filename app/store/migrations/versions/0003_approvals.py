"""Approvals in roles, standing approvals, and the log of decisions.

A pack that one officer declared reviewed is not carried over: it now takes a native reviewer, a
sector officer and an approver. The next migration that rebuilds `audit_entry` must make its
triggers anew.
"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ONLY_ADDED = "the log of decisions is only ever added to"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counties", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("languages", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("bulletin", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edited_by", sa.String(length=80), nullable=True))
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reauthenticated_at", sa.DateTime(), nullable=True))
    op.drop_table("language_review")
    _create_content()
    op.create_table(
        "standing_approval",
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("phase IN ('normal', 'alert')", name=op.f("ck_standing_approval_phase")),
        sa.ForeignKeyConstraint(
            ["officer"], ["officer.name"], name=op.f("fk_standing_approval_officer")
        ),
        sa.PrimaryKeyConstraint(
            "county", "language", "phase", "officer", "at", name=op.f("pk_standing_approval")
        ),
    )
    _create_log()
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _create_content() -> None:
    op.create_table(
        "content_revision",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("edited_by", sa.String(length=80), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "origin IN ('human', 'machine')", name=op.f("ck_content_revision_origin")
        ),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["officer.name"], name=op.f("fk_content_revision_edited_by")
        ),
        sa.PrimaryKeyConstraint("kind", "name", "sha256", name=op.f("pk_content_revision")),
    )
    op.create_table(
        "content_review",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "name", "sha256"],
            ["content_revision.kind", "content_revision.name", "content_revision.sha256"],
            name=op.f("fk_content_review_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["officer"], ["officer.name"], name=op.f("fk_content_review_officer")
        ),
        sa.PrimaryKeyConstraint(
            "kind", "name", "sha256", "officer", name=op.f("pk_content_review")
        ),
    )


def _create_log() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "sha256": "0" * 64}])


def _guard_on_sqlite() -> None:
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{deed.lower()} BEFORE {deed} ON audit_entry "
            f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END"
        )
    # INSERT OR REPLACE removes a row without firing the trigger on DELETE.
    op.execute(
        "CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry "
        "WHEN EXISTS (SELECT 1 FROM audit_entry WHERE number = NEW.number) "
        f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END"
    )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{ONLY_ADDED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("audit_entry")
    op.drop_table("audit_head")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_refuse()")
    op.drop_table("standing_approval")
    op.drop_table("content_review")
    op.drop_table("content_revision")
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
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_column("reauthenticated_at")
    with op.batch_alter_table("bulletin", schema=None) as batch_op:
        batch_op.drop_column("edited_by")
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_column("languages")
        batch_op.drop_column("counties")
