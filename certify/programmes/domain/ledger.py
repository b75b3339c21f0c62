"""The ledger of a person in a programme, and the standing that follows from it at any moment.

Nothing is overwritten.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from foundation.errors import N_, NC_, Conflict


class LedgerKind(StrEnum):
    """What can happen to a person in a programme."""

    ENROLLED = "enrolled"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


class StandingStatus(StrEnum):
    """What a person is, in a programme, at a moment."""

    NONE = "none"
    IN_TRAINING = "in_training"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


STANDING_LABELS = {
    StandingStatus.NONE: N_("未开始"),
    StandingStatus.IN_TRAINING: N_("在学"),
    StandingStatus.VALID: N_("有效"),
    StandingStatus.EXPIRING: N_("即将到期"),
    StandingStatus.EXPIRED: N_("已过期"),
    StandingStatus.SUSPENDED: NC_("证书", "已暂停"),
    StandingStatus.REVOKED: N_("已撤销"),
}
EVENT_LABELS = {
    LedgerKind.ENROLLED: N_("加入认证"),
    LedgerKind.GRANTED: N_("批准发证"),
    LedgerKind.SUSPENDED: NC_("证书", "暂停"),
    LedgerKind.REINSTATED: NC_("证书", "恢复"),
    LedgerKind.REVOKED: N_("撤销证书"),
    LedgerKind.WITHDRAWN: N_("退出认证"),
}
EXPIRING_DAYS = 90


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One event. For a grant `valid_from` and `valid_until` are the first and the last valid day (organisation's
    calendar).
    """

    id: UUID
    kind: LedgerKind
    at: datetime
    by: UUID | None
    reason: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    details: Any = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The derived standing on a day: status, since when, until when, and the entry that it rests on."""

    status: StandingStatus
    since: date | None = None
    until: date | None = None
    grant: LedgerEntry | None = None
    entry: LedgerEntry | None = None

    @property
    def is_certified(self) -> bool:
        """Holds a certification that is valid on the day."""
        return self.status in (StandingStatus.VALID, StandingStatus.EXPIRING)

    def days_left(self, today: date) -> int | None:
        """Days until the last valid day; None without one."""
        return (self.until - today).days if self.until else None


class NotAllowedNow(Conflict):
    """The standing does not allow this step."""

    message = N_("现在是“%(status)s”，不能“%(step)s”")


ALLOWED: dict[LedgerKind, frozenset[StandingStatus]] = {
    LedgerKind.ENROLLED: frozenset({StandingStatus.NONE, StandingStatus.EXPIRED, StandingStatus.REVOKED}),
    LedgerKind.GRANTED: frozenset({StandingStatus.IN_TRAINING, StandingStatus.EXPIRING, StandingStatus.EXPIRED}),
    LedgerKind.SUSPENDED: frozenset({StandingStatus.VALID, StandingStatus.EXPIRING}),
    LedgerKind.REINSTATED: frozenset({StandingStatus.SUSPENDED}),
    LedgerKind.REVOKED: frozenset({StandingStatus.VALID, StandingStatus.EXPIRING, StandingStatus.SUSPENDED}),
    LedgerKind.WITHDRAWN: frozenset({StandingStatus.IN_TRAINING}),
}


def require_possible(kind: LedgerKind, status: StandingStatus) -> None:
    """Raise NotAllowedNow unless the standing allows the step."""
    if status not in ALLOWED[kind]:
        raise NotAllowedNow(status=STANDING_LABELS[status], step=EVENT_LABELS[kind])


def standing_at(entries: Sequence[LedgerEntry], moment: datetime, today: date) -> Standing:
    """The standing at a moment: the entries up to then, in order; `today` is that moment's day in the organisation."""
    standing = Standing(StandingStatus.NONE)
    for entry in sorted((e for e in entries if e.at <= moment), key=lambda e: (e.at, str(e.id))):
        standing = _after(standing, entry)
    if standing.status is StandingStatus.VALID and standing.until is not None:
        if today > standing.until:
            return Standing(StandingStatus.EXPIRED, standing.until, standing.until, standing.grant, standing.entry)
        if today >= standing.until - timedelta(days=EXPIRING_DAYS):
            return Standing(StandingStatus.EXPIRING, standing.since, standing.until, standing.grant, standing.entry)
    return standing


def _after(before: Standing, entry: LedgerEntry) -> Standing:
    day = entry.at.date()
    match entry.kind:
        case LedgerKind.ENROLLED:
            return Standing(StandingStatus.IN_TRAINING, day, None, before.grant, entry)
        case LedgerKind.GRANTED:
            return Standing(StandingStatus.VALID, entry.valid_from, entry.valid_until, entry, entry)
        case LedgerKind.SUSPENDED:
            return Standing(StandingStatus.SUSPENDED, day, before.until, before.grant, entry)
        case LedgerKind.REINSTATED:
            return Standing(StandingStatus.VALID, day, before.until, before.grant, entry)
        case LedgerKind.REVOKED:
            return Standing(StandingStatus.REVOKED, day, before.until, before.grant, entry)
        case LedgerKind.WITHDRAWN:
            return Standing(StandingStatus.NONE, day, None, before.grant, entry)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
