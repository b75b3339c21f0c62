"""The measured part of a search as its address has it: facility in percent, discrimination from -1 to 1, answers, what
is remarkable, the order; how they read as chips, and how measures are written. What can't be read asks for nothing.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.i18n import N_, gettext
from question_bank.domain.items import ORDER_LABELS, ItemFilter, Order
from question_bank.domain.statistics import FLAG_LABELS, FLAG_REASONS, STEPS, ItemFlag

NAMES = ("p_from", "p_to", "r_from", "r_to", "answers", "flag", "order")
_MOST_ANSWERS = 1_000_000


def read_measures(args: Mapping[str, str]) -> dict[str, Any]:
    """Fields of an `ItemFilter`."""
    flag, order = args.get("flag", ""), args.get("order", "")
    answers = args.get("answers", "")
    return {
        "facility_from": _per_mille(args.get("p_from", ""), 10, 0),
        "facility_to": _per_mille(args.get("p_to", ""), 10, 0),
        "item_rest_from": _per_mille(args.get("r_from", ""), 1000, -1000),
        "item_rest_to": _per_mille(args.get("r_to", ""), 1000, -1000),
        "answers": min(int(answers), _MOST_ANSWERS) if answers.isascii() and answers.isdigit() else None,
        "flag": flag if flag in set(ItemFlag) else "",
        "order": Order(order) if order in set(Order) else None,
    }


def _per_mille(typed: str, factor: int, lowest: int) -> int | None:
    try:
        value = Decimal(typed.strip().removesuffix("%").replace("−", "-")) if typed.strip() else None
        return None if value is None or not value.is_finite() else max(lowest, min(1000, round(value * factor)))
    except InvalidOperation:
        return None


def measure_chips(wanted: ItemFilter) -> dict[str, str]:
    """The conditions in force by their names in the address; "" where one is not."""
    return {
        "p_from": _said(N_("得分率不低于 %(value)s"), wanted.facility_from, percent),
        "p_to": _said(N_("得分率不高于 %(value)s"), wanted.facility_to, percent),
        "r_from": _said(N_("区分度不低于 %(value)s"), wanted.item_rest_from, coefficient),
        "r_to": _said(N_("区分度不高于 %(value)s"), wanted.item_rest_to, coefficient),
        "answers": gettext("至少 %(n)s 人作答", n=wanted.answers) if wanted.answers is not None else "",
        "flag": gettext(FLAG_LABELS[ItemFlag(wanted.flag)]) if wanted.flag else "",
        "order": gettext(ORDER_LABELS[wanted.order]) if wanted.order else "",
    }


def _said(message: str, per_mille: int | None, show: Callable[[float], str]) -> str:
    return "" if per_mille is None else gettext(message, value=show(per_mille / 1000))


def percent(share: float) -> str:
    """A share in whole percent; what is not all or nothing is not rounded to it."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{share:.0%}"


def coefficient(value: float) -> str:
    """A correlation to two decimals."""
    shown = f"{value:.2f}"
    return "0.00" if shown == "-0.00" else shown.replace("-", "−")


def names_for_templates() -> dict[str, Any]:
    """What the bank's templates may use."""
    return {
        "answer_steps": STEPS,
        "coefficient": coefficient,
        "flag_labels": FLAG_LABELS,
        "flag_reasons": FLAG_REASONS,
        "order_labels": ORDER_LABELS,
        "percent": percent,
    }
