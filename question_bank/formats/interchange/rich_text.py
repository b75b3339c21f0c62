"""HTML to the bank's light markdown (bold, line breaks, pictures and sound, all else plain) and back.

Cleaning is nh3's work; what it or we leave out is named, never dropped in silence. Pictures and sound leave a mark
with their name; whose bytes come along, `services/imports/pictures` decides.
"""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from foundation.media import PICTURES, SOUNDS, Reference, split

LIMIT = 400_000
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LISTS = frozenset(["li", "ul", "ol", "dl", "dt", "dd", "tr", "table"])
_BREAKS = _HEADINGS | _LISTS | frozenset(["p", "div", "br", "pre", "blockquote", "hr", "section", "article"])
_BOLD = frozenset({"b", "strong"})
_KEPT = (
    _BREAKS
    | _BOLD
    | frozenset(
        ["i", "em", "u", "span", "sub", "sup", "td", "th", "tbody", "thead", "a", "code", "font", "small", "big"]
    )
    | frozenset(["s", "img", "audio", "object", "source"])
)
_TAG = re.compile(r"<\s*(script|style|svg|iframe|object|embed|audio|video|form|input|button|link|meta|math)\b", re.I)
_HANDLER = re.compile(r"<[^<>]{0,500}?\s(on[a-z]{3,20}|script)\s*=", re.I)
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_MATHS = re.compile(r"</?m(?:ath|i|n|o|row|frac|sqrt|root|sup|sub|subsup|text|fenced|table|tr|td|style|space)\b[^<>]*>")
_RUNS = re.compile(r"<(?:script|style)\b", re.I)
_WHOLE_TAG = re.compile(r"<[^<>]{0,2000}>?")
_NO_BRACKETS = str.maketrans("［］｜\n", "()| ")
_VOID = {"br", "img", "hr", "input", "meta", "link", "source", "col", "wbr"}
DEEPEST = 256
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_BOLD_RUN = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_OURS = re.compile(rf"([0-9a-f]{{64}})\.({'|'.join(sorted(PICTURES | SOUNDS))})")
_HEARD = re.compile(r"\.(mp3|aac|m4a|ogg|oga|opus|wav)$", re.I)
_NO_ENDS = str.maketrans("[]\n\r", "()  ")
_PLACE = re.compile("\ufdd0(\\d{1,6})\ufdd1")  # where a reference stood; no text holds these two


@dataclass
class Cleaned:
    """Text in light markdown, what had to go, and the pictures or sounds it spoke of."""

    text: str
    dropped: tuple[str, ...] = ()
    pictures: tuple[str, ...] = field(default=())


class _Writer(HTMLParser):
    """One pass over clean HTML; no recursion, so depth costs nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.pictures: list[str] = []
        self.shifted: list[str] = []
        self.bold = 0
        self.at_start = True
        self.heard: list[tuple[str, str, list[str]]] = []  # open audio or object: tag, name, the words inside
        self.taken: list[str] = []

    def _line(self) -> None:
        if not self.at_start:
            self.out.append("\n")
            self.at_start = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"audio", "object"} or (tag == "source" and self.heard):
            self._sound(tag, dict(attrs))
        elif self.heard:
            return
        elif tag == "br":
            self.out.append("\n")
            self.at_start = True
        elif tag in _BREAKS:
            self._line()
            if tag == "li":
                self._put("• ")
        elif tag in _BOLD:
            self.bold += 1
            if self.bold == 1:
                self.out.append("\x01")
        elif tag in {"td", "th"} and not self.at_start:
            self._put(" | ")
        elif tag in {"sub", "sup"}:
            self.shifted.append(tag)
        elif tag == "img":
            self._picture(dict(attrs))

    def _sound(self, tag: str, given: dict[str, str | None]) -> None:
        """A player opens, or says later what it plays; its words stand inside."""
        name = _name_in(given.get("src") or given.get("data") or "")
        if tag == "source":
            first, known, words = self.heard[-1]
            self.heard[-1] = (first, known or name, words)
        elif tag == "audio" or _HEARD.search(name):
            self.heard.append((tag, name, []))

    def _played(self, tag: str) -> None:
        if not self.heard or self.heard[-1][0] != tag:
            return
        _tag, name, words = self.heard.pop()
        if name and not self.heard:
            self.taken.append(tag)
            self._picture({"src": name, "alt": "".join(words)})
        elif words:
            self._put(_SPACES.sub(" ", "".join(words)))

    def _picture(self, given: dict[str, str | None]) -> None:
        name = _name_in(given.get("src") or "")
        ours = _OURS.fullmatch(name)
        if ours:  # as we wrote it: its words come back to the letter
            self.pictures.append(name)
            return self._put(str(Reference((given.get("alt") or "").translate(_NO_ENDS), *ours.groups())))
        said = (given.get("alt") or "").strip()
        shown = f"{name}｜{said.translate(_NO_BRACKETS)}" if name and said and said != name else said or name
        self.pictures.append(name or said or "?")
        self._put(f"［图 {shown}］" if shown else "［图］")
        return None

    def handle_endtag(self, tag: str) -> None:
        if tag in {"audio", "object"}:
            self._played(tag)
        elif self.heard:
            return
        elif tag in _BREAKS and tag != "br":
            self._line()
        elif tag in _BOLD and self.bold:
            self.bold -= 1
            if self.bold == 0:
                self.out.append("\x02")
        elif tag in {"sub", "sup"} and self.shifted:
            self.shifted.pop()

    def handle_data(self, data: str) -> None:
        if self.heard:
            self.heard[-1][2].append(data)
            return
        text = _SPACES.sub(" ", data)
        if self.at_start:
            text = text.lstrip(" ")
        if self.shifted and text.strip():
            text = _shifted(text, self.shifted[-1])
        self._put(text)

    def _put(self, text: str) -> None:
        if text:
            self.out.append(text)
            self.at_start = False


def _shifted(text: str, tag: str) -> str:
    table = _RAISED if tag == "sup" else _LOWERED
    moved = text.translate(table)
    return moved if all(ord(a) != ord(b) or a == " " for a, b in zip(text, moved, strict=True)) else f"{text}"


def looks_like_html(text: str) -> bool:
    """Whether a text that says nothing of its form holds tags or character references."""
    return _LOOKS_LIKE_HTML.search(text) is not None


def from_html(html: str) -> Cleaned:
    """Light markdown of a piece of HTML; scripts, styles, handlers and unknown things are left out and named."""
    html = html.replace("\x01", "").replace("\x02", "")[:LIMIT]
    dropped = [match.lower() for match in _TAG.findall(html)]
    dropped += [match.lower() for match in _HANDLER.findall(html)]
    if "javascript:" in html.lower():
        dropped.append("javascript:")
    html = _MATHS.sub(" ", html)
    if _depth(html) > DEEPEST:
        return Cleaned(_stripped(html), (*dict.fromkeys(dropped), "<…>"))
    html = nh3.clean(html, tags=set(_KEPT), attributes=_ATTRIBUTES, link_rel=None, url_schemes=_SCHEMES)
    writer = _Writer()
    writer.feed(html)
    writer.close()
    for tag in writer.taken:
        dropped.remove(tag)
    return Cleaned(_joined("".join(writer.out)), tuple(dict.fromkeys(dropped)), tuple(dict.fromkeys(writer.pictures)))


_SCHEMES = {"http", "https"}
_ATTRIBUTES = {"img": {"src", "alt"}, "audio": {"src"}, "source": {"src"}, "object": {"data"}}


def _name_in(address: str) -> str:
    """The last part of an address."""
    return address.split("?")[0].rsplit("/", 1)[-1][:80]


def _depth(html: str) -> int:
    """How deep tags nest at most, near enough: the cleaner's time grows with its square."""
    depth = deepest = 0
    for closing, name in _ANY_TAG.findall(html):
        if name.lower() not in _VOID:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _stripped(html: str) -> str:
    """The words alone, in one pass, for what nests beyond all measure."""
    start = _RUNS.search(html)
    html = html[: start.start()] if start else html  # what may follow a script is not worth the risk
    return _joined(unescape(_SPACES.sub(" ", _WHOLE_TAG.sub(" ", html))))


def _joined(raw: str) -> str:
    """Bold marks hug their words; lines are trimmed; no more than one empty line in a row."""
    raw = re.sub("\x01([ \n]*)\x02", r"\1", raw)
    raw = re.sub("\x01([ \n]+)", "\\1\x01", raw)
    raw = re.sub("([ \n]+)\x02", "\x02\\1", raw)
    raw = re.sub("\x01([^\x01\x02]*)\x02", lambda found: _bold(found.group(1)), raw)
    raw = raw.replace("\x01", "").replace("\x02", "")
    lines = [line.strip(" ") for line in raw.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return text.replace("\xa0", " ").strip()


def _bold(text: str) -> str:
    return "\n".join(f"**{line}**" if line.strip() else line for line in text.split("\n"))


def pieces(text: str) -> list[list[tuple[bool, str]]]:
    """Light markdown as lines of (bold, text)."""
    lines = []
    for line in text.split("\n"):
        parts: list[tuple[bool, str]] = []
        at = 0
        for match in _BOLD_RUN.finditer(line):
            parts += [(False, line[at : match.start()]), (True, match.group(1))]
            at = match.end()
        parts.append((False, line[at:]))
        lines.append([(bold, part) for bold, part in parts if part])
    return lines


def to_html(text: str) -> str:
    """HTML of a text in light markdown: bold and line breaks become tags, spaces that HTML would fold stay. A picture
    or a sound is an `img` whose address is still the reference's; `media_out` says what becomes of it.
    """
    named, plain = [], ""
    for piece in split(text):
        if isinstance(piece, Reference):
            named.append(piece)
            plain += f"\ufdd0{len(named) - 1}\ufdd1"
        else:
            plain += _PLACE.sub("", piece)
    lines = ("".join(_tagged(bold, part) for bold, part in line) for line in pieces(plain))
    html = "<br>".join(_spaced(line) for line in lines)
    return _PLACE.sub(lambda place: _image(named[int(place[1])]), html) if named else html


def _image(named: Reference) -> str:
    return f'<img src="media:{named.sha256}.{named.extension}" alt="{escape(named.words)}"/>'


def _tagged(bold: bool, part: str) -> str:
    safe = escape(part, quote=False)
    return f"<strong>{safe}</strong>" if bold else safe


def _spaced(line: str) -> str:
    kept = re.sub(r"(?<= ) ", "\xa0", line)
    return "\xa0" + kept[1:] if kept.startswith(" ") else kept
