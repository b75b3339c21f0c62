"""A stem as a candidate should read it: type tag, points and answer place taken out, blanks in one form.

Says what it took: the type tag, the points, a key written into the bracket, the number of blanks.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from foundation.score import points
from question_bank.formats.model import CHOICES, WRITTEN
from question_bank.formats.paper.headings import CHOICE, type_of_tag
from question_bank.formats.paper.lookalikes import SHAPE
from question_bank.formats.paper.tidy import tidy

BLANK = "____"
PLACE = "（　）"

_TAG = re.compile(r"\s{0,20}[(\[【] {0,4}(?P<tag>[^()\[\]【】\n]{2,24}?) {0,4}[)\]】]\s{0,4}[、.:]?")
_TAG_AT_END = re.compile(r"[(\[【] {0,4}(?P<tag>[^()\[\]【】\n]{2,8}) {0,4}[)\]】][ ?。.:]{0,4}$")
_TAG_IN_LINE = re.compile(r"[\[【] {0,4}(?P<tag>[^()\[\]【】\n]{1,6}题) {0,4}[\]】][ :]{0,4}(?=\n)")
_POINTS = re.compile(
    r"[(\[【] {0,4}(?:(?:本小?题|共|满分|共计){0,2} {0,4}(?=\d{1,3}(?:\.\d{1,2})? {0,4}[分pm])|分[值数] {0,2}:? {0,2})"
    r"(\d{1,3}(?:\.\d{1,2})?) {0,4}(?:分|points?|marks?|pts?)? {0,4}[)\]】]",
    re.I,
)
_OFFER_AT_END = re.compile(r"\s{0,20}(?:备选(?:答案|项)?|选项|[Oo]ptions?) {0,4}:\s{0,20}$")
_BRACED = re.compile(r"(?<![\w^_}])\{([^{}\n^\\]{1,40})\}|(?<=[\u4e00-\u9fff])\{([^{}\n^\\]{1,40})\}")
_BRACKETED = re.compile(r"(?<=[\u4e00-\u9fff“”])[（(]([^()（）\n_=+<>^\\]{1,30})[)）]")
_REMARK = re.compile(r"如|即|见|注|例|简称|英文|[一二三四五六七八九十]{1,3}$|第")
_TICK_AT_END = re.compile(r" {0,8}[√×] {0,8}$|(?:(?<=[。.?!”])| ) {0,8}(?:正确|错误|[对错TF]|[Tt]rue|[Ff]alse) {0,8}$")
_BOTH_AT_END = re.compile(
    r"[ (]{0,8}(?:√|[Tt]rue|T|正确|对|[Yy]es|Y) {0,4}[/|、,]? {0,4}(?:×|[Ff]alse|F|错误?|[Nn]o|N) {0,4}\)? {0,8}$"
)
_CALLED = re.compile(r"\s{0,20}(?:题目|试题|题干|问题) {0,4}: {0,4}(?=[^ \n])")
_BULLET_AT_END = re.compile(r"\s{0,40}\n\s{0,40}[-*+•]\s{0,40}$")
_TAG_POINTS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?) {0,2}分")
_BRACKET = re.compile(r"\((?P<in>[^()\n]{0,60})\)|[【\[](?P<box> {1,40})[】\]]|\((?P<open> {0,20})$")
_LETTERS = re.compile(r"[A-N](?:[ 、,;]{0,3}[A-N]){0,13}")
_TRUTH = re.compile(r"√|×|对|错|正确|错误|[TFRWYN]|true|false|True|False|TRUE|FALSE")
_U = "[_＿﹍﹎]"
_RUN = re.compile(rf"(?<!{_U}){_U}+(?:(?:[（(]?\d{{1,2}}[）)]?|[①-⑳]){_U}+)?(?:\n {{0,40}}{_U}{{2,}}){{0,9}}|—{{4,}}")
_PLAIN_RUN = re.compile(rf"{_U}{{2,}}|—{{4,}}")
_LABELLED = re.compile(rf"(?<!_)(?:①|[（(]1[）)])\s{{0,2}}{_U}{{2,20}}\s{{0,2}}(?:②|[（(]2[）)])")
_FILLED = re.compile(r"(?<!_)__([^_\s，。；、,;](?:[^_\n，。；]{0,28}[^_\s，。；、,;])?)__(?!_)")
_CONNECTIVE = re.compile(r"[和与及或、至到]|以及|分别")
_GAP = re.compile(r"(?<=\S)(?:[ \t\xa0\u3000]{4,}|\u3000{2,3})(?=\S)")
_ANSWER_LINE = re.compile(rf"(?m)^[ \t\u3000]{{0,40}}{_U}{{4,}}[ \t\u3000]{{0,40}}$")
_ENDS = "?。!.:;"
_SENTENCE_ENDS = ("", "。", "？", "！", "?", "!", ".")
_DRAWING = re.compile(r"画出|绘出|绘制|作图|画图|画一|作出[^。\n]{0,12}图|\b(?:draw|sketch)\b", re.I)


@dataclass(frozen=True, slots=True)
class Stem:
    """The clean stem and what stood in it."""

    text: str
    blanks: int
    written_key: str | None
    tag: str | None
    points: Decimal | None
    from_spaces: bool
    at_end: bool
    needs_drawing: bool
    from_brackets: bool = False


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def read_stem(
    printed: str, item_type: str | None, has_options: bool, lead: str | None = None, *, is_answered: bool = False
) -> Stem:
    """Clean a stem whose options are cut off already; a tag in it overrules `item_type`."""
    shape = printed.translate(SHAPE)
    edits: list[_Edit] = []
    called = _CALLED.match(shape)
    if called:
        edits.append(_Edit(called.start(), called.end(), ""))
    tag, tag_points = _take_tag(shape, edits)
    item_type = tag or item_type
    value = _take_points(shape, edits, edits[0].end if edits else 0)
    value = tag_points if value is None else value
    key: str | None = None
    blanks, from_spaces, is_read_from_brackets = 0, False, False
    if has_options and (offer := _OFFER_AT_END.search(shape)):
        edits.append(_Edit(offer.start(), offer.end(), ""))
    if item_type == "fill_blank" and not has_options:
        key = _take_filled(printed, edits)
        blanks, from_spaces = (key.count("；") + 1, False) if key else _take_blanks(printed, shape, edits)
        if not blanks and not is_answered and (key := _take_bracketed(printed, edits)):
            blanks, is_read_from_brackets = key.count("；") + 1, True
    elif item_type in WRITTEN:
        edits.extend(_Edit(line.start(), line.end(), "") for line in _ANSWER_LINE.finditer(printed))
    else:
        key = _take_places(printed, shape, edits, item_type, has_options)
        runs = [run for run in _RUN.finditer(printed) if _is_blank_run(run.group())]
        edits.extend(_Edit(run.start(), run.end(), BLANK) for run in runs)
        blanks = len(runs)
        if has_options and not any(edit.text for edit in edits):
            edits.extend(_Edit(gap.start(), gap.end(), BLANK) for gap in _GAP.finditer(printed))
    if item_type == "true_false" and key is None and (both := _BOTH_AT_END.search(shape.rstrip("*_ \n"))):
        edits.append(_Edit(both.start(), both.end(), ""))  # printed to be ringed
    elif item_type == "true_false" and key is None and (tick := _TICK_AT_END.search(shape)):
        edits.append(_Edit(tick.start(), tick.end(), ""))
        key = tick.group().strip()
    if lead and lead.strip() and key is None:
        key = lead.strip()
    drawing = item_type in WRITTEN and bool(_DRAWING.search(printed))
    text = tidy(_without_marks(_apply(printed, edits))).replace("（ ）", PLACE)
    text = text.removeprefix(PLACE) if item_type == "true_false" else text
    at_end = item_type == "fill_blank" and not has_options and not blanks and text[-1:] not in _SENTENCE_ENDS
    text, blanks = (text + BLANK, 1) if at_end else (text, blanks)
    return Stem(text, blanks, key, tag, value, from_spaces, at_end, drawing, is_read_from_brackets)


def _without_marks(text: str) -> str:
    """Markdown's signs that belong to what follows: a bullet alone on the last line, bold type that was cut in two."""
    text = _BULLET_AT_END.sub("", text)
    return text.replace("**", "") if text.count("**") % 2 else text


def count_places(printed: str) -> int:
    """How many empty brackets a text has: evidence of an item."""
    return sum(_is_empty(found) for found in _BRACKET.finditer(printed.translate(SHAPE)))


def find_tag(shape: str) -> str | None:
    """The type that a tag at the stem's start names."""
    found = _TAG.match(shape)
    return type_of_tag(found["tag"]) if found else None


def _take_tag(shape: str, edits: list[_Edit]) -> tuple[str | None, Decimal | None]:
    """【单选题】, （多选，2分） and the like, at the stem's start or end."""
    end = len(shape.rstrip())
    worth = next((found for found in _POINTS.finditer(shape, max(0, end - 16), end) if found.end() == end), None)
    end = len(shape[: worth.start()].rstrip()) if worth else end
    at_end = _TAG_AT_END.search(shape, max(0, end - 20), end) or _TAG_IN_LINE.search(shape)
    for found in (_TAG.match(shape), at_end):
        item_type = type_of_tag(found["tag"]) if found else None
        if found and item_type:
            value = _TAG_POINTS.search(found["tag"])
            stop = found.end() if found.re is _TAG else found.end("tag") + 1
            edits.append(_Edit(found.start(), stop, ""))
            return item_type, points(value.group(1)) if value else None
    return None, None


def _take_points(shape: str, edits: list[_Edit], begin: int) -> Decimal | None:
    """(6分): one bracket, or the first of several, is the whole item's; later ones without it are parts and add up."""
    found = list(_POINTS.finditer(shape))
    if not found:
        return None
    leads = found[0].start() <= begin + 40 and not shape[begin : found[0].start()].strip()
    if len(found) == 1 or leads:
        edits.append(_Edit(found[0].start(), found[0].end(), ""))
        return points(found[0].group(1))
    return sum((points(part.group(1)) for part in found), start=points(0))


def _take_filled(printed: str, edits: list[_Edit]) -> str | None:
    """Blanks with the answer written in, __like this__: only when no blank of the stem is empty."""
    found = list(_FILLED.finditer(printed))
    if not found or "_" in _FILLED.sub("", printed) or any(_CONNECTIVE.fullmatch(blank.group(1)) for blank in found):
        return None
    edits.extend(_Edit(blank.start(), blank.end(), BLANK) for blank in found)
    return "；".join(blank.group(1) for blank in found)


def _take_bracketed(printed: str, edits: list[_Edit]) -> str | None:
    """A sentence without a place whose answers stand in braces, or else in brackets: （10086）, {漫游}."""
    if "\\" in printed or "$" in printed:
        return None  # formulas are full of brackets
    found = list(_BRACED.finditer(printed))
    if not found and printed.rstrip()[-1:] in _SENTENCE_ENDS:
        found = [each for each in _BRACKETED.finditer(printed) if not _REMARK.match(each.group(1))]
        found = [each for each in found if not any(edit.start <= each.start() < edit.end for edit in edits)]
    inside = [each.group()[1:-1].strip() for each in found]
    if not found or len(found) > 8 or any("；" in text or not text for text in inside):
        return None
    edits.extend(_Edit(each.start(), each.end(), BLANK) for each in found)
    return "；".join(inside)


def _take_blanks(printed: str, shape: str, edits: list[_Edit]) -> tuple[int, bool]:
    pattern = _PLAIN_RUN if _LABELLED.search(printed) else _RUN
    places = [(run.start(), run.end()) for run in pattern.finditer(printed) if _is_blank_run(run.group())]
    places += [(b.start(), b.end()) for b in _BRACKET.finditer(shape) if _is_empty(b) and not _is_code(shape, b)]
    if places:
        edits.extend(_Edit(start, end, BLANK) for start, end in places)
        return len(places), False
    gaps = [(gap.start(), gap.end()) for gap in _GAP.finditer(printed)]
    edits.extend(_Edit(start, end, BLANK) for start, end in gaps)
    return len(gaps), bool(gaps)


def _is_blank_run(run: str) -> bool:
    return run != "_"


def _take_places(printed: str, shape: str, edits: list[_Edit], item_type: str | None, has_options: bool) -> str | None:
    """Empty answer brackets become one form; one that only trails the sentence goes; a key in it is taken out."""
    brackets = [b for b in _BRACKET.finditer(shape) if not any(e.start <= b.start() < e.end for e in edits)]
    empty = [b for b in brackets if _is_empty(b)]
    places = [b for b in empty if not _is_code(shape, b)] or empty[-1:]
    key = None
    keyed = [b for b in brackets if _is_key(shape, b, item_type, has_options)][-1:]
    if keyed and (not empty or _is_trailing(shape, keyed[0], edits)):
        places = [*places, *keyed] if empty else keyed
        key = keyed[0]["in"].strip()
    elif not empty:
        places = []
    edits.extend(_Edit(place.start(), place.end(), PLACE) for place in places)
    is_statement = item_type == "true_false" or (item_type is None and key is not None and not has_options)
    if places and _is_trailing(shape, places[-1], edits):
        only_marks = is_statement or len(places) > 1 or _follows_sentence(shape, places[-1])
        if only_marks:
            edits[-1] = _Edit(places[-1].start(), places[-1].end(), "")
    return key


def _is_empty(bracket: re.Match[str]) -> bool:
    return not (bracket["in"] or "").strip(" _")


def _is_code(shape: str, bracket: re.Match[str]) -> bool:
    """main() names a function; main( ) may too, but only a bracket without space is surely no answer place."""
    at = bracket.start()
    return (
        bracket["in"] == ""
        and at > 0
        and (shape[at - 1].isascii() and (shape[at - 1].isalnum() or shape[at - 1] == "_"))
    )


def _is_key(shape: str, bracket: re.Match[str], item_type: str | None, has_options: bool) -> bool:
    inner = (bracket["in"] or "").strip()
    at = bracket.start()
    if at > 0 and shape[at - 1].isascii() and shape[at - 1].isalnum():
        return (
            item_type == "true_false" and bool(_TRUTH.fullmatch(inner)) and not shape[bracket.end() :].strip(" \n。.")
        )
    if has_options or item_type in (*CHOICES, CHOICE):
        return bool(_LETTERS.fullmatch(inner)) or (item_type is None and bool(_TRUTH.fullmatch(inner)))
    return item_type in ("true_false", None) and bool(_TRUTH.fullmatch(inner))


def _is_trailing(shape: str, bracket: re.Match[str], edits: list[_Edit]) -> bool:
    """True when nothing but closing punctuation, or what was taken out (points, a tag), follows."""
    begin, rest = bracket.end(), shape[bracket.end() :]
    for edit in edits[:2]:
        if edit.start >= begin and not edit.text:
            rest = shape[begin : edit.start] + shape[edit.end :]
    return not rest.strip(" \n。.;:、,")


def _follows_sentence(shape: str, bracket: re.Match[str]) -> bool:
    before = shape[max(0, bracket.start() - 60) : bracket.start()].rstrip()
    return not before or before[-1] in _ENDS


def _apply(printed: str, edits: list[_Edit]) -> str:
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if edit.start < at:
            continue
        pieces += [printed[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, printed[at:]])
