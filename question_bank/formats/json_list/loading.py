"""Text → tree: JSON, JSON with trailing commas or an assignment before it, and one object a line. Depth is limited."""

import json
import re
from typing import Any

from foundation.errors import N_, Invalid, Problem

NOT_JSON = N_("不是有效的 JSON：第 %(line)s 行，第 %(column)s 个字符起读不懂")
TOO_DEEP = N_("JSON 嵌套超过 %(limit)s 层")
MAX_DEPTH = 40
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*")|,(\s*[\]}])', re.S)
_ASSIGNMENT = re.compile(r"\s*(?:(?:var|let|const)\s+)?[\w$.]{1,60}\s*=\s*")


def load(text: str, name: str) -> Any:
    """The tree. Raises Invalid with the line for what is no JSON, or is nested too deeply."""
    _check_depth(text, name)
    assignment = _ASSIGNMENT.match(text)
    body = text[assignment.end() :].rstrip().rstrip(";") if assignment else text
    try:
        return json.loads(body)
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError as error:
        first = error
    for attempt in (_without_trailing_commas, _by_line):
        try:
            return attempt(body)
        except (ValueError, RecursionError):
            continue
    line = getattr(first, "lineno", 1)
    params = {"line": line, "column": getattr(first, "colno", 1)}
    raise Invalid(Problem(NOT_JSON, params, field=name or None, line=line), message=NOT_JSON, **params)


def _without_trailing_commas(text: str) -> Any:
    return json.loads(_TRAILING.sub(lambda found: found.group(1) or found.group(2), text))


def _by_line(text: str) -> list[Any]:
    """One value to a line (JSON lines)."""
    values = [json.loads(line) for line in text.split("\n") if line.strip()]
    if len(values) < 2:
        raise ValueError("one line")
    return values


def _check_depth(text: str, name: str) -> None:
    depth = 0
    for sign in re.findall(r"[\[\]{}]", _STRINGS.sub("", text)):
        depth += 1 if sign in "[{" else -1
        if depth > MAX_DEPTH:
            raise _too_deep(name)


def _too_deep(name: str) -> Invalid:
    return Invalid(Problem(TOO_DEEP, {"limit": MAX_DEPTH}, field=name or None), message=TOO_DEEP, limit=MAX_DEPTH)
