"""The report of near-duplicates by groups: a page of them, one of them with its pairs, and one word for all its pairs.

What a person sees and may settle pair by pair lies in `likeness`; a group is worked out anew at each look, never kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, tuple_

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, NotFound, Problem
from people.domain import Actor, MissingPermission, Permission
from question_bank import queries
from question_bank.domain.enemies import REASON_LENGTH, Bond, Pair
from question_bank.domain.like_groups import LikeGroup, group_pairs
from question_bank.models import ItemBond, ItemVersionRow
from question_bank.queries import likeness as reads
from question_bank.queries import profiles
from question_bank.services.access import require_sight
from question_bank.services.browsing import seeing_scopes
from question_bank.services.likeness import LikePair, lines_of, show_pairs

AT_ONCE = 200  # pairs a transaction
_SAID = {Bond.ENEMIES: "bank.declare_enemies", Bond.APART: "bank.tell_apart"}
_TAKEN_BACK = {Bond.ENEMIES: "bank.release_enemies", Bond.APART: "bank.liken_again"}


class UnknownGroup(NotFound):
    """None of the actor's groups holds the item."""

    message = N_("没有这一组，可能已经处理")


class GroupChanged(Conflict):
    """A pair came or went while somebody looked at it."""

    message = N_("这一组刚有变化，看过再定")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line of the report. A group of one pair is shown as that pair."""

    group: LikeGroup
    head: ItemVersionRow
    pair: LikePair | None


@dataclass(frozen=True, slots=True)
class GroupList:
    """A page of the report, and how many groups and pairs there are altogether."""

    lines: tuple[GroupLine, ...]
    n_groups: int
    n_pairs: int


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """One group opened: a page of its pairs. `mark` names all of them, `n_mine` of them the actor may settle."""

    group: LikeGroup
    head: ItemVersionRow
    pairs: tuple[LikePair, ...]
    mark: str
    n_mine: int


def list_groups(actor: Actor, show: str, *, limit: int, offset: int = 0) -> GroupList:
    """A page of the groups of one list of the report (see `count_pairs`), the strongest first."""
    groups = group_pairs(lines_of(actor, show))
    page = groups[offset : offset + limit]
    heads = profiles.list_seen([each.head for each in page], seeing_scopes(actor))
    single = [each.pairs[0].pair for each in page if len(each.pairs) == 1]
    shown = {(pair.one.item_id, pair.other.item_id): pair for pair in show_pairs(actor, show, single)}
    lines = (GroupLine(each, heads[each.head], shown.get(each.pairs[0].pair)) for each in page if each.head in heads)
    return GroupList(tuple(lines), len(groups), sum(len(each.pairs) for each in groups))


def show_group(actor: Actor, show: str, item_id: UUID, *, limit: int, offset: int = 0) -> GroupSheet:
    """The group around the item; where others stand in the middle by now, the largest that holds it. Raises
    UnknownItem, UnknownGroup.
    """
    group = _group_of(actor, show, item_id)
    heads = profiles.list_seen([group.head], seeing_scopes(actor))
    pairs = show_pairs(actor, show, [each.pair for each in group.pairs[offset : offset + limit]])
    return GroupSheet(group, heads[group.head], tuple(pairs), _mark(group), len(_mine(actor, group)))


def settle_group(actor: Actor, item_id: UUID, mark: str, kind: Bond, *, show: str, reason: str, now: datetime) -> int:
    """Say the same of all pairs of a group that the actor may speak of; how many. Step by step: who was interrupted
    finds the rest in the report. Raises UnknownGroup, GroupChanged, MissingPermission, Invalid.
    """
    text = reason.strip()
    if kind is Bond.ENEMIES and not text:
        raise Invalid(Problem(N_("要写明原因"), field="reason"))
    if len(text) > REASON_LENGTH:
        raise Invalid(Problem(N_("原因太长"), field="reason", found=str(len(text)), expected=f"≤ {REASON_LENGTH}"))
    pairs = _wanted(actor, show, item_id, mark)
    said = {"kind": kind.value, "reason": text, "said_by": actor.require_person(), "said_at": now}
    done = 0
    for start in range(0, len(pairs), AT_ONCE):
        chunk = pairs[start : start + AT_ONCE]
        with transaction() as session:
            reads.lock_items({each for pair in chunk for each in pair})
            said_of = select(ItemBond.one_id, ItemBond.other_id).where(_named_in(chunk))
            there = {(row.one_id, row.other_id) for row in session.execute(said_of)}
            fresh = [pair for pair in chunk if pair not in there]
            if fresh:
                session.execute(insert(ItemBond), [{"one_id": one, "other_id": other} | said for one, other in fresh])
                told = {"reason": text, "pairs": _named(fresh)}
                audit.record(actor, _SAID[kind], "item", item_id, now=now, **told)
            done += len(fresh)
    return done


def release_group(actor: Actor, item_id: UUID, mark: str, kind: Bond, *, now: datetime) -> int:
    """Take back what was said of all pairs of a group that the actor may speak of; how many. Raises UnknownGroup,
    GroupChanged, MissingPermission.
    """
    pairs = _wanted(actor, kind.value, item_id, mark)
    for start in range(0, len(pairs), AT_ONCE):
        chunk = pairs[start : start + AT_ONCE]
        with transaction() as session:
            reads.lock_items({each for pair in chunk for each in pair})
            gone = delete(ItemBond).where(ItemBond.kind == kind.value, _named_in(chunk))
            session.execute(gone, execution_options={"synchronize_session": False})
            audit.record(actor, _TAKEN_BACK[kind], "item", item_id, now=now, pairs=_named(chunk))
    return len(pairs)


def _wanted(actor: Actor, show: str, item_id: UUID, mark: str) -> list[Pair]:
    """The pairs of the group that the actor looked at and may settle."""
    group = _group_of(actor, show, item_id)
    if _mark(group) != mark:
        raise GroupChanged()
    pairs = _mine(actor, group)
    if not pairs:
        raise MissingPermission(permission=str(Permission.WRITE_ITEMS))
    return pairs


def _group_of(actor: Actor, show: str, item_id: UUID) -> LikeGroup:
    require_sight(actor, queries.get_latest(item_id)[1])
    groups = [each for each in group_pairs(lines_of(actor, show)) if item_id in each.members]
    if not groups:
        raise UnknownGroup()
    return max(groups, key=lambda each: (each.head == item_id, len(each.pairs)))


def _mine(actor: Actor, group: LikeGroup) -> list[Pair]:
    """The pairs of which the actor writes at one side at least."""
    paths: Mapping[UUID, str] = reads.item_paths(group.members)
    may = {path: actor.may(Permission.WRITE_ITEMS, path) for path in set(paths.values())}
    pairs = (each.pair for each in group.pairs)
    return [pair for pair in pairs if any(each in paths and may[paths[each]] for each in pair)]


def _named_in(pairs: Sequence[Pair]) -> ColumnElement[bool]:
    return tuple_(ItemBond.one_id, ItemBond.other_id).in_(pairs)


def _mark(group: LikeGroup) -> str:
    told = b"".join(each.bytes for pair in sorted(line.pair for line in group.pairs) for each in pair)
    return blake2b(told, digest_size=12).hexdigest()


def _named(pairs: Sequence[Pair]) -> list[str]:
    return [f"{one} {other}" for one, other in pairs]
