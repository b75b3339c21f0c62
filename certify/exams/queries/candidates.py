"""Named reads for one candidate: the sittings of a person, rights to more time."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from certify.exams.domain import UnknownSitting
from certify.exams.models import TENANT, AccommodationRow, ExamVersionRow, RosterEntryRow, SittingRow
from certify.exams.queries.places import ORG_UNIT, PERSON, AnyRow, within
from foundation.db import db
from foundation.errors import NotFound
from foundation.ready import Ready


def _candidacy() -> Select[*tuple[Any, ...]]:
    return (
        select(
            SittingRow.id.label("sitting_id"),
            SittingRow.tenant_id,
            SittingRow.title,
            SittingRow.kind,
            SittingRow.opens_at,
            SittingRow.closes_at,
            SittingRow.latest_entry_minutes,
            SittingRow.unit_id,
            SittingRow.room,
            SittingRow.access_code,
            SittingRow.room_rules,
            ExamVersionRow.id.label("version_id"),
            ExamVersionRow.exam_id,
            ExamVersionRow.blueprint_hash,
            ORG_UNIT.c.path.label("unit_path"),
            RosterEntryRow.person_id,
            RosterEntryRow.form_id,
            RosterEntryRow.seat,
        )
        .join(RosterEntryRow, (RosterEntryRow.sitting_id == SittingRow.id) & (RosterEntryRow.tenant_id == TENANT))
        .join(ExamVersionRow, ExamVersionRow.id == SittingRow.exam_version_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == SittingRow.unit_id)
        .where(RosterEntryRow.person_id == bindparam("person_id"), SittingRow.state == "published")
    )


_ONE_CANDIDACY = Ready(lambda: _candidacy().where(SittingRow.id == bindparam("sitting_id")))
_ALL_CANDIDACIES = Ready(lambda: _candidacy().order_by(SittingRow.opens_at.desc()))
_RIGHTS_OF_ONE = Ready(
    lambda: select(AccommodationRow.time_factor, AccommodationRow.from_day, AccommodationRow.until_day).where(
        AccommodationRow.person_id == bindparam("person_id"), AccommodationRow.ended_at.is_(None)
    )
)


def get_candidacy(person_id: UUID, sitting_id: UUID) -> Any:
    """A published sitting with that person's line of the roster; raises UnknownSitting."""
    row = _ONE_CANDIDACY.first(person_id=person_id, sitting_id=sitting_id)
    if row is None:
        raise UnknownSitting()
    return row


def list_candidacies(person_id: UUID) -> list[Any]:
    """All published sittings with that person on the roster, the latest opening first."""
    return _ALL_CANDIDACIES.all(person_id=person_id)


def list_time_rights_of(person_id: UUID) -> list[Any]:
    """One person's rights to more time that nobody ended: factor, first and last day."""
    return _RIGHTS_OF_ONE.all(person_id=person_id)


def list_time_rights(person_ids: Collection[UUID]) -> list[AccommodationRow]:
    """The rights to more time of these persons that nobody ended."""
    found: list[AccommodationRow] = []
    ids = list(person_ids)
    for start in range(0, len(ids), 500):
        query = select(AccommodationRow).where(
            AccommodationRow.person_id.in_(ids[start : start + 500]), AccommodationRow.ended_at.is_(None)
        )
        found += db.session.scalars(query)
    return found


def list_time_right_rows(scopes: tuple[str, ...]) -> list[AnyRow]:
    """All rights to more time of persons within the scopes, with login, name and unit; ended ones last."""
    query = (
        select(AccommodationRow, PERSON.c.login, PERSON.c.name, ORG_UNIT.c.name.label("unit_name"))
        .join(PERSON, PERSON.c.id == AccommodationRow.person_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == PERSON.c.unit_id)
        .where(within(scopes))
        .order_by(AccommodationRow.ended_at.is_not(None), AccommodationRow.id.desc())
    )
    return list(db.session.execute(query))


def get_time_right(right_id: UUID) -> tuple[AccommodationRow, str]:
    """A right to more time and the path of its person's unit; raises NotFound."""
    query = (
        select(AccommodationRow, ORG_UNIT.c.path)
        .join(PERSON, PERSON.c.id == AccommodationRow.person_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == PERSON.c.unit_id)
    )
    row = db.session.execute(query.where(AccommodationRow.id == right_id)).first()
    if row is None:
        raise NotFound()
    return row[0], row[1]
