"""What stands on a printed paper: sections by type, numbered items, lines of text; the key apart.

A paper is made from the candidate's view of each item, so nothing of its key can slip onto it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from question_bank import item_types
from question_bank.domain.items import ItemDraft

_GAP = re.compile(r"\[\[(\d{1,2})\]\]")
NUMERALS = "一二三四五六七八九十"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TITLE, KEY_TITLE = "试题", "参考答案"
HEADER = ("姓名", "单位", "得分")
SEALED = "密　封　线"
MOST_LINES = 12  # to write on, for one item


@dataclass(frozen=True)
class Line:
    """A line in light markdown; `indent` says how deep, `ruled` that it is there to be written on."""

    text: str
    indent: int = 0
    ruled: bool = False


@dataclass(frozen=True)
class Section:
    """A heading and the items under it, each a run of lines that should stay together."""

    title: str
    items: tuple[tuple[Line, ...], ...]


def paper_of(items: Sequence[ItemDraft], *, key: bool) -> list[Section]:
    """The sections of the paper, or of its key; numbers run through."""
    order = {item_type.name: index for index, item_type in enumerate(item_types.ALL)}
    arranged = sorted(items, key=lambda item: order[item.item_type])
    sections: list[Section] = []
    number = 0
    for name, group in groupby(arranged, key=lambda item: item.item_type):
        made = []
        for item in group:
            number += 1
            made.append(_key_lines(item, number) if key else _item_lines(item, number))
        label = item_types.get(name).label
        sections.append(Section(f"{_numeral(len(sections))}、{label}（{len(made)} 题）", tuple(made)))
    return sections


def _numeral(index: int) -> str:
    tens, ones = divmod(index + 1, 10)
    return ("" if tens < 2 else NUMERALS[tens - 1]) + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")


def _key_lines(item: ItemDraft, number: int) -> tuple[Line, ...]:
    said = item_types.get(item.item_type).describe_key(item.content).split("\n")
    explanation = item.content.get("explanation")
    lines = [Line(f"{number}. {said[0]}"), *(Line(text, 1) for text in said[1:])]
    return (*lines, Line(f"解析：{explanation}", 1)) if explanation else tuple(lines)


def _item_lines(item: ItemDraft, number: int) -> tuple[Line, ...]:
    view = item_types.get(item.item_type).candidate_view(item.content)
    return tuple(_view_lines(view, f"{number}. "))


def _view_lines(view: Mapping[str, Any], start: str) -> list[Line]:
    stem = _GAP.sub(r"（\1）____", str(view.get("stem") or "")).split("\n")
    lines = [Line(start + stem[0]), *(Line(text, 1) for text in stem[1:] if text.strip())]
    if view.get("type") == "numeric_entry":
        lines.append(Line(f"答：____________ {view.get('unit') or ''}", 1))
    if view.get("type") == "true_false":
        lines[-1] = Line(lines[-1].text + "（　　）", lines[-1].indent)
    lines += [Line(f"（{source['id']}）{source['text']}　____", 1) for source in view.get("sources") or []]
    lines += [Line(f"{letter}. {each['text']}", 1) for letter, each in _lettered(view.get("options"))]
    for number, gap in enumerate(view.get("gaps") or [], 1):
        offered = "　".join(f"{letter}. {each['text']}" for letter, each in _lettered(gap))
        lines.append(Line(f"（{number}）{offered}", 1))
    for line in view.get("lines") or []:
        speaker = f"{line['speaker']}：" if line.get("speaker") else ""
        lines.append(Line(f"□ {line['id']}. {speaker}{line['text']}", 1))
    for number, part in enumerate(view.get("items") or [], 1):
        lines += [Line(each.text, each.indent + 1, each.ruled) for each in _view_lines(part, f"（{number}）")]
    rows = view.get("rows")
    lines += [Line("", 1, ruled=True)] * min(int(rows), MOST_LINES) if isinstance(rows, int) else []
    return lines


def _lettered(options: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The options under the letters that `describe_key` uses: by their place."""
    return list(zip(LETTERS, options or [], strict=False))
