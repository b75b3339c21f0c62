"""Items as Aiken: one line for the stem, one for each option, one for the answer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from question_bank.domain.items import ItemDraft

LETTERS = "ABCDEFGHIJ"
Content = Mapping[str, Any]


def write(items: Sequence[ItemDraft]) -> bytes:
    """One file; items that don't fit are left out (see `interchange.losses`)."""
    texts = (WRITERS[item.item_type](item.content) for item in items if item.item_type in WRITERS)
    return ("\n\n".join(text for text in texts if text) + "\n").encode()


def _line(text: str) -> str:
    return " ".join(text.split())


def single_choice(content: Content) -> str | None:
    """Options lettered anew; without a key there is no ANSWER line, so it doesn't fit."""
    if not content["answer_key"] or len(content["answer_key"]) != 1:
        return None
    lines = [_line(content["stem"])]
    answer = ""
    for letter, option in zip(LETTERS, content["options"], strict=False):
        lines.append(f"{letter}) {_line(option['text'])}")
        answer = letter if option["id"] == content["answer_key"][0] else answer
    return "\n".join([*lines, f"ANSWER: {answer}"])


def true_false(content: Content) -> str | None:
    """Two options, 对 and 错."""
    if content["answer_key"] is None:
        return None
    return "\n".join([_line(content["stem"]), "A) 对", "B) 错", f"ANSWER: {'A' if content['answer_key'] else 'B'}"])


WRITERS: dict[str, Callable[[Content], str | None]] = {"single_choice": single_choice, "true_false": true_false}
