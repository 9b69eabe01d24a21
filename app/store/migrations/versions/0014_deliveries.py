"""Where bulletins are pushed to, what was sent, and what was answered."""

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
