"""The paper as PDF, set by Typst. The items go in as data, never as source, so no text can be read as code."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typst

from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange.rich_text import pieces
from question_bank.formats.printed.layout import HEADER, KEY_TITLE, SEALED, TITLE, Line, paper_of

HERE = Path(__file__).resolve().parent
FONTS = HERE.parents[2] / "certify" / "credentials" / "fonts"  # the one Chinese font that we carry


def write_pdf(items: Sequence[ItemDraft], *, key: bool = False) -> bytes:
    """A4 pages with numbers."""
    data = {
        "title": KEY_TITLE if key else TITLE,
        "header": [] if key else list(HEADER),
        "sealed": SEALED,
        "sections": [
            {"title": section.title, "items": [[_line(line) for line in lines] for lines in section.items]}
            for section in paper_of(items, key=key)
        ],
    }
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        shutil.copy(HERE / "paper.typ", folder)
        made = typst.compile(
            str(Path(folder) / "paper.typ"),
            root=folder,
            font_paths=[str(FONTS)],
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
        return bytes(made)


def _line(line: Line) -> dict[str, object]:
    runs = [[{"bold": bold, "text": part} for bold, part in one] for one in pieces(line.text)]
    return {"indent": line.indent, "ruled": line.ruled, "runs": runs}
