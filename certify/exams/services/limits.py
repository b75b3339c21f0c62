"""A blueprint's constraints against the database: groups from the bank, exposure from the rosters, the exam's forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import ExamBlueprint, records_from_json
from certify.exams.domain.constrained import Supply
from certify.exams.domain.constraints import DEFAULT, Rule
from certify.exams.domain.drawing import Drawable
from certify.exams.domain.limits import Limits, Other
from certify.exams.domain.views import Exam
from certify.exams.models import ExamFormRow
from certify.exams.services.exposure import capped_items
from certify.exams.services.loading import ITEM_TYPES
from question_bank import services as bank


@dataclass(frozen=True, slots=True)
class Wish:
    """What one draw asks beside the blueprint. `without_repeats` None: as the blueprint's overlap rule says, and
    without any repeats where it has none.
    """

    without_repeats: bool | None = None
    only_tag: str | None = None


def forms_before(exam_id: UUID, moment: datetime | None = None) -> list[ExamFormRow]:
    """The exam's forms that a new one is compared with; only those of before that moment, where one is given."""
    forms = (form for form, _version in queries.list_forms(exam_id))
    return [form for form in forms if moment is None or form.created_at < moment]


def supply_of(exam: Exam, wish: Wish, forms: Sequence[ExamFormRow], *, now: datetime) -> Supply:
    """What a form is drawn from now, and what it must keep. Raises NotFeasible where the blueprint isn't ready."""
    blueprint = exam.version.blueprint
    fixed = {item.version_id for _n, _at, item in blueprint.fixed_items()}
    pool = [
        item
        for item in bank.list_drawable(exam.unit_path, pool=blueprint.pool, now=now)
        if wish.only_tag is None or wish.only_tag in item.tags or item.version_id in fixed
    ]
    return Supply.of(blueprint, pool, ITEM_TYPES, limits_of(exam, pool, wish, forms, now=now))


def limits_of(
    exam: Exam, pool: Sequence[Drawable], wish: Wish, forms: Sequence[ExamFormRow], *, now: datetime
) -> Limits:
    """The constraints as they bind now."""
    blueprint = exam.version.blueprint
    rules = blueprint.constraints or DEFAULT
    given = {item.version_id for _n, _at, item in blueprint.fixed_items()}
    fixed = {item.item_id for item in pool if item.version_id in given}
    most = most_shared(blueprint, wish)
    others: tuple[Other, ...] = ()
    if most is not None:
        drawn = (frozenset(record.item_id for record in records_from_json(form.slots)) - fixed for form in forms)
        others = tuple(Other(items, most) for items in drawn if items)
    return Limits(
        groups=bank.exclusive_groups([item.item_id for item in pool]),
        capped=capped_items(exam.unit_path, rules.exposure, now=now),
        others=others,
        yielding=rules.yielding - ({Rule.OVERLAP} if wish.without_repeats else set()),
    )


def most_shared(blueprint: ExamBlueprint, wish: Wish) -> int | None:
    """How many items two forms may have in common; None: any number."""
    rules = blueprint.constraints or DEFAULT
    if wish.without_repeats:
        return 0
    if rules.overlap is not None:
        return rules.overlap.most(blueprint.n_items)
    return 0 if wish.without_repeats is None else None
