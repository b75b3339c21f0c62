"""The frozen form: slots, totals, hash, and what happens when the bank says something else."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from certify.exams.domain import (
    ExamBlueprint,
    FixedItem,
    FormDamaged,
    Pick,
    PointsPer,
    Section,
    WrongTotal,
    form_hash,
    records_from_json,
    records_of,
    records_to_json,
    scoring_rule_of,
    sections_of,
    slots_of,
)
from foundation.score import points
from question_bank.domain import Difficulty, ItemVersion, Pool, content_hash
from tests.unit.exams_samples import KINDS


def version(number: int, item_type: str, *, critical: bool = False) -> ItemVersion:
    content = dict(KINDS[item_type].validate(KINDS[item_type].specimens()[0].content))
    return ItemVersion(
        id=UUID(int=number),
        item_id=UUID(int=number + 100),
        number=1,
        item_type=item_type,
        content=content,
        content_hash=content_hash(content),
        area_code=f"M{number % 2}",
        difficulty=Difficulty.EASY,
        pool=Pool.EXAM,
        critical=critical,
    )


VERSIONS = {
    v.id: v for v in (version(1, "single_choice", critical=True), version(2, "fill_blank"), version(3, "essay"))
}
PICKS = (Pick(1, UUID(int=1), points(1)), Pick(2, UUID(int=2), points(3)), Pick(2, UUID(int=3), points("0.5")))
BLUEPRINT = ExamBlueprint(
    title="小考",
    total=points("4.5"),
    duration_minutes=5,
    sections=(
        Section(title="一", points=points(1), item_type="single_choice", fixed=(FixedItem(UUID(int=1), points(1)),)),
        Section(
            title="二",
            points=points("3.5"),
            scoring_rule="per_blank",
            minimum_percent=50,
            fixed=(FixedItem(UUID(int=2), points(3)), FixedItem(UUID(int=3), points("0.5"))),
        ),
    ),
)


def test_slots_are_numbered_through_the_paper_and_through_their_section() -> None:
    records = records_of(BLUEPRINT, PICKS, VERSIONS, KINDS)
    assert [(r.position, r.section, r.number) for r in records] == [(1, 1, 1), (2, 2, 1), (3, 2, 2)]
    assert [r.area_code for r in records] == ["M1", "M0", "M1"]
    assert [r.critical for r in records] == [True, False, False]


def test_a_rule_that_a_type_does_not_know_gives_way_to_the_type_s_own() -> None:
    records = records_of(BLUEPRINT, PICKS, VERSIONS, KINDS)
    assert [r.scoring_rule for r in records] == ["exact", "per_blank", "manual"]
    assert scoring_rule_of(replace(BLUEPRINT.sections[1], scoring_rule="exact"), "fill_blank", KINDS) == "exact"


def test_a_form_that_misses_the_total_is_refused() -> None:
    with pytest.raises(WrongTotal) as error:
        records_of(replace(BLUEPRINT, total=points(5)), PICKS, VERSIONS, KINDS)
    assert str(error.value) == "试卷分值合计 4.5，蓝图是 5"


def test_records_survive_json_and_name_the_form() -> None:
    records = records_of(BLUEPRINT, PICKS, VERSIONS, KINDS)
    there = records_from_json(records_to_json(records))
    assert there == records and form_hash(BLUEPRINT, there) == form_hash(BLUEPRINT, records)
    other = (replace(records[0], points=points(2)), *records[1:])
    assert form_hash(BLUEPRINT, other) != form_hash(BLUEPRINT, records)


def test_slots_carry_content_and_the_shape_of_a_response() -> None:
    slots = slots_of(records_of(BLUEPRINT, PICKS, VERSIONS, KINDS), VERSIONS, KINDS)
    assert slots[0].shape.options and slots[1].shape.blanks == slots[1].content["stem"].count("____")
    sections = sections_of(BLUEPRINT, records_of(BLUEPRINT, PICKS, VERSIONS, KINDS))
    assert [section.positions for section in sections] == [(1,), (2, 3)]
    assert [section.points for section in sections] == [Decimal(1), Decimal("3.5")]
    assert sections[1].minimum_percent == 50


def test_a_content_that_is_not_the_chosen_one_is_damage() -> None:
    records = records_of(BLUEPRINT, PICKS, VERSIONS, KINDS)
    changed = {**VERSIONS, UUID(int=1): replace(VERSIONS[UUID(int=1)], content_hash="0" * 64)}
    for versions in (changed, {}):
        with pytest.raises(FormDamaged):
            slots_of(records, versions, KINDS)


def test_points_per_blank_multiply() -> None:
    section = Section(title="填", points=points(1), points_each=points("0.5"), points_per=PointsPer.BLANK)
    assert section.total == 0 and section.points_per is PointsPer.BLANK
