"""What any file of items says, as frozen values: declared sections, items, problems, the outline of the source.

Every reader of this room builds these, from whatever format. Nothing here reads. Messages are msgids, translated
at the edge.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Severity = Literal["error", "warning"]
Confidence = Literal["high", "medium", "low"]
StretchKind = Literal["header", "section", "item", "answers", "separator", "unread", "ignored"]
AnswerKey = list[str] | bool | list[list[str]] | None
Translate = Callable[[str], str]

CHOICES = ("single_choice", "multiple_choice")
WRITTEN = ("short_answer", "essay")


@dataclass(frozen=True, slots=True)
class PaperProblem:
    """One thing to look at: `message` is a msgid with `%(name)s` fields; `line` counts from 1 in the paper."""

    line: int | None
    severity: Severity
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, translate: Translate | None = None) -> str:
        """The message for a reader; without `translate` in zh-CN."""
        if translate is None:
            return self.message % dict(self.params)
        params = {
            name: translate(value) if isinstance(value, str) and value else value for name, value in self.params.items()
        }
        return translate(self.message) % params


@dataclass(frozen=True, slots=True)
class PaperOption:
    """One choice; `id` is its letter in half width."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class DeclaredSection:
    """A section as its heading announces it; counts and points are None where it doesn't say.

    `title` is the heading as printed ("一、单选题"), `number` its numeral, `rule` all that it says on scoring,
    `scoring_rule` the name of the rule this means (`exact`, `per_blank`) or None where it names none.
    """

    title: str
    type: str | None
    items: int | None
    blanks: int | None
    points: Decimal | None
    rule: str | None
    number: str | None
    line: int
    scoring_rule: str | None = None
    points_each: Decimal | None = None
    points_each_blank: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What the paper says about itself."""

    total: Decimal | None
    minutes: int | None
    sections: tuple[DeclaredSection, ...]


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One item as read. `answer_key` is None while unknown and always for written answers, which have `marking_guide`.

    `section_index` points into `Declared.sections`; `source_text` is the stretch of the paper that became this item.
    `content` is the whole content in the form of the item's type, for types that stem, options and key can't hold;
    where it is given, it counts. `external_id` is a stable id of the file's own. `any_order` proposes groups of blanks
    (counted from 1) whose answers may change places. `area`, `pool` and `level` are the file's words.
    """

    type: str
    section: str
    number: str
    stem: str
    options: tuple[PaperOption, ...]
    answer_key: AnswerKey
    points: Decimal | None
    explanation: str | None
    problems: tuple[PaperProblem, ...]
    line_start: int
    line_end: int
    source_text: str
    confidence: Confidence
    needs_drawing: bool = False
    difficulty: str | None = None
    knowledge_point: str | None = None
    marking_guide: str | None = None
    section_index: int | None = None
    content: Mapping[str, Any] | None = None
    external_id: str = ""
    tags: tuple[str, ...] = ()
    any_order: tuple[tuple[int, ...], ...] = ()
    area: str | None = None
    pool: str | None = None
    level: str | None = None
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a run of lines was taken for; together the stretches cover every line that isn't blank."""

    kind: StretchKind
    line_start: int
    line_end: int


@dataclass(frozen=True, slots=True)
class MappedField:
    """A field or column of the file and what it was taken for; `role` is None where nobody knows what it means."""

    name: str
    role: str | None
    count: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A picture or sound that came with the items: its name in the file, its bytes, the lines where it stands."""

    name: str
    data: bytes
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of items as read, with everything that an examiner should look at.

    `format` names the reader (registry). For what is no plain text, `source_lines` is what an examiner sees beside the
    result, the lines that `line` counts, and `places` says for each where it stands in the file ("Sheet1!3"). `mapping`
    is how fields or columns were understood, where the file has such. `by_lines`: structure was found in lines, so
    that the reader can be told what a line is (`boundaries`).
    """

    format: str
    declared: Declared
    items: tuple[PaperItem, ...]
    problems: tuple[PaperProblem, ...]
    outline: tuple[Stretch, ...] = ()
    name: str = ""
    source_lines: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    mapping: tuple[MappedField, ...] = ()
    media: tuple[MediaFile, ...] = ()
    by_lines: bool = False

    @property
    def has_errors(self) -> bool:
        """True when something could not be read; warnings alone leave drafts to complete."""
        return any(p.severity == "error" for p in self.problems) or any(
            p.severity == "error" for i in self.items for p in i.problems
        )
