"""Roles on units: giving, ending, moving. Ended rows stay as history."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from foundation import audit
from foundation.db import db, transaction
from foundation.ids import new_id
from people import queries
from people.domain import Actor, HasLeft, LastAdministrator, Permission, Role, UnknownPerson, permission_for
from people.models import RoleAssignment
from people.services.reach import reachable_person


def assign_role(actor: Actor, person_id: UUID, role: Role, unit_id: UUID, *, now: datetime) -> None:
    """Give a role on a unit; the agent role comes with the account, all others need ASSIGN_ROLES there and on the
    person's unit. Twice is once. Raises UnknownPerson, MissingPermission, HasLeft.
    """
    permission = permission_for(role)
    person = reachable_person(actor, person_id, permission)
    unit = queries.get_unit(unit_id)
    actor.require(permission, unit.path)
    if person.left_on is not None:
        raise HasLeft()
    with transaction():
        if any(a.role == role and a.unit_id == unit_id for a in _open_assignments(person_id)):
            return
        _give(person_id, role, unit_id, now)
        names = queries.unit_names(unit.path)
        audit.record(actor, "people.assign_role", "person", person_id, now=now, role=role.value, unit=names)


def end_role(actor: Actor, person_id: UUID, assignment_id: UUID, *, now: datetime) -> None:
    """End a role of that person; the row stays as history. Raises UnknownPerson, MissingPermission,
    LastAdministrator.
    """
    reachable_person(actor, person_id, Permission.ASSIGN_ROLES, Permission.MANAGE_PEOPLE)
    with transaction():
        assignment = next((a for a in queries.list_assignments(person_id) if a.id == assignment_id), None)
        if assignment is None:
            raise UnknownPerson()
        actor.require(permission_for(Role(assignment.role)), assignment.unit.path)
        if assignment.ended_at is not None:
            return
        _keep_an_administrator([assignment])
        assignment.ended_at = now
        names = queries.unit_names(assignment.unit.path)
        audit.record(actor, "people.end_role", "person", person_id, now=now, role=assignment.role, unit=names)


def end_all_roles(person_id: UUID, *, now: datetime) -> None:
    """All roles of somebody who leaves, in the current transaction. Raises LastAdministrator."""
    ending = _open_assignments(person_id)
    _keep_an_administrator(ending)
    for assignment in ending:
        assignment.ended_at = now


def move_agent_role(person_id: UUID, from_unit_id: UUID, to_unit_id: UUID, *, now: datetime) -> None:
    """The agent role on a person's own unit goes where they go, in the current transaction."""
    held = [a for a in _open_assignments(person_id) if a.role == Role.AGENT]
    for assignment in held:
        if assignment.unit_id == from_unit_id:
            assignment.ended_at = now
            if not any(other.unit_id == to_unit_id for other in held):
                _give(person_id, Role.AGENT, to_unit_id, now)


def _open_assignments(person_id: UUID) -> list[RoleAssignment]:
    return [a for a in queries.list_assignments(person_id) if a.ended_at is None]


def _give(person_id: UUID, role: Role, unit_id: UUID, now: datetime) -> None:
    row = RoleAssignment(id=new_id(), person_id=person_id, role=role.value, unit_id=unit_id, granted_at=now)
    db.session.add(row)
    db.session.flush()


def _keep_an_administrator(ending: Iterable[RoleAssignment]) -> None:
    """Each tree keeps an administrator at its top who can sign in. Two who end each other's role queue here."""
    of_tops = [a for a in ending if a.role == Role.ADMINISTRATOR and a.unit.parent_id is None]
    for assignment in of_tops:
        queries.lock_unit(assignment.unit_id)
        if not queries.has_other_administrator(assignment.unit_id, [a.id for a in of_tops]):
            raise LastAdministrator()
