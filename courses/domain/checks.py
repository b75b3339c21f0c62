"""The knowledge check: which of its items can be asked, how many points make a pass, and a mark for what was asked.

Points are exact and every item is worth one. Which response is right is the question bank's business; here stands only
what a course makes of it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from courses.domain.lesson import CheckItem, Lesson
from foundation.errors import N_, Conflict, Invalid, NotFound

PASS_PERCENT = 80
ITEM_POINTS = Decimal("1.00")
NONE = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class CheckScore:
    """What a check came to."""

    points: Decimal
    maximum: Decimal

    @property
    def passed(self) -> bool:
        """At least 80 %, compared exactly: 79.99 % is not 80 %."""
        return reaches(self.points, self.maximum)

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that a figure of 80 is always a pass."""
        return int(self.points * 100 // self.maximum) if self.maximum else 0


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """One item of a check that was handed in: the version asked, the order shown, the response, its points."""

    external_id: str
    version_id: UUID
    order: tuple[str, ...] | None
    response: Any
    points: Decimal


class CheckNotReady(Conflict):
    """Not enough of its items are approved."""

    message = N_("这一课的自测题还在审核，通过后就能做")


class CheckChanged(Conflict):
    """The lesson or an item was renewed while the page was open."""

    message = N_("自测的题目刚更新过，请对照新的题目再作答")


class CheckIncomplete(Invalid):
    """Some items have no answer, or one that can't be read."""

    message = N_("还有 %(n)s 题没有作答，答完再提交")

    def __init__(self, positions: Iterable[int]) -> None:
        self.positions = tuple(positions)
        super().__init__(n=len(self.positions))


class AlreadySubmitted(Conflict):
    """The same check came in twice (a double click, two windows); the first one counts."""

    message = N_("这次自测已经提交过了")

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__()


class UnknownPlace(Invalid):
    """A place that the lesson does not have."""

    message = N_("这一课没有这个位置")


class UnknownLesson(NotFound):
    """No such lesson."""

    message = N_("没有这一课")


class UnknownModule(NotFound):
    """No such module."""

    message = N_("没有这个模块")


def reaches(points: Decimal, maximum: Decimal) -> bool:
    """Whether the points are at least PASS_PERCENT of the maximum; a check without items is never passed."""
    return maximum > 0 and points * 100 >= maximum * PASS_PERCENT


def score(points: Sequence[Decimal]) -> CheckScore:
    """The sum over the items asked."""
    return CheckScore(sum(points, NONE), ITEM_POINTS * len(points))


def askable(lesson: Lesson, available: Iterable[str]) -> tuple[CheckItem, ...]:
    """The items to ask, in the author's order: none unless each objective the check tests is still tested by one."""
    there = set(available)
    asked = tuple(item for item in lesson.check if item.id in there)
    wanted = {item.objective for item in lesson.check}
    return asked if {item.objective for item in asked} == wanted else ()


def passages_to_reread(lesson: Lesson, missed: Iterable[str]) -> tuple[str, ...]:
    """The headings of the passages that the missed items rest on, in reading order."""
    lost = set(missed)
    wanted = {item.passage for item in lesson.check if item.id in lost}
    return tuple(heading for heading in lesson.headings if heading in wanted)


def fingerprint(lesson_id: UUID, version_ids: Iterable[UUID]) -> str:
    """Names a check by the versions of lesson and items, so that an answer meets the page it was for."""
    text = " ".join(map(str, (lesson_id, *version_ids)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def seed(person_id: UUID, lesson_code: str, number: int) -> int:
    """The seed of the options' order: the same each time this person opens this try."""
    digest = hashlib.sha256(f"certify/check/1:{person_id}:{lesson_code}:{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
