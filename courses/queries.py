"""Named reads of courses: `get_` raises, `find_` may be None, `list_`; what is a person's takes the id."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import undefer

from courses.domain import (
    CheckScore,
    Depth,
    LessonSummary,
    ModuleSummary,
    Step,
    TrainingHours,
    UnknownLesson,
    UnknownModule,
)
from courses.models import CheckRun, CourseModuleRow, LessonProgressRow, LessonRow, TrainingHoursRow
from foundation.db import db


def list_modules() -> list[ModuleSummary]:
    """All modules with the lessons taught now, in order."""
    lessons: dict[str, list[LessonSummary]] = defaultdict(list)
    for row in db.session.scalars(select(LessonRow).where(LessonRow.current).order_by(LessonRow.position)):
        lessons[row.module_code].append(summary(row))
    rows = db.session.scalars(select(CourseModuleRow).order_by(CourseModuleRow.position))
    return [
        ModuleSummary(
            code=row.code,
            position=row.position,
            title_zh=row.title_zh,
            title_en=row.title_en,
            summary_zh=row.summary_zh,
            summary_en=row.summary_en,
            hours=row.hours,
            lessons=tuple(lessons[row.code]),
        )
        for row in rows
    ]


def get_module(code: str) -> ModuleSummary:
    """The module; raises UnknownModule."""
    module = next((module for module in list_modules() if module.code == code), None)
    if module is None:
        raise UnknownModule()
    return module


def summary(row: LessonRow) -> LessonSummary:
    """A lesson without its text."""
    return LessonSummary(
        lesson_id=row.id,
        code=row.code,
        module_code=row.module_code,
        position=row.position,
        title_zh=row.title_zh,
        title_en=row.title_en,
        minutes=row.minutes,
        depth=Depth(row.depth),
        edition=row.edition,
    )


def get_current(code: str) -> LessonRow:
    """The version of a lesson that is taught now, with its content; raises UnknownLesson."""
    query = select(LessonRow).options(undefer(LessonRow.content)).where(LessonRow.code == code, LessonRow.current)
    row = db.session.scalar(query)
    if row is None:
        raise UnknownLesson()
    return row


def get_version(lesson_id: UUID) -> LessonRow:
    """A version of a lesson with its content, taught or not; raises UnknownLesson."""
    query = select(LessonRow).options(undefer(LessonRow.content)).where(LessonRow.id == lesson_id)
    row = db.session.scalar(query)
    if row is None:
        raise UnknownLesson()
    return row


def list_versions(code: str) -> list[LessonRow]:
    """All versions of a lesson, newest first."""
    return list(db.session.scalars(select(LessonRow).where(LessonRow.code == code).order_by(LessonRow.number.desc())))


def list_current() -> list[LessonRow]:
    """All lessons taught now."""
    return list(db.session.scalars(select(LessonRow).where(LessonRow.current)))


def list_steps(person_id: UUID, code: str | None = None) -> list[Step]:
    """What the person did with each version of each lesson (or of one), with the best check."""
    best: dict[UUID, CheckScore] = {}
    runs = select(CheckRun.lesson_id, CheckRun.points, CheckRun.maximum).where(CheckRun.person_id == person_id)
    for lesson_id, points, maximum in db.session.execute(runs):
        found = CheckScore(points, maximum)
        if lesson_id not in best or found.points * best[lesson_id].maximum > best[lesson_id].points * maximum:
            best[lesson_id] = found
    query = (
        select(LessonProgressRow, LessonRow.code, LessonRow.edition)
        .join(LessonRow, LessonRow.id == LessonProgressRow.lesson_id)
        .where(LessonProgressRow.person_id == person_id)
    )
    if code is not None:
        query = query.where(LessonRow.code == code)
    return [
        Step(
            lesson_code=lesson_code,
            edition=edition,
            touched_at=row.touched_at,
            read_at=row.read_at,
            passed_at=row.passed_at,
            place=row.place,
            best=best.get(row.lesson_id),
        )
        for row, lesson_code, edition in db.session.execute(query)
    ]


def find_progress(person_id: UUID, lesson_id: UUID) -> LessonProgressRow | None:
    """The person's row for a version of a lesson, locked until the transaction ends."""
    query = select(LessonProgressRow).where(
        LessonProgressRow.person_id == person_id, LessonProgressRow.lesson_id == lesson_id
    )
    return db.session.scalar(query.with_for_update())


def lock_progress(row: LessonProgressRow) -> LessonProgressRow:
    """The stored row of that person and version, or the given one if there was none; locked either way."""
    stored = find_progress(row.person_id, row.lesson_id)
    if stored is not None:
        return stored
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # another window of the same person was first
        stored = find_progress(row.person_id, row.lesson_id)
        if stored is None:
            raise
        return stored
    return row


def count_runs(person_id: UUID, code: str) -> int:
    """How many checks of a lesson the person has handed in."""
    query = select(func.count()).select_from(CheckRun)
    return db.session.scalar(query.where(CheckRun.person_id == person_id, CheckRun.lesson_code == code)) or 0


def get_run(person_id: UUID, code: str, number: int) -> CheckRun:
    """One of the person's own checks with its items; raises UnknownLesson for any other."""
    query = select(CheckRun).options(undefer(CheckRun.items))
    run = db.session.scalar(
        query.where(CheckRun.person_id == person_id, CheckRun.lesson_code == code, CheckRun.number == number)
    )
    if run is None:
        raise UnknownLesson()
    return run


def has_booked(person_id: UUID, code: str, edition: int) -> bool:
    """Whether the time of that edition of the lesson stands in the ledger."""
    query = select(TrainingHoursRow.id).where(
        TrainingHoursRow.person_id == person_id,
        TrainingHoursRow.lesson_code == code,
        TrainingHoursRow.edition == edition,
    )
    return db.session.scalar(query) is not None


def list_training_hours(person_id: UUID) -> list[TrainingHours]:
    """The person's ledger, oldest first."""
    query = select(TrainingHoursRow).where(TrainingHoursRow.person_id == person_id).order_by(TrainingHoursRow.at)
    return [
        TrainingHours(row.lesson_code, row.edition, row.minutes, row.at, row.source)
        for row in db.session.scalars(query)
    ]


def training_minutes(person_id: UUID) -> int:
    """The sum of the person's ledger."""
    query = select(func.coalesce(func.sum(TrainingHoursRow.minutes), 0))
    return int(db.session.scalar(query.where(TrainingHoursRow.person_id == person_id)) or 0)
