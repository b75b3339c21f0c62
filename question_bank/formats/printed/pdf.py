"""The paper as PDF, set by Typst. The items go in as data, never as source, so no text can be read as code."""

import json
import shutil
import tempfile
from pathlib import Path

import typst

from question_bank.domain.printing import PrintedPaper
from question_bank.formats.interchange.rich_text import pieces
from question_bank.formats.printed.layout import HEADER, SEALED, Line, key_title, lay_out
from question_bank.formats.printed.pictures import Pictures, no_pictures, paper_picture

HERE = Path(__file__).resolve().parent
FONTS = HERE.parents[2] / "certify" / "credentials" / "fonts"  # the one Chinese font that we carry


def write_pdf(paper: PrintedPaper, *, key: bool = False, pictures: Pictures = no_pictures) -> bytes:
    """A4 pages with numbers."""
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        shutil.copy(HERE / "paper.typ", folder)
        sections = lay_out(paper, key=key)
        data = {
            "title": key_title(paper.title) if key else paper.title,
            "about": "" if key else paper.about,
            "code": paper.code,
            "header": [] if key else list(HEADER),
            "sealed": SEALED,
            "sections": [
                {
                    "title": section.title,
                    "rule": section.rule,
                    "items": [[_line(line, pictures, Path(folder)) for line in lines] for lines in section.items],
                }
                for section in sections
            ],
        }
        (Path(folder) / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        made = typst.compile(str(Path(folder) / "paper.typ"), root=folder, font_paths=[str(FONTS)])
        return bytes(made)


def _line(line: Line, pictures: Pictures, folder: Path) -> dict[str, object]:
    """A line as data; its pictures lie beside the paper under plain names."""
    runs = [[{"bold": bold, "text": part} for bold, part in one] for one in pieces(line.text)]
    shown = []
    for name in line.pictures:
        found = paper_picture(name, pictures)
        if found is not None:
            (folder / f"{name.partition('.')[0]}.{found.extension}").write_bytes(found.body)
            shown.append({"file": f"{name.partition('.')[0]}.{found.extension}", "width": found.width})
    return {"indent": line.indent, "ruled": line.ruled, "runs": runs, "pictures": shown}
