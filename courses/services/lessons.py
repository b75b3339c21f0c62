"""Reading: a lesson with the reader's place in it, marking it as read, keeping the place."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses import queries
from courses.domain import (
    Lesson,
    LessonProgress,
    LessonSummary,
    ModuleSummary,
    UnknownPlace,
    lesson_progress,
    neighbours,
)
from courses.formats.lessons import lesson_of
from courses.models import LessonProgressRow
from foundation.db import transaction
from people.domain import Actor, Permission


@dataclass(frozen=True, slots=True)
class LessonPage:
    """A lesson, its module, where the reader stands, and what comes before and after."""

    lesson: Lesson
    lesson_id: UUID
    module: ModuleSummary
    progress: LessonProgress
    previous: LessonSummary | None
    following: LessonSummary | None


def learner(actor: Actor) -> UUID:
    """The person who learns; raises MissingPermission for whoever may not."""
    actor.require_anywhere(Permission.LEARN)
    return actor.require_person()


def get_lesson(actor: Actor, code: str) -> LessonPage:
    """The lesson as it is taught now; raises UnknownLesson."""
    person_id = learner(actor)
    row = queries.get_current(code)
    modules = queries.list_modules()
    before, after = neighbours([lesson for module in modules for lesson in module.lessons], code)
    return LessonPage(
        lesson=lesson_of(row.content).without_check(),
        lesson_id=row.id,
        module=next(module for module in modules if module.code == row.module_code),
        progress=lesson_progress(queries.summary(row), queries.list_steps(person_id, code)),
        previous=before,
        following=after,
    )


def mark_read(actor: Actor, code: str, *, now: datetime) -> None:
    """The reader says that they have read to the end; the first time counts."""
    person_id = learner(actor)
    lesson_id = queries.get_current(code).id
    with transaction():
        row = touch(person_id, lesson_id, now)
        row.read_at = row.read_at or now


def keep_place(actor: Actor, code: str, place: str, *, now: datetime) -> None:
    """Remember where the reader is; raises UnknownPlace."""
    person_id = learner(actor)
    row = queries.get_current(code)
    if place not in lesson_of(row.content).anchors():
        raise UnknownPlace()
    with transaction():
        touch(person_id, row.id, now).place = place


def touch(person_id: UUID, lesson_id: UUID, now: datetime) -> LessonProgressRow:
    """The person's row for that version, made if it is the first time; locked until the transaction ends."""
    row = queries.lock_progress(LessonProgressRow(person_id=person_id, lesson_id=lesson_id, touched_at=now))
    row.touched_at = now
    return row
