"""The options of one item: finds the run of letters A, B, C … that really are labels, wherever they stand.

Several runs are tried (one for each A, with and without separators, in brackets, in small letters); the longest wins,
then the one whose letters stand best. Letters that a run misses, repeats or leaves empty are told, not mended silently.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from question_bank.formats.paper.source import Source

_LETTERS = "ABCDEFGHIJKLMN"
_SEPARATED = re.compile(r"(?P<l>[A-N])√? {0,2}(?P<sep>\\?[、.:)])")
_BRACKETED = re.compile(r"[(\[【] {0,2}(?P<l>[A-N]) {0,2}[)\]】] ?(?P<sep>[、.:]?)")
_LOWER = re.compile(r"\(?(?P<l>[a-n])(?P<sep>[.)、])(?= {0,4}[^ ])")
_BARE = re.compile(r"(?P<l>[A-N])(?P<sep>)(?=[^\sA-Za-z、.:)\]】,;?!/&+'·-])")
_SPACED = re.compile(r"(?P<l>[A-N])(?P<sep> {1,8})(?=[^ \n])")
_COMMA = re.compile(r"(?P<l>[A-N])(?P<sep>,)(?=[^ \n])")
_ODD = re.compile(r"(?P<l>[A-N]) ?(?P<sep>[。;·/]|-{1,2})(?=[^ \n])")
_ALONE = re.compile(r"(?m)^ {0,40}(?P<l>[A-N])(?P<sep>) {0,2}[、.:)]? {0,20}\n(?= {0,40}[^ \n])")
_ROUND = re.compile(r"(?P<l>[①-⑩]) ?(?P<sep>[、.:]?)(?=[^ \n①-⑩])")
_STEMS = re.compile(r"(?<![^ \n。;,])(?P<l>[甲乙丙丁戊己庚辛]) ?(?P<sep>[、.:])(?=[^ \n])")
_SIGNED = re.compile(r"(?m)^ {0,80}[☐□○◯√■●◉] {0,4}(?=[^ \n])")
_TABBED = re.compile(r"选项:? {0,2}$")
_BOX = re.compile(r"(?m)^ {0,80}[-*+] {1,4}\[(?P<mark>[ xX√])\] {0,8}")
_ASKS = re.compile(r"\([ A-N]{0,20}\)[^\n]{0,40}$|[?:是有为] {0,8}$")
_LINE_START, _SPACE, _PUNCTUATION, _GLUED, _STUCK = 5, 4, 3, 2, 1
_CLOSERS = ')]】}>?!;,。、！？；…_”’"》'
_MOST_STARTS = 40
_NEAREST = 12


@dataclass(frozen=True, slots=True)
class Label:
    """One option label: its letter, where it stands and where its text begins."""

    letter: str
    start: int
    body: int
    standing: int
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of labels with what is odd about it; `marked` are letters ticked in a check list."""

    labels: tuple[Label, ...]
    missing: tuple[str, ...] = ()
    repeated: tuple[tuple[str, str], ...] = ()
    is_weak: bool = False
    marked: tuple[str, ...] | None = None
    has_lost_letters: bool = False
    by_column: bool = False


def find_options(source: Source, start: int, end: int, is_choice: bool) -> Run | None:
    """The item's options; outside of choice sections only a clear run of at least three (or two lines) counts."""
    boxes = _boxes(source, start, end)
    if boxes:
        return boxes
    readers: tuple[Callable[[], Iterator[Label]], ...] = (
        partial(_labels, source, _SEPARATED, start, end),
        partial(_labels, source, _BRACKETED, start, end),
    )
    best = _best(source, [run for labels in readers if (run := _best_run(source, list(labels()), end))])
    columns = _columns(source, start, end)
    if columns and (best is None or best.missing or best.repeated or len(best.labels) < len(columns.labels)):
        return columns
    if best and (len(best.labels) >= 3 or _is_clear_pair(best)):
        return _filled(source, best, start, end)
    if alone := _weak_run(source, _ALONE, start, end, 2):
        return Run(alone.labels)
    weak = (_BARE, _SPACED, _COMMA, _ODD) if is_choice else (_SPACED,)
    fallbacks = [_weak_run(source, pattern, start, end, 2 if is_choice else 3) for pattern in (*weak, _LOWER)]
    found = _best(source, [run for run in (best if is_choice else None, *fallbacks) if run])
    return found or (round_options(source, start, end) or _lines(source, start, end) if is_choice else None)


def round_options(source: Source, start: int, end: int) -> Run | None:
    """①, ②, ③ or 甲, 乙, 丙 as the letters of choices: two to ten in order, each once."""
    found = list(_ROUND.finditer(source.shape, start, end)) or list(_STEMS.finditer(source.shape, start, end))
    numbers = ["①②③④⑤⑥⑦⑧⑨⑩甲乙丙丁戊己庚辛".index(each["l"]) % 10 for each in found]
    if not 2 <= len(found) <= 10 or numbers != list(range(len(found))):
        return None
    labels = [Label(_LETTERS[at], x.start(), x.end(), _SPACE, x["l"]) for at, x in zip(numbers, found, strict=True)]
    return None if any(source.is_blank(a.body, b.start) for a, b in pairwise(labels)) else Run(tuple(labels))


def _columns(source: Source, start: int, end: int) -> Run | None:
    """A and C over B and D: every letter once and well placed, but not in order."""
    labels = [x for x in _labels(source, _SEPARATED, start, end) if x.standing >= _SPACE]
    letters = [label.letter for label in labels]
    is_whole = 4 <= len(letters) <= 8 and sorted(letters) == list(_LETTERS[: len(letters)]) != letters
    if not is_whole or letters[0] != "A" or labels[0].standing < _LINE_START:
        return None
    return Run(tuple(labels), by_column=True)


def _lines(source: Source, start: int, end: int) -> Run | None:
    """Saving a list as plain text loses its letters: three to six lines below a line that asks are its options."""
    lines = [line for line in source.lines(start, end) if not source.is_blank(line.start, line.end)]
    below = lines[1:]
    if not 3 <= len(below) <= 6 or not _ASKS.search(source.shape, lines[0].start, lines[0].end):
        return None
    starts = [source.trimmed(line.start, line.end)[0] for line in below]
    labels = tuple(Label(_LETTERS[at], at_start, at_start, _LINE_START) for at, at_start in enumerate(starts))
    return Run(labels, has_lost_letters=True)


def options_by_answer(source: Source, start: int, end: int, answers: list[str]) -> Run | None:
    """Two to six lines below the question are its options when the answer repeats one of them word for word."""
    lines = [line for line in source.lines(start, end) if not source.is_blank(line.start, line.end)]
    texts = ["".join(source.text[line.start : line.end].split()) for line in lines[1:]]
    wanted = {"".join(answer.split()).rstrip("。.") for answer in answers} - {""}
    if not 2 <= len(texts) <= 6 or not wanted & {text.rstrip("。.") for text in texts}:
        return None
    starts = [source.trimmed(line.start, line.end)[0] for line in lines[1:]]
    return Run(tuple(Label(_LETTERS[n], at, at, _LINE_START) for n, at in enumerate(starts)), has_lost_letters=True)


def _boxes(source: Source, start: int, end: int) -> Run | None:
    """A Markdown check list: [x] marks what is right; letters are given in order."""
    found = list(_BOX.finditer(source.shape, start, end))[: len(_LETTERS)]
    if len(found) < 2:
        return _signed(source, start, end)
    inner = [_SEPARATED.match(source.shape, box.end(), end) for box in found]
    are_lettered = all(x and x["l"] == _LETTERS[at] for at, x in enumerate(inner))  # - [ ] A. …
    bodies = [x.end() for x in inner if x] if are_lettered else [box.end() for box in found]
    labels = tuple(Label(_LETTERS[i], b.start(), bodies[i], _LINE_START) for i, b in enumerate(found))
    marked = tuple(_LETTERS[i] for i, box in enumerate(found) if box["mark"] != " ")
    return Run(labels, marked=marked)


def _signed(source: Source, start: int, end: int) -> Run | None:
    """Boxes to tick on lines of their own. Which are ticked is not used: a candidate may have done it."""
    found = list(_SIGNED.finditer(source.shape, start, end))[: len(_LETTERS)]
    labels = tuple(Label(_LETTERS[i], x.start(), x.end(), _LINE_START) for i, x in enumerate(found))
    is_list = len(found) >= 2 and not source.is_blank(start, found[0].start())
    return Run(labels, has_lost_letters=True) if is_list and not _SEPARATED.search(source.shape, start, end) else None


def _labels(source: Source, pattern: re.Pattern[str], start: int, end: int) -> Iterator[Label]:
    for found in pattern.finditer(source.shape, start, end):
        standing = _standing(source.shape, start, found.start())
        in_bracket = (
            found["sep"] == ")" and source.shape[max(start, found.start() - 6) : found.start()].rstrip(" ")[-1:] == "("
        )
        if standing and not in_bracket:
            yield Label(found["l"].upper(), found.start(), found.end(), standing, found["l"])


def _standing(shape: str, start: int, at: int) -> int:
    """How well a label stands: at a line's start, after a space, after punctuation, after Chinese, after a letter."""
    near = max(start, at - 80)
    newline = shape.rfind("\n", near, at)
    if at == start or ((newline >= 0 or start == 0 == near) and not shape[newline + 1 : at].strip(" -*+•")):
        return _LINE_START
    previous = shape[at - 1]
    if previous == ".":
        return 0 if at - 2 >= start and shape[at - 2].isascii() and shape[at - 2].isalpha() else _PUNCTUATION
    if previous == " ":
        return _SPACE
    if previous in _CLOSERS:
        return _PUNCTUATION
    if previous in "(（[":
        return 0
    if previous == ":" and _TABBED.search(shape, max(start, at - 8), at):
        return _LINE_START
    return _STUCK if previous.isascii() else _GLUED


def _best_run(source: Source, labels: list[Label], end: int) -> Run | None:
    by_letter: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_letter[label.letter].append(label)
    least = 2
    starts = [label for label in by_letter["A"] if label.standing > _STUCK][-_MOST_STARTS:]
    if not starts:
        starts = [label for label in by_letter["B"] if label.standing >= _PUNCTUATION][:1]
        least = 2 if starts and starts[0].standing == _LINE_START else 3
    return _best(source, [run for label in starts if len((run := _follow(label, by_letter)).labels) >= least], end)


def _follow(first: Label, by_letter: dict[str, list[Label]]) -> Run:
    """Walk from one label to the next letter, past one missing letter, or over a letter printed twice."""
    chosen, missing, repeated = [first], ["A"] if first.letter == "B" else [], []
    while chosen[-1].letter != _LETTERS[-1]:
        here, at = chosen[-1], _LETTERS.index(chosen[-1].letter)
        following = _next_label(by_letter, at + 1, here)
        if following is None and (again := _again(by_letter, here)):
            following = Label(_LETTERS[at + 1], again.start, again.body, again.standing, again.printed)
            repeated.append((here.letter, _LETTERS[at + 1]))
        if following is None and at + 2 < len(_LETTERS):
            following = _next_label(by_letter, at + 2, here, _SPACE)
            missing.extend([_LETTERS[at + 1]] if following else [])
        if following is None:
            break
        chosen.append(following)
    return Run(tuple(chosen), tuple(missing), tuple(repeated))


def _next_label(by_letter: dict[str, list[Label]], at: int, after: Label, least: int = _STUCK) -> Label | None:
    """The earliest next letter; a better standing one instead, if it comes before the letter after it."""
    places = [label for label in _from(by_letter[_LETTERS[at]], after.body) if label.standing >= least]
    if not places:
        return None
    first = places[0]
    if first.standing >= _SPACE or at + 1 >= len(_LETTERS):
        return first
    later = _from(by_letter[_LETTERS[at + 1]], first.start)
    barrier = next((x.start for x in later if x.standing >= _SPACE), None)
    better = [x for x in places if x.standing > first.standing and (barrier is None or x.start < barrier)]
    return max(better, key=lambda label: label.standing, default=first)


def _again(by_letter: dict[str, list[Label]], here: Label) -> Label | None:
    """The same letter once more, as well placed: a misprint for the next one."""
    places = _from(by_letter[here.letter], here.body)
    return next((x for x in places if x.standing >= max(here.standing, _SPACE)), None)


def _from(labels: list[Label], start: int) -> list[Label]:
    """The first few labels at or after an offset."""
    at = bisect_left(labels, start, key=lambda label: label.start)
    return labels[at : at + _NEAREST]


def _best(source: Source, runs: list[Run], end: int | None = None) -> Run | None:
    return max(runs, key=lambda run: _worth(source, run, end), default=None)


def _worth(source: Source, run: Run, end: int | None) -> tuple[int, int]:
    """Long runs first, then well standing ones without empty options; of equals the later."""
    empty = sum(source.is_blank(a.body, b.start) for a, b in zip(run.labels, run.labels[1:], strict=False))
    if end is not None and source.is_blank(run.labels[-1].body, end):
        empty += 1
    standing = sum(label.standing for label in run.labels)
    return 20 * len(run.labels) + standing - 25 * empty - 10 * len(run.missing) - 15 * len(run.repeated), run.labels[
        0
    ].start


def _is_clear_pair(run: Run) -> bool:
    return len(run.labels) == 2 and all(label.standing >= _SPACE for label in run.labels) and not run.missing


def _weak_run(source: Source, pattern: re.Pattern[str], start: int, end: int, least: int) -> Run | None:
    """Letters without separators, or small ones: only well standing labels from A on, none missing."""
    every = list(_labels(source, pattern, start, end))
    run = _best_run(source, [label for label in every if label.standing >= _PUNCTUATION], end)
    glued = _best_run(source, [label for label in every if label.standing >= _GLUED], end)
    if glued and len(glued.labels) >= max(4, len(run.labels) + 1 if run else 0) and glued.labels[0].standing >= _SPACE:
        run = glued
    if run is None or len(run.labels) < least or run.missing or run.repeated:
        return None
    if len({label.printed.islower() for label in run.labels}) > 1:
        return None
    return Run(run.labels, is_weak=True)


def _filled(source: Source, run: Run, start: int, end: int) -> Run:
    """Look for missing letters once more, now without separators."""
    if not run.missing or run.repeated:
        return run
    extra = [x for pattern in (_BARE, _SPACED) for x in _labels(source, pattern, start, end) if x.standing >= _SPACE]
    labels = list(run.labels)
    still: list[str] = []
    for letter in run.missing:
        after = max((x.body for x in labels if x.letter < letter), default=start)
        before = min((x.start for x in labels if x.letter > letter), default=end)
        found = next((x for x in extra if x.letter == letter and after <= x.start < before), None)
        labels, still = ([*labels, found], still) if found else (labels, [*still, letter])
    return Run(tuple(sorted(labels, key=lambda label: label.start)), tuple(still), run.repeated)
