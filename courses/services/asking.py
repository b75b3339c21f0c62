"""A knowledge check as it is asked: approved practice items of the question bank, in the reader's language.

Built from the items' candidate views, so nothing of a key or an explanation is in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from courses.domain import CheckItem, Lesson, askable, fingerprint, seed
from people.domain import Actor
from question_bank import item_types, scoring_rules
from question_bank import services as bank
from question_bank.domain import (
    Content,
    ItemType,
    ItemVersion,
    ParsedResponse,
    Pool,
    Response,
    content_hash,
    option_order,
)

Fields: TypeAlias = Mapping[int, Sequence[str]]
NOTHING: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One item on the page: view and value for its type's template, its kind and rule in words (msgids)."""

    position: int
    view: dict[str, Any]
    value: Any
    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check ready to be answered; `number` and `fingerprint` come back with the answers."""

    number: int
    fingerprint: str
    items: tuple[AskedItem, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a check as the server knows it, key and all."""

    position: int
    item: CheckItem
    version: ItemVersion
    order: tuple[str, ...] | None

    @property
    def item_type(self) -> ItemType:
        """The plugin that reads and judges it."""
        return item_types.get(self.version.item_type)


def questions(actor: Actor, lesson: Lesson, person_id: UUID, number: int, now: datetime) -> tuple[Question, ...]:
    """What a person is asked at their n-th try; empty while too few items are approved."""
    versions = _approved(actor, {item.id for item in lesson.check}, now)
    start = seed(person_id, lesson.id, number)
    return tuple(
        Question(position, item, versions[item.id], shown_order(versions[item.id], start, position))
        for position, item in enumerate(askable(lesson, versions), 1)
    )


def _approved(actor: Actor, wanted: set[str], now: datetime) -> Mapping[str, ItemVersion]:
    """The approved practice items of these names that the actor's unit may draw."""
    drawable = bank.list_drawable(actor.unit_path, pool=Pool.PRACTICE, external_ids=wanted, now=now)
    ids = {found.external_id: found.version_id for found in drawable}
    versions = bank.load_versions(ids.values())
    return {str(name): versions[version_id] for name, version_id in ids.items()}


def shown_order(version: ItemVersion, start: int, position: int) -> tuple[str, ...] | None:
    """The order of the options for that seed; None where they keep the author's."""
    item_type = item_types.get(version.item_type)
    if not (item_type.shuffles_options and item_type.may_shuffle(version.content)):
        return None
    return option_order(item_type.response_shape(version.content).options, start, position)


def show(lesson_id: UUID, asked: Sequence[Question], number: int, language: str, fields: Fields) -> Check:
    """The page's side of it, with what was already typed."""
    items = tuple(
        AskedItem(
            position=question.position,
            view=question.item_type.candidate_view(
                in_language(question.item, question.version, language), question.order
            ),
            value=_typed(question, fields),
            label=question.item_type.label,
            rule=_rule(question.item_type),
        )
        for question in asked
    )
    return Check(number, name_of(lesson_id, asked), items)


def parse(question: Question, fields: Fields) -> ParsedResponse:
    """The response in the page's fields of an item."""
    shape = question.item_type.response_shape(question.version.content)
    return question.item_type.parse_response(
        shape, question.item_type.read_form(fields.get(question.position, NOTHING))
    )


def _typed(question: Question, fields: Fields) -> Any:
    parsed = parse(question, fields)
    return parsed.value if isinstance(parsed, Response) else None


def name_of(lesson_id: UUID, asked: Sequence[Question]) -> str:
    """The fingerprint of a check."""
    return fingerprint(lesson_id, (question.version.id for question in asked))


def _rule(item_type: ItemType) -> str:
    return scoring_rules.get(item_type.default_scoring_rule).candidate_text(item_type)


def in_language(item: CheckItem | None, version: ItemVersion, language: str) -> Content:
    """The item's content as the reader reads it: English where the lesson's English belongs to this very version."""
    if language != "en" or item is None or item.type != version.item_type:
        return version.content
    written = item_types.get(item.type).validate(item.content())
    if content_hash(written) != version.content_hash:  # the bank's item was edited since: its English would be stale
        return version.content
    return item.in_english(version.content) or version.content
