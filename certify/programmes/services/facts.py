"""Gather what is known of a person for their requirements: courses and results, through those packages' front doors."""

from datetime import datetime
from uuid import UUID

from certify.programmes.domain import ExamFact, Facts, ModuleFact
from certify.results import services as results
from certify.results.domain import OpenAttempt, ReleasedResult
from courses import services as courses


def gather(person_id: UUID, *, approved_at: datetime | None, after: datetime | None = None, now: datetime) -> Facts:
    """The facts of now; what is not released says neither points nor verdict.

    `after` leaves out exams up to then: an exam that led to one certification does not lead to the next.
    """
    progress = courses.progress_of(person_id)
    modules = tuple(
        ModuleFact(
            code=module.module.code,
            title_zh=module.module.title_zh,
            title_en=module.module.title_en,
            lessons=module.total,
            lessons_read=sum(lesson.done or lesson.read_at is not None for lesson in module.lessons),
            checks_passed=module.done,
            completed_at=module.completed_at,
        )
        for module in progress.modules
        if module.total
    )
    released = [_released(result) for result in results.list_counting([person_id])]
    waiting = [_waiting(attempt) for attempt in results.list_open([person_id], now=now)]
    exams = tuple(exam for exam in (*released, *waiting) if after is None or exam.at > after)
    return Facts(person_id=person_id, modules=modules, exams=exams, approved_at=approved_at)


def _released(result: ReleasedResult) -> ExamFact:
    return ExamFact(
        exam_id=result.exam_id,
        attempt_id=result.attempt_id,
        verdict=result.verdict.value,
        total=result.view.points,
        at=result.released_at,
        released_by=result.released_by,
        markers=result.markers,
    )


def _waiting(attempt: OpenAttempt) -> ExamFact:
    return ExamFact(attempt.exam_id, attempt.attempt_id, "not_yet_scored", None, attempt.submitted_at)
