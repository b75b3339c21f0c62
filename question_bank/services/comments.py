"""Comments on places of an item: said, answered, settled, opened again. Who must answer blind sees none before that.

Threads belong to the item: what is open stays with the next version until somebody settles it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Forbidden, Invalid, Problem
from foundation.ids import new_id
from people.domain import Actor, MissingPermission, Permission
from question_bank import queries
from question_bank.domain.places import Place, place, places_of
from question_bank.models import ItemComment, ItemVersionRow
from question_bank.services.access import require_sight
from question_bank.services.browsing import has_written, must_answer_first

LONGEST = 2000


class AnswerFirst(Conflict):
    """A comment may tell the key: none is read or written before the blind answer."""

    message = N_("先盲答，再看意见和写意见")


class NotYoursToSettle(Forbidden):
    """Whoever raised a point, or a reviewer who did not write the item, says that it is settled."""

    message = N_("这条意见由提出的人或没有写过这道题的审核人来解决")


@dataclass(frozen=True, slots=True)
class Remark:
    """One contribution to a thread."""

    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CommentThread:
    """What was said of a place, first of version `number`; `resolved_at` None: open."""

    id: UUID
    place: Place
    number: int
    remarks: tuple[Remark, ...]
    resolved_at: datetime | None
    may_settle: bool


def list_threads(actor: Actor, item_id: UUID) -> tuple[CommentThread, ...]:
    """All threads on the item, open ones first, then by place of mention; none for who has yet to answer blind.
    Raises UnknownItem.
    """
    latest, path = queries.get_latest(item_id)
    require_sight(actor, path)
    if _must_wait(actor, latest, path):
        return ()
    said = queries.list_comments(item_id)
    answers: dict[UUID, list[Remark]] = {}
    for row, _number, name in said:
        answers.setdefault(row.thread_id or row.id, []).append(Remark(name, row.text, row.at))
    threads = [
        CommentThread(
            row.id,
            place(row.place),
            number,
            tuple(answers[row.id]),
            row.resolved_at,
            _may_settle(actor, row, latest, path),
        )
        for row, number, _name in said
        if row.thread_id is None
    ]
    return tuple(sorted(threads, key=lambda thread: thread.resolved_at is not None))


def comment_on(actor: Actor, item_id: UUID, place_name: str, text: str, *, now: datetime) -> UUID:
    """Begin a thread on a place of the latest version. Raises Invalid, AnswerFirst."""
    with transaction():
        latest = _open_to(actor, item_id)
        if place_name not in {each.name for each in places_of(latest.content)}:
            raise Invalid(Problem(N_("题目里没有这个位置"), field="place", found=place_name))
        return _add(actor, latest, place_name, text, None, now)


def reply_to_comment(actor: Actor, item_id: UUID, thread_id: UUID, text: str, *, now: datetime) -> UUID:
    """Answer in a thread. Raises UnknownComment, Invalid, AnswerFirst."""
    with transaction():
        latest = _open_to(actor, item_id)
        thread = queries.get_thread(item_id, thread_id)
        return _add(actor, latest, thread.place, text, thread.id, now)


def _add(
    actor: Actor, version: ItemVersionRow, place_name: str, text: str, thread_id: UUID | None, now: datetime
) -> UUID:
    if not text.strip():
        raise Invalid(Problem(N_("写下意见再提交"), field="text"))
    if len(text) > LONGEST:
        raise Invalid(Problem(N_("意见太长"), field="text", found=str(len(text)), expected=f"≤ {LONGEST}"))
    row = ItemComment(
        id=new_id(),
        version_id=version.id,
        thread_id=thread_id,
        place=place_name,
        author_id=actor.require_person(),
        text=text.strip(),
        at=now,
    )
    with transaction() as session:
        session.add(row)
        audit.record(actor, "bank.comment", "item", version.item_id, now=now, version=version.number, place=place_name)
    return row.id


def settle_comment(actor: Actor, item_id: UUID, thread_id: UUID, *, now: datetime) -> None:
    """Say that a thread is settled; a second time changes nothing. Raises NotYoursToSettle."""
    _mark(actor, item_id, thread_id, settled=True, now=now)


def reopen_comment(actor: Actor, item_id: UUID, thread_id: UUID, *, now: datetime) -> None:
    """Open a settled thread again. Raises NotYoursToSettle."""
    _mark(actor, item_id, thread_id, settled=False, now=now)


def _mark(actor: Actor, item_id: UUID, thread_id: UUID, *, settled: bool, now: datetime) -> None:
    with transaction():
        latest = _open_to(actor, item_id)
        thread = queries.get_thread(item_id, thread_id, for_update=True)
        if not _may_settle(actor, thread, latest, queries.get_latest(item_id)[1]):
            raise NotYoursToSettle()
        if (thread.resolved_at is not None) is settled:
            return
        thread.resolved_at = now if settled else None
        thread.resolved_by = actor.require_person() if settled else None
        act = "bank.resolve_comment" if settled else "bank.reopen_comment"
        audit.record(actor, act, "item", item_id, now=now, version=latest.number, place=thread.place)


def _open_to(actor: Actor, item_id: UUID) -> ItemVersionRow:
    """The latest version, for whoever writes or reviews there and need not answer blind first."""
    latest, path = queries.get_latest(item_id)
    require_sight(actor, path)
    if not any(actor.may(permission, path) for permission in (Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)):
        raise MissingPermission(permission=str(Permission.WRITE_ITEMS))
    if _must_wait(actor, latest, path):
        raise AnswerFirst()
    return latest


def _must_wait(actor: Actor, latest: ItemVersionRow, path: str) -> bool:
    return actor.may(Permission.REVIEW_ITEMS, path) and must_answer_first(actor, latest)


def _may_settle(actor: Actor, thread: ItemComment, latest: ItemVersionRow, path: str) -> bool:
    if thread.author_id == actor.person_id:
        return True
    return actor.may(Permission.REVIEW_ITEMS, path) and not has_written(actor, latest)
