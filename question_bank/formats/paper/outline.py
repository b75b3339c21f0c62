"""What every line of the source was taken for: the account that nothing was dropped, and the map for a reader."""

from question_bank.formats.model import Stretch, StretchKind
from question_bank.formats.paper.layout import Plan
from question_bank.formats.paper.source import Source


def outline(source: Source, plan: Plan) -> tuple[Stretch, ...]:
    """Runs of lines of one kind; a line shared by two stretches counts as the later, stronger kind."""
    kinds: list[StretchKind | None] = [None] * (len(source.starts) + 1)
    _paint(source, kinds, 0, plan.header_end, "header")
    for block in plan.blocks:
        _paint(source, kinds, block.start, block.end, "section")
    for answers in plan.answers:
        _paint(source, kinds, answers.start, answers.end, "answers")
    for block in plan.blocks:
        for item in block.items:
            _paint(source, kinds, item.start, item.end, "item")
    for number in range(1, len(kinds)):
        line = source.line(number)
        if number in source.furniture and kinds[number] is None:
            kinds[number] = "separator"
        elif kinds[number] is None and source.raw[line.start : line.end].strip():
            kinds[number] = "unread"
    return tuple(_runs(kinds))


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
