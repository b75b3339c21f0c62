"""Items that must not stand on one form: declare, take back, list, and the groups that assembly keeps apart.

A bond belongs to the two items, whatever version they are at. It takes writing at one of them and seeing the other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Invalid, Problem
from people.domain import Actor, MissingPermission, Permission
from question_bank import queries
from question_bank.domain.enemies import REASON_LENGTH, Bond, cover, ordered
from question_bank.models import ItemBond, ItemVersionRow
from question_bank.queries import likeness as reads
from question_bank.queries import profiles
from question_bank.services.access import require_sight
from question_bank.services.browsing import seeing_scopes


@dataclass(frozen=True, slots=True)
class Enemy:
    """An item that may not stand beside the one asked about: its latest version, why, and who said so when."""

    version: ItemVersionRow
    reason: str
    said_by: str
    said_at: datetime


def exclusive_groups(item_ids: Collection[UUID]) -> tuple[frozenset[UUID], ...]:
    """Groups of these items of which at most one may stand on the same form: declared enemies, and what asks the same
    (but for pairs that somebody found to be two questions). Groups may overlap; each has two items or more.
    """
    enemies = reads.bonded_pairs(item_ids, Bond.ENEMIES)
    alike = reads.alike_pairs(item_ids) - reads.bonded_pairs(item_ids, Bond.APART)
    return cover(enemies | alike)


def declare_enemies(actor: Actor, item_id: UUID, other_id: UUID, *, reason: str, now: datetime) -> None:
    """The two may not stand on one form; said again, the new reason counts. Raises UnknownItem, MissingPermission,
    OwnEnemy, Invalid without a reason.
    """
    bind(actor, item_id, other_id, Bond.ENEMIES, reason=reason, now=now)


def release_enemies(actor: Actor, item_id: UUID, other_id: UUID, *, now: datetime) -> None:
    """They may again; nothing happens where nothing was said."""
    release(actor, item_id, other_id, Bond.ENEMIES, now=now)


def release(actor: Actor, item_id: UUID, other_id: UUID, kind: Bond, *, now: datetime) -> None:
    """Take back what was said of two items; nothing happens where nothing was said."""
    pair = ordered(item_id, other_id)
    with transaction() as session:
        require_both(actor, item_id, other_id)
        bond = reads.find_bond(pair, kind)
        if bond is not None:
            session.delete(bond)
            audit.record(actor, f"bank.{_RELEASED[kind]}", "item", item_id, now=now, other=str(other_id))


def bind(actor: Actor, item_id: UUID, other_id: UUID, kind: Bond, *, reason: str, now: datetime) -> None:
    """Write down what somebody says of two items, in both directions at once."""
    pair, text = ordered(item_id, other_id), reason.strip()
    if kind is Bond.ENEMIES and not text:
        raise Invalid(Problem(N_("要写明原因"), field="reason"))
    if len(text) > REASON_LENGTH:
        raise Invalid(Problem(N_("原因太长"), field="reason", found=str(len(text)), expected=f"≤ {REASON_LENGTH}"))
    with transaction() as session:
        require_both(actor, item_id, other_id)
        bond = reads.find_bond(pair, kind)
        if bond is None:
            bond = ItemBond(one_id=pair[0], other_id=pair[1], kind=kind.value)
            session.add(bond)
        bond.reason, bond.said_by, bond.said_at = text, actor.require_person(), now
        audit.record(actor, f"bank.{_ACTS[kind]}", "item", item_id, now=now, other=str(other_id), reason=text)


_ACTS = {Bond.ENEMIES: "declare_enemies", Bond.APART: "tell_apart"}
_RELEASED = {Bond.ENEMIES: "release_enemies", Bond.APART: "liken_again"}


def require_both(actor: Actor, item_id: UUID, other_id: UUID) -> None:
    """Both are in sight and the actor writes at one of them; locks both, always in the same order, so that two who
    speak of the same pair take turns. Raises UnknownItem, MissingPermission.
    """
    paths = [queries.get_latest(each, for_update=True)[1] for each in ordered(item_id, other_id)]
    for path in paths:
        require_sight(actor, path)
    if not any(actor.may(Permission.WRITE_ITEMS, path) for path in paths):
        raise MissingPermission(permission=str(Permission.WRITE_ITEMS))


def list_enemies(actor: Actor, item_id: UUID) -> tuple[Enemy, ...]:
    """The item's enemies that the actor can see, the first declared first. Raises UnknownItem."""
    require_sight(actor, queries.get_latest(item_id)[1])
    bonds = {_beside(bond, item_id): bond for bond in reads.list_bonds(item_id, Bond.ENEMIES)}
    names = queries.person_names({bond.said_by for bond in bonds.values()})
    seen = profiles.list_seen(bonds, seeing_scopes(actor))
    return tuple(
        Enemy(seen[other], bond.reason, names.get(bond.said_by, ""), bond.said_at)
        for other, bond in bonds.items()
        if other in seen
    )


def _beside(bond: ItemBond, item_id: UUID) -> UUID:
    return bond.other_id if bond.one_id == item_id else bond.one_id
