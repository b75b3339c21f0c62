"""When two forms are equally difficult: per section as many easy, medium and hard items, the same mean facility, about
the same length of text. What a set of forms aims at, and the figures of a form beside the others'.

Facility is the share of points that candidates get: measured where it is known, else the author's estimate in numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from certify.exams.domain.blueprint import ExamBlueprint
from certify.exams.domain.drawing import Drawable, fits
from certify.exams.domain.tasks import Balance
from question_bank.domain import Difficulty

ESTIMATES = {Difficulty.EASY: 800, Difficulty.MEDIUM: 600, Difficulty.HARD: 400}  # facility, per mille
COUNT_WEIGHT, FACILITY_WEIGHT, LENGTH_WEIGHT = 20_000, 20, 10  # of one item, one per mille, one character
FACILITY_GIVE = 5  # per mille of each item
LENGTH_GIVE = 3  # percent of the section's text


@dataclass(frozen=True, slots=True)
class Measure:
    """What balancing knows of an item. `facility` in per mille; None: not measured yet."""

    difficulty: Difficulty
    n_chars: int
    facility: int | None = None

    @property
    def expected(self) -> int:
        """The facility to reckon with."""
        return ESTIMATES[self.difficulty] if self.facility is None else self.facility


Measures = Mapping[UUID, Measure]


@dataclass(frozen=True, slots=True)
class Aim:
    """What a section's drawn items of every form should come to."""

    n_by_difficulty: Mapping[Difficulty, int]
    facility: int
    n_chars: int


def aims_of_pool(blueprint: ExamBlueprint, pool: Sequence[Drawable], measures: Measures) -> dict[int, Aim]:
    """By section: the pool's own mix, so that it lasts for as many forms as the pool holds."""
    found: dict[int, Aim] = {}
    for number, section in enumerate(blueprint.sections, 1):
        shares = dict.fromkeys(Difficulty, Decimal(0))
        facility = n_chars = Decimal(0)
        for cell in section.draw:
            there = [measures[item.item_id] for item in pool if fits(cell, item)]
            if there:
                part = Decimal(cell.count) / len(there)
                for difficulty in Difficulty:
                    shares[difficulty] += part * sum(each.difficulty is difficulty for each in there)
                facility += part * sum(each.expected for each in there)
                n_chars += part * sum(each.n_chars for each in there)
        if section.draw:
            n_items = sum(cell.count for cell in section.draw)
            found[number] = Aim(_rounded(shares, n_items), round(facility), round(n_chars))
    return found


def _rounded(shares: Mapping[Difficulty, Decimal], n_items: int) -> dict[Difficulty, int]:
    """Whole numbers with the same sum: the largest remainders are rounded up."""
    whole = {difficulty: int(share) for difficulty, share in shares.items()}
    rest = sorted(shares, key=lambda difficulty: whole[difficulty] - shares[difficulty])
    for difficulty in rest[: max(0, n_items - sum(whole.values()))]:
        whole[difficulty] += 1
    return whole


def aims_of_form(drawn: Mapping[int, Iterable[UUID]], measures: Measures) -> dict[int, Aim]:
    """By section: what a form that is there already comes to, so that more can be made like it."""
    found: dict[int, Aim] = {}
    for number, item_ids in drawn.items():
        there = [measures[item_id] for item_id in item_ids]
        counts = {difficulty: sum(each.difficulty is difficulty for each in there) for difficulty in Difficulty}
        found[number] = Aim(counts, sum(each.expected for each in there), sum(each.n_chars for each in there))
    return found


def balances(blueprint: ExamBlueprint, aims: Mapping[int, Aim], measures: Measures) -> tuple[Balance, ...]:
    """The aims as the solver is told them. Facility is said only where the estimates don't say it already."""
    cells: dict[int, set[int]] = {}
    for at, (number, _n, _cell) in enumerate(blueprint.cells()):
        cells.setdefault(number, set()).add(at)
    is_measured = any(each.facility is not None for each in measures.values())
    expected = {item_id: each.expected for item_id, each in measures.items()}
    lengths = {item_id: each.n_chars for item_id, each in measures.items()}
    ones = {d: {item_id: int(each.difficulty is d) for item_id, each in measures.items()} for d in Difficulty}
    found: list[Balance] = []
    for number, aim in aims.items():
        here, n_items = frozenset(cells[number]), sum(aim.n_by_difficulty.values())
        for difficulty, n in aim.n_by_difficulty.items():
            found.append(Balance(here, ones[difficulty], n, 0, COUNT_WEIGHT))
        if is_measured:
            found.append(Balance(here, expected, aim.facility, FACILITY_GIVE * n_items, FACILITY_WEIGHT))
        found.append(Balance(here, lengths, aim.n_chars, aim.n_chars * LENGTH_GIVE // 100, LENGTH_WEIGHT))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SectionFigures:
    """A section of one form in numbers; the mean facility in percent, to one decimal, for so many items measured."""

    number: int
    n_by_difficulty: Mapping[Difficulty, int]
    mean_facility: Decimal
    n_chars: int
    n_items: int = 0
    n_measured: int = 0


@dataclass(frozen=True, slots=True)
class FormFigures:
    """A form in numbers: by section and as a whole; how many items it shares with each of the others."""

    label: str
    sections: tuple[SectionFigures, ...]
    whole: SectionFigures
    shared: tuple[int | None, ...] = ()


def _figures(number: int, there: Sequence[Measure]) -> SectionFigures:
    counts = {difficulty: sum(each.difficulty is difficulty for each in there) for difficulty in Difficulty}
    mean = Decimal(sum(each.expected for each in there)) / (10 * max(1, len(there)))
    n_measured = sum(each.facility is not None for each in there)
    n_chars = sum(each.n_chars for each in there)
    return SectionFigures(number, counts, mean.quantize(Decimal("0.1")), n_chars, len(there), n_measured)


def figures_of(
    forms: Sequence[tuple[str, Mapping[int, Sequence[UUID]]]], measures: Measures
) -> tuple[FormFigures, ...]:
    """The forms side by side: label and items by section. On the diagonal of the shared items stands None."""
    wholes = [frozenset(item_id for items in sections.values() for item_id in items) for _label, sections in forms]
    return tuple(
        FormFigures(
            label=label,
            sections=tuple(
                _figures(number, [measures[item_id] for item_id in items]) for number, items in sections.items()
            ),
            whole=_figures(0, [measures[item_id] for items in sections.values() for item_id in items]),
            shared=tuple(None if other == at else len(wholes[at] & wholes[other]) for other in range(len(forms))),
        )
        for at, (label, sections) in enumerate(forms)
    )
