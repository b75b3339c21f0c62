"""How often each choice was made in a sitting, item by item, for the person who releases its results."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import Slot
from certify.exams.services import Sitting
from foundation.errors import NotFound
from people.domain import Actor, Permission
from question_bank import item_types
from question_bank.domain import Response, Verdict
from question_bank.domain.tallies import PlaceTally, tally

SMALL_SAMPLE = 50  # candidates: with fewer, shares are not for conclusions


@dataclass(frozen=True, slots=True)
class ItemChoices:
    """An item of the sitting: how many got it, how many left it blank, and what was chosen place by place."""

    slot: Slot
    n_candidates: int
    n_blank: int
    places: tuple[PlaceTally, ...]

    @property
    def n_answered(self) -> int:
        """How many answered."""
        return self.n_candidates - self.n_blank


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """A sitting's items in the order of its first form, those of others after them."""

    sitting: Sitting
    n_attempts: int
    items: tuple[ItemChoices, ...]

    @property
    def is_small(self) -> bool:
        """Too few candidates for conclusions."""
        return self.n_attempts < SMALL_SAMPLE


def list_choices(actor: Actor, sitting_id: UUID) -> ChoicesPage:
    """For a sitting within the actor's reach; raises MissingPermission, NotFound."""
    actor.require_anywhere(Permission.RELEASE_RESULTS)
    sitting = exams.get_sitting(sitting_id)
    if not actor.may(Permission.RELEASE_RESULTS, sitting.unit_path):
        raise NotFound()
    slots: dict[UUID, Slot] = {}
    answers: defaultdict[UUID, list[Any]] = defaultdict(list)
    attempts = delivery.list_submitted(sitting_id)
    for attempt in attempts:
        for slot in exams.get_form(attempt.form_id, attempt.parts).slots:
            slots.setdefault(slot.version_id, slot)
            answers[slot.version_id].append(attempt.responses.get(slot.position))
    items = (_choices(slot, answers[slot.version_id]) for slot in slots.values())
    return ChoicesPage(sitting, len(attempts), tuple(items))


def _choices(slot: Slot, values: Sequence[Any]) -> ItemChoices:
    """Answers that can't be read are in no count but the number of candidates."""
    kind = item_types.get(slot.item_type)
    read = [kind.parse_response(slot.shape, value) for value in values]
    given = [each.value for each in read if isinstance(each, Response)]
    answered = [value for value in given if not kind.is_blank(value)]
    judged = [(kind.choices_made(slot.content, value), _verdicts(slot, value)) for value in answered]
    places = tally(kind.choice_places(slot.content), judged)
    return ItemChoices(slot, len(values), len(given) - len(answered), places)


def _verdicts(slot: Slot, value: Any) -> tuple[Verdict, ...] | None:
    parts = item_types.get(slot.item_type).judge(slot.content, value)
    return None if parts is None else tuple(part.verdict for part in parts)
