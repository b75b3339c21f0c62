"""All pages of a PDF as numbered lines of text, with what has to be told about them. Raises Invalid."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from question_bank.formats.model import PaperProblem
from question_bank.formats.pdf import messages
from question_bank.formats.pdf.columns import Reading, reading_of
from question_bank.formats.pdf.furniture import furniture_of
from question_bank.formats.pdf.line_numbers import without_line_numbers
from question_bank.formats.pdf.opening import Page, read_pages, refused
from question_bank.formats.pdf.rows import BLANK, rows_of
from question_bank.formats.pdf.tables import rows_with_tables
from question_bank.formats.pdf.wrapping import unwrapped

_UNKNOWN = re.compile(r"\(cid:\d+\)|[\ue000-\uefff\uf0ff-\uf8ff\ufffd\x00-\x08]")
_ACCENTED = re.compile(r"[\u0080-\u00a0\u00a8-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_MOST_UNKNOWN = 0.03
_MOST_ACCENTED = 0.25
_SCANNED = 0.6
_DRAWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A line as read: its place ("p2 L14"), whether it is a page's head or foot, how far its page is in doubt."""

    text: str
    place: str
    is_furniture: bool = False
    doubt: Literal["", "medium", "low"] = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The lines in order, heads and feet at the end."""

    lines: tuple[Line, ...]
    problems: tuple[PaperProblem, ...]

    @property
    def text(self) -> str:
        """What the paper's parser reads."""
        return "\n".join(line.text for line in self.lines)

    @property
    def tables(self) -> list[list[tuple[int, list[str]]]]:
        """Ruled tables by their rows' lines; one goes on over a page's end, and over lines taken out there."""
        found: list[list[tuple[int, list[str]]]] = []
        before: Line | None = None
        for at, line in enumerate(self.lines, 1):
            if line.cells and before is not None and len(before.cells) == len(line.cells):
                found[-1].append((at, list(line.cells)))
            elif line.cells:
                found.append([(at, list(line.cells))])
            before = line
        return found


def read_document(data: bytes, name: str) -> Document:
    """Open, refuse what can't be read honestly, put in order."""
    pages = read_pages(data, name)
    _require_text(pages, name)
    counted = [without_line_numbers(page) for page in pages]
    pages = tuple(page for page, _ in counted)
    readings = [reading_of(rows_with_tables(page), page.width) for page in pages]
    furniture = furniture_of(pages, readings)
    lines: list[Line] = []
    aside: list[Line] = []
    for at, (page, reading) in enumerate(zip(pages, readings, strict=True)):
        kept = [line for n, line in enumerate(reading.lines) if (at, n) not in furniture]
        doubt: Literal["", "medium", "low"] = "low" if page.covered > _SCANNED else "" if reading.is_sure else "medium"
        for text, number, cells in unwrapped(kept):
            tidied = tuple(_clean(cell) for cell in cells)
            lines.append(Line(_clean(text), f"p{page.number} L{number}", doubt=doubt, cells=tidied))
        for n, line in enumerate(reading.lines):
            if (at, n) in furniture:
                aside.append(Line(_clean(line.text), f"p{page.number}", True))
    numbered = [page for page, count in counted if count]
    problems = [*_of_pages(pages, readings, numbered), *_of_furniture(aside, len(lines))]
    return Document((*lines, *aside), tuple(problems))


def _clean(text: str) -> str:
    return _UNKNOWN.sub("\ufffd", text)


def _require_text(pages: Sequence[Page], name: str) -> None:
    """Every page can be read as text, or the whole file is refused with the pages that can't."""
    pictures = [page for page in pages if not page.runs and (page.n_images or page.n_curves > _DRAWN)]
    if pictures:
        raise refused(name, messages.PICTURES, pages=_numbers(pictures))
    if not any(page.runs for page in pages):
        raise refused(name, messages.NO_TEXT)
    unknown = [page for page in pages if page.runs and not _is_known(page)]
    if unknown:
        raise refused(name, messages.NO_MAP, pages=_numbers(unknown))


def _is_known(page: Page) -> bool:
    text = "".join(run.text for run in page.runs)
    unknown, plain = len(_UNKNOWN.findall(text)), _UNKNOWN.sub("", text)
    n_letters = max(1, len(plain) + unknown)
    return unknown <= _MOST_UNKNOWN * n_letters and len(_ACCENTED.findall(plain)) <= _MOST_ACCENTED * n_letters


def _of_pages(pages: Sequence[Page], readings: Sequence[Reading], numbered: Sequence[Page]) -> list[PaperProblem]:
    told: list[PaperProblem] = []
    scanned = [page for page in pages if page.covered > _SCANNED]
    columns = [page for page, reading in zip(pages, readings, strict=True) if reading.columns == 2]
    more = [page for page, reading in zip(pages, readings, strict=True) if reading.columns > 2]
    pictures = [page for page in pages if page.n_images and page not in scanned]
    for found, message in (
        (scanned, messages.OCR),
        (columns, messages.COLUMNS),
        (more, messages.MORE_COLUMNS),
        (numbered, messages.LINE_NUMBERS),
        (pictures, messages.IMAGES),
    ):
        if found:
            told.append(PaperProblem(None, "warning", message, {"pages": _numbers(list(found))}))
    for kind, message in (("turned", messages.TURNED), ("outside", messages.OUTSIDE)):
        found = [page for page in pages if getattr(page, kind)]
        if found:
            params = {"pages": _numbers(found), "count": sum(getattr(page, kind) for page in found)}
            told.append(PaperProblem(None, "warning", message, params))
    if any(BLANK in piece.text for page in pages if page.rules for row in rows_of(page) for piece in row):
        told.append(PaperProblem(None, "warning", messages.RULES))
    return told


def _of_furniture(aside: Sequence[Line], n_before: int) -> list[PaperProblem]:
    texts = list(dict.fromkeys(re.sub(r"\d+", "#", line.text) for line in aside))
    if not texts:
        return []
    return [PaperProblem(n_before + 1, "warning", messages.FURNITURE, {"text": "  ".join(texts)[:80]})]


def _numbers(pages: Sequence[Page]) -> tuple[str, ...]:
    """2–4 and 7."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page.number == runs[-1][-1] + 1:
            runs[-1].append(page.number)
        else:
            runs.append([page.number])
    return tuple(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
