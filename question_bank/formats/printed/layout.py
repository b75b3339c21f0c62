"""What stands on a printed paper: sections of numbered items as lines of text and pictures; the key apart.

A paper is made from the candidate's view of each item, so nothing of its key can slip onto it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from foundation.media import split
from question_bank import item_types
from question_bank.domain.items import ItemDraft
from question_bank.domain.printing import PrintedItem, PrintedPaper, PrintedSection

_GAP = re.compile(r"\[\[(\d{1,2})\]\]")
NUMERALS = "一二三四五六七八九十"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TITLE, KEY_TITLE = "试题", "参考答案"
HEADER = ("姓名", "单位", "得分")
SEALED = "密　封　线"
MOST_LINES = 12  # to write on, for one item


@dataclass(frozen=True)
class Line:
    """A line in light markdown; `indent` says how deep, `ruled` that it is there to be written on. `pictures` (names of
    media) stand below it.
    """

    text: str
    indent: int = 0
    ruled: bool = False
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading and the items under it, each a run of lines that should stay together."""

    title: str
    items: tuple[tuple[Line, ...], ...]
    rule: str = ""


def paper_of(items: Sequence[ItemDraft]) -> PrintedPaper:
    """A paper of loose items: a section for each type, numbers run through."""
    order = {item_type.name: index for index, item_type in enumerate(item_types.ALL)}
    arranged = sorted(items, key=lambda item: order[item.item_type])
    sections: list[PrintedSection] = []
    number = 0
    for name, group in groupby(arranged, key=lambda item: item.item_type):
        made = [PrintedItem(at, name, item.content) for at, item in enumerate(group, number + 1)]
        number += len(made)
        title = f"{_numeral(len(sections))}、{item_types.get(name).label}（{len(made)} 题）"
        sections.append(PrintedSection(title, tuple(made)))
    return PrintedPaper(TITLE, tuple(sections))


def key_title(title: str) -> str:
    """What stands above the key of a paper."""
    return KEY_TITLE if title == TITLE else f"{title}　{KEY_TITLE}"


def lay_out(paper: PrintedPaper, *, key: bool) -> list[Section]:
    """The lines of the paper, or of its key."""
    set_item = _key_lines if key else _item_lines
    return [
        Section(each.title, tuple(_with_pictures(set_item(item)) for item in each.items), "" if key else each.rule)
        for each in paper.sections
    ]


def _with_pictures(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Media in the texts: pictures by name below their line, sounds by their name in words."""
    return tuple(_with_picture(line) for line in lines)


def _with_picture(line: Line) -> Line:
    text, pictures = "", []
    for piece in split(line.text):
        if isinstance(piece, str):
            text += piece
        elif piece.is_sound:
            text += f"［录音：{piece.label}］"
        else:
            text += f"［图：{piece.label}］"
            pictures.append(f"{piece.sha256}.{piece.extension}")
    return Line(text, line.indent, line.ruled, tuple(pictures))


def _numeral(index: int) -> str:
    tens, ones = divmod(index + 1, 10)
    return ("" if tens < 2 else NUMERALS[tens - 1]) + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")


def _key_lines(item: PrintedItem) -> list[Line]:
    said = item_types.get(item.item_type).describe_key(item.content).split("\n")
    explanation = item.content.get("explanation")
    lines = [Line(f"{item.number}. {said[0]}"), *(Line(text, 1) for text in said[1:])]
    return [*lines, Line(f"解析：{explanation}", 1)] if explanation else lines


def _item_lines(item: PrintedItem) -> list[Line]:
    lines = _view_lines(item_types.get(item.item_type).candidate_view(item.content), f"{item.number}. ")
    return [Line(lines[0].text + item.points, lines[0].indent), *lines[1:]]


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
