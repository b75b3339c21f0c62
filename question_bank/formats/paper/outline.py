"""What every line of the source was taken for: the account that nothing was dropped, and the map for a reader."""

from question_bank.formats.model import Stretch, StretchKind
from question_bank.formats.paper.amounts import is_rule
from question_bank.formats.paper.boundaries import Kind
from question_bank.formats.paper.layout import Block, Plan
from question_bank.formats.paper.shared_options import holds_shared_options
from question_bank.formats.paper.source import Source


def outline(source: Source, plan: Plan) -> tuple[Stretch, ...]:
    """Runs of lines of one kind; a line shared by two stretches counts as the later, stronger kind."""
    kinds: list[StretchKind | None] = [None] * (len(source.starts) + 1)
    _paint(source, kinds, 0, plan.header_end, "header")
    for block in plan.blocks:
        _paint(source, kinds, block.start, block.end, "section")
        for left in _left_over(source, block):
            kinds[left] = "unread"
    for answers in plan.answers:
        _paint(source, kinds, answers.start, answers.end, "answers")
    for block in plan.blocks:
        for item in block.items:
            _paint(source, kinds, item.start, item.end, "item")
            if item.story:
                _paint(source, kinds, *item.story, "item")
    for number in range(1, len(kinds)):
        line = source.line(number)
        if source.told(number) is Kind.IGNORE:
            kinds[number] = "ignored" if source.raw[line.start : line.end].strip() else None
        elif number in source.furniture and kinds[number] is None:
            kinds[number] = "separator"
        elif kinds[number] is None and source.raw[line.start : line.end].strip():
            kinds[number] = "unread"
    return tuple(_runs(kinds))


def _left_over(source: Source, block: Block) -> list[int]:
    """Lines between a heading and the first item that say nothing of how the section is answered or scored."""
    if block.heading is None or block.heading.end >= block.intro[1] or holds_shared_options(source, block):
        return []
    lines = source.lines(block.heading.end + 1, block.intro[1])
    return [line.number for line in lines if not is_rule(source.shape[line.start : line.end])]


def _paint(source: Source, kinds: list[StretchKind | None], start: int, end: int, kind: StretchKind) -> None:
    for line in source.lines(start, end):
        if line.start < line.end and source.raw[line.start : line.end].strip():
            kinds[line.number] = kind


def _runs(kinds: list[StretchKind | None]) -> list[Stretch]:
    """Blank lines between two lines of a kind don't part them."""
    runs: list[Stretch] = []
    for number, kind in enumerate(kinds):
        if kind is None:
            continue
        if runs and runs[-1].kind == kind:
            runs[-1] = Stretch(kind, runs[-1].line_start, number)
        else:
            runs.append(Stretch(kind, number, number))
    return runs
