"""How the accepted entries of a blank are read: as literals, numbers or patterns; groups of blanks in any order.

`blanks` and `any_order` are left out of a content where everything is as usual, so that old contents keep their hash.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from foundation.errors import N_
from question_bank.domain import Content, MatchExplanation, Part, Verdict, explain_match
from question_bank.domain.numbers import Tolerance, digits_for_numerals, read_quantity
from question_bank.domain.patterns import BadPattern, compile_pattern
from question_bank.domain.quantities import Expected
from question_bank.item_types.blanks import judge_blank
from question_bank.item_types.checking import Checker, quoted

KINDS = ("literal", "number", "pattern")
USUAL: dict[str, Any] = {"kind": "literal", "weight": 1, "numerals": False}
MOST_WEIGHT = 100

BLANKS_NOT_A_LIST = N_("每空的设置应当是一列，与空数相同")
BAD_BLANK = N_("第 %(blank)s 空的设置应当有 kind（literal、number、pattern）、weight（1 到 100）和 numerals")
NOT_A_NUMBER = N_("第 %(blank)s 空：数值写成 50、50±2、50±5%% 或 50±2 ms")
BAD_PATTERN = N_("第 %(blank)s 空的样式在第 %(place)s 个字符：%(why)s")
BAD_GROUPS = N_("任意次序的组写成 [[1, 2]]，每组至少两空，一空只在一组里")
WEIGHTS_DIFFER = N_("任意次序的一组里，各空的份数要相同")

_TOLERANCE = re.compile(r"(?P<key>.+?)\s*(?:±|\+/-|\+-)\s*(?P<around>[^±]+)")


def read_expected(text: str, *, numerals: bool = False) -> Expected | None:
    """ "50", "50±2", "50±5%", "50±2 ms" as what a number is held against; None for anything else."""
    found = _TOLERANCE.fullmatch(text.strip())
    key = read_quantity(found["key"] if found else text)
    if key is None or "±" in key.unit:
        return None
    tolerance, unit = Tolerance(), key.unit
    if found:
        around = read_quantity(found["around"])
        if around is None or around.value < 0 or (unit and around.unit not in {"", unit, "%"}):
            return None
        is_relative = around.unit == "%" and unit != "%"
        tolerance = Tolerance(around.value, is_relative)
        unit = unit or ("" if is_relative else around.unit)
    units = (unit,) if unit else ()
    return Expected(key.value, tolerance, units, "required" if units else "none", numerals)


def check_blank_kinds(checker: Checker, blanks: int) -> dict[str, Any]:
    """`blanks` and `any_order` in their normal form; empty where everything is as usual."""
    settings = _settings(checker, blanks)
    groups = _groups(checker, blanks)
    for group in groups:
        if len({settings[number - 1]["weight"] for number in group if number <= len(settings)}) > 1:
            checker.problem(WEIGHTS_DIFFER, "any_order", found=str(group))
    found: dict[str, Any] = {}
    if any(setting != USUAL for setting in settings):
        found["blanks"] = settings
    if groups:
        found["any_order"] = groups
    return found


def check_entries(checker: Checker, answer_key: Sequence[Sequence[str]] | None, settings: Sequence[Any]) -> None:
    """Whether the accepted entries can be read as the numbers or patterns that they are said to be."""
    for number, (entries, setting) in enumerate(zip(answer_key or (), settings, strict=False), 1):
        for entry in entries:
            if setting["kind"] == "number" and read_expected(entry) is None:
                checker.problem(NOT_A_NUMBER, "answer_key", found=quoted(entry), blank=number)
            if setting["kind"] == "pattern":
                _check_pattern(checker, number, entry)


def _check_pattern(checker: Checker, number: int, entry: str) -> None:
    try:
        compile_pattern(entry)
    except BadPattern as bad:
        checker.problem(
            BAD_PATTERN, "answer_key", found=quoted(entry), blank=number, place=bad.place or 1, why=bad.text
        )


def _settings(checker: Checker, blanks: int) -> list[dict[str, Any]]:
    given = checker.content.get("blanks")
    if given is None:
        return [dict(USUAL) for _blank in range(blanks)]
    if not isinstance(given, list | tuple) or len(given) != blanks:
        checker.problem(BLANKS_NOT_A_LIST, "blanks", found=quoted(given), expected=str(blanks))
        return [dict(USUAL) for _blank in range(blanks)]
    return [_setting(checker, number, raw) for number, raw in enumerate(given, 1)]


def _setting(checker: Checker, number: int, raw: object) -> dict[str, Any]:
    setting = USUAL | dict(raw) if isinstance(raw, Mapping) and set(raw) <= set(USUAL) else {}
    weight = setting.get("weight")
    is_good = setting.get("kind") in KINDS and isinstance(setting.get("numerals"), bool)
    is_whole = isinstance(weight, int) and not isinstance(weight, bool) and 1 <= weight <= MOST_WEIGHT
    if is_good and is_whole:
        return setting
    checker.problem(BAD_BLANK, "blanks", found=quoted(raw), blank=number)
    return dict(USUAL)


def _groups(checker: Checker, blanks: int) -> list[list[int]]:
    given = checker.content.get("any_order")
    if given is None:
        return []
    groups = [_group(raw, blanks) for raw in given] if isinstance(given, list | tuple) else [[]]
    flat = [number for group in groups for number in group]
    if not all(groups) or len(set(flat)) < len(flat):
        checker.problem(BAD_GROUPS, "any_order", found=quoted(given))
        return []
    return sorted(groups)


def _group(raw: object, blanks: int) -> list[int]:
    if not isinstance(raw, list | tuple) or not all(type(number) is int and 1 <= number <= blanks for number in raw):
        return []
    return sorted(raw) if len(raw) > 1 else []


def setting_of(content: Content, at: int) -> Mapping[str, Any]:
    """How the blank at a place (from 0) is compared."""
    settings = content.get("blanks")
    return settings[at] if settings else USUAL


def judge_typed(setting: Mapping[str, Any], accepted: Sequence[str], typed: str) -> Part:
    """One blank against its entries."""
    weight = setting["weight"]
    if not typed.strip():
        return Part(Verdict.BLANK, typed, weight=weight)
    if setting["kind"] == "literal":
        part = judge_blank(accepted, typed)
        if part.verdict is Verdict.WRONG and setting["numerals"]:
            part = judge_blank([digits_for_numerals(text) for text in accepted], digits_for_numerals(typed))
        return Part(part.verdict, typed, part.step, weight)
    right = any(explanation.matched for explanation in _explanations(setting, accepted, typed))
    return Part(Verdict.RIGHT if right else Verdict.WRONG, typed, setting["kind"] if right else None, weight)


def explain_typed(setting: Mapping[str, Any], accepted: Sequence[str], typed: str) -> MatchExplanation:
    """Try an answer on a blank: whether it counts, and why."""
    if not typed.strip() or setting["kind"] == "literal":
        plain = explain_match(accepted, typed)
        if plain.matched or not typed.strip() or not setting["numerals"]:
            return plain
        digits = explain_match([digits_for_numerals(text) for text in accepted], digits_for_numerals(typed))
        return digits if digits.matched else plain
    found = list(_explanations(setting, accepted, typed))
    return next((each for each in found if each.matched), found[0] if found else explain_match(accepted, typed))


def _explanations(setting: Mapping[str, Any], accepted: Sequence[str], typed: str) -> list[MatchExplanation]:
    if setting["kind"] == "number":
        wanted = [read_expected(entry, numerals=setting["numerals"]) for entry in accepted]
        return [each.try_text(typed) for each in wanted if each is not None]
    return [_by_pattern(entry, typed) for entry in accepted]


def _by_pattern(entry: str, typed: str) -> MatchExplanation:
    if compile_pattern(entry).matches(typed):
        return MatchExplanation(True, N_("算对：与样式 %(pattern)s 相符"), {"pattern": entry})
    return MatchExplanation(False, N_("不算对：与样式 %(pattern)s 不符"), {"pattern": entry})


def judge_all(content: Content, typed: Sequence[str]) -> tuple[Part, ...]:
    """Every blank; in a group of any order each list of entries serves one blank, so that most of them are right."""
    keys = content["answer_key"]
    parts = [judge_typed(setting_of(content, at), keys[at], text) for at, text in enumerate(typed)]
    for group in content.get("any_order", ()):
        places = [number - 1 for number in group]
        tries = {
            at: {other: judge_typed(setting_of(content, other), keys[other], typed[at]) for other in places}
            for at in places
        }
        served = _served(tries)
        for at in places:
            parts[at] = tries[at][served.get(at, at)] if at in served else _missed(tries[at][at])
    return tuple(parts)


def _missed(part: Part) -> Part:
    return Part(Verdict.WRONG, part.given, None, part.weight) if part.verdict is Verdict.RIGHT else part


def _served(tries: Mapping[int, Mapping[int, Part]]) -> dict[int, int]:
    """Blank → the list of entries that it uses up: as many as can be (augmenting paths)."""
    user_of: dict[int, int] = {}

    def seat(at: int, seen: set[int]) -> bool:
        for other, part in tries[at].items():
            if part.verdict is Verdict.RIGHT and other not in seen:
                seen.add(other)
                if other not in user_of or seat(user_of[other], seen):
                    user_of[other] = at
                    return True
        return False

    for at in tries:
        seat(at, set())
    return {at: other for other, at in user_of.items()}
