"""Which item an answer of a sheet belongs to: by heading and number, by number alone, or by order.

Strips are dealt out here, because only the items know how many answers they hold. What fits nowhere is reported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.model import CHOICES, WRITTEN, PaperProblem, Severity
from question_bank.formats.paper import messages
from question_bank.formats.paper.drafts import Draft
from question_bank.formats.paper.headings import CHOICE, Heading
from question_bank.formats.paper.numerals import read_numeral
from question_bank.formats.paper.sheets import Entry, Sheet
from question_bank.formats.paper.source import Source
from question_bank.formats.paper.tidy import shortened

_NEAR = 60
_TOKENS = re.compile(r"[\s,;、。()]+")
_MARKS = re.compile(r"正确|错误|[√×对错A-Na-n]|[TF]")


@dataclass(slots=True)
class Group:
    """The drafts of one section, as a sheet addresses them."""

    title: str
    number: str | None
    type: str | None
    drafts: list[Draft]
    by_number: dict[int, Draft] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for draft in self.drafts:
            if not draft.number.isdecimal():
                continue
            first = self.by_number.setdefault(int(draft.number), draft)
            if first is not draft and "repeated" not in first.doubts:
                first.report(messages.NUMBER_REPEATED, number=draft.number)
                first.doubts.add("repeated")

    @property
    def is_written(self) -> bool:
        """True where answers are guides for a marker and may be numbered inside."""
        return bool(self.drafts) and all(draft.type in WRITTEN for draft in self.drafts)


class Matcher:
    """Deals the answers of sheets out to drafts and collects what did not fit."""

    def __init__(self, groups: Sequence[Group], sheet_source: Source, in_paper: bool) -> None:
        self.problems: list[PaperProblem] = []
        self._groups = [group for group in groups if group.drafts]
        self._source, self._in_paper = sheet_source, in_paper

    def deal(self, sheets: Sequence[Sheet], only: Group | None = None) -> None:
        """Deal all sheets; `only` names the section that a block of answers closes."""
        used: set[int] = set()
        for sheet in sheets:
            self._report_unread(sheet)
            if sheet.heading is None:
                self._deal_untitled(sheet, only)
                continue
            group = self._find(sheet.heading, used)
            if group is None and sheet.entries:
                self._report(sheet.entries[0].line, messages.KEY_NO_SECTION, section=sheet.heading.title)
            elif group is not None and sheet.entries:
                used.add(id(group))
                self._deal_group(group, sheet.entries)

    def _find(self, heading: Heading, used: set[int]) -> Group | None:
        """The section of that numeral and kind, else the next of that kind, else that of the numeral."""
        free = [group for group in self._groups if id(group) not in used]
        numeral = read_numeral(heading.number or "")
        same_number = [group for group in free if numeral and read_numeral(group.number or "") == numeral]
        if heading.type is not None:
            for group in (*same_number, *free):
                if _same_kind(group.type, heading.type):
                    return group
        return same_number[0] if same_number else None

    def _deal_untitled(self, sheet: Sheet, only: Group | None) -> None:
        groups = [only] if only else self._groups
        numbers = [number for group in groups for number in group.by_number]
        strips = [entry for entry in sheet.entries if entry.number is None]
        if len(groups) == 1:
            self._deal_group(groups[0], sheet.entries)
        elif strips and len(strips) == len(sheet.entries):
            self._deal_lines(groups, sheet.entries)
        elif len(numbers) == len(set(numbers)):
            self._deal_group(Group("", None, None, [d for group in groups for d in group.drafts]), sheet.entries)
        else:
            self._deal_runs(groups, sheet.entries)

    def _deal_runs(self, groups: Sequence[Group], entries: Sequence[Entry]) -> None:
        """Numbers that start again belong to the next section."""
        runs: list[list[Entry]] = [[]]
        for entry in entries:
            if (
                runs[-1]
                and entry.number is not None
                and entry.number <= (runs[-1][-1].last or runs[-1][-1].number or 0)
            ):
                runs.append([])
            runs[-1].append(entry)
        for at, run in enumerate(runs):
            if at < len(groups):
                self._deal_group(groups[at], run)
            else:
                self._report(run[0].line, messages.KEY_NO_ITEM, number=run[0].number)

    def _deal_lines(self, groups: Sequence[Group], entries: Sequence[Entry]) -> None:
        """Bare strips, one section to a line; or one answer to a line, as many as there are items."""
        drafts = [draft for group in groups for draft in group.drafts]
        if len(entries) == len(drafts) > len(groups) and all(len(_MARKS.findall(e.text)) == 1 for e in entries):
            for draft, entry in zip(drafts, entries, strict=True):
                self._give(draft, entry.text)
            return
        for at, entry in enumerate(entries):
            if at < len(groups):
                self._deal_strips(groups[at], [entry])
            else:
                self._report(entry.line, messages.KEY_LINE_UNREAD, text=shortened(entry.text))

    def _deal_group(self, group: Group, entries: Sequence[Entry]) -> None:
        self._deal_strips(group, [entry for entry in entries if entry.number is None])
        numbered = [entry for entry in entries if entry.number is not None]
        given: list[tuple[Draft, list[str]]] = []
        last_number = inner = 0
        for at, entry in enumerate(numbered):
            number = entry.number or 0
            if entry.is_strip:
                self._deal_range(group, entry)
                last_number = entry.last or last_number
                continue
            draft = group.by_number.get(number)
            in_words = bool(given) and given[-1][0].type in (*WRITTEN, "fill_blank")
            continues = number <= last_number or (draft is None and group.is_written)
            if inner == number - 1 > 0 and any(later.number == number for later in numbered[at + 1 : at + _NEAR]):
                continues = True  # a list inside the answer counts on; the item's own number is still to come
            inner = number if continues else 0
            if continues and in_words:
                given[-1][1].append(entry.printed)
            elif draft is None:
                self._report_no_item(group, entry.line, number)
            else:
                given.append((draft, [entry.text]))
                last_number = number
        for draft, texts in given:
            self._give(draft, "\n".join(texts))

    def _deal_range(self, group: Group, entry: Entry) -> None:
        first, count = entry.number or 0, (entry.last or 0) - (entry.number or 0) + 1
        answers = _dealt(entry.text, count)
        if answers is None:
            self._report_count(entry, count)
            return
        for number, answer in enumerate(answers, first):
            draft = group.by_number.get(number)
            if draft is None:
                self._report_no_item(group, entry.line, number)
            else:
                self._give(draft, answer)

    def _deal_strips(self, group: Group, strips: Sequence[Entry]) -> None:
        if not strips:
            return
        text = " ".join(strip.text for strip in strips)
        answers = _dealt(text, len(group.drafts))
        if answers is None:
            self._report_count(Entry(None, None, text, strips[0].line), len(group.drafts))
            return
        for draft, answer in zip(group.drafts, answers, strict=True):
            self._give(draft, answer)

    @staticmethod
    def _give(draft: Draft, text: str) -> None:
        if text.strip():
            draft.answers.append(("sheet", text.strip()))

    def _report_count(self, entry: Entry, expected: int) -> None:
        found = len(_MARKS.findall(entry.text))
        text = shortened(entry.text)
        self._report(entry.line, messages.KEY_COUNT, "error", text=text, found=found, expected=expected)

    def _report_no_item(self, group: Group, line: int, number: int) -> None:
        if group.title:
            self._report(line, messages.KEY_NO_ITEM_IN_SECTION, section=group.title, number=number)
        else:
            self._report(line, messages.KEY_NO_ITEM, number=number)

    def _report_unread(self, sheet: Sheet) -> None:
        for number in sheet.unread:
            line = self._source.line(number)
            self._report(number, messages.KEY_LINE_UNREAD, text=shortened(self._source.text[line.start : line.end]))

    def _report(self, line: int, message: str, severity: Severity = "warning", **params: Any) -> None:
        """Lines of a separate key file are no lines of the paper."""
        self.problems.append(PaperProblem(line if self._in_paper else None, severity, message, params))


def _dealt(text: str, count: int) -> list[str] | None:
    """A strip as that many answers: by its gaps if they fit, else sign by sign."""
    tokens = [token for token in _TOKENS.split(text) if token]
    if len(tokens) == count:
        return tokens
    signs = _MARKS.findall(text)
    return signs if len(signs) == count and len("".join(signs)) == len("".join(tokens)) else None


def _same_kind(first: str | None, second: str | None) -> bool:
    """选择题 in a key may mean 单选题 or 多选题 in the paper."""
    kinds = {first, second}
    return len(kinds) == 1 or (CHOICE in kinds and bool(kinds & set(CHOICES)))
