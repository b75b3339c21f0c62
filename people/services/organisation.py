"""The organisation tree and the posts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from foundation import audit, events
from foundation.db import transaction
from foundation.errors import N_, Invalid, Problem
from foundation.ids import new_id
from people import queries
from people.domain import UNIT_BELOW, Actor, NameTaken, Permission, UnitKind, check_kind, check_unit_name
from people.domain.news import UnitUpdated
from people.models import JobRole, OrgUnit
from people.services.reach import reachable_unit

CODE_MAX, POST_NAME_MAX = 32, 80


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in the tree as shown: `depth` from the shown top, `n_people` with all units below it."""

    unit_id: UUID
    path: str
    parent_id: UUID | None
    name: str
    kind: UnitKind
    depth: int
    n_people: int
    kind_below: UnitKind | None
    full_name: str


def create_unit(actor: Actor, *, name: str, kind: UnitKind, parent_id: UUID | None, now: datetime) -> UUID:
    """Add a unit: a province at the top, each other kind right below its own. Raises Invalid, NameTaken."""
    text = check_unit_name(name)
    parent = queries.get_unit(parent_id) if parent_id else None
    check_kind(kind, UnitKind(parent.kind) if parent else None)
    parent_path = parent.path if parent else "/"
    actor.require(Permission.MANAGE_ORGANISATION, parent_path)
    unit_id = new_id()
    with transaction() as session:
        session.add(
            OrgUnit(id=unit_id, parent_id=parent_id, kind=kind.value, name=text, path=f"{parent_path}{unit_id}/")
        )
        try:
            session.flush()
        except IntegrityError as error:
            raise NameTaken(name=text) from error
        audit.record(actor, "people.create_unit", "org_unit", unit_id, now=now, name=text, kind=kind.value)
    return unit_id


def add_unit_below(actor: Actor, parent_id: UUID, name: str, *, now: datetime) -> UUID:
    """Add a unit below another; its kind follows from the level. Raises Invalid (nothing stands below a team),
    NameTaken, MissingPermission.
    """
    parent = reachable_unit(actor, parent_id, Permission.MANAGE_ORGANISATION)
    kind = UNIT_BELOW.get(UnitKind(parent.kind))
    if kind is None:
        raise Invalid(Problem(N_("班组下面不再分级"), field="name", found=name[:40]))
    return create_unit(actor, name=name, kind=kind, parent_id=parent_id, now=now)


def rename_unit(actor: Actor, unit_id: UUID, name: str, *, now: datetime) -> None:
    """Give a unit another name; what was frozen into attempts and certificates keeps the old one. Raises Invalid,
    NameTaken, MissingPermission.
    """
    text = check_unit_name(name)
    reachable_unit(actor, unit_id, Permission.MANAGE_ORGANISATION)
    with transaction() as session:
        unit = queries.get_unit(unit_id)
        before = unit.name
        if before == text:
            return
        unit.name = text
        try:
            session.flush()
        except IntegrityError as error:
            raise NameTaken(name=text) from error
        events.record(UnitUpdated(unit.path), now=now)
        audit.record(actor, "people.rename_unit", "org_unit", unit_id, now=now, before=before, after=text)


def get_unit(unit_id: UUID) -> OrgUnit:
    """The unit; raises NotFound."""
    return queries.get_unit(unit_id)


def list_units(actor: Actor, permission: Permission) -> list[OrgUnit]:
    """The units on which the actor holds the permission, parents before children."""
    return queries.list_units(actor.scopes(permission))


def list_tree(actor: Actor, permission: Permission) -> list[UnitNode]:
    """The same as a tree in reading order, with how many active persons each unit and those below have."""
    units = queries.list_units(actor.scopes(permission))
    names = queries.unit_names_by_path([unit.path for unit in units])
    counts = queries.count_active_by_unit()
    totals: dict[UUID, int] = {}
    shown = {unit.id for unit in units}
    above = {unit.id: [unit_id for unit_id in queries.path_ids(unit.path) if unit_id in shown] for unit in units}
    for unit in units:
        for unit_id in above[unit.id]:
            totals[unit_id] = totals.get(unit_id, 0) + counts.get(unit.id, 0)
    return [
        UnitNode(
            unit_id=unit.id,
            path=unit.path,
            parent_id=unit.parent_id,
            name=unit.name,
            kind=UnitKind(unit.kind),
            depth=len(above[unit.id]) - 1,
            n_people=totals[unit.id],
            kind_below=UNIT_BELOW.get(UnitKind(unit.kind)),
            full_name=" / ".join(names[unit.path]),
        )
        for unit in units
    ]


def list_job_roles() -> list[JobRole]:
    """All posts by code."""
    return queries.list_job_roles()


def get_job_role(actor: Actor, job_role_id: UUID) -> JobRole:
    """The post, for whoever may change it. Raises NotFound, MissingPermission."""
    actor.require_at_the_top(Permission.MANAGE_ORGANISATION)
    return queries.get_job_role(job_role_id)


def create_job_role(actor: Actor, *, code: str, name_zh: str, name_en: str, now: datetime) -> UUID:
    """Add a post. Posts are everybody's, so the permission is asked at the top. Raises Invalid, NameTaken."""
    actor.require_at_the_top(Permission.MANAGE_ORGANISATION)
    code, name_zh, name_en = _check_post(code, name_zh, name_en)
    role_id = new_id()
    with transaction() as session:
        if any(role.code == code for role in queries.list_job_roles()):
            raise NameTaken(N_("已经有代码为“%(code)s”的岗位"), code=code)
        session.add(JobRole(id=role_id, code=code, name_zh=name_zh, name_en=name_en))
        audit.record(actor, "people.create_job_role", "job_role", role_id, now=now, code=code)
    return role_id


def rename_job_role(actor: Actor, job_role_id: UUID, *, name_zh: str, name_en: str, now: datetime) -> None:
    """Give a post other names; its code stays, since programmes name it. Raises Invalid, MissingPermission."""
    actor.require_at_the_top(Permission.MANAGE_ORGANISATION)
    with transaction():
        post = queries.get_job_role(job_role_id)
        _code, zh, en = _check_post(post.code, name_zh, name_en)
        before, after = f"{post.name_zh} / {post.name_en}", f"{zh} / {en}"
        if before == after:
            return
        post.name_zh, post.name_en = zh, en
        audit.record(actor, "people.rename_job_role", "job_role", job_role_id, now=now, before=before, after=after)


def _check_post(code: str, name_zh: str, name_en: str) -> tuple[str, str, str]:
    given = (code.strip(), name_zh.strip(), name_en.strip())
    problems = [
        Problem(N_("要填，最多 %(n)s 个字符"), {"n": limit}, field=field, found=text[:40])
        for field, text, limit in zip(
            ("code", "name_zh", "name_en"), given, (CODE_MAX, POST_NAME_MAX, POST_NAME_MAX), strict=True
        )
        if not 1 <= len(text) <= limit
    ]
    if problems:
        raise Invalid(*problems)
    return given
