"""How far a person has come: derived from what they read and passed, never stored.

A lesson is done once it was read to the end and its check passed; a module once all its lessons are. A lesson that was
done stays done when its text is renewed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from courses.domain.checks import CheckScore
from courses.domain.lesson import Depth
from foundation.errors import N_


class LessonState(StrEnum):
    """Where a person stands with a lesson."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    READ = "read"
    DONE = "done"


STATE_LABELS = {
    LessonState.NOT_STARTED: N_("未开始"),
    LessonState.STARTED: N_("在读"),
    LessonState.READ: N_("已读，待自测"),
    LessonState.DONE: N_("完成"),
}


@dataclass(frozen=True, slots=True)
class LessonSummary:
    """A lesson as a list shows it; nothing of its text or check."""

    lesson_id: UUID
    code: str
    module_code: str
    position: int
    title_zh: str
    title_en: str
    minutes: int
    depth: Depth
    edition: int


@dataclass(frozen=True, slots=True)
class ModuleSummary:
    """A module with its lessons; a module without lessons is planned, not provided."""

    code: str
    position: int
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    hours: int
    lessons: tuple[LessonSummary, ...]

    @property
    def minutes(self) -> int:
        """The time of its lessons as it is booked, in minutes."""
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class Step:
    """What happened between a person and one version of a lesson."""

    lesson_code: str
    edition: int
    touched_at: datetime
    read_at: datetime | None = None
    passed_at: datetime | None = None
    place: str | None = None
    best: CheckScore | None = None


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """A lesson and where the person stands with it."""

    lesson: LessonSummary
    state: LessonState
    touched_at: datetime | None = None
    read_at: datetime | None = None
    done_at: datetime | None = None
    place: str | None = None
    best: CheckScore | None = None
    renewed: bool = False

    @property
    def done(self) -> bool:
        """Read to the end and passed."""
        return self.state is LessonState.DONE


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """A module and how much of it is done."""

    module: ModuleSummary
    lessons: tuple[LessonProgress, ...]

    @property
    def done(self) -> int:
        """How many of its lessons are done."""
        return sum(lesson.done for lesson in self.lessons)

    @property
    def total(self) -> int:
        """How many lessons it has."""
        return len(self.lessons)

    @property
    def completed_at(self) -> datetime | None:
        """When its last lesson was done; None while one is open, and for a module without lessons."""
        moments = [lesson.done_at for lesson in self.lessons if lesson.done_at is not None]
        return max(moments) if moments and len(moments) == self.total else None

    @property
    def average_percent(self) -> int | None:
        """The mean of the best checks, in whole percent, rounded down; None before the first."""
        best = [lesson.best.percent for lesson in self.lessons if lesson.best is not None]
        return sum(best) // len(best) if best else None


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """A person's whole way through the course."""

    modules: tuple[ModuleProgress, ...]
    minutes: int

    @property
    def lessons(self) -> tuple[LessonProgress, ...]:
        """All lessons in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def done(self) -> int:
        """How many lessons are done."""
        return sum(lesson.done for lesson in self.lessons)

    @property
    def total(self) -> int:
        """How many lessons there are."""
        return len(self.lessons)

    @property
    def total_minutes(self) -> int:
        """The time of all lessons, in minutes."""
        return sum(module.module.minutes for module in self.modules)

    @property
    def next_lesson(self) -> LessonProgress | None:
        """The lesson to go on with; None when all are done."""
        return next_lesson(self.lessons)


def lesson_progress(lesson: LessonSummary, steps: Iterable[Step]) -> LessonProgress:
    """Where a person stands with a lesson, over all its versions; the newest names place and reading."""
    mine = sorted((s for s in steps if s.lesson_code == lesson.code), key=lambda s: s.touched_at)
    if not mine:
        return LessonProgress(lesson, LessonState.NOT_STARTED)
    passes = [s.passed_at for s in mine if s.passed_at is not None]
    reads = [s.read_at for s in mine if s.read_at is not None]
    bests = [s.best for s in mine if s.best is not None]
    return LessonProgress(
        lesson=lesson,
        state=_state(bool(passes), bool(reads)),
        touched_at=mine[-1].touched_at,
        read_at=reads[-1] if reads else None,
        done_at=min(passes) if passes else None,
        place=mine[-1].place,
        best=max(bests, key=lambda s: s.points / s.maximum if s.maximum else s.points) if bests else None,
        renewed=bool(passes) and all(s.edition < lesson.edition for s in mine if s.passed_at is not None),
    )


def _state(passed: bool, read: bool) -> LessonState:
    if passed:  # handing in a check says that the text was read
        return LessonState.DONE
    return LessonState.READ if read else LessonState.STARTED


def module_progress(module: ModuleSummary, steps: Sequence[Step]) -> ModuleProgress:
    """A module's lessons with where the person stands."""
    return ModuleProgress(module, tuple(lesson_progress(lesson, steps) for lesson in module.lessons))


def next_lesson(lessons: Sequence[LessonProgress]) -> LessonProgress | None:
    """The lesson begun last and not done; otherwise the first that is not done."""
    begun = [(p.touched_at, index) for index, p in enumerate(lessons) if not p.done and p.touched_at is not None]
    if begun:
        return lessons[max(begun)[1]]
    return next((p for p in lessons if not p.done), None)


def neighbours(lessons: Sequence[LessonSummary], code: str) -> tuple[LessonSummary | None, LessonSummary | None]:
    """The lessons before and after, across modules."""
    at = next(index for index, lesson in enumerate(lessons) if lesson.code == code)
    return (lessons[at - 1] if at else None, lessons[at + 1] if at + 1 < len(lessons) else None)


@dataclass(frozen=True, slots=True)
class TrainingHours:
    """One entry of the ledger: time booked for a lesson, once for each edition."""

    lesson_code: str
    edition: int
    minutes: int
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class LessonCompleted:
    """News: a person has done a lesson (its first pass in an edition)."""

    person_id: UUID
    lesson_code: str
    at: datetime
