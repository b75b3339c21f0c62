"""A result as people read it: total, sections, content areas, critical items, the verdict and what was missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from certify.results.domain.shares import Share
from foundation.errors import N_


class Verdict(StrEnum):
    """Three values, always: unscored is neither a pass nor a fail."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_YET_SCORED = "not_yet_scored"


VERDICT_LABELS = {
    Verdict.PASSED: N_("通过"),
    Verdict.FAILED: N_("未通过"),
    Verdict.NOT_YET_SCORED: N_("待评"),
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """The try that a section's points were kept from, and when it was handed in."""

    attempt_id: UUID
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class PartResult:
    """A section (`code` is its number) or a content area: its names and its share. `earlier` None: of this try."""

    code: str
    title: str
    title_en: str
    share: Share
    earlier: Earlier | None = None


class ShortfallKind(StrEnum):
    """Which line was missed."""

    TOTAL = "total"
    SECTION = "section"
    AREA = "area"
    CRITICAL = "critical"


SHORTFALL_TEXTS = {
    ShortfallKind.TOTAL: N_("总分 %(points)s，及格线 %(required)s，还差 %(short_by)s 分"),
    ShortfallKind.SECTION: N_("%(title)s %(points)s 分，最低 %(required)s 分，还差 %(short_by)s 分"),
    ShortfallKind.AREA: N_("%(title)s %(points)s 分，最低 %(required)s 分，还差 %(short_by)s 分"),
    ShortfallKind.CRITICAL: N_("关键题错 %(wrong)s 题，最多可错 %(allowed)s 题"),
}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A line that was missed, and by how much."""

    kind: ShortfallKind
    part: PartResult | None = None
    share: Share | None = None
    wrong: int = 0
    allowed: int = 0

    @property
    def text(self) -> str:
        """The msgid; its fields are filled by the page, which knows the reader's language."""
        return SHORTFALL_TEXTS[self.kind]


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything that one attempt's points mean. `critical_allowed` None: the exam has no such rule."""

    total: Share
    sections: tuple[PartResult, ...]
    areas: tuple[PartResult, ...]
    critical_wrong: int
    critical_allowed: int | None

    @property
    def verdict(self) -> Verdict:
        """Not yet scored while any slot is open, whatever the rest says; then every line must be reached."""
        if self.total.n_open:
            return Verdict.NOT_YET_SCORED
        return Verdict.FAILED if self.shortfalls else Verdict.PASSED

    @property
    def kept(self) -> tuple[PartResult, ...]:
        """The sections whose points were kept from earlier tries."""
        return tuple(part for part in self.sections if part.earlier is not None)

    @property
    def is_provisional(self) -> bool:
        """Something still waits for a marker."""
        return self.verdict is Verdict.NOT_YET_SCORED

    @property
    def points(self) -> Decimal:
        """The total earned so far."""
        return self.total.points

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Every line that was missed: the total, sections, areas, critical items. None while slots are open."""
        return () if self.total.n_open else tuple(self._missed())

    def _missed(self) -> Iterator[Shortfall]:
        if self.total.is_met is False:
            yield Shortfall(ShortfallKind.TOTAL, share=self.total)
        for kind, parts in ((ShortfallKind.SECTION, self.sections), (ShortfallKind.AREA, self.areas)):
            for part in parts:
                if part.share.is_met is False:
                    yield Shortfall(kind, part, part.share)
        if self.critical_allowed is not None and self.critical_wrong > self.critical_allowed:
            yield Shortfall(ShortfallKind.CRITICAL, wrong=self.critical_wrong, allowed=self.critical_allowed)
