"""Named reads of sittings and rosters: `get_` raises NotFound, `find_` may be None, `list_`, `lock_` for writing."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from certify.exams.domain import FACTOR_MAX, NotOnRoster, UnknownSitting
from certify.exams.models import TENANT, AccommodationRow, ExamFormRow, ExamVersionRow, RosterEntryRow, SittingRow
from certify.exams.queries.places import ORG_UNIT, PERSON, AnyRow, within
from foundation.db import db
from foundation.ready import Ready

# Nobody sits longer past a window than this: 600 minutes, times the largest factor less one.
LONGEST_EXTRA = timedelta(minutes=600 * (int(FACTOR_MAX) - 1))


def _sittings() -> Select[Any]:
    n_roster = (
        select(func.count())
        .select_from(RosterEntryRow)
        .where(RosterEntryRow.tenant_id == SittingRow.tenant_id, RosterEntryRow.sitting_id == SittingRow.id)
        .scalar_subquery()
        .label("n_roster")
    )
    return (
        select(SittingRow, ExamVersionRow, ORG_UNIT.c.path, ORG_UNIT.c.name, n_roster)
        .join(ORG_UNIT, ORG_UNIT.c.id == SittingRow.unit_id)
        .join(ExamVersionRow, ExamVersionRow.id == SittingRow.exam_version_id)
    )


def get_sitting(sitting_id: UUID) -> AnyRow:
    """The sitting with its version, unit path and name, and length of roster; raises UnknownSitting."""
    row = db.session.execute(_sittings().where(SittingRow.id == sitting_id)).first()
    if row is None:
        raise UnknownSitting()
    return row


def list_sittings(scopes: tuple[str, ...], *, closing_after: datetime | None = None) -> list[AnyRow]:
    """Sittings of units within the scopes, the latest opening first; `closing_after` leaves out what is over."""
    query = _sittings().where(within(scopes))
    if closing_after is not None:
        query = query.where(SittingRow.closes_at > closing_after)
    return list(db.session.execute(query.order_by(SittingRow.opens_at.desc(), SittingRow.id.desc())))


def list_scored_ids(exam_id: UUID) -> list[UUID]:
    """Every scored sitting of an exam, whichever version it offers."""
    query = select(SittingRow.id).join(ExamVersionRow, ExamVersionRow.id == SittingRow.exam_version_id)
    return list(db.session.scalars(query.where(ExamVersionRow.exam_id == exam_id, SittingRow.kind == "scored")))


def lock_sitting(sitting_id: UUID) -> SittingRow:
    """The sitting, for writing; raises UnknownSitting."""
    query = select(SittingRow).where(SittingRow.id == sitting_id).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise UnknownSitting()
    return row


def _hold(*, alone: bool) -> Ready:
    held = select(SittingRow.id).where(SittingRow.id == bindparam("sitting_id"))
    return Ready(lambda: held.with_for_update(read=not alone))


_HOLD_ALONE, _HOLD_SHARED = _hold(alone=True), _hold(alone=False)


def hold_sitting(sitting_id: UUID, *, alone: bool) -> None:
    """Lock the row FOR SHARE or FOR UPDATE and read nothing of it; every start asks, hence ready statements."""
    (_HOLD_ALONE if alone else _HOLD_SHARED).all(sitting_id=sitting_id)


def find_room_clash(sitting: SittingRow, until: datetime) -> SittingRow | None:
    """Another scored sitting of the unit in the same room, from this one's opening until then."""
    query = select(SittingRow).where(
        SittingRow.unit_id == sitting.unit_id,
        SittingRow.room == sitting.room,
        SittingRow.id != sitting.id,
        SittingRow.kind == "scored",
        SittingRow.opens_at < until,
        SittingRow.closes_at > sitting.opens_at,
    )
    return db.session.scalar(query.order_by(SittingRow.opens_at).limit(1))


def list_coming_sittings(exam_version_id: UUID, form_id: UUID, now: datetime) -> list[SittingRow]:
    """The sittings of the version with that form that are not over, the next one first."""
    query = select(SittingRow).where(SittingRow.exam_version_id == exam_version_id, SittingRow.closes_at > now)
    rows = db.session.scalars(query.order_by(SittingRow.opens_at, SittingRow.id))
    return [row for row in rows if str(form_id) in row.form_ids]


def list_roster(sitting_id: UUID) -> list[AnyRow]:
    """The roster in order, with person, unit and form number."""
    query = (
        select(
            RosterEntryRow,
            PERSON.c.login,
            PERSON.c.name,
            PERSON.c.left_on,
            ORG_UNIT.c.path,
            ORG_UNIT.c.name.label("unit_name"),
            ExamFormRow.number.label("form_number"),
        )
        .join(PERSON, PERSON.c.id == RosterEntryRow.person_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == PERSON.c.unit_id)
        .join(ExamFormRow, ExamFormRow.id == RosterEntryRow.form_id)
        .where(RosterEntryRow.tenant_id == TENANT, RosterEntryRow.sitting_id == sitting_id)
    )
    return list(db.session.execute(query.order_by(RosterEntryRow.number)))


def _roster() -> Select[Any]:
    return (
        select(
            RosterEntryRow.person_id,
            RosterEntryRow.number,
            RosterEntryRow.seat,
            RosterEntryRow.form_id,
            RosterEntryRow.added_at,
            PERSON.c.login,
            PERSON.c.name,
            PERSON.c.left_on,
            ORG_UNIT.c.path,
            ORG_UNIT.c.name.label("unit_name"),
            ExamFormRow.number.label("form_number"),
        )
        .join(PERSON, PERSON.c.id == RosterEntryRow.person_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == PERSON.c.unit_id)
        .join(ExamFormRow, ExamFormRow.id == RosterEntryRow.form_id)
        .where(RosterEntryRow.tenant_id == TENANT, RosterEntryRow.sitting_id == bindparam("sitting_id"))
        .order_by(RosterEntryRow.number)
    )


ROSTER = Ready(_roster)
ROSTER_RIGHTS = Ready(
    lambda: (
        select(
            AccommodationRow.person_id,
            AccommodationRow.time_factor,
            AccommodationRow.from_day,
            AccommodationRow.until_day,
        )
        .join(RosterEntryRow, RosterEntryRow.person_id == AccommodationRow.person_id)
        .where(
            RosterEntryRow.tenant_id == TENANT,
            RosterEntryRow.sitting_id == bindparam("sitting_id"),
            AccommodationRow.ended_at.is_(None),
        )
        .order_by(AccommodationRow.id)
    )
)


def list_entries(sitting_id: UUID) -> list[RosterEntryRow]:
    """The roster's bare rows in order."""
    query = select(RosterEntryRow).where(RosterEntryRow.tenant_id == TENANT, RosterEntryRow.sitting_id == sitting_id)
    return list(db.session.scalars(query.order_by(RosterEntryRow.number)))


def get_entry(sitting_id: UUID, person_id: UUID) -> RosterEntryRow:
    """One line of the roster; raises NotOnRoster."""
    row = db.session.get(RosterEntryRow, (TENANT, sitting_id, person_id))
    if row is None:
        raise NotOnRoster()
    return row


def list_sittings_of(person_id: UUID, *, after: datetime) -> list[SittingRow]:
    """Published scored sittings with that person on the roster that close later than that, in the order of opening."""
    query = (
        select(SittingRow)
        .join(RosterEntryRow, RosterEntryRow.sitting_id == SittingRow.id)
        .where(
            RosterEntryRow.tenant_id == TENANT,
            RosterEntryRow.person_id == person_id,
            SittingRow.state == "published",
            SittingRow.kind == "scored",
            SittingRow.closes_at > after,
        )
    )
    return list(db.session.scalars(query.order_by(SittingRow.opens_at, SittingRow.id)))


def list_near_sittings(sitting: SittingRow, person_ids: Collection[UUID]) -> list[AnyRow]:
    """Other scored sittings near in time, so that extra time may make them overlap, with those of the persons who are
    on their rosters.
    """
    found: list[AnyRow] = []
    ids = list(person_ids)
    for start in range(0, len(ids), 500):
        query = (
            select(
                RosterEntryRow.person_id,
                SittingRow.id.label("sitting_id"),
                SittingRow.title,
                SittingRow.opens_at,
                SittingRow.closes_at,
                SittingRow.exam_version_id,
            )
            .join(SittingRow, SittingRow.id == RosterEntryRow.sitting_id)
            .where(
                RosterEntryRow.tenant_id == TENANT,
                RosterEntryRow.person_id.in_(ids[start : start + 500]),
                SittingRow.id != sitting.id,
                SittingRow.kind == "scored",
                SittingRow.opens_at < sitting.closes_at + LONGEST_EXTRA,
                SittingRow.closes_at > sitting.opens_at - LONGEST_EXTRA,
            )
            .order_by(SittingRow.opens_at)
        )
        found += db.session.execute(query)
    return found
