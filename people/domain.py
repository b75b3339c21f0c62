"""Roles, permissions, scopes and the rules of accounts. Pure; the organisation tree is seen through unit paths.

A unit path is "/<id>/<id>/": the ids of all ancestors and of the unit itself. A grant on a unit covers everything
below it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from foundation.errors import N_, Forbidden, Invalid, NotFound, Problem


class Role(StrEnum):
    """What a person does here; a person may hold several, each on a unit of the organisation."""

    AGENT = "agent"
    ITEM_WRITER = "item_writer"
    REVIEWER = "reviewer"
    EXAMINER = "examiner"
    INVIGILATOR = "invigilator"
    MARKER = "marker"
    HR = "hr"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.AGENT: N_("客服代表"),
    Role.ITEM_WRITER: N_("命题人"),
    Role.REVIEWER: N_("审题人"),
    Role.EXAMINER: N_("考务"),
    Role.INVIGILATOR: N_("监考员"),
    Role.MARKER: N_("评卷人"),
    Role.HR: N_("人事"),
    Role.ADMINISTRATOR: N_("管理员"),
}


class Permission(StrEnum):
    """What a role may do, within its unit."""

    LEARN = "learn"
    SIT_EXAMS = "exams.sit"
    VIEW_BANK = "bank.view"
    WRITE_ITEMS = "bank.write"
    REVIEW_ITEMS = "bank.review"
    MANAGE_EXAMS = "exams.manage"
    MANAGE_SITTINGS = "sittings.manage"
    INVIGILATE = "sittings.invigilate"
    MARK = "marking.mark"
    RELEASE_RESULTS = "marking.release"
    MANAGE_PROGRAMMES = "programmes.manage"
    DECIDE_CERTIFICATION = "certification.decide"
    VIEW_RECORDS = "records.view"
    MANAGE_PEOPLE = "people.manage"
    ASSIGN_ROLES = "roles.assign"
    MANAGE_ORGANISATION = "organisation.manage"
    VIEW_AUDIT = "audit.view"


P = Permission
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset({P.LEARN, P.SIT_EXAMS}),
    Role.ITEM_WRITER: frozenset({P.VIEW_BANK, P.WRITE_ITEMS}),
    Role.REVIEWER: frozenset({P.VIEW_BANK, P.REVIEW_ITEMS}),
    Role.EXAMINER: frozenset(
        {P.VIEW_BANK, P.WRITE_ITEMS, P.MANAGE_EXAMS, P.MANAGE_SITTINGS, P.RELEASE_RESULTS, P.MANAGE_PROGRAMMES}
    ),
    Role.INVIGILATOR: frozenset({P.INVIGILATE}),
    Role.MARKER: frozenset({P.MARK}),
    Role.HR: frozenset({P.VIEW_RECORDS, P.MANAGE_PEOPLE, P.DECIDE_CERTIFICATION}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_PEOPLE, P.ASSIGN_ROLES, P.MANAGE_ORGANISATION, P.VIEW_AUDIT}),
}


class UnitKind(StrEnum):
    """The levels of the organisation tree, from the top."""

    PROVINCE = "province"
    CITY = "city"
    CENTRE = "centre"
    TEAM = "team"


UNIT_LABELS = {
    UnitKind.PROVINCE: N_("省"),
    UnitKind.CITY: N_("市"),
    UnitKind.CENTRE: N_("中心"),
    UnitKind.TEAM: N_("班组"),
}
UNIT_BELOW = {UnitKind.PROVINCE: UnitKind.CITY, UnitKind.CITY: UnitKind.CENTRE, UnitKind.CENTRE: UnitKind.TEAM}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on a unit."""

    role: Role
    unit_path: str

    def covers(self, unit_path: str) -> bool:
        """The unit itself and everything below it."""
        return unit_path.startswith(self.unit_path)


class MissingPermission(Forbidden):
    """The actor's roles don't reach this far; says which permission would."""

    message = N_("你没有做这件事的权限（%(permission)s）")


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

    def require(self, permission: Permission, unit_path: str) -> None:
        """Raises MissingPermission."""
        if not self.may(permission, unit_path):
            raise MissingPermission(permission=str(permission))

    def require_anywhere(self, permission: Permission) -> None:
        """Raises MissingPermission."""
        if not self.may_anywhere(permission):
            raise MissingPermission(permission=str(permission))

    def scopes(self, permission: Permission) -> tuple[str, ...]:
        """The unit paths on which the permission holds; lists are filtered by them. ("/",) for the system."""
        if self.is_system:
            return ("/",)
        return tuple(sorted({g.unit_path for g in self.grants if permission in ROLE_PERMISSIONS[g.role]}))

    def require_person(self) -> UUID:
        """The person's id; raises MissingPermission for the system."""
        if self.person_id is None:
            raise MissingPermission(permission="person")
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


LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,31}")
PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")
PASSWORD_MIN, PASSWORD_MAX = 10, 200
COMMON = frozenset(
    {"1234567890", "0123456789", "password123", "passw0rd123", "qwertyuiop", "1111111111", "0000000000", "a123456789"}
)


def check_login(login: str) -> str:
    """工号: 3–32 letters, digits, dot, dash; returned as stored. Raises Invalid."""
    text = login.strip()
    if not LOGIN.fullmatch(text):
        raise Invalid(
            Problem(N_("工号是 3 到 32 位的字母、数字、点或横线"), field="login", found=login[:40], expected="200825")
        )
    return text


def check_password(password: str, login: str) -> None:
    """Long enough, not the login, not among the commonest. Raises Invalid."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise Invalid(Problem(N_("密码至少 %(n)s 个字符"), {"n": PASSWORD_MIN}, field="password"))
    if password.casefold() in COMMON or login.casefold() in password.casefold() or len(set(password)) < 4:
        raise Invalid(Problem(N_("这个密码太容易猜到：不要含工号、不要用常见的数字串"), field="password"))


SIGN_IN_WINDOW_SECONDS = 300
SIGN_IN_LIMIT_PER_LOGIN = 8
SIGN_IN_LIMIT_PER_ADDRESS = 60


def sign_in_wait_seconds(failures: list[datetime], limit: int, now: datetime) -> int:
    """How long to wait before the next try: 0, or until the oldest counted failure leaves the window. Newest first or
    last alike.
    """
    recent = sorted(moment for moment in failures if (now - moment).total_seconds() < SIGN_IN_WINDOW_SECONDS)
    if len(recent) < limit:
        return 0
    return max(1, SIGN_IN_WINDOW_SECONDS - int((now - recent[-limit]).total_seconds()))


class UnknownPerson(NotFound):
    """No such person within the actor's reach."""

    message = N_("没有找到这个人")


class WrongSignIn(Invalid):
    """One message for a wrong 工号 and a wrong password."""

    message = N_("工号或密码不对")
