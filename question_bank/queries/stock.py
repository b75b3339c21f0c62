"""Named reads of what is on its way into the bank: to say, where items are missing, how many more are coming."""

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from foundation.db import db
from question_bank.domain import ItemStatus
from question_bank.models import Item, ItemVersionRow
from question_bank.queries.neighbours import ORG_UNIT


def list_under_review(unit_path: str, pool: str) -> list[ItemVersionRow]:
    """Versions in review of items that no form can draw yet, of the unit and of those above it."""
    above = [unit_path[: i + 1] for i, letter in enumerate(unit_path) if letter == "/"]
    other = aliased(ItemVersionRow)
    query = (
        select(ItemVersionRow)
        .join(Item, Item.id == ItemVersionRow.item_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
        .where(
            ORG_UNIT.c.path.in_(above),
            ItemVersionRow.status == ItemStatus.IN_REVIEW,
            ItemVersionRow.pool == pool,
            ~exists().where(other.item_id == ItemVersionRow.item_id, other.status == ItemStatus.APPROVED),
        )
    )
    return list(db.session.scalars(query))
