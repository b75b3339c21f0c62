"""What the blueprint's pages show: the draw table against the bank, what is open, the forms; items to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import Feasibility, FixedItem, Section, feasibility, mending, open_problems
from certify.exams.domain.blueprint import ZERO
from certify.exams.domain.constraints import DEFAULT, Constraints
from certify.exams.domain.editing import get_section, put_section
from certify.exams.domain.mending import SectionCheck
from certify.exams.domain.sheet import Sheet, sheet_of
from certify.exams.domain.views import Exam, FormSummary
from certify.exams.services.blueprints import feasibility_of
from certify.exams.services.exposure import capped_items
from certify.exams.services.loading import ITEM_TYPES, reach_exam, summary_of
from foundation.errors import Problem
from foundation.text import fold
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain import ItemVersion
from question_bank.domain.items import ContentArea, ItemSummary
from question_bank.services.stock import list_under_review

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class BlueprintPage:
    """An exam's latest blueprint with everything that its page says about it."""

    exam: Exam
    answer: Feasibility
    open: tuple[Problem, ...]
    sheet: Sheet
    areas: tuple[ContentArea, ...]
    forms: tuple[FormSummary, ...]
    tags: tuple[str, ...]
    n_groups: int = 0
    n_capped: int = 0

    @property
    def constraints(self) -> Constraints:
        """What every draw keeps."""
        return self.exam.version.blueprint.constraints or DEFAULT

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that keeps a form from being assembled."""
        return (*self.open, *self.answer.problems)

    @property
    def area_codes(self) -> tuple[str, ...]:
        """The rows of the table."""
        return tuple(area.code for area in self.areas)


def show_blueprint(actor: Actor, exam_id: UUID, *, now: datetime) -> BlueprintPage:
    """The blueprint's page; raises UnknownExam outside the actor's reach."""
    exam = reach_exam(actor, exam_id)
    blueprint = exam.version.blueprint
    answer = feasibility_of(exam, now=now)
    fixed = [item for _number, _at, item in blueprint.fixed_items()]
    versions = bank.load_versions(item.version_id for item in fixed)
    fixed_points = _by_area(fixed, versions)
    used = {*blueprint.area_points(), *fixed_points, *(item.area_code for item in answer.pool)}
    areas = tuple(area for area in bank.list_areas() if area.code in used)
    return BlueprintPage(
        exam=exam,
        answer=answer,
        open=open_problems(blueprint),
        sheet=sheet_of(blueprint, answer, [area.code for area in areas], fixed_points),
        areas=areas,
        forms=tuple(summary_of(form, version) for form, version in queries.list_forms(exam_id)),
        tags=tuple(sorted({tag for item in answer.pool for tag in item.tags})),
        n_groups=len(bank.exclusive_groups([item.item_id for item in answer.pool])),
        n_capped=len(_capped(exam, now) & {item.item_id for item in answer.pool}),
    )


def check_section(actor: Actor, exam_id: UUID, number: int, section: Section, *, now: datetime) -> SectionCheck:
    """A section as it is being written, against the bank; nothing is saved, and what makes no sense is counted as it
    stands. Raises NoSuchSection.
    """
    exam = reach_exam(actor, exam_id)
    blueprint = put_section(exam.version.blueprint, number, section)
    pool = bank.list_drawable(exam.unit_path, pool=blueprint.pool, now=now)
    waiting = list_under_review(exam.unit_path, pool=blueprint.pool)
    expired = bank.list_expired(exam.unit_path, pool=blueprint.pool, now=now)
    needs = feasibility(blueprint, pool, ITEM_TYPES).cells
    return mending.check_section(blueprint, number, needs, pool, waiting, expired)


def _capped(exam: Exam, now: datetime) -> frozenset[UUID]:
    return capped_items(exam.unit_path, (exam.version.blueprint.constraints or DEFAULT).exposure, now=now)


def _by_area(fixed: Sequence[FixedItem], versions: dict[UUID, ItemVersion]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for item in fixed:
        version = versions.get(item.version_id)
        if version is not None:
            found[version.area_code] = found.get(version.area_code, ZERO) + item.points
    return found


@dataclass(frozen=True, slots=True)
class Choosable:
    """Items for a section that holds given items: the chosen ones in order, then what else fits, up to a number."""

    exam: Exam
    section: Section
    chosen: tuple[tuple[ItemSummary, Decimal], ...]
    others: tuple[ItemSummary, ...]
    n_others: int
    n_lost: int


def list_choosable(actor: Actor, exam_id: UUID, number: int, *, words: str = "", now: datetime) -> Choosable:
    """Approved items that fit the section's type; `words` looks in stem, tags and external id."""
    exam = reach_exam(actor, exam_id)
    section = get_section(exam.version.blueprint, number)
    pool = bank.list_drawable(exam.unit_path, pool=exam.version.blueprint.pool, now=now)
    by_version = {item.version_id: item for item in pool}
    chosen = [(by_version[f.version_id], f.points) for f in section.fixed if f.version_id in by_version]
    taken = {f.version_id for _number, _at, f in exam.version.blueprint.fixed_items()}
    others = [
        item
        for item in pool
        if item.version_id not in taken and section.item_type in (None, item.item_type) and _has(item, words)
    ]
    return Choosable(
        exam, section, tuple(chosen), tuple(others[:MOST_SHOWN]), len(others), len(section.fixed) - len(chosen)
    )


def _has(item: ItemSummary, words: str) -> bool:
    text = fold(" ".join((item.stem, item.area_code, item.external_id or "", *item.tags)))
    return all(word in text for word in fold(words).split())
