"""News that programmes tell the packages above."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CertificationGranted:
    """A certification was granted; credentials issue the certificate."""

    event_id: UUID
    person_id: UUID
    programme_id: UUID
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class CertificationChanged:
    """A ledger got a new entry other than a grant: enrolled, suspended, reinstated, revoked."""

    person_id: UUID
    programme_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class ProgrammePublished:
    """A programme has new conditions; they hold for everybody who is not certified now."""

    programme_id: UUID
    version: int
