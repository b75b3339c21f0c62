"""Items as a table, Excel or CSV, in columns that `formats/tabular` knows by name. Every cell is a text: none can
become a formula, neither here nor in the program that opens it.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from question_bank.domain.items import ItemDraft
from question_bank.formats import tabular
from question_bank.formats.model import Paper

LETTERS = "ABCDEFGH"
HEADINGS = ("题型", "题干", *(f"选项{letter}" for letter in LETTERS), "答案", "解析", "难度", "标签", "评分标准")
TYPES = {
    "single_choice": "单选题",
    "multiple_choice": "多选题",
    "true_false": "判断题",
    "fill_blank": "填空题",
    "short_answer": "简答题",
    "essay": "论述题",
}
DIFFICULTIES = {"easy": "易", "medium": "中", "hard": "难"}
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def _choice(content: Mapping[str, Any]) -> tuple[list[str], str] | None:
    options = content["options"]
    if len(options) > len(LETTERS):
        return None
    key = content["answer_key"] or []
    letters = "".join(letter for letter, option in zip(LETTERS, options, strict=False) if option["id"] in key)
    return [option["text"] for option in options], letters


def _true_false(content: Mapping[str, Any]) -> tuple[list[str], str] | None:
    return [], {True: "对", False: "错", None: ""}[content["answer_key"]]


def _fill_blank(content: Mapping[str, Any]) -> tuple[list[str], str] | None:
    key = content["answer_key"] or []
    if not all(isinstance(text, str) and not set(text) & set("；;|") for accepted in key for text in accepted):
        return None
    return [], "；".join("|".join(accepted) for accepted in key)


def _open_text(content: Mapping[str, Any]) -> tuple[list[str], str] | None:
    return [], ""


WRITERS: dict[str, Callable[[Mapping[str, Any]], tuple[list[str], str] | None]] = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "fill_blank": _fill_blank,
    "short_answer": _open_text,
    "essay": _open_text,
}


def rows_of(items: Sequence[ItemDraft]) -> list[list[str]]:
    """A row for each item that fits, under the headings."""
    rows = [list(HEADINGS)]
    for item in items:
        made = WRITERS[item.item_type](item.content) if item.item_type in WRITERS else None
        if made is None:
            continue
        options, answer = made
        padded = options + [""] * (len(LETTERS) - len(options))
        content = item.content
        said = [content.get("explanation") or "", DIFFICULTIES[item.difficulty.value], "，".join(item.tags)]
        guide = content.get("marking_guide") or ""
        rows.append([TYPES[item.item_type], content["stem"], *padded, answer, *said, guide])
    return rows


def write_workbook(items: Sequence[ItemDraft]) -> bytes:
    """An .xlsx file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("题目")
    for number, row in enumerate(rows_of(items)):
        sheet.append([_cell(sheet, text, bold=number == 0) for text in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(sheet: Any, text: str, *, bold: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text.translate(_CONTROLS)[:32_000])
    cell.data_type = "s"  # whatever it begins with
    cell.font = Font(bold=bold)
    return cell


def write_csv(items: Sequence[ItemDraft]) -> bytes:
    """A .csv file in UTF-8 with its mark; what would act as a formula gets an apostrophe in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows_of(items):
        writer.writerow(["'" + text if text.startswith(_ACTIVE) else text for text in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


@dataclass(frozen=True)
class Table:
    """One of the two kinds of file as a format that is written and read back."""

    write: Callable[[Sequence[ItemDraft]], bytes]
    SUFFIX: str
    MIME: str

    @property
    def WRITERS(self) -> Mapping[str, Any]:
        """The types that have a row."""
        return WRITERS

    def read(self, data: bytes, name: str, **options: Any) -> Paper:
        """As anybody's table."""
        return tabular.read(data, name, **options)


WORKBOOK = Table(write_workbook, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
CSV = Table(write_csv, ".csv", "text/csv")
