"""A stem as a candidate should read it: type tag, points and answer place taken out, blanks in one form.

Says what it took: the type tag, the points, a key written into the bracket, the number of blanks.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from foundation.score import points
from question_bank.formats.model import CHOICES, WRITTEN
from question_bank.formats.paper.blanks import (
    BLANK,
    BRACKET,
    GAP,
    NAMED_BLANK,
    RUN,
    SENTENCE_ENDS,
    UNDERLINE,
    Edit,
    is_blank_run,
    is_code,
    is_empty,
    take_blanks,
    take_bracketed,
    take_filled,
)
from question_bank.formats.paper.headings import CHOICE, type_of_tag
from question_bank.formats.paper.lookalikes import SHAPE
from question_bank.formats.paper.tidy import tidy

PLACE = "（　）"

_TAG = re.compile(r"\s{0,20}[(\[【] {0,4}(?P<tag>[^()\[\]【】\n]{2,24}?) {0,4}[)\]】]\s{0,4}[、.:]?")
_TAG_AT_END = re.compile(r"[(\[【] {0,4}(?P<tag>[^()\[\]【】\n]{2,8}) {0,4}[)\]】][ ?。.:*]{0,4}$")
_KIND_LINE = re.compile(r"(?<=[^\n])\n {0,20}(?P<tag>单选题?|多选题?|判断题?)\s{0,8}$")
_TAG_IN_LINE = re.compile(r"[\[【] {0,4}(?P<tag>[^()\[\]【】\n]{1,6}题) {0,4}[\]】][ :]{0,4}(?=\n)")
_POINTS = re.compile(
    r"[(\[【] {0,4}(?:(?:本小?题|共|满分|共计){0,2} {0,4}(?=\d{1,3}(?:\.\d{1,2})? {0,4}[分pm])|分[值数] {0,2}:? {0,2})"
    r"(\d{1,3}(?:\.\d{1,2})?) {0,4}(?:分|points?|marks?|pts?)?"
    r"(?:[,;、 ]{1,3}(?:实)?得分? ?:? ?\d{1,3}(?:\.\d{1,2})? ?分?)? {0,4}[)\]】]",
    re.I,
)
_OFFER_AT_END = re.compile(r"\s{0,20}(?:备选(?:答案|项)?|选项|[Oo]ptions?) {0,4}:\s{0,20}$")
_TICK_AT_END = re.compile(
    r" {0,8}[√×] {0,8}$| {0,8}[\[【] {0,2}(?:[√×对错TFYN]|正确|错误|True|False|Yes|No) {0,2}[\]】][。.]? {0,8}$"
    r"|(?:(?<=[。.?!”])| |-{1,3}) {0,8}(?:正确|错误|[对错TF]|[Tt]rue|[Ff]alse) {0,8}$"
)
_BOTH_AT_END = re.compile(
    r"[ (]{0,8}(?:√|[Tt]rue|T|正确|对|[Yy]es|Y) {0,4}[/|、,]? {0,4}(?:×|[Ff]alse|F|错误?|[Nn]o|N) {0,4}\)? {0,8}$"
)
_CALLED = re.compile(r"\s{0,20}(?:题目|试题|题干|问题|问) {0,4}: {0,4}(?=[^ \n])")
_BULLET_AT_END = re.compile(r"\s{0,40}\n\s{0,40}[-*+•]\s{0,4}(?:\*\*)?\s{0,40}$")
_TAG_POINTS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?) {0,2}分")
_STARRED = re.compile(r"\s{0,20}(?P<star>\*)[^*\s][^*]{0,2000}")  # what must be answered
_KEY_BEFORE = re.compile(r"\s{0,8}[【\[(] {0,2}(?P<key>[A-H]{1,6}) {0,2}[】\])] {0,4}(?=[\u4e00-\u9fff0-9“《])")
_KEY_BEHIND = re.compile(r"(?:(?<=[)_。.?!]) {1,20}|(?<=[\u4e00-\u9fff]) {2,20})(?P<key>[A-H]{1,6})\s{0,8}$")
_LETTERS = re.compile(r"[A-N](?:[ 、,;]{0,3}[A-N]){0,13}")
_JUDGED = re.compile(r"(?:×|错误?|F)[,;:。].{1,50}")
_TRUTH = re.compile(r"√|×|对|错|正确|错误|[TFRWYN]|true|false|True|False|TRUE|FALSE")
_ANSWER_LINE = re.compile(rf"(?m)^[ \t\u3000]{{0,40}}{UNDERLINE}{{4,}}[ \t\u3000]{{0,40}}$")
_ENDS = "?。!.:;"
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
    key_behind: bool = False


def read_stem(
    printed: str, item_type: str | None, has_options: bool, lead: str | None = None, *, is_answered: bool = False
) -> Stem:
    """Clean a stem whose options are cut off already; a tag in it overrules `item_type`."""
    shape = printed.translate(SHAPE)
    behind = _KEY_BEHIND.search(shape, max(0, len(shape) - 60)) if has_options and item_type not in WRITTEN else None
    if behind:
        printed, shape = printed[: behind.start("key")], shape[: behind.start("key")]
    elif has_options and item_type not in WRITTEN and (behind := _KEY_BEFORE.match(shape)):
        printed, shape = " " * behind.end() + printed[behind.end() :], " " * behind.end() + shape[behind.end() :]
    edits: list[Edit] = []
    called = _CALLED.match(shape)
    if called:
        edits.append(Edit(called.start(), called.end(), ""))
    if starred := _STARRED.fullmatch(shape):
        edits.append(Edit(starred.start("star"), starred.end("star"), ""))
    tag, tag_points = _take_tag(shape, edits)
    item_type = tag or item_type
    value = _take_points(shape, edits, edits[0].end if edits else 0)
    value = tag_points if value is None else value
    key: str | None = None
    blanks, from_spaces, is_read_from_brackets = 0, False, False
    if has_options and (offer := _OFFER_AT_END.search(shape)):
        edits.append(Edit(offer.start(), offer.end(), ""))
    if item_type == "fill_blank" and not has_options:
        key = take_filled(printed, edits)
        blanks, from_spaces = (key.count("；") + 1, False) if key else take_blanks(printed, shape, edits)
        if not blanks and not is_answered and (key := take_bracketed(printed, edits)):
            blanks, is_read_from_brackets = key.count("；") + 1, True
    elif item_type in WRITTEN:
        edits.extend(Edit(line.start(), line.end(), "") for line in _ANSWER_LINE.finditer(printed))
    else:
        key = _take_places(printed, shape, edits, item_type, has_options)
        runs = [run for run in RUN.finditer(printed) if is_blank_run(run.group())]
        edits.extend(Edit(run.start(), run.end(), BLANK) for run in runs)
        blanks = len(runs)
        if has_options and not any(edit.text for edit in edits):
            edits.extend(Edit(gap.start(), gap.end(), BLANK) for gap in GAP.finditer(printed))
    if item_type == "true_false" and key is None and (both := _BOTH_AT_END.search(shape.rstrip("*_ \n"))):
        edits.append(Edit(both.start(), both.end(), ""))  # printed to be ringed
    elif item_type == "true_false" and key is None and (tick := _TICK_AT_END.search(shape)):
        edits.append(Edit(tick.start(), tick.end(), ""))
        key = tick.group().strip(" -[]【】。.")
    if behind and key is None:
        key = behind["key"]
    if lead and lead.strip() and key is None:
        key = lead.strip()
    drawing = item_type in WRITTEN and bool(_DRAWING.search(printed))
    text = tidy(_without_marks(_apply(printed, edits))).replace("（ ）", PLACE)
    text = text.removeprefix(PLACE) if item_type == "true_false" else text
    at_end = item_type == "fill_blank" and not has_options and not blanks and text[-1:] not in SENTENCE_ENDS
    text, blanks = (text + BLANK, 1) if at_end else (text, blanks)
    is_behind = behind is not None and key == behind["key"]
    return Stem(text, blanks, key, tag, value, from_spaces, at_end, drawing, is_read_from_brackets, is_behind)


def _without_marks(text: str) -> str:
    """Markdown's signs that belong to what follows: a bullet alone on the last line, bold type that was cut in two."""
    text = _BULLET_AT_END.sub("", text)
    return text.replace("**", "") if text.count("**") % 2 else text


def count_places(printed: str) -> int:
    """How many empty brackets a text has: evidence of an item."""
    return sum(is_empty(found) for found in BRACKET.finditer(printed.translate(SHAPE)))


def find_tag(shape: str) -> str | None:
    """The type that a tag at the stem's start names."""
    found = _TAG.match(shape)
    return type_of_tag(found["tag"]) if found else None


def _take_tag(shape: str, edits: list[Edit]) -> tuple[str | None, Decimal | None]:
    """【单选题】, （多选，2分） and the like, at the stem's start or end."""
    end = len(shape.rstrip())
    worth = next((found for found in _POINTS.finditer(shape, max(0, end - 16), end) if found.end() == end), None)
    end = len(shape[: worth.start()].rstrip()) if worth else end
    at_end = _TAG_AT_END.search(shape, max(0, end - 20), end) or _TAG_IN_LINE.search(shape)
    for found in (_TAG.match(shape), at_end):
        item_type = type_of_tag(found["tag"]) if found else None
        if found and item_type == "fill_blank" and found.re is not _TAG and NAMED_BLANK.match(shape, found.start()):
            return item_type, None  # the blank itself
        if found and item_type:
            value = _TAG_POINTS.search(found["tag"])
            stop = found.end() if found.re is _TAG else found.end("tag") + 1
            edits.append(Edit(found.start(), stop, ""))
            if (star := shape.find("*", stop, found.end())) >= 0:  # 问卷星 marks what must be answered
                edits.append(Edit(star, star + 1, ""))
            return item_type, points(value.group(1)) if value else None
    if line := _KIND_LINE.search(shape):
        edits.append(Edit(line.start(), line.end(), ""))
        return type_of_tag(line["tag"]), None
    return None, None


def _take_points(shape: str, edits: list[Edit], begin: int) -> Decimal | None:
    """(6分): one bracket, or the first of several, is the whole item's; later ones without it are parts and add up."""
    found = list(_POINTS.finditer(shape))
    if not found:
        return None
    leads = found[0].start() <= begin + 40 and not shape[begin : found[0].start()].strip()
    if len(found) == 1 or leads:
        edits.append(Edit(found[0].start(), found[0].end(), ""))
        return points(found[0].group(1))
    return sum((points(part.group(1)) for part in found), start=points(0))


def _take_places(printed: str, shape: str, edits: list[Edit], item_type: str | None, has_options: bool) -> str | None:
    """Empty answer brackets become one form; one that only trails the sentence goes; a key in it is taken out."""
    brackets = [b for b in BRACKET.finditer(shape) if not any(e.start <= b.start() < e.end for e in edits)]
    empty = [b for b in brackets if is_empty(b)]
    places = [b for b in empty if not is_code(shape, b)] or empty[-1:]
    key = None
    keyed = [b for b in brackets if _is_key(shape, b, item_type, has_options)][-1:]
    if keyed and (not empty or _is_trailing(shape, keyed[0], edits)):
        places = [*places, *keyed] if empty else keyed
        key = keyed[0]["in"].strip()
    elif not empty:
        places = []
    edits.extend(Edit(place.start(), place.end(), PLACE) for place in places)
    is_statement = item_type == "true_false" or (item_type is None and key is not None and not has_options)
    if places and _is_trailing(shape, places[-1], edits):
        only_marks = is_statement or len(places) > 1 or _follows_sentence(shape, places[-1])
        if only_marks:
            edits[-1] = Edit(places[-1].start(), places[-1].end(), "")
    return key


def _is_key(shape: str, bracket: re.Match[str], item_type: str | None, has_options: bool) -> bool:
    inner = (bracket["in"] or "").strip()
    at = bracket.start()
    if at > 0 and shape[at - 1].isascii() and shape[at - 1].isalnum():
        return (
            item_type == "true_false" and bool(_TRUTH.fullmatch(inner)) and not shape[bracket.end() :].strip(" \n。.")
        )
    if has_options or item_type in (*CHOICES, CHOICE):
        return bool(_LETTERS.fullmatch(inner)) or (item_type is None and bool(_TRUTH.fullmatch(inner)))
    if item_type == "true_false" and _JUDGED.fullmatch(inner):
        return True
    return item_type in ("true_false", None) and bool(_TRUTH.fullmatch(inner))


def _is_trailing(shape: str, bracket: re.Match[str], edits: list[Edit]) -> bool:
    """True when nothing but closing punctuation, or what was taken out (points, a tag), follows."""
    begin, rest = bracket.end(), shape[bracket.end() :]
    for edit in edits[:2]:
        if edit.start >= begin and not edit.text:
            rest = shape[begin : edit.start] + shape[edit.end :]
    return not rest.strip(" \n。.;:、,")


def _follows_sentence(shape: str, bracket: re.Match[str]) -> bool:
    before = shape[max(0, bracket.start() - 60) : bracket.start()].rstrip()
    return not before or before[-1] in _ENDS


def _apply(printed: str, edits: list[Edit]) -> str:
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if edit.start < at:
            continue
        pieces += [printed[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, printed[at:]])
