"""The bank: comments on places, due dates and requests of a review, validity.

Revision: 0008, follows 0007.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = (
    ("submitted_by", sa.Uuid),
    ("reviewer_id", sa.Uuid),
    ("review_due_on", sa.Date),
    ("valid_until", sa.Date),
    ("review_by", sa.Date),
)


def upgrade() -> None:
    """NULL: nobody was asked by name, no date was set; versions from before are valid without end."""
    with op.batch_alter_table("item_version", schema=None, recreate="never") as batch_op:
        for name, kind in COLUMNS:
            batch_op.add_column(sa.Column(name, kind(), nullable=True))
        batch_op.create_index(batch_op.f("ix_item_version_valid_until"), ["valid_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_version_review_by"), ["review_by"], unique=False)
    with op.batch_alter_table("review", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("dates", foundation.db.JsonText(), nullable=True))
    op.create_table(
        "item_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", foundation.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_item_comment_author_id")),
        sa.ForeignKeyConstraint(["resolved_by"], ["person.id"], name=op.f("fk_item_comment_resolved_by")),
        sa.ForeignKeyConstraint(["thread_id"], ["item_comment.id"], name=op.f("fk_item_comment_thread_id")),
        sa.ForeignKeyConstraint(["version_id"], ["item_version.id"], name=op.f("fk_item_comment_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_comment")),
    )
    with op.batch_alter_table("item_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_comment_thread_id"), ["thread_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_comment_version_id"), ["version_id"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("item_comment")
    with op.batch_alter_table("review", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("dates")
    with op.batch_alter_table("item_version", schema=None, recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_version_review_by"))
        batch_op.drop_index(batch_op.f("ix_item_version_valid_until"))
        for name, _kind in reversed(COLUMNS):
            batch_op.drop_column(name)
