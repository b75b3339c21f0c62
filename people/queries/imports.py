"""Reads of imports, and what their rows are held against."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from foundation.db import db
from foundation.errors import NotFound
from people.domain import Role
from people.domain.importing import RowKind
from people.models import OrgUnit, PeopleImport, PeopleImportRow, Person, RoleAssignment

IN_ONE_READ = 1000


def get_import(import_id: UUID, created_by: UUID | None) -> PeopleImport:
    """That person's own import, as soon as it may be looked at; raises NotFound."""
    found = db.session.get(PeopleImport, import_id, populate_existing=True)
    if found is None or found.created_by != created_by or found.state == "staging":
        raise NotFound()
    return found


def list_imports(created_by: UUID | None, *, limit: int) -> list[PeopleImport]:
    """That person's imports, newest first."""
    query = select(PeopleImport).where(PeopleImport.created_by == created_by, PeopleImport.state != "staging")
    return list(db.session.scalars(query.order_by(PeopleImport.created_at.desc()).limit(limit)))


def count_kinds(import_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """How many rows of each kind the imports have; under "warning" those with something to look at."""
    counts: dict[UUID, dict[str, int]] = {import_id: {} for import_id in import_ids}
    query = (
        select(
            PeopleImportRow.import_id,
            PeopleImportRow.kind,
            func.count(),
            func.count().filter(PeopleImportRow.has_warning),
        )
        .where(PeopleImportRow.import_id.in_(counts))
        .group_by(PeopleImportRow.import_id, PeopleImportRow.kind)
    )
    for import_id, kind, count, warned in db.session.execute(query):
        counts[import_id][kind] = count
        counts[import_id]["warning"] = counts[import_id].get("warning", 0) + warned
    return counts


def list_rows(
    import_id: UUID, *, kind: str | None = None, warned: bool = False, offset: int = 0, limit: int | None = None
) -> list[PeopleImportRow]:
    """Rows as numbered in the sheet, of one kind or all."""
    query = select(PeopleImportRow).where(PeopleImportRow.import_id == import_id).order_by(PeopleImportRow.number)
    if kind:
        query = query.where(PeopleImportRow.kind == kind)
    if warned:
        query = query.where(PeopleImportRow.has_warning)
    return list(db.session.scalars(query.offset(offset).limit(limit)))


def list_unit_paths(import_id: UUID) -> list[str]:
    """The units to which an import brings people."""
    query = select(OrgUnit.path).where(
        OrgUnit.id.in_(select(PeopleImportRow.unit_id).where(PeopleImportRow.import_id == import_id))
    )
    return list(db.session.scalars(query))


def count_stale(import_id: UUID) -> int:
    """Rows that no longer fit: a new 工号 that is taken by now, a person who was changed since."""
    taken = and_(PeopleImportRow.kind == RowKind.NEW, Person.id.is_not(None))
    changed = and_(PeopleImportRow.kind == RowKind.CHANGED, Person.version != PeopleImportRow.seen_version)
    query = (
        select(func.count())
        .select_from(PeopleImportRow)
        .join(Person, Person.login_folded == PeopleImportRow.login_folded, isouter=True)
        .where(PeopleImportRow.import_id == import_id, or_(taken, changed))
    )
    return db.session.scalar(query) or 0


def list_persons_by_login(logins_folded: Sequence[str]) -> list[Person]:
    """Persons with those 工号, with unit."""
    persons: list[Person] = []
    for start in range(0, len(logins_folded), IN_ONE_READ):
        chunk = logins_folded[start : start + IN_ONE_READ]
        query = select(Person).options(joinedload(Person.unit)).where(Person.login_folded.in_(chunk))
        persons += db.session.scalars(query)
    return persons


def list_agent_units(person_ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """On which units each of the persons holds the agent role now."""
    found: dict[UUID, set[UUID]] = {}
    for start in range(0, len(person_ids), IN_ONE_READ):
        query = select(RoleAssignment.person_id, RoleAssignment.unit_id).where(
            RoleAssignment.person_id.in_(person_ids[start : start + IN_ONE_READ]),
            RoleAssignment.role == Role.AGENT.value,
            RoleAssignment.ended_at.is_(None),
        )
        for person_id, unit_id in db.session.execute(query):
            found.setdefault(person_id, set()).add(unit_id)
    return found


def list_waiting_persons(import_id: UUID) -> list[Person]:
    """The people whom a committed import made, who are here and have no password yet."""
    query = (
        select(Person)
        .options(joinedload(Person.unit))
        .join(PeopleImportRow, PeopleImportRow.person_id == Person.id)
        .where(
            PeopleImportRow.import_id == import_id,
            PeopleImportRow.kind == RowKind.NEW,
            Person.left_on.is_(None),
            Person.password_hash.is_(None),
        )
        .order_by(PeopleImportRow.number)
    )
    return list(db.session.scalars(query))


def list_uncommitted(before: datetime) -> list[UUID]:
    """Imports that nobody committed since then."""
    query = select(PeopleImport.id).where(PeopleImport.state != "committed", PeopleImport.created_at < before)
    return list(db.session.scalars(query))
