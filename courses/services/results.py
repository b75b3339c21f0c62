"""What a handed-in check came to, item by item, with explanations: practice items only, to their own person only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from courses import queries
from courses.domain import ITEM_POINTS, AnsweredItem, CheckScore, Lesson, passages_to_reread
from courses.formats.lessons import lesson_of
from courses.services.asking import in_language
from courses.services.lessons import learner
from people.domain import Actor
from question_bank import item_types
from question_bank import services as bank
from question_bank.domain import Content, ItemType, ItemVersion

LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class MarkedOption:
    """An option as it was shown, with what was chosen and what is right."""

    letter: str
    text: str
    chosen: bool
    right: bool
    why: str | None


@dataclass(frozen=True, slots=True)
class MarkedItem:
    """An answered item with its explanation; items without options tell response and key in words."""

    position: int
    label: str
    lang: str
    stem: str
    verdict: str
    options: tuple[MarkedOption, ...]
    given: str
    answer: str
    explanation: str | None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A handed-in check. `booked_minutes` says what this very try put into the ledger."""

    lesson: Lesson
    number: int
    at: datetime
    score: CheckScore
    items: tuple[MarkedItem, ...]
    reread: tuple[str, ...]
    booked_minutes: int
    is_current: bool


def get_result(
    actor: Actor, code: str, number: int, *, language: str = "zh", translate: Callable[[str], str] = str
) -> CheckResult:
    """One of the actor's own checks; raises UnknownLesson for any other."""
    person_id = learner(actor)
    run = queries.get_run(person_id, code, number)
    row = queries.get_version(run.lesson_id)
    lesson = lesson_of(row.content)
    answers = msgspec.convert(run.items, list[AnsweredItem])
    versions = bank.load_versions(answer.version_id for answer in answers)
    written = {item.id: item for item in lesson.check}
    items = tuple(
        _marked(position, answer, versions[answer.version_id], content, translate)
        for position, answer in enumerate(answers, 1)
        for content in [in_language(written.get(answer.external_id), versions[answer.version_id], language)]
    )
    booked = [entry for entry in queries.list_training_hours(person_id) if entry.lesson_code == code]
    return CheckResult(
        lesson=lesson.without_check(),
        number=number,
        at=run.at,
        score=CheckScore(run.points, run.maximum),
        items=items,
        reread=passages_to_reread(lesson, (a.external_id for a in answers if a.points < ITEM_POINTS)),
        booked_minutes=sum(entry.minutes for entry in booked if run.passed and entry.at == run.at),
        is_current=row.current,
    )


def _marked(
    position: int, answer: AnsweredItem, version: ItemVersion, content: Content, translate: Callable[[str], str]
) -> MarkedItem:
    item_type = item_types.get(version.item_type)
    return MarkedItem(
        position=position,
        label=item_type.label,
        lang=content["lang"],
        stem=content["stem"],
        verdict=_verdict(answer),
        options=_options(answer, content) if _has_choices(item_type, answer, content) else (),
        given=item_type.describe_response(content, answer.response, translate, answer.order),
        answer=item_type.describe_key(content, translate, answer.order),
        explanation=content["explanation"],
    )


def _has_choices(item_type: ItemType, answer: AnsweredItem, content: Content) -> bool:
    """Options to tick; those to order or to match are told in words."""
    return answer.response is None or item_type.judge_options(content, answer.response) is not None


def _verdict(answer: AnsweredItem) -> str:
    if answer.points == ITEM_POINTS:
        return "right"
    return "partly" if answer.points else "wrong"


def _options(answer: AnsweredItem, content: Content) -> tuple[MarkedOption, ...]:
    """For contents that have options: those in the order shown."""
    by_id = {option["id"]: option for option in content.get("options", ())}
    chosen = answer.response if isinstance(answer.response, list) else [answer.response]
    return tuple(
        MarkedOption(
            letter=letter,
            text=by_id[name]["text"],
            chosen=name in chosen,
            right=name in content["answer_key"],
            why=by_id[name]["rationale"],
        )
        for letter, name in zip(LETTERS, answer.order or tuple(by_id), strict=False)
    )
