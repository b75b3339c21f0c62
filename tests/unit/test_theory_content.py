"""The theory exam's own items: every one complete, and each set exactly what the blueprint of the brief asks for."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from question_bank import item_types
from question_bank.domain import Pool, problems_before_review
from question_bank.domain.items import ItemDraft
from question_bank.formats.item_list import read_item_list

THEORY = Path(__file__).resolve().parent.parent.parent / "question_bank" / "content" / "theory"
AREAS = ("m0", "m1", "m2", "m3", "m4", "m5")


def _drafts(area: str) -> tuple[ItemDraft, ...]:
    return read_item_list((THEORY / f"{area}.yaml").read_text(), name=area)


@pytest.mark.parametrize("area", AREAS)
def test_every_item_could_be_reviewed(area: str) -> None:
    for draft in _drafts(area):
        assert draft.pool is Pool.EXAM
        assert problems_before_review(item_types.get(draft.item_type), draft.content) == (), draft.external_id


def test_ids_are_unique() -> None:
    ids = [draft.external_id for area in AREAS for draft in _drafts(area)]
    assert len(ids) == len(set(ids)) == 98


@pytest.mark.parametrize("label", ["set-1", "set-2"])
def test_each_set_fills_the_blueprint(label: str) -> None:
    items = [draft for area in AREAS for draft in _drafts(area) if label in draft.tags]
    types = Counter(draft.item_type for draft in items)
    assert types == {"single_choice": 20, "multiple_choice": 10, "fill_blank": 14, "short_answer": 4, "essay": 1}
    assert sum(draft.content["stem"].count("____") for draft in items if draft.item_type == "fill_blank") == 20
    assert sum(draft.critical for draft in items) >= 6
    open_points = [Decimal(p["points"]) for d in items for p in d.content.get("scoring_points") or ()]
    assert sum(open_points) == 25 + 15
    cells = Counter((draft.area_code, draft.item_type) for draft in items)
    blueprint = yaml.safe_load((THEORY / "blueprint.yaml").read_text())
    wanted = Counter()
    for section in blueprint["sections"]:
        for cell in section["draw"]:
            wanted[cell["area"], cell["type"]] += cell["count"]
    assert cells == wanted
