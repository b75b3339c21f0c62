"""The shape of a composite: a row for each item, its options or answers typed as lines.

Choices: an option a line, a star before each right one, `// ` before its rationale. True or false: 对 or 错. Blanks: a
line for each blank, `|` between accepted entries.
"""

from collections.abc import Callable, Mapping
from typing import Any

from foundation.i18n import lazy as _l
from question_bank.forms.fields import Needed, TextsField
from question_bank.forms.shape import Content, ItemShape, letter
from question_bank.item_types.composite import KINDS, LEAST, MOST

CHOICES = ("single_choice", "multiple_choice")
WHY = " // "
_TRUTHS = {"对": True, "√": True, "true": True, "t": True, "错": False, "×": False, "false": False, "f": False}


class CompositeShape(ItemShape):
    """Items under one stimulus."""

    item_type = template = "composite"
    items = TextsField(_l("小题"), validators=[Needed()])
    kinds = TextsField(_l("题型"))
    weights = TextsField(_l("份数"))
    answer_key = TextsField(_l("选项或答案"))
    explanations = TextsField(_l("解析"))

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Type, stem, lines, weight, explanation; at least two."""
        count = max(len(self.items.data), LEAST)

        def column(field: TextsField) -> list[str]:
            return [*field.data, *[""] * count][:count]

        kinds = [kind or "single_choice" for kind in column(self.kinds)]
        rest = map(column, (self.items, self.answer_key, self.weights, self.explanations))
        return list(zip(kinds, *rest, strict=True))

    def part_kinds(self) -> tuple[str, ...]:
        """The types that an item may be of."""
        return tuple(KINDS)

    @property
    def is_full(self) -> bool:
        """No further item may be added."""
        return len(self.items.data) >= MOST

    def own_content(self) -> Content:
        rows = [row for row in self.rows() if row[1].strip() or row[2].strip()]
        read = [(kind, weight, *_read(kind, stem, lines, why)) for kind, stem, lines, weight, why in rows]
        keys = [key for _kind, _weight, _content, key in read]
        return {
            "items": [
                {"item_type": kind, "weight": _whole(weight), "content": content}
                for kind, weight, content, _key in read
            ],
            "answer_key": keys if any(key is not None for key in keys) else None,
        }

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        items = content.get("items") or []
        given = content.get("answer_key")
        keys = given if isinstance(given, list) and len(given) == len(items) else [None] * len(items)
        return {
            "items": [item["content"]["stem"] for item in items],
            "kinds": [item["item_type"] for item in items],
            "weights": [str(item["weight"]) for item in items],
            "answer_key": [_lines(item, key) for item, key in zip(items, keys, strict=True)],
            "explanations": [item["content"].get("explanation") or "" for item in items],
        }

    def deeds(self) -> dict[str, Callable[[int], None]]:
        return {"add-item": self._add, "remove-item": self._remove}

    def _add(self, _place: int) -> None:
        if not self.is_full:
            self.items.put(max(len(self.items.data), LEAST))

    def _remove(self, place: int) -> None:
        for field in (self.items, self.kinds, self.weights, self.answer_key, self.explanations):
            field.drop(place)


def _whole(text: str) -> int | str:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 6 else text or 1


def _read(kind: str, stem: str, lines: str, why: str) -> tuple[Content, Any]:
    """An item's content and its key from what was typed."""
    content: Content = {"stem": stem, "explanation": why or None}
    typed = [line.strip() for line in lines.splitlines() if line.strip()]
    if kind in CHOICES:
        marked = [(line[:1] in {"*", "＊"} and line[:2] != "**", line) for line in typed]
        parted = [(line[1:].strip() if right else line).partition(WHY) for right, line in marked]
        content["options"] = [
            {"id": letter(i), "text": text.strip(), "rationale": reason.strip() or None}
            for i, (text, _sign, reason) in enumerate(parted)
        ]
        return content, [letter(i) for i, (right, _line) in enumerate(marked) if right] or None
    if kind == "true_false":
        return content, _TRUTHS.get(typed[0].lower(), typed[0]) if typed else None
    return content, [[text.strip() for text in line.split("|") if text.strip()] for line in typed] or None


def _lines(item: Mapping[str, Any], key: Any) -> str:
    if item["item_type"] in CHOICES:
        return "\n".join(_option(option, key or ()) for option in item["content"]["options"])
    if item["item_type"] == "true_false":
        return "" if key is None else "对" if key else "错"
    return "\n".join(" | ".join(entries) for entries in key or ())


def _option(option: Mapping[str, Any], key: Any) -> str:
    why = f"{WHY}{option['rationale']}" if option.get("rationale") else ""
    return ("*" if option["id"] in key else "") + option["text"] + why
