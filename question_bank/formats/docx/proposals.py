"""What Word shows beside the words: formats that may mark the right options, pictures, formulas, lost emphasis.

A key taken from a format is only proposed, and says so.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from question_bank.formats.docx import messages
from question_bank.formats.docx.body import Document, Line
from question_bank.formats.docx.runs import BOLD, COLOUR, HIGHLIGHT, UNDERLINE
from question_bank.formats.model import CHOICES, Paper, PaperItem, PaperOption, PaperProblem
from question_bank.formats.paper.messages import NO_BLANKS, NO_KEY
from question_bank.formats.records.messages import PICTURE

_KINDS = (
    (COLOUR, messages.COLOUR),
    (HIGHLIGHT, messages.HIGHLIGHT),
    (BOLD, messages.BOLD),
    (UNDERLINE, messages.UNDERLINE),
)
BLANK = "____"
_LONGEST = 60
_NOISE = re.compile(r"[\s、.．:：)）(（,，;；。]+")
_SPEAKS_OF_MARKS = re.compile(r"[划画]线|下划线|加点|着重|标红|加粗")


def with_notes(paper: Paper, document: Document) -> Paper:
    """The paper with proposals and notes on its items."""
    return replace(paper, items=tuple(_item(item, document.lines) for item in paper.items))


def _item(item: PaperItem, lines: Sequence[Line]) -> PaperItem:
    mine = lines[item.line_start - 1 : item.line_end]
    notes = [
        PaperProblem(item.line_start, "warning", PICTURE, {"name": name}) for line in mine for name in line.pictures
    ]
    if any(line.has_formula for line in mine):
        notes.append(PaperProblem(item.line_start, "warning", messages.FORMULA))
    if any(line.has_emphasis for line in mine) and _SPEAKS_OF_MARKS.search(item.stem):
        notes.append(PaperProblem(item.line_start, "warning", messages.EMPHASIS_LOST))
    if item.type in CHOICES and item.answer_key is None and any(p.message == NO_KEY for p in item.problems):
        item = _proposed(item, [piece for line in mine for piece in line.formatted])
    if item.type == "fill_blank" and any(p.message == NO_BLANKS for p in item.problems):
        item = _underlined(item, [text for line in mine for kind, text in line.formatted if kind == UNDERLINE])
    return replace(item, problems=(*item.problems, *notes)) if notes else item


def _underlined(item: PaperItem, pieces: Sequence[str]) -> PaperItem:
    """Words that stand on a line are what was written into the blanks, where the item has no other place for them."""
    stem, found = item.stem, []
    for piece in pieces:
        text = piece.strip()
        before, sign, after = stem.rpartition(text) if stem.count(text) == 1 else (stem, "", "")
        if not sign or BLANK in text or len(text) > _LONGEST:
            return item
        stem = f"{before.rstrip()}{BLANK}{after.lstrip()}"
        found.append(text)
    if not found:
        return item
    rest = tuple(problem for problem in item.problems if problem.message not in (NO_KEY, NO_BLANKS))
    told = PaperProblem(item.line_start, "warning", messages.UNDERLINED_ANSWER, {"found": "、".join(found)})
    key = [[text] for text in found]
    return replace(item, stem=stem, answer_key=key, problems=(*rest, told), confidence="low")


def _proposed(item: PaperItem, pieces: Sequence[tuple[str, str]]) -> PaperItem:
    """The options that one kind of format sets apart from the others."""
    found: list[tuple[str, list[str]]] = []
    for kind, name in _KINDS:
        texts = [_NOISE.sub("", text) for of, text in dict.fromkeys(pieces) if of == kind]
        letters = [option.id for option in item.options if _is_marked(option, texts)]
        if 0 < len(letters) < len(item.options):
            found.append((name, letters))
    if not found:
        return item
    name, letters = found[0]
    fits = all(other == letters for _, other in found) and (item.type != "single_choice" or len(letters) == 1)
    rest = tuple(problem for problem in item.problems if problem.message != NO_KEY)
    if not fits and not (item.type == "single_choice" and len(found) == 1 and item.section_index is None):
        doubt = PaperProblem(item.line_start, "warning", messages.FORMATS_DIFFER, {"kind": name})
        return replace(item, problems=(*item.problems, doubt))
    told = PaperProblem(item.line_start, "warning", messages.KEY_FROM_FORMAT, {"found": "".join(letters), "kind": name})
    kind = "multiple_choice" if len(letters) > 1 else item.type
    return replace(item, type=kind, answer_key=letters, problems=(*rest, told), confidence="low")


def _is_marked(option: PaperOption, texts: Sequence[str]) -> bool:
    """Its letter, its text, or both together stand in the format."""
    text = _NOISE.sub("", option.text)
    whole = option.id + text
    return any(
        piece in (option.id, text, whole)
        or (len(text) > 1 and (text in piece or (piece in whole and 2 * len(piece) >= len(whole))))
        for piece in texts
    )
