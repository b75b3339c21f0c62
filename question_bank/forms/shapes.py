"""One shape of input for each item type (`shape` says what they share): choices, blanks, written answers here; numbers,
orders, pairs and lines in `shapes_listed`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, RadioField, StringField, TextAreaField

from foundation.errors import Invalid
from foundation.i18n import gettext
from foundation.i18n import lazy as _l
from foundation.web.forms import options
from question_bank.domain import MatchExplanation
from question_bank.forms.fields import Needed, TextsField
from question_bank.forms.shape import Content, ItemShape, letter
from question_bank.forms.shapes_composite import CompositeShape
from question_bank.forms.shapes_listed import (
    InlineChoiceShape,
    MatchingShape,
    NumericEntryShape,
    OrderingShape,
    TranscriptAuditShape,
)
from question_bank.item_types.blank_kinds import USUAL, explain_typed, setting_of
from question_bank.item_types.blanks import BLANK, count_blanks, split_stem
from question_bank.item_types.fill_blank import FillBlank
from question_bank.item_types.options import MOST_OPTIONS

_GROUPS = re.compile(r"[;；]")
_NUMBERS = re.compile(r"\d{1,3}")


class ChoiceShape(ItemShape):
    """Options with their rationales; `answer_key` holds the places of the right ones."""

    template = "choice"
    mark: ClassVar[str]
    options = TextsField(_l("选项"), validators=[Needed()])
    rationales = TextsField(_l("选项解析"))
    answer_key = TextsField(_l("正确答案"))

    def rows(self) -> list[tuple[str, str, str, bool]]:
        """Letter, text, rationale and whether it is right, as the page shows them; at least two."""
        texts = [*self.options.data] + [""] * (2 - len(self.options.data))
        reasons = [*self.rationales.data, *[""] * len(texts)]
        return [(letter(i), text, reasons[i], str(i) in self.answer_key.data) for i, text in enumerate(texts)]

    @property
    def is_full(self) -> bool:
        """No further option may be added."""
        return len(self.options.data) >= MOST_OPTIONS

    def own_content(self) -> Content:
        rows = [row[1:] for row in self.rows() if row[1].strip() or row[2].strip() or row[3]]
        options = [
            {"id": letter(i), "text": text, "rationale": reason or None}
            for i, (text, reason, _right) in enumerate(rows)
        ]
        return {"options": options, "answer_key": [letter(i) for i, row in enumerate(rows) if row[2]] or None}

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        options = content.get("options") or [{"id": name, "text": ""} for name in "ABCD"]
        given = content.get("answer_key")
        right = given if isinstance(given, list) else []
        return {
            "options": [option["text"] for option in options],
            "rationales": [option.get("rationale") or "" for option in options],
            "answer_key": [str(i) for i, option in enumerate(options) if option["id"] in right],
        }

    def deeds(self) -> dict[str, Callable[[int], None]]:
        return {"add-option": self._add, "remove-option": self._remove}

    def _add(self, _place: int) -> None:
        if not self.is_full:
            self.options.put(max(len(self.options.data), 2))

    def _remove(self, place: int) -> None:
        if not 0 <= place < len(self.options.data):
            return
        self.options.drop(place)
        self.rationales.drop(place)
        kept = (int(name) for name in self.answer_key.data if name.isdigit() and int(name) != place)
        self.answer_key.data = [str(i - (i > place)) for i in kept]


class SingleChoiceShape(ChoiceShape):
    """One right option."""

    item_type = "single_choice"
    mark = "radio"


class MultipleChoiceShape(ChoiceShape):
    """Several right options."""

    item_type = "multiple_choice"
    mark = "checkbox"


class TrueFalseShape(ItemShape):
    """A statement, right or wrong."""

    item_type = template = "true_false"
    answer_key = RadioField(
        _l("答案"), choices=options([("true", _l("对")), ("false", _l("错")), ("", _l("还没有答案"))]), default=""
    )

    def own_content(self) -> Content:
        return {"answer_key": {"true": True, "false": False}.get(self.answer_key.data or "")}

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        given = content.get("answer_key")
        return {"answer_key": str(given).lower() if isinstance(given, bool) else ""}


class FillBlankShape(ItemShape):
    """For each blank of the stem a box with one accepted entry a line, how it is read and weighs; answers to try."""

    item_type = template = "fill_blank"
    answer_key = TextsField(_l("答案"), description=_l("每行一个可接受的写法；全角半角、大小写、空格不计"))
    kinds = TextsField(_l("怎样比较"))
    blanks = TextsField(_l("份数"))  # what each blank weighs; the item type's word for all settings of the blanks
    numerals = TextsField(_l("中文数字"))
    any_order = StringField(
        _l("次序不限的空"), description=_l("写空的编号，一组用逗号分开，几组用分号分开，例如 1,2；3,4")
    )
    attempts = TextsField(_l("试一个答案"))

    def boxes(self) -> list[str]:
        """One text for each blank of the stem; boxes beyond that only while something stands in them."""
        n_blanks = count_blanks(self.stem.data or "")
        texts = [*self.answer_key.data, *[""] * n_blanks]
        used = max((i + 1 for i, text in enumerate(texts) if text.strip()), default=0)
        return texts[: max(n_blanks, used)]

    def settings(self) -> list[dict[str, Any]]:
        """How each box is compared, as typed."""
        count = len(self.boxes())
        kinds = [*self.kinds.data, *["literal"] * count]
        weights = [*self.blanks.data, *[""] * count]
        return [
            {"kind": kinds[i], "weight": _whole(weights[i]), "numerals": str(i) in self.numerals.data}
            for i in range(count)
        ]

    def own_content(self) -> Content:
        key = [[line for line in box.splitlines() if line.strip()] for box in self.boxes()] or None
        found: Content = {"answer_key": key}
        if any(setting != USUAL for setting in self.settings()):
            found["blanks"] = self.settings()
        groups = [
            [int(number) for number in _NUMBERS.findall(group)] for group in _GROUPS.split(self.any_order.data or "")
        ]
        if any(groups):
            found["any_order"] = [group for group in groups if group]
        return found

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        given = content.get("answer_key")
        boxes = given if isinstance(given, list) else []
        settings = content.get("blanks") or []
        return {
            "answer_key": ["\n".join(accepted) for accepted in boxes if isinstance(accepted, list)],
            "kinds": [setting["kind"] for setting in settings],
            "blanks": [str(setting["weight"]) for setting in settings],
            "numerals": [str(i) for i, setting in enumerate(settings) if setting["numerals"]],
            "any_order": gettext("；").join(",".join(map(str, group)) for group in content.get("any_order") or ()),
        }

    def tried(self) -> list[tuple[str, MatchExplanation]]:
        try:
            content = FillBlank().validate(self.content())
        except Invalid:
            return []
        return [
            (f"{at + 1}.", explain_typed(setting_of(content, at), entries, typed))
            for at, (entries, typed) in enumerate(zip(content["answer_key"] or (), self.attempts.data, strict=False))
            if typed.strip() and entries
        ]

    def deeds(self) -> dict[str, Callable[[int], None]]:
        return {"add-blank": self._add, "remove-blank": self._remove}

    def _add(self, _place: int) -> None:
        self.stem.data = f"{(self.stem.data or '').rstrip()} {BLANK} ".lstrip()
        self.answer_key.put(count_blanks(self.stem.data) - 1)

    def _remove(self, place: int) -> None:
        pieces = split_stem(self.stem.data or "")
        if 0 <= place < len(pieces) - 1:
            before, after = pieces[: place + 1], pieces[place + 1 :]
            self.stem.data = BLANK.join([*before[:-1], before[-1].rstrip() + after[0].lstrip(), *after[1:]])
        for field in (self.answer_key, self.kinds, self.blanks, self.attempts):
            field.drop(place)
        kept = (int(name) for name in self.numerals.data if name.isdigit() and int(name) != place)
        self.numerals.data = [str(i - (i > place)) for i in kept]


def _whole(text: str) -> int | str:
    """A weight as typed; nothing typed is the usual one."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 6 else text or 1


class OpenTextShape(ItemShape):
    """What a marker goes by: a guide, and points for what the answer must say."""

    template = "open_text"
    marking_guide = TextAreaField(_l("评分说明"), render_kw={"rows": 4})
    scoring_points = TextsField(_l("得分点"))
    point_values = TextsField(_l("分值"))
    levels = TextsField(_l("等级"))
    needs_drawing = BooleanField(_l("题目要求画图"))

    def rows(self) -> list[tuple[str, str]]:
        """Each scoring point with its points; one empty row at least."""
        texts = self.scoring_points.data or [""]
        return [
            (text, value) for text, value in zip(texts, [*self.point_values.data, *[""] * len(texts)], strict=False)
        ]

    def rubric(self) -> list[tuple[str, str, str]]:
        """The rows with their levels as lines, "5 步骤完整"."""
        rows = self.rows()
        return [(*row, levels) for row, levels in zip(rows, [*self.levels.data, *[""] * len(rows)], strict=False)]

    def own_content(self) -> Content:
        points = [
            {"text": text, "points": value.strip()} | _levels(lines)
            for text, value, lines in self.rubric()
            if text.strip() or value.strip() or lines.strip()
        ]
        return {
            "answer_key": None,
            "marking_guide": self.marking_guide.data or None,
            "scoring_points": points,
            "needs_drawing": bool(self.needs_drawing.data),
        }

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        points = content.get("scoring_points") or []
        return {
            "marking_guide": content.get("marking_guide") or "",
            "scoring_points": [point["text"] for point in points],
            "point_values": [str(point["points"]) for point in points],
            "levels": [
                "\n".join(f"{level['points']} {level['text']}" for level in point.get("levels") or ())
                for point in points
            ],
            "needs_drawing": bool(content.get("needs_drawing")),
        }

    def deeds(self) -> dict[str, Callable[[int], None]]:
        return {"add-point": self._add, "remove-point": self._remove}

    def _add(self, _place: int) -> None:
        self.scoring_points.put(max(len(self.scoring_points.data), 1))

    def _remove(self, place: int) -> None:
        self.scoring_points.drop(place)
        self.point_values.drop(place)
        self.levels.drop(place)


def _levels(lines: str) -> dict[str, Any]:
    """Levels typed as "5 步骤完整", one a line; none typed, no key."""
    parted = [line.split(None, 1) for line in lines.splitlines() if line.strip()]
    found = [{"text": rest[0].strip() if rest else "", "points": value} for value, *rest in parted]
    return {"levels": found} if found else {}


class ShortAnswerShape(OpenTextShape):
    """A short text."""

    item_type = "short_answer"


class EssayShape(OpenTextShape):
    """A longer text."""

    item_type = "essay"


__all__ = ["SHAPES", "ItemShape"]

SHAPES: dict[str, type[ItemShape]] = {
    shape.item_type: shape
    for shape in (
        SingleChoiceShape,
        MultipleChoiceShape,
        TrueFalseShape,
        FillBlankShape,
        InlineChoiceShape,
        NumericEntryShape,
        MatchingShape,
        OrderingShape,
        TranscriptAuditShape,
        CompositeShape,
        ShortAnswerShape,
        EssayShape,
    )
}
