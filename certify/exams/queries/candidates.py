"""Named reads for one candidate: the sittings of a person, rights to more time."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from certify.exams.domain import UnknownSitting
from certify.exams.models import TENANT, AccommodationRow, ExamVersionRow, RosterEntryRow, SittingRow
from certify.exams.queries.places import ORG_UNIT, PERSON, AnyRow, within
from foundation.db import db
from foundation.errors import NotFound


def _candidacies(person_id: UUID) -> Select[Any]:
    return (
        select(SittingRow, ExamVersionRow, ORG_UNIT.c.path, RosterEntryRow)
        .join(RosterEntryRow, (RosterEntryRow.sitting_id == SittingRow.id) & (RosterEntryRow.tenant_id == TENANT))
        .join(ExamVersionRow, ExamVersionRow.id == SittingRow.exam_version_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == SittingRow.unit_id)
        .where(RosterEntryRow.person_id == person_id, SittingRow.state == "published")
    )


def get_candidacy(person_id: UUID, sitting_id: UUID) -> AnyRow:
    """A published sitting with that person's line of the roster; raises UnknownSitting."""
    row = db.session.execute(_candidacies(person_id).where(SittingRow.id == sitting_id)).first()
    if row is None:
        raise UnknownSitting()
    return row


def list_candidacies(person_id: UUID) -> list[AnyRow]:
    """All published sittings with that person on the roster, the latest opening first."""
    return list(db.session.execute(_candidacies(person_id).order_by(SittingRow.opens_at.desc())))


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
