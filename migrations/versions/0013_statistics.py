"""The bank: statistics of items.

Revision: 0013, follows 0012.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db
from question_bank.models import SearchEntry
from question_bank.services import search_index

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MEASURES = {"n_answers": sa.Integer(), "facility": sa.SmallInteger(), "item_rest": sa.SmallInteger()}
INDEXES = {"answers": "n_answers", "facility": "facility", "item_rest": "item_rest"}


def upgrade() -> None:
    """Forward only. Every sitting with results is marked as changed: the job process measures them all, one by one."""
    _statistics()
    with op.batch_alter_table("item_search", recreate="never") as batch_op:
        for name, kind in MEASURES.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    for name, column in INDEXES.items():
        op.create_index(f"ix_item_search_{name}", "item_search", [column, "place"])
    op.execute(
        "INSERT INTO sitting_statistics (sitting_id, changes, measured)"
        " SELECT DISTINCT sitting_id, 1, 0 FROM exam_result WHERE replaced_at IS NULL"
    )
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT count(*) FROM item_search")) == 0:
        search_index.rebuild(connection)


def _statistics() -> None:
    op.create_table(
        "item_statistics",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("omitted", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("share", "share_squares", "rest", "rest_squares", "products")
        ),
        sa.Column("points", foundation.db.Points(), nullable=False),
        sa.Column("maximum", foundation.db.Points(), nullable=False),
        sa.Column("guess", sa.SmallInteger(), nullable=False),
        sa.Column("measured_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_item_statistics_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["item_version.id"], name=op.f("fk_item_statistics_version_id")),
        sa.PrimaryKeyConstraint("version_id", "sitting_id", name=op.f("pk_item_statistics")),
    )
    op.create_index("ix_item_statistics_sitting", "item_statistics", ["sitting_id"])
    op.create_table(
        "sitting_statistics",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("measured", sa.Integer(), nullable=False),
        sa.Column("changed_at", foundation.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_statistics_sitting_id")),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_sitting_statistics")),
    )


def downgrade() -> None:
    """Back to 0012; the search's index forgets the measures first."""
    connection = op.get_bind()
    measured = list(connection.scalars(sa.select(SearchEntry.version_id).where(SearchEntry.n_answers.is_not(None))))
    places = search_index.take_out(connection, measured)
    op.execute("DELETE FROM item_statistics")
    search_index.put_in(connection, measured, places)
    for name in INDEXES:
        op.drop_index(f"ix_item_search_{name}", "item_search")
    with op.batch_alter_table("item_search", recreate="never") as batch_op:
        for name in MEASURES:
            batch_op.drop_column(name)
    op.drop_table("sitting_statistics")
    op.drop_table("item_statistics")
