"""Named reads of what candidates have seen: the bank's note of use joined with forms, sittings and rosters."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, case, column, func, or_, select, table

from certify.exams.models import TENANT, ExamFormRow, ExamRow, ExamVersionRow, RosterEntryRow, SittingRow
from certify.exams.queries.places import ORG_UNIT, AnyRow
from foundation.db import UtcDateTime, db

USAGE = table("item_usage", column("version_id", Uuid()), column("form_id", Uuid()), column("at", UtcDateTime()))
VERSION = table("item_version", column("id", Uuid()), column("item_id", Uuid()))


def _related(path: str) -> ColumnElement[bool]:
    """The unit is this one, above it or below it: only there can the same items come up."""
    above = [path[: i + 1] for i, letter in enumerate(path) if letter == "/"]
    return or_(ORG_UNIT.c.path.startswith(path), ORG_UNIT.c.path.in_(above))


def _begun(path: str, since: datetime | None) -> Select[UUID, UUID, datetime | None]:
    """Who began a scored sitting, with which form, of exams of units related to this one."""
    query = (
        select(RosterEntryRow.form_id, RosterEntryRow.person_id, RosterEntryRow.started_at)
        .join(SittingRow, SittingRow.id == RosterEntryRow.sitting_id)
        .join(ExamVersionRow, ExamVersionRow.id == SittingRow.exam_version_id)
        .join(ExamRow, ExamRow.id == ExamVersionRow.exam_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == ExamRow.unit_id)
        .where(RosterEntryRow.tenant_id == TENANT, RosterEntryRow.started_at.is_not(None), SittingRow.kind == "scored")
        .where(_related(path))
    )
    return query if since is None else query.where(RosterEntryRow.started_at >= since)


def list_exposures(path: str, since: datetime | None, item_ids: Collection[UUID] | None = None) -> list[AnyRow]:
    """By item: frozen forms since then, persons who began with one since then, last use, last start. `item_ids` None:
    of all items that were ever used.
    """
    begun = _begun(path, since).subquery()
    fresh = case((USAGE.c.at >= since, USAGE.c.form_id)) if since is not None else USAGE.c.form_id
    query = (
        select(
            VERSION.c.item_id,
            func.count(func.distinct(fresh)),
            func.count(func.distinct(begun.c.person_id)),
            func.max(USAGE.c.at),
            func.max(begun.c.started_at),
        )
        .select_from(USAGE)
        .join(VERSION, VERSION.c.id == USAGE.c.version_id)
        .outerjoin(begun, begun.c.form_id == USAGE.c.form_id)
        .group_by(VERSION.c.item_id)
    )
    if item_ids is None:
        return list(db.session.execute(query))
    ids: list[UUID] = sorted(item_ids)
    found: list[AnyRow] = []
    for start in range(0, len(ids), 500):
        found += db.session.execute(query.where(VERSION.c.item_id.in_(ids[start : start + 500])))
    return found


def count_begun(path: str, since: datetime | None) -> int:
    """How many persons began any scored sitting of these exams since then."""
    begun = _begun(path, since).subquery()
    return db.session.scalar(select(func.count(func.distinct(begun.c.person_id)))) or 0


def list_uses(item_id: UUID, scopes: tuple[str, ...]) -> list[AnyRow]:
    """The frozen forms that hold any version of the item, of exams within the scopes, latest first: form, exam's id and
    title, version's number, persons who began with it, last start.
    """
    begun = (
        select(RosterEntryRow.form_id, RosterEntryRow.person_id, RosterEntryRow.started_at)
        .join(SittingRow, SittingRow.id == RosterEntryRow.sitting_id)
        .where(RosterEntryRow.tenant_id == TENANT, RosterEntryRow.started_at.is_not(None), SittingRow.kind == "scored")
        .subquery()
    )
    holding = (
        select(USAGE.c.form_id)
        .join(VERSION, VERSION.c.id == USAGE.c.version_id)
        .where(VERSION.c.item_id == item_id)
        .scalar_subquery()
    )
    query = (
        select(
            ExamFormRow.id,
            ExamFormRow.number,
            ExamFormRow.frozen_at,
            ExamRow.id.label("exam_id"),
            ExamRow.title,
            ExamVersionRow.number.label("version_number"),
            func.count(func.distinct(begun.c.person_id)).label("n_seen"),
            func.max(begun.c.started_at).label("last_seen_at"),
        )
        .join(ExamVersionRow, ExamVersionRow.id == ExamFormRow.exam_version_id)
        .join(ExamRow, ExamRow.id == ExamVersionRow.exam_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == ExamRow.unit_id)
        .outerjoin(begun, begun.c.form_id == ExamFormRow.id)
        .where(ExamFormRow.id.in_(holding), or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes)))
        .group_by(ExamFormRow.id, ExamRow.id, ExamVersionRow.id)
        .order_by(ExamFormRow.frozen_at.desc())
    )
    return list(db.session.execute(query))
