"""Rich text → lines and tables: groups with their looks, Chinese in code pages and as numbers, underlined blanks."""

import re
from dataclasses import dataclass, field, replace

from foundation.errors import N_
from question_bank.formats.docx.body import Document, Line
from question_bank.formats.docx.runs import BOLD, COLOUR, HIGHLIGHT, UNDERLINE
from question_bank.formats.interchange.xml_in import refused

TOO_LARGE = N_("这个 RTF 文件太大或嵌套太深，请另存为 .docx 后再导入")
LIMIT = 32 * 1024 * 1024
_DEEPEST = 400
_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.S)
_LEFT_OUT = frozenset(
    b"fonttbl colortbl stylesheet info pict header footer headerl headerr headerf footerl footerr footerf object"
    b" themedata listtable listoverridetable rsidtbl generator xmlnstbl fldinst latentstyles datastore filetbl revtbl"
    b" footnote annotation atnid atnauthor shpinst nonshppict pgdsctbl".split()
)
_BREAKS = frozenset((b"par", b"line", b"sect", b"page", b"column"))
_SIGNS = {b"emdash": "—", b"endash": "–", b"bullet": "•"}
_SIGNS |= {b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"}
_PAGES = {936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949"}


@dataclass(frozen=True, slots=True)
class _Look:
    """What holds in a group: whether it is left out, how many characters stand behind a number, how its text looks."""

    is_out: bool = False
    is_hidden: bool = False
    fallback: int = 1
    bold: bool = False
    underlined: bool = False
    marked: bool = False
    coloured: int = 0
    font: int = 0


@dataclass(slots=True)
class _State:
    """The reading so far."""

    document: Document = field(default_factory=Document)
    pieces: list[str] = field(default_factory=list)
    formatted: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    rows: list[tuple[int, list[str]]] | None = None
    ends: dict[str, int] = field(default_factory=dict)


def rendered(data: bytes, name: str) -> Document:
    """Its lines. Raises Invalid for what is too large or too deep."""
    if len(data) > LIMIT:
        raise refused(name, TOO_LARGE)
    state, look = _State(), _Look()
    groups: list[_Look] = []
    skip, at = 0, 0
    dark = _dark_colours(data)
    _read_fonts(data, state)
    while found := _TOKEN.match(data, at):
        at = found.end()
        word, number, code, sign, brace, text = found.groups()
        if brace == b"{":
            if len(groups) >= _DEEPEST:
                raise refused(name, TOO_LARGE)
            groups.append(look)
        elif brace == b"}":
            _flush(state, look, dark)
            look = groups.pop() if groups else look
        elif code is not None:
            skip = max(0, skip - 1) if skip else _take(state, bytes.fromhex(code.decode()), look)
        elif text is not None:
            plain, skip = text[min(skip, len(text)) :], max(0, skip - len(text))
            _take(state, plain, look)
        elif sign is not None:
            look = replace(look, is_out=True) if sign == b"*" else look
            _say(state, {b"~": " ", b"_": "-"}.get(sign, sign.decode("latin-1") if sign in b"\\{}" else ""), look, dark)
        elif word == b"u" and number:
            _say(state, chr(int(number) % 65536), look, dark)
            skip = look.fallback
        elif word == b"bin" and number:
            at += max(0, int(number))
        elif word is not None:
            _flush(state, look, dark)
            look = _word(state, word, int(number) if number else None, look)
    _flush(state, look, dark)
    _end_line(state)
    return state.document


def _word(state: _State, word: bytes, number: int | None, look: _Look) -> _Look:
    """What a control word does: ends a line or cell, sets a sign, or changes the look."""
    if word in _LEFT_OUT:
        return replace(look, is_out=True)
    if look.is_out:
        return look
    if word in _BREAKS:
        _end_line(state) if not state.cells else state.pieces.append("\n")
    elif word == b"cell":
        state.cells.append("".join(state.pieces).strip())
        state.pieces = []
    elif word == b"row":
        _end_row(state)
    elif word == b"tab" or word in _SIGNS:
        state.pieces.append(_SIGNS.get(word, "\t"))
    elif word == b"ansicpg" and number:
        state.page = _PAGES.get(number, "cp1252")
    return _looking(word, number, look)


def _looking(word: bytes, number: int | None, look: _Look) -> _Look:
    is_on = number != 0
    if word == b"plain":
        return replace(look, bold=False, underlined=False, marked=False, coloured=0, is_hidden=False)
    if word == b"b":
        return replace(look, bold=is_on)
    if word in (b"ul", b"uld", b"uldb", b"ulw"):
        return replace(look, underlined=is_on)
    if word == b"ulnone":
        return replace(look, underlined=False)
    if word in (b"v", b"strike", b"deleted"):
        return replace(look, is_hidden=is_on)
    if word in (b"highlight", b"chcbpat", b"cb"):
        return replace(look, marked=bool(number))
    if word == b"cf":
        return replace(look, coloured=number or 0)
    if word == b"f":
        return replace(look, font=number or 0)
    return replace(look, fallback=min(number or 0, 9)) if word == b"uc" else look


def _take(state: _State, raw: bytes, look: _Look) -> int:
    if not look.is_out:
        state.raw += raw
    return 0


def _flush(state: _State, look: _Look, dark: frozenset[int]) -> None:
    if state.raw:
        text = bytes(state.raw).decode(state.fonts.get(look.font, state.page), "replace")
        state.raw = bytearray()
        _add(state, text, look, dark)


def _say(state: _State, text: str, look: _Look, dark: frozenset[int]) -> None:
    _flush(state, look, dark)
    if text and not look.is_out:
        _add(state, text, look, dark)


def _add(state: _State, text: str, look: _Look, dark: frozenset[int]) -> None:
    text = text.replace("\0", "")
    if look.is_hidden:
        state.hidden.append(text.strip())
        return
    if look.underlined and not text.strip():
        state.pieces.append("____" if not "".join(state.pieces[-1:]).endswith("____") else "")
        return
    state.pieces.append(text)
    looks = (
        (COLOUR, look.coloured not in dark),
        (HIGHLIGHT, look.marked),
        (BOLD, look.bold),
        (UNDERLINE, look.underlined),
    )
    for kind, is_so in looks if text.strip() else ():
        if (
            is_so
            and state.formatted
            and state.ends.get(kind) == len(state.pieces) - 1
            and state.formatted[-1][0] == kind
        ):
            state.formatted[-1] = (kind, state.formatted[-1][1] + text)
        elif is_so:
            state.formatted.append((kind, text))
        if is_so:
            state.ends[kind] = len(state.pieces)


def _end_line(state: _State) -> None:
    text = "".join(state.pieces).strip()
    if text or state.hidden:
        _line(state, text)
        state.rows = None
    state.pieces = []
    state.ends = {}


def _end_row(state: _State) -> None:
    if state.rows is None:
        state.rows = []
        state.document.tables.append(state.rows)
    state.rows.append((len(state.document.lines) + 1, state.cells))
    _line(state, "    ".join(cell.replace("\n", "  ") for cell in state.cells if cell))
    state.cells, state.pieces = [], []


def _line(state: _State, text: str) -> None:
    number = len(state.document.lines) + 1
    hidden = "；".join(each for each in state.hidden if each)
    state.document.lines.append(Line(text, f"¶{number}", tuple(state.formatted), hidden))
    state.formatted, state.hidden = [], []


def _dark_colours(data: bytes) -> frozenset[int]:
    """The numbers in the table of colours that are black, white or grey, and 0, which is the usual one."""
    found = re.search(rb"\{\\colortbl([^}]{0,4000})\}", data)
    dark = {0}
    for at, entry in enumerate(found.group(1).split(b";") if found else ()):
        parts = [int(value) for value in re.findall(rb"\\(?:red|green|blue)(\d{1,3})", entry)]
        if len(parts) < 3 or max(parts) - min(parts) < 30:
            dark.add(at)
    return frozenset(dark)


def _read_fonts(data: bytes, state: _State) -> None:
    for found in re.finditer(rb"\{\\f(\d{1,5})(?:\\[a-z]{1,20}\d{0,6}){0,6}?\\fcharset(\d{1,3})", data[:200_000]):
        page = _CHARSETS.get(int(found.group(2)))
        if page:
            state.fonts[int(found.group(1))] = page
