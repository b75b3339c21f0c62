"""Named reads of what was published of a sitting, and who has confirmed it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from certify.exams.models import TENANT, PublicationConfirmedRow, RosterEntryRow, SittingPublicationRow
from certify.exams.queries.places import AnyRow
from foundation.db import db

_Row = SittingPublicationRow


def list_publications(sitting_ids: Collection[UUID]) -> dict[UUID, list[SittingPublicationRow]]:
    """By sitting, the oldest version first."""
    found: dict[UUID, list[SittingPublicationRow]] = {}
    for row in db.session.scalars(select(_Row).where(_Row.sitting_id.in_(sitting_ids)).order_by(_Row.number)):
        found.setdefault(row.sitting_id, []).append(row)
    return found


def list_confirmed(sitting_ids: Collection[UUID], person_id: UUID) -> dict[UUID, int]:
    """By sitting, the newest version that the person has confirmed."""
    query = (
        select(_Row.sitting_id, _Row.number)
        .join(PublicationConfirmedRow, PublicationConfirmedRow.publication_id == _Row.id)
        .where(_Row.sitting_id.in_(sitting_ids), PublicationConfirmedRow.person_id == person_id)
        .order_by(_Row.number)
    )
    return {row.sitting_id: row.number for row in db.session.execute(query)}


def list_entries_of(sitting_ids: Collection[UUID], person_id: UUID) -> dict[UUID, RosterEntryRow]:
    """The person's line on each of the rosters."""
    query = select(RosterEntryRow).where(
        RosterEntryRow.tenant_id == TENANT,
        RosterEntryRow.sitting_id.in_(sitting_ids),
        RosterEntryRow.person_id == person_id,
    )
    return {row.sitting_id: row for row in db.session.scalars(query)}


def list_confirmations(publication_id: UUID) -> list[AnyRow]:
    """Who has confirmed this version, and when."""
    query = select(PublicationConfirmedRow.person_id, PublicationConfirmedRow.confirmed_at)
    return list(db.session.execute(query.where(PublicationConfirmedRow.publication_id == publication_id)))
