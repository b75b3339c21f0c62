"""The whole way from bytes to `Paper`: decode, plan, draft, match the answers, finish, check.

The order matters: types may depend on keys, keys on options, and the sections' types on their items.
"""

import re
from dataclasses import replace

from foundation.errors import Invalid, Problem
from question_bank.formats.model import WRITTEN, Declared, DeclaredSection, Paper, PaperItem, PaperProblem
from question_bank.formats.paper import messages
from question_bank.formats.paper.amounts import (
    is_rule,
    read_amounts,
    read_choice_kind,
    read_minutes,
    read_scoring_rule,
    read_total,
)
from question_bank.formats.paper.boundaries import Boundaries
from question_bank.formats.paper.checks import check_paper
from question_bank.formats.paper.codes import take_codes
from question_bank.formats.paper.decoding import decode
from question_bank.formats.paper.drafts import Draft, read_draft
from question_bank.formats.paper.finishing import finish_item
from question_bank.formats.paper.headings import CHOICE
from question_bank.formats.paper.layout import Block, Plan, TooManySections, plan_paper
from question_bank.formats.paper.markup import without_markup
from question_bank.formats.paper.matching import Group, Matcher
from question_bank.formats.paper.outline import outline
from question_bank.formats.paper.shared_options import share_options
from question_bank.formats.paper.sheets import read_sheets
from question_bank.formats.paper.source import Source, read_source
from question_bank.formats.paper.tidy import tidy

_BEHIND_HEADING = re.compile(
    r"答案 {0,4}[】\])]? {0,4}: {0,8}(?P<strip>[A-N√×对错TF]+(?:[ ,、]{0,3}[A-N√×对错TF]+){0,99})(?= {0,8}[)\]】]?$)",
    re.M,
)
_HEADER_KEY = re.compile(
    r" {0,40}(?:参考|标准|正确)?答案(?:速查|一览|汇总)? {0,4}: {0,4}\(?1 ?"
    r"(?:[、.:)-] ?(?:\d|\(?[A-N√×对错TF](?![\u4e00-\u9fff])))"
)
_SIGN = re.compile("[A-N√×对错TF]")
_NO_TYPE = re.compile("连线|匹配|配对|排序|配伍")


def read_paper(
    source: bytes | str,
    *,
    answer_key: bytes | str | None = None,
    name: str = "",
    boundaries: Boundaries | None = None,
) -> Paper:
    """Read a plain-text paper, with its answers inside or in a file of their own; `boundaries` is what a person said of
    its lines, and outweighs what they look like.

    Raises Invalid for what is no text, too large, or holds no item; everything else that can't be read is reported
    in the paper's problems or on the item. Pure: no clock, no files, no database.
    """
    text, marked_up = without_markup(decode(source, name))
    paper = read_source(text, boundaries)
    try:
        plan = plan_paper(paper)
    except TooManySections as error:
        raise Invalid(
            Problem(error.text, error.params, field=name or None), message=error.text, **error.params
        ) from error
    declared, indices = _declared(paper, plan)
    groups = _groups(paper, plan, declared, indices)
    drafts = [draft for group in groups for draft in group.drafts]
    if not drafts or not (boundaries or any(_is_evident(draft) for draft in drafts)):
        raise Invalid(Problem(messages.FILE_NO_ITEMS, field=name or None), message=messages.FILE_NO_ITEMS)
    problems = _deal_own_answers(paper, plan, groups)
    if marked_up:
        problems.append(PaperProblem(None, "warning", messages.MARKUP_REMOVED, {"count": marked_up}))
    if answer_key is not None:
        problems += _deal_key_file(answer_key, groups)
    items = tuple(_finish(paper, draft, declared, len(group.drafts)) for group in groups for draft in group.drafts)
    declared = _typed(declared, items)
    problems += check_paper(paper, plan, declared, items)
    ordered = tuple(sorted(problems, key=lambda problem: problem.line or 0))
    return Paper("paper", declared, items, ordered, outline(paper, plan), name, by_lines=True)


def _declared(source: Source, plan: Plan) -> tuple[Declared, dict[int, int]]:
    """What the header and the headings say, and which block became which section."""
    header = source.shape[: plan.blocks[0].start if plan.blocks else plan.header_end][:20_000]
    sections: list[DeclaredSection] = []
    indices: dict[int, int] = {}
    for at, block in enumerate(plan.blocks):
        if block.heading:
            indices[at] = len(sections)
            sections.append(_section(source, block))
    return Declared(read_total(header), read_minutes(header), tuple(sections)), indices


def _section(source: Source, block: Block) -> DeclaredSection:
    heading = block.heading
    assert heading is not None
    intro = source.shape[slice(*block.intro)][:2000]
    amounts = read_amounts(intro)
    rule = tidy(_rule_text(source, block)).strip("()（）:：*】] \n") or None
    return DeclaredSection(
        title=heading.title,
        type=read_choice_kind(intro) if heading.type == CHOICE else heading.type,
        items=amounts.items,
        blanks=amounts.blanks,
        points=amounts.points,
        rule=rule,
        number=heading.number,
        line=heading.line,
        scoring_rule=read_scoring_rule(intro, amounts.each_blank is not None),
        points_each=amounts.each,
        points_each_blank=amounts.each_blank,
    )


def _rule_text(source: Source, block: Block) -> str:
    """What stands behind the title, and those lines below that also speak of items and points."""
    lines = [line for line in source.lines(*block.intro) if line.start < line.end]
    kept = [line for at, line in enumerate(lines) if at == 0 or is_rule(source.shape[line.start : line.end])]
    return "\n".join(source.text[line.start : line.end] for line in kept)[:2000]


def _groups(source: Source, plan: Plan, declared: Declared, indices: dict[int, int]) -> list[Group]:
    groups = []
    for at, block in enumerate(plan.blocks):
        index = indices.get(at)
        section = declared.sections[index] if index is not None else None
        item_type = section.type if section else None
        drafts = [read_draft(source, raw, index, item_type, position) for position, raw in enumerate(block.items, 1)]
        share_options(source, block, drafts)
        take_codes(drafts)
        for draft in drafts:
            if (
                section is not None
                and item_type in WRITTEN
                and not draft.options
                and (found := _NO_TYPE.search(section.title))
            ):
                name = messages.TYPE_NAMES[item_type or "short_answer"]
                draft.report(messages.NOT_ITS_TYPE, found=found.group(), type=name)
                draft.doubts.add("guessed")
            draft.may_have_one_key = section is not None and "不定项" in section.title
        title, number = (section.title, section.number) if section else ("", None)
        groups.append(Group(title, number, item_type, drafts))
    return groups


def _is_evident(draft: Draft) -> bool:
    """Numbered prose is no paper: something must ask, offer or leave a place to answer."""
    stem = draft.stem
    if draft.order is None and draft.section is None:
        return bool(draft.options or draft.answers)
    asks = any(sign in stem.text for sign in "?？") or "（　）" in stem.text
    return bool(draft.declared_type or stem.tag or draft.options or stem.blanks or draft.answers or stem.points or asks)


def _deal_own_answers(source: Source, plan: Plan, groups: list[Group]) -> list[PaperProblem]:
    matcher = Matcher(groups, source, in_paper=True)
    for opened, group in zip(plan.blocks, groups, strict=True):
        is_headed = opened.heading is not None and len(group.drafts) > 1
        found = _BEHIND_HEADING.search(source.shape, *opened.intro) if is_headed else None
        if found and len(_SIGN.findall(found["strip"])) == len(group.drafts):
            sheets = read_sheets(source, found.start("strip"), found.end(), numerals_are_sections=False)
            matcher.deal(sheets, group)
    first = min((block.start for block in plan.blocks), default=0)
    for line in source.lines(0, first) if first else ():
        if _HEADER_KEY.match(source.shape, line.start, line.end):
            matcher.deal(read_sheets(source, line.start, line.end, numerals_are_sections=False))
    for block in plan.answers:
        only = groups[block.block] if block.block is not None else None
        matcher.deal(read_sheets(source, block.start, block.end, numerals_are_sections=_has_numerals(groups)), only)
    return matcher.problems


def _deal_key_file(answer_key: bytes | str, groups: list[Group]) -> list[PaperProblem]:
    key = read_source(without_markup(decode(answer_key))[0])
    sheets = read_sheets(key, numerals_are_sections=_has_numerals(groups))
    matcher = Matcher(groups, key, in_paper=False)
    matcher.deal(sheets)
    if not any(sheet.entries for sheet in sheets):
        return [PaperProblem(None, "error", messages.KEY_UNREADABLE)]
    return matcher.problems


def _has_numerals(groups: list[Group]) -> bool:
    return any(group.number and group.drafts for group in groups)


def _finish(source: Source, draft: Draft, declared: Declared, n_items: int) -> PaperItem:
    section = declared.sections[draft.section] if draft.section is not None else None
    return finish_item(source, draft, section, is_alone=n_items == 1)


def _typed(declared: Declared, items: tuple[PaperItem, ...]) -> Declared:
    """Sections that left their type open take that of their items."""
    sections = []
    for index, section in enumerate(declared.sections):
        types = {item.type for item in items if item.section_index == index}
        if section.type in (None, CHOICE):
            found = types.pop() if len(types) == 1 else "single_choice" if section.type == CHOICE else None
            section = replace(section, type=found)
        sections.append(section)
    return replace(declared, sections=tuple(sections))
