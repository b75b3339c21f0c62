"""Filters with a name, each person's own: kept as the search's address has them, so that one click asks the same."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from foundation.db import transaction
from foundation.errors import N_, Invalid, Problem
from foundation.ids import new_id
from people.domain import Actor, Permission
from question_bank.models.search import SavedFilter
from question_bank.queries import saved_filters as queries

MOST, LONGEST = 30, 40


def list_filters(actor: Actor) -> list[SavedFilter]:
    """The actor's own, by name."""
    return queries.list_saved_filters(actor.person_id) if actor.person_id else []


def save_filter(actor: Actor, name: str, wanted: Mapping[str, str], *, now: datetime) -> UUID:
    """Keep a search under a name; the same name again keeps the new search. Raises MissingPermission, Invalid."""
    actor.require_anywhere(Permission.VIEW_BANK)
    person_id, name = actor.require_person(), _checked(name)
    if not wanted:
        raise Invalid(Problem(N_("先选条件再保存筛选"), field="name"))
    with transaction() as session:
        own = queries.list_saved_filters(person_id, for_update=True)
        row = next((each for each in own if each.name == name), None)
        if row is None:
            if len(own) >= MOST:
                raise Invalid(Problem(N_("最多保存 %(most)s 个常用筛选，先删一个"), {"most": MOST}, field="name"))
            row = SavedFilter(id=new_id(), person_id=person_id, name=name)
            session.add(row)
        row.wanted, row.saved_at = dict(wanted), now
        return row.id


def rename_filter(actor: Actor, filter_id: UUID, name: str, *, now: datetime) -> None:
    """Another name for it. Raises UnknownFilter, Invalid."""
    with transaction():
        row = queries.get_saved_filter(actor.require_person(), filter_id)
        name, own = _checked(name), queries.list_saved_filters(row.person_id, for_update=True)
        if any(each.name == name and each.id != filter_id for each in own):
            raise Invalid(Problem(N_("已有同名的常用筛选"), field="name"))
        row.name, row.saved_at = name, now


def delete_filter(actor: Actor, filter_id: UUID) -> None:
    """Forget it. Raises UnknownFilter."""
    with transaction() as session:
        session.delete(queries.get_saved_filter(actor.require_person(), filter_id))


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid(Problem(N_("给筛选取个名字"), field="name"))
    if len(name) > LONGEST:
        raise Invalid(Problem(N_("名字最多 %(most)s 个字"), {"most": LONGEST}, field="name"))
    return name
