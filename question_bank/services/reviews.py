"""The review: submit, answer blind, approve or return (never one's own), suspend and reinstate, retire. The state table
is in the domain.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from foundation import audit
from foundation.calendar import local_day
from foundation.db import db, transaction
from foundation.errors import N_, Conflict, Forbidden, Invalid, Problem
from foundation.ids import new_id
from people.domain import Actor, MissingPermission, Permission
from question_bank import item_types, queries
from question_bank.domain import (
    ItemStatus,
    Malformed,
    problems_before_review,
    require_transition,
)
from question_bank.domain.lifecycle import require_no_writer
from question_bank.domain.validity import ItemDates, default_due, require_due, require_valid
from question_bank.models import ItemVersionRow, Review
from question_bank.services.access import reach_latest, require_sight

COMMENT_LENGTH = 4000


class NotUnderReview(Conflict):
    """Somebody decided in the meantime, or it never was submitted."""

    message = N_("这道题现在不在审核中")


class OwnSuspension(Forbidden):
    """Whoever doubted an item does not settle the doubt alone."""

    message = N_("自己停用的题目不能由自己恢复，请由另一位审核人处理")


class OpenComments(Conflict):
    """A version is approved once everything that was said of it is settled."""

    message = N_("还有 %(n)s 条意见没有解决：解决后再通过，或者退回修改")


class CannotBeAsked(Conflict):
    """The person holds no right to review there, or wrote on the version."""

    message = N_("不能请这位同事：要有审核权限，也没有写过这道题")


def submit_for_review(
    actor: Actor, item_id: UUID, *, due_on: date | None = None, reviewer_id: UUID | None = None, now: datetime
) -> None:
    """Draft → in review, due in a week by default. `reviewer_id` asks somebody by name; it keeps nobody else away.

    Raises Invalid with everything that is missing (no key, no guide), TransitionNotAllowed, CannotBeAsked.
    """
    today = local_day(now)
    require_due(due_on or default_due(today), today)
    with transaction():
        row, path = reach_latest(actor, Permission.WRITE_ITEMS, item_id, for_update=True)
        require_transition(ItemStatus(row.status), ItemStatus.IN_REVIEW)
        problems = problems_before_review(item_types.get(row.item_type), row.content)
        if problems:
            raise Invalid(*problems)
        require_valid(dates_of(row), today)
        if reviewer_id is not None:
            _require_askable(row, path, reviewer_id)
        row.status = ItemStatus.IN_REVIEW.value
        row.submitted_at, row.submitted_by = now, actor.require_person()
        row.review_due_on, row.reviewer_id = due_on or default_due(today), reviewer_id
        asked = {"reviewer": str(reviewer_id)} if reviewer_id else {}
        due = row.review_due_on.isoformat()
        audit.record(actor, "bank.submit", "item", item_id, now=now, version=row.number, due=due, **asked)


def _require_askable(row: ItemVersionRow, unit_path: str, reviewer_id: UUID) -> None:
    may = {person_id for person_id, _name in queries.list_reviewers(unit_path)}
    if reviewer_id not in may or str(reviewer_id) in row.writer_ids:
        raise CannotBeAsked()


def list_askable(actor: Actor, item_id: UUID) -> list[tuple[UUID, str]]:
    """Who may be asked to review the latest version: holders of the right there who did not write on it, by name."""
    row, path = reach_latest(actor, Permission.WRITE_ITEMS, item_id)
    return [
        (person_id, name) for person_id, name in queries.list_reviewers(path) if str(person_id) not in row.writer_ids
    ]


def dates_of(row: ItemVersionRow) -> ItemDates:
    """A version's days."""
    return ItemDates(row.valid_until, row.review_by)


def answer_blind(actor: Actor, item_id: UUID, value: object, *, now: datetime) -> None:
    """Keep the reviewer's own answer, given before the key is shown; the first one counts. Raises Invalid."""
    with transaction():
        row = _under_review(actor, item_id)
        if row.status != ItemStatus.IN_REVIEW:
            raise NotUnderReview()
        if queries.find_blind_answer(row, actor.require_person()) is not None:
            return
        item_type = item_types.get(row.item_type)
        parsed = item_type.parse_response(item_type.response_shape(row.content), value)
        if isinstance(parsed, Malformed):
            raise Invalid(Problem(parsed.fault.text))
        _note(actor, row, queries.round_of(row), "", parsed.value, now)


def approve_item(actor: Actor, item_id: UUID, *, comment: str = "", blind_answer: Any = None, now: datetime) -> None:
    """In review → approved, by another person; the version approved before is retired. Raises AuthorCannotReview,
    OpenComments, Invalid for a version whose day has come.
    """
    with transaction() as session:
        row = _under_review(actor, item_id)
        require_transition(ItemStatus(row.status), ItemStatus.APPROVED)
        require_valid(dates_of(row), local_day(now))
        n_open = queries.count_open_threads(item_id)
        if n_open:
            raise OpenComments(n=n_open)
        for old in queries.list_versions(item_id):
            if old.status in (ItemStatus.APPROVED, ItemStatus.SUSPENDED):
                old.status = ItemStatus.RETIRED.value
        session.flush()
        row.status = ItemStatus.APPROVED.value
        row.decided_at = now
        _decide(actor, row, queries.APPROVED, comment, blind_answer, now)


def return_item(actor: Actor, item_id: UUID, *, comment: str, blind_answer: Any = None, now: datetime) -> None:
    """In review → draft, with the reason; by another person."""
    if not comment.strip():
        raise Invalid(Problem(N_("退回时要写明原因"), field="comment"))
    with transaction():
        row = _under_review(actor, item_id)
        if row.status != ItemStatus.IN_REVIEW:
            raise NotUnderReview()
        row.status = ItemStatus.DRAFT.value
        _decide(actor, row, queries.RETURNED, comment, blind_answer, now)


def _under_review(actor: Actor, item_id: UUID) -> ItemVersionRow:
    row, _path = reach_latest(actor, Permission.REVIEW_ITEMS, item_id, for_update=True)
    require_other_hand(actor, row)
    return row


def require_other_hand(actor: Actor, row: ItemVersionRow) -> None:
    """Raises AuthorCannotReview for everybody who wrote on the version."""
    require_no_writer(row.writer_ids, actor.require_person())


def _decide(
    actor: Actor,
    row: ItemVersionRow,
    decision: str,
    comment: str,
    blind_answer: Any,
    now: datetime,
    *,
    dates: dict[str, Any] | None = None,
) -> None:
    if len(comment) > COMMENT_LENGTH:
        raise Invalid(Problem(N_("意见太长"), field="comment", found=str(len(comment)), expected=f"≤ {COMMENT_LENGTH}"))
    answered = queries.find_blind_answer(row, actor.require_person())
    value = answered.blind_answer if answered is not None and blind_answer is None else blind_answer
    _note(actor, row, decision, comment, value, now, dates)
    audit.record(actor, f"bank.{decision}", "item", row.item_id, now=now, version=row.number, **(dates or {}))


def _note(
    actor: Actor,
    row: ItemVersionRow,
    decision: str,
    comment: str,
    value: Any,
    now: datetime,
    dates: dict[str, Any] | None = None,
) -> None:
    db.session.add(
        Review(
            id=new_id(),
            version_id=row.id,
            reviewer_id=actor.require_person(),
            decision=decision,
            comment=comment.strip(),
            blind_answer=value,
            dates=dates,
            at=now,
        )
    )


def suspend_item(actor: Actor, item_id: UUID, *, reason: str, now: datetime) -> None:
    """Approved → suspended, at once and by anybody who writes or reviews there: something may be wrong with it. No new
    form draws it meanwhile; forms that hold it keep it. Raises Invalid without a reason.
    """
    with transaction():
        row, _path = version_in_use(actor, item_id)
        require_transition(ItemStatus(row.status), ItemStatus.SUSPENDED)
        say(actor, row, queries.SUSPENDED, reason, now)
        row.status = ItemStatus.SUSPENDED.value


def reinstate_item(actor: Actor, item_id: UUID, *, reason: str, now: datetime) -> None:
    """Suspended → approved: found sound by a reviewer who neither wrote nor suspended it. Raises AuthorCannotReview,
    OwnSuspension, Invalid without a reason.
    """
    with transaction():
        row, path = version_in_use(actor, item_id)
        actor.require(Permission.REVIEW_ITEMS, path)
        require_transition(ItemStatus(row.status), ItemStatus.APPROVED)
        require_other_hand(actor, row)
        last = next(each for each, _n, _name in queries.list_decisions(item_id) if each.decision == queries.SUSPENDED)
        if last.reviewer_id == actor.person_id:
            raise OwnSuspension()
        require_valid(dates_of(row), local_day(now))
        say(actor, row, queries.REINSTATED, reason, now)
        row.status = ItemStatus.APPROVED.value


def say(
    actor: Actor,
    row: ItemVersionRow,
    decision: str,
    reason: str,
    now: datetime,
    *,
    dates: dict[str, Any] | None = None,
) -> None:
    """Put a decision on a version in use on record, with its reason. Raises Invalid without one."""
    if not reason.strip():
        raise Invalid(Problem(N_("要写明原因"), field="comment"))
    _decide(actor, row, decision, reason, None, now, dates=dates)


def version_in_use(actor: Actor, item_id: UUID) -> tuple[ItemVersionRow, str]:
    """The approved or suspended version, else the latest, with its unit's path; for whoever writes or reviews there."""
    latest, path = queries.get_latest(item_id, for_update=True)
    require_sight(actor, path)
    if not any(actor.may(permission, path) for permission in (Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)):
        raise MissingPermission(permission=str(Permission.WRITE_ITEMS))
    usable = (ItemStatus.APPROVED, ItemStatus.SUSPENDED)
    return next((version for version in queries.list_versions(item_id) if version.status in usable), latest), path


def retire_item(actor: Actor, item_id: UUID, *, now: datetime) -> None:
    """Approved or suspended → retired: no new form draws it; forms that hold it keep it. A draft beside it stays."""
    with transaction():
        row, _path = version_in_use(actor, item_id)
        require_transition(ItemStatus(row.status), ItemStatus.RETIRED)
        row.status = ItemStatus.RETIRED.value
        audit.record(actor, "bank.retire", "item", item_id, now=now, version=row.number)
