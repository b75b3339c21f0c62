"""The answers of blanks: which separators part blanks, which part accepted variants of one blank.

`；` parts blanks; `|` and brackets part variants; `/` parts blanks when the parts are as many as the blanks and
variants otherwise, except inside units and names that are one thing (54Mbit/s, TCP/IP).
"""

import re
from dataclasses import dataclass

_SEMICOLON = re.compile("[;；]")
_STRONG = re.compile("[;；|｜]")
_SLASH = re.compile("[/／]")
_OR = re.compile(r"(?<=[\u4e00-\u9fffA-Za-z0-9]{2})或者?(?=[\u4e00-\u9fffA-Za-z0-9]{2})")
_LISTS = (
    re.compile("[、]"),
    re.compile("[，,]"),
    re.compile(r"[ \t\u3000]{2,}|\t"),
    re.compile(r"[ \u3000]+"),
    re.compile("\n"),
)
_ENUMERATOR = re.compile(
    r"(?:^|(?<=[\s;；，,、。]))(?:[①-⑳]|[（(]\d{1,2}[)）]|第[一二三四五六七八九\d]空[:：]?|空\d{1,2}[:：]|\d{1,2}[)）])\s{0,3}"
)
_ROUND = re.compile(r"[①-⑳]|[（(]\d{1,2}[)）]")
_BRACKET = re.compile(r"[（(\[【]([^()（）\[\]【】]{1,60})[)）\]】]")
_INTRODUCES = re.compile(
    r"^(?:或者?|也可以?(?:写作|写成|写|答|填|为)?|又称|亦称|也称|也叫|又名|简称|全称|即|英文|中文|答|写成|同义)[:：]?\s{0,3}"
)
_UNIT = re.compile(
    r"(?:[a-zA-Zµμ\d²³%℃]|[个次元字比特位帧包])/(?:s|S|h|H|min|m[²³23]?|km|d|L|秒|分钟?|小?时|天|日|月|年|次|人|个|户|米|公里|条)(?![A-Za-z])"
)
_ONE_THING = re.compile(
    r"TCP/IP|CSMA/C[DA]|I/O|[ADCB]/[ADS]|S/MIME|N/A|OS/2|PL/SQL|and/or|R/W|7/24|24/7|(?<!\d)\d{1,3}(?:\.\d{1,3}){3}/\d{1,3}|\d/\d|https?://\S+",
    re.I,
)
_ACRONYMS = re.compile(r"[A-Z0-9]{1,6}(?:[/／][A-Z0-9]{1,6})+")
_TRIM = " \t\n\u3000;；。,，、:："


@dataclass(frozen=True, slots=True)
class Split:
    """A key cut to blanks; `is_guessed` when a weak separator did it."""

    parts: tuple[str, ...]
    is_guessed: bool = False
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Variants:
    """What one blank accepts, the printed form first; doubtful when a slash or 或 could belong to the answer itself."""

    accepted: list[str]
    is_doubtful: bool = False


def split_blanks(text: str, blanks: int) -> Split | None:
    """Cut a key to as many parts as there are blanks; None when no separator fits."""
    for enumerator in (_ENUMERATOR, _ROUND):
        numbered = [part for part in (piece.strip(_TRIM) for piece in enumerator.split(text)) if part]
        if len(numbered) == blanks and enumerator.match(text):
            return Split(tuple(numbered), is_numbered=True)
    parts = _cut(_SEMICOLON, text)
    if len(parts) > 1 or blanks == 1:
        return Split(tuple(parts)) if len(parts) == blanks else None
    for slashed in (_cut(_SLASH, text), _split_slash(text)):
        if len(slashed) == blanks:
            return Split(tuple(slashed))
    for separator in _LISTS:
        parts = _cut(separator, text)
        if len(parts) == blanks:
            return Split(tuple(parts), is_guessed=True)
    return None


def read_variants(text: str, is_numbered: bool = False) -> Variants:
    """All that one blank accepts: “中央处理器（CPU）” accepts both, “综合（业务）平台” the short and the long form.

    Where blanks are numbered, `；` is free to part variants too.
    """
    accepted: list[str] = []
    doubtful = False
    for alternative in re.split("[|｜]", text) if not is_numbered else _cut(_STRONG, text):
        for written in _bracketed(alternative.strip(_TRIM)):
            slashed = _split_slash(written)
            either = [part.strip(_TRIM) for piece in slashed for part in _OR.split(piece)]
            doubtful |= (len(slashed) > 1 and bool(_ACRONYMS.fullmatch(written.strip()))) or len(either) > len(slashed)
            accepted.extend(either)
    return Variants(list(dict.fromkeys(part for part in accepted if part)), doubtful)


def _cut(separator: re.Pattern[str], text: str) -> list[str]:
    """Parts outside of brackets; empty ones at the end are only a trailing separator."""
    hidden = _BRACKET.sub(lambda found: "\0" * len(found.group()), text)
    parts, at = [], 0
    for found in separator.finditer(hidden):
        parts.append(text[at : found.start()])
        at = found.end()
    parts.append(text[at:])
    return [part.strip(_TRIM) for part in parts if part.strip(_TRIM)]


def _split_slash(text: str) -> list[str]:
    """Parts at slashes that are no part of a unit, a fraction, an address or a name."""
    masked = _ONE_THING.sub(_masked, _UNIT.sub(_masked, text))
    parts = [part.strip(_TRIM) for part in _SLASH.split(_BRACKET.sub(_masked, masked))]
    return [part.replace("\0", "/") for part in parts if part]


def _masked(found: re.Match[str]) -> str:
    return found.group().replace("/", "\0").replace("／", "\0")


def _bracketed(text: str) -> list[str]:
    """The forms that a bracket stands for: a variant at the end, an optional part elsewhere."""
    found = _BRACKET.search(text)
    if not found:
        return [text]
    inside = _INTRODUCES.sub("", found.group(1).strip())
    before, after = text[: found.start()].strip(_TRIM), text[found.end() :].strip(_TRIM)
    if not before and not after:
        return [inside]
    if not after:
        variants = [_INTRODUCES.sub("", part.strip()) for part in re.split("[;；]|或", inside)]
        return [before, *variants]
    return [before + after, before + inside + after]
