"""HTML inside a field → plain text: paragraphs become lines, pictures a note of their name.

One pass over the tags, so time grows with the length only.
"""

import html
import re

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})\b([^<>]{0,4000})>|<!--[^<>]{0,4000}-->")
_BREAKING = "p br div tr li h1 h2 h3 h4 h5 h6 hr section article pre table ul ol"
_HIDING = "script style iframe object embed svg"
_OTHERS = (
    "span img b i u strong em sub sup tbody thead td th a font video audio code center small big form input math path g"
)
_BREAKS, _SILENT = frozenset(_BREAKING.split()), frozenset(_HIDING.split())
_KNOWN = _BREAKS | _SILENT | frozenset(_OTHERS.split())
_SOURCE = re.compile(r"(?:src|alt)\s{0,3}=\s{0,3}[\"']?([^\"'\s>]{1,300})")
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|hellip|middot|times|#\d{1,6}|#x[0-9a-fA-F]{1,5});")


def is_markup(text: str) -> bool:
    """True for text that carries tags of HTML, or its entities."""
    return ("<" in text and any(tag[2] and tag[2].lower() in _KNOWN for tag in _TAG.finditer(text))) or (
        "&" in text and bool(_ENTITY.search(text))
    )


def plain_text(text: str) -> str:
    """The text as a reader would see it."""
    pieces: list[str] = []
    at, silent = 0, ""
    for tag in _TAG.finditer(text):
        name = (tag[2] or "").lower()
        if name and name not in _KNOWN:
            continue
        pieces.append("" if silent else text[at : tag.start()])
        at = tag.end()
        if name in _SILENT:
            silent = "" if tag[1] or tag[3].endswith("/") else silent or name
        elif not silent:
            pieces.append(_instead(name, tag[3] or ""))
    pieces.append("" if silent else text[at:])
    return html.unescape("".join(pieces)).replace("\xa0", " ").strip()


def _instead(name: str, attributes: str) -> str:
    if name == "img":
        found = _SOURCE.search(attributes)
        shown = found.group(1).rsplit("/", 1)[-1][:80] if found and not found.group(1).startswith("data:") else ""
        return f"［图 {shown}］" if shown else "［图］"
    if name in ("td", "th"):
        return "  "
    return "\n" if name in _BREAKS else ""
