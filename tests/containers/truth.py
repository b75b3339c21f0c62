"""What a built file says, and how a reader's answer is held against it: right, told, silently wrong, lost.

Nothing here builds or reads a file. `judge` compares item by item, in order of their stems.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from foundation.errors import Invalid
from question_bank.formats.model import Paper, PaperItem
from question_bank.formats.registry import read_file


@dataclass(frozen=True)
class Asked:
    """One question as the file's author means it; a choice's key is letters by position, None where there is none."""

    type: str
    stem: str
    options: tuple[str, ...] = ()
    key: Any = None


@dataclass(frozen=True)
class Case:
    """One file: name with its ending, builder, questions; or `refused`, a word that the refusal must hold.

    `told` names a word that must stand in some problem although every item is right (hidden text, lost footnotes …).
    """

    file: str
    make: Callable[[], bytes]
    items: tuple[Asked, ...] = ()
    refused: str = ""
    told: str = ""


@dataclass
class Verdict:
    """Counts of one file; `notes` says what differs."""

    right: int = 0
    told: int = 0
    wrong: int = 0
    lost: int = 0
    notes: list[str] = field(default_factory=list)


def one(stem: str, options: str, key: str | None = None) -> Asked:
    """A single choice; options parted by `|`."""
    return Asked("single_choice", stem, tuple(options.split("|")), key)


def many(stem: str, options: str, key: str | None = None) -> Asked:
    """A multiple choice."""
    return Asked("multiple_choice", stem, tuple(options.split("|")), key)


def judged(stem: str, key: bool | None = None) -> Asked:
    """A statement to judge."""
    return Asked("true_false", stem, (), key)


def blanks(stem: str, *keys: str) -> Asked:
    """Blanks; one accepted literal for each."""
    return Asked("fill_blank", stem, (), [[key] for key in keys] if keys else None)


def written(stem: str) -> Asked:
    """A short answer."""
    return Asked("short_answer", stem)


def plain(text: str) -> str:
    """A text without its widths, spaces, answer places and last sign."""
    text = unicodedata.normalize("NFKC", text).replace("\\", "").replace("**", "")
    text = re.sub(r"\(\s*\)|\s", "", text)
    return re.sub(r"_+", "_", text).rstrip("。.?:;,，；：、")


def key_of(item: PaperItem) -> Any:
    """The key as letters by position, or as it is."""
    if item.options and isinstance(item.answer_key, list):
        ids = [option.id for option in item.options]
        return "".join(sorted("ABCDEFGHIJ"[ids.index(str(letter))] for letter in item.answer_key))
    return item.answer_key


def differs(item: PaperItem, asked: Asked) -> str:
    """What is not as meant; empty where all is."""
    found = []
    if item.type != asked.type:
        found.append(f"type {item.type}")
    if plain(item.stem) != plain(asked.stem):
        found.append(f"stem {item.stem!r}")
    if [plain(option.text) for option in item.options] != [plain(text) for text in asked.options]:
        found.append(f"options {[option.text for option in item.options]}")
    if key_of(item) != asked.key:
        found.append(f"key {key_of(item)!r} for {asked.key!r}")
    return "; ".join(found)


def pair(items: list[PaperItem], asked: Asked) -> PaperItem | None:
    """The item that is meant: the same stem, else one that holds its beginning."""
    for test in (
        lambda item: plain(item.stem) == plain(asked.stem),
        lambda item: plain(asked.stem)[:7] in plain(item.stem),
        lambda item: plain(asked.stem)[-6:] in plain(item.stem),
    ):
        for item in items:
            if test(item):
                return item
    return None


def judge(case: Case) -> Verdict:
    """Reads the file and counts."""
    verdict = Verdict()
    try:
        paper = read_file(case.make(), case.file)
    except Invalid as refused:
        words = " ".join(
            [
                str(refused),
                *(str(p.message) % dict(p.params or {}) if hasattr(p, "params") else str(p) for p in refused.problems),
            ]
        )
        verdict.notes.append(f"refused: {words[:300]}")
        if case.refused:
            fits = re.search(case.refused, words)
            verdict.right, verdict.told = (1, 0) if fits else (0, 1)
        else:
            verdict.told = len(case.items)
        return verdict
    if case.refused:
        verdict.notes.append(f"read though unreadable: {[item.stem for item in paper.items]}")
        verdict.wrong = 1
        return verdict
    return compare(paper, case, verdict)


def said(paper: Paper) -> str:
    """All that is told on the paper and its items."""
    told = [*paper.problems, *(problem for item in paper.items for problem in item.problems)]
    return " ".join(problem.text() for problem in told)


def compare(paper: Paper, case: Case, verdict: Verdict) -> Verdict:
    """Item by item; what is left over is silently wrong where nothing is told."""
    left = list(paper.items)
    source = plain("".join(paper.source_lines) or "".join(item.source_text for item in paper.items))
    for asked in case.items:
        item = pair(left, asked)
        if item is not None:
            left.remove(item)
        difference = differs(item, asked) if item else "not found"
        own = item is not None and (bool(item.problems) or item.confidence != "high")
        if not difference:
            verdict.right += 1
        elif item is None and plain(asked.stem)[:6] not in source and not paper.problems:
            verdict.lost += 1
        elif own or paper.problems:
            verdict.told += 1
        else:
            verdict.wrong += 1
        if difference:
            verdict.notes.append(f"{asked.stem[:14]}: {difference}{' [told on itself]' if own else ''}")
    for item in left:
        verdict.notes.append(f"extra {item.type} {item.stem!r} {[o.text for o in item.options]}")
        if not item.problems and not paper.problems:
            verdict.wrong += 1
    if case.told and not re.search(case.told, said(paper)):
        verdict.notes.append(f"never says {case.told}")
        verdict.wrong += 1
    if verdict.notes:
        verdict.notes.append("told: " + said(paper)[:700])
    return verdict
