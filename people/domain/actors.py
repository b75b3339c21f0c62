"""Who acts, and how far their roles reach: the first argument of every service of the house."""

from dataclasses import dataclass
from uuid import UUID

from foundation.errors import N_, Forbidden
from people.domain.roles import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role, roles_with
from people.domain.units import is_top


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on a unit."""

    role: Role
    unit_path: str

    def covers(self, unit_path: str) -> bool:
        """The unit itself and everything below it."""
        return unit_path.startswith(self.unit_path)


class MissingPermission(Forbidden):
    """The actor's roles don't reach this far; says which role would."""

    message = N_("你没有做这件事的权限，需要角色：%(role)s")

    def __init__(self, permission: str) -> None:
        self.permission = Permission(permission)
        super().__init__(role=ROLE_LABELS[roles_with(self.permission)[0]])


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a signed-in person with the roles that hold now, or the system itself (`person_id` None, may do
    all).
    """

    person_id: UUID | None
    login: str
    name: str
    unit_path: str
    grants: tuple[Grant, ...] = ()
    session_id: UUID | None = None

    def may(self, permission: Permission, unit_path: str) -> bool:
        """Holds the permission on that unit."""
        return self.is_system or any(
            permission in ROLE_PERMISSIONS[g.role] and g.covers(unit_path) for g in self.grants
        )

    def may_anywhere(self, permission: Permission) -> bool:
        """Holds the permission on some unit: enough to enter, not to act."""
        return self.is_system or any(permission in ROLE_PERMISSIONS[g.role] for g in self.grants)

    def may_at_the_top(self, permission: Permission) -> bool:
        """Holds the permission on the top of a tree: what concerns everybody (posts, jobs) asks for that."""
        return any(is_top(scope) for scope in self.scopes(permission))

    def require(self, permission: Permission, unit_path: str) -> None:
        """Raises MissingPermission."""
        if not self.may(permission, unit_path):
            raise MissingPermission(permission)

    def require_anywhere(self, permission: Permission) -> None:
        """Raises MissingPermission."""
        if not self.may_anywhere(permission):
            raise MissingPermission(permission)

    def require_at_the_top(self, permission: Permission) -> None:
        """Raises MissingPermission."""
        if not self.may_at_the_top(permission):
            raise MissingPermission(permission)

    def scopes(self, permission: Permission) -> tuple[str, ...]:
        """The unit paths on which the permission holds; lists are filtered by them. ("/",) for the system."""
        if self.is_system:
            return ("/",)
        return tuple(sorted({g.unit_path for g in self.grants if permission in ROLE_PERMISSIONS[g.role]}))

    def require_person(self) -> UUID:
        """The person's id; raises Forbidden for the system."""
        if self.person_id is None:
            raise Forbidden()
        return self.person_id

    @property
    def is_system(self) -> bool:
        """The job process, the command line without `--as`, event handlers."""
        return self.person_id is None


SYSTEM = Actor(person_id=None, login="system", name="system", unit_path="/")


@dataclass(frozen=True, slots=True)
class Holder:
    """What other packages may know of a person: frozen into attempts and certificates."""

    person_id: UUID
    login: str
    name: str
    phone: str | None
    unit_id: UUID
    unit_path: str
    unit_names: str
    job_role: str | None
    active: bool
