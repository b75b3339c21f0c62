"""Scoring points: what a marker looks for in a written answer, each with its points, as an author writes them.

A point may have levels with points of their own: then it is a criterion of an analytic rubric.
"""

from decimal import Decimal
from typing import Any

from foundation.errors import N_
from foundation.score import points, show
from question_bank.domain.typed_text import one_line
from question_bank.item_types.checking import Checker, quoted

MOST_SCORING_POINTS = 30
POINT_LENGTH = 2_000
POINTS_NOT_A_LIST = N_("得分点应当是一列")
POINT_NOT_AN_OBJECT = N_("第 %(number)s 个得分点应当有 text 和 points")
BAD_POINTS = N_("第 %(number)s 个得分点的分值应当大于 0，最多两位小数")
TOO_MANY_POINTS = N_("得分点太多")
SCORING_POINT, LEVEL = N_("得分点"), N_("等级")
LEAST_LEVELS, MOST_LEVELS = 2, 8
BAD_LEVELS = N_("第 %(number)s 个得分点的等级应当是 2 到 8 个，各有 text 和 points，分值不重复")
HIGHEST_LEVEL = N_("第 %(number)s 个得分点：最高等级的分值应当等于得分点的分值")


def check_scoring_points(checker: Checker) -> list[dict[str, Any]]:
    """The scoring points in their normal form; problems go to the checker."""
    given = checker.content.get("scoring_points")
    if given is None:
        return []
    if not isinstance(given, list | tuple):
        checker.problem(POINTS_NOT_A_LIST, "scoring_points", found=quoted(given))
        return []
    if len(given) > MOST_SCORING_POINTS:
        expected = f"≤ {MOST_SCORING_POINTS}"
        checker.problem(TOO_MANY_POINTS, "scoring_points", found=str(len(given)), expected=expected)
    return [_scoring_point(checker, number, raw) for number, raw in enumerate(given, 1)]


def _scoring_point(checker: Checker, number: int, raw: object) -> dict[str, Any]:
    if not isinstance(raw, dict) or not raw.keys() <= {"text", "points", "levels"}:
        checker.problem(
            POINT_NOT_AN_OBJECT, "scoring_points", found=quoted(raw), expected="text, points", number=number
        )
        return {}
    text = checker.text_value(
        raw.get("text"), "scoring_points", SCORING_POINT, which=f" {number}", required=True, limit=POINT_LENGTH
    )
    point: dict[str, Any] = {"text": text or "", "points": _point_value(checker, number, raw.get("points"))}
    levels = _levels(checker, number, raw.get("levels"))
    if levels:
        point["levels"] = levels
        if max(points(level["points"]) for level in levels) != points(point["points"]):
            checker.problem(HIGHEST_LEVEL, "scoring_points", expected=point["points"], number=number)
    return point


def _levels(checker: Checker, number: int, given: object) -> list[dict[str, str]]:
    """Left out where there are none, so that contents without levels keep their hash."""
    if not given:
        return []
    rows = list(given) if isinstance(given, list | tuple) else []
    if LEAST_LEVELS <= len(rows) <= MOST_LEVELS and all(
        isinstance(row, dict) and row.keys() == {"text", "points"} for row in rows
    ):
        found = [(row["text"], _level_value(row["points"])) for row in rows]
        values = [value for _text, value in found if value is not None]
        if len(set(values)) == len(rows):
            return [
                {"text": one_line(_level_text(checker, number, text)), "points": show(value)}
                for (text, _value), value in zip(found, values, strict=True)
            ]
    checker.problem(BAD_LEVELS, "scoring_points", found=quoted(given), number=number)
    return []


def _level_text(checker: Checker, number: int, text: object) -> str:
    which = f" {number}"
    return checker.text_value(text, "scoring_points", LEVEL, which=which, required=True, limit=POINT_LENGTH) or ""


def _level_value(given: object) -> Decimal | None:
    """Zero is a level too."""
    try:
        value = points(given) if isinstance(given, str | int | Decimal) else None
    except (ValueError, ArithmeticError):
        return None
    return value if value is not None and value >= 0 else None


def _point_value(checker: Checker, number: int, given: object) -> str:
    try:
        value = points(given) if isinstance(given, str | int | Decimal) else Decimal(0)
    except (ValueError, ArithmeticError):  # no number, too many decimals, or an exponent beyond all measure
        value = Decimal(0)
    if value <= 0:
        checker.problem(BAD_POINTS, "scoring_points", found=quoted(given), expected="> 0", number=number)
    return show(value)
