"""Reads of what was said of places in an item's versions."""

from uuid import UUID

from sqlalchemy import func, select

from foundation.db import db
from foundation.errors import N_, NotFound
from question_bank.models import ItemComment, ItemVersionRow
from question_bank.queries.neighbours import PERSON


class UnknownComment(NotFound):
    """No such comment on this item."""

    message = N_("没有找到这条意见")


def list_comments(item_id: UUID) -> list[tuple[ItemComment, int, str]]:
    """Everything said of the item's versions, oldest first: with the version's number and the speaker's name."""
    query = (
        select(ItemComment, ItemVersionRow.number, PERSON.c.name)
        .join(ItemVersionRow, ItemVersionRow.id == ItemComment.version_id)
        .join(PERSON, PERSON.c.id == ItemComment.author_id)
        .where(ItemVersionRow.item_id == item_id)
        .order_by(ItemComment.at, ItemComment.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def get_thread(item_id: UUID, thread_id: UUID, *, for_update: bool = False) -> ItemComment:
    """The first comment of a thread on that item; raises UnknownComment."""
    query = (
        select(ItemComment)
        .join(ItemVersionRow, ItemVersionRow.id == ItemComment.version_id)
        .where(ItemVersionRow.item_id == item_id, ItemComment.id == thread_id, ItemComment.thread_id.is_(None))
    )
    row = db.session.scalar(query.with_for_update(of=ItemComment) if for_update else query)
    if row is None:
        raise UnknownComment()
    return row


def count_open_threads(item_id: UUID) -> int:
    """How many threads on the item nobody has settled."""
    query = (
        select(func.count())
        .select_from(ItemComment)
        .join(ItemVersionRow, ItemVersionRow.id == ItemComment.version_id)
        .where(ItemVersionRow.item_id == item_id, ItemComment.thread_id.is_(None), ItemComment.resolved_at.is_(None))
    )
    return db.session.scalar(query) or 0
