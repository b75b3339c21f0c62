"""A Word table of questions (题干, 选项A …, 答案 as columns): read like a sheet of a workbook."""

from collections.abc import Mapping

from question_bank.formats.docx import messages
from question_bank.formats.docx.body import Document
from question_bank.formats.model import Paper, PaperProblem
from question_bank.formats.paper.tidy import shortened
from question_bank.formats.records.building import Shown, build_paper
from question_bank.formats.records.record import Header, Record
from question_bank.formats.tabular.columns import Columns
from question_bank.formats.tabular.rows import records_of
from question_bank.formats.tabular.sheets import Sheet

_LEAST_ROWS = 2
_LONG = 15


def read_tables(document: Document, name: str, mapping: Mapping[str, str] | None) -> Paper | None:
    """The items of such tables; None where the document has none, so that it is read as text."""
    columns = Columns(mapping or {})
    records: list[Record] = []
    told: list[PaperProblem] = []
    inside: set[int] = set()
    for at, rows in enumerate(document.tables, 1):
        filled = [(line, cells) for line, cells in rows if any(cells)]
        header = columns.find_header(filled)
        if header is None or len(filled) - header - 1 < _LEAST_ROWS:
            continue
        lines = dict(enumerate((line for line, _ in filled), 1))
        for record in records_of(Sheet(f"T{at}", filled), columns, 0, told, several=True):
            records.append(_at(record, lines[record.line]))
        inside |= set(lines.values())
    if not records:
        return None
    outside = [line.text for at, line in enumerate(document.lines, 1) if at not in inside and len(line.text) > _LONG]
    if outside:
        text = shortened(" ".join(outside))
        told.append(PaperProblem(None, "warning", messages.TEXT_BESIDE_TABLE, {"text": text}))
    return build_paper("docx", name, Header(), records, Shown((), (), columns.mapping()), told)


def _at(record: Record, line: int) -> Record:
    return Record(record.values, record.lettered, record.section, record.hint, line, 1, record.place)
