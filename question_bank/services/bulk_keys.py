"""Strips of answers for items of the bank and of papers on their way in: which items they are for, and dealing them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from foundation.errors import N_, Invalid, Problem
from question_bank.domain import Content
from question_bank.domain.strips import Dealing, Target, deal
from question_bank.queries.bulk import list_living

MOST = 500  # items of one strip


def _options(number: str, content: Content, several: bool) -> Target:
    ids = tuple(option["id"] for option in content["options"])
    return Target(number, ids, several, content.get("answer_key"))


TARGETS: Mapping[str, Callable[[str, Content], Target]] = {  # the types whose key is a letter or a sign, or some
    "single_choice": lambda number, content: _options(number, content, several=False),
    "multiple_choice": lambda number, content: _options(number, content, several=True),
    "true_false": lambda number, content: Target(number, answer_key=content.get("answer_key")),
}


def target_of(number: str, item_type: str, content: Content) -> Target | None:
    """The item as a strip sees it; None for types that no strip is for."""
    make = TARGETS.get(item_type)
    return make(number, content) if make and (item_type == "true_false" or content.get("options")) else None


def deal_to_items(item_ids: Sequence[UUID], strip: str) -> tuple[list[UUID], Dealing]:
    """The items of these that a strip is for, in order, and what each gets; numbers count them from 1."""
    ids, targets = strip_targets(item_ids)
    return ids, deal(strip, targets)


def strip_targets(item_ids: Sequence[UUID]) -> tuple[list[UUID], list[Target]]:
    """Which of these items a strip is for, by their place among all. Raises Invalid when there are too many."""
    if len(item_ids) > MOST:
        raise Invalid(Problem(N_("一次最多给 %(most)s 题录入答案"), {"most": MOST}, field="value"))
    living = list_living(item_ids)
    ids, targets = [], []
    for number, item_id in enumerate(item_ids, 1):
        latest = next(row for row, _path in living[item_id] if row.latest)
        target = target_of(str(number), latest.item_type, latest.content)
        if target is not None:
            ids.append(item_id)
            targets.append(target)
    return ids, targets


def dealt_keys(item_ids: Sequence[UUID], strip: str) -> dict[str, Any]:
    """The key that each item gets, by its id. Raises Invalid with every fault of the strip."""
    ids, dealing = deal_to_items(item_ids, strip)
    if dealing.faults:
        raise Invalid(*dealing.faults)
    pairs = zip(ids, dealing.lines, strict=True)
    return {str(item_id): line.answer for item_id, line in pairs if line.answer is not None}
