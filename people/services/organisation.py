"""The organisation tree and the posts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Problem
from foundation.ids import new_id
from people import queries
from people.domain import UNIT_BELOW, Actor, Permission, UnitKind
from people.models import JobRole, OrgUnit


class NameTaken(Conflict):
    """A sibling has that name."""

    message = N_("同一上级下已经有“%(name)s”")


def create_unit(actor: Actor, *, name: str, kind: UnitKind, parent_id: UUID | None, now: datetime) -> UUID:
    """Add a unit: a province at the top, each other kind right below its own. Raises Invalid, NameTaken."""
    if not 1 <= len(name.strip()) <= 80:
        raise Invalid(Problem(N_("名称要填，最多 80 个字"), field="name", found=name[:40]))
    parent = queries.get_unit(parent_id) if parent_id else None
    expected = UNIT_BELOW.get(UnitKind(parent.kind)) if parent else UnitKind.PROVINCE
    if kind is not expected:
        raise Invalid(
            Problem(
                N_("层级不对：省、市、中心、班组依次而下"),
                field="kind",
                found=kind.value,
                expected=expected.value if expected else None,
            )
        )
    actor.require(Permission.MANAGE_ORGANISATION, parent.path if parent else "/")
    unit_id = new_id()
    with transaction() as session:
        session.add(
            OrgUnit(
                id=unit_id,
                parent_id=parent_id,
                kind=kind.value,
                name=name.strip(),
                path=f"{parent.path if parent else '/'}{unit_id}/",
            )
        )
        try:
            session.flush()
        except IntegrityError as error:
            raise NameTaken(name=name.strip()) from error
        audit.record(actor, "people.create_unit", "org_unit", unit_id, now=now, name=name.strip(), kind=kind.value)
    return unit_id


def get_unit(unit_id: UUID) -> OrgUnit:
    """The unit; raises NotFound."""
    return queries.get_unit(unit_id)


def list_units(actor: Actor, permission: Permission) -> list[OrgUnit]:
    """The units on which the actor holds the permission, parents before children."""
    return queries.list_units(actor.scopes(permission))


def list_job_roles() -> list[JobRole]:
    """All posts by code."""
    return queries.list_job_roles()


def create_job_role(actor: Actor, *, code: str, name_zh: str, name_en: str, now: datetime) -> UUID:
    """Add a post."""
    actor.require_anywhere(Permission.MANAGE_ORGANISATION)
    role_id = new_id()
    with transaction() as session:
        if any(role.code == code for role in queries.list_job_roles()):
            raise NameTaken(name=code)
        session.add(JobRole(id=role_id, code=code, name_zh=name_zh, name_en=name_en))
        audit.record(actor, "people.create_job_role", "job_role", role_id, now=now, code=code)
    return role_id
