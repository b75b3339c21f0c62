"""The bank: bulk.

Revision: 0009, follows 0008.
"""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""


def downgrade() -> None:
    """Back to the one before."""
