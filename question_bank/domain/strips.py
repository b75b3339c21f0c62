"""A strip of answers as people type it (`CACBB CCCDA`, `1-5 BBCBB`, `√×√√×`, `AB,CD,ACD`), dealt out to the items it is
for. Nothing is guessed silently: what does not fit is said of its place. Papers' own answer blocks are read in formats.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.errors import N_, Problem

MOST_LETTERS = 4000
WRONG_COUNT = N_("写了 %(found)s 个答案，这里要 %(expected)s 个")
WRONG_COUNT_MISSING = N_("写了 %(found)s 个答案；缺答案的有 %(missing)s 题，一共 %(expected)s 题")
RANGE_COUNT = N_("%(first)s-%(last)s 是 %(expected)s 题，写了 %(found)s 个答案")
NO_SUCH_NUMBER = N_("这里没有第 %(number)s 题")
TWICE = N_("第 %(number)s 题写了两次")
NOT_AN_OPTION = N_("第 %(number)s 题没有选项 %(found)s")
NOT_A_TRUTH = N_("第 %(number)s 题是判断题，“%(found)s”认不出是对还是错")
SAME_LETTER = N_("第 %(number)s 题的“%(found)s”里有重复的字母")
TOO_FEW = N_("第 %(number)s 题是多选题，只写了 %(found)s")
TOO_MANY = N_("第 %(number)s 题只能选一项，写了 %(found)s")
BEFORE_NUMBERS = N_("“%(found)s”前面没有题号")
NOTHING = N_("先写答案，例如 CACBB CCCDA")

_WORDS = (("不正确", "×"), ("正确", "√"), ("错误", "×"), ("不对", "×"), ("TRUE", "√"), ("FALSE", "×"))
_SIGNS = str.maketrans(
    dict.fromkeys("✓✔☑✅对是", "√") | dict.fromkeys("✗✘✕╳☒❌❎✖错否", "×") | dict.fromkeys("–—―至到～", "-")
)
_LABEL = re.compile(r"^\s*(?:参考|标准|正确)?答案\s*:?\s*")
_NUMBER = re.compile(r"第?(\d{1,4})题?\s*(?:[-~]{1,2}\s*第?(\d{1,4})题?)?\s*[:.、)]?")
_BETWEEN = re.compile(r"[\s,;、。./|]+")
_OPEN = frozenset("?_*-")  # stands for an answer that is not known
_YES, _NO = frozenset("√TYA"), frozenset("×FNXB")


@dataclass(frozen=True, slots=True)
class Target:
    """An item that a strip is for: its number as people call it, its option ids (none: true or false), its key."""

    number: str
    options: tuple[str, ...] = ()
    several: bool = False
    answer_key: list[str] | bool | None = None


@dataclass(frozen=True, slots=True)
class Dealt:
    """What one item got: the letters as typed, the answer they mean; None with a problem, or where nothing was said."""

    target: Target
    typed: str = ""
    answer: list[str] | bool | None = None
    problem: Problem | None = None

    @property
    def is_news(self) -> bool:
        """It says something that the item does not have yet."""
        return self.answer is not None and self.answer != self.target.answer_key

    @property
    def contradicts(self) -> bool:
        """The item has another key."""
        return self.is_news and self.target.answer_key is not None


@dataclass(frozen=True, slots=True)
class Dealing:
    """A strip dealt out over all its items, in their order; `problems` are of the strip as a whole."""

    lines: tuple[Dealt, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def faults(self) -> tuple[Problem, ...]:
        """Everything that keeps it from being saved."""
        return (*self.problems, *(line.problem for line in self.lines if line.problem))


def deal(strip: str, targets: Sequence[Target]) -> Dealing:
    """Deal a strip out. Without numbers it is for the items that lack a key, or for all of them, whichever fits."""
    text = _LABEL.sub("", _plain(strip[:MOST_LETTERS]))
    if not text.strip():
        return Dealing(tuple(Dealt(target) for target in targets), (Problem(NOTHING, field="strip"),))
    got: dict[int, str] = {}
    problems = _numbered(text, targets, got) if any(map(str.isdigit, text)) else _bare(text, targets, got)
    return Dealing(tuple(_read(target, got.get(at, "")) for at, target in enumerate(targets)), tuple(problems))


def _plain(strip: str) -> str:
    text = unicodedata.normalize("NFKC", strip).upper()
    for word, sign in _WORDS:
        text = text.replace(word, sign)
    return text.translate(_SIGNS)


def _bare(text: str, targets: Sequence[Target], got: dict[int, str]) -> list[Problem]:
    everything = list(range(len(targets)))
    missing = [at for at in everything if targets[at].answer_key is None]
    for wanted in (missing, everything):
        spread, n = _spread(text, [targets[at] for at in wanted])
        if wanted and n == len(wanted):
            got.update(zip(wanted, spread, strict=True))
            return []
    wanted = missing or everything
    spread, n = _spread(text, [targets[at] for at in wanted])
    got.update(zip(wanted, spread, strict=False))
    counts = {"found": n, "expected": len(everything), "missing": len(missing)}
    some = 0 < len(missing) < len(everything)
    return [Problem(WRONG_COUNT_MISSING if some else WRONG_COUNT, counts, field="strip")]


def _numbered(text: str, targets: Sequence[Target], got: dict[int, str]) -> list[Problem]:
    places: dict[int, int] = {}
    for at, target in enumerate(targets):
        if target.number.isdigit():
            places.setdefault(int(target.number), at)
    problems: list[Problem] = []
    for first, last, body in _segments(text, problems):
        unknown = [number for number in {first, last} if number not in places]
        problems += (Problem(NO_SUCH_NUMBER, {"number": number}, field="strip") for number in sorted(unknown))
        wanted = [places[number] for number in range(first, last + 1) if number in places]
        spread, n = _spread(body, [targets[at] for at in wanted])
        if first != last and not unknown and n != len(wanted):
            counts = {"first": first, "last": last, "expected": len(wanted), "found": n}
            problems.append(Problem(RANGE_COUNT, counts, field="strip"))
        if first == last:
            spread = ["".join(_BETWEEN.split(body))] * len(wanted)
        for at, letters in zip(wanted, spread, strict=False):
            if at in got:
                problems.append(Problem(TWICE, {"number": targets[at].number}, field="strip"))
            got[at] = letters
    return problems


def _segments(text: str, problems: list[Problem]) -> Iterator[tuple[int, int, str]]:
    """First and last number with the letters behind them."""
    marks = list(_NUMBER.finditer(text))
    before = text[: marks[0].start()].strip()
    if before:
        problems.append(Problem(BEFORE_NUMBERS, {"found": before[:20]}, field="strip"))
    stops = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, stop in zip(marks, stops, strict=True):
        first, last = int(mark[1]), int(mark[2] or mark[1])
        yield first, max(first, last), text[mark.end() : stop]


def _spread(body: str, targets: Sequence[Target]) -> tuple[list[str], int]:
    """The letters of each item, and how many answers there are: a word is one answer of an item that takes several
    letters, else each letter is one.
    """
    spread: list[str] = []
    for word in filter(None, _BETWEEN.split(body)):
        rest = word
        while rest:
            whole = len(spread) < len(targets) and targets[len(spread)].several
            spread.append(rest if whole else rest[0])
            rest = "" if whole else rest[1:]
    return spread[: len(targets)], len(spread)


def _read(target: Target, letters: str) -> Dealt:
    if not letters or set(letters) <= _OPEN:
        return Dealt(target, letters)
    answer, message = _truth(letters) if not target.options else _choice(target, letters)
    if message is None:
        return Dealt(target, letters, answer)
    found = "".join(x for x in letters if x not in target.options) if message == NOT_AN_OPTION else letters
    return Dealt(target, letters, None, Problem(message, {"number": target.number, "found": found}, field="strip"))


def _truth(letters: str) -> tuple[Any, str | None]:
    if len(letters) == 1 and letters in _YES | _NO:
        return letters in _YES, None
    return None, NOT_A_TRUTH


def _choice(target: Target, letters: str) -> tuple[Any, str | None]:
    if set(letters) - set(target.options):
        return None, NOT_AN_OPTION
    if len(set(letters)) < len(letters):
        return None, SAME_LETTER
    if target.several and len(letters) < 2:
        return None, TOO_FEW
    if not target.several and len(letters) > 1:
        return None, TOO_MANY
    return [option for option in target.options if option in letters], None
