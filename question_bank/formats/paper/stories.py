"""Stories above several questions: 案例一：…… with questions 1 to 3 below. Each question gets its story.

A story stands between the heading and the first question, or begins at a line of its own behind a question.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from question_bank.formats.model import WRITTEN
from question_bank.formats.paper.amounts import is_rule
from question_bank.formats.paper.headings import Heading
from question_bank.formats.paper.source import Source

if TYPE_CHECKING:
    from question_bank.formats.paper.layout import RawItem

_TITLE = re.compile(
    r"[ #*【\[(]{0,8}(?:案例(?:分析|材料)?|材料|情[景境](?:材料)?|背景(?:资料|材料)?|资料|阅读材料|共用题干)"
    r" {0,4}[一二三四五六七八九十\dA-F]{0,3} {0,4}(?:[】\]):、.]|$)"
)
_LEADS = re.compile(
    r"(?:根据|阅读|结合|依据|针对)(?:以上|以下|下列|下面|上述|下文|上文)?[^。\n]{0,20}(?:材料|案例|资料|短文|文章|情[景境]|背景|描述)"
    r"[^。\n]{0,20}(?:回答|完成|作答|解答)"
    r"|\(?(?:共用题干|\d{1,3} ?[-~至到] ?\d{1,3} ?题共用)"
)
_OPTION = re.compile(r"\(?A ?[、.:)]")
_OFFERS = re.compile("共用(?:备选答案|备选项|选项|答案)")
_SHORTEST = 20


def with_stories(source: Source, heading: Heading | None, items: Sequence["RawItem"]) -> tuple["RawItem", ...]:
    """The items with their stories; a story behind a question no longer belongs to it."""
    told: list[RawItem] = []
    story = _opening_story(source, heading, items[0].start) if heading and len(items) > 1 else None
    for at, item in enumerate(items):
        begin = _story_in(source, item) if at + 1 < len(items) else None
        told.append(replace(item, story=story, end=begin if begin is not None else item.end))
        if begin is not None:
            story = (begin, item.end)
    return tuple(told)


def _opening_story(source: Source, heading: Heading, end: int) -> tuple[int, int] | None:
    """What stands below the heading, from the first line that says neither how to answer nor what it is worth."""
    lines = source.lines(heading.end, end) if heading.end < end else ()
    for line in lines:
        form = source.shape[line.start : line.end].strip()
        is_story = bool(_TITLE.match(form) or _LEADS.search(form))
        if _OPTION.match(form) or _OFFERS.search(form):
            return None
        if not form or (is_rule(form) and not is_story):
            continue
        long_enough = end - line.start >= _SHORTEST and (is_story or heading.type in WRITTEN)
        return (line.start, end) if long_enough else None
    return None


def _story_in(source: Source, item: "RawItem") -> int | None:
    """The first line inside an item, after its own, that begins another story."""
    first = source.line_at(item.body)
    for line in source.lines(item.body, item.end):
        form = source.shape[line.start : line.end]
        if line.number > first and source.told(line.number) is None and (_TITLE.match(form) or _LEADS.search(form)):
            return line.start
    return None
