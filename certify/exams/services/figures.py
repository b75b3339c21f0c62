"""Forms side by side, and one form from behind: how difficult they are, what they share, how they were drawn and what
of them has been seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import SlotRecord, records_from_json
from certify.exams.domain.balancing import FormFigures, figures_of
from certify.exams.domain.constraints import DEFAULT, Constraints
from certify.exams.domain.drawn import DrawRecord, draw_record_from_json
from certify.exams.domain.exposure import UNSEEN, ItemExposure
from certify.exams.domain.views import Exam, FormSummary
from certify.exams.models import ExamFormRow
from certify.exams.services.exposure import exposures_of
from certify.exams.services.loading import label_of, reach_exam, summary_of
from certify.exams.services.measures import measures_of
from certify.exams.services.papers import reach_form
from people.domain import Actor


@dataclass(frozen=True, slots=True)
class FormsPage:
    """The latest version's forms beside each other; figures in the forms' order."""

    exam: Exam
    forms: tuple[FormSummary, ...]
    figures: tuple[FormFigures, ...]
    draws: tuple[DrawRecord | None, ...]

    @property
    def spread(self) -> str:
        """By how many percent the mean facility of the forms differs at most."""
        means = [each.whole.mean_facility for each in self.figures]
        return str(max(means) - min(means)) if means else "0"


def compare_forms(actor: Actor, exam_id: UUID) -> FormsPage:
    """Raises UnknownExam outside the actor's reach."""
    exam = reach_exam(actor, exam_id)
    rows = [(form, version) for form, version in queries.list_forms(exam_id) if version.id == exam.version.id]
    records = [records_from_json(form.slots) for form, _version in rows]
    measures = measures_of({each.version_id for slots in records for each in slots}, exam.unit_path)
    numbers = range(1, len(exam.version.blueprint.sections) + 1)
    sheets = [
        (label_of(form.number), {number: _items(slots, number) for number in numbers})
        for (form, _version), slots in zip(rows, records, strict=True)
    ]
    return FormsPage(
        exam=exam,
        forms=tuple(summary_of(form, version) for form, version in rows),
        figures=figures_of(sheets, measures),
        draws=tuple(draw_record_from_json(form.drawn) for form, _version in rows),
    )


def _items(slots: Sequence[SlotRecord], section: int) -> list[UUID]:
    return [each.item_id for each in slots if each.section == section]


@dataclass(frozen=True, slots=True)
class FormBehind:
    """How a form came about. `shared`: the other forms of the exam with some of its items, and how many; `seen`: each
    slot's exposure by position.
    """

    rules: Constraints
    seed: int
    draw: DrawRecord | None
    shared: tuple[tuple[str, int], ...]
    seen: dict[int, ItemExposure]
    n_unseen: int
    created_at: datetime

    @property
    def most_seen(self) -> ItemExposure:
        """The exposure of the item that most candidates know."""
        return max(self.seen.values(), key=lambda each: each.n_seen, default=UNSEEN)


def look_behind(actor: Actor, form_id: UUID) -> FormBehind:
    """Raises UnknownForm outside the actor's reach."""
    exam, row, _version = reach_form(actor, form_id)
    records = records_from_json(row.slots)
    exposures = exposures_of(exam.unit_path, [each.item_id for each in records])
    seen = {each.position: exposures.get(each.item_id, UNSEEN) for each in records}
    return FormBehind(
        rules=exam.version.blueprint.constraints or DEFAULT,
        seed=row.seed,
        draw=draw_record_from_json(row.drawn),
        shared=tuple(_shared(row, records)),
        seen=seen,
        n_unseen=sum(not each.n_seen for each in seen.values()),
        created_at=row.created_at,
    )


def _shared(row: ExamFormRow, records: Sequence[SlotRecord]) -> list[tuple[str, int]]:
    own = {each.item_id for each in records}
    found = []
    for form, version in queries.list_forms(queries.get_form(row.id)[1].exam_id):
        n = len(own & {each.item_id for each in records_from_json(form.slots)})
        if n and form.id != row.id:
            label = label_of(form.number)
            found.append((label if version.id == row.exam_version_id else f"{label} ({version.number})", n))
    return found
