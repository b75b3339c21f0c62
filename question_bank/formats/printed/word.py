"""The paper as Word: a sealed line in the page's head, Chinese fonts named as such, items kept together."""

import io
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.text.paragraph import Paragraph

from question_bank.domain.printing import PrintedPaper
from question_bank.formats.interchange.rich_text import pieces
from question_bank.formats.printed.layout import HEADER, SEALED, Line, key_title, lay_out
from question_bank.formats.printed.pictures import Pictures, no_pictures, paper_picture

LATIN, CHINESE, HEADING = "Times New Roman", "宋体", "黑体"
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def write_word(paper: PrintedPaper, *, key: bool = False, pictures: Pictures = no_pictures) -> bytes:
    """The document; the same paper gives the same text."""
    document = Document()
    _fonts(document, paper.title)
    _head(document, paper, key)
    for section in lay_out(paper, key=key):
        _runs(document.add_paragraph(style="Heading 2"), section.title)
        if section.rule:
            _runs(document.add_paragraph(), section.rule)
        for lines in section.items:
            for line in lines:
                _line(document, line, pictures, last=line is lines[-1])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _fonts(document: WordDocument, title: str) -> None:
    for name, chinese in (("Normal", CHINESE), ("Heading 1", HEADING), ("Heading 2", HEADING)):
        style = document.styles[name]
        style.font.name = LATIN
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), chinese)
    document.styles["Normal"].font.size = Pt(10.5)
    properties = document.core_properties
    properties.author, properties.title = "", title.translate(_CONTROLS)
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _head(document: WordDocument, paper: PrintedPaper, key: bool) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    if not key:
        asked = page.header.paragraphs[0]
        _runs(asked, "　　".join(f"{name}：____________" for name in HEADER))
        sealed = page.header.add_paragraph()
        _runs(sealed, f"┄┄┄┄┄┄┄┄┄┄┄┄┄　{SEALED}　┄┄┄┄┄┄┄┄┄┄┄┄┄")
        asked.alignment = sealed.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if paper.code:
        _runs(page.footer.paragraphs[0], paper.code)
    title = document.add_paragraph(style="Heading 1")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _runs(title, key_title(paper.title) if key else paper.title)
    if paper.about and not key:
        _runs(document.add_paragraph(), paper.about)


def _line(document: WordDocument, line: Line, pictures: Pictures, *, last: bool) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent, shape.space_after = Cm(0.7 * line.indent), Pt(2 if not last else 6)
    shape.keep_with_next = not last
    _runs(paragraph, "_" * 70 if line.ruled else line.text)
    for found in (paper_picture(name, pictures) for name in line.pictures):
        if found is not None:
            shown = document.add_paragraph()
            shown.paragraph_format.left_indent = shape.left_indent
            shown.add_run().add_picture(io.BytesIO(found.body), width=Mm(found.width))


def _runs(paragraph: Paragraph, text: str) -> None:
    """Runs of a text in light markdown, each with its Chinese font."""
    for index, line in enumerate(pieces(text.translate(_CONTROLS))):
        if index:
            paragraph.add_run().add_break()
        for bold, part in line:
            run = paragraph.add_run(part)
            run.bold = True if bold else None
