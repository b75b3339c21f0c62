"""The bank: likeness.

Revision: 0010, follows 0009.
"""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""


def downgrade() -> None:
    """Back to the one before."""
