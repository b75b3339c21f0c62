"""A response on its way: its shape, the parsed value or what is wrong with it, how its parts were judged, its outcome.

Unscored is not zero: blank, malformed, awaiting a marker and withdrawn are values of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from foundation.errors import N_


@dataclass(frozen=True, slots=True)
class Shape:
    """All that parsing a response needs, so that saving an answer never loads the item's content."""

    options: tuple[str, ...] = ()
    blanks: int = 0
    max_length: int = 0
    pictures: int = 0  # how many an answer may name beside its text
    choices: tuple[tuple[str, ...], ...] = ()  # for each part of its own: the ids that it may hold
    parts: tuple[tuple[str, "Shape"], ...] = ()  # of a composite: item type and shape of each item


def form_values(fields: Callable[[str], Sequence[str]], name: str, shape: Shape) -> list[Any]:
    """What a page sent for an item whose fields are called `name`: their values in page order; of a composite, for each
    item its type and the values of its own fields, `name`-1 and so on.
    """
    if not shape.parts:
        return list(fields(name))
    return [(kind, form_values(fields, f"{name}-{number}", each)) for number, (kind, each) in enumerate(shape.parts, 1)]


class Fault(StrEnum):
    """Why a value is no response to its item."""

    WRONG_KIND = "wrong_kind"
    UNKNOWN_OPTION = "unknown_option"
    WRONG_NUMBER_OF_BLANKS = "wrong_number_of_blanks"
    NOT_AN_ORDER = "not_an_order"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"

    @property
    def text(self) -> str:
        """The msgid for people."""
        return _FAULT_TEXTS[self]


_FAULT_TEXTS: Mapping[Fault, str] = {
    Fault.WRONG_KIND: N_("答案的形式与题型不符"),
    Fault.UNKNOWN_OPTION: N_("答案里有这道题没有的选项"),
    Fault.WRONG_NUMBER_OF_BLANKS: N_("答案的空数与题目不符"),
    Fault.NOT_AN_ORDER: N_("每一项都要有一个位置，不能有两项在同一位置"),
    Fault.TOO_LONG: N_("答案太长"),
    Fault.UNREADABLE: N_("答案里有无法保存的字符"),
}


@dataclass(frozen=True, slots=True)
class Response:
    """A well-formed response in canonical JSON; None means cleared."""

    value: Any


@dataclass(frozen=True, slots=True)
class Malformed:
    """A value that can't be a response to this item. It is kept, said to be malformed, and costs nothing by itself."""

    fault: Fault


ParsedResponse: TypeAlias = Response | Malformed


class Verdict(StrEnum):
    """How one part of a response compares with the key."""

    RIGHT = "right"
    WRONG = "wrong"
    BLANK = "blank"


class Taken(StrEnum):
    """How one option of a set was taken: chosen rightly or wrongly, missed, rightly left."""

    HIT = "hit"
    EXTRA = "extra"
    MISSED = "missed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Part:
    """One judged part: a choice item has one, a fill-in item one per blank, under a rule over options one per option.

    `step` says what made it match, or how the option was taken; `weight` is its share where the author gave shares.
    """

    verdict: Verdict
    given: str
    step: str | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """A judged part with its points; `number` counts from 1."""

    number: int
    verdict: Verdict
    given: str
    points: Decimal
    step: str | None = None


class OutcomeStatus(StrEnum):
    """What became of a response. Only the first two carry points."""

    SCORED = "scored"
    BLANK = "blank"
    MALFORMED = "malformed"
    AWAITING_MARKER = "awaiting_marker"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A response's score, or the reason why it has none (`points` is None exactly then)."""

    status: OutcomeStatus
    points: Decimal | None = None
    detail: tuple[PartOutcome, ...] = ()

    def __post_init__(self) -> None:
        has_points = self.status in {OutcomeStatus.SCORED, OutcomeStatus.BLANK}
        if has_points != (self.points is not None):
            raise ValueError(f"{self.status} and points {self.points} contradict each other")


class SpecimenKind(StrEnum):
    """What a specimen shows."""

    RIGHT = "right"
    PARTLY_RIGHT = "partly_right"
    WRONG = "wrong"
    BLANK = "blank"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Specimen:
    """A worked example that every item type carries: content, response and the outcome (status, points) per rule."""

    kind: SpecimenKind
    content: Mapping[str, Any]
    value: Any
    points: Decimal
    expected: Mapping[str, tuple[OutcomeStatus, Decimal | None]]
