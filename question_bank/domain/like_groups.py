"""Pairs of alike items told as groups, so that seven hundred rows of one template are one line and not twenty thousand.

What makes a pair is for `likeness`; where pairs are kept and who may see them for the services.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from question_bank.domain.enemies import Pair

VOUCHERS = 3  # direct members that an item further off must be alike to


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair of a list: the smaller id first; `percent` None where nothing was found, only said."""

    one_id: UUID
    other_id: UUID
    same: bool = False
    percent: int | None = None

    @property
    def pair(self) -> Pair:
        """Its name."""
        return (self.one_id, self.other_id)


@dataclass(frozen=True, slots=True)
class LikeGroup:
    """Items around a representative; `pairs` are those among them that no group before holds, the strongest first."""

    head: UUID
    members: frozenset[UUID]
    pairs: tuple[PairLine, ...]

    @property
    def worst(self) -> int | None:
        """The least likeness among its pairs."""
        return min((each.percent for each in self.pairs if each.percent is not None), default=None)

    @property
    def best(self) -> int:
        """The greatest likeness among its pairs."""
        return max((each.percent or 0 for each in self.pairs), default=0)


def group_pairs(pairs: Iterable[PairLine]) -> tuple[LikeGroup, ...]:
    """Every pair in exactly one group, the strongest groups first, larger before smaller; the same for the same pairs.

    Items that are the same are one from the start ("same" holds across a chain: if A is B and B is C, A is C). Likeness
    does not, so it is never followed along a chain. Around the item with most open pairs a group takes in
    - whatever is alike to it directly, and
    - whatever is alike to at least three of those: of a large template not every pair is found, since only the
      likeliest candidates of an item are compared.
    Nobody stands further off than two steps from the representative, and nobody two steps off on one neighbour's word:
    of a chain A~B~C~D~E, B is grouped with A and C, D with C and E. An item may stand in several groups, a pair never.
    """
    lines = sorted(set(pairs), key=lambda each: each.pair)
    atoms = _atoms(lines)
    around: dict[UUID, dict[UUID, list[PairLine]]] = defaultdict(dict)
    inside: dict[UUID, list[PairLine]] = defaultdict(list)
    for line in lines:
        one, other = atoms[line.one_id], atoms[line.other_id]
        if one == other:
            inside[one].append(line)
        else:
            around[one].setdefault(other, []).append(line)
            around[other].setdefault(one, []).append(line)
    members: dict[UUID, set[UUID]] = defaultdict(set)
    for item_id, atom in atoms.items():
        members[atom].add(item_id)
    groups = [_taken(head, around, inside, members) for head in _heads(around)]
    groups += [
        LikeGroup(atom, frozenset(members[atom]), _ranked(left)) for atom, left in sorted(inside.items()) if left
    ]
    return tuple(sorted(groups, key=lambda each: (-each.best, -len(each.pairs), each.head)))


def _atoms(lines: Sequence[PairLine]) -> dict[UUID, UUID]:
    """Each item with the smallest id among those that are the same as it."""
    root: dict[UUID, UUID] = {each: each for line in lines for each in line.pair}

    def of(item_id: UUID) -> UUID:
        while root[item_id] != item_id:
            root[item_id] = root[root[item_id]]
            item_id = root[item_id]
        return item_id

    for line in lines:
        if line.same:
            one, other = sorted((of(line.one_id), of(line.other_id)))
            root[other] = one
    return {item_id: of(item_id) for item_id in root}


def _heads(around: Mapping[UUID, Mapping[UUID, object]]) -> Iterable[UUID]:
    """Who stands in the middle of most open pairs, again and again until none is open. Pairs are closed meanwhile, so a
    number on the heap may be too high, never too low.
    """
    heap = [(-len(beside), atom) for atom, beside in around.items()]
    heapq.heapify(heap)
    while heap:
        n_open, atom = heapq.heappop(heap)
        if n_open == -len(around[atom]):
            if n_open:
                yield atom
        else:
            heapq.heappush(heap, (-len(around[atom]), atom))


def _taken(
    head: UUID,
    around: Mapping[UUID, dict[UUID, list[PairLine]]],
    inside: dict[UUID, list[PairLine]],
    members: Mapping[UUID, set[UUID]],
) -> LikeGroup:
    """The group around a head; its pairs are open no more."""
    direct = set(around[head])
    vouched: dict[UUID, int] = defaultdict(int)
    for atom in direct:
        for further in around[atom]:
            vouched[further] += 1
    chosen = {head} | direct | {each for each, n in vouched.items() if n >= VOUCHERS}
    lines: list[PairLine] = []
    for atom in chosen:
        lines += inside.pop(atom, [])
        for other in [each for each in around[atom] if each in chosen]:
            lines += around[atom].pop(other)
            del around[other][atom]
    return LikeGroup(head, frozenset().union(*(members[atom] for atom in chosen)), _ranked(lines))


def _ranked(lines: Iterable[PairLine]) -> tuple[PairLine, ...]:
    return tuple(sorted(lines, key=lambda each: (-(each.percent or 0), each.pair)))
