"""Pictures and sound in an item's texts: what must be said of them in words (WCAG 1.1.1, 1.2.1), and what should."""

from typing import Any

from foundation.errors import N_, Problem
from foundation.media import references

NO_LABEL = N_("图片要有文字说明，录音要有名称：写在方括号里")


def media_problems(content: Any) -> tuple[Problem, ...]:
    """A picture or sound without words keeps an item from review."""
    return (Problem(NO_LABEL, field="stem"),) if any(not each.label for each in references(content)) else ()


def lacks_transcript(content: Any) -> bool:
    """A sound whose words nobody wrote down: a listening item may mean it so, and the reviewer is told."""
    return any(each.is_sound and not each.transcript for each in references(content))
