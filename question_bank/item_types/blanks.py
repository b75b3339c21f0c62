"""The blanks of a fill-in item: where they stand in the stem, the literals each accepts, and judging one.

Which typed texts count is `domain.matching`; how points are shared out is the scoring rule's business.
"""

import re
from collections.abc import Sequence

from foundation.errors import N_
from question_bank.domain import Part, Verdict, match_step, normalise
from question_bank.domain.typed_text import one_line
from question_bank.item_types.checking import Checker, quoted

BLANK = "____"
BLANK_LENGTH = 500
MOST_VARIANTS = 50
MOST_BLANKS = 20

ACCEPTED = N_("可接受答案")
BAD_BLANK = N_("空写成四个下划线")
TOO_MANY_BLANKS = N_("题干里的空太多")
KEY_NOT_LISTS = N_("填空题的答案应当是每空一列可接受答案")
WRONG_NUMBER = N_("答案的空数与题干不符")
TOO_MANY_VARIANTS = N_("第 %(blank)s 空的可接受答案太多")

_BLANK = re.compile(r"(?<!_)_{4}(?!_)")
_BAD_BLANK = re.compile(r"(?<!_)(?:_{3}|_{5,})(?!_)")


def count_blanks(stem: str) -> int:
    """How many blanks a stem has."""
    return len(_BLANK.findall(stem))


def split_stem(stem: str) -> list[str]:
    """The pieces of the stem between its blanks: one more than there are blanks."""
    return _BLANK.split(stem)


def check_blanks(checker: Checker, stem: str) -> int:
    """The number of blanks; runs of underscores that are no blank are noted."""
    blanks = count_blanks(stem)
    for run in _BAD_BLANK.findall(stem):
        checker.problem(BAD_BLANK, "stem", found=f"{len(run)} × _", expected=BLANK)
    if blanks > MOST_BLANKS:
        checker.problem(TOO_MANY_BLANKS, "stem", found=str(blanks), expected=f"≤ {MOST_BLANKS}")
    return blanks


def check_key(checker: Checker, blanks: int) -> list[list[str]] | None:
    """The accepted literals of each blank; all empty is the same as no key yet."""
    given = checker.content.get("answer_key")
    if given is None:
        return None
    if not isinstance(given, list | tuple) or not all(isinstance(variants, list | tuple) for variants in given):
        checker.problem(KEY_NOT_LISTS, "answer_key", found=quoted(given), expected='[["CPU", "中央处理器"]]')
        return None
    answer_key = [_variants(checker, number, variants) for number, variants in enumerate(given, 1)]
    if not any(answer_key):
        return None
    if len(answer_key) != blanks:
        checker.problem(WRONG_NUMBER, "answer_key", found=str(len(answer_key)), expected=str(blanks))
    return answer_key


def _variants(checker: Checker, blank: int, given: Sequence[object]) -> list[str]:
    if len(given) > MOST_VARIANTS:
        expected = f"≤ {MOST_VARIANTS}"
        checker.problem(TOO_MANY_VARIANTS, "answer_key", found=str(len(given)), expected=expected, blank=blank)
    texts = (
        checker.text_value(text, "answer_key", ACCEPTED, which=f" {blank}", required=True, limit=BLANK_LENGTH)
        for text in given
    )
    return list(dict.fromkeys(one_line(text) for text in texts if text))


def judge_blank(accepted: Sequence[str], typed: str) -> Part:
    """One blank against its literals: equality after normalising decides; the step is looked up for what matched."""
    if not typed.strip():
        return Part(Verdict.BLANK, typed)
    literal = next((text for text in accepted if normalise(text) == normalise(typed)), None)
    if literal is None:
        return Part(Verdict.WRONG, typed)
    return Part(Verdict.RIGHT, typed, match_step(literal, typed))
