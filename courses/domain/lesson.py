"""A lesson and a module as written: frozen, both languages side by side, in the order in which a page shows them.

Texts are what the author wrote (markdown in the bodies); a key that nobody knows is a slip and is refused. Check items
carry their keys: what goes to a page is `without_check`.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, structs

from question_bank.domain import CognitiveLevel, Difficulty

HEADING = re.compile(r"^## (.+?)\s*$", re.MULTILINE)


class Depth(StrEnum):
    """How far a lesson is written out."""

    FULL = "full"
    SHORT = "short"


class Mark(StrEnum):
    """How sure a source is: verified, from the textbook, a house rule, or not verified."""

    VERIFIED = "V"
    TEXTBOOK = "S"
    HOUSE = "H"
    UNVERIFIED = "U"


class Objective(Struct, frozen=True, forbid_unknown_fields=True):
    """What the learner can do afterwards."""

    id: str
    text_zh: str
    text_en: str
    level: CognitiveLevel


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One turn of a call; a note stands under the line it speaks of."""

    speaker: str
    zh: str
    en: str | None = None
    note_zh: str | None = None
    note_en: str | None = None


class Call(Struct, frozen=True, forbid_unknown_fields=True):
    """A call as it was said."""

    title_zh: str
    lines: tuple[Line, ...]
    title_en: str | None = None


class Dialogues(Struct, frozen=True, forbid_unknown_fields=True):
    """The same call twice: as it goes wrong, and as it goes well."""

    bad: Call
    good: Call


class Mistake(Struct, frozen=True, forbid_unknown_fields=True):
    """A usual mistake and its repair."""

    wrong_zh: str
    repair_zh: str
    wrong_en: str | None = None
    repair_en: str | None = None


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a statement comes from."""

    text: str
    mark: Mark


class CheckOption(Struct, frozen=True, forbid_unknown_fields=True):
    """An option of a check item."""

    id: str
    text: str
    rationale: str | None = None
    text_en: str | None = None
    rationale_en: str | None = None


class CheckItem(Struct, frozen=True, forbid_unknown_fields=True):
    """An item of the knowledge check; it is asked from the question bank, where `id` is its external id."""

    id: str
    objective: str
    passage: str
    level: CognitiveLevel
    type: str
    difficulty: Difficulty
    stem: str
    answer_key: Any
    explanation: str | None = None
    options: tuple[CheckOption, ...] = ()
    stem_en: str | None = None
    explanation_en: str | None = None

    def content(self) -> dict[str, Any]:
        """The item's Chinese content as the question bank takes it."""
        content: dict[str, Any] = {
            "stem": self.stem,
            "explanation": self.explanation,
            "lang": "zh-CN",
            "answer_key": self.answer_key,
        }
        if self.options:
            content["options"] = [{"id": o.id, "text": o.text, "rationale": o.rationale} for o in self.options]
        return content

    def in_english(self, content: Mapping[str, Any]) -> dict[str, Any] | None:
        """`content` (this item's, in its normal form) with the English texts in place; None where there are none."""
        if self.stem_en is None:
            return None
        english = {o.id: o for o in self.options}
        changed: dict[str, Any] = {**content, "stem": self.stem_en, "explanation": self.explanation_en, "lang": "en"}
        if "options" in content:
            changed["options"] = [
                {"id": o["id"], "text": english[o["id"]].text_en, "rationale": english[o["id"]].rationale_en}
                for o in content["options"]
            ]
        return changed


class Lesson(Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson. `version` is the author's edition: a correction keeps it, a new edition raises it."""

    id: str
    module: str
    order: int
    toc: str
    title_zh: str
    title_en: str
    minutes: int
    depth: Depth
    version: int
    objectives: tuple[Objective, ...]
    body_zh: str
    mistakes: tuple[Mistake, ...]
    check: tuple[CheckItem, ...]
    sources: tuple[Source, ...]
    body_en: str | None = None
    worked_call: Call | None = None
    dialogues: Dialogues | None = None

    def without_check(self) -> "Lesson":
        """The lesson as a page may have it: nothing of its items."""
        return structs.replace(self, check=())

    @property
    def headings(self) -> tuple[str, ...]:
        """The passages of the Chinese text, in order."""
        return headings(self.body_zh)

    def anchors(self) -> tuple[str, ...]:
        """The ids of all places in the page that can be gone back to, in reading order."""
        places = [passage_anchor(number) for number in range(1, len(self.headings) + 1)]
        places += ["call"] if self.worked_call else []
        places += ["pair"] if self.dialogues else []
        return (*places, "mistakes", "check")

    def anchor_of(self, passage: str) -> str:
        """The id of the passage with that heading."""
        return passage_anchor(self.headings.index(passage) + 1)


class CourseModule(Struct, frozen=True, forbid_unknown_fields=True):
    """A module of the course; `hours` is the study time it is planned with, practice included."""

    code: str
    order: int
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    hours: int


def headings(body: str) -> tuple[str, ...]:
    """The texts of the second-level headings of a markdown body, in order."""
    return tuple(HEADING.findall(body))


def passage_anchor(number: int) -> str:
    """The id of the n-th passage in a page; the same in both languages."""
    return f"s{number}"
