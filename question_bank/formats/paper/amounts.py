"""What a heading or header says in numbers: how many items and blanks, points each and in all, minutes, the rule.

Works on half-width text and knows no offsets.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from foundation.score import points
from question_bank.formats.paper.numerals import CHINESE, read_numeral

_N = rf"(\d{{1,4}}|[{CHINESE}]{{1,4}})"
_P = rf"(\d{{1,3}}(?:\.\d{{1,2}})?|[{CHINESE}]{{1,3}})"
_SP = " {0,4}"
_ITEMS = re.compile(
    rf"(?:共|计|有|含){_SP}(?:计|有)?{_SP}{_N}{_SP}(?:道|个|条)?{_SP}(?:小题|大题|题|小项)|(?<![每第\d.-]){_N}{_SP}(?:道{_SP})?小?题(?![:号型])"
)
_BLANKS = re.compile(rf"(?<![每第\d.]){_N}{_SP}个?(?:空|格)")
_EACH_ITEM = re.compile(
    rf"每{_SP}(?:一|1)?{_SP}(?:道|个|条)?{_SP}(?:小题|题|答案|名词|项){_SP}(?:计|得|为|各)?{_SP}{_P}{_SP}分|各(?:题)?{_SP}{_P}{_SP}分|{_P}{_SP}分{_SP}/{_SP}题"
)
_EACH_BLANK = re.compile(
    rf"每{_SP}(?:一|1)?{_SP}(?:个)?{_SP}(?:空|格)(?:格)?{_SP}(?:计|得|为)?{_SP}{_P}{_SP}分|{_P}{_SP}分{_SP}/{_SP}空"
)
_PRODUCT = re.compile(
    rf"{_P}{_SP}(分|'|题|空)?{_SP}[x×*X]{_SP}{_P}{_SP}(分|'|题|空)?(?:{_SP}={_SP}{_P}{_SP}(?:分|')?)?"
)
_TOTAL = re.compile(rf"(?:共计|合计|总计|总分|满分|本大题|小计|共|计){_SP}(?:为|是|:)?{_SP}{_P}{_SP}分(?!钟)")
_BARE_TOTAL = re.compile(
    rf"^{_SP}{_P}{_SP}(?:分|points?|marks?|pts?){_SP}$|[(,;。:题空]{_SP}{_P}{_SP}分{_SP}(?=[),;。]|$)", re.I
)
_ENGLISH_ITEMS = re.compile(r"(\d{1,4}) {0,2}(?:questions?|items?)", re.I)
_ENGLISH_EACH = re.compile(
    r"(\d{1,3}(?:\.\d{1,2})?) {0,2}(?:points?|marks?|pts?) {0,2}(?:each|per (?:question|item))", re.I
)
_ENGLISH_TOTAL = re.compile(r"(\d{1,3}(?:\.\d{1,2})?) {0,2}(?:points?|marks?|pts?)(?! {0,2}(?:each|per))", re.I)
_PAPER_TOTAL = re.compile(
    rf"(?:本(?:试)?卷|全卷|试卷|卷面)?{_SP}(?:总分|满分|总分值|卷面总分|共计|共){_SP}(?:值)?{_SP}(?:为|是|:)?{_SP}{_P}{_SP}分(?!钟)"
    r"|(?:total|full) {0,2}(?:score|marks?|points?) {0,2}:? {0,2}(\d{1,4})",
    re.I,
)
_MINUTES = re.compile(
    r"(?:时间|时长|限时|用时|时限|time)[^\n\d]{0,12}(\d{1,3}(?:\.\d)?) {0,2}"
    r"(?:(分)钟?|(min)(?:utes?)?|(小时)|(hours?))",
    re.I,
)
_BARE_MINUTES = re.compile(r"(\d{2,3}) {0,2}分钟")
_RULE = re.compile(
    r"[每共各].{0,8}[题空分]|本(?:大|小)?题|小题|选项|[漏多少错不]选|得分|括号|横线|打?[“\"]?[√×]|填[写入在]|"
    r"\d 分|\d分|answer|choose|points?|marks?",
    re.I,
)
_ONE_RIGHT = re.compile(r"只有 ?(?:一|1) ?(?:个|项)|有且(?:仅|只)有一|(?<![或多])一个(?:正确|最佳)|最佳(?:答案|选项)")
_SEVERAL_RIGHT = re.compile(
    r"至少(?:有)? ?(?:两|二|2) ?(?:个|项)"
    r"|(?:两|二|2) ?(?:个|项)或(?:两|二|2)? ?(?:个|项)?以上|有多(?:个|项)(?:正确|答案|选项)"
)
_ALL_OR_NOTHING = re.compile(
    r"(?:[漏多少错误不](?:选|填|答))[^。\n;]{0,24}?(?:不得分|不给分|无分|不计分|得 {0,2}0 {0,2}分|0 {0,2}分)"
)
_PARTLY = re.compile(
    r"(?:漏选|少选|部分选对|选对[^。\n;,]{0,8}|选不全|未选全)[^。\n;不无]{0,12}得 {0,2}(?!0(?![.\d]))"
    r"(?:\d|一半|部分|相应)"
)
_DEDUCTS = re.compile(r"(?:选错|错选|多选|答错|每错|错一个)[^。\n;]{0,16}?倒?扣")
_WHOLE_BLANKS = re.compile(
    r"(?:全部?填对|全部?答对|全对|每空都对)[^。\n;]{0,8}(?:才|方|则|得分|给分)"
    r"|(?:错|空)一空[^。\n;]{0,6}(?:不得分|0 ?分)"
)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The numbers of one heading; None where it doesn't say."""

    items: int | None = None
    blanks: int | None = None
    points: Decimal | None = None
    each: Decimal | None = None
    each_blank: Decimal | None = None


def read_amounts(text: str) -> Amounts:
    """Read 共20题，每题1分，共20分 and its many relatives."""
    each, each_blank = _single(_EACH_ITEM, text) or _single(_ENGLISH_EACH, text), _single(_EACH_BLANK, text)
    rest = _EACH_BLANK.sub(" ", _EACH_ITEM.sub(" ", text))
    items, blanks = _count(_ITEMS, rest) or _count(_ENGLISH_ITEMS, rest), _count(_BLANKS, rest)
    total = _points(_TOTAL, rest) or _points(_BARE_TOTAL, rest) or _points(_ENGLISH_TOTAL, rest)
    product = _PRODUCT.search(rest)
    if product:
        total = _decimal(product.group(5)) or total
        each, items = _factors(product, each, items)
    return Amounts(items, blanks, total, each, each_blank)


def is_rule(text: str) -> bool:
    """True for a line that says how a section is answered or scored."""
    return bool(_RULE.search(text))


def read_choice_kind(text: str) -> str:
    """选择题 whose rule says 只有一个正确 is single, 至少两个 multiple; else its items decide."""
    if _ONE_RIGHT.search(text):
        return "single_choice"
    return "multiple_choice" if _SEVERAL_RIGHT.search(text) else "choice"


def read_total(text: str) -> Decimal | None:
    """The whole paper's points, from its header."""
    return _points(_PAPER_TOTAL, text)


def read_minutes(text: str) -> int | None:
    """The time allowed, in minutes, from the header."""
    found = _MINUTES.search(text)
    if found:
        hours = found.group(4) or found.group(5)
        return int(Decimal(found.group(1)) * (60 if hours else 1))
    bare = _BARE_MINUTES.search(text)
    return int(bare.group(1)) if bare else None


def read_scoring_rule(text: str, per_blank: bool) -> str | None:
    """The name of the scoring rule that the words mean; None where they name none that exists."""
    if deducts(text):
        return "net_floor0"
    if gives_part_credit(text):
        return "partial_if_no_wrong"
    if _WHOLE_BLANKS.search(text):
        return "all_blanks"
    if _ALL_OR_NOTHING.search(text):
        return "exact"
    return "per_blank" if per_blank else None


def gives_part_credit(text: str) -> bool:
    """True for rules such as 少选得1分."""
    return bool(_PARTLY.search(text))


def deducts(text: str) -> bool:
    """True for rules that take points away for what is wrong."""
    return bool(_DEDUCTS.search(text))


def _factors(product: re.Match[str], each: Decimal | None, items: int | None) -> tuple[Decimal | None, int | None]:
    """Which factor counts and which is worth points: the one marked 分 is worth, unmarked ones read count × points."""
    first, second = _decimal(product.group(1)), _decimal(product.group(3))
    if first is None or second is None:
        return each, items
    worth_first = product.group(2) in ("分", "'") or product.group(4) in ("题", "空")
    count, worth = (second, first) if worth_first else (first, second)
    return each if each is not None else worth, items if items is not None or count != int(count) else int(count)


def _count(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return read_numeral(next(group for group in found.groups() if group)) if found else None


def _points(pattern: re.Pattern[str], text: str) -> Decimal | None:
    found = pattern.search(text)
    return _decimal(next((group for group in found.groups() if group), None)) if found else None


def _single(pattern: re.Pattern[str], text: str) -> Decimal | None:
    """The points when the text names one value only; 第1题每题5分，其余每题8分 names none for all."""
    values = {_decimal(next((group for group in found.groups() if group), None)) for found in pattern.finditer(text)}
    return values.pop() if len(values) == 1 else None


def _decimal(text: str | None) -> Decimal | None:
    if not text:
        return None
    if text[0].isdigit():
        return points(text)
    value = read_numeral(text)
    return points(value) if value is not None else None
