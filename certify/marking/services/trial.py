"""A form tried out by its examiner: what candidates see, scored by the exam's own rules. Nothing is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import ExamForm, FormSection, Slot
from certify.marking.domain import SlotScore, score_slots
from certify.marking.services.scoring import score_slot
from people.domain import Actor
from question_bank import item_types
from question_bank.domain import Response, form_values

Fields: TypeAlias = Callable[[str], Sequence[str]]  # the values of a field of the page by its name
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class TriedSlot:
    """An item as a candidate sees it, with what was typed; `score` and `key` once the paper was scored."""

    slot: Slot
    view: Mapping[str, Any]
    value: Any
    is_readable: bool
    score: SlotScore | None
    key: str


@dataclass(frozen=True, slots=True)
class TriedSection:
    """A section with the rule in words, where all of its items share one."""

    section: FormSection
    rule: str | None
    slots: tuple[TriedSlot, ...]

    @property
    def points(self) -> Decimal:
        """What the settled items earned."""
        return sum((each.score.points or ZERO for each in self.slots if each.score), ZERO)

    @property
    def n_for_markers(self) -> int:
        """How many answers only a person can score."""
        return sum(each.score is not None and each.score.needs_marker for each in self.slots)


@dataclass(frozen=True, slots=True)
class Trial:
    """The paper on trial; not `is_scored` before anything was handed in."""

    form: ExamForm
    sections: tuple[TriedSection, ...]
    is_scored: bool

    @property
    def points(self) -> Decimal:
        """What the settled items earned together."""
        return sum((part.points for part in self.sections), ZERO)

    @property
    def n_for_markers(self) -> int:
        """How many answers only a person can score."""
        return sum(part.n_for_markers for part in self.sections)


def try_form(actor: Actor, form_id: UUID, fields: Fields | None = None, translate: Callable[[str], str] = str) -> Trial:
    """The paper as candidates get it; with the values of its fields (q1, q2, …), scored as a hand-in would be. Raises
    UnknownForm outside the actor's reach.
    """
    _exam, _summary, form = exams.show_form(actor, form_id)
    typed = {slot.position: _read(slot, fields) if fields else NOTHING for slot in form.slots}
    values = {position: each.value for position, each in typed.items()}
    scores = {} if fields is None else {each.position: each for each in score_slots(form.slots, values, score_slot)}
    parts = []
    for section in form.sections:
        tried = (_tried(slot, typed[slot.position], scores, translate) for slot in form.slots_of(section))
        parts.append(TriedSection(section, delivery.rule_in_words(form, section), tuple(tried)))
    return Trial(form, tuple(parts), fields is not None)


def _tried(slot: Slot, typed: "_Typed", scores: Mapping[int, SlotScore], translate: Callable[[str], str]) -> TriedSlot:
    kind = item_types.get(slot.item_type)
    view, key = kind.candidate_view(slot.content), kind.describe_key(slot.content, translate)
    return TriedSlot(slot, view, typed.value, typed.is_readable, scores.get(slot.position), key)


class _Typed(NamedTuple):
    """The canonical response in the page's fields, if it could be read."""

    value: Any = None
    is_readable: bool = True


NOTHING = _Typed()


def _read(slot: Slot, fields: Fields) -> _Typed:
    kind = item_types.get(slot.item_type)
    values = form_values(fields, f"q{slot.position}", slot.shape)
    parsed = kind.parse_response(slot.shape, kind.read_form(values))
    return _Typed(parsed.value) if isinstance(parsed, Response) else _Typed(is_readable=False)
