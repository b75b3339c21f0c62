"""What binds a draw across its cells: exclusive items, exposure, overlap with the exam's other forms; each with what
happens when it can't be kept. Frozen with the blueprint; a blueprint without them keeps exclusive items apart.

What they mean for a pool at hand says `limits`; that a person isn't asked the same twice says `retakes`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from foundation.errors import N_, Problem

MOST_DAYS, MOST_FORMS, MOST_SHARED = 3650, 1000, 300


class Fallback(StrEnum):
    """What happens where a rule can't be kept: no form, or a form that breaks it as little as possible."""

    STRICT = "strict"
    PREFER = "prefer"


class Rule(StrEnum):
    """The rules in the order in which they give way, the first first."""

    OVERLAP = "overlap"
    EXPOSURE = "exposure"
    EXCLUSIVE = "exclusive"


FALLBACK_LABELS = {
    Fallback.STRICT: N_("必须遵守，做不到就不组卷"),
    Fallback.PREFER: N_("尽量遵守，做不到就放宽到最少"),
}
RULE_LABELS = {
    Rule.OVERLAP: N_("与别的卷重复"),
    Rule.EXPOSURE: N_("曝光上限"),
    Rule.EXCLUSIVE: N_("互斥的题不同卷"),
}


@dataclass(frozen=True, slots=True)
class Exposure:
    """An item is left out once more than so many percent of the candidates saw it, or once it stood on so many forms,
    within the last days.
    """

    percent: int | None = None
    forms: int | None = None
    days: int = 365
    fallback: Fallback = Fallback.STRICT

    def is_over(self, n_seen: int, n_candidates: int, n_forms: int) -> bool:
        """Whether an item with that exposure is left out: seen by more than the share, or on as many forms already."""
        over_share = self.percent is not None and n_seen * 100 > self.percent * n_candidates
        return over_share or (self.forms is not None and n_forms >= self.forms)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many drawn items two forms of the exam may have in common: a number, a share of the paper, or the smaller."""

    items: int | None = None
    percent: int | None = None
    fallback: Fallback = Fallback.STRICT

    def most(self, n_items: int) -> int:
        """The number for a paper of that length; shares are rounded down."""
        share = n_items if self.percent is None else n_items * self.percent // 100
        return min(share, n_items if self.items is None else self.items)


@dataclass(frozen=True, slots=True)
class Constraints:
    """All of them; None asks nothing."""

    exclusive: Fallback = Fallback.STRICT
    exposure: Exposure | None = None
    overlap: Overlap | None = None

    @property
    def yielding(self) -> frozenset[Rule]:
        """The rules that give way."""
        found = {Rule.EXCLUSIVE: self.exclusive}
        if self.exposure is not None:
            found[Rule.EXPOSURE] = self.exposure.fallback
        if self.overlap is not None:
            found[Rule.OVERLAP] = self.overlap.fallback
        return frozenset(rule for rule, fallback in found.items() if fallback is Fallback.PREFER)


DEFAULT = Constraints()


def constraint_problems(constraints: Constraints) -> Iterator[Problem]:
    """Values that make no sense."""
    exposure, overlap = constraints.exposure, constraints.overlap
    if exposure is not None:
        if exposure.percent is None and exposure.forms is None:
            yield Problem(N_("曝光上限要写百分比或套数"), field="exposure_percent")
        if exposure.percent is not None and not 0 <= exposure.percent <= 100:
            yield Problem(N_("百分比在 0 和 100 之间"), field="exposure_percent")
        if exposure.forms is not None and not 1 <= exposure.forms <= MOST_FORMS:
            yield Problem(N_("套数是 1 到 %(n)s"), {"n": MOST_FORMS}, field="exposure_forms")
        if not 1 <= exposure.days <= MOST_DAYS:
            yield Problem(N_("天数是 1 到 %(n)s"), {"n": MOST_DAYS}, field="exposure_days")
    if overlap is not None:
        if overlap.items is None and overlap.percent is None:
            yield Problem(N_("重复上限要写题数或百分比"), field="overlap_items")
        if overlap.items is not None and not 0 <= overlap.items <= MOST_SHARED:
            yield Problem(N_("题数是 0 到 %(n)s"), {"n": MOST_SHARED}, field="overlap_items")
        if overlap.percent is not None and not 0 <= overlap.percent <= 100:
            yield Problem(N_("百分比在 0 和 100 之间"), field="overlap_percent")
