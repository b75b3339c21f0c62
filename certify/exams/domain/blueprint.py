"""The exam blueprint: sections, what each holds or draws, when the exam is passed. Frozen data and its sums.

What a blueprint may not be says `checking`, what the bank lacks for it `feasibility`; the paper is a form (`form`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from certify.exams.domain.constraints import Constraints
from certify.exams.domain.retakes import RetakePolicy
from foundation.errors import N_
from foundation.score import points
from question_bank.domain import Difficulty, Pool

GRACE_SECONDS = 10  # the same for all, stated on the rules page
ZERO = Decimal("0.00")


class Navigation(StrEnum):
    """How a candidate moves through a section: back and forth, or one way (left is locked)."""

    FREE = "free"
    LINEAR = "linear"


class PointsPer(StrEnum):
    """What `points_each` counts: the item, or each of its blanks."""

    ITEM = "item"
    BLANK = "blank"


class ShowAnswers(StrEnum):
    """Whether candidates see keys and explanations after the release."""

    NEVER = "never"
    AFTER_RELEASE = "after_release"


NAVIGATION_LABELS = {Navigation.FREE: N_("自由作答，可回看"), Navigation.LINEAR: N_("顺序作答，离开后锁定")}
POINTS_PER_LABELS = {PointsPer.ITEM: N_("每题"), PointsPer.BLANK: N_("每空")}
SHOW_ANSWERS_LABELS = {ShowAnswers.NEVER: N_("不公布"), ShowAnswers.AFTER_RELEASE: N_("成绩发布后可看")}


@dataclass(frozen=True, slots=True)
class DrawCell:
    """So many items of an area and a type; `blanks` is how many blanks they have together, `tag` narrows further."""

    area: str
    item_type: str
    count: int
    difficulty: Difficulty | None = None
    blanks: int | None = None
    points_each: Decimal | None = None
    tag: str | None = None

    def __post_init__(self) -> None:
        if self.points_each is not None:
            object.__setattr__(self, "points_each", points(self.points_each))


@dataclass(frozen=True, slots=True)
class FixedItem:
    """A given item version and the points of the whole item."""

    version_id: UUID
    points: Decimal

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", points(self.points))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the paper as printed. It holds fixed items or draws them, never both; `points` is what the author says
    it carries. `item_type` None: several types; `scoring_rule` None: each type's own.
    """

    title: str
    points: Decimal
    item_type: str | None = None
    scoring_rule: str | None = None
    points_each: Decimal | None = None
    points_per: PointsPer = PointsPer.ITEM
    draw: tuple[DrawCell, ...] = ()
    fixed: tuple[FixedItem, ...] = ()
    rule: str = ""
    title_en: str = ""
    rule_en: str = ""
    navigation: Navigation = Navigation.FREE
    shuffle_items: bool = False
    shuffle_options: bool = False
    minimum_percent: int | None = None
    minimum_points: Decimal | None = None
    minutes: int | None = None  # its own time; None: shared with the others
    break_minutes: int = 0  # after it

    def __post_init__(self) -> None:
        for name in ("points", "points_each", "minimum_points"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, points(value))

    @property
    def is_fixed(self) -> bool:
        """Holds given items instead of drawing."""
        return bool(self.fixed)

    @property
    def n_items(self) -> int:
        """How many slots it makes."""
        return len(self.fixed) + sum(cell.count for cell in self.draw)

    @property
    def n_blanks(self) -> int:
        """How many blanks its cells ask for; fixed items are not looked into here."""
        return sum(cell.blanks or 0 for cell in self.draw)

    @property
    def total(self) -> Decimal:
        """What its items really sum to."""
        return sum((item.points for item in self.fixed), ZERO) + sum(
            (self.cell_total(cell) for cell in self.draw), ZERO
        )

    def points_of(self, cell: DrawCell) -> Decimal:
        """What one item (or one blank) of the cell carries."""
        return cell.points_each if cell.points_each is not None else self.points_each or ZERO

    def cell_total(self, cell: DrawCell) -> Decimal:
        """What all items of the cell carry together."""
        n = (cell.blanks or 0) if self.points_per is PointsPer.BLANK else cell.count
        return self.points_of(cell) * n


@dataclass(frozen=True, slots=True)
class AreaMinimum:
    """A content area that asks for another share than the others."""

    area: str
    percent: int


@dataclass(frozen=True, slots=True)
class PassRule:
    """When the exam is passed; minima of sections stand on the sections. Shares are compared exactly (points × 100 ≥
    percent × maximum), never rounded. The results package evaluates it.
    """

    total_at_least: Decimal = ZERO
    area_minimum_percent: int | None = None
    area_minima: tuple[AreaMinimum, ...] = ()
    critical_wrong_at_most: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "total_at_least", points(self.total_at_least))

    def percent_of(self, area: str) -> int | None:
        """The share that an area asks for; None: no minimum."""
        own = {minimum.area: minimum.percent for minimum in self.area_minima}
        return own.get(area, self.area_minimum_percent)


@dataclass(frozen=True, slots=True)
class ExamBlueprint:
    """What every form of the exam must be. `total` is declared; that the sections sum to it is checked."""

    title: str
    total: Decimal
    duration_minutes: int
    sections: tuple[Section, ...] = ()
    title_en: str = ""
    pass_rule: PassRule = PassRule()
    critical_at_least: int = 0
    grace_seconds: int = GRACE_SECONDS
    show_answers: ShowAnswers = ShowAnswers.AFTER_RELEASE
    pool: Pool = Pool.EXAM
    retakes: RetakePolicy | None = None
    constraints: Constraints | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", points(self.total))

    @property
    def sections_total(self) -> Decimal:
        """What the sections' items really sum to."""
        return sum((section.total for section in self.sections), ZERO)

    @property
    def n_items(self) -> int:
        """How many slots a form has."""
        return sum(section.n_items for section in self.sections)

    def cells(self) -> Iterator[tuple[int, int, DrawCell]]:
        """Every draw cell as (section number, cell number, cell), both from 1, in order."""
        for number, section in enumerate(self.sections, 1):
            for at, cell in enumerate(section.draw, 1):
                yield number, at, cell

    def fixed_items(self) -> Iterator[tuple[int, int, FixedItem]]:
        """Every fixed item as (section number, number within it, item), both from 1."""
        for number, section in enumerate(self.sections, 1):
            for at, item in enumerate(section.fixed, 1):
                yield number, at, item

    def area_points(self) -> dict[str, Decimal]:
        """What each content area carries by the cells (fixed items' areas are known to the form only)."""
        found: dict[str, Decimal] = {}
        for number, _at, cell in self.cells():
            found[cell.area] = found.get(cell.area, ZERO) + self.sections[number - 1].cell_total(cell)
        return found
