"""What a solver is asked when cells are coupled, and what it answers. The solver itself is outside the rules
(`solving`) and is handed in, so that everything here stays pure.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from certify.exams.domain.blueprint import DrawCell
from certify.exams.domain.drawing import Drawable
from certify.exams.domain.limits import NONE, Items, Limits

Drawn = tuple[tuple[Drawable, ...], ...]  # cell by cell, in the cells' order


@dataclass(frozen=True, slots=True)
class Balance:
    """The values of what is drawn into these cells should sum to the target, give or take; one off costs `weight`."""

    cells: frozenset[int]
    values: Mapping[UUID, int]
    target: int
    give: int
    weight: int


@dataclass(frozen=True, slots=True)
class Task:
    """Fill the cells from the pool, exactly, within the limits. `fixed` are given items; `used` says how often an item
    was drawn in this batch already: rarer ones first. `copies`: so many forms at once that share nothing; the answer
    has the cells of the first, then those of the second … `is_quick`: near the best is good enough.
    """

    cells: tuple[DrawCell, ...]
    pool: tuple[Drawable, ...]
    limits: Limits
    seed: int
    critical: int = 0
    fixed: Items = NONE
    balances: tuple[Balance, ...] = ()
    used: Mapping[UUID, int] = field(default_factory=dict)
    copies: int = 1
    is_quick: bool = False


class Unsolved(Exception):
    """The solver stopped at its limit without an answer: neither a form nor a proof that there is none."""


class Solve(Protocol):
    """A solver: a selection, or None where it has proved that there is none. Raises Unsolved."""

    @property
    def name(self) -> str: ...
    def __call__(self, task: Task) -> Drawn | None: ...


def sub_seed(seed: int, *names: int) -> int:
    """Another seed that follows from this one."""
    text = ":".join(map(str, ("certify/sub/1", seed, *names)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 2


def fingerprint(pool: Sequence[Drawable], limits: Limits) -> str:
    """Names what a draw chose from and had to keep: the same fingerprint and seed, the same form."""
    lines = [
        *sorted(str(item.version_id) for item in pool),
        "limits",
        *sorted(map(str, limits.banned)),
        "capped",
        *sorted(map(str, limits.capped)),
        *sorted("group " + " ".join(sorted(map(str, group))) for group in limits.groups),
        *sorted(f"form {other.most} " + " ".join(sorted(map(str, other.items))) for other in limits.others),
        *sorted(limits.yielding),
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
