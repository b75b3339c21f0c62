"""Reading .xlsx without trusting it: the archive is unpacked under limits and packed anew before openpyxl sees it.

So a small file that would unpack to gigabytes, a hidden declaration of entities or a cell at the far end of the sheet
cost next to nothing.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from foundation.errors import N_
from people.formats.cells import text_of
from people.formats.grid import Grid, refuse

OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
PARTS_MAX, UNPACKED_MAX = 300, 64 * 2**20
ROWS_READ, COLUMNS_READ, SHEETS_READ = 20_000, 40, 10
# What zipfile raises on a damaged archive, and what openpyxl raises on a sound archive that is no sound workbook: it
# declares no error of its own for most of that.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
# both XML readers that openpyxl may use raise a SyntaxError of their own
MALFORMED = (InvalidFileException, SyntaxError, OSError, KeyError, ValueError, TypeError, IndexError, AttributeError)


def read_workbook(data: bytes) -> list[Grid]:
    """The visible sheets of a workbook, in order. Raises BrokenTable."""
    clean = _repack(data)
    try:
        workbook = openpyxl.load_workbook(clean, read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        return [_grid(sheet) for sheet in visible[:SHEETS_READ] if isinstance(sheet, ReadOnlyWorksheet)]
    except MALFORMED as error:
        raise refuse(N_("这个工作簿是坏的：请在 Excel 里打开，另存为新的 .xlsx")) from error


def _grid(sheet: ReadOnlyWorksheet) -> Grid:
    declared = sheet.max_row or 0
    sheet.reset_dimensions()  # a made-up dimension must not decide how much is read
    rows = list(_rows(sheet))
    return Grid(rows, sheet=str(sheet.title), is_cut=declared > ROWS_READ and bool(rows) and rows[-1][0] >= ROWS_READ)


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    cells = sheet.iter_rows(max_row=ROWS_READ, max_col=COLUMNS_READ, values_only=True)
    for number, values in enumerate(cells, start=1):
        texts = [text_of(value) for value in values]
        if any(texts):
            yield number, texts


def _repack(data: bytes) -> io.BytesIO:
    """The archive's XML parts, unpacked under limits, without compression: what was measured is what is parsed."""
    clean = io.BytesIO()
    left = UNPACKED_MAX
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(clean, "w") as copy:
            parts = archive.infolist()
            if len(parts) > PARTS_MAX:
                raise refuse(N_("这个工作簿里的部件太多，不像人员表"))
            if "[Content_Types].xml" not in archive.namelist():
                raise refuse(N_("这不是 Excel 工作簿（.xlsx），也不是 CSV"))
            for part in parts:
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(part) as handle:
                    content = handle.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise refuse(N_("这个工作簿解开后超过 %(limit)s MB，不像人员表"), limit=UNPACKED_MAX // 2**20)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    raise refuse(N_("这个工作簿是坏的：请在 Excel 里打开，另存为新的 .xlsx"))
                copy.writestr(part.filename, content)
    except DAMAGED as error:
        raise refuse(N_("这个工作簿是坏的：请在 Excel 里打开，另存为新的 .xlsx")) from error
    clean.seek(0)
    return clean
