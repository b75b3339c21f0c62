"""What a sitting asks of the browser: nothing, Safe Exam Browser as a wish, or as a condition to begin.

How its keys are made and checked is delivery's business. Browser Exam Keys are typed by the examiner, one a line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from foundation.errors import N_, Problem
from foundation.text import fold

EXAM_KEY = re.compile(r"[0-9a-f]{64}")
MAX_EXAM_KEYS = 30
QUIT_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
QUIT_LENGTH = 12  # its hash lies in a file that every candidate can open: too long to be found out by trying


class SafeBrowserMode(StrEnum):
    """EXPECTED: the invigilator is told who comes without. REQUIRED: nobody begins without, but by an exception."""

    OFF = "off"
    EXPECTED = "expected"
    REQUIRED = "required"


MODE_LABELS: Mapping[SafeBrowserMode, str] = {
    SafeBrowserMode.OFF: N_("不使用"),
    SafeBrowserMode.EXPECTED: N_("希望使用：没用的人告诉监考员"),
    SafeBrowserMode.REQUIRED: N_("必须使用：没用的人要监考员放行"),
}


@dataclass(frozen=True, slots=True)
class SafeBrowser:
    """The setting of a sitting. Password and token are random, made once a sitting; the token makes the quit link."""

    mode: SafeBrowserMode = SafeBrowserMode.OFF
    exam_keys: tuple[str, ...] = ()
    quit_password: str = field(default="", repr=False)
    quit_token: str = field(default="", repr=False)

    @property
    def is_wanted(self) -> bool:
        """There is a file for it."""
        return self.mode is not SafeBrowserMode.OFF


NO_SAFE_BROWSER = SafeBrowser()


def split_exam_keys(text: str) -> tuple[str, ...]:
    """What was typed, one key each."""
    return tuple(dict.fromkeys(part for part in re.split(r"[\s,;，；]+", fold(text).lower()) if part))


def exam_key_problems(keys: Iterable[str]) -> tuple[Problem, ...]:
    """Everything that is no Browser Exam Key."""
    keys = tuple(keys)
    text = N_("“%(text)s”不是 Browser Exam Key：要 64 个十六进制字符")
    found = [
        Problem(text, {"text": key[:20]}, field="exam_keys", found=key[:80])
        for key in keys
        if not EXAM_KEY.fullmatch(key)
    ]
    if len(keys) > MAX_EXAM_KEYS:
        found.append(Problem(N_("Browser Exam Key 最多 %(n)s 个"), {"n": MAX_EXAM_KEYS}, field="exam_keys"))
    return tuple(found)


def with_secrets(rules: SafeBrowser, former: SafeBrowser, password: str, token: str) -> SafeBrowser:
    """The setting to be stored: with the former one's secrets, or these; without the browser it has none."""
    if not rules.is_wanted:
        return NO_SAFE_BROWSER
    if former.quit_password:
        password, token = former.quit_password, former.quit_token
    return replace(rules, quit_password=password, quit_token=token)


def browser_to_json(rules: SafeBrowser) -> dict[str, Any]:
    """As stored; nothing where the browser is not wanted."""
    return {**asdict(rules), "mode": rules.mode.value, "exam_keys": list(rules.exam_keys)} if rules.is_wanted else {}


def browser_from_json(stored: Mapping[str, Any] | None) -> SafeBrowser:
    """As it was stored."""
    if not stored:
        return NO_SAFE_BROWSER
    return SafeBrowser(**{**stored, "mode": SafeBrowserMode(stored["mode"]), "exam_keys": tuple(stored["exam_keys"])})
