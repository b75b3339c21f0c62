"""Contents of the bank's types, built from what other systems say: the one place that knows both sides' shapes.

A type that the bank doesn't have yet gives None, and the reader names it as unsupported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from question_bank import item_types

BLANK = "____"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ID = re.compile(r"[A-Za-z0-9]{1,8}")
_RUN = re.compile(r"_{3,}")
_CJK = re.compile(r"[\u3400-\u9fff]")
Made = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Option:
    """A choice as another system has it: its name there, text, whether it is right, what is said of it."""

    name: str
    text: str
    right: bool = False
    rationale: str | None = None


def base(stem: str, explanation: str | None = None, lang: str | None = None) -> dict[str, Any]:
    """What every content has; the language is guessed where the file doesn't say it."""
    spoken = lang if lang else ("zh-CN" if _CJK.search(stem) else "en")
    return {"stem": stem, "explanation": explanation or None, "lang": spoken}


def option_ids(names: Sequence[str]) -> list[str]:
    """The options' own names where all fit the bank's rule and differ, else letters."""
    if len(set(names)) == len(names) and all(_ID.fullmatch(name) for name in names):
        return list(names)
    return [LETTERS[i] if i < len(LETTERS) else f"A{i}" for i in range(len(names))]


def choice(common: dict[str, Any], options: Sequence[Option], *, several: bool) -> Made:
    """Single or multiple choice."""
    ids = option_ids([option.name for option in options])
    listed = [
        {"id": name, "text": option.text, "rationale": option.rationale or None}
        for name, option in zip(ids, options, strict=True)
    ]
    right = [name for name, option in zip(ids, options, strict=True) if option.right] or None
    kind = "multiple_choice" if several or (right and len(right) > 1) else "single_choice"
    return kind, common | {"options": listed, "answer_key": right}


def true_false(common: dict[str, Any], answer_key: bool | None) -> Made:
    """A judgement."""
    return "true_false", common | {"answer_key": answer_key}


def fill_blank(common: dict[str, Any], accepted: Sequence[Sequence[str]] | None) -> Made:
    """Blanks; where the stem shows none, one is put behind it."""
    stem = _RUN.sub(BLANK, common["stem"])
    if BLANK not in stem:
        stem += BLANK
    return "fill_blank", common | {"stem": stem, "answer_key": [list(a) for a in accepted] if accepted else None}


def open_text(common: dict[str, Any], guide: str | None, *, long: bool, points: Sequence[Any] = ()) -> Made:
    """A written answer."""
    content = common | {"answer_key": None, "marking_guide": guide or None, "scoring_points": list(points)}
    return "essay" if long else "short_answer", content | {"needs_drawing": False}


def known(name: str) -> bool:
    """Whether the bank has this type."""
    return name in item_types.ITEM_TYPES


JUDGED = {"true": True, "false": False, "对": True, "错": False, "正确": True, "错误": False, "t": True, "f": False}


def judged(options: Sequence[tuple[str, str]]) -> dict[str, bool] | None:
    """Where two options only say true and false: which name says what."""
    said = {name: JUDGED.get(text.strip().strip("*").lower()) for name, text in options}
    if len(said) != 2 or set(said.values()) != {True, False}:
        return None
    return {name: bool(value) for name, value in said.items()}
