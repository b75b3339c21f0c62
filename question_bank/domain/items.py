"""What goes into and comes out of the bank: a draft as written, a summary to draw from, an area, the result of an
import.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from foundation.errors import N_
from question_bank.domain.lifecycle import Difficulty, Pool
from question_bank.domain.validity import ItemDates


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item as an author or a file gives it; `external_id` makes importing it twice the same as once. `dates` None
    leaves those that the item has.
    """

    item_type: str
    content: dict[str, Any]
    area_code: str
    pool: Pool = Pool.EXAM
    difficulty: Difficulty = Difficulty.MEDIUM
    level: str | None = None
    critical: bool = False
    tags: tuple[str, ...] = ()
    external_id: str | None = None
    dates: ItemDates | None = None


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """An approved version as assembly sees it: everything to choose by, nothing of key or options."""

    item_id: UUID
    version_id: UUID
    external_id: str | None
    item_type: str
    area_code: str
    difficulty: Difficulty
    critical: bool
    n_blanks: int
    tags: tuple[str, ...]
    stem: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class ContentArea:
    """A module of the subject (模块)."""

    code: str
    name_zh: str
    name_en: str


GENERAL = ContentArea("GENERAL", N_("综合"), "General")  # for items without a module of their own


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, by item id; `same` were there already, word for word, `kept` were changed in the bank since
    the last import (or are under review) and stay as they are. `all` has every item in the order given.
    """

    created: tuple[UUID, ...] = ()
    changed: tuple[UUID, ...] = ()
    same: tuple[UUID, ...] = ()
    kept: tuple[UUID, ...] = ()
    all: tuple[UUID, ...] = ()


class Usage(StrEnum):
    """Whether an item ever stood on a form."""

    NEVER = "never"
    USED = "used"


USAGE_LABELS = {Usage.NEVER: N_("从未用过"), Usage.USED: N_("用过")}


class Order(StrEnum):
    """By what a list of measured items is sorted, instead of by when they were saved."""

    FACILITY = "facility"
    FACILITY_FALLING = "-facility"
    ITEM_REST = "item_rest"
    ITEM_REST_FALLING = "-item_rest"
    ANSWERS = "n_answers"
    ANSWERS_FALLING = "-n_answers"

    @property
    def column(self) -> str:
        """The name of what is measured."""
        return self.value.removeprefix("-")

    @property
    def falls(self) -> bool:
        """The highest first."""
        return self.value.startswith("-")


ORDER_LABELS = {
    Order.FACILITY: N_("得分率，低的在前"),
    Order.FACILITY_FALLING: N_("得分率，高的在前"),
    Order.ITEM_REST: N_("区分度，低的在前"),
    Order.ITEM_REST_FALLING: N_("区分度，高的在前"),
    Order.ANSWERS: N_("作答人数，少的在前"),
    Order.ANSWERS_FALLING: N_("作答人数，多的在前"),
}


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a search of the bank asks for; empty means any. `words` all have to occur, `writer_id` had a hand in it,
    `usage` is of the item in any version, `unused_since` of forms made since that moment. Measures are of the newest
    answered version, per mille; whoever asks for any of them, or for an order, gets measured items only.
    """

    words: str = ""
    item_type: str = ""
    area: str = ""
    status: str = ""
    pool: str = ""
    difficulty: str = ""
    tag: str = ""
    writer_id: UUID | None = None
    usage: Usage | None = None
    unused_since: datetime | None = None
    facility_from: int | None = None
    facility_to: int | None = None
    item_rest_from: int | None = None
    item_rest_to: int | None = None
    answers: int | None = None
    flag: str = ""
    order: Order | None = None

    @property
    def asks_for_measures(self) -> bool:
        """Whether only measured items can fit."""
        spans = (self.facility_from, self.facility_to, self.item_rest_from, self.item_rest_to, self.answers)
        return any(each is not None for each in spans) or bool(self.flag) or self.order is not None
