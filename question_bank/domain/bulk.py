"""Bulk edits: what one act does to one item. A plan is a pure function of what is known of the item; the acts are in
`bulk_acts`, carrying a plan out and undoing it is the services' business.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from foundation.errors import N_, Problem
from question_bank.domain.lifecycle import ItemStatus

NO_CHANGE = N_("已经是这样")
IN_REVIEW = N_("正在审核，退回后才能修改")
IS_RETIRED = N_("已经退役")
NOT_YOURS = N_("你在它所属的单位没有命题权限")
NOT_IN_USE = N_("没有在用的版本")
NOT_A_DRAFT = N_("不是草稿，不用送审")
NOT_READY = N_("还不完整：%(why)s")
HAS_KEY = N_("已有别的答案")
NO_ANSWER = N_("没有给它写答案")
TOO_MANY_TAGS = N_("标签会超过 20 个")
NEEDS_ANOTHER = N_("放宽在用版本的日期，要由没写过它的审核人来做")
CHANGED_SINCE = N_("预览之后被改过")


GROUPS: Mapping[str, tuple[str, str]] = {  # headings of the acts, and what holds of all below them
    "classify": (N_("分类"), N_("直接改现有版本，在用的也改；已冻结的试卷不受影响")),
    "place": (N_("用在哪里"), N_("草稿直接改；通过过审核的题会有新草稿，另一位同事审核后才算数")),
    "dates": (N_("日期"), N_("在用的版本也改；提前人人可做，放宽要由没写过它的审核人来做")),
    "keys": (N_("答案"), N_("只给草稿；一串答案分到每题，预览时逐题核对")),
    "state": (N_("状态"), N_("规则与逐题操作相同")),
}


class How(StrEnum):
    """The way a version changes: as it stands, by a new draft beside it, or only in its state."""

    IN_PLACE = "in_place"
    NEW_DRAFT = "new_draft"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What is known of a version: number, state, and the values that acts may change."""

    number: int
    status: ItemStatus
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of an item and of the actor's rights on it. `in_use` is the approved or suspended version (it may
    be the latest), `has_written` says that the actor had a hand in it, `missing` what a review would ask for first,
    `answer` the key that a strip deals to it.
    """

    latest: VersionFacts
    in_use: VersionFacts | None = None
    may_write: bool = True
    may_review: bool = False
    has_written: bool = False
    missing: tuple[Problem, ...] = ()
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one version."""

    number: int
    how: How
    field: str
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"number": self.number, "how": self.how.value} | {
            "field": self.field,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to an item: its steps, or why it stays as it is."""

    steps: tuple[Step, ...] = ()
    stays: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


class Act(Protocol):
    """Something that can be done to many items. `asks` names the kind of value that its form asks for."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def asks(self) -> str: ...
    @property
    def group(self) -> str:
        """Under which heading it stands: one of the keys of GROUPS."""

    @property
    def reads_content(self) -> bool:
        """Whether its facts need `missing`."""

    def read(self, typed: str, area_codes: Collection[str]) -> Any:
        """The value as kept, from what was typed. Raises Invalid."""

    def plan(self, facts: ItemFacts, value: Any) -> Plan: ...
