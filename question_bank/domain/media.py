"""Pictures and sound in an item: what must be said of them in words (WCAG 1.1.1, 1.2.1), and what should; and the
pictures that an answer names.
"""

import re
from typing import Any

from foundation.errors import N_, Problem
from foundation.media import references

MOST_PICTURES = 2  # that a candidate may attach to an answer
SHA256 = re.compile(r"[0-9a-f]{64}")

NO_LABEL = N_("图片要有文字说明，录音要有名称：写在方括号里")


def media_problems(content: Any) -> tuple[Problem, ...]:
    """A picture or sound without words keeps an item from review."""
    return (Problem(NO_LABEL, field="stem"),) if any(not each.label for each in references(content)) else ()


def lacks_transcript(content: Any) -> bool:
    """A sound whose words nobody wrote down: a listening item may mean it so, and the reviewer is told."""
    return any(each.is_sound and not each.transcript for each in references(content))


def files_in(value: Any) -> tuple[str, ...]:
    """The hashes of the pictures that a response names ("files"), however deep; () for nearly every response."""
    if not isinstance(value, list | dict):
        return ()
    found: dict[str, None] = {}
    parts: list[Any] = [value]
    while parts:  # no recursion: what a browser sends may be nested as deep as it likes
        part = parts.pop()
        if isinstance(part, dict):
            names = part.get("files")
            for name in names if isinstance(names, list) else ():
                if isinstance(name, str) and SHA256.fullmatch(name):
                    found[name] = None
            parts.extend(part.values())
        elif isinstance(part, list):
            parts.extend(each for each in part if isinstance(each, list | dict))
    return tuple(found)
