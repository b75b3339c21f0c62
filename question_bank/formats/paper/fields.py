"""The labelled parts of an item: 答案, 解析, 难度, 知识点 … in brackets or before a colon, in Chinese or English.

Cuts only. A candidate's own answer (我的答案) and marks already given (得分) are recognised so that they never
become the answer key.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from question_bank.formats.paper.boundaries import Kind
from question_bank.formats.paper.source import Source

_NAMES = {
    "mine": r"(?:我|你|您|考生|学生|学员|本人|答题人)的?(?:答案|作答|回答|选择)|我选(?:的是|择的是|了)?"
    r"|(?:考生)?作答(?:结果|情况|内容)?"
    r"|[Yy]our (?:[Aa]nswer|[Rr]esponse)|[Mm]y [Aa]nswer",
    "answer": r"(?:第 ?\d{1,3} ?题的?)?(?:(?:参考|正确|标准|本题|试题|最终|题目)的?)?答案(?:为|是)?"
    r"|正确(?= ?: ?[A-H]{1,8}(?![A-Za-z]))"
    r"|(?:正确|标准)选项|正解|(?:[Kk]ey|[Aa]nswer) ?/? ?答案|答案 ?/? ?(?:[Kk]ey|[Aa]nswer)"
    r"|(?:[Tt]he )?(?:[Cc]orrect |[Rr]ight )?[Aa]nswers?(?: is| are)?|ANSWERS?|ANS|[Kk]ey|[Cc]orrect option",
    "guide": r"评分(?:标准|要点|细则|参考|说明)|采分点|得分点|答题要点|参考要点|答案要点|[Mm]arking [Gg]uide|[Rr]ubric",
    "explanation": r"(?:(?:答案|试题|题目|本题|参考|名师)?(?:解析|详解|分析|点评|讲解))|解题思路"
    r"|(?:命题|答案|条款|制定)?依据|(?:条款)?出处|试题详解|改正"
    r"|[Ee]xplanation|[Rr]ationale|[Ff]eedback",
    "difficulty": r"(?:题目|试题)?难(?:易程度|易度|度)(?:系数|等级)?|[Dd]ifficulty",
    "knowledge": r"(?:考查|考核|所属|相关)?(?:知识点|考点|知识模块)|考查点|考核点|所属章节"
    r"|[Tt]opic|[Kk]nowledge [Pp]oint",
    "points": r"(?:本题|题目)?分(?:值|数)|[Pp]oints?|[Mm]arks?",
    "type": r"题目?类?型|[Qq]uestion [Tt]ype",
    "ignored": r"(?:我的|本题|考生)?总?得分(?: ?/ ?满分)?|易错[项点]|(?:全站)?正确率|错误率"
    r"|批注|评语|评卷人|阅卷人|答题时间|答题用时"
    r"|题目来源|试题来源",
}
_LABEL = "|".join(rf"(?P<{name}>{words})" for name, words in _NAMES.items())
_SP = r"[ ]{0,4}"
_OPENS = r"(?:(?<![^\n])[ ]{0,80}(?:[>*#-]{1,4}[ ]{0,2}){0,2}|(?<=[ 。;,、?!)\]】_.|])(?<![A-N][、.)]))"
_FIRST = "(?=[我你您考学本答作参正标最题试评采得解名难所相知分错批阅第总命条制依出改易全A-Za-z])"
_BOXED = re.compile(rf"[【\[]{_SP}{_FIRST}(?:{_LABEL}){_SP}(?:[】\]]{_SP}:?|:)")
_PLAIN = re.compile(
    rf"{_OPENS}\(?(?:\*\*)?{_FIRST}(?:{_LABEL}){_SP}(?:\*\*)?(?::(?:\*\*)?|(?<=[为是])|(?<=r is)|(?<=s are)"
    rf"|(?= {{0,2}}(?:[A-H]{{1,8}}|[√×])(?![A-Za-z])))"
)
_REPLY = re.compile(rf"(?<![^\n])[ ]{{0,80}}(?P<answer>答|解|A ?\d{{1,3}}){_SP}:")
_ASKED = re.compile(r"\n {0,20}(?:问|客户|[甲乙]) {0,4}:[^\n]*\n {0,20}$")
_ANYWHERE = re.compile(
    rf"(?P<mine>我的答案){_SP}:|(?P<answer>(?:正确|参考|标准)答案){_SP}:|(?P<explanation>答案解析){_SP}:"
)
_VERDICT = re.compile(  # what a platform says of the candidate's own answer, on a line of its own
    r"(?<![^\n]) {0,20}(?P<ignored>(?:回答)?(?:正确|错误|半对)(?= {0,4}\n {0,20}(?:本题)?总?得分)"
    r"|查看(?:答案)?解析|收起解析|回答(?:正确|错误)|AI ?讲解) {0,4}(?![^\n])"
    r"|(?<=\|) {0,4}(?P<verdict>正确|错误|半对) {0,4}(?![^\n])"
)
_WORTH = re.compile(
    r"[【\[(] {0,2}分[值数] {0,2}:? {0,2}\d{1,3}(?:\.\d{1,2})? {0,2}分? {0,2}[】\])]"
)  # stays in the stem
_QUOTE = re.compile(r"(?m)^ {0,8}> ?")
_SHOWN = re.compile(  # 点击查看答案, and the answer on the next line that is not blank
    r"(?<![^\n]) {0,20}(?:点击)?(?:查看|显示|展开)(?P<answer>(?:参考|正确)?答案)(?:与解析)? {0,8}\n(?: {0,8}\n){0,3}"
    r"(?= {0,8}\*{0,2}(?:[A-H]{1,8}|√|×|[对错]|正确|错误)\*{0,2} {0,8}(?:\n|$))"
)
_NTH = re.compile(r"(?<![^\n]) {0,20}(?:第 ?[一二三四五六七八九\d]{1,2} ?空|空 ?\d{1,2})(?P<nth>) {0,2}:")


@dataclass(frozen=True, slots=True)
class Parts:
    """The item's text proper and its labelled parts, as offsets."""

    main: tuple[int, int]
    named: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def spans(self, name: str) -> list[tuple[int, int]]:
        """The stretches that carry a label; usually one or none."""
        return self.named.get(name, [])


def split_fields(source: Source, start: int, end: int) -> Parts:
    """Cut an item's stretch at its labels; what comes before the first is the question itself."""
    found = _labels(source.shape, start, end)
    if source.boundaries and found:
        found = _with_told_options(source, found, end)
    if not found:
        return Parts((start, end))
    named: dict[str, list[tuple[int, int]]] = defaultdict(list)
    ends = [label_start for _, label_start, _ in found[1:]] + [end]
    for (name, _, body), stop in zip(found, ends, strict=True):
        named[name].append((body, stop))
    return Parts((start, found[0][1]), dict(named))


def _with_told_options(source: Source, found: list[tuple[str, int, int]], end: int) -> list[tuple[str, int, int]]:
    """No label stands in a line that was said to be an option; one below a label is a part of its own."""
    kept = [label for label in found if source.told(source.line_at(label[1])) is not Kind.OPTION]
    below = source.told_lines(Kind.OPTION, kept[0][1], end) if kept else []
    return sorted([*kept, *(("option", line.start, line.start) for line in below)], key=lambda label: label[1])


def has_answer_label(source: Source, start: int, end: int) -> bool:
    """True when the stretch begins with a label, so that it continues an item and opens none."""
    begin = source.trimmed(start, end)[0]
    return any(label_start <= begin for _, label_start, _ in _labels(source.shape, start, end))


def _labels(shape: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """(name, where the label begins, where its content begins), in order, overlaps dropped."""
    found: list[tuple[str, int, int]] = []
    worths = {match.start() for match in _WORTH.finditer(shape, start, end)}
    for pattern in (_BOXED, _PLAIN, _REPLY, _ANYWHERE, _VERDICT, _SHOWN, _NTH):
        for match in pattern.finditer(shape, start, end):
            if match.start() in worths:
                continue
            if pattern is _REPLY and _ASKED.search(shape, max(start, match.start() - 200), match.start()):
                continue  # a dialogue inside the question
            name = next(n for n, value in match.groupdict().items() if value is not None)
            name = "ignored" if name == "verdict" else name
            begin = match.start() + len(match.group()) - len(match.group().lstrip(" >*#-"))
            found.append((name, begin, match.end()))
    quote = _QUOTE.search(shape, start, end)
    if quote and quote.start() > start:
        found.append(("explanation", quote.start(), quote.end()))
    found.sort(key=lambda label: (label[1], -label[2]))
    kept: list[tuple[str, int, int]] = []
    for label in found:
        if not kept or label[1] >= kept[-1][2]:
            kept.append(label)
    return kept
