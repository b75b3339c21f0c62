"""Counting and drawing: how many ways there are to fill the cells exactly, and one of them by a seed.

Items that are alike for the blueprint (same cells, blanks, critical or not) form a kind. Cells are filled one after the
other, kind by kind; a table per step holds how many selections lead to each state (what is left of kinds that several
cells want, items and blanks in the open cell, critical items so far). So a solution is found whenever one exists, and
each is equally likely over seeds. Cells can only overlap inside one area and type, which keeps the tables small.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import Protocol, TypeAlias
from uuid import UUID

from certify.exams.domain.blueprint import DrawCell
from question_bank.domain import Difficulty, option_order

State: TypeAlias = tuple[tuple[int, ...], int, int, int]  # rest of shared kinds; items, blanks in the cell; critical
Table: TypeAlias = dict[State, int]
START: State = ((), 0, 0, 0)


class Drawable(Protocol):
    """What a draw needs to know of an approved item."""

    @property
    def item_id(self) -> UUID: ...
    @property
    def version_id(self) -> UUID: ...
    @property
    def item_type(self) -> str: ...
    @property
    def area_code(self) -> str: ...
    @property
    def difficulty(self) -> Difficulty: ...
    @property
    def critical(self) -> bool: ...
    @property
    def n_blanks(self) -> int: ...
    @property
    def tags(self) -> Collection[str]: ...


def fits(cell: DrawCell, item: Drawable) -> bool:
    """Whether the cell may hold the item."""
    return (
        item.area_code == cell.area
        and item.item_type == cell.item_type
        and cell.difficulty in (None, item.difficulty)
        and (cell.tag is None or cell.tag in item.tags)
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """Interchangeable items: the cells (by index) that may hold them, blanks of each, critical or not."""

    cells: tuple[int, ...]
    blanks: int
    critical: bool
    items: tuple[Drawable, ...]


def kinds_of(cells: Sequence[DrawCell], pool: Sequence[Drawable]) -> list[Kind]:
    """Sort the pool into kinds, in an order that does not depend on the pool's; items that fit nowhere are left out."""
    groups: dict[tuple[tuple[int, ...], int, bool], dict[UUID, Drawable]] = {}
    for item in pool:
        where = tuple(at for at, cell in enumerate(cells) if fits(cell, item))
        if where:
            counts_blanks = any(cells[at].blanks is not None for at in where)
            mark = (where, item.n_blanks if counts_blanks else 0, item.critical)
            groups.setdefault(mark, {})[item.item_id] = item
    return [
        Kind(*mark, items=tuple(items[item_id] for item_id in sorted(items))) for mark, items in sorted(groups.items())
    ]


@dataclass(frozen=True, slots=True)
class _Take:
    """Take some items of a kind into the open cell. `shared_at`: where the kind stands among those that several cells
    want; `later`: the most that the remaining kinds could still give; `cap`: where counting critical items stops.
    """

    at: int
    cell: DrawCell
    kind: int
    n: int
    blanks: int
    critical: bool
    shared_at: int | None
    later: int
    cap: int

    def moves(self, state: State) -> Iterator[tuple[int, State, int]]:
        rest, count, blanks, critical = state
        available = self.n if self.shared_at is None else rest[self.shared_at]
        for taken in range(max(0, self.cell.count - count - self.later), min(available, self.cell.count - count) + 1):
            filled = blanks + taken * self.blanks if self.cell.blanks is not None else 0
            if filled > (self.cell.blanks or 0):
                return
            left = rest
            if self.shared_at is not None:
                left = (*rest[: self.shared_at], available - taken, *rest[self.shared_at + 1 :])
            yield (
                taken,
                (left, count + taken, filled, min(self.cap, critical + taken * self.critical)),
                comb(available, taken),
            )


@dataclass(frozen=True, slots=True)
class _Turn:
    """Between cells: the open cell (None before the first) must be full; `rest` opens a group that shares kinds."""

    cell: DrawCell | None
    rest: tuple[int, ...] | None

    def moves(self, state: State) -> Iterator[tuple[int, State, int]]:
        rest, count, blanks, critical = state
        if self.cell is None or (count == self.cell.count and blanks == (self.cell.blanks or 0)):
            yield 0, (rest if self.rest is None else self.rest, 0, 0, critical), 1


class Chance:
    """Numbers from a seed, the same on every machine for ever."""

    def __init__(self, seed: int) -> None:
        self._seed, self._counter = seed, 0

    def below(self, bound: int) -> int:
        """A number in 0 … bound − 1, each equally likely."""
        bits = bound.bit_length()
        while True:
            number = int.from_bytes(self._bytes(-(-bits // 8)), "big") >> (-bits % 8)
            if number < bound:
                return number

    def _bytes(self, n: int) -> bytes:
        found = b""
        while len(found) < n:
            found += hashlib.sha256(f"certify/draw/1:{self._seed}:{self._counter}".encode()).digest()
            self._counter += 1
        return found[:n]


class Drawing:
    """All ways to fill the cells from the pool. `cap`: critical items are counted up to this number."""

    def __init__(self, cells: Sequence[DrawCell], pool: Sequence[Drawable], cap: int = 0) -> None:
        self.cells, self.cap = tuple(cells), cap
        self.kinds = kinds_of(cells, pool)
        self._steps = tuple(self._plan())

    def _plan(self) -> Iterator[_Take | _Turn]:
        order = sorted(range(len(self.cells)), key=lambda at: (self.cells[at].area, self.cells[at].item_type, at))
        group: tuple[str, str] | None = None
        shared: list[int] = []
        before: DrawCell | None = None
        for at in order:
            cell = self.cells[at]
            opens = (cell.area, cell.item_type) != group
            if opens:
                group = (cell.area, cell.item_type)
                shared = [
                    k for k, kind in enumerate(self.kinds) if len(kind.cells) > 1 and self._stands_in(kind, group)
                ]
            yield _Turn(before, tuple(len(self.kinds[k].items) for k in shared) if opens else None)
            yield from self._takes(at, shared)
            before = cell
        yield _Turn(before, ())

    def _stands_in(self, kind: Kind, group: tuple[str, str]) -> bool:
        cell = self.cells[kind.cells[0]]
        return (cell.area, cell.item_type) == group

    def _takes(self, at: int, shared: list[int]) -> Iterator[_Take]:
        usable = [(k, kind) for k, kind in enumerate(self.kinds) if at in kind.cells]
        later = sum(len(kind.items) for _k, kind in usable)
        for k, kind in usable:
            later -= len(kind.items)
            place = shared.index(k) if k in shared else None
            critical = kind.critical and self.cap > 0
            yield _Take(at, self.cells[at], k, len(kind.items), kind.blanks, critical, place, later, self.cap)

    @cached_property
    def _tables(self) -> list[Table]:
        tables: list[Table] = [{START: 1}]
        for step in self._steps:
            table: Table = {}
            for state, ways in tables[-1].items():
                for _taken, reached, more in step.moves(state):
                    table[reached] = table.get(reached, 0) + ways * more
            tables.append(table)
        return tables

    @property
    def most_critical(self) -> int | None:
        """The most critical items that a selection can hold, up to the cap; None: the cells can't be filled at all."""
        return max((state[3] for state in self._tables[-1]), default=None)

    @property
    def n_ways(self) -> int:
        """How many selections fill every cell and reach the cap."""
        return self._tables[-1].get(((), 0, 0, self.cap), 0)

    def draw(self, seed: int) -> tuple[tuple[Drawable, ...], ...]:
        """One of those selections, cell by cell in the cells' order; only where `n_ways` is not 0."""
        taken = self._walk_back(Chance(seed))
        cursors = [iter(shuffled(kind.items, seed, at)) for at, kind in enumerate(self.kinds, 1)]
        found: list[tuple[Drawable, ...]] = []
        for at in range(len(self.cells)):
            items = [next(cursors[k]) for k in range(len(self.kinds)) for _ in range(taken.get((at, k), 0))]
            found.append(shuffled(items, seed, -at - 1))
        return tuple(found)

    def _walk_back(self, chance: Chance) -> dict[tuple[int, int], int]:
        """From the end to the start, each step chosen in proportion to the ways that lead through it."""
        taken: dict[tuple[int, int], int] = {}
        target: State = ((), 0, 0, self.cap)
        for step, table in zip(reversed(self._steps), reversed(self._tables[:-1]), strict=True):
            number = chance.below(self._ways_into(step, table, target))
            for state, ways in table.items():
                hit = [(n, more) for n, reached, more in step.moves(state) if reached == target]
                number -= sum(ways * more for _n, more in hit)
                if number < 0:
                    target = state
                    if isinstance(step, _Take):
                        taken[step.at, step.kind] = hit[0][0]
                    break
        return taken

    @staticmethod
    def _ways_into(step: _Take | _Turn, table: Table, target: State) -> int:
        return sum(
            ways * more for state, ways in table.items() for _n, reached, more in step.moves(state) if reached == target
        )


def shuffled(items: Sequence[Drawable], seed: int, position: int) -> tuple[Drawable, ...]:
    """The items in an order that the seed decides."""
    by_id = {str(item.item_id): item for item in items}
    return tuple(by_id[name] for name in option_order(list(by_id), seed, position))
