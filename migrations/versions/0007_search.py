"""The bank: search.

Revision: 0007, follows 0006.
"""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""


def downgrade() -> None:
    """Back to the one before."""
