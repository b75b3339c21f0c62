"""The places of a stem that wait for words: lines, brackets, dots, wide gaps, or places that were filled in already.

Each reader adds its edits; what becomes of the stem around them is `stems`' business.
"""

import re
from dataclasses import dataclass

BLANK = "____"
UNDERLINE = "[_＿﹍﹎]"
_BRACED = re.compile(r"(?<![\w^_}])\{([^{}\n^\\]{1,40})\}|(?<=[\u4e00-\u9fff])\{([^{}\n^\\]{1,40})\}")
_BRACKETED = re.compile(r"(?<=[\u4e00-\u9fff“”])[（(]([^()（）\n_=+<>^\\]{1,30})[)）]")
_REMARK = re.compile(r"如|即|见|注|例|简称|英文|[一二三四五六七八九十]{1,3}$|第")
RUN = re.compile(
    rf"(?<!{UNDERLINE}){UNDERLINE}+(?:(?:[（(]?\d{{1,2}}[）)]?|[①-⑳]){UNDERLINE}+)?"
    rf"(?:\n {{0,40}}{UNDERLINE}{{2,}}){{0,9}}|—{{4,}}"
)
_PLAIN_RUN = re.compile(rf"{UNDERLINE}{{2,}}|—{{4,}}")
_LABELLED = re.compile(rf"(?<!_)(?:①|[（(]1[）)])\s{{0,2}}{UNDERLINE}{{2,20}}\s{{0,2}}(?:②|[（(]2[）)])")
_FILLED = re.compile(r"(?<!_)__([^_\s，。；、,;](?:[^_\n，。；]{0,28}[^_\s，。；、,;])?)__(?!_)")
NAMED_BLANK = re.compile(r"[\[【] {0,2}(?:填空|空 ?\d{0,2}) {0,2}[\]】]")
_DOTS = re.compile(r"(?:…{2,}|\.{6,})(?![”\"』’])")
_CONNECTIVE = re.compile(r"[和与及或、至到]|以及|分别")
GAP = re.compile(r"(?<=\S)(?:[ \t\xa0\u3000]{4,}|\u3000{2,3})(?=\S)")
BRACKET = re.compile(
    r"\((?P<in>[^()\n]{0,60})\)|[【\[](?P<box> {1,40})[】\]]|【(?P<empty>)】"
    r"|\( {0,20}[\]】}]|[\[【] {0,20}\)|\((?P<open> {0,20})$"
)
SENTENCE_ENDS = ("", "。", "？", "！", "?", "!", ".")


@dataclass(frozen=True, slots=True)
class Edit:
    start: int
    end: int
    text: str


def take_filled(printed: str, edits: list[Edit]) -> str | None:
    """Blanks with the answer written in, __like this__: only when no blank of the stem is empty."""
    found = list(_FILLED.finditer(printed))
    if not found or "_" in _FILLED.sub("", printed) or any(_CONNECTIVE.fullmatch(blank.group(1)) for blank in found):
        return None
    edits.extend(Edit(blank.start(), blank.end(), BLANK) for blank in found)
    return "；".join(blank.group(1) for blank in found)


def take_bracketed(printed: str, edits: list[Edit]) -> str | None:
    """A sentence without a place whose answers stand in braces, or else in brackets: （10086）, {漫游}."""
    if "\\" in printed or "$" in printed:
        return None  # formulas are full of brackets
    found = list(_BRACED.finditer(printed))
    if not found and printed.rstrip()[-1:] in SENTENCE_ENDS:
        found = [each for each in _BRACKETED.finditer(printed) if not _REMARK.match(each.group(1))]
        found = [each for each in found if not any(edit.start <= each.start() < edit.end for edit in edits)]
    inside = [each.group()[1:-1].strip() for each in found]
    if not found or len(found) > 8 or any("；" in text or not text for text in inside):
        return None
    edits.extend(Edit(each.start(), each.end(), BLANK) for each in found)
    return "；".join(inside)


def take_blanks(printed: str, shape: str, edits: list[Edit]) -> tuple[int, bool]:
    pattern = _PLAIN_RUN if _LABELLED.search(printed) else RUN
    places = [(run.start(), run.end()) for run in pattern.finditer(printed) if is_blank_run(run.group())]
    places += [(b.start(), b.end()) for b in BRACKET.finditer(shape) if is_empty(b) and not is_code(shape, b)]
    places += [(named.start(), named.end()) for named in NAMED_BLANK.finditer(shape)]
    places = places or [(dots.start(), dots.end()) for dots in _DOTS.finditer(printed)]
    if places:
        edits.extend(Edit(start, end, BLANK) for start, end in places)
        return len(places), False
    gaps = [(gap.start(), gap.end()) for gap in GAP.finditer(printed)]
    edits.extend(Edit(start, end, BLANK) for start, end in gaps)
    return len(gaps), bool(gaps)


def is_blank_run(run: str) -> bool:
    return run != "_"


def is_empty(bracket: re.Match[str]) -> bool:
    return not (bracket["in"] or "").strip(" _")


def is_code(shape: str, bracket: re.Match[str]) -> bool:
    """main() names a function; main( ) may too, but only a bracket without space is surely no answer place."""
    at = bracket.start()
    return (
        bracket["in"] == ""
        and at > 0
        and (shape[at - 1].isascii() and (shape[at - 1].isalnum() or shape[at - 1] == "_"))
    )
