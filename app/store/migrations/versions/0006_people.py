"""Sessions, second factors and invitations of officers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _add_credentials_and_sessions()
    _add_invitations()
    _add_tries_and_checks()


def _add_credentials_and_sessions() -> None:
    op.create_table(
        "credential",
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200)),
        sa.Column("password_at", sa.DateTime()),
        sa.Column("code_secret", sa.String(length=64)),
        sa.Column("code_since", sa.DateTime()),
        sa.Column("code_step", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name=op.f("fk_credential_officer")),
        sa.PrimaryKeyConstraint("officer", name=op.f("pk_credential")),
    )
    op.create_table(
        "desk_session",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.ForeignKeyConstraint(
            ["officer"], ["officer.name"], name=op.f("fk_desk_session_officer")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_desk_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_desk_session_token_sha256")),
    )
    op.create_index(op.f("ix_desk_session_officer"), "desk_session", ["officer"])


def _add_invitations() -> None:
    op.create_table(
        "invitation",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("counties", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime()),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["officer.name"], name=op.f("fk_invitation_invited_by")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitation_token_sha256")),
    )


def _add_tries_and_checks() -> None:
    op.create_table(
        "wrong_try",
        sa.Column("who_sha256", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime()),
        sa.PrimaryKeyConstraint("who_sha256", name=op.f("pk_wrong_try")),
    )
    op.create_index(op.f("ix_wrong_try_at"), "wrong_try", ["at"])
    op.create_table(
        "audit_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_check_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_check")),
    )


def downgrade() -> None:
    """Take back."""
    for name in ("audit_check", "wrong_try", "invitation", "desk_session", "credential"):
        op.drop_table(name)
