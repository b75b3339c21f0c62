"""The paper as Word: a sealed line in the page's head, Chinese fonts named as such, items kept together."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange.rich_text import pieces
from question_bank.formats.printed.layout import HEADER, KEY_TITLE, SEALED, TITLE, Line, paper_of

LATIN, CHINESE, HEADING = "Times New Roman", "宋体", "黑体"
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def write_word(items: Sequence[ItemDraft], *, key: bool = False) -> bytes:
    """The document; the same items give the same text."""
    document = Document()
    _fonts(document)
    _head(document, key)
    for section in paper_of(items, key=key):
        heading = document.add_paragraph(style="Heading 2")
        _runs(heading, section.title)
        for lines in section.items:
            for line in lines:
                _line(document, line, last=line is lines[-1])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _fonts(document: WordDocument) -> None:
    for name, chinese in (("Normal", CHINESE), ("Heading 1", HEADING), ("Heading 2", HEADING)):
        style = document.styles[name]
        style.font.name = LATIN
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), chinese)
    document.styles["Normal"].font.size = Pt(10.5)
    properties = document.core_properties
    properties.author, properties.title = "", TITLE
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _head(document: WordDocument, key: bool) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    if not key:
        asked = page.header.paragraphs[0]
        _runs(asked, "　　".join(f"{name}：____________" for name in HEADER))
        sealed = page.header.add_paragraph()
        _runs(sealed, f"┄┄┄┄┄┄┄┄┄┄┄┄┄　{SEALED}　┄┄┄┄┄┄┄┄┄┄┄┄┄")
        asked.alignment = sealed.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title = document.add_paragraph(style="Heading 1")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _runs(title, KEY_TITLE if key else TITLE)


def _line(document: WordDocument, line: Line, *, last: bool) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent, shape.space_after = Cm(0.7 * line.indent), Pt(2 if not last else 6)
    shape.keep_with_next = not last
    _runs(paragraph, "_" * 70 if line.ruled else line.text)


def _runs(paragraph: Paragraph, text: str) -> None:
    """Runs of a text in light markdown, each with its Chinese font."""
    for index, line in enumerate(pieces(text.translate(_CONTROLS))):
        if index:
            paragraph.add_run().add_break()
        for bold, part in line:
            run = paragraph.add_run(part)
            run.bold = True if bold else None
