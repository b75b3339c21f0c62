"""Lesson texts as HTML: markdown without raw HTML, cleaned once more; headings have ids, tables scroll in regions."""

from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from courses.domain import Lesson, passage_anchor
from foundation.i18n import HTML_LANG, _, content_language, locale_name

TAGS = {"blockquote", "br", "code", "div", "em", "h2", "h3", "hr", "li", "ol", "p", "strong", "table", "tbody"} | {
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {
    "div": {"class", "role", "tabindex", "aria-label"},
    "h2": {"id", "tabindex"},
    "ol": {"start"},
    "table": {"class"},
    "th": {"scope"},
}
_reader = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text to read: its language, its HTML, its passages as (id, heading)."""

    lang: str
    html: Markup
    passages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the page that a reader can go back to."""

    anchor: str
    name: str
    lang: str


def read(lesson: Lesson) -> Reading:
    """The lesson's body in the reader's language; Chinese where it has no other."""
    if content_language() == "en" and lesson.body_en:
        return reading(lesson.body_en, "en")
    return reading(lesson.body_zh, "zh-CN")


def places(lesson: Lesson) -> tuple[Place, ...]:
    """All places of the page in reading order."""
    text = read(lesson)
    names = {"call": _("示范通话"), "pair": _("同一通电话，两种接法"), "mistakes": _("常见错误"), "check": _("自测")}
    passages = {anchor: Place(anchor, heading, text.lang) for anchor, heading in text.passages}
    return tuple(
        passages.get(anchor) or Place(anchor, names[anchor], HTML_LANG[locale_name()]) for anchor in lesson.anchors()
    )


@lru_cache(maxsize=128)
def reading(text: str, lang: str) -> Reading:
    """A lesson's body ready for the page."""
    tokens: list[Token] = []
    passages: list[tuple[str, str]] = []
    tables = 0
    parsed = _reader.parse(text)
    for token, following in zip(parsed, [*parsed[1:], None], strict=True):
        if token.type == "heading_open" and token.tag == "h2" and following is not None:
            passages.append((passage_anchor(len(passages) + 1), following.content))
            token.attrSet("id", passages[-1][0])
            tables = 0
        elif token.type == "table_open":
            tables += 1
            token.attrSet("class", "cf-table")
            tokens.append(_region(passages[-1][1] if passages else "", tables))
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        tokens.append(token)
        if token.type == "table_close":
            tokens.append(Token("html_block", "", 0, content="</div>\n"))
    html = nh3.clean(_reader.renderer.render(tokens, _reader.options, {}), tags=TAGS, attributes=ATTRIBUTES)
    return Reading(lang, Markup(html), tuple(passages))  # noqa: S704  # cleaned in the line above


def _region(heading: str, number: int) -> Token:
    """A table scrolls inside a region that takes the focus and is named by its passage."""
    label = Markup.escape(heading if number == 1 else f"{heading} ({number})")
    opening = f'<div class="cf-scroll cf-sheet mb-3" role="region" tabindex="0" aria-label="{label}">\n'
    return Token("html_block", "", 0, content=opening)
