"""The directory of people: filtered, sorted, counted, a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from foundation.db import db
from foundation.text import fold
from people.models import OrgUnit, Person, RoleAssignment
from people.queries.organisation import within

SORTS: dict[str, ColumnElement[Any]] = {
    "login": Person.login_folded.expression,
    "name": Person.name.expression,
    "unit": OrgUnit.path.expression,
    "hired": Person.hired_on.expression,
}


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What to look for: words in name, 工号 or telephone; a unit and all below; a role held; a state (active, waiting
    for a password, left, all).
    """

    words: str = ""
    unit_path: str | None = None
    role: str | None = None
    state: str = "active"
    sort: str = "login"
    descending: bool = False


STATES: dict[str, tuple[ColumnElement[bool], ...]] = {
    "active": (Person.left_on.is_(None),),
    "waiting": (Person.left_on.is_(None), Person.password_hash.is_(None)),
    "left": (Person.left_on.is_not(None),),
    "all": (),
}


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _matching(scopes: tuple[str, ...], wanted: PeopleFilter) -> Select[Any]:
    query = select(Person).join(OrgUnit, OrgUnit.id == Person.unit_id).where(within(scopes), *STATES[wanted.state])
    if wanted.unit_path:
        query = query.where(OrgUnit.path.startswith(wanted.unit_path))
    if wanted.words.strip():
        query = query.where(
            or_(
                Person.login_folded.like(_like(fold(wanted.words)), escape="\\"),
                Person.name.like(_like(wanted.words.strip()), escape="\\"),
                Person.phone.like(_like(wanted.words.strip()), escape="\\"),
            )
        )
    if wanted.role:
        held = select(RoleAssignment.person_id).where(
            RoleAssignment.role == wanted.role, RoleAssignment.ended_at.is_(None)
        )
        query = query.where(Person.id.in_(held))
    return query


def count_people(scopes: tuple[str, ...], wanted: PeopleFilter) -> int:
    """How many match."""
    return db.session.scalar(select(func.count()).select_from(_matching(scopes, wanted).subquery())) or 0


def list_people(scopes: tuple[str, ...], wanted: PeopleFilter, *, offset: int, limit: int) -> list[Person]:
    """The matching persons of one page, with unit and post."""
    column = SORTS[wanted.sort]
    order = column.desc().nulls_last() if wanted.descending else column.asc().nulls_last()
    query = (
        _matching(scopes, wanted)
        .options(joinedload(Person.unit), joinedload(Person.job_role))
        .order_by(order, Person.login_folded)
        .offset(offset)
        .limit(limit)
    )
    return list(db.session.scalars(query))
