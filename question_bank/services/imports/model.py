"""What an examiner sees of a paper before it is taken in: items, sections, and what to look at. Frozen values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from foundation.errors import Problem
from question_bank import item_types
from question_bank.domain import Difficulty, Pool, key_place, key_position_lint, longest_key_lint
from question_bank.domain.items import ItemDraft
from question_bank.formats.paper import Paper, PaperProblem
from question_bank.formats.paper.messages import NO_GUIDE, NO_KEY


@dataclass(frozen=True, slots=True)
class ImportItem:
    """One item that would be taken in. `faults` keep it out, `missing` keep it a draft, `notes` ask for a look. `order`
    are blanks that the reader proposes to let change places, `order_said` what the examiner says to that. `n_folded`
    items with one story were put together to be this one.
    """

    ref: str
    section_index: int | None
    number: str
    item_type: str
    content: dict[str, Any]
    points: Decimal | None
    confidence: str
    line_start: int | None
    line_end: int | None
    notes: tuple[PaperProblem, ...] = ()
    faults: tuple[Problem, ...] = ()
    missing: tuple[Problem, ...] = ()
    difficulty: Difficulty = Difficulty.MEDIUM
    tags: tuple[str, ...] = ()
    external_id: str = ""
    corrected: bool = False
    dropped: bool = False
    order: tuple[tuple[int, ...], ...] = ()
    order_said: str | None = None
    area_code: str | None = None
    pool: Pool = Pool.EXAM
    level: str | None = None
    critical: bool = False
    n_folded: int = 0

    @property
    def is_ready(self) -> bool:
        """It could go to review as it is."""
        return not self.faults and not self.missing

    @property
    def needs_a_look(self) -> bool:
        """Something stands against it."""
        return not self.dropped and bool(self.notes or self.faults or self.missing or self.asks_order)

    @property
    def asks_order(self) -> bool:
        """A proposed order of blanks that nobody confirmed or declined; it goes into the draft as proposed."""
        return bool(self.order) and self.order_said is None

    @property
    def is_doubtful(self) -> bool:
        """The reader itself is not sure of it."""
        return not self.dropped and self.confidence != "high"

    @property
    def other_notes(self) -> tuple[PaperProblem, ...]:
        """The notes that say more than what is missing."""
        return tuple(note for note in self.notes if note.message not in (NO_KEY, NO_GUIDE))

    @property
    def n_blanks(self) -> int:
        """How many blanks it has; 0 where its type knows none."""
        return item_types.get(self.item_type).response_shape(self.content).blanks if not self.faults else 0

    def draft(self, area_code: str) -> ItemDraft:
        """The item as the bank takes it."""
        return ItemDraft(
            item_type=self.item_type,
            content=self.content,
            area_code=self.area_code or area_code,
            difficulty=self.difficulty,
            pool=self.pool,
            level=self.level,
            critical=self.critical,
            tags=self.tags,
            external_id=self.external_id,
        )


@dataclass(frozen=True, slots=True)
class PreviewSection:
    """A section with what it announces and what is there; `new_ref` would name an item added to it."""

    index: int | None
    title: str
    item_type: str | None
    rule: str
    scoring_rule: str | None
    line: int | None
    announced_items: int | None = None
    announced_blanks: int | None = None
    announced_points: Decimal | None = None
    items: tuple[ImportItem, ...] = ()
    new_ref: str | None = None

    @property
    def taken(self) -> tuple[ImportItem, ...]:
        """The items that were not dropped."""
        return tuple(item for item in self.items if not item.dropped)

    @property
    def n_blanks(self) -> int:
        """How many blanks they have together."""
        return sum(item.n_blanks for item in self.taken)

    @property
    def points(self) -> Decimal:
        """What they sum to, as far as they say."""
        return sum((item.points for item in self.taken if item.points is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class PreviewProblem:
    """One line of the list of what to look at. `refs` are the items it is about, `fix_ref` what to open to mend it,
    `look_ref` where to look when there is nothing to mend.
    """

    severity: str
    lines: tuple[int, ...]
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    refs: tuple[str, ...] = ()
    fix_ref: str | None = None
    look_ref: str | None = None


@dataclass(frozen=True, slots=True)
class LineMark:
    """What a line of the source is: its kind (as `Stretch`), the items that begin on it (ref and number), and what was
    said of it.
    """

    kind: str
    begins: tuple[tuple[str, str], ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole paper, ready to be looked at and taken in. `stories`: from which item on how many share a story and may
    be put together.
    """

    paper: Paper
    sections: tuple[PreviewSection, ...]
    problems: tuple[PreviewProblem, ...]
    lines: Mapping[int, LineMark] = field(default_factory=dict)
    may_undo: bool = False
    stories: Mapping[str, int] = field(default_factory=dict)

    @property
    def advice(self) -> tuple[Problem, ...]:
        """What the keys of the single choices say together, as far as they are known: one letter, or the longest
        option, too often.
        """
        singles = [item.content for item in self.taken if item.item_type == "single_choice" and not item.faults]
        places = (place for content in singles if (place := key_place(content)))
        found = (key_position_lint(places), longest_key_lint(singles))
        return tuple(problem for problem in found if problem)

    @property
    def n_unused(self) -> int:
        """How many lines were understood as nothing."""
        return sum(mark.kind == "unread" for mark in self.lines.values())

    @property
    def first_unused(self) -> int | None:
        """The first of them."""
        return next((number for number, mark in self.lines.items() if mark.kind == "unread"), None)

    @property
    def items(self) -> tuple[ImportItem, ...]:
        """Every item, dropped ones too, in the paper's order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def taken(self) -> tuple[ImportItem, ...]:
        """What would be taken in."""
        return tuple(item for item in self.items if not item.dropped)

    @property
    def faulty(self) -> tuple[ImportItem, ...]:
        """What has to be mended or dropped first."""
        return tuple(item for item in self.taken if item.faults)

    @property
    def n_ready(self) -> int:
        """How many could go to review at once."""
        return sum(item.is_ready for item in self.taken)

    @property
    def points(self) -> Decimal:
        """What the items sum to."""
        return sum((section.points for section in self.sections), Decimal(0))

    def find(self, ref: str) -> ImportItem | None:
        """The item of that name."""
        return next((item for item in self.items if item.ref == ref), None)
