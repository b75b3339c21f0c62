"""What exports, pasting and scanning hang on the lines of a paper, taken off: signs before labels, scanned digits.

Every rule leaves each line as long as it was, so that offsets stay true. What needs the whole item stands elsewhere.
"""

import re
from itertools import pairwise

_SIGNS = "●○◯□☐■◆◇★☆▶►▷➢➤➔▪◾◼△▲▼▽◎❖✦✧❑"
_SIGNED = re.compile(
    rf" {{0,40}}(?P<sign>[{_SIGNS}]{{1,3}} {{0,4}})(?=\(?[A-Na-n] {{0,2}}[、.:)]|\d{{1,3}} {{0,2}}[、.)]|第 ?\d|[【\[]"
    r"|(?:参考|标准|正确)?答案|(?:答案)?解析)"
)
_NAMED_OPTION = re.compile(r" {0,40}(?P<sign>选项 ?)(?=[A-N] {0,2}[、.:)])")
_OPTION_FIELD = re.compile(r" {0,40}(?P<a>[【\[]选项 ?)(?P<l>[A-N]) ?[】\]]:?")
_STEM_FIELD = re.compile(r" {0,40}(?P<sign>[【\[]题[干目][】\]]:?)(?= {0,4}[^ ])")
_TICKED_ANSWER = re.compile(r" {0,40}(?P<sign>√ ?)(?=(?:参考|正确|标准)?答案)")
_SPACED_LINE = re.compile(r"_(?: _){2,}")
_QUOTED = re.compile(r" {0,8}(?P<sign>> ?)")
_COUNTED = re.compile(r"(?P<sign> {0,8}(?P<n>\d{1,5}) ?[|:] ?)")
_PAGE_OF_MOODLE = re.compile(r" {0,8}(?:试题正文|题目正文|Question text) {0,8}")
_OF_MOODLE = re.compile(
    r" {0,8}(?:试题正文|题目正文|(?:还未|未|已)?(?:作答|完成)|正确|不正确|部分正确"
    r"|获得 ?[\d.]+ ?分中的 ?[\d.]+ ?分|满分 ?[\d.]+"
    r"|标记(?:试题|题目)|选择一项(?:或多项)?:|反馈) {0,8}"
)
_MOST_PARTS = 5  # of so many lines all but one
_NUMBER = re.compile(
    r" {0,40}(?P<n>[l\d][lIO\d]{0,2})"
    r"(?:(?= {0,2}[、.,] {0,2}[^\s\d])|(?<=[lIO\d]{2})(?= {1,3}[A-N√×](?![A-Za-z])))"
)
_RANGE = re.compile(r"(?<![A-Za-z0-9])(?P<a>[lO\d]{1,3})-(?P<b>[lO\d]{1,3})(?= {0,4}:? ?[A-N√×])")
_DIGITS = str.maketrans("lIO", "110")
_ANSWER = re.compile(r" {0,40}[【\[]?(?:参考|标准|正确)?答案[】\]]? ?(?P<stop>[;.,、。·])(?= {0,3}\(?[A-N√×对错])")
ORNAMENT = re.compile(
    rf" {{0,40}}[{_SIGNS}※→↓↑~\u2500-\u257f|]{{1,200}} {{0,40}}"
    r"| {0,40}[※★☆◆]{2,20}[^\n]{1,80}[※★☆◆]{2,20} {0,40}"
    r"| {0,40}[(【-]{0,3}(?:以下空白|以下无正文|[全本](?:试?卷|部分)(?:到此)?(?:全部)?(?:结束|完)"
    r"|试题(?:到此|全部)?结束|转下页|接下页|请翻页(?:继续)?(?:答题|作答)?|背面还有试?题)[)】-]{0,3}[。!]? {0,40}"
    r"| {0,40}\(?答案(?:见|在)[^\n:]{1,10}\)? {0,40}"
    r"| {0,40}选项 {1,20}小计 {1,20}比例 {0,40}| {0,40}本题有效填写人次 {0,20}\d{0,9} {0,40}"
)


def undress_all(texts: list[str], shapes: list[str]) -> None:
    """In place: what hangs on all lines alike (quotation marks, line numbers), the words of a platform's page."""
    if any(_PAGE_OF_MOODLE.fullmatch(form) for form in shapes):
        for at, form in enumerate(shapes):
            if len(form) < 60 and _OF_MOODLE.fullmatch(form):
                texts[at] = shapes[at] = " " * len(form)
    filled = [at for at, form in enumerate(shapes) if form and not form.isspace()]
    for pattern in (_QUOTED, _COUNTED):
        found = [(at, match) for at in filled if (match := pattern.match(shapes[at]))]
        if len(found) < _MOST_PARTS or _MOST_PARTS * len(found) < (_MOST_PARTS - 1) * len(filled):
            continue
        if pattern is _COUNTED and any(int(b["n"]) <= int(a["n"]) for (_, a), (_, b) in pairwise(found)):
            continue
        for at, match in found:
            for lines in (texts, shapes):
                lines[at] = " " * match.end("sign") + lines[at][match.end("sign") :]


def undress(text: str, shape: str) -> tuple[str, str]:
    """One line as it reads and as structure sees it, without what only its export hung on it."""
    if not shape or len(shape) > 20_000:
        return text, shape
    if "选项" in shape and (found := _OPTION_FIELD.match(shape)):
        rest = f"{' ' * found.start('l')}{{}}{' ' * (found.end() - found.end('l') - 1)}"
        return rest.format(found["l"] + " ") + text[found.end() :], rest.format(found["l"] + ":") + shape[found.end() :]
    if "_ _" in text:
        text = _SPACED_LINE.sub(lambda found: "_" * len(found.group()), text)
        shape = _SPACED_LINE.sub(lambda found: "_" * len(found.group()), shape)
    for pattern in (_SIGNED, _NAMED_OPTION, _STEM_FIELD, _TICKED_ANSWER):
        if found := pattern.match(shape):
            blank = " " * (found.end("sign") - found.start("sign"))
            text = text[: found.start("sign")] + blank + text[found.end("sign") :]
            shape = shape[: found.start("sign")] + blank + shape[found.end("sign") :]
    if found := _ANSWER.match(shape):
        shape = shape[: found.start("stop")] + ":" + shape[found.end("stop") :]
    if "l" in shape or "O" in shape:
        shape = _with_digits(shape)
    return text, shape


def _with_digits(shape: str) -> str:
    """l、 and lO、 where a line is numbered, 6-lO where answers are: scanned digits."""
    found = _NUMBER.match(shape)
    if found and ("l" in found["n"] or "O" in found["n"]):
        shape = shape[: found.start("n")] + found["n"].translate(_DIGITS) + shape[found.end("n") :]
    return _RANGE.sub(lambda found: found.group().translate(_DIGITS), shape)
