"""Scoring points: what a marker looks for in a written answer, each with its points, as an author writes them."""

from decimal import Decimal

from foundation.errors import N_
from foundation.score import points, show
from question_bank.item_types.checking import Checker, quoted

MOST_SCORING_POINTS = 30
POINT_LENGTH = 2_000
POINTS_NOT_A_LIST = N_("得分点应当是一列")
POINT_NOT_AN_OBJECT = N_("第 %(number)s 个得分点应当有 text 和 points")
BAD_POINTS = N_("第 %(number)s 个得分点的分值应当大于 0，最多两位小数")
TOO_MANY_POINTS = N_("得分点太多")
SCORING_POINT = N_("得分点")


def check_scoring_points(checker: Checker) -> list[dict[str, str]]:
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


def _scoring_point(checker: Checker, number: int, raw: object) -> dict[str, str]:
    if not isinstance(raw, dict) or not raw.keys() <= {"text", "points"}:
        checker.problem(
            POINT_NOT_AN_OBJECT, "scoring_points", found=quoted(raw), expected="text, points", number=number
        )
        return {}
    text = checker.text_value(
        raw.get("text"), "scoring_points", SCORING_POINT, which=f" {number}", required=True, limit=POINT_LENGTH
    )
    return {"text": text or "", "points": _point_value(checker, number, raw.get("points"))}


def _point_value(checker: Checker, number: int, given: object) -> str:
    try:
        value = points(given) if isinstance(given, str | int | Decimal) else Decimal(0)
    except (ValueError, ArithmeticError):  # no number, too many decimals, or an exponent beyond all measure
        value = Decimal(0)
    if value <= 0:
        checker.problem(BAD_POINTS, "scoring_points", found=quoted(given), expected="> 0", number=number)
    return show(value)
