"""Makers for the tests of exams' pure rules: summaries to draw from, small blueprints, the theory blueprint."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from certify.exams.domain import DrawCell, ExamBlueprint, Section, read_blueprint
from foundation.score import points
from question_bank import item_types
from question_bank.domain import Difficulty

KINDS = {kind.name: kind for kind in item_types.ALL}
THEORY = Path(__file__).resolve().parent.parent.parent / "question_bank" / "content" / "theory" / "blueprint.yaml"


@dataclass(frozen=True)
class Stub:
    """What assembly needs to know of an item."""

    item_id: UUID
    item_type: str = "single_choice"
    area_code: str = "M0"
    difficulty: Difficulty = Difficulty.MEDIUM
    critical: bool = False
    n_blanks: int = 0
    tags: tuple[str, ...] = ()

    @property
    def version_id(self) -> UUID:
        return UUID(int=self.item_id.int + (1 << 64))


def stub(number: int, **fields: Any) -> Stub:
    """An item whose id is that number."""
    return Stub(UUID(int=number), **fields)


def cell(count: int, area: str = "M0", item_type: str = "single_choice", **fields: Any) -> DrawCell:
    """A draw cell."""
    return DrawCell(area, item_type, count, **fields)


def blueprint(*cells: DrawCell, each: str = "1", **fields: Any) -> ExamBlueprint:
    """A sound blueprint of one section that holds these cells."""
    section = Section(title="一、题", points=points(0), points_each=points(each), draw=cells)
    total = section.total
    section = Section(title="一、题", points=total, points_each=points(each), draw=cells)
    return ExamBlueprint(title="小考", total=total, duration_minutes=30, sections=(section,), **fields)


def theory_data() -> dict[str, Any]:
    """The theory blueprint as it lies in its file."""
    return dict(yaml.safe_load(THEORY.read_text()))


def theory() -> ExamBlueprint:
    """The theory blueprint."""
    return read_blueprint(theory_data())
