"""Wrong typed answers of a sitting, for the person who releases its results; "accept this answer" records a proposal.

It changes no key and no score: that takes a new version of the item, its review, and a regrade.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import Slot
from certify.exams.services import Sitting
from certify.marking.domain.near_misses import NearMiss, WrongAnswer, near_misses
from foundation.errors import N_, NotFound
from people.domain import Actor, Permission
from question_bank import item_types
from question_bank import services as bank
from question_bank.domain import Malformed, Verdict


class NotTyped(NotFound):
    """A proposal for an answer that nobody in this sitting gave, or that counts already."""

    message = N_("这一场里没有这个答案")


@dataclass(frozen=True, slots=True)
class NearMissLine:
    """A wrong answer with its item; `is_proposed` when somebody has asked to accept it."""

    miss: NearMiss
    item_id: UUID
    stem: str
    lang: str
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class NearMissPage:
    """A sitting's wrong typed answers."""

    sitting: Sitting
    lines: tuple[NearMissLine, ...]


def list_near_misses(actor: Actor, sitting_id: UUID) -> NearMissPage:
    """For a sitting within the actor's reach; raises MissingPermission, NotFound."""
    actor.require_anywhere(Permission.RELEASE_RESULTS)
    sitting = exams.get_sitting(sitting_id)
    if not actor.may(Permission.RELEASE_RESULTS, sitting.unit_path):
        raise NotFound()
    slots: dict[UUID, Slot] = {}
    found = near_misses(_wrong_answers(sitting_id, slots))
    proposed = {(each.version_id, each.part, each.text) for each in bank.list_proposals(slots)}
    lines = (_line(miss, slots[miss.version_id], proposed) for miss in found)
    return NearMissPage(sitting, tuple(lines))


def _line(miss: NearMiss, slot: Slot, proposed: set[tuple[UUID, int, str]]) -> NearMissLine:
    is_proposed = (miss.version_id, miss.part, miss.typed) in proposed
    return NearMissLine(miss, slot.item_id, str(slot.content["stem"]), str(slot.content["lang"]), is_proposed)


def _wrong_answers(sitting_id: UUID, slots: dict[UUID, Slot]) -> Iterator[WrongAnswer]:
    """Every wrong text of every paper handed in; notes the slots that texts were typed in."""
    for attempt in delivery.list_submitted(sitting_id):
        for slot in exams.get_form(attempt.form_id).slots:
            entries = item_types.get(slot.item_type).typed_entries(slot.content)
            if entries is not None:
                slots[slot.version_id] = slot
                yield from _wrong_parts(slot, entries, attempt.responses.get(slot.position))


def _wrong_parts(slot: Slot, entries: tuple[tuple[str, ...], ...], value: object) -> Iterator[WrongAnswer]:
    kind = item_types.get(slot.item_type)
    parsed = kind.parse_response(slot.shape, value)
    if isinstance(parsed, Malformed) or kind.is_blank(parsed.value):
        return
    parts = kind.judge(slot.content, parsed.value) or ()
    for number, (part, accepted) in enumerate(zip(parts, entries, strict=False), 1):
        if part.verdict is Verdict.WRONG:
            yield WrongAnswer(slot.version_id, number, part.given.strip(), accepted)


def propose_near_miss(
    actor: Actor, sitting_id: UUID, version_id: UUID, part: int, typed: str, *, now: datetime
) -> None:
    """Ask that this answer be accepted; only one that stands in the list. Raises NotTyped."""
    page = list_near_misses(actor, sitting_id)
    wanted = (version_id, part, typed)
    if wanted not in {(line.miss.version_id, line.miss.part, line.miss.typed) for line in page.lines}:
        raise NotTyped()
    bank.propose_answer(actor, version_id, part, typed, now=now)
