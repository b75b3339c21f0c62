"""The bank: intake.

Revision: 0012, follows 0011.
"""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""


def downgrade() -> None:
    """Back to the one before."""
