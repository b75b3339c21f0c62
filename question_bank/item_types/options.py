"""The options of a choice item and the key among them, as an author writes them: checked and brought to normal form."""

import re
from typing import Any

from foundation.errors import N_
from question_bank.item_types.checking import Checker, quoted

MOST_OPTIONS = 10
OPTION_LENGTH = 2_000

OPTION, RATIONALE = N_("选项"), N_("选项解析")
OPTIONS_NOT_A_LIST = N_("选项应当是一列")
OPTION_NOT_AN_OBJECT = N_("第 %(number)s 个选项应当有 id 和 text")
TOO_FEW_OPTIONS = N_("至少要有两个选项")
TOO_MANY_OPTIONS = N_("选项太多")
BAD_OPTION_ID = N_("选项编号应当是 1 到 8 个字母或数字")
DUPLICATE_OPTION_ID = N_("选项编号重复")
KEY_NOT_A_LIST = N_("答案应当是一列选项编号")
KEY_NOT_AN_OPTION = N_("答案里的选项不存在")

_ID = re.compile(r"[A-Za-z0-9]{1,8}")
_OPTION_KEYS = frozenset({"id", "text", "rationale"})


def check_options(checker: Checker) -> list[dict[str, Any]]:
    """The options in their normal form; problems go to the checker."""
    given = checker.content.get("options")
    if not isinstance(given, list | tuple):
        checker.problem(OPTIONS_NOT_A_LIST, "options", found=quoted(given))
        return []
    options = [option for number, raw in enumerate(given, 1) if (option := _option(checker, number, raw)) is not None]
    ids = [option["id"] for option in options]
    for twice in dict.fromkeys(name for name in ids if ids.count(name) > 1):
        checker.problem(DUPLICATE_OPTION_ID, "options", found=twice)
    if len(given) < 2:
        checker.problem(TOO_FEW_OPTIONS, "options", found=str(len(given)), expected="≥ 2")
    if len(given) > MOST_OPTIONS:
        checker.problem(TOO_MANY_OPTIONS, "options", found=str(len(given)), expected=f"≤ {MOST_OPTIONS}")
    return options


def _option(checker: Checker, number: int, raw: object) -> dict[str, Any] | None:
    if not isinstance(raw, dict) or not raw.keys() <= _OPTION_KEYS:
        checker.problem(
            OPTION_NOT_AN_OBJECT, "options", found=quoted(raw), expected="id, text, rationale", number=number
        )
        return None
    name = raw.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        checker.problem(BAD_OPTION_ID, "options", found=quoted(name), expected="A, B, C …")
        name = str(number)
    which = f" {name}"
    text = checker.text_value(raw.get("text"), "options", OPTION, which=which, required=True, limit=OPTION_LENGTH)
    return {
        "id": name,
        "text": text or "",
        "rationale": checker.text_value(raw.get("rationale"), "options", RATIONALE, which=which),
    }


def check_key(checker: Checker, options: list[dict[str, Any]]) -> list[str] | None:
    """The key as option ids in the options' order; none ticked is the same as no key yet."""
    given = checker.content.get("answer_key")
    if given is None:
        return None
    if not isinstance(given, list | tuple) or not all(isinstance(name, str) for name in given):
        checker.problem(KEY_NOT_A_LIST, "answer_key", found=quoted(given), expected='["A"]')
        return None
    ids = [option["id"] for option in options]
    strangers = [name for name in given if name not in ids]
    if strangers:
        checker.problem(KEY_NOT_AN_OPTION, "answer_key", found=quoted(", ".join(strangers)), expected=", ".join(ids))
    return [name for name in ids if name in given] or None
