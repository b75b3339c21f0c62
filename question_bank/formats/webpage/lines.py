"""A page's markup → lines and tables as a reader sees them; looks that may mark a key are noted beside the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import cast

from lxml import etree

from question_bank.formats.docx.body import Document, Line
from question_bank.formats.docx.numbering import in_form
from question_bank.formats.docx.runs import BOLD, COLOUR, HIGHLIGHT, UNDERLINE

_SKIPPED = frozenset(("script", "style", "title", "noscript", "template", "xml", "svg", "math"))
_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "tr", "table", "section", "article", "pre", "dt", "dd", "dl", "hr"))
_BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "center", "form", "blockquote", "body"}
_VOID = frozenset(("br", "img", "input", "hr", "meta", "link", "col", "wbr", "area", "base", "embed", "source"))
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = re.compile(r"(?<=[^\x00-\xff])[ \t]*\r?\n[ \t\r\n]*(?=[^\x00-\xff])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*([#\w]{3,20})", re.I)
_BACK = re.compile(r"background(?:-color)?\s*:\s*([#\w]{3,20})", re.I)
_PLAIN = frozenset(("black", "windowtext", "#000", "#000000", "white", "#fff", "#ffffff", "inherit", "#333", "#333333"))
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEEPEST = 100


@dataclass(slots=True)
class _Open:
    """An element that is open: its name, the looks that it gives, whether it hides what is in it."""

    name: str
    looks: tuple[str, ...] = ()
    hides: bool = False
    count: int = 0
    form: str = ""


@dataclass(slots=True)
class _Text:
    """What becomes a line or a cell."""

    pieces: list[str] = field(default_factory=list)
    formatted: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


def rendered(page: str) -> Document:
    """The lines and tables of a page."""
    reader = _Reader()
    # no tree is built: memory and depth stay bounded, and no entity or address is followed
    parser = etree.HTMLParser(target=reader, encoding="utf-8", no_network=True, huge_tree=True)
    try:
        parser.feed(page.encode("utf-8", "replace"))
        return cast(Document, parser.close())
    except etree.XMLSyntaxError:  # a page without an element
        return reader.close()


class _Reader:
    """Told of the markup once, in order; a table inside a table is read as lines of its cell."""

    def __init__(self) -> None:
        self.document = Document()
        self._open: list[_Open] = []
        self._text = _Text()
        self._rows: list[tuple[int, list[str]]] | None = None
        self._cells: list[str] = []
        self._in_cell = False

    def close(self) -> Document:
        """All was told."""
        self.end_line()
        return self.document

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        """Open an element."""
        if tag in _BLOCKS or tag == "br":
            self.end_line()
        if tag == "table" and self._rows is None:
            self._rows = []
            self.document.tables.append(self._rows)
        elif tag == "tr" and not self._nested():
            self._cells = []
        elif tag in ("td", "th") and not self._nested():
            self._in_cell = True
            self._text = _Text()
        elif tag == "img":
            self._picture(given)
        elif tag == "li":
            self._label()
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(_opened(tag, given))

    def end(self, tag: str) -> None:
        """Close the nearest element of that name, and all that was left open in it."""
        if tag not in _VOID and any(each.name == tag for each in self._open):
            while self._open.pop().name != tag:
                continue
        if tag in ("td", "th") and self._in_cell and not self._nested():
            self._cells.append(_joined(self._text))
            self._in_cell = False
            self._note()
        elif tag == "tr" and self._cells and not self._nested():
            self._row()
        elif tag == "table" and not any(each.name == "table" for each in self._open):
            self._rows = None
        if tag in _BLOCKS:
            self.end_line()

    def data(self, data: str) -> None:
        """Text as it stands between elements."""
        if any(each.name in _SKIPPED for each in self._open):
            return
        is_kept = any(each.name == "pre" for each in self._open)
        text = data if is_kept else _SPACE.sub(" ", _BREAK.sub("", data))
        looks = [look for each in self._open for look in each.looks]
        if any(each.hides for each in self._open):
            self._text.hidden.append(text.strip())
        elif UNDERLINE in looks and not text.strip() and len(data.replace("\n", "")) > 1:
            self._text.pieces.append("____")
        else:
            self._text.pieces.append(text)
            self._text.formatted += [(look, text) for look in dict.fromkeys(looks) if text.strip()]

    def end_line(self) -> None:
        """What was gathered is a line; in a cell, a break."""
        if self._in_cell:
            if self._text.pieces and self._text.pieces[-1] != "\n":
                self._text.pieces.append("\n")
            return
        for text in _joined(self._text).split("\n"):
            if text:
                self._add(text)
        self._text = _Text()

    def _nested(self) -> bool:
        return sum(each.name == "table" for each in self._open) > 1

    def _row(self) -> None:
        if self._rows is not None:
            self._rows.append((len(self.document.lines) + 1, self._cells))
        texts = [cell.replace("\n", "  ") for cell in self._cells]
        self._add("    ".join(text for text in texts if text))
        self._cells, self._text = [], _Text()

    def _note(self) -> None:
        """Looks of a cell wait for its row's line."""
        kept = self._text
        self._text = _Text(formatted=kept.formatted, hidden=kept.hidden, pictures=kept.pictures)

    def _add(self, text: str) -> None:
        place = f"¶{len(self.document.lines) + 1}"
        hidden = "；".join(each for each in self._text.hidden if each)
        formatted, pictures = tuple(self._text.formatted), tuple(self._text.pictures)
        self.document.lines.append(Line(text, place, formatted, hidden, pictures))

    def _picture(self, given: Mapping[str, str]) -> None:
        name = PurePosixPath(given.get("src", "")[:300].split("?")[0]).name[:60] or "?"
        name = "?" if given.get("src", "").startswith("data:") else name
        words = given.get("alt", "").strip()[:80]
        self._text.pictures.append(name)
        self._text.pieces.append(f"［图 {name}｜{words}］" if words else f"［图 {name}］")

    def _label(self) -> None:
        lists = next((each for each in reversed(self._open) if each.name in ("ol", "ul")), None)
        if lists is not None and lists.name == "ol":
            lists.count += 1
            self._text.pieces.append(f"{in_form(lists.count, lists.form)}. ")


def _opened(tag: str, given: Mapping[str, str]) -> _Open:
    style = given.get("style", "")[:500]
    looks = [BOLD] if tag in ("b", "strong") else [UNDERLINE] if tag == "u" else []
    colour = found.group(1) if (found := _COLOUR.search(style)) else given.get("color", "") if tag == "font" else ""
    back = found.group(1) if (found := _BACK.search(style)) else ""
    if colour and colour.casefold() not in _PLAIN:
        looks.append(COLOUR)
    if tag == "mark" or (back and back.casefold() not in (*_PLAIN, "transparent", "none")):
        looks.append(HIGHLIGHT)
    if "text-decoration" in style and "underline" in style:
        looks.append(UNDERLINE)
    start = given.get("start", "")
    count = int(start) - 1 if start.isdigit() and len(start) < 5 else 0
    hides = bool(_HIDDEN.search(style)) or "hidden" in given or tag in ("del", "s", "strike")
    return _Open(tag, tuple(looks), hides, count, _FORMS.get(given.get("type", "1"), "decimal"))


def _joined(text: _Text) -> str:
    lines = "".join(text.pieces).replace("\u00a0", " ").split("\n")
    return "\n".join(tidied for line in lines if (tidied := line.strip()))
