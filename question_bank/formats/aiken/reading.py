"""Aiken to items. A question ends at its ANSWER line; what stands elsewhere is named with its line."""

import re
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.interchange import contents, messages
from question_bank.formats.interchange.collecting import Collector, Found, Notes
from question_bank.formats.interchange.contents import Made, Option
from question_bank.formats.interchange.text_in import beginning, text_of
from question_bank.formats.model import Paper

_OPTION = re.compile(r"\s*([A-Z])[.)]\s+(.*\S)\s*")
_ANSWER = re.compile(r"\s*ANSWER:\s*([A-Za-z](?:\s*,\s*[A-Za-z])*)\s*", re.I)
_LONE_ANSWER = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.M)
_OPTION_LINE = re.compile(r"^[A-Z][.)] ", re.M)
JUDGED = {
    ("true", "false"): (True, False),
    ("false", "true"): (False, True),
    ("对", "错"): (True, False),
    ("正确", "错误"): (True, False),
}


@dataclass
class Draft:
    """A question while its lines come in."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    source: list[str] = field(default_factory=list)


def recognises(data: bytes, name: str) -> int:
    """Options with their letters and lines that say ANSWER."""
    text = beginning(data).replace("\r\n", "\n")
    if not _LONE_ANSWER.search(text) or not _OPTION_LINE.search(text):
        return 0
    others = sum(bool(_ANSWER.fullmatch(line)) or bool(_OPTION.fullmatch(line)) for line in text.split("\n"))
    return 95 if "aiken" in name.lower() or others > 2 else 70


def read(data: bytes, name: str, **options: Any) -> Paper:
    """All questions of the file. Raises Invalid for what is no text or holds none."""
    collector = Collector("aiken", name, tolerant=bool(options.get("tolerant")))
    draft = Draft()
    for number, line in enumerate(text_of(data, name).split("\n"), 1):
        draft = _take(line, number, draft, collector)
    if draft.source:
        _unfinished(draft, collector)
    return collector.paper()


def _take(line: str, number: int, draft: Draft, collector: Collector) -> Draft:
    if not line.strip():
        return draft
    draft.line = draft.line or number
    draft.source.append(line)
    answer, option = _ANSWER.fullmatch(line), _OPTION.fullmatch(line)
    if answer and draft.options:
        _finish(draft, [letter.strip().upper() for letter in answer.group(1).split(",")], collector)
        return Draft()
    if option and draft.stem:
        draft.options.append((option.group(1), option.group(2)))
    elif draft.options or answer:
        _unfinished(draft, collector)
        return Draft() if answer else Draft(number, [line.strip()], [], [line])
    else:
        draft.stem.append(line.strip())
    return draft


def _unfinished(draft: Draft, collector: Collector) -> None:
    title = (draft.stem or draft.source)[0][:40]
    collector.leave_out(title, f"{collector.name}:{draft.line}", messages.NO_ANSWER_LINE, *draft.source)


def _finish(draft: Draft, letters: list[str], collector: Collector) -> None:
    notes = Notes()
    known = [name for name, _text in draft.options]
    strangers = [letter for letter in letters if letter not in known]
    if strangers:
        notes.fail(messages.UNKNOWN_OPTION, found=", ".join(strangers))
    item_type, content = _made(draft, letters)
    collector.add(Found(item_type, content, f"{collector.name}:{draft.line}", notes=notes))


def _made(draft: Draft, letters: list[str]) -> Made:
    common = contents.base("\n".join(draft.stem))
    judged = JUDGED.get(tuple(text.strip().lower() for _name, text in draft.options))  # type: ignore[arg-type]  # any length
    if judged and len(letters) == 1:
        values = dict(zip((name for name, _text in draft.options), judged, strict=True))
        return contents.true_false(common, values.get(letters[0]))
    options = [Option(name, text, name in letters) for name, text in draft.options]
    return contents.choice(common, options, several=len(letters) > 1)
