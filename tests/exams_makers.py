"""Makers for tests that need a filled bank, an exam, a form, a sitting: through the services only."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from certify.exams import services as exams
from certify.exams.domain import SittingPlan
from question_bank import services as bank
from question_bank.domain import Difficulty, Pool
from question_bank.domain.items import ItemDraft
from question_bank.formats.item_list import read_item_list
from tests.factories import House

THEORY = Path(__file__).resolve().parent.parent / "question_bank" / "content" / "theory"


def blueprint_data() -> dict[str, Any]:
    """The theory blueprint's file, decoded."""
    return dict(yaml.safe_load((THEORY / "blueprint.yaml").read_text()))


def make_areas(house: House, now: datetime) -> None:
    """The content areas M0 to M5."""
    for position, area in enumerate(blueprint_data()["areas"]):
        bank.save_area(house.ben, area["code"], area["title_zh"], area["title_en"], position=position, now=now)


def approve_all(house: House, item_ids: tuple[UUID, ...], now: datetime) -> None:
    """Submitted by the writer, approved by the reviewer."""
    for item_id in item_ids:
        bank.submit_for_review(house.writer, item_id, now=now)
        bank.approve_item(house.reviewer, item_id, now=now)


def take_in(house: House, drafts: tuple[ItemDraft, ...], now: datetime, unit: str = "north") -> tuple[UUID, ...]:
    """Approved items from drafts."""
    made = bank.import_items(house.writer, house.units[unit], drafts, now=now).created
    approve_all(house, made, now)
    return made


def fill_theory(house: House, now: datetime) -> tuple[UUID, ...]:
    """All 98 items of the theory exam, approved, in the north's bank."""
    make_areas(house, now)
    drafts = tuple(draft for n in range(6) for draft in read_item_list((THEORY / f"m{n}.yaml").read_text()))
    return take_in(house, drafts, now)


def small_draft(number: int, **fields: Any) -> ItemDraft:
    """A single-choice item of M0."""
    content = {
        "stem": f"第 {number} 题：先做哪一步？",
        "options": [{"id": letter, "text": f"做法 {letter}{number}"} for letter in "ABCD"],
        "answer_key": ["B"],
        "explanation": "先听完再说。",
        "lang": "zh-CN",
    }
    whole: dict[str, Any] = {
        "item_type": "single_choice",
        "content": content,
        "area_code": "M0",
        "pool": Pool.EXAM,
        "difficulty": Difficulty.EASY,
        "external_id": f"small-{number}",
        **fields,
    }
    return ItemDraft(**whole)


def fill_small(house: House, now: datetime, n: int = 6, **fields: Any) -> tuple[UUID, ...]:
    """A few approved single-choice items of M0."""
    make_areas(house, now)
    return take_in(house, tuple(small_draft(number, **fields) for number in range(1, n + 1)), now)


def small_data(count: int = 3) -> dict[str, Any]:
    """The file of a small exam: so many single-choice items of one point, 30 minutes, passed with two."""
    return {
        "title_zh": "小考",
        "title_en": "Small exam",
        "minutes": 30,
        "total": count,
        "pass": {"total_at_least": 2, "area_minimum_percent": 50, "critical_wrong_at_most": 1},
        "sections": [
            {
                "title_zh": "一、单选题",
                "title_en": "1. Single choice",
                "type": "single_choice",
                "scoring_rule": "exact",
                "points": count,
                "points_each": 1,
                "draw": [{"area": "M0", "type": "single_choice", "count": count}],
            }
        ],
    }


def small_exam(house: House, now: datetime, *, n_items: int = 6, n_forms: int = 2) -> tuple[UUID, list[UUID]]:
    """A small exam of the north with frozen forms; returns its id and theirs."""
    fill_small(house, now, n_items)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    forms = []
    for seed in range(n_forms):
        form_id = exams.assemble_form(house.ben, exam_id, seed=seed, now=now)
        exams.freeze_form(house.ben, form_id, now=now)
        forms.append(form_id)
    return exam_id, forms


def plan(house: House, exam_id: UUID, now: datetime, **fields: Any) -> SittingPlan:
    """A sitting tomorrow, two hours long, in the first centre."""
    whole: dict[str, Any] = {
        "title": "十一月场",
        "unit_id": house.units["centre"],
        "exam_version_id": exams.load_exam(exam_id).version.id,
        "opens_at": now + timedelta(days=1),
        "closes_at": now + timedelta(days=1, hours=2),
        "latest_entry_minutes": 30,
        "room": "一号教室",
        **fields,
    }
    return SittingPlan(**whole)


def published(house: House, now: datetime, **fields: Any) -> UUID:
    """A published sitting of a small exam with Ada and Adam on the roster."""
    exam_id, _forms = small_exam(house, now)
    sitting_id = exams.create_sitting(house.ben, plan(house, exam_id, now, **fields), now=now)
    exams.add_to_roster(house.ben, sitting_id, [_id(house, "ada"), _id(house, "adam")], now=now)
    exams.publish_sitting(house.ben, sitting_id, now=now)
    return sitting_id


def _id(house: House, key: str) -> UUID:
    return house.cast[key].require_person()
