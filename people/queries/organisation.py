"""Reads of the organisation tree and of the posts."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from foundation.db import db
from foundation.errors import NotFound
from foundation.ready import Ready
from people.models import JobRole, OrgUnit, Person


def within(scopes: tuple[str, ...]) -> ColumnElement[bool]:
    """The condition that a unit lies under one of the paths; none at all is nowhere."""
    return or_(False, *(OrgUnit.path.startswith(scope) for scope in scopes))


def get_unit(unit_id: UUID) -> OrgUnit:
    """The unit; raises NotFound."""
    unit = db.session.get(OrgUnit, unit_id)
    if unit is None:
        raise NotFound()
    return unit


def lock_unit(unit_id: UUID) -> None:
    """Queue for the unit: who decides something about all of it comes one after another (PostgreSQL; SQLite has one
    writer anyway).
    """
    db.session.execute(select(OrgUnit.id).where(OrgUnit.id == unit_id).with_for_update())


def list_units(scopes: tuple[str, ...]) -> list[OrgUnit]:
    """The units under the given paths, parents before children."""
    return list(db.session.scalars(select(OrgUnit).where(within(scopes)).order_by(OrgUnit.path)))


def count_active_by_unit() -> dict[UUID, int]:
    """How many active persons each unit itself has."""
    query = select(Person.unit_id, func.count()).where(Person.left_on.is_(None)).group_by(Person.unit_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def list_job_roles() -> list[JobRole]:
    """All posts by code."""
    return list(db.session.scalars(select(JobRole).order_by(JobRole.code)))


def get_job_role(job_role_id: UUID) -> JobRole:
    """The post; raises NotFound."""
    job_role = db.session.get(JobRole, job_role_id)
    if job_role is None:
        raise NotFound()
    return job_role


def path_ids(path: str) -> list[UUID]:
    """The ids of a unit path, from the top down."""
    return [UUID(part) for part in path.strip("/").split("/") if part]


def unit_names_by_path(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names from the top down to each unit, in one read."""
    wanted = {path: path_ids(path) for path in paths}
    ids = {unit_id for chain in wanted.values() for unit_id in chain}
    names = {
        row.id: row.name for row in db.session.execute(select(OrgUnit.id, OrgUnit.name).where(OrgUnit.id.in_(ids)))
    }
    return {path: tuple(names[unit_id] for unit_id in chain if unit_id in names) for path, chain in wanted.items()}


_UNIT_NAME = Ready(lambda: select(OrgUnit.name).where(OrgUnit.id == bindparam("unit_id")))


def unit_names(path: str) -> str:
    """The names from the top down to the unit, as printed ("江南省 / 岚州市 / 一中心"). Every start of an exam asks."""
    found = (_UNIT_NAME.first(unit_id=unit_id) for unit_id in path_ids(path))
    return " / ".join(row.name for row in found if row is not None)
