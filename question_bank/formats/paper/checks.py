"""The paper against itself: what the headings announce, what was found, and what was left unread."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from foundation.score import show
from question_bank.formats.model import Declared, DeclaredSection, PaperItem, PaperProblem
from question_bank.formats.paper import messages
from question_bank.formats.paper.amounts import deducts, gives_part_credit, is_rule
from question_bank.formats.paper.layout import Plan
from question_bank.formats.paper.shared_options import holds_shared_options
from question_bank.formats.paper.source import Source
from question_bank.formats.paper.tidy import shortened

_OPTIONS = re.compile(r"(?:^|\s)A ?[、.][^\n]{1,200}?[ 。;]B ?[、.]")
_PLACE = re.compile(r"[\u4e00-\u9fff]{4}[^\n]{0,200}?\( {0,20}\)")
_FORM = re.compile(r"姓名|单位|部门|工号|电话|得分|日期|成绩|评卷|阅卷|班级|学号|编号|题号|答案")
_SHORT_LINE = 8
_LONG_GAP = 20


def check_paper(source: Source, plan: Plan, declared: Declared, items: Sequence[PaperItem]) -> list[PaperProblem]:
    """All problems of the paper as a whole, by line."""
    problems = [
        *_misprints(plan),
        *_sections(declared, items),
        *_totals(declared, items),
        *_numbers(plan, source),
        *_unread(source, plan),
        *_lost_characters(source),
    ]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _misprints(plan: Plan) -> Iterator[PaperProblem]:
    for block in plan.blocks:
        if block.heading and block.heading.misprint:
            found, read = block.heading.misprint
            params = {"found": found, "read": read}
            yield PaperProblem(block.heading.line, "warning", messages.HEADING_MISPRINT, params)


def _sections(declared: Declared, items: Sequence[PaperItem]) -> Iterator[PaperProblem]:
    by_section: dict[int | None, list[PaperItem]] = defaultdict(list)
    for item in items:
        by_section[item.section_index].append(item)
    for index, section in enumerate(declared.sections):
        mine = by_section[index]
        if not mine:
            yield _empty(section)
            continue
        if section.items is not None and section.items != len(mine):
            params = {"section": section.title, "announced": section.items, "found": len(mine)}
            yield PaperProblem(section.line, "warning", messages.ITEMS_DIFFER, params)
        blanks = sum(item.stem.count("____") for item in mine if item.type == "fill_blank")
        if section.blanks is not None and section.blanks != blanks:
            params = {"section": section.title, "announced": section.blanks, "found": blanks}
            yield PaperProblem(section.line, "warning", messages.BLANKS_DIFFER, params)
        yield from _rule(section)


def _empty(section: DeclaredSection) -> PaperProblem:
    params = {"section": section.title, "announced": section.items}
    if section.items is None:
        return PaperProblem(section.line, "warning", messages.SECTION_EMPTY_PLAIN, {"section": section.title})
    if section.points is None:
        return PaperProblem(section.line, "warning", messages.SECTION_EMPTY, params)
    return PaperProblem(
        section.line, "warning", messages.SECTION_EMPTY_POINTS, params | {"points": show(section.points)}
    )


def _rule(section: DeclaredSection) -> Iterator[PaperProblem]:
    each, units = section.points_each, section.items
    if section.points_each_blank is not None and section.blanks is not None:
        each, units = section.points_each_blank, section.blanks
    if each is not None and units is not None and section.points is not None and each * units != section.points:
        params = {"section": section.title, "items": units, "each": show(each), "points": show(section.points)}
        yield PaperProblem(section.line, "warning", messages.SECTION_SUM, params)
    if section.rule and (gives_part_credit(section.rule) or deducts(section.rule)):
        name = messages.RULE_NAMES[section.scoring_rule or ""]
        params = {"section": section.title, "rule": shortened(section.rule), "name": name}
        yield PaperProblem(section.line, "warning", messages.SECTION_RULE_READ, params)


def _totals(declared: Declared, items: Sequence[PaperItem]) -> Iterator[PaperProblem]:
    if declared.total is None:
        return
    found = sum((item.points for item in items if item.points is not None), start=Decimal(0))
    if found and found != declared.total:
        params = {"announced": show(declared.total), "found": show(found)}
        yield PaperProblem(None, "warning", messages.TOTAL_DIFFERS, params)
    announced = [section.points for section in declared.sections]
    if announced and all(points is not None for points in announced):
        total = sum((points for points in announced if points is not None), start=Decimal(0))
        if total != declared.total:
            params = {"announced": show(declared.total), "found": show(total)}
            yield PaperProblem(None, "warning", messages.SECTIONS_TOTAL_DIFFERS, params)


def _numbers(plan: Plan, source: Source) -> Iterator[PaperProblem]:
    lasts = {block.items[-1].number for block in plan.blocks if block.items}
    for block in plan.blocks:
        last: int | None = None
        for item in block.items:
            if item.number is None:
                continue
            missing = range((last or 0) + 1, item.number) if last is not None or item.number <= _LONG_GAP else range(0)
            continues = last is None and item.number - 1 in lasts
            if missing and not continues:
                names = "、".join(map(str, missing[:_LONG_GAP]))
                yield PaperProblem(source.line_at(item.start), "warning", messages.NUMBERS_MISSING, {"numbers": names})
            last = item.number


def _unread(source: Source, plan: Plan) -> Iterator[PaperProblem]:
    """Header lines that look like questions, and text between a heading and its first item that is no rule."""
    yield from _questions_in(source, 0, plan.header_end)
    for block in plan.blocks:
        if block.heading and block.heading.end < block.intro[1] and not holds_shared_options(source, block):
            yield from _questions_in(source, block.heading.end, block.intro[1])
            yield from _material(source, block.heading.end, block.intro[1])


def _questions_in(source: Source, start: int, end: int) -> Iterator[PaperProblem]:
    for line in source.lines(start, end):
        form = source.shape[line.start : line.end]
        if _OPTIONS.search(form) or (_PLACE.search(form) and not _FORM.search(form) and not is_rule(form)):
            yield PaperProblem(line.number, "error", messages.LINES_UNREAD, {"text": shortened(form.strip())})


def _material(source: Source, start: int, end: int) -> Iterator[PaperProblem]:
    """A story before the questions belongs to some of them; only an examiner can say to which."""
    for line in source.lines(start, end):
        form = source.shape[line.start : line.end].strip()
        is_plain = not is_rule(form) and not _FORM.search(form) and not _OPTIONS.search(form)
        if len(form) > _SHORT_LINE and is_plain:
            yield PaperProblem(line.number, "warning", messages.MATERIAL_LEFT, {"text": shortened(form)})
            return


def _lost_characters(source: Source) -> Iterator[PaperProblem]:
    for line in source.lines():
        count = source.raw.count("\ufffd", line.start, line.end)
        if count:
            yield PaperProblem(line.number, "error", messages.CHARACTERS_LOST, {"count": count})
