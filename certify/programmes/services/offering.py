"""What an author works with: what there is to choose from, rows ⇄ tree, the tree as an agent will see it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from certify.exams import services as exams
from certify.exams.domain.views import Exam
from certify.programmes import requirement_kinds
from certify.programmes.domain import (
    Choice,
    DraftRow,
    Facts,
    KindForm,
    ModuleFact,
    Offer,
    Requirement,
    RequirementState,
    Source,
    rows_of,
    tree_of,
)
from courses import services as courses
from people import services as people
from people.domain import Actor

FORMS: Mapping[str, KindForm] = {kind.name: kind.form for kind in requirement_kinds.ALL}
NOBODY = UUID(int=0)


def offer_for(actor: Actor, unit_id: UUID | None = None) -> Offer:
    """What a programme can be made of: modules with lessons, exams in the actor's reach (of the unit, of units above
    and below it).
    """
    unit_path = people.get_unit(unit_id).path if unit_id else None
    modules = tuple(Choice(m.code, m.title_zh, m.title_en) for m in courses.list_modules() if m.lessons)
    reachable = {exam.id: exam for exam in (*exams.list_exams(actor), *exams.list_sittable(actor))}
    found = tuple(_choice(exam) for exam in reachable.values() if _fits(exam, unit_path))
    return {Source.MODULES: modules, Source.EXAMS: found}


def _choice(exam: Exam) -> Choice:
    blueprint = exam.version.blueprint
    return Choice(str(exam.id), blueprint.title, blueprint.title_en or blueprint.title)


def _fits(exam: Exam, unit_path: str | None) -> bool:
    if exam.version.blueprint.pool == "practice":
        return False
    return unit_path is None or exam.unit_path.startswith(unit_path) or unit_path.startswith(exam.unit_path)


def draft_tree(rows: list[DraftRow], title: tuple[str, str], offer: Offer) -> Requirement:
    """The tree that the rows make, with the words that their kinds choose."""
    return tree_of(rows, title, FORMS, offer)


def rows_to_edit(requirements: Requirement, offer: Offer) -> list[DraftRow]:
    """A published tree as rows to start a new version from."""
    return rows_of(requirements, FORMS, offer)


def preview(requirements: Requirement, *, now: datetime) -> RequirementState:
    """The tree as an agent sees it on the first day; what has no name yet says so."""
    modules = tuple(
        ModuleFact(m.code, m.title_zh, m.title_en, len(m.lessons), 0, 0) for m in courses.list_modules() if m.lessons
    )
    return requirement_kinds.get(requirements.kind).judge(_named(requirements), Facts(NOBODY, modules), now)


def _named(node: Requirement) -> Requirement:
    zh, en = node.label_zh or "（还没有名称）", node.label_en or "(no name yet)"
    return replace(node, label_zh=zh, label_en=en, children=tuple(_named(child) for child in node.children))
