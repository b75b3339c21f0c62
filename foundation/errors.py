"""Domain errors: classes with typed fields and a message for the person who reads it.

A message is a msgid (the zh-CN text) with `%(name)s` fields; the web edge and the CLI translate it
(`foundation.i18n.explain`), the domain never does. Status codes are what the web edge answers with.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar


def N_(message: str) -> str:  # the name that extraction tools look for
    """Mark a text for extraction without translating it."""
    return message


CONTEXT_END = "\x04"  # gettext's own sign between a context and its msgid


def NC_(context: str, message: str) -> str:
    """Mark a text that needs another English than the same word elsewhere: the context says where it stands."""
    return f"{context}{CONTEXT_END}{message}"


def without_context(value: object) -> object:
    """The text alone, as it reads in Chinese."""
    return value.rpartition(CONTEXT_END)[2] if isinstance(value, str) else value


def _filled(text: str, params: dict[str, Any]) -> str:
    """For logs and tests; pages translate."""
    plain = str(without_context(text))
    return plain % {name: _plain(value) for name, value in params.items()} if params else plain


def _plain(value: object) -> object:
    """A param as it reads in Chinese; several names are parted as a list."""
    return "、".join(map(str, value)) if isinstance(value, (tuple, list)) else without_context(value)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it stands, what was found and what was expected."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)
    field: str | None = None
    line: int | None = None
    found: str | None = None
    expected: str | None = None
    severity: str = "error"

    def __str__(self) -> str:
        return _filled(self.message, self.params)


class DomainError(Exception):
    """Something the rules of the house refuse; its text says what, and how to go on."""

    message: ClassVar[str] = N_("这一步做不了")
    status: ClassVar[int] = 400

    def __init__(self, message: str | None = None, /, **params: Any) -> None:
        self.text = message if message is not None else self.message
        self.params = params
        super().__init__(str(self))

    def __str__(self) -> str:
        return _filled(self.text, self.params)


class NotFound(DomainError):
    """No such thing, or not yours: the two look the same from outside."""

    message = N_("没有找到这一页，或者它不属于你")
    status = 404


class Forbidden(DomainError):
    """The actor lacks a permission; `permission` and `unit` name what would be needed."""

    message = N_("你没有做这件事的权限")
    status = 403


class Conflict(DomainError):
    """The state of things has moved on, or two acts exclude each other."""

    message = N_("内容已经变化，请刷新后再试")
    status = 409


class Locked(DomainError):
    """Closed for now; it may open again."""

    message = N_("现在不能修改")
    status = 423


class TooMany(DomainError):
    """Too many tries; `retry_after_seconds` says when the next one is looked at."""

    message = N_("尝试次数过多，请 %(minutes)s 分钟后再试")
    status = 429

    def __init__(self, message: str | None = None, /, *, retry_after_seconds: int = 60, **params: Any) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(message, minutes=max(1, -(-retry_after_seconds // 60)), **params)


class Invalid(DomainError):
    """Input that can't be taken; all problems at once, nothing half-done."""

    message = N_("输入里有需要改正的地方")
    status = 422

    def __init__(self, *problems: Problem, message: str | None = None, **params: Any) -> None:
        self.problems: tuple[Problem, ...] = problems
        super().__init__(message, **params)
