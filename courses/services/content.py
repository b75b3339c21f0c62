"""Taking the lessons in: texts become versions of lessons, check items become practice items of a unit's bank.

Loading twice is the same as once. A text that differs becomes a new version; what people did with the old one stays.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from courses import queries
from courses.domain import CourseModule, Lesson
from courses.formats.lessons import CONTENT, Course, content_of, read_course
from courses.models import CourseModuleRow, LessonRow
from foundation import audit
from foundation.db import transaction
from foundation.ids import new_id
from people import services as people
from people.domain import SYSTEM, Actor, Permission
from question_bank import services as bank
from question_bank.domain import ItemStatus, Pool, TransitionNotAllowed, content_hash, require_other_reviewer
from question_bank.domain.items import ItemDraft


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did: lessons by what became of them, check items by where they stand now."""

    modules: int
    lessons_new: int = 0
    lessons_changed: int = 0
    lessons_same: int = 0
    lessons_withdrawn: int = 0
    items_approved: int = 0
    items_waiting: int = 0
    items_left_out: int = 0


def load_content(
    actor: Actor, unit_id: UUID | None, *, reviewer: Actor | None = None, folder: Path = CONTENT, now: datetime
) -> LoadResult:
    """Load the course; its check items go into the unit's bank, written by the actor and approved by the reviewer.

    Without a reviewer they wait in review. The system can load the texts alone (`unit_id` None): items need an author.
    Raises Invalid with the problems of all files before anything is changed.
    """
    course = read_course(folder)
    if unit_id is None:
        actor.require(Permission.WRITE_ITEMS, "/")
    else:
        _check_people(actor, reviewer, people.get_unit(unit_id).path)
        _add_areas(course, now)
    result = LoadResult(len(course.modules))
    _save_modules(actor, course.modules, now)
    for position, lesson in enumerate(course.lessons):
        with transaction():
            result = _save_lesson(actor, lesson, position, result, now)
            if unit_id is None:
                result = replace(result, items_left_out=result.items_left_out + len(lesson.check))
            else:
                result = _save_items(actor, reviewer, unit_id, lesson, result, now)
    return _withdraw_others(actor, course, result, now)


@dataclass(frozen=True, slots=True)
class ModuleContent:
    """A module as it comes with the program, and how much of it is taught."""

    code: str
    title_zh: str
    title_en: str
    shipped: int
    same: int
    changed: int

    @property
    def is_current(self) -> bool:
        """Nothing to take in."""
        return self.same == self.shipped


def compare_content(actor: Actor, *, folder: Path = CONTENT) -> list[ModuleContent]:
    """Each module's lessons that come with the program: taught as they are, or in an older text."""
    actor.require_anywhere(Permission.WRITE_ITEMS)
    course = read_course(folder)
    taught = {row.code: row.content_hash for row in queries.list_current()}
    states = [(lesson.module, taught.get(lesson.id), content_hash(content_of(lesson))) for lesson in course.lessons]
    return [
        ModuleContent(
            module.code,
            module.title_zh,
            module.title_en,
            shipped=sum(code == module.code for code, _old, _new in states),
            same=sum(code == module.code and old == new for code, old, new in states),
            changed=sum(code == module.code and old not in (None, new) for code, old, new in states),
        )
        for module in course.modules
    ]


def _check_people(actor: Actor, reviewer: Actor | None, unit_path: str) -> None:
    actor.require(Permission.WRITE_ITEMS, unit_path)
    author_id = actor.require_person()
    if reviewer is not None:
        reviewer.require(Permission.REVIEW_ITEMS, unit_path)
        require_other_reviewer(author_id, reviewer.require_person())


def _add_areas(course: Course, now: datetime) -> None:
    """Modules are the content areas of their items; those that are there keep their names."""
    known = {area.code for area in bank.list_areas()}
    for module in course.modules:
        if module.code not in known:
            bank.save_area(SYSTEM, module.code, module.title_zh, module.title_en, position=module.order, now=now)


def _save_modules(actor: Actor, modules: tuple[CourseModule, ...], now: datetime) -> None:
    with transaction() as session:
        for module in modules:
            row = CourseModuleRow(
                code=module.code,
                position=module.order,
                title_zh=module.title_zh,
                title_en=module.title_en,
                summary_zh=module.summary_zh,
                summary_en=module.summary_en,
                hours=module.hours,
            )
            session.merge(row)
        audit.record(actor, "courses.load", "course", "modules", now=now, modules=[m.code for m in modules])


def _save_lesson(actor: Actor, lesson: Lesson, position: int, result: LoadResult, now: datetime) -> LoadResult:
    content = content_of(lesson)
    versions = queries.list_versions(lesson.id)
    current = next((row for row in versions if row.current), None)
    if current is not None and current.content_hash == content_hash(content):
        current.position = position
        return replace(result, lessons_same=result.lessons_same + 1)
    with transaction() as session:
        if current is not None:
            current.current = False
        row = LessonRow(
            id=new_id(),
            code=lesson.id,
            number=versions[0].number + 1 if versions else 1,
            edition=lesson.version,
            current=True,
            module_code=lesson.module,
            position=position,
            title_zh=lesson.title_zh,
            title_en=lesson.title_en,
            minutes=lesson.minutes,
            depth=lesson.depth.value,
            content=content,
            content_hash=content_hash(content),
            loaded_at=now,
        )
        session.add(row)
        audit.record(actor, "courses.load", "lesson", row.id, now=now, code=lesson.id, number=row.number)
    if versions:
        return replace(result, lessons_changed=result.lessons_changed + 1)
    return replace(result, lessons_new=result.lessons_new + 1)


def _save_items(
    actor: Actor, reviewer: Actor | None, unit_id: UUID, lesson: Lesson, result: LoadResult, now: datetime
) -> LoadResult:
    drafts = [
        ItemDraft(
            item_type=item.type,
            content=item.content(),
            area_code=lesson.module,
            pool=Pool.PRACTICE,
            difficulty=item.difficulty,
            level=item.level.value,
            tags=(lesson.id,),
            external_id=item.id,
        )
        for item in lesson.check
    ]
    waiting = approved = 0
    for item_id in bank.import_items(actor, unit_id, drafts, now=now).all:
        try:
            bank.submit_for_review(actor, item_id, now=now)
        except TransitionNotAllowed as step:
            if step.current is not ItemStatus.IN_REVIEW:
                approved += step.current is ItemStatus.APPROVED
                continue
        if reviewer is not None:
            bank.approve_item(reviewer, item_id, now=now)
        approved, waiting = approved + (reviewer is not None), waiting + (reviewer is None)
    return replace(
        result, items_approved=result.items_approved + approved, items_waiting=result.items_waiting + waiting
    )


def _withdraw_others(actor: Actor, course: Course, result: LoadResult, now: datetime) -> LoadResult:
    taught = {lesson.id for lesson in course.lessons}
    with transaction():
        gone = [row for row in queries.list_current() if row.code not in taught]
        for row in gone:
            row.current = False
            audit.record(actor, "courses.withdraw", "lesson", row.id, now=now, code=row.code)
    return replace(result, lessons_withdrawn=len(gone))
