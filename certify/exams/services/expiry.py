"""Expired items where exams meet them: what feasibility says of them, why a form can't be frozen, and the sittings that
come after an item's day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import ExamForm, Feasibility, SlotRecord
from certify.exams.domain.expiry import expired_notes, late_versions
from certify.exams.domain.views import Exam
from certify.exams.services.loading import ITEM_TYPES
from foundation.calendar import local_day
from foundation.errors import N_, Problem
from question_bank import services as bank


def notes_of(exam: Exam, answer: Feasibility, *, now: datetime) -> tuple[Problem, ...]:
    """What expired items would have filled of the exam's short cells and given places."""
    blueprint = exam.version.blueprint
    short = {(need.section, need.cell) for need in answer.cells if need.is_short}
    expired = bank.list_expired(exam.unit_path, pool=blueprint.pool, now=now)
    return expired_notes(blueprint, short, expired, ITEM_TYPES)


def gone_problems(gone: Sequence[SlotRecord], *, now: datetime) -> list[Problem]:
    """Why each of these slots can't be frozen: it expired, or was retired or replaced."""
    ends = late_versions(bank.list_ends(record.version_id for record in gone), local_day(now))
    return [_gone(record, ends.get(record.version_id)) for record in gone]


def _gone(record: SlotRecord, end: date | None) -> Problem:
    place = {"section": record.section, "number": record.number}
    if end is None:
        return Problem(N_("第 %(section)s 大题第 %(number)s 题已退役或有了新版本"), place)
    text = N_("第 %(section)s 大题第 %(number)s 题从 %(day)s 起失效")
    return Problem(text, {**place, "day": end.isoformat()})


@dataclass(frozen=True, slots=True)
class LateItem:
    """A slot whose item expires before a sitting of the form is over; the first such sitting."""

    section: int
    number: int
    valid_until: date
    sitting_id: UUID
    sitting_title: str
    opens_at: datetime


def list_late_items(form: ExamForm, *, now: datetime) -> tuple[LateItem, ...]:
    """The form's items that expire before the day of one of its sittings to come; the caller has loaded the form."""
    ends = bank.list_ends(slot.version_id for slot in form.slots)
    if not ends:
        return ()
    coming = queries.list_coming_sittings(form.exam_version_id, form.id, now)
    found = []
    for slot in form.slots:
        end = ends.get(slot.version_id)
        late = next((each for each in coming if end is not None and end <= local_day(each.closes_at)), None)
        if end is not None and late is not None:
            found.append(LateItem(slot.section, slot.number, end, late.id, late.title, late.opens_at))
    return tuple(found)
