"""Shapes of items made of lists: a number with its units, things to order, pairs, gaps with options, a dialogue."""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField

from foundation.errors import NC_, Invalid
from foundation.i18n import gettext
from foundation.i18n import lazy as _l
from foundation.web.forms import options
from question_bank.domain import MatchExplanation
from question_bank.forms.fields import Needed, TextsField
from question_bank.forms.shape import Content, ItemShape, letter
from question_bank.item_types.inline_choice import count_gaps
from question_bank.item_types.numeric_entry import NumericEntry, expected_of

_COMMAS = re.compile(r"[，,、；;\n]")
_SPEAKER = re.compile(r"\s*(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*)?([^\s：:]{1,12})\s*[：:]\s*(.+)")


class NumericEntryShape(ItemShape):
    """A number, how far off it may be, its unit; and a box to try an answer."""

    item_type = template = "numeric_entry"
    answer_key = StringField(_l("答案（数）"), render_kw={"inputmode": "decimal", "autocomplete": "off"})
    tolerance_mode = SelectField(
        _l("误差"),
        choices=options(
            [("exact", _l("不允许误差")), ("absolute", _l("上下各允许")), ("relative", _l("按百分比允许"))]
        ),
    )
    tolerance = StringField(
        _l("误差值"),
        description=_l("按百分比时，写 5 就是百分之五"),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    unit_mode = SelectField(
        _l(NC_("数值", "单位")),
        choices=options(
            [
                ("none", _l("没有单位")),
                ("shown", _l("印在空后面")),
                ("optional", _l("可写可不写")),
                ("required", _l("必须写")),
            ]
        ),
    )
    units = StringField(_l("单位的写法"), description=_l("用逗号分开，第一个是印出来的"))
    attempt = StringField(_l("试一个答案"), render_kw={"autocomplete": "off", "data-try": ""})

    def own_content(self) -> Content:
        mode = self.tolerance_mode.data or "exact"
        value = (self.tolerance.data or "").strip()
        return {
            "answer_key": (self.answer_key.data or "").strip() or None,
            "tolerance": {"mode": mode, "value": "0" if mode == "exact" else value},
            "units": [unit.strip() for unit in _COMMAS.split(self.units.data or "") if unit.strip()],
            "unit_mode": self.unit_mode.data or "none",
        }

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        tolerance = content.get("tolerance") or {"mode": "exact", "value": ""}
        key = content.get("answer_key")
        return {
            "answer_key": key if isinstance(key, str) else "",
            "tolerance_mode": tolerance["mode"],
            "tolerance": "" if tolerance["mode"] == "exact" else tolerance["value"],
            "unit_mode": content.get("unit_mode") or "none",
            "units": gettext("，").join(content.get("units") or ()),
        }

    def tried(self) -> list[tuple[str, MatchExplanation]]:
        typed = self.attempt.data or ""
        if not typed.strip():
            return []
        try:
            wanted = expected_of(NumericEntry().validate(self.content() | {"stem": "-"}))
        except Invalid:
            return []
        return [("", wanted.try_text(typed))] if wanted else []


class OrderingShape(ItemShape):
    """Rows as they are shown, each with its right place."""

    item_type = template = "ordering"
    options = TextsField(_l("要排序的各项"), validators=[Needed()])
    rationales = TextsField(_l("选项解析"))
    answer_key = TextsField(_l("正确位置"))

    def rows(self) -> list[tuple[str, str, str]]:
        """Text, right place, rationale; at least three rows."""
        texts = [*self.options.data] + [""] * (3 - len(self.options.data))
        places = [*self.answer_key.data, *[""] * len(texts)]
        reasons = [*self.rationales.data, *[""] * len(texts)]
        return [(text, places[i].strip(), reasons[i]) for i, text in enumerate(texts)]

    def own_content(self) -> Content:
        rows = [row for row in self.rows() if row[0].strip() or row[1] or row[2].strip()]
        things = [
            {"id": letter(i), "text": text, "rationale": reason or None}
            for i, (text, _place, reason) in enumerate(rows)
        ]
        places = {place: letter(i) for i, (_text, place, _reason) in reversed(list(enumerate(rows))) if place}
        order = sorted(places, key=lambda place: (len(place), place))
        return {"options": things, "answer_key": [places[place] for place in order] or None}

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        things = content.get("options") or []
        given = content.get("answer_key")
        key = given if isinstance(given, list) and len(given) == len(things) else []
        return {
            "options": [thing["text"] for thing in things],
            "rationales": [thing.get("rationale") or "" for thing in things],
            "answer_key": [str(key.index(thing["id"]) + 1) if thing["id"] in key else "" for thing in things],
        }

    def deeds(self) -> dict[str, Callable[[int], None]]:
        return {"add-option": self._add, "remove-option": self._remove, "mix-options": self._mix}

    def _add(self, _place: int) -> None:
        self.options.put(max(len(self.options.data), 3))

    def _remove(self, place: int) -> None:
        for field in (self.options, self.rationales, self.answer_key):
            field.drop(place)

    def _mix(self, _place: int) -> None:
        """Another order on the page, the same for the same texts; rows typed in the right order get their places."""
        rows = [row for row in self.rows() if row[0].strip()]
        if not any(place for _text, place, _reason in rows):
            rows = [(text, str(number), reason) for number, (text, _place, reason) in enumerate(rows, 1)]
        mixed = sorted(rows, key=lambda row: hashlib.sha256(row[0].encode()).digest())
        if [row[1] for row in mixed] == [str(number) for number in range(1, len(rows) + 1)]:
            mixed.reverse()
        self.options.data = [text for text, _place, _reason in mixed]
        self.answer_key.data = [place for _text, place, _reason in mixed]
        self.rationales.data = [reason for _text, _place, reason in mixed]


class MatchingShape(ItemShape):
    """Pairs: what stands on the left, and the letter of what belongs to it."""

    item_type = template = "matching"
    sources = TextsField(_l("左列"), validators=[Needed()])
    answer_key = TextsField(_l("配对"))
    options = TextsField(_l("右列"), description=_l("可以比左列多：多出来的是干扰项"), validators=[Needed()])
    reuse = BooleanField(_l("右列的一项可以配给几处"))

    def pairs(self) -> list[tuple[str, str]]:
        """Each source with the id that belongs to it; at least two rows."""
        texts = [*self.sources.data] + [""] * (2 - len(self.sources.data))
        keys = [*self.answer_key.data, *[""] * len(texts)]
        return [(text, keys[i]) for i, text in enumerate(texts)]

    def targets(self) -> list[tuple[str, str]]:
        """Each option with its letter; at least two rows."""
        texts = [*self.options.data] + [""] * (2 - len(self.options.data))
        return [(letter(i), text) for i, text in enumerate(texts)]

    def own_content(self) -> Content:
        pairs = [(text, key) for text, key in self.pairs() if text.strip() or key]
        targets = [(name, text) for name, text in self.targets() if text.strip()]
        again = {name: letter(i) for i, (name, _text) in enumerate(targets)}  # letters follow on when a row is empty
        keys = [again.get(key, key) for _text, key in pairs]
        return {
            "sources": [{"id": str(number), "text": text} for number, (text, _key) in enumerate(pairs, 1)],
            "options": [{"id": again[name], "text": text} for name, text in targets],
            "answer_key": keys if any(keys) else None,
            "reuse": bool(self.reuse.data),
        }

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        things = content.get("options") or []
        letters = {thing["id"]: letter(i) for i, thing in enumerate(things)}
        given = content.get("answer_key")
        return {
            "sources": [source["text"] for source in content.get("sources") or ()],
            "options": [thing["text"] for thing in things],
            "answer_key": [letters.get(name, "") for name in given] if isinstance(given, list) else [],
            "reuse": bool(content.get("reuse")),
        }

    def deeds(self) -> dict[str, Callable[[int], None]]:
        return {
            "add-source": lambda _place: self.sources.put(max(len(self.sources.data), 2)),
            "add-option": lambda _place: self.options.put(max(len(self.options.data), 2)),
            "remove-source": self._remove_source,
            "remove-option": self._remove_option,
        }

    def _remove_source(self, place: int) -> None:
        self.sources.drop(place)
        self.answer_key.drop(place)

    def _remove_option(self, place: int) -> None:
        """The letters behind it move up, in the key too."""
        if not 0 <= place < len(self.options.data):
            return
        letters = [letter(i) for i in range(len(self.options.data))]
        moved = {name: letters[i - (i > place)] for i, name in enumerate(letters) if i != place}
        self.options.drop(place)
        self.answer_key.data = [moved.get(name, "") for name in self.answer_key.data]


class InlineChoiceShape(ItemShape):
    """For each gap of the stem a box with one option a line; the right one begins with a star."""

    item_type = template = "inline_choice"
    gaps = TextsField(_l("各空的选项"), description=_l("每行一个选项，正确的一行前面加 *"))

    def boxes(self) -> list[str]:
        """One text for each gap of the stem; boxes beyond that only while something stands in them."""
        n_gaps = count_gaps(self.stem.data or "")
        texts = [*self.gaps.data, *[""] * n_gaps]
        used = max((i + 1 for i, text in enumerate(texts) if text.strip()), default=0)
        return texts[: max(n_gaps, used)]

    def own_content(self) -> Content:
        gaps, keys = [], []
        for number, box in enumerate(self.boxes(), 1):
            lines = [line.strip() for line in box.splitlines() if line.strip()]
            starred = [i for i, line in enumerate(lines) if _is_starred(line)]
            texts = [line[1:].strip() if _is_starred(line) else line for line in lines]
            things = [{"id": letter(i), "text": text} for i, text in enumerate(texts)]
            gaps.append({"id": str(number), "options": things})
            keys.append(letter(starred[0]) if len(starred) == 1 else "")
        return {"gaps": gaps, "answer_key": keys if any(keys) else None}

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        given = content.get("answer_key")
        gaps = content.get("gaps") or []
        keys = given if isinstance(given, list) and len(given) == len(gaps) else [""] * len(gaps)
        return {
            "gaps": [
                "\n".join(("*" if thing["id"] == key else "") + thing["text"] for thing in gap["options"])
                for gap, key in zip(gaps, keys, strict=True)
            ]
        }

    def deeds(self) -> dict[str, Callable[[int], None]]:
        return {"add-blank": self._add}

    def _add(self, _place: int) -> None:
        number = count_gaps(self.stem.data or "") + 1
        self.stem.data = f"{(self.stem.data or '').rstrip()} [[{number}]] ".lstrip()
        self.gaps.put(number - 1)


def _is_starred(line: str) -> bool:
    return line[:1] in {"*", "＊"} and line[:2] != "**"


class TranscriptAuditShape(ItemShape):
    """Lines with their speakers; a mark on each faulty one; a whole dialogue can be pasted."""

    item_type = template = "transcript_audit"
    lines = TextsField(_l("对话"), validators=[Needed()])
    speakers = TextsField(_l("说话人"))
    rationales = TextsField(_l("哪里有问题"))
    answer_key = TextsField(_l("有问题的句子"))
    dialogue = TextAreaField(_l("粘贴整段对话"), description=_l("每行一句，写成“客服：您好”"), render_kw={"rows": 3})

    def rows(self) -> list[tuple[str, str, bool, str]]:
        """Speaker, text, whether faulty, why; at least two rows."""
        texts = [*self.lines.data] + [""] * (2 - len(self.lines.data))
        speakers = [*self.speakers.data, *[""] * len(texts)]
        reasons = [*self.rationales.data, *[""] * len(texts)]
        return [(speakers[i], text, str(i) in self.answer_key.data, reasons[i]) for i, text in enumerate(texts)]

    def own_content(self) -> Content:
        rows = [row for row in self.rows() if row[0].strip() or row[1].strip() or row[2] or row[3].strip()]
        lines = [
            {"id": str(number), "speaker": speaker.strip() or None, "text": text, "rationale": reason or None}
            for number, (speaker, text, _faulty, reason) in enumerate(rows, 1)
        ]
        return {"lines": lines, "answer_key": [str(i) for i, row in enumerate(rows, 1) if row[2]] or None}

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        lines = content.get("lines") or []
        given = content.get("answer_key")
        faulty = given if isinstance(given, list) else []
        return {
            "lines": [line["text"] for line in lines],
            "speakers": [line.get("speaker") or "" for line in lines],
            "rationales": [line.get("rationale") or "" for line in lines],
            "answer_key": [str(i) for i, line in enumerate(lines) if line["id"] in faulty],
        }

    def deeds(self) -> dict[str, Callable[[int], None]]:
        return {"add-line": self._add, "remove-line": self._remove, "read-dialogue": self._read}

    def _add(self, _place: int) -> None:
        self.lines.put(max(len(self.lines.data), 2))

    def _remove(self, place: int) -> None:
        if not 0 <= place < len(self.lines.data):
            return
        for field in (self.lines, self.speakers, self.rationales):
            field.drop(place)
        kept = (int(name) for name in self.answer_key.data if name.isdigit() and int(name) != place)
        self.answer_key.data = [str(i - (i > place)) for i in kept]

    def _read(self, _place: int) -> None:
        """Lines of the pasted text, behind what is there."""
        told = [line.strip() for line in (self.dialogue.data or "").splitlines() if line.strip()]
        rows = [row for row in self.rows() if row[1].strip()]
        at = len(rows)
        self.answer_key.data = [str(i) for i, row in enumerate(rows) if row[2]]
        self.speakers.data = [row[0] for row in rows]
        self.rationales.data = [row[3] for row in rows]
        self.lines.data = [row[1] for row in rows]
        for number, line in enumerate(told, at):
            found = _SPEAKER.fullmatch(line)
            self.speakers.put(number, found[1] if found else "")
            self.lines.put(number, found[2] if found else line)
        self.dialogue.data = ""
