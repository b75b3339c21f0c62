"""GIFT's surface: comments, blocks, escapes, names, text formats, the answers between the braces. No meaning yet."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

ESCAPED = "~=#{}:\\n"
_HIDDEN = {letter: chr(0xE000 + i) for i, letter in enumerate(ESCAPED)}
_SHOWN = {hidden: "\n" if letter == "n" else letter for letter, hidden in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_PRIVATE = re.compile("[\ue000-\ue00f]")
_ANY_HIDDEN = re.compile("[\ue000-\ue007]")
_MARK = re.compile(r"\[(id|tag):([^\[\]]{1,120})\]")
_NAME = re.compile(r"\s*::(.*?)::", re.S)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,6})?)%")
FOLD = re.compile(r"\s*\n\s*")


@dataclass
class Block:
    """A run of lines between empty ones: escapes hidden, comments taken out but for ids and tags."""

    line: int
    text: str
    source: str
    idnumber: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """One answer between the braces: its sign, weight in percent, text and feedback, escapes still hidden."""

    sign: str
    weight: Decimal | None
    text: str
    feedback: str = ""


def hide(text: str) -> str:
    """Escaped signs become private characters, so that what is left are signs that mean something."""
    return _ESCAPE.sub(lambda found: _HIDDEN[found.group(1)], _PRIVATE.sub("", text))


def show(text: str) -> str:
    """The signs themselves again."""
    return _ANY_HIDDEN.sub(lambda found: _SHOWN[found.group()], text)


def plain(text: str) -> str:
    """A text as it reads: lines that were only wrapped are joined, escaped ones stay."""
    return show(FOLD.sub(" ", text.strip())).strip()


def escape(text: str) -> str:
    """A text that means nothing but itself."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")


def blocks(text: str) -> list[Block]:
    """The blocks of a file."""
    found: list[Block] = []
    lines: list[str] = []
    source: list[str] = []
    marks: list[tuple[str, str]] = []
    start = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            marks += _MARK.findall(line)
        elif line.strip():
            start = start if lines else number
            lines.append(line)
            source.append(line)
        elif lines:
            block = Block(start, hide("\n".join(lines)), "\n".join(source))
            block.idnumber = next((value.strip() for kind, value in marks if kind == "id"), "")
            block.tags = [value.strip() for kind, value in marks if kind == "tag"]
            found.append(block)
            lines, source, marks = [], [], []
    return found


def take_name(text: str) -> tuple[str, str]:
    """The name between colons, and the rest."""
    match = _NAME.match(text)
    return (plain(match.group(1)), text[match.end() :]) if match else ("", text)


def take_format(text: str) -> tuple[str, str]:
    """The text format in brackets, and the rest."""
    match = _FORMAT.match(text)
    return (match.group(1), text[match.end() :]) if match else ("", text)


def answers(body: str) -> list[Answer]:
    """The answers of a body that consists of them; anything before the first sign is no answer."""
    found = []
    for piece in re.findall(r"[=~][^=~]*", body):
        sign, rest = piece[0], piece[1:]
        match = _WEIGHT.match(rest)
        weight = number(match.group(1)) if match else None
        text, _, feedback = rest[match.end() if match else 0 :].partition("#")
        found.append(Answer(sign, weight, text, feedback))
    return found


def number(text: str) -> Decimal | None:
    """A number as people write it, None for anything else."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 100 else None
