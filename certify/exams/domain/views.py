"""What services hand to pages and to the packages above: exams, forms, sittings and roster lines as frozen records."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from certify.exams.domain.blueprint import ExamBlueprint
from certify.exams.domain.form import FormState
from certify.exams.domain.room_rules import ANY_ROOM, RoomRules
from certify.exams.domain.sitting import SittingKind, SittingState


@dataclass(frozen=True, slots=True)
class ExamVersion:
    """A blueprint with its place in the exam's history. `token` names this very text, for saving over it."""

    id: UUID
    exam_id: UUID
    number: int
    is_frozen: bool
    blueprint: ExamBlueprint
    blueprint_hash: str
    saved_at: datetime
    saved_by: str | None = None

    @property
    def token(self) -> str:
        """What a page shows and sends back: changes with every save and with freezing."""
        return f"{self.number}-{int(self.is_frozen)}-{self.blueprint_hash[:20]}"


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam with its latest version."""

    id: UUID
    unit_id: UUID
    unit_path: str
    unit_name: str
    title: str
    version: ExamVersion


@dataclass(frozen=True, slots=True)
class FormSummary:
    """A form in a list."""

    id: UUID
    exam_version_id: UUID
    version_number: int
    label: str
    state: FormState
    hash: str
    created_at: datetime
    frozen_at: datetime | None
    n_slots: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting as staff see it. The code never goes to a candidate's page."""

    sitting_id: UUID
    tenant_id: int
    title: str
    unit_id: UUID
    unit_path: str
    unit_name: str
    exam_id: UUID
    exam_version_id: UUID
    exam_title: str
    exam_title_en: str
    kind: SittingKind
    state: SittingState
    opens_at: datetime
    closes_at: datetime
    latest_entry_minutes: int | None
    duration_minutes: int
    grace_seconds: int
    room: str
    form_ids: tuple[UUID, ...]
    n_roster: int
    published_at: datetime | None
    rules: RoomRules = ANY_ROOM
    access_code: str = field(default="", repr=False)

    @property
    def entry_ends_at(self) -> datetime:
        """Until when one may start."""
        latest = self.latest_entry_minutes
        return self.closes_at if latest is None else self.opens_at + timedelta(minutes=latest)

    @property
    def is_published(self) -> bool:
        """Candidates see it."""
        return self.state is SittingState.PUBLISHED


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A person on a roster."""

    sitting_id: UUID
    person_id: UUID
    number: int
    seat: str
    login: str
    name: str
    unit_path: str
    unit_name: str
    form_id: UUID
    form_label: str
    time_factor: Decimal
    active: bool
    added_at: datetime


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What adding to a roster did, by number of people; `skipped` names those who would have clashed, `repeating` those
    whose paper shows items they saw in an earlier sitting, and how many.
    """

    added: int
    already: int
    skipped: tuple[str, ...] = ()
    repeating: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TimeRight:
    """A person's right to more time, in a list."""

    id: UUID
    person_id: UUID
    login: str
    name: str
    unit_name: str
    time_factor: Decimal
    from_day: date
    until_day: date | None
    reason: str
    ended_at: datetime | None
