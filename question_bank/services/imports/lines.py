"""The source line by line, as the page shows it: what each is, which items begin there, what was said. Pure."""

from collections.abc import Mapping, Sequence

from question_bank.formats.model import Paper
from question_bank.formats.paper import messages
from question_bank.services.imports.model import LineMark

_LEFT = (messages.LINES_UNREAD, messages.MATERIAL_LEFT, messages.KEY_LINE_UNREAD)


def line_marks(paper: Paper, refs: Sequence[str], said: Mapping[str, str]) -> dict[int, LineMark]:
    """Every line that isn't blank, of a paper that was read by lines; empty for others."""
    if not paper.by_lines:
        return {}
    begins: dict[int, list[tuple[str, str]]] = {}
    for ref, item in zip(refs, paper.items, strict=True):
        begins.setdefault(item.line_start, []).append((ref, item.number))
    left = {problem.line for problem in paper.problems if problem.message in _LEFT}
    marks: dict[int, LineMark] = {}
    for stretch in paper.outline:
        for number in range(stretch.line_start, stretch.line_end + 1):
            kind = "unread" if number in left and stretch.kind not in ("item", "ignored") else stretch.kind
            marks[number] = LineMark(kind, tuple(begins.get(number, ())), said.get(str(number), ""))
    return marks
