"""The room as its invigilator sees it: seats, who is present, who needs somebody, and what an act did for whom.

Presence and need are derived from what is stored, never stored themselves. How they are derived is in presence.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from certify.delivery.domain.presence import Need, Presence
from certify.delivery.domain.sections import Place
from foundation.errors import N_, DomainError


class IncidentKind(StrEnum):
    """What the record of the room tells. Without a person it concerns everyone in the room."""

    IDENTITY_CHECKED = "identity_checked"
    ADMITTED = "admitted"
    ENTRY_REFUSED = "entry_refused"
    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"
    COLLECTED = "collected"
    SEAT_MOVED = "seat_moved"
    TAKE_OVER_ASKED = "take_over_asked"
    TAKE_OVER_ALLOWED = "take_over_allowed"
    REOPENING_PROPOSED = "reopening_proposed"
    REOPENED = "reopened"
    REOPENING_DECLINED = "reopening_declined"
    EMERGENCY_FILE = "emergency_file"
    SEEN = "seen"
    NOTE = "note"
    SIGNED_OFF = "signed_off"


INCIDENT_LABELS: Mapping[IncidentKind, str] = {
    IncidentKind.IDENTITY_CHECKED: N_("已核对身份"),
    IncidentKind.ADMITTED: N_("放行"),
    IncidentKind.ENTRY_REFUSED: N_("未能入场"),
    IncidentKind.EXTENDED: N_("延时"),
    IncidentKind.PAUSED: N_("暂停作答"),
    IncidentKind.RESUMED: N_("恢复作答"),
    IncidentKind.COLLECTED: N_("收卷"),
    IncidentKind.SEAT_MOVED: N_("换座位"),
    IncidentKind.TAKE_OVER_ASKED: N_("请求换电脑"),
    IncidentKind.TAKE_OVER_ALLOWED: N_("同意换电脑"),
    IncidentKind.REOPENING_PROPOSED: N_("申请重新打开"),
    IncidentKind.REOPENED: N_("重新打开"),
    IncidentKind.REOPENING_DECLINED: N_("不同意重新打开"),
    IncidentKind.EMERGENCY_FILE: N_("载入应急文件"),
    IncidentKind.SEEN: N_("已查看"),
    IncidentKind.NOTE: N_("记事"),
    IncidentKind.SIGNED_OFF: N_("签字"),
}


@dataclass(frozen=True, slots=True)
class Incident:
    """One line of the room's record: what, concerning whom (None: everyone), by whom, when, why."""

    id: UUID
    kind: IncidentKind
    at: datetime
    by_id: UUID | None
    by_name: str
    person_id: UUID | None = None
    person_name: str | None = None
    attempt_id: UUID | None = None
    reason: str = ""
    minutes: int | None = None
    seat: str | None = None  # where the person was moved to
    former_seat: str | None = None
    address: str | None = None
    why: Need | None = None  # why entry was refused
    n_people: int | None = None


@dataclass(frozen=True, slots=True)
class Reopening:
    """A proposal to reopen a submitted attempt; another person decides."""

    id: UUID
    attempt_id: UUID
    person_id: UUID
    person_name: str
    seat: str
    minutes: int
    reason: str
    proposed_at: datetime
    proposed_by: UUID | None
    proposed_by_name: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One line of the roster in the room, with everything that is known of it now."""

    person_id: UUID
    name: str
    login: str
    seat: str
    number: int
    presence: Presence
    needs: tuple[Need, ...] = ()
    attempt_id: UUID | None = None
    seconds_left: float | None = None
    deadline_at: datetime | None = None
    factor_percent: int = 100
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    cause: str | None = None
    last_save_at: datetime | None = None
    last_seen_at: datetime | None = None
    answered: int = 0
    n_slots: int = 0
    unsent: int | None = None
    address: str | None = None
    signals: int = 0
    identity_checked_at: datetime | None = None
    admitted_at: datetime | None = None
    epoch: int | None = None
    deadline_version: int | None = None
    pause_reason: str | None = None
    section: Place | None = None  # where one is by the sections' clocks; None: over, or they have none
    refused_reason: str | None = None  # why the last try to enter was refused, as a msgid


@dataclass(frozen=True, slots=True)
class RoomView:
    """A whole room at one moment; seats worst first."""

    sitting_id: UUID
    title: str
    room: str
    unit_path: str
    unit_name: str
    opens_at: datetime
    closes_at: datetime
    access_code: str = field(repr=False)
    kind: str
    as_of: datetime
    poll_seconds: int
    seats: tuple[Seat, ...]
    counts: Mapping[Presence, int]
    pending_reopenings: tuple[Reopening, ...] = ()
    signed_off_at: datetime | None = None
    is_paused: bool = False  # everyone: who starts now is held until everyone is resumed
    pause_reason: str | None = None
    requires_admission: bool = False
    take_over_consent: bool = False
    networks: tuple[str, ...] = ()
    holds_until: datetime | None = None  # until then the clock alone changes nothing of it; None: nobody is writing


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A sitting in the list of rooms."""

    sitting_id: UUID
    title: str
    room: str
    unit_name: str
    kind: str
    opens_at: datetime
    closes_at: datetime
    n_roster: int
    n_running: int
    n_submitted: int
    signed_off_at: datetime | None = None

    @property
    def n_expected(self) -> int:
        """On the roster and not started."""
        return max(0, self.n_roster - self.n_running - self.n_submitted)


@dataclass(frozen=True, slots=True)
class NotDone:
    """Somebody for whom an act was not done, and why, in words for the invigilator (`explain(why)`)."""

    person_id: UUID
    name: str
    seat: str
    why: DomainError


@dataclass(frozen=True, slots=True)
class ActReport:
    """What an act did, person by person. Nobody who was asked for is missing from both."""

    done: tuple[UUID, ...] = ()
    not_done: tuple[NotDone, ...] = ()
