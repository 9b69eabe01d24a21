"""Texts of templates as officers wrote them; a revision is written once and never changed."""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WRITTEN_ONCE = "a revision of a template is written once"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "template_revision",
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("file", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("edited_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("pack_sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "origin IN ('human', 'machine')", name=op.f("ck_template_revision_origin")
        ),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["officer.name"], name=op.f("fk_template_revision_edited_by")
        ),
        sa.PrimaryKeyConstraint("language", "file", "number", name=op.f("pk_template_revision")),
        sa.UniqueConstraint("language", "step", name=op.f("uq_template_revision_language_step")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER template_revision_no_{deed.lower()} BEFORE {deed} "
            f"ON template_revision BEGIN SELECT RAISE(ABORT, '{WRITTEN_ONCE}'); END"
        )
    # INSERT OR REPLACE removes a row without firing the trigger on DELETE.
    op.execute(
        "CREATE TRIGGER template_revision_no_replace BEFORE INSERT ON template_revision "
        "WHEN EXISTS (SELECT 1 FROM template_revision WHERE language = NEW.language AND "
        "(step = NEW.step OR (file = NEW.file AND number = NEW.number))) "
        f"BEGIN SELECT RAISE(ABORT, '{WRITTEN_ONCE}'); END"
    )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION template_revision_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WRITTEN_ONCE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER template_revision_no_change BEFORE UPDATE OR DELETE ON template_revision "
        "FOR EACH ROW EXECUTE FUNCTION template_revision_refuse()"
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("template_revision")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION template_revision_refuse()")
