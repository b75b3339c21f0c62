"""Holding a table of people against what the house knows. Reads only; `people.services.imports` stages and commits."""

from collections.abc import Sequence

from foundation.text import fold
from people import queries
from people.domain import Actor, Permission
from people.domain.importing import Cells, CheckedRow, Column, Known, KnownPerson, KnownPost, KnownUnit, check_rows
from people.models import Person
from people.queries import imports as import_queries


def check_table(actor: Actor, rows: Sequence[tuple[int, Cells]]) -> list[CheckedRow]:
    """Every row with what it would do. Raises MissingPermission."""
    actor.require_anywhere(Permission.MANAGE_PEOPLE)
    logins = {fold(cells.get(Column.LOGIN, "")) for _number, cells in rows}
    persons = import_queries.list_persons_by_login(sorted(login for login in logins if login))
    known = Known(units=_units(actor), posts=_posts(), persons=_persons(actor, persons))
    return check_rows(rows, known)


def _units(actor: Actor) -> list[KnownUnit]:
    units = queries.list_units(actor.scopes(Permission.MANAGE_PEOPLE))
    names = queries.unit_names_by_path([unit.path for unit in units])
    return [KnownUnit(unit.id, names[unit.path]) for unit in units]


def _posts() -> list[KnownPost]:
    return [KnownPost(post.id, (post.name_zh, post.name_en, post.code)) for post in queries.list_job_roles()]


def _persons(actor: Actor, persons: Sequence[Person]) -> dict[str, KnownPerson]:
    names = queries.unit_names_by_path({person.unit.path for person in persons})
    agent_units = import_queries.list_agent_units([person.id for person in persons])
    return {
        person.login_folded: KnownPerson(
            person_id=person.id,
            login=person.login,
            name=person.name,
            phone=person.phone,
            unit_id=person.unit_id,
            unit_names=" / ".join(names[person.unit.path]),
            job_role_id=person.job_role_id,
            hired_on=person.hired_on,
            version=person.version,
            has_left=person.left_on is not None,
            within_reach=actor.may(Permission.MANAGE_PEOPLE, person.unit.path),
            agent_unit_ids=frozenset(agent_units.get(person.id, ())),
        )
        for person in persons
    }
