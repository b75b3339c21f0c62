"""What a demo candidate answers: right or wrong as a fixed plan says, so that every load gives the same scores."""

import hashlib
from typing import Any

from certify.exams.domain import Slot

WRONG_TEXT = "没有听清，请客户再打一次。"
ESSAY = (
    "先听完客户的话，不打断；复述事实和对他的影响，确认没有听错；为这次的体验道歉，说明能做什么、不能做什么；"
    "给出办法和时间，征得同意后登记，写清责任人和回复时间；结束前总结，并按时回访。"
)


def is_right(login: str, position: int, strength: int) -> bool:
    """Whether this person gets this place of the paper right: decided by a hash, about `strength` percent of them."""
    digest = hashlib.sha256(f"{login}:{position}".encode()).digest()
    return digest[0] * 100 // 256 < strength


def answer(slot: Slot, right: bool) -> Any:
    """A response to a slot."""
    key = slot.content.get("answer_key")
    if key is None:
        return ESSAY if right else WRONG_TEXT
    if slot.item_type == "fill_blank":
        return [accepted[0] if right else "不清楚" for accepted in key]
    if slot.item_type == "true_false":
        return key if right else not key
    others = [option["id"] for option in slot.content["options"] if option["id"] not in key]
    if slot.item_type == "multiple_choice":
        return sorted(key) if right else sorted([*key[:-1], *others[:1]])
    return key[0] if right else others[0]


def fields(content: Any, right: bool) -> list[str]:
    """The values of a knowledge check's form fields for an item."""
    key = content["answer_key"]
    if isinstance(key, bool):
        return [str(key if right else not key).lower()]
    if key and isinstance(key[0], list):
        return [accepted[0] if right else "不清楚" for accepted in key]
    others = [option["id"] for option in content["options"] if option["id"] not in key]
    return list(key) if right else others[:1]
