"""Named reads of programmes and ledgers."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from certify.programmes.domain import LedgerEntry, LedgerKind
from certify.programmes.models import CertificationEvent, Programme, ProgrammeVersion
from foundation.db import db
from foundation.errors import N_, NotFound


class UnknownProgramme(NotFound):
    """No such programme."""

    message = N_("没有找到这个认证方案")


def get_programme(programme_id: UUID) -> Programme:
    """The programme; raises UnknownProgramme."""
    programme = db.session.get(Programme, programme_id)
    if programme is None:
        raise UnknownProgramme()
    return programme


def find_programme_by_code(code: str) -> Programme | None:
    """The programme with that code."""
    return db.session.scalar(select(Programme).where(Programme.code == code))


def list_programmes() -> list[Programme]:
    """All programmes by code."""
    return list(db.session.scalars(select(Programme).order_by(Programme.code)))


def get_version(programme_id: UUID) -> ProgrammeVersion:
    """The newest published conditions of a programme."""
    query = select(ProgrammeVersion).where(ProgrammeVersion.programme_id == programme_id)
    version = db.session.scalar(query.order_by(ProgrammeVersion.number.desc()).limit(1))
    if version is None:
        raise UnknownProgramme()
    return version


def list_versions(programme_id: UUID) -> list[ProgrammeVersion]:
    """All published conditions of a programme, newest first."""
    query = select(ProgrammeVersion).where(ProgrammeVersion.programme_id == programme_id)
    return list(db.session.scalars(query.order_by(ProgrammeVersion.number.desc())))


def version_of_grant(event_id: UUID) -> ProgrammeVersion:
    """The conditions under which a grant was made; raises UnknownProgramme."""
    query = select(ProgrammeVersion).join(CertificationEvent, CertificationEvent.version_id == ProgrammeVersion.id)
    version = db.session.scalar(query.where(CertificationEvent.id == event_id))
    if version is None:
        raise UnknownProgramme()
    return version


def _entry(row: CertificationEvent) -> LedgerEntry:
    return LedgerEntry(
        id=row.id,
        kind=LedgerKind(row.kind),
        at=row.at,
        by=row.by,
        reason=row.reason,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        details=row.details,
    )


def list_entries(person_id: UUID, programme_id: UUID) -> list[LedgerEntry]:
    """A person's ledger in one programme, oldest first."""
    query = select(CertificationEvent).where(
        CertificationEvent.person_id == person_id, CertificationEvent.programme_id == programme_id
    )
    return [_entry(row) for row in db.session.scalars(query.order_by(CertificationEvent.at, CertificationEvent.id))]


def ledgers(
    *, person_ids: Iterable[UUID] | None = None, programme_id: UUID | None = None
) -> dict[tuple[UUID, UUID], list[LedgerEntry]]:
    """All ledgers (of the given persons, of one programme) by (person, programme), oldest entry first."""
    query = select(CertificationEvent).order_by(CertificationEvent.at, CertificationEvent.id)
    if programme_id is not None:
        query = query.where(CertificationEvent.programme_id == programme_id)
    if person_ids is not None:
        query = query.where(CertificationEvent.person_id.in_(list(person_ids)))
    found: dict[tuple[UUID, UUID], list[LedgerEntry]] = {}
    for row in db.session.scalars(query):
        found.setdefault((row.person_id, row.programme_id), []).append(_entry(row))
    return found


def get_grant(event_id: UUID) -> tuple[CertificationEvent, LedgerEntry]:
    """A grant by its id; raises UnknownProgramme."""
    row = db.session.scalar(select(CertificationEvent).where(CertificationEvent.id == event_id))
    if row is None:
        raise UnknownProgramme()
    return row, _entry(row)


def add_entry(
    *,
    person_id: UUID,
    programme_id: UUID,
    version_id: UUID,
    kind: LedgerKind,
    at: datetime,
    by: UUID | None,
    **more: object,
) -> CertificationEvent:
    """Append one entry in the current transaction."""
    details = more.pop("details", {})
    row = CertificationEvent(
        person_id=person_id,
        programme_id=programme_id,
        version_id=version_id,
        kind=kind.value,
        at=at,
        by=by,
        details=details,
        **more,
    )
    db.session.add(row)
    db.session.flush()
    return row
