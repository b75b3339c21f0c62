"""The table of records as Excel: exactly the filtered rows, with filter, moment and author in the first lines."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from certify.programmes.domain import STANDING_LABELS
from certify.records.domain import PartScore, Record, RecordTable
from foundation.errors import N_

HEADINGS = (
    N_("姓名"),
    N_("工号"),
    N_("单位"),
    N_("岗位"),
    N_("认证方案"),
    N_("状态"),
    N_("证书"),
    N_("生效"),
    N_("有效期至"),
    N_("总分"),
    N_("满分"),
)


def write_records(
    table: RecordTable,
    *,
    titles: dict[Any, str],
    notes: Sequence[tuple[str, str]],
    translate: Callable[[str], str],
    choose: Callable[[str, str], str],
) -> bytes:
    """An .xlsx file; `titles` are the programmes' titles by id, `notes` the lines above the table; of a name in Chinese
    and English, `choose` says which.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(translate(N_("证书台账")))
    sections, areas = (_columns(table.rows, kind, choose) for kind in ("sections", "areas"))
    for name, value in notes:
        sheet.append([_text(sheet, name), _text(sheet, value)])
    sheet.append([])
    headings = [translate(text) for text in HEADINGS] + [*sections.values(), *areas.values()]
    sheet.append([_text(sheet, heading, bold=True) for heading in headings])
    for row in table.rows:
        sheet.append(_line(sheet, row, titles, sections, areas, translate, choose))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _columns(rows: Sequence[Record], kind: str, choose: Callable[[str, str], str]) -> dict[str, str]:
    """The parts that occur in the rows, by code, with their titles."""
    found: dict[str, str] = {}
    for row in rows:
        for part in getattr(row, kind):
            found.setdefault(part.code, choose(part.title, part.title_en))
    return dict(sorted(found.items()))


def _line(
    sheet: Any,
    row: Record,
    titles: dict[Any, str],
    sections: dict[str, str],
    areas: dict[str, str],
    translate: Callable[[str], str],
    choose: Callable[[str, str], str],
) -> list[Any]:
    words = (
        *(row.name, row.login, row.unit_names, row.job_role or "", titles.get(row.programme_id, "")),
        *(translate(STANDING_LABELS[row.status]), choose(row.certificate_zh, row.certificate_en)),
    )
    texts = [_text(sheet, text) for text in words]
    parts = [_points(row.sections, code) for code in sections] + [_points(row.areas, code) for code in areas]
    return [*texts, row.valid_from, row.valid_until, row.total, row.maximum, *parts]


def _points(parts: Sequence[PartScore], code: str) -> Any:
    return next((part.points for part in parts if part.code == code), None)


def _text(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """A cell that is text and nothing else: what looks like a formula is never run."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
