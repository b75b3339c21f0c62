"""Reads of the filters that a person saved."""

from uuid import UUID

from sqlalchemy import select

from foundation.db import db
from foundation.errors import N_, NotFound
from question_bank.models.search import SavedFilter
from question_bank.queries.neighbours import PERSON


class UnknownFilter(NotFound):
    """No such filter of this person."""

    message = N_("没有找到这个常用筛选")


def list_saved_filters(person_id: UUID, *, for_update: bool = False) -> list[SavedFilter]:
    """A person's filters by name; `for_update`: nobody else changes any of them until the transaction ends."""
    if for_update:  # on the person: a filter that is only about to be there can't be locked
        db.session.execute(select(PERSON.c.id).where(PERSON.c.id == person_id).with_for_update(key_share=True))
    query = select(SavedFilter).where(SavedFilter.person_id == person_id)
    return list(db.session.scalars(query.order_by(SavedFilter.name)))


def get_saved_filter(person_id: UUID, filter_id: UUID) -> SavedFilter:
    """A filter of that person's; raises UnknownFilter."""
    query = select(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.person_id == person_id)
    row = db.session.scalar(query)
    if row is None:
        raise UnknownFilter()
    return row
