"""Rehearsals: five minutes on the same pages with a few practice items, so that nobody meets the page first when it
counts. The exam behind it is made by itself, once for a unit.
"""

from datetime import datetime
from uuid import UUID

from certify.exams.domain import (
    ANY_ROOM,
    REHEARSAL_MINUTES,
    DrawCell,
    ExamBlueprint,
    PassRule,
    PointsPer,
    RoomRules,
    Section,
    ShowAnswers,
    SittingPlan,
)
from certify.exams.domain.blueprint import ZERO
from certify.exams.services.assembling import assemble_form
from certify.exams.services.blueprints import find_or_create, get_exam, list_exams
from certify.exams.services.loading import ITEM_TYPES
from certify.exams.services.papers import freeze_form
from certify.exams.services.scheduling import create_sitting
from foundation.errors import N_, Invalid, Problem
from foundation.i18n import catalogue
from foundation.score import points
from people import services as people
from people.domain import Actor, Permission
from question_bank import services as bank
from question_bank.domain import Pool

ITEMS_OF_A_TYPE = 2


def create_rehearsal(
    actor: Actor,
    *,
    unit_id: UUID,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    room: str = "",
    rules: RoomRules = ANY_ROOM,
    now: datetime,
    sitting_id: UUID | None = None,
) -> UUID:
    """Plan a rehearsal on a unit, a draft sitting like any other. Raises Invalid when there are no practice items."""
    version_id = rehearsal_version(actor, unit_id, now=now)
    plan = SittingPlan(
        title=title,
        unit_id=unit_id,
        exam_version_id=version_id,
        opens_at=opens_at,
        closes_at=closes_at,
        room=room,
        rules=rules,
    )
    return create_sitting(actor, plan, now=now, sitting_id=sitting_id)


def rehearsal_version(actor: Actor, unit_id: UUID, *, now: datetime) -> UUID:
    """The version of the unit's rehearsal exam with a frozen form; made if there is none."""
    path = people.get_unit(unit_id).path
    actor.require(Permission.MANAGE_SITTINGS, path)
    for exam in list_exams(actor):
        if exam.unit_id == unit_id and exam.version.is_frozen and exam.version.blueprint.pool is Pool.PRACTICE:
            return exam.version.id
    exam_id = find_or_create(actor, unit_id, rehearsal_blueprint(path, now=now), now=now)
    freeze_form(actor, assemble_form(actor, exam_id, now=now), now=now)
    return get_exam(actor, exam_id).version.id


def rehearsal_blueprint(unit_path: str, *, now: datetime) -> ExamBlueprint:
    """Up to two practice items of each type that the unit has, a point each, in the registry's order of types."""
    pool = bank.list_drawable(unit_path, pool=Pool.PRACTICE, now=now)
    if not pool:
        raise Invalid(Problem(N_("练习题库里还没有已通过的题目，先通过几道再安排演练"), field="unit_id"))
    sections = []
    for kind in ITEM_TYPES.values():
        counts: dict[str, int] = {}
        for item in [item for item in pool if item.item_type == kind.name][:ITEMS_OF_A_TYPE]:
            counts[item.area_code] = counts.get(item.area_code, 0) + 1
        draw = tuple(DrawCell(area, kind.name, count) for area, count in sorted(counts.items()))
        if draw:
            n = sum(cell.count for cell in draw)
            sections.append(
                Section(
                    title=kind.label,
                    title_en=catalogue("en").get(kind.label, ""),
                    points=points(n),
                    item_type=kind.name,
                    points_each=points(1),
                    points_per=PointsPer.ITEM,
                    draw=draw,
                )
            )
    return ExamBlueprint(
        title=N_("考前演练"),
        title_en="Rehearsal",
        total=sum((section.total for section in sections), ZERO),
        duration_minutes=REHEARSAL_MINUTES,
        sections=tuple(sections),
        pass_rule=PassRule(),
        show_answers=ShowAnswers.NEVER,
        pool=Pool.PRACTICE,
    )
