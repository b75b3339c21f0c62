"""How far an actor reaches: a person outside is unknown (404), a missing permission is said (403)."""

from uuid import UUID

from people import queries
from people.domain import Actor, MissingPermission, Permission, Role, UnknownPerson
from people.models import OrgUnit, Person


def reachable_person(actor: Actor, person_id: UUID, *permissions: Permission) -> Person:
    """The person, if the actor holds one of the permissions on their unit. Raises MissingPermission, UnknownPerson."""
    if not any(actor.may_anywhere(permission) for permission in permissions):
        raise MissingPermission(permissions[0])
    person = queries.get_person(person_id)
    if not any(actor.may(permission, person.unit.path) for permission in permissions):
        raise UnknownPerson()
    return person


def reachable_unit(actor: Actor, unit_id: UUID, permission: Permission) -> OrgUnit:
    """The unit, if the actor holds the permission there. Raises MissingPermission, NotFound."""
    unit = queries.get_unit(unit_id)
    actor.require(permission, unit.path)
    return unit


def require_power_over(actor: Actor, person: Person) -> None:
    """Whoever takes an account over gets its roles: so the actor must be able to give every one of them.

    Without this, HR could take over an administrator's account. Raises MissingPermission.
    """
    if person.id == actor.person_id:
        return
    for grant in queries.list_grants(person.id):
        if grant.role is not Role.AGENT:
            actor.require(Permission.ASSIGN_ROLES, grant.unit_path)
