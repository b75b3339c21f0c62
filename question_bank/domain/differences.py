"""What changed between two versions: part by part, and inside a part character by character (Latin words stay whole).

A version is seen as its parts in page order; taking a content apart needs no knowledge of its type.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, TypeAlias

from foundation.errors import N_

PartName: TypeAlias = tuple[str, str]  # a msgid, and which of several ("B")
Parts: TypeAlias = dict[PartName, str]

STEM, OPTION, RATIONALE = N_("题干"), N_("选项"), N_("选项解析")
ANSWER, EXPLANATION = N_("答案"), N_("解析")
DRAWING = N_("要求画图")

MOST_COMPARED = 4_000_000  # pairs of tokens; beyond that the whole part counts as changed

_TOKEN = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that was kept, dropped or added."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that is not the same any more."""

    part: str
    which: str
    pieces: tuple[Piece, ...]


def content_parts(content: Mapping[str, Any], answer: str) -> Parts:
    """The parts of a content that people read; `answer` is its key (or guide) as its item type describes it."""
    parts: Parts = {(STEM, ""): content.get("stem") or ""}
    for option in content.get("options") or ():
        parts[OPTION, option["id"]] = option["text"]
        if option.get("rationale"):
            parts[RATIONALE, option["id"]] = option["rationale"]
    parts[ANSWER, ""] = answer
    if content.get("needs_drawing"):
        parts[DRAWING, ""] = "✓"
    if content.get("explanation"):
        parts[EXPLANATION, ""] = content["explanation"]
    return parts


def differences(old: Parts, new: Parts) -> tuple[Difference, ...]:
    """The parts that differ, in the new version's order; parts that are gone come last."""
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        Difference(*name, pieces=pieces_between(old.get(name, ""), new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "")
    )


def pieces_between(old: str, new: str) -> tuple[Piece, ...]:
    """The new text with what was dropped from the old one, in reading order."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) * len(after) > MOST_COMPARED:
        return tuple(Piece(kind, text) for kind, text in ((Kind.GONE, old), (Kind.NEW, new)) if text)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        gone, added = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            pieces.append(Piece(Kind.SAME, added))
            continue
        pieces += (Piece(kind, text) for kind, text in ((Kind.GONE, gone), (Kind.NEW, added)) if text)
    return tuple(pieces)
