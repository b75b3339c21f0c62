"""A candidate's own results: what stage each paper is at, and after the release all that the policy allows.

Before the release nothing of a score, a verdict or a key is even loaded into what the page gets.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from certify.delivery import services as delivery
from certify.delivery.services import HandedInLine, HolderSnapshot, LateCounted
from certify.exams import services as exams
from certify.exams.domain import ExamForm, FormSection, ShowAnswers
from certify.marking import services as marking
from certify.marking.domain import due_on
from certify.results import queries
from certify.results.domain import OpenAttempt, ReleasedResult, Stage
from certify.results.services.answers import AnswerSection, Translate, answers_of, numbers_of
from foundation.calendar import local_day
from foundation.errors import NotFound
from foundation.media import references
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain import Pool
from question_bank.services import StoredMedia


@dataclass(frozen=True, slots=True)
class MyLine:
    """One of my papers in the list; `result` only after the release."""

    attempt_id: UUID
    title: str
    title_en: str
    submitted_at: datetime
    stage: Stage
    result: ReleasedResult | None


@dataclass(frozen=True, slots=True)
class MyResult:
    """My result's page. `answers_from`: the policy shows answers, but the sitting runs until then."""

    attempt_id: UUID
    title: str
    title_en: str
    total: Decimal
    holder: HolderSnapshot
    submitted_at: datetime
    stage: Stage
    due: date
    result: ReleasedResult | None = None
    answers: tuple[AnswerSection, ...] = ()
    answers_from: datetime | None = None
    comments: tuple[tuple[int, str], ...] = ()
    late: LateCounted | None = None
    part_of: tuple[FormSection, ...] = ()  # what was sat of the paper; (): all
    left: tuple[FormSection, ...] = ()  # what a further try is about; (): the whole paper


def list_mine(actor: Actor) -> list[MyLine]:
    """My papers that were handed in, the newest first. Rehearsals have no result."""
    lines = _lines([actor.require_person()])
    found = {result.attempt_id: result for result in queries.list_results(person_ids=[actor.require_person()])}
    stages = _stages([line.attempt_id for line in lines], set(found))
    return [_mine(line, stages[line.attempt_id], found.get(line.attempt_id)) for line in reversed(lines)]


def _mine(line: HandedInLine, stage: Stage, result: ReleasedResult | None) -> MyLine:
    form = exams.get_form(line.form_id)
    return MyLine(line.attempt_id, form.title, form.title_en or form.title, line.submitted_at, stage, result)


def _lines(person_ids: Iterable[UUID]) -> list[HandedInLine]:
    """Papers that count: a rehearsal's form draws from the practice pool."""
    lines = delivery.list_handed_in(person_ids=list(person_ids))
    return [line for line in lines if exams.get_form(line.form_id).pool is Pool.EXAM]


def _stages(attempt_ids: list[UUID], released: set[UUID]) -> dict[UUID, Stage]:
    scored = marking.list_scored(each for each in attempt_ids if each not in released)

    def stage(attempt_id: UUID) -> Stage:
        if attempt_id in released:
            return Stage.RELEASED
        found = scored.get(attempt_id)
        return Stage.MARKING if found is None or found.open_positions else Stage.TO_BE_RELEASED

    return {attempt_id: stage(attempt_id) for attempt_id in attempt_ids}


def list_open(person_ids: Iterable[UUID], *, now: datetime) -> list[OpenAttempt]:
    """What these persons had handed in by now and nobody released yet, for the packages above; no points."""
    lines = [line for line in _lines(person_ids) if line.submitted_at <= now]
    released = queries.list_released_ids(line.attempt_id for line in lines)
    waiting = [line for line in lines if line.attempt_id not in released]
    stages = _stages([line.attempt_id for line in waiting], set())
    return [_open(line, stages[line.attempt_id] is Stage.TO_BE_RELEASED) for line in waiting]


def _open(line: HandedInLine, is_marked: bool) -> OpenAttempt:
    form = exams.get_form(line.form_id)
    return OpenAttempt(
        attempt_id=line.attempt_id,
        person_id=line.person_id,
        exam_id=form.exam_id,
        exam_version_id=form.exam_version_id,
        sitting_id=line.sitting_id,
        title=form.title,
        title_en=form.title_en or form.title,
        submitted_at=line.submitted_at,
        is_marked=is_marked,
    )


def get_mine(actor: Actor, attempt_id: UUID, *, translate: Translate = str, now: datetime) -> MyResult:
    """My own result's page; somebody else's attempt, a running one or a rehearsal is not found.

    `translate` puts the few words inside a described answer ("没有作答") into the reader's language.
    """
    line = next((line for line in _lines([actor.require_person()]) if line.attempt_id == attempt_id), None)
    if line is None:
        raise NotFound()
    form = exams.get_form(line.form_id, line.parts)
    result = queries.find_result(attempt_id)
    page = MyResult(
        attempt_id=attempt_id,
        title=form.title,
        title_en=form.title_en or form.title,
        total=form.total,
        holder=line.holder,
        submitted_at=line.submitted_at,
        stage=_stages([attempt_id], {attempt_id} if result else set())[attempt_id],
        due=due_on(local_day(line.submitted_at)),
        part_of=form.sections if line.parts else (),
    )
    return page if result is None else _with_result(page, form, line, result, translate, now)


def media_of_answers(actor: Actor, attempt_id: UUID, name: str, *, now: datetime) -> StoredMedia:
    """A picture or sound that the answers on my result's page show; NotFound where the policy shows none."""
    page = get_mine(actor, attempt_id, now=now)
    shown = (text for part in page.answers for line in part.lines for text in (line.stem, line.explanation))
    if not any(each.sha256 == name for text in shown for each in references(text)):
        raise NotFound()
    return bank.get_media(name)


def _with_result(
    page: MyResult, form: ExamForm, line: HandedInLine, result: ReleasedResult, translate: Translate, now: datetime
) -> MyResult:
    closes_at = exams.get_sitting(line.sitting_id).closes_at
    left = exams.sections_left(line.sitting_id, line.person_id)
    policy_shows = form.show_answers is ShowAnswers.AFTER_RELEASE
    may_see = policy_shows and now >= closes_at  # others may still be sitting the same paper
    scored = marking.find_scored(line.attempt_id, result.run_number)
    outcomes = scored.outcomes if scored else {}
    attempt = delivery.get_submitted(line.attempt_id)
    numbers = numbers_of(form, attempt.seed)
    return replace(
        page,
        result=result,
        answers=tuple(answers_of(form, attempt, numbers, outcomes, translate)) if may_see else (),
        answers_from=closes_at if policy_shows and not may_see else None,
        comments=tuple(sorted((numbers[at], each.comment) for at, each in outcomes.items() if each.comment)),
        late=delivery.late_counted(line.attempt_id),
        left=tuple(each for each in exams.get_form(form.id).sections if each.number in left),
    )
