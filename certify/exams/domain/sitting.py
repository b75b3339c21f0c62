"""Sittings: when and where a form is sat, by whom, with how much time. Windows, clashes, seats, time factors.

Deadlines are delivery's business (save protocol, rule 26); this room only says what they are made of.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from certify.exams.domain.retake_parts import RetakePart
from certify.exams.domain.retakes import RetakePolicy
from certify.exams.domain.room_rules import ANY_ROOM, RoomRules, checked
from certify.exams.domain.safe_browser import SafeBrowserMode
from foundation.errors import N_, Conflict, NotFound, Problem
from foundation.text import fold

FULL_TIME = Decimal("1.00")
FACTOR_MAX = Decimal("3.00")
REHEARSAL_MINUTES = 5
MAX_WINDOW = timedelta(days=60)


class SittingKind(StrEnum):
    """A scored sitting counts; a rehearsal shows the same pages with practice items and counts for nothing."""

    SCORED = "scored"
    REHEARSAL = "rehearsal"


class SittingState(StrEnum):
    """Candidates see published sittings only."""

    DRAFT = "draft"
    PUBLISHED = "published"


KIND_LABELS = {SittingKind.SCORED: N_("正式考试"), SittingKind.REHEARSAL: N_("演练")}
STATE_LABELS = {SittingState.DRAFT: N_("草稿"), SittingState.PUBLISHED: N_("已发布")}


class UnknownSitting(NotFound):
    """No such sitting, or not for this person."""

    message = N_("没有找到这个场次，或者你不在名单上")


class NotOnRoster(NotFound):
    """The person is not on this sitting's roster."""

    message = N_("名单上没有这个人")


class SittingPublished(Conflict):
    """What candidates already see is not changed under them."""

    message = N_("场次已发布，不能再改")


class SittingBegan(Conflict):
    """From the opening on the roster only grows."""

    message = N_("场次已经开始，不能从名单移除")


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens_at` (included) to `closes_at` (excluded)."""

    opens_at: datetime
    closes_at: datetime

    def overlaps(self, other: "Window") -> bool:
        """Some moment lies in both; windows that only touch don't clash."""
        return self.opens_at < other.closes_at and other.opens_at < self.closes_at


@dataclass(frozen=True, slots=True)
class SittingPlan:
    """What a form about a sitting says, before it is checked."""

    title: str
    unit_id: UUID
    exam_version_id: UUID
    opens_at: datetime
    closes_at: datetime
    latest_entry_minutes: int | None = None
    room: str = ""
    rules: RoomRules = ANY_ROOM

    @property
    def window(self) -> Window:
        """Its window."""
        return Window(self.opens_at, self.closes_at)


def plan_problems(plan: SittingPlan, duration_minutes: int) -> tuple[Problem, ...]:
    """Everything wrong with a plan by itself."""
    found = []
    length = plan.closes_at - plan.opens_at
    if not 1 <= len(plan.title.strip()) <= 120:
        found.append(Problem(N_("标题要填，最多 120 个字"), field="title", found=plan.title[:40]))
    if len(plan.room) > 80:
        found.append(Problem(N_("考场名称最多 80 个字"), field="room"))
    if length <= timedelta(0):
        found.append(Problem(N_("结束时间要在开始之后"), field="closes_at"))
    elif length < timedelta(minutes=duration_minutes):
        text = N_("考试要 %(need)s 分钟，窗口只有 %(have)s 分钟")
        have = int(length.total_seconds() // 60)
        found.append(Problem(text, {"need": duration_minutes, "have": have}, field="closes_at"))
    elif length > MAX_WINDOW:
        found.append(Problem(N_("窗口最长 %(n)s 天"), {"n": MAX_WINDOW.days}, field="closes_at"))
    latest = plan.latest_entry_minutes
    if latest is not None and length > timedelta(0) and not 0 <= latest * 60 <= length.total_seconds():
        found.append(Problem(N_("最晚入场要在窗口之内（开始后 0 分钟起）"), field="latest_entry_minutes"))
    return (*found, *checked(plan.rules, duration_minutes)[1])


def form_at(sitting_id: UUID, number: int, form_ids: Sequence[UUID]) -> UUID:
    """The form for the roster's nth line (from 1): spread evenly, neighbours differ, decided by the sitting's id."""
    offset = hashlib.sha256(sitting_id.bytes).digest()[0]
    return form_ids[(number - 1 + offset) % len(form_ids)]


@dataclass(frozen=True, slots=True)
class Accommodation:
    """A person's right to more time, from a day until a day (both included; None: without end)."""

    time_factor: Decimal
    from_day: date
    until_day: date | None

    def holds_on(self, day: date) -> bool:
        """In force on that day."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


def factor_on(day: date, accommodations: Iterable[Accommodation]) -> Decimal:
    """The largest factor in force; 1.00 without any."""
    return max((each.time_factor for each in accommodations if each.holds_on(day)), default=FULL_TIME)


def longest_end(closes_at: datetime, duration: timedelta, factor: Decimal) -> datetime:
    """Until when a person with this factor may sit: their extra time is never cut by the window (rule 26)."""
    return closes_at + timedelta(seconds=int((factor - 1) * int(duration.total_seconds())))


@dataclass(frozen=True, slots=True)
class SittingView:
    """A published sitting as delivery sees it for one person on its roster. Times are UTC; the code is for comparing
    and for staff, never for a candidate's page.
    """

    tenant_id: int
    sitting_id: UUID
    person_id: UUID
    title: str
    exam_id: UUID
    exam_version_id: UUID
    exam_title: str
    exam_title_en: str
    kind: SittingKind
    opens_at: datetime
    closes_at: datetime
    latest_entry_at: datetime | None
    duration_seconds: int
    grace_seconds: int
    form_id: UUID
    unit_id: UUID
    unit_path: str
    room: str
    seat: str
    time_factor: Decimal = FULL_TIME
    rules: RoomRules = ANY_ROOM
    access_code: str | None = field(default=None, repr=False)
    retakes: RetakePolicy | None = None
    part: RetakePart | None = None

    @property
    def window(self) -> Window:
        """Its window."""
        return Window(self.opens_at, self.closes_at)

    @property
    def requires_admission(self) -> bool:
        """Nobody starts before the invigilator has let them in."""
        return self.rules.requires_admission

    @property
    def requires_safe_browser(self) -> bool:
        """Nobody starts in another browser, but by an exception."""
        return self.rules.safe_browser.mode is SafeBrowserMode.REQUIRED

    @property
    def earliest_leave_at(self) -> datetime | None:
        """From when one may hand in; None: at any time."""
        minutes = self.rules.earliest_leave_minutes
        return None if minutes is None else self.opens_at + timedelta(minutes=minutes)

    def allows_address(self, address: str | None) -> bool:
        """The exam may be started from there."""
        return self.rules.allows_address(address)

    def code_matches(self, given: str | None) -> bool:
        """Compared as people type it (full-width digits, spaces and case don't matter), in constant time."""
        if self.access_code is None:
            return True
        typed, expected = (fold(code or "").replace(" ", "").encode() for code in (given, self.access_code))
        return hmac.compare_digest(expected, typed)
