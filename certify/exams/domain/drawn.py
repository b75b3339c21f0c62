"""How a form came about, as it is kept beside the form (its hash does not cover it): by which method, from how many
items, what was relaxed, and what was changed by hand since. With the seed and the same bank the draw can be repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from certify.exams.domain.limits import Breach


@dataclass(frozen=True, slots=True)
class Swap:
    """One item changed by hand: at which position, which version went, which came, who did it and when."""

    position: int
    out: UUID
    into: UUID
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """`method` is "exact/1" (every form equally likely) or the solver with its version; `fingerprint` names what the
    draw chose from. Forms of one set share `batch`: this is the `place`th of `n_forms`. `without_repeats` None: as the
    blueprint says.
    """

    method: str
    n_tries: int
    n_candidates: int
    fingerprint: str
    relaxed: tuple[Breach, ...] = ()
    without_repeats: bool | None = None
    only_tag: str | None = None
    batch: UUID | None = None
    place: int = 1
    n_forms: int = 1
    swaps: tuple[Swap, ...] = ()

    @property
    def is_uniform(self) -> bool:
        """Every form within the limits was equally likely."""
        return self.method.startswith("exact/")


msgspec.json.Decoder(DrawRecord)  # learnt at import: two threads that convert to a new shape at once crash the process


def draw_record_to_json(record: DrawRecord) -> dict[str, Any]:
    """As stored."""
    return dict(msgspec.to_builtins(record))


def draw_record_from_json(data: Mapping[str, Any] | None) -> DrawRecord | None:
    """The inverse; forms of before have none."""
    return None if data is None else msgspec.convert(data, DrawRecord)
