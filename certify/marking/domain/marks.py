"""A marker's points: the criteria of an item, what may be given on each, and the sum. Exact; nothing is rounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from foundation.errors import N_, Invalid, Problem
from foundation.score import points, show
from question_bank.domain import Content

ZERO = Decimal("0.00")
MOST_BUTTONS = 10
TITLE_LENGTH = 20
COMMENT_LENGTH = 2_000
REASON_LENGTH = 200
WHOLE = N_("得分")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to give points for. `is_whole`: the item has no scoring points of its own that fit its maximum, so
    that `text` is a msgid.
    """

    text: str
    maximum: Decimal
    is_whole: bool = False
    levels: tuple[tuple[str, Decimal], ...] = ()  # of an analytic rubric: only these points can be given

    @property
    def title(self) -> str:
        """What stands before the colon where that is short ("倾听与致歉：让客户说完…"), else the whole text."""
        head, colon, _rest = self.text.replace(":", "：", 1).partition("：")
        return head if colon and len(head) <= TITLE_LENGTH else self.text

    @property
    def explanation(self) -> str:
        """The rest."""
        return "" if self.title == self.text else self.text[len(self.title) + 1 :].strip()

    @property
    def buttons(self) -> tuple[Decimal, ...]:
        """Whole points from 0 to the maximum; none where a field is quicker than so many buttons."""
        if self.levels or self.maximum > MOST_BUTTONS:
            return ()
        whole = tuple(Decimal(n) for n in range(int(self.maximum) + 1))
        return whole if whole[-1] == self.maximum else (*whole, self.maximum)


@dataclass(frozen=True, slots=True)
class Mark:
    """Points on each criterion, and their sum."""

    points: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """Exactly the sum."""
        return sum(self.points, ZERO)


def criteria_of(content: Content, maximum: Decimal) -> tuple[Criterion, ...]:
    """The item's scoring points where they sum to what the slot carries; else one criterion over the whole."""
    found = tuple(_criterion(point) for point in content.get("scoring_points") or ())
    if found and sum((criterion.maximum for criterion in found), ZERO) == maximum:
        return found
    return (Criterion(WHOLE, maximum, is_whole=True),)


def _criterion(point: Mapping[str, Any]) -> Criterion:
    levels = tuple((level["text"], points(level["points"])) for level in point.get("levels", ()))
    return Criterion(point["text"], points(point["points"]), levels=levels)


def check_mark(criteria: Sequence[Criterion], given: Sequence[str | Decimal | None]) -> Mark:
    """The mark, or Invalid with a problem for each criterion that has none or has points out of its range."""
    if len(given) != len(criteria):
        raise Invalid(Problem(N_("评分项与题目不符，请重新打开这份答卷")))
    problems: list[Problem] = []
    found: list[Decimal] = []
    for number, (criterion, value) in enumerate(zip(criteria, given, strict=True)):
        try:
            number_given = _read(criterion, value, number)
        except Invalid as error:
            problems += error.problems
        else:
            found.append(number_given)
    if problems:
        raise Invalid(*problems)
    return Mark(tuple(found))


def _read(criterion: Criterion, value: str | Decimal | None, number: int) -> Decimal:
    place = {"number": number + 1, "maximum": show(criterion.maximum)}
    field = f"points-{number}"
    if value is None or value == "":
        raise Invalid(Problem(N_("第 %(number)s 项还没有给分"), place, field=field))
    try:
        given = points(value)
    except (ValueError, ArithmeticError):  # no number, too many decimals, or an exponent beyond all measure
        text = N_("第 %(number)s 项的分数是 0 到 %(maximum)s 之间的数，最多两位小数")
        raise Invalid(Problem(text, place, field=field, found=str(value)[:20])) from None
    if criterion.levels and given not in {value for _text, value in criterion.levels}:
        text = N_("第 %(number)s 项按等级给分，选一个等级")
        raise Invalid(Problem(text, place, field=field, found=show(given)))
    if not ZERO <= given <= criterion.maximum:
        text = N_("第 %(number)s 项最多 %(maximum)s 分，最少 0 分")
        raise Invalid(Problem(text, place, field=field, found=show(given)))
    return given


def check_comment(comment: str) -> str:
    """As stored; raises Invalid when it is too long."""
    if len(comment) > COMMENT_LENGTH:
        raise Invalid(Problem(N_("评语最多 %(n)s 个字"), {"n": COMMENT_LENGTH}, field="comment"))
    return comment.strip()


def check_reason(reason: str) -> str:
    """Why a script is put aside; raises Invalid when it is missing or too long."""
    text = reason.strip()
    if not 1 <= len(text) <= REASON_LENGTH:
        raise Invalid(Problem(N_("请写明原因，最多 %(n)s 个字"), {"n": REASON_LENGTH}, field="reason"))
    return text
