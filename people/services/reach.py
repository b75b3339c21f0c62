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


def missing_power_over(actor: Actor, person: Person) -> bool:
    """Whether the person holds a role that the actor couldn't give. Who takes an account over gets its roles: without
    this rule HR could become an administrator by a sign-in slip.
    """
    return person.id != actor.person_id and any(
        grant.role is not Role.AGENT and not actor.may(Permission.ASSIGN_ROLES, grant.unit_path)
        for grant in queries.list_grants(person.id)
    )


def require_power_over(actor: Actor, person: Person) -> None:
    """Raises MissingPermission."""
    if missing_power_over(actor, person):
        raise MissingPermission(Permission.ASSIGN_ROLES)
