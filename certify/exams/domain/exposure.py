"""How much an item has been seen: derived from frozen forms and rosters when it is asked for, never counted apart."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ItemExposure:
    """On how many frozen forms an item stands, how many candidates began a scored sitting with one of them, and out of
    how many who began any that could have held it.
    """

    n_forms: int = 0
    n_seen: int = 0
    n_candidates: int = 0
    last_used_at: datetime | None = None
    last_seen_at: datetime | None = None

    @property
    def percent(self) -> Decimal:
        """The share of candidates who saw it, to one decimal; 0 where nobody has sat anything."""
        share = Decimal(100 * self.n_seen) / max(1, self.n_candidates)
        return share.quantize(Decimal("0.1"))


UNSEEN = ItemExposure()


@dataclass(frozen=True, slots=True)
class ItemUse:
    """A frozen form that holds the item, and how many began with it."""

    exam_id: UUID
    exam_title: str
    form_id: UUID
    form_label: str
    version_number: int
    frozen_at: datetime | None
    n_seen: int
    last_seen_at: datetime | None
