"""The bank: item care.

Revision: 0008, follows 0007.
"""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""


def downgrade() -> None:
    """Back to the one before."""
