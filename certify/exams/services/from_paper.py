"""An exam of an imported paper: its approved items, in its sections and order, each with the paper's points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from certify.exams.domain import FixedItem, PassRule, Section
from certify.exams.domain.blueprint import ZERO
from certify.exams.services.blueprints import exam_from_items
from foundation.errors import N_, Invalid, Problem
from people.domain import Actor, Permission
from question_bank import services as bank
from question_bank.services import ImportedPaper, PaperSection


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """What an exam of the paper would be now. `n_left_out`: items that are not approved or have no points."""

    paper: ImportedPaper
    sections: tuple[Section, ...]
    n_left_out: int

    @property
    def total(self) -> Decimal:
        """What the approved items sum to."""
        return sum((section.total for section in self.sections), ZERO)

    @property
    def n_items(self) -> int:
        """How many items the exam would have."""
        return sum(section.n_items for section in self.sections)


def list_papers(actor: Actor) -> Sequence[ImportedPaper]:
    """The imported papers within the actor's reach, newest first."""
    actor.require_anywhere(Permission.MANAGE_EXAMS)
    return bank.list_papers(actor)


def plan_from_paper(actor: Actor, import_id: UUID) -> PaperPlan:
    """The paper's sections with its approved items; raises NotFound outside the actor's reach."""
    actor.require_anywhere(Permission.MANAGE_EXAMS)
    paper = bank.get_paper(actor, import_id)
    sections: list[Section] = []
    n_left_out = 0
    for part in bank.paper_sections(import_id):
        fixed = tuple(
            FixedItem(entry.version_id, entry.points)
            for entry in part.entries
            if entry.version_id is not None and entry.points
        )
        n_left_out += len(part.entries) - len(fixed)
        if fixed:
            sections.append(_section(part, fixed))
    return PaperPlan(paper, tuple(sections), n_left_out)


def _section(part: PaperSection, fixed: tuple[FixedItem, ...]) -> Section:
    return Section(
        title=part.title,
        points=sum((item.points for item in fixed), ZERO),
        item_type=part.item_type,
        scoring_rule=part.scoring_rule,
        rule=part.rule_text[:400],
        fixed=fixed,
    )


def exam_from_paper(
    actor: Actor,
    import_id: UUID,
    *,
    unit_id: UUID,
    title: str,
    duration_minutes: int,
    total_at_least: Decimal = ZERO,
    now: datetime,
    exam_id: UUID | None = None,
) -> UUID:
    """Make the exam, a draft whose forms hold exactly these items. Raises Invalid when none is approved yet."""
    plan = plan_from_paper(actor, import_id)
    if not plan.sections:
        raise Invalid(Problem(N_("这份试卷还没有已通过审核的题目")))
    return exam_from_items(
        actor,
        unit_id,
        title=title,
        sections=plan.sections,
        duration_minutes=duration_minutes,
        pass_rule=PassRule(total_at_least=total_at_least),
        now=now,
        exam_id=exam_id,
    )
