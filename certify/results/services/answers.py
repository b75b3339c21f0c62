"""A candidate's answers beside the keys, as their own paper showed them. Only for after the release."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from certify.delivery import services as delivery
from certify.delivery.domain import SectionSlots, slot_order
from certify.delivery.services import SubmittedAttempt
from certify.exams.domain import ExamForm, FormSection, Slot
from certify.marking.domain import SlotOutcome
from question_bank import item_types
from question_bank.domain import Malformed, canonical_json
from question_bank.domain.media import files_in

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A slot after the release, numbered and lettered as on my paper: my answer, the key, points, what was said."""

    number: int
    item_type: str
    lang: str
    stem: str
    answer: str
    answer_key: str
    has_guide: bool
    points: Decimal | None
    maximum: Decimal
    explanation: str
    comment: str
    pictures: tuple[str, ...] = ()  # the hashes of what I attached


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """The answers of a section."""

    section: FormSection
    lines: tuple[AnswerLine, ...]


def numbers_of(form: ExamForm, seed: int) -> dict[int, int]:
    """Position → the number that the slot had on this candidate's paper."""
    sections = [SectionSlots(each.number, each.positions, each.shuffle_items) for each in form.sections]
    return {position: number for number, position in enumerate(slot_order(sections, seed), 1)}


def answers_of(
    form: ExamForm,
    attempt: SubmittedAttempt,
    numbers: Mapping[int, int],
    outcomes: Mapping[int, SlotOutcome],
    translate: Translate,
) -> Iterator[AnswerSection]:
    """Every section with its answers and keys; the caller has made sure that this candidate may see them."""
    for section in form.sections:
        slots = sorted(form.slots_of(section), key=lambda slot: numbers[slot.position])
        lines = (
            _line(numbers[slot.position], slot, section, attempt, outcomes.get(slot.position), translate)
            for slot in slots
        )
        yield AnswerSection(section, tuple(lines))


def _line(
    number: int,
    slot: Slot,
    section: FormSection,
    attempt: SubmittedAttempt,
    outcome: SlotOutcome | None,
    translate: Translate,
) -> AnswerLine:
    kind = item_types.get(slot.item_type)
    order = delivery.options_for(slot, section, attempt.seed)
    value = attempt.responses.get(slot.position)
    parsed = kind.parse_response(slot.shape, value)
    if isinstance(parsed, Malformed):
        answer = canonical_json(value)[:500]
    else:
        answer = kind.describe_response(slot.content, parsed.value, translate, order)
    return AnswerLine(
        number=number,
        item_type=kind.label,
        lang=str(slot.content["lang"]),
        stem=str(slot.content["stem"]),
        answer=answer,
        answer_key=kind.describe_key(slot.content, translate, order),
        has_guide="scoring_points" in slot.content,
        points=outcome.points if outcome else None,
        maximum=slot.points,
        explanation=str(slot.content.get("explanation") or ""),
        comment=outcome.comment if outcome else "",
        pictures=files_in(value),
    )
