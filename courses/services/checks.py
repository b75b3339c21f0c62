"""The knowledge check: open it, hand it in, look at what it came to. Hours are booked at an edition's first pass."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from courses import queries
from courses.domain import (
    ITEM_POINTS,
    AlreadySubmitted,
    AnsweredItem,
    CheckChanged,
    CheckIncomplete,
    CheckNotReady,
    LessonCompleted,
    score,
)
from courses.formats.lessons import lesson_of
from courses.models import CheckRun, LessonRow, TrainingHoursRow
from courses.services.asking import Check, Fields, Question, name_of, parse, questions, show
from courses.services.lessons import learner, touch
from foundation import events
from foundation.db import db, transaction
from foundation.ids import new_id
from people.domain import Actor
from question_bank import scoring_rules
from question_bank.domain import Malformed

SOURCE = "lesson"


def open_check(
    actor: Actor, code: str, *, language: str = "zh", fields: Fields | None = None, now: datetime
) -> Check | None:
    """The person's next try at a lesson's check, with what was typed so far; None while its items are not approved
    or have expired.
    """
    person_id = learner(actor)
    row = queries.get_current(code)
    number = queries.count_runs(person_id, code) + 1
    asked = questions(actor, lesson_of(row.content), person_id, number, now)
    return show(row.id, asked, number, language, fields or {}) if asked else None


def submit_check(actor: Actor, code: str, *, number: int, fingerprint: str, fields: Fields, now: datetime) -> int:
    """Hand in a try; `fields` are the values of the page's fields by the item's position. Returns the try's number.

    Raises AlreadySubmitted, CheckNotReady, CheckChanged, CheckIncomplete; then nothing has changed.
    """
    person_id = learner(actor)
    row = queries.get_current(code)
    handed_in = queries.count_runs(person_id, code)
    if 1 <= number <= handed_in:
        raise AlreadySubmitted(number)
    asked = questions(actor, lesson_of(row.content), person_id, number, now)
    if not asked:
        raise CheckNotReady()
    if number != handed_in + 1 or fingerprint != name_of(row.id, asked):
        raise CheckChanged()
    _record(person_id, row, number, _answers(asked, fields), now)
    return number


def _answers(asked: Sequence[Question], fields: Fields) -> list[AnsweredItem]:
    """Each item scored by its own type and rule; raises CheckIncomplete."""
    answers: list[AnsweredItem] = []
    missing: list[int] = []
    for question in asked:
        item_type, content = question.item_type, question.version.content
        parsed = parse(question, fields)
        if isinstance(parsed, Malformed) or item_type.is_blank(parsed.value):
            missing.append(question.position)
            continue
        rule = scoring_rules.get(item_type.default_scoring_rule)
        outcome = rule.score(item_type, content, parsed.value, ITEM_POINTS)
        points = outcome.points if outcome.points is not None else ITEM_POINTS - ITEM_POINTS
        answers.append(AnsweredItem(question.item.id, question.version.id, question.order, parsed.value, points))
    if missing:
        raise CheckIncomplete(missing)
    return answers


def _record(person_id: UUID, lesson: LessonRow, number: int, answers: list[AnsweredItem], now: datetime) -> None:
    result = score([answer.points for answer in answers])
    items: list[dict[str, Any]] = msgspec.to_builtins(answers)
    with transaction():
        progress = touch(person_id, lesson.id, now)
        if queries.count_runs(person_id, lesson.code) >= number:  # the other window was first
            raise AlreadySubmitted(number)
        db.session.add(
            CheckRun(
                id=new_id(),
                person_id=person_id,
                lesson_code=lesson.code,
                lesson_id=lesson.id,
                number=number,
                items=items,
                points=result.points,
                maximum=result.maximum,
                passed=result.passed,
                at=now,
            )
        )
        progress.read_at = progress.read_at or now
        if result.passed:
            progress.passed_at = progress.passed_at or now
            _book(person_id, lesson, now)


def _book(person_id: UUID, lesson: LessonRow, now: datetime) -> None:
    """Once for a person, lesson and edition: time into the ledger, news into the outbox."""
    if queries.has_booked(person_id, lesson.code, lesson.edition):
        return
    db.session.add(
        TrainingHoursRow(
            id=new_id(),
            person_id=person_id,
            lesson_code=lesson.code,
            edition=lesson.edition,
            lesson_id=lesson.id,
            minutes=lesson.minutes,
            at=now,
            source=SOURCE,
        )
    )
    events.record(LessonCompleted(person_id, lesson.code, now), now=now)
