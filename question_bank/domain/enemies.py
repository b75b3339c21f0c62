"""Items that must not stand on one form: pairs, and the groups of which a form may hold at most one.

Who declares enemies, and where that is kept, lies in the services; what makes two items near-duplicates in `likeness`.
"""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from foundation.errors import N_, Conflict

REASON_LENGTH = 400
Pair = tuple[UUID, UUID]


class Bond(StrEnum):
    """What people said of two items."""

    ENEMIES = "enemies"  # one gives the other away, or they ask the same
    APART = "apart"  # alike to the machine, but two questions


class OwnEnemy(Conflict):
    """An item stands on a form once anyway."""

    message = N_("一道题不能和它自己“不能同卷”")


def ordered(one: UUID, other: UUID) -> Pair:
    """The pair under its one name, whichever side it was said from; raises OwnEnemy."""
    if one == other:
        raise OwnEnemy()
    return (one, other) if one < other else (other, one)


def cover(pairs: Iterable[Pair]) -> tuple[frozenset[UUID], ...]:
    """Groups of which at most one may stand on a form, covering every pair, forbidding nothing else: A–B and B–C make
    two groups, all three pairs of A, B, C make one. Greedy, the same for the same pairs in any order.
    """
    wanted = {ordered(*pair) for pair in pairs}
    beside: dict[UUID, set[UUID]] = {}
    for one, other in wanted:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    groups: list[frozenset[UUID]] = []
    covered: set[Pair] = set()
    for one, other in sorted(wanted):
        if (one, other) not in covered:
            group = _grown(one, other, beside)
            groups.append(frozenset(group))
            covered |= {(a, b) for a in group for b in group if a < b}
    return tuple(groups)


def _grown(one: UUID, other: UUID, beside: dict[UUID, set[UUID]]) -> set[UUID]:
    """The pair with whatever may stand with none of those already in."""
    group = {one, other}
    for candidate in sorted(beside[one] & beside[other]):
        if group <= beside[candidate]:
            group.add(candidate)
    return group
