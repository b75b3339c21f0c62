"""Options where a person said that a line is one: its own letter counts where it fits, else the next one is given.

Lines that were found as options anyway stay as they are. What a line can be told to be is `boundaries`.
"""

import re
from dataclasses import replace

from question_bank.formats.model import PaperOption
from question_bank.formats.paper.boundaries import Kind
from question_bank.formats.paper.options import Label, Run
from question_bank.formats.paper.source import Line, Source
from question_bank.formats.paper.tidy import tidy

_LETTERS = "ABCDEFGHIJKLMN"
_OWN = re.compile(
    r" {0,80}(?:[-*+•] {1,4})?(?:[(\[【] ?(?P<boxed>[A-Na-n]) ?[)\]】] {0,2}[、.:]?|(?P<parted>[A-Na-n]) {0,2}[、.:)]"
    r"|(?P<bare>[A-N])(?= |[\u4e00-\u9fff])|[^ \n] ?[、.:)](?!\d)) {0,8}"  # the last: a letter that was misread
)
_AT_START = 5


def with_told(source: Source, run: Run | None, start: int, end: int) -> Run | None:
    """The run with the told lines in their places; it becomes one where there was none."""
    lines = source.told_lines(Kind.OPTION, start, end)
    found = list(run.labels) if run else _beside(source, start, end)
    begun = {source.line_at(label.start) for label in found}
    new = [_label(source, line) for line in lines if line.number not in begun]
    if not new:
        return run
    labels = sorted([*found, *new], key=lambda label: label.start)[: len(_LETTERS)]
    letters = _letters([label.letter for label in labels])
    placed = tuple(replace(label, letter=letter) for label, letter in zip(labels, letters, strict=True))
    is_given = any(old.letter and old.letter != new for old, new in zip(labels, letters, strict=True))
    expected = _LETTERS[: _LETTERS.index(letters[-1]) + 1]
    missing = tuple(letter for letter in expected if letter not in letters)
    return replace(
        run or Run(()), labels=placed, missing=missing, repeated=(), has_lost_letters=is_given, is_weak=False
    )


def _beside(source: Source, start: int, end: int) -> list[Label]:
    """Lines that begin with a letter, where too few did to be options by themselves."""
    lines = [line for line in source.lines(start, end) if line.start > start and not source.told(line.number)]
    marked = [line for line in lines if (own := _OWN.match(source.shape, line.start, line.end)) and own["parted"]]
    return [_label(source, line) for line in marked]


def _label(source: Source, line: Line) -> Label:
    own = _OWN.match(source.shape, line.start, line.end)
    start, _end = source.trimmed(line.start, line.end)
    if own is None or source.is_blank(own.end(), line.end):
        return Label("", start, start, _AT_START)
    letter = (own["boxed"] or own["parted"] or own["bare"] or "").upper()
    return Label(letter, start, own.end(), _AT_START)


def _letters(printed: list[str]) -> list[str]:
    """A gap takes the letter after the one before it; where that clashes with a printed one, all are lettered anew."""
    given: list[str] = []
    for letter in printed:
        following = _LETTERS[min(_LETTERS.index(given[-1]) + 1, len(_LETTERS) - 1)] if given else "A"
        given.append(letter or following)
    return given if given == sorted(set(given)) else list(_LETTERS[: len(given)])


def options_below(
    source: Source, spans: list[tuple[int, int]], before: tuple[PaperOption, ...]
) -> tuple[PaperOption, ...]:
    """Told lines below an answer or explanation, as further options."""
    options = list(before)
    for start, end in spans:
        line = Line(source.line_at(start), start, min(end, source.line(source.line_at(start)).end))
        label = _label(source, line)
        taken = {option.id for option in options}
        free = [letter for letter in _LETTERS if letter not in taken]
        if free:
            letter = label.letter if label.letter in free else free[0]
            options.append(PaperOption(letter, tidy(source.text[label.body : end])))
    return tuple(sorted(options, key=lambda option: option.id))
