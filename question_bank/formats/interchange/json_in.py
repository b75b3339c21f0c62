"""Where a text stops being JSON, in words that can be translated: line, column, what stands there, what should.

What Python says of it is English and for programmers; only which of its few complaints it is, is taken from there.
"""

import json
from collections.abc import Mapping

from foundation.errors import N_, Invalid, Problem

FAULT = N_("不是有效的 JSON：第 %(line)s 行第 %(column)s 个字符是%(found)s，应当是%(expected)s")
TOO_DEEP = N_("不是有效的 JSON：嵌套太深")
NO_NUMBER = N_("不是有效的 JSON：%(found)s 不是 JSON 的数")
END = N_("文件结尾")
SPACE = N_("看不见的字符")
SOMETHING = N_("别的内容")
_EXPECTED: Mapping[str, str] = {
    "Expecting value": N_("一个值"),
    "Expecting property name": N_("双引号里的名字"),
    "Illegal trailing comma before end of object": N_("双引号里的名字"),
    "Illegal trailing comma before end of array": N_("一个值"),
    "Expecting ':' delimiter": N_("冒号"),
    "Expecting ',' delimiter": N_("逗号或右括号"),
    "Unterminated string": N_("双引号括起的文字（没有找到收尾的引号）"),
    "Invalid control character": N_("写成 \\n、\\t 的换行或制表符"),
    "Invalid \\": N_("\\ 后面合法的转义"),
    "Extra data": END,
}


class NotANumber(ValueError):
    """NaN or an infinity, which Python would read and JSON does not know."""


def no_constant(name: str) -> None:
    """For `json.loads(parse_constant=…)`."""
    raise NotANumber(name)


def refused_json(text: str, error: ValueError | RecursionError, name: str) -> Invalid:
    """What keeps the file out, told with its place where it has one."""
    if isinstance(error, json.JSONDecodeError):
        params: dict[str, object] = {"line": error.lineno, "column": error.colno}
        expected = (text for complaint, text in _EXPECTED.items() if error.msg.startswith(complaint))
        params |= {"found": _at(text, error.pos), "expected": next(expected, SOMETHING)}
        return _refused(FAULT, name, error.lineno, params)
    if isinstance(error, NotANumber):
        return _refused(NO_NUMBER, name, None, {"found": str(error)})
    return _refused(TOO_DEEP, name, None, {})


def _refused(message: str, name: str, line: int | None, params: dict[str, object]) -> Invalid:
    return Invalid(Problem(message, params, field=name or None, line=line), message=message, **params)


def _at(text: str, position: int) -> str:
    """The character that stands there, in quotes; or what it is, where it can't be seen."""
    sign = text[position : position + 1]
    if not sign:
        return END
    return f"“{sign}”" if sign.isprintable() and not sign.isspace() else SPACE
