"""A paragraph's runs → text as a reader sees it, with what is formatted, hidden or no text at all noted beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from question_bank.formats.docx.formulas import linear
from question_bank.formats.docx.names import W, attribute, child, is_on, local, value_of

_SKIPPED = frozenset(
    ("del", "moveFrom", "pPr", "rPr", "instrText", "proofErr", "rt", "commentRangeStart", "tblPr", "delText", "sdtPr")
)
_SYMBOLS = {
    "wingdings": {0xFC: "√", 0xFB: "×", 0xFE: "√", 0xFD: "×", 0xA8: "□", 0x6F: "□"},
    "wingdings 2": {0x50: "√", 0x52: "√", 0x4F: "×", 0x51: "×", 0x53: "×", 0xA3: "□", 0x30: "□"},
}
_SUPER = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_PLAIN_COLOURS = frozenset(("", "auto", "000000", "FFFFFF", "0D0D0D", "1A1A1A", "262626", "333333", "404040", "595959"))
_NO_UNDERLINE = ("", "none")
_NO_WORDS = re.compile("[｜［］\x00-\x1f]")
COLOUR, HIGHLIGHT, BOLD, UNDERLINE = "colour", "highlight", "bold", "underline"


@dataclass(slots=True)
class Written:
    """A paragraph's text, and beside it: formatted pieces by kind, hidden text, pictures (relation ids), boxes,
    notes (kind and id).
    """

    pieces: list[str] = field(default_factory=list)
    formatted: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    has_formula: bool = False
    has_emphasis: bool = False
    n_revisions: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)


def write(paragraph: etree._Element, bold_style: bool = False) -> Written:
    """The text of a paragraph; text boxes in it are handed on, not read."""
    written = Written()
    _walk(paragraph, written, bold_style)
    return written


def _walk(node: etree._Element, written: Written, bold_style: bool) -> None:
    for each in _children(node):
        name = local(each)
        if name in ("ins", "del", "moveTo", "moveFrom"):
            written.n_revisions += 1
        if name in _SKIPPED:
            continue
        if name == "r":
            _run(each, written, bold_style)
        elif name == "oMath":
            written.has_formula = True
            written.pieces.append(linear(each))
        elif name == "sdt" and (stands_for := of_control(each)) is not None:
            written.pieces.append(stands_for)
        elif name == "txbxContent":
            written.boxes.append(each)
        else:
            _walk(each, written, bold_style)


def of_control(node: etree._Element) -> str | None:
    """What stands for a content control: a box for one to tick (who ticked it is not known), nothing for a hint that
    nobody has overwritten; None for any other, which is read.
    """
    look = child(node, "sdtPr")
    if look is not None and any(local(each) == "checkbox" for each in look):
        return "□"
    return "" if is_on(look, "showingPlcHdr") else None


def _children(node: etree._Element) -> Iterator[etree._Element]:
    """Of two alternatives for the same thing only the first."""
    for each in node:
        if local(each) == "AlternateContent":
            choice = next((x for x in each if local(x) in ("Choice", "Fallback")), None)
            if choice is not None:
                yield choice
        else:
            yield each


def _run(run: etree._Element, written: Written, bold_style: bool) -> None:
    look = child(run, "rPr")
    text = "".join(_texts(run, written))
    if not text:
        return
    if is_on(look, "vanish") or is_on(look, "strike") or is_on(look, "dstrike"):
        written.hidden.append(text.strip())
        return
    raised = value_of(look, "vertAlign")
    if raised in ("superscript", "subscript") and text.strip():
        shifted = text.translate(_SUPER if raised == "superscript" else _SUB)
        is_plain = any(char.isascii() and char.isalnum() for char in shifted)
        text = f"{'^' if raised == 'superscript' else '_'}{{{text}}}" if is_plain else shifted
    underlined = value_of(look, "u") not in _NO_UNDERLINE
    if underlined and not text.strip():
        written.pieces.append("____" if "____" not in "".join(written.pieces[-1:]) else "__")
        return
    written.pieces.append(text)
    if not text.strip():
        return
    written.has_emphasis |= underlined or value_of(look, "em") not in ("", "none")
    for kind, is_so in (
        (COLOUR, value_of(look, "color").upper() not in _PLAIN_COLOURS),
        (HIGHLIGHT, value_of(look, "highlight") not in ("", "none", "white") or _is_shaded(look)),
        (BOLD, is_on(look, "b") and not bold_style),
        (UNDERLINE, underlined),
    ):
        if is_so:
            written.formatted.append((kind, text))


def _is_shaded(look: etree._Element | None) -> bool:
    shade = child(look, "shd")
    return shade is not None and attribute(shade, "fill").upper() not in ("", "AUTO", "FFFFFF")


def _texts(run: etree._Element, written: Written) -> Iterator[str]:
    for each in _children(run):
        name = local(each)
        if name == "t":
            yield (each.text or "").replace("\n", " ")
        elif name == "tab" or name == "ptab":
            yield "\t"
        elif name in ("br", "cr"):
            yield "" if attribute(each, "type") in ("page", "column") else "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "sym":
            yield _symbol(each)
        elif name == "ruby":
            base = child(each, "rubyBase")
            yield "".join(text.text or "" for text in base.iter(f"{W}t")) if base is not None else ""
        elif name in ("footnoteReference", "endnoteReference", "commentReference"):
            written.notes.append(f"{name.removesuffix('Reference')}:{attribute(each, 'id')}")
        elif name in ("drawing", "pict", "object", "Choice", "Fallback"):
            yield from _drawing(each, written)


def _symbol(node: etree._Element) -> str:
    try:
        code = int(attribute(node, "char"), 16) & 0xFF
    except ValueError:
        return "□"
    return _SYMBOLS.get(attribute(node, "font").lower(), {}).get(code, "□")


def _drawing(node: etree._Element, written: Written) -> Iterator[str]:
    """Pictures by their relation, boxes handed on."""
    boxes = list(node.iter(f"{W}txbxContent"))
    if boxes:
        written.boxes.append(boxes[0])
        return
    words = next((each.get("descr") or "" for each in node.iter() if local(each) == "docPr"), "")
    words = _NO_WORDS.sub(" ", words).strip()[:80]
    for each in node.iter():
        if local(each) in ("blip", "imagedata"):
            relation = next((str(v) for k, v in each.attrib.items() if str(k).endswith(("}embed", "}id", "}link"))), "")
            written.pictures.append(relation)
            yield f"\x00{relation}\x01{words}\x00"
