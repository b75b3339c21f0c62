"""Where blocks of answers begin inside a paper: by a title (参考答案), by a heading, or by lines that only a sheet has.

Finds the beginnings; what the blocks say is read in `sheets`.
"""

import re
from collections.abc import Sequence

from question_bank.formats.paper.boundaries import Kind
from question_bank.formats.paper.fields import split_fields
from question_bank.formats.paper.headings import Heading, find_headings
from question_bank.formats.paper.numbering import Opening
from question_bank.formats.paper.source import Line, Source

_ANSWERS_TITLE = re.compile(
    r" {0,80}(?:#{1,6} {0,3})?(?:\*\*)?[【\[(]?(?:附录?[:、 ]{0,3})?"
    r"(?P<of>[^\n:;。?]{0,20}(?:考试|测试|测验|练习|作业|[题卷套]))?"
    r"(?:参考|标准|正确)?答案(?P<more>(?:及|与|和)?(?:解析|评分标准|评分参考|评分细则|详解|要点))?(?:如下)?[】\])]?(?:\*\*)?"
    r" {0,4}(?P<colon>:?) {0,80}|"
    r" {0,80}(?:#{1,6} {0,3})?(?:Answer [Kk]eys?|ANSWER KEYS?|Answers|ANSWERS) {0,4}:? {0,80}"
)
_SHEET_LINE = re.compile(
    r" {0,80}(?:[>*-] )?(?:\*\*)?(?:\(|【)?(?:(?:参考|标准|正确)?答案 {0,4}[】)]? {0,4}:? {0,8})?"
    r"(?:第? {0,2}\d{1,4} {0,2}题? {0,2}(?:-{1,2}|至|到) {0,2}第? {0,2}\d{1,4} {0,2}题? {0,2}[:.、)]? {0,8}"
    r"[A-N√×对错TF]"
    r"|\|? {0,4}题 ?号)"
)
_NUMBERED_SHEET = re.compile(
    r" {0,80}(?:\*\*)?(?:\(|【)?(?:[A-H甲乙丙丁]卷|第[一二三四五六\d]{1,2}[套卷])?"
    r"(?:参考|标准|正确)?答案 {0,4}[】)]? {0,4}:? {0,8}(?:\n {0,40}){0,3}"
    r"(?P<paren>\()?(?:0{0,2}(?P<n>\d{1,4}) {0,2}(?:[、.:)]|(?=[A-N√×] ?\d))|一 {0,2}[、.] {0,4}[A-N√×])"
)
_STRIP_LINE = re.compile(
    r" {0,80}[【\[(]?(?:(?:参考|标准|正确)?答案|[Aa]nswers|ANSWERS|[Kk]eys) {0,4}[】\])]? {0,4}:? {0,8}"
    r"(?P<strip>[A-N√×对错TF]+(?:[ ,、;]{0,3}[A-N√×对错TF]+){0,200}) {0,8}[。.]?"
)
_KIND_SHEET = re.compile(
    r" {0,80}(?:单项?选择?|多项?选择?|判断|填空|选择)题?(?:参考)?答案 {0,2}: {0,4}(?:[A-N√×对错]|1 ?[、.-])"
)
_SIGN = re.compile("[A-N√×对错TF]")
_COMPACT_SHEET = re.compile(
    r" {0,80}(?:\d{1,4} {0,2}[、.:)]? {0,3}(?:[A-N]{1,10}|[√×对错]) {0,8}+(?:[,;、。] {0,8}+)?){3,}"
)
_SHEET_START = re.compile(
    r" {0,80}(?:\(?\d{1,4} {0,2}[、.:)\- ]|第? {0,2}\d|\|? {0,4}题 ?号"
    r"|\([一二三四五六七八九十]{1,2}\) {0,4}(?:\(?\d|[A-N√×])"
    r"|[一二三四五六七八九十]{1,2} ?[、.:] {0,4}(?:\(?\d|$)|[A-N]{2,}|[√×对错]{2,})"
)
_PART = re.compile(r" {0,80}第 ?[一二三四五六七八九十\dIVX]{1,3} ?(?:部分|卷|篇) {0,80}")
_STRICT_SHEET = re.compile(
    r" {0,80}(?:第? {0,2}\d{1,4} {0,2}题? {0,2}-|\|? {0,4}题 ?号|[A-N √×对错,]{2,200}$"
    r"|第? {0,2}\(?\d{1,4} {0,2}题? {0,2}[、.:)]? {0,4}(?:[A-N]{1,10}|[√×对错TF])(?![A-Za-z\u4e00-\u9fff]))"
)


def opens_answers(source: Source, number: int, start: int, end: int) -> bool:
    """A title such as 参考答案 with a sheet below; a lone 答案： with one answer below belongs to an item."""
    if source.told(number) is not None:
        return source.told(number) is Kind.ANSWERS
    if end - start > 120 or ("答案" not in source.shape[start:end] and "nswer" not in source.shape[start:end].lower()):
        return False
    title = _ANSWERS_TITLE.fullmatch(source.shape, start, end)
    if not title:
        return False
    is_boxed = source.shape[start:end].lstrip()[:1] in ("【", "[")
    is_label = (bool(title["colon"]) or is_boxed) and not title["of"] and not title["more"]
    sheet = _STRICT_SHEET if is_label else _SHEET_START
    for line in source.lines(min(end + 1, len(source.raw)), min(len(source.raw), end + 400)):
        if _PART.fullmatch(source.shape, line.start, line.end) and not is_label:
            continue
        if not source.is_blank(line.start, line.end):
            return bool(sheet.match(source.shape, line.start, line.end) or find_headings(source, line.start, line.end))
    return False


def carries_answers(source: Source, heading: Heading) -> bool:
    """True for 单选题答案 and for a heading with answers behind it: 一、单选题：1-5 CACBB."""
    rest = source.shape[heading.title_end : heading.end]
    return "答案" in heading.title or bool(
        re.match(r" {0,4}(?:答案)?[: ] {0,4}(?:1 ?- ?\d|1 ?[、.:] ?[A-N√×](?![\u4e00-\u9fff]))", rest)
    )


def find_sheet(source: Source, openings: Sequence[Opening], start: int, end: int) -> int | None:
    """The first line that can only be a sheet of answers for several items; one with labels follows the last item."""
    start = openings[0].mark.body if openings else start
    last = max(openings, key=lambda opening: opening.mark.number).mark.start if len(openings) > 1 else end
    answers = split_fields(source, start, end).spans("answer")
    first_answer = answers[0][0] if answers else end
    numbers = {1, openings[0].mark.number} if openings else {1}
    in_brackets = bool(openings) and openings[0].mark.style == "paren"
    for line in source.lines(start, end):
        if source.told(line.number) is not None:
            continue
        if _SHEET_LINE.match(source.shape, line.start, line.end):
            return line.start
        if line.end - line.start < 4000 and _COMPACT_SHEET.fullmatch(source.shape, line.start, line.end):
            return line.start
        labelled = last < line.start < first_answer and _NUMBERED_SHEET.match(source.shape, line.start, end)
        if labelled and bool(labelled["paren"]) == in_brackets and int(labelled["n"] or 1) in numbers:
            return line.start
        if last < line.start and _KIND_SHEET.match(source.shape, line.start, line.end):
            return line.start
        if last < line.start < first_answer and _is_strip_for(source, line, len(openings)):
            return line.start
    return None


def _is_strip_for(source: Source, line: Line, items: int) -> bool:
    """答案：BADCA below the last of five items: as many signs as items, so it can't be that item's own.

    For two items AB may be; BA and √× can't.
    """
    found = _STRIP_LINE.fullmatch(source.shape, line.start, min(line.end, line.start + 1000))
    signs = _SIGN.findall(found["strip"]) if found else []
    if len(signs) != items or items < 2:
        return False
    return items > 2 or signs != sorted(set(signs)) or not "".join(signs).isascii()
