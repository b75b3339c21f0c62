"""CSV as people save it: UTF-8 with or without a mark, GB18030 (what Excel writes in China), or UTF-16 with a mark;
commas, semicolons or tabs.
"""

import codecs
import csv
import io

from foundation.errors import N_
from people.formats.cells import tidy
from people.formats.grid import Grid, refuse

DELIMITERS = ",\t;，"
ROWS_READ = 20_000


def read_csv(data: bytes) -> Grid:
    """The rows of a CSV file. Raises BrokenTable: not text, or a quote that never closes."""
    text, encoding = decode(data)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows = []
    number = 0
    try:
        for number, cells in enumerate(lines, start=1):
            if number > ROWS_READ:
                break
            rows.append((number, [tidy(cell) for cell in cells]))
    except csv.Error as error:
        raise refuse(N_("第 %(row)s 行之后引号没有配对，或有一格太长"), row=number, found=str(error)) from error
    return Grid(rows, encoding=encoding, is_cut=number > ROWS_READ)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises BrokenTable."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = [("utf-16", "UTF-16")]
    else:
        candidates = [("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
    for codec, name in candidates:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, name
    raise refuse(N_("这不是 Excel 工作簿（.xlsx），也不是 UTF-8 或 GB18030 的 CSV"))


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)
