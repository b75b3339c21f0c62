"""Roles, permissions, scopes and the rules of accounts. Pure; the organisation tree is seen through unit paths.

The import of people from a table has its own rules in `people.domain.importing`.
"""

from people.domain.accounts import (
    PASSWORD_MAX,
    PASSWORD_MIN,
    PHONE,
    HasLeft,
    LastAdministrator,
    LoginTaken,
    PersonChanged,
    UnknownPerson,
    WrongSignIn,
    check_last_day,
    check_login,
    check_name_and_phone,
    check_password,
)
from people.domain.actors import SYSTEM, Actor, Grant, Holder, MissingPermission
from people.domain.roles import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role, permission_for, roles_with
from people.domain.units import UNIT_BELOW, UNIT_LABELS, NameTaken, UnitKind, check_kind, check_unit_name, is_top

__all__ = [
    "PASSWORD_MAX",
    "PASSWORD_MIN",
    "PHONE",
    "ROLE_LABELS",
    "ROLE_PERMISSIONS",
    "SYSTEM",
    "UNIT_BELOW",
    "UNIT_LABELS",
    "Actor",
    "Grant",
    "HasLeft",
    "Holder",
    "LastAdministrator",
    "LoginTaken",
    "MissingPermission",
    "NameTaken",
    "Permission",
    "PersonChanged",
    "Role",
    "UnitKind",
    "UnknownPerson",
    "WrongSignIn",
    "check_kind",
    "check_last_day",
    "check_login",
    "check_name_and_phone",
    "check_password",
    "check_unit_name",
    "is_top",
    "permission_for",
    "roles_with",
]
