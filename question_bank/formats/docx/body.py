"""The body of a Word file as numbered lines: paragraphs with their automatic numbers, tables, text boxes, pictures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lxml import etree

from question_bank.formats.docx.names import STRICT, TRANSITIONAL, W, attribute, child, is_on, local, value_of
from question_bank.formats.docx.numbering import Lists, read_lists
from question_bank.formats.docx.runs import Written, of_control, write
from question_bank.formats.interchange.xml_in import parse
from question_bank.formats.interchange.zip_in import Package, open_package
from question_bank.formats.model import MediaFile
from question_bank.formats.tabular.answer_grid import as_lines

_PICTURE = re.compile("\x00([^\x00\x01]*)\x01([^\x00]*)\x00")
_NUMBERED = re.compile(
    r"\s*(?:\d{1,3}\s*[、.．)）]|[(（]\d{1,3}[)）]|[一二三四五六七八九十]{1,3}\s*、|第[\d一二三四五六七八九十]{1,3}[题部大])"
)
_PICTURES_MOST = 200
_PICTURES_LIMIT = 64 * 1024 * 1024
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line as read: where it stands (¶12, T1:3), its formatted pieces by kind, and what is odd about it."""

    text: str
    place: str
    formatted: tuple[tuple[str, str], ...] = ()
    hidden: str = ""
    pictures: tuple[str, ...] = ()
    has_formula: bool = False
    has_emphasis: bool = False
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Document:
    """All lines, the tables by their cells (with the line of each row), and the pictures."""

    lines: list[Line] = field(default_factory=list)
    tables: list[list[tuple[int, list[str]]]] = field(default_factory=list)
    media: list[MediaFile] = field(default_factory=list)
    n_revisions: int = 0
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the paper's parser reads."""
        return "\n".join(line.text for line in self.lines)


def read_document(data: bytes, name: str) -> Document:
    """Unpack under limits and read. Raises Invalid."""
    package = open_package(data, name)
    return _Reader(package).read()


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._document = Document()
        self._lists: Lists = read_lists(self._part("word/numbering.xml"))
        self._styles = _read_styles(self._part("word/styles.xml"))
        self._pictures = self._relations()
        self._n_paragraphs = 0

    def read(self) -> Document:
        """The whole body."""
        root = self._part("word/document.xml", needed=True)
        body = child(root, "body")
        if body is not None:
            self._blocks(body, 0, "")
        self._add_media()
        self._add_notes()
        return self._document

    def _part(self, path: str, needed: bool = False) -> etree._Element | None:
        if path not in self._package and not needed:
            return None
        data = self._package.read(path)
        return parse(data.replace(STRICT.encode(), TRANSITIONAL.encode()), self._package.name)

    def _relations(self) -> dict[str, str]:
        root = self._part("word/_rels/document.xml.rels")
        return {} if root is None else {node.get("Id", ""): node.get("Target", "") for node in root if node.get("Id")}

    def _blocks(self, parent: etree._Element, depth: int, place: str) -> None:
        for node in parent:
            name = local(node)
            if name == "p":
                self._paragraph(node, depth, place)
            elif name == "tbl" and depth < _DEEPEST:
                self._table(node, depth)
            elif name == "sdt" and of_control(node) is not None:
                continue
            elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
                self._blocks(node, depth, place)

    def _paragraph(self, node: etree._Element, depth: int, place: str) -> None:
        if not depth:
            self._n_paragraphs += 1
        place = place or f"¶{self._n_paragraphs}"
        label, written = self._written(node)
        for line in self._lines(label, written, place):
            self._document.lines.append(line)
        for box in written.boxes if depth < _DEEPEST else ():
            self._blocks(box, depth + 1, f"{place}□")

    def _written(self, node: etree._Element) -> tuple[str, Written]:
        look = child(node, "pPr")
        style = self._styles.get(value_of(look, "pStyle"), _Style())
        written = write(node, style.is_bold)
        self._document.n_revisions += written.n_revisions
        numbered = child(look, "numPr")
        number_id = value_of(numbered, "numId") or style.number_id
        level = value_of(numbered, "ilvl") or style.level
        has_text = bool(written.text.strip())
        label = self._lists.label(number_id, int(level) if level.isdigit() else 0) if number_id and has_text else ""
        return label, written

    def _lines(self, label: str, written: Written, place: str) -> Iterator[Line]:
        named = _PICTURE.sub(lambda found: self._shown(found.group(1), found.group(2)), written.text)
        lead = f"{label} " if label and (label[-1].isascii() or label[-1] in "章节篇讲课编部分题") else label
        for at, text in enumerate((lead + named).split("\n")):
            yield Line(
                text.rstrip(),
                place,
                tuple(written.formatted),
                "；".join(written.hidden) if not at else "",
                tuple(self._name(relation) for relation in written.pictures) if not at else (),
                written.has_formula,
                written.has_emphasis,
                tuple(written.notes) if not at else (),
            )

    def _shown(self, relation: str, words: str) -> str:
        return f"［图 {self._name(relation)}｜{words}］" if words else f"［图 {self._name(relation)}］"

    def _name(self, relation: str) -> str:
        return PurePosixPath(self._pictures.get(relation, relation)).name or "?"

    def _table(self, table: etree._Element, depth: int) -> None:
        """Each row is a line; what only lays out the page is read cell by cell."""
        number = len(self._document.tables) + 1
        rows: list[tuple[int, list[str]]] = []
        self._document.tables.append(rows)
        above: list[str] = []
        for at, row in enumerate((node for node in table.iter(f"{W}tr") if _table_of(node) is table), 1):
            cells = [node for node in row.iter(f"{W}tc") if _table_of(node) is table]
            place = f"T{number}:{at}"
            if _is_layout(cells):
                for cell in cells:
                    self._blocks(cell, depth + 1, place)
                continue
            written = [self._cell(cell) for cell in cells]
            texts = ["\n".join(line.text.strip() for line in lines) for lines in written]
            above = _filled(cells, texts, above)
            rows.append((len(self._document.lines) + 1, above))
            lines = [line for lines in written for line in lines]
            before = rows[-2][1] if len(rows) > 1 else None
            for text in as_lines([text.replace("\n", " ") for text in texts], above, rows[0][1], before):
                self._document.lines.append(_joined(text, place, lines))
                lines = []
            for inner in (node for cell in cells for node in cell if local(node) == "tbl" and depth + 1 < _DEEPEST):
                self._table(inner, depth + 1)

    def _cell(self, cell: etree._Element) -> list[Line]:
        lines: list[Line] = []
        for node in cell.iter(f"{W}p"):
            if _cell_of(node) is cell:
                label, written = self._written(node)
                lines += self._lines(label, written, "")
        return [line for line in lines if line.text.strip()]

    def _add_notes(self) -> None:
        """The words of footnotes, endnotes and comments that lines point to."""
        wanted = {note for line in self._document.lines for note in line.notes}
        for kind in {note.split(":")[0] for note in wanted}:
            root = self._part(f"word/{kind}s.xml")
            for node in root.iter(f"{W}{kind}") if root is not None else ():
                name = f"{kind}:{attribute(node, 'id')}"
                if name in wanted:
                    self._document.notes[name] = "".join(text.text or "" for text in node.iter(f"{W}t"))[:200].strip()

    def _add_media(self) -> None:
        wanted: dict[str, list[int]] = {}
        for at, line in enumerate(self._document.lines, 1):
            for name in line.pictures:
                wanted.setdefault(name, []).append(at)
        left = _PICTURES_LIMIT
        for target in list(dict.fromkeys(self._pictures.values()))[:_PICTURES_MOST]:
            path, name = f"word/{target.removeprefix('/word/')}", PurePosixPath(target).name
            if name in wanted and path in self._package:
                data = self._package.read(path)
                left -= len(data)
                if left < 0:
                    return
                self._document.media.append(MediaFile(name, data, tuple(wanted[name])))


@dataclass(frozen=True, slots=True)
class _Style:
    number_id: str = ""
    level: str = ""
    is_bold: bool = False


def _read_styles(root: etree._Element | None) -> dict[str, _Style]:
    """Numbers and bold type that come from a paragraph's style, or from the styles that it is based on."""
    nodes = {} if root is None else {attribute(node, "styleId"): node for node in root.iter(f"{W}style")}
    styles = {}
    for name, node in nodes.items():
        chain = [node]
        while len(chain) < 10 and (base := nodes.get(value_of(chain[-1], "basedOn"))) is not None:
            chain.append(base)
        numbered = [child(child(each, "pPr"), "numPr") for each in chain]
        styles[name] = _Style(
            next((x for each in numbered if (x := value_of(each, "numId"))), ""),
            next((x for each in numbered if (x := value_of(each, "ilvl"))), ""),
            any(is_on(child(each, "rPr"), "b") for each in chain),
        )
    return styles


def _table_of(node: etree._Element) -> etree._Element | None:
    return next((above for above in node.iterancestors() if local(above) == "tbl"), None)


def _cell_of(node: etree._Element) -> etree._Element | None:
    return next((above for above in node.iterancestors() if local(above) == "tc"), None)


def _is_layout(cells: Sequence[etree._Element]) -> bool:
    """Cells that hold blocks of a paper rather than a row's parts: items with options of their own, or a frame."""
    filled = [cell for cell in cells if any(node.text for node in cell.iter(f"{W}t"))]
    paragraphs = [[node for node in cell if local(node) in ("p", "tbl")] for cell in filled]
    if len(filled) == 1 and len(cells) == 1:
        return len(paragraphs[0]) > 1
    begun = [cell for cell in filled if _NUMBERED.match("".join(node.text or "" for node in cell.iter(f"{W}t")))]
    return bool(filled) and len(begun) == len(filled) and all(len(each) > 1 for each in paragraphs)


def _filled(cells: Sequence[etree._Element], texts: Sequence[str], above: Sequence[str]) -> list[str]:
    """The row by columns: what reaches over several stands in each, what goes on from above is repeated."""
    row: list[str] = []
    for cell, text in zip(cells, texts, strict=True):
        look = child(cell, "tcPr")
        wide = value_of(look, "gridSpan")
        merged = child(look, "vMerge")
        goes_on = merged is not None and attribute(merged, "val") in ("", "continue")
        text = above[len(row)] if goes_on and not text and len(row) < len(above) else text
        row += [text] * (min(int(wide), 30) if wide.isdigit() and int(wide) else 1)
    return row


def _joined(text: str, place: str, lines: list[Line]) -> Line:
    return Line(
        text,
        place,
        tuple(each for line in lines for each in line.formatted),
        "；".join(line.hidden for line in lines if line.hidden),
        tuple(each for line in lines for each in line.pictures),
        any(line.has_formula for line in lines),
        any(line.has_emphasis for line in lines),
        tuple(each for line in lines for each in line.notes),
    )
