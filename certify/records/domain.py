"""The record of a person in a programme, its status on a day, and what a table of records counts. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from certify.programmes.domain import EXPIRING_DAYS, StandingStatus

EXPIRING_CHOICES = (30, 60, 90)
STATUS_ORDER = (
    StandingStatus.VALID,
    StandingStatus.EXPIRING,
    StandingStatus.IN_TRAINING,
    StandingStatus.SUSPENDED,
    StandingStatus.EXPIRED,
    StandingStatus.REVOKED,
)


def status_on(lasting: StandingStatus, valid_until: date | None, today: date) -> StandingStatus:
    """What a record that is VALID by the ledger is on a day; everything else is what the ledger says."""
    if lasting is not StandingStatus.VALID or valid_until is None:
        return lasting
    if today > valid_until:
        return StandingStatus.EXPIRED
    return StandingStatus.EXPIRING if today >= valid_until - timedelta(days=EXPIRING_DAYS) else StandingStatus.VALID


@dataclass(frozen=True, slots=True)
class PartScore:
    """Points of a section or content area."""

    code: str
    title: str
    title_en: str
    points: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the table: a person in a programme, with status on the day that was asked for."""

    person_id: UUID
    programme_id: UUID
    login: str
    name: str
    unit_names: str
    job_role: str | None
    status: StandingStatus
    valid_from: date | None
    valid_until: date | None
    certificate_zh: str
    certificate_en: str
    verdict: str | None
    total: Decimal | None
    maximum: Decimal | None
    sections: tuple[PartScore, ...]
    areas: tuple[PartScore, ...]

    def days_left(self, today: date) -> int | None:
        """Days to the last valid day."""
        return (self.valid_until - today).days if self.valid_until else None


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What is asked for; None and empty leave a thing open."""

    programme_id: UUID | None = None
    unit_path: str | None = None
    job_role: str | None = None
    status: StandingStatus | None = None
    expiring_days: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class RecordTable:
    """The rows that fit, and the counts by status of the same question without its status."""

    rows: tuple[Record, ...]
    counts: dict[StandingStatus, int]
    today: date

    @property
    def total(self) -> int:
        """How many there are over all statuses."""
        return sum(self.counts.values())


def parts_json(parts: Iterable[PartScore]) -> list[dict[str, Any]]:
    """As stored; points as text, exact."""
    return [
        {"code": p.code, "title": p.title, "title_en": p.title_en, "points": str(p.points), "maximum": str(p.maximum)}
        for p in parts
    ]


def parts_from_json(raw: Iterable[dict[str, Any]] | None) -> tuple[PartScore, ...]:
    """The inverse."""
    return tuple(
        PartScore(p["code"], p["title"], p["title_en"], Decimal(p["points"]), Decimal(p["maximum"])) for p in raw or ()
    )
