"""PDFs made for tests: lines of a paper set by Typst, in one column or two, with page furniture; and broken ones."""

import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "certify" / "credentials" / "fonts"
SOURCE = """
#let data = json(bytes(sys.inputs.at("data")))
#set page(paper: "a4", columns: data.columns, margin: 20mm, numbering: data.numbering,
  header: if data.header != "" { align(center, text(size: 9pt, data.header)) })
#set text(font: ("Noto Serif SC", "Noto Serif CJK SC"), size: data.size * 1pt, lang: "zh", region: "cn")
#set par(leading: 0.6em, justify: data.justify)
#let row(body) = block(above: 0.65em, below: 0.65em, body)
#let ruled = box(width: 25mm, stroke: (bottom: 0.5pt))
#for line in data.lines {
  if type(line) == str { row(text(line)) }
  else if "cells" in line { row(grid(columns: line.cells.map(x => 1fr), ..line.cells.map(x => text(x)))) }
  else if "blank" in line { row(text(line.blank) + ruled + text(line.after)) }
  else { pagebreak() }
}
"""


def typeset(
    lines: Sequence[str | dict[str, Any]],
    *,
    columns: int = 1,
    header: str = "",
    numbering: str | None = None,
    size: float = 10.5,
    justify: bool = False,
) -> bytes:
    """A4 pages of the lines; a dict is cells side by side, a ruled blank, or (empty) a page break."""
    data = {
        "lines": list(lines),
        "columns": columns,
        "header": header,
        "numbering": numbering,
        "size": size,
        "justify": justify,
    }
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        source = Path(folder) / "sample.typ"
        source.write_text(SOURCE, encoding="utf-8")
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        return bytes(typst.compile(str(source), root=folder, font_paths=[str(FONTS)], sys_inputs=inputs))


def scanned(pages: int = 2) -> bytes:
    """Pages that are pictures."""
    sheets = [Image.new("RGB", (595, 842), (250 - page, 250, 245)) for page in range(pages)]
    made = io.BytesIO()
    sheets[0].save(made, "PDF", save_all=True, append_images=sheets[1:], resolution=72)
    return made.getvalue()


def objects(*bodies: bytes, root: int = 1, encrypt: bytes = b"") -> bytes:
    """A PDF of these objects, with its table of offsets."""
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root %d 0 R %s >>\n" % (len(bodies) + 1, root, encrypt)
    return bytes(made + b"startxref\n%d\n%%%%EOF\n" % table)


def page_of(content: bytes, font: bytes = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>") -> bytes:
    """One page with that content stream and one font, F1."""
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        font,
    )
