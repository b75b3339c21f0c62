"""The questions in a tree of JSON: objects with a field for the question, wherever they stand; what stands around them.

Every field of every object is accounted for: it has a role, or it is listed as unknown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from question_bank.formats.json_list.fields import Fields
from question_bank.formats.model import PaperProblem
from question_bank.formats.records import messages, roles
from question_bank.formats.records.building import Shown
from question_bank.formats.records.choices import clean
from question_bank.formats.records.record import Header, Record
from question_bank.formats.records.types import type_of_words

_TOTAL_NAMES = "totalfullscore totalscore fullscore total 总分 满分 卷面总分 totalpoints maxscore"
_MINUTE_NAMES = "limittime duration timelimit minutes time 时间 时长 考试时间 限时 examtime"
_TITLE_NAMES = "byname papername examname papertitle title name 试卷名称 考试名称 试卷 名称 exampaper"
_GROUP_NAMES = "chapter section type title name part unit 章节 大题 题型 章 节 部分 标题 名称 分类 category"
_PLAIN_NAMES = "data list questions question items rows results example examples sections chapters content exam"
_STORIES = (roles.STEM, roles.MATERIAL)
_SAME = 80  # letters of a story that tell it from the next
_TOTALS, _MINUTES, _TITLES, _GROUPS, _PLAIN = (
    frozenset(names.split()) for names in (_TOTAL_NAMES, _MINUTE_NAMES, _TITLE_NAMES, _GROUP_NAMES, _PLAIN_NAMES)
)


@dataclass(slots=True)
class Found:
    """All that was found."""

    records: list[Record] = field(default_factory=list)
    header: Header = field(default_factory=Header)
    problems: list[PaperProblem] = field(default_factory=list)
    shown: Shown = field(default_factory=lambda: Shown(()))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands above an object: titles of groups, words that may name a type, the path."""

    titles: tuple[str, ...] = ()
    hint: str = ""
    path: str = "$"
    key: str = ""
    story: str = ""


def find_records(tree: Any, mapping: Mapping[str, str]) -> Found:
    """Walk the tree in order; the walk keeps its own stack, so depth is no danger."""
    return _Walk(mapping).walk(tree)


class _Walk:
    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._fields = Fields(mapping)
        self._found = Found()
        self._lines: list[str] = []
        self._places: list[str] = []

    def walk(self, tree: Any) -> Found:
        """All of it."""
        stack: list[tuple[Any, _Around]] = [(tree, _Around())]
        while stack:
            node, around = stack.pop()
            if isinstance(node, Mapping) and self._fields.is_question(node):
                self._take(node, around)
            elif isinstance(node, Mapping):
                stack += reversed(list(self._inside(node, around)))
            elif isinstance(node, list):
                stack += reversed(
                    [(each, replace(around, path=f"{around.path}[{n}]", key="")) for n, each in _numbered(node)]
                )
        self._found.shown = Shown(tuple(self._lines), tuple(self._places), self._fields.mapping())
        return self._found

    def _inside(self, node: Mapping[str, Any], around: _Around) -> Sequence[tuple[Any, _Around]]:
        """The containers in an object; its plain values are titles, amounts, or unknown."""
        titles, hint, story = around.titles, around.hint, around.story
        if self._fields.parts_of(node):
            story = "\n".join(
                text for key, value in node.items() if self._fields.role(key) in _STORIES and (text := clean(value))
            )
        for key, value in node.items():
            if isinstance(value, (Mapping, list)):
                continue
            plain = "".join(key.split()).replace("_", "").casefold()
            text = clean(value)
            if story and self._fields.role(key) in _STORIES:
                self._fields.note(key, self._fields.role(key), text)
                continue
            if plain in _TOTALS or plain in _MINUTES or (plain in _TITLES and around.path == "$"):
                self._head(plain, text)
            if plain in _GROUPS and text:
                titles = (*titles, text)
                self._fields.note(key, roles.SECTION, text)
            elif plain in _TOTALS or plain in _MINUTES or (plain in _TITLES and around.path == "$"):
                self._fields.note(key, "header", text)
            elif text and type_of_words(text) and not text.startswith("http"):
                hint = f"{hint} {text}".strip()
                self._fields.note(key, roles.TYPE, text)
            elif text:
                self._fields.note(key, None, text)
        inside = []
        for key, value in node.items():
            if isinstance(value, (Mapping, list)):
                named = (*titles, key) if self._names_group(key) else titles
                inside.append((value, _Around(named, hint, f"{around.path}.{key}", key, story)))
        return inside

    @staticmethod
    def _names_group(key: str) -> bool:
        """单选题: [...] names a group; questions: [...] doesn't."""
        plain = "".join(key.split()).casefold()
        return plain not in _PLAIN and not key.isdigit() and (type_of_words(key) is not None or not key.isascii())

    def _head(self, plain: str, text: str) -> None:
        old = self._found.header
        self._found.header = Header(
            old.title or (text if plain in _TITLES else ""),
            old.total or (text if plain in _TOTALS else None),
            old.minutes or (text if plain in _MINUTES else None),
        )

    def _take(self, node: Mapping[str, Any], around: _Around) -> None:
        values, lettered = self._fields.values(node)
        shown = json.dumps(node, ensure_ascii=False, indent=1).split("\n")
        line = len(self._lines) + 1
        self._lines += shown
        self._places += [around.path] * len(shown)
        if around.key.isdigit():
            values.setdefault(roles.NUMBER, around.key)
        stem = values.get(roles.STEM)
        if isinstance(stem, list):
            values[roles.STEM] = stem = "\n".join(clean(each) for each in stem)
        if not clean(stem):
            params = {"place": around.path, "text": shown[1][:60] if len(shown) > 1 else ""}
            self._found.problems.append(PaperProblem(line, "error", messages.RECORD_EMPTY, params))
            return
        if around.story:
            values[roles.STEM] = f"{around.story}\n{clean(stem)}"
        own = clean(values.get(roles.SECTION))
        titles = list(dict.fromkeys((*around.titles, *([own] if own else []))))
        section = " / ".join(titles)
        record = Record(
            values, lettered, section, around.hint, line, len(shown), around.path, story=around.story[:_SAME]
        )
        self._found.records.append(record)


def _numbered(node: list[Any]) -> list[tuple[int, Any]]:
    return [(n, each) for n, each in enumerate(node) if isinstance(each, (Mapping, list))]
