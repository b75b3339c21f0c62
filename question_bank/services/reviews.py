"""The review: submit, approve or return (never one's own), retire. The state table is in the domain."""

from datetime import datetime
from typing import Any
from uuid import UUID

from foundation import audit
from foundation.db import db, transaction
from foundation.errors import N_, Invalid, Problem
from foundation.ids import new_id
from people.domain import Actor, Permission
from question_bank import item_types, queries
from question_bank.domain import ItemStatus, problems_before_review, require_other_reviewer, require_transition
from question_bank.models import ItemVersionRow, Review


def submit_for_review(actor: Actor, item_id: UUID, *, now: datetime) -> None:
    """Draft → in review; raises Invalid with everything that is missing (no key, no guide), TransitionNotAllowed."""
    with transaction():
        row, path = queries.get_latest(item_id, for_update=True)
        actor.require(Permission.WRITE_ITEMS, path)
        require_transition(ItemStatus(row.status), ItemStatus.IN_REVIEW)
        problems = problems_before_review(item_types.get(row.item_type), row.content)
        if problems:
            raise Invalid(*problems)
        row.status = ItemStatus.IN_REVIEW.value
        row.submitted_at = now
        audit.record(actor, "bank.submit", "item", item_id, now=now, version=row.number)


def approve_item(actor: Actor, item_id: UUID, *, comment: str = "", blind_answer: Any = None, now: datetime) -> None:
    """In review → approved, by another person; the version approved before is retired. Raises AuthorCannotReview."""
    with transaction() as session:
        row = _under_review(actor, item_id)
        require_transition(ItemStatus(row.status), ItemStatus.APPROVED)
        for old in queries.list_versions(item_id):
            if old.status == ItemStatus.APPROVED:
                old.status = ItemStatus.RETIRED.value
        session.flush()
        row.status = ItemStatus.APPROVED.value
        row.decided_at = now
        _decide(actor, row, "approve", comment, blind_answer, now)


def return_item(actor: Actor, item_id: UUID, *, comment: str, blind_answer: Any = None, now: datetime) -> None:
    """In review → draft, with the reason; by another person."""
    if not comment.strip():
        raise Invalid(Problem(N_("退回时要写明原因"), field="comment"))
    with transaction():
        row = _under_review(actor, item_id)
        require_transition(ItemStatus(row.status), ItemStatus.DRAFT)
        row.status = ItemStatus.DRAFT.value
        _decide(actor, row, "return", comment, blind_answer, now)


def _under_review(actor: Actor, item_id: UUID) -> ItemVersionRow:
    row, path = queries.get_latest(item_id, for_update=True)
    actor.require(Permission.REVIEW_ITEMS, path)
    require_other_reviewer(row.author_id, actor.require_person())
    return row


def _decide(actor: Actor, row: ItemVersionRow, decision: str, comment: str, blind_answer: Any, now: datetime) -> None:
    db.session.add(
        Review(
            id=new_id(),
            version_id=row.id,
            reviewer_id=actor.require_person(),
            decision=decision,
            comment=comment.strip(),
            blind_answer=blind_answer,
            at=now,
        )
    )
    audit.record(actor, f"bank.{decision}", "item", row.item_id, now=now, version=row.number)


def retire_item(actor: Actor, item_id: UUID, *, now: datetime) -> None:
    """Approved → retired: no new form draws it; forms that hold it keep it."""
    with transaction():
        row, path = queries.get_latest(item_id, for_update=True)
        actor.require(
            Permission.REVIEW_ITEMS if actor.may(Permission.REVIEW_ITEMS, path) else Permission.WRITE_ITEMS, path
        )
        require_transition(ItemStatus(row.status), ItemStatus.RETIRED)
        row.status = ItemStatus.RETIRED.value
        audit.record(actor, "bank.retire", "item", item_id, now=now, version=row.number)
