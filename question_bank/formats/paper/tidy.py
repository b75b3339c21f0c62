"""Text for readers: lines that were only wrapped are joined, real line breaks stay, stray spaces go."""

import re

_KEEPS_LINE = re.compile(r"\s*(?:[①-⑳⑴-⒇]|[（(]\d{1,2}[)）]|\d{1,2}[)）、.．]|[a-zA-Z][)）.]|[-*•·|>]|[IVX]{1,4}[.、])")
_ENDS = "。！？!?：:；;…"
_SPACES = re.compile(r"[ \t\u3000\xa0]{2,}")
_WIDE_SPACE = re.compile(r"[\t\u3000\xa0]")
_QUOTE = re.compile(r"(?m)^\s{0,8}>\s?")
_EMPHASIS = re.compile(r"\*\*([^*\n]{1,200})\*\*")


def tidy(text: str) -> str:
    """A stem, option or explanation in clean lines."""
    lines = [_SPACES.sub(" ", _WIDE_SPACE.sub(" ", line)).strip() for line in text.split("\n")]
    result: list[str] = []
    for line in lines:
        if not line:
            continue
        if result and not _KEEPS_LINE.match(line) and result[-1][-1] not in _ENDS:
            result[-1] = _joined(result[-1], line)
        else:
            result.append(line)
    return _EMPHASIS.sub(r"\1", "\n".join(result))


def tidy_quoted(text: str) -> str:
    """An explanation, whose lines may be marked as a quotation."""
    return tidy_lines(_QUOTE.sub("", text))


def tidy_lines(text: str) -> str:
    """A guide or explanation: its lines may be a list, so none are joined."""
    return "\n".join(clean for line in text.split("\n") if (clean := tidy(line)))


def shortened(text: str, length: int = 40) -> str:
    """A quotation for a message: one line, cut where it grows long."""
    flat = " ".join(text[: length * 4].split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def _joined(first: str, second: str) -> str:
    """Chinese runs on without a space; words need one."""
    parted = first[-1].isascii() and first[-1].isalnum() and second[0].isascii() and second[0].isalnum()
    return first + (" " if parted or (first[-1] in ",." and second[0].isascii()) else "") + second
