"""What packages above read of attempts: submitted answers, lists, an item as its candidate saw it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain import is_over, option_order
from certify.delivery.models import AttemptRow
from certify.delivery.services.late import chosen_responses
from certify.exams.domain import FormSection, Slot
from people.domain import Actor
from question_bank import item_types


@dataclass(frozen=True, slots=True)
class HolderSnapshot:
    """The candidate as they were at the start; the telephone is masked wherever it is printed."""

    name: str
    login: str
    phone: str | None
    unit_path: str
    unit_names: str
    post: str | None


@dataclass(frozen=True, slots=True)
class SubmittedAttempt:
    """A handed-in paper: everything that marking needs. `responses` holds what was answered, by position."""

    attempt_id: UUID
    sitting_id: UUID
    form_id: UUID
    person_id: UUID
    number: int
    seed: int
    holder: HolderSnapshot
    started_at: datetime
    submitted_at: datetime
    cause: str
    responses: dict[int, Any]
    parts: tuple[int, ...] | None = None  # the sections that were sat; None: all


def _holder(row: AttemptRow) -> HolderSnapshot:
    return HolderSnapshot(
        row.holder_name, row.holder_login, row.holder_phone, row.holder_unit_path, row.holder_unit_name, row.holder_post
    )


def _submitted(row: AttemptRow) -> SubmittedAttempt:
    queries.require_submitted(row)
    assert row.submitted_at is not None and row.submit_cause is not None
    return SubmittedAttempt(
        attempt_id=row.id,
        sitting_id=row.sitting_id,
        form_id=row.form_id,
        person_id=row.person_id,
        number=row.number,
        seed=row.seed,
        holder=_holder(row),
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        cause=row.submit_cause,
        responses=chosen_responses(row),
        parts=queries.parts_of(row.parts),
    )


def get_submitted(attempt_id: UUID) -> SubmittedAttempt:
    """A submitted attempt with its answers; raises NotFound or NotSubmitted. The caller has checked who asks."""
    return _submitted(queries.get_attempt(attempt_id))


def list_submitted(sitting_id: UUID) -> list[SubmittedAttempt]:
    """All submitted attempts of a sitting, in the order of their start."""
    return [_submitted(row) for row in queries.list_attempts(sitting_id=sitting_id) if row.state == "submitted"]


@dataclass(frozen=True, slots=True)
class HandedInLine:
    """A handed-in paper in a list: who as they were, which form, when; without its answers."""

    attempt_id: UUID
    sitting_id: UUID
    form_id: UUID
    person_id: UUID
    holder: HolderSnapshot
    submitted_at: datetime
    parts: tuple[int, ...] | None = None


def list_handed_in(
    *, sitting_ids: Collection[UUID] | None = None, person_ids: Collection[UUID] | None = None
) -> list[HandedInLine]:
    """Handed-in papers of these sittings, of these persons, in the order of their start; one read."""
    return [
        HandedInLine(
            row.id,
            row.sitting_id,
            row.form_id,
            row.person_id,
            _holder(row),
            row.submitted_at,
            queries.parts_of(row.parts),
        )
        for row in queries.list_handed_in(sitting_ids, person_ids)
        if row.submitted_at is not None
    ]


def first_attempts(sitting_ids: Collection[UUID], person_ids: Collection[UUID]) -> set[UUID]:
    """The attempts that each of these persons began first in any of these sittings."""
    return {row.id for row in queries.list_first_begun(sitting_ids, person_ids)}


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt in a list."""

    attempt_id: UUID
    sitting_id: UUID
    form_id: UUID
    person_id: UUID
    state: str
    is_over: bool
    started_at: datetime
    deadline_at: datetime
    submitted_at: datetime | None


def list_attempts_of(person_id: UUID, *, now: datetime) -> list[AttemptLine]:
    """A person's attempts, oldest first."""
    return [
        AttemptLine(
            attempt_id=row.id,
            sitting_id=row.sitting_id,
            form_id=row.form_id,
            person_id=row.person_id,
            state=row.state,
            is_over=is_over(queries.domain_attempt(row), now),
            started_at=row.started_at,
            deadline_at=row.deadline_at,
            submitted_at=row.submitted_at,
        )
        for row in queries.list_attempts(person_id=person_id)
    ]


def shuffles(slot: Slot, section: FormSection) -> bool:
    """The options of this slot stand in an order of each candidate's own."""
    kind = item_types.get(slot.item_type)
    return section.shuffle_options and kind.shuffles_options and kind.may_shuffle(slot.content)


def options_for(slot: Slot, section: FormSection, seed: int) -> tuple[str, ...] | None:
    """The order in which this candidate sees a slot's options; None where they stand as written."""
    return option_order(slot.shape.options, seed, slot.position) if shuffles(slot, section) else None


def candidate_view(slot: Slot, section: FormSection, seed: int) -> dict[str, Any]:
    """The item as this candidate sees it: no key, no explanation."""
    return item_types.get(slot.item_type).candidate_view(slot.content, options_for(slot, section, seed))


def find_attempt(actor: Actor, sitting_id: UUID) -> UUID | None:
    """The actor's own unfinished attempt at a sitting, to go on with."""
    row = queries.find_latest(sitting_id, actor.require_person())
    return row.id if row is not None and row.state != "submitted" else None
