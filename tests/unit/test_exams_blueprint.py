"""What a blueprint may not be, and how its author is told; its JSON; the theory blueprint's file."""

from dataclasses import replace
from decimal import Decimal

import pytest

from certify.exams.domain import (
    AreaMinimum,
    DrawCell,
    ExamBlueprint,
    FixedItem,
    PassRule,
    PointsPer,
    Section,
    blueprint_from_json,
    blueprint_hash,
    blueprint_to_json,
    open_problems,
    read_blueprint,
    shape_problems,
    validate_blueprint,
)
from foundation.errors import Invalid
from foundation.ids import new_id
from foundation.score import points
from question_bank.domain import Difficulty
from tests.unit.exams_samples import KINDS, blueprint, cell, theory, theory_data


def texts(found: ExamBlueprint) -> list[str]:
    return [str(problem) for problem in validate_blueprint(found, KINDS)]


def test_the_theory_blueprint_is_sound() -> None:
    found = theory()
    assert texts(found) == []
    assert (found.n_items, found.sections_total, found.duration_minutes) == (49, Decimal(100), 90)
    assert found.area_points() == {
        "M0": Decimal(10),
        "M1": Decimal(15),
        "M2": Decimal(20),
        "M3": Decimal(25),
        "M4": Decimal(20),
        "M5": Decimal(10),
    }
    assert found.sections[2].points_per is PointsPer.BLANK and found.sections[2].n_blanks == 20


def test_a_short_section_is_named_with_what_it_lacks() -> None:
    found = theory()
    fill = found.sections[2]
    smaller = replace(fill, draw=(replace(fill.draw[0], count=2, blanks=3), *fill.draw[1:]))
    changed = replace(found, sections=(*found.sections[:2], smaller, *found.sections[3:]))
    assert texts(changed) == ["分值合计 98，应为 100：三、填空题还差 2 分"]


def test_sections_that_don_t_reach_the_declared_total() -> None:
    found = replace(blueprint(cell(3)), total=points(5))
    assert texts(found) == ["分值合计 3，应为 5：还差 2 分"]
    assert texts(replace(found, total=points(2))) == ["分值合计 3，应为 2：多出 1 分"]


def test_two_sections_that_are_off_against_each_other_are_both_named() -> None:
    one, two = blueprint(cell(3)).sections[0], blueprint(cell(2)).sections[0]
    found = ExamBlueprint(
        title="考",
        total=points(5),
        duration_minutes=5,
        sections=(replace(one, points=points(2)), replace(two, points=points(3))),
    )
    assert texts(found) == ["一、题的各题合计 3 分，大题写的是 2 分", "一、题的各题合计 2 分，大题写的是 3 分"]


def test_an_empty_draft_says_what_is_next() -> None:
    found = ExamBlueprint(title="考", total=points(100), duration_minutes=60)
    assert [str(p) for p in open_problems(found)] == ["还没有大题"]
    assert not shape_problems(found, KINDS)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"duration_minutes": 601}, "duration_minutes"),
        ({"total": points(0)}, "total"),
        ({"critical_at_least": -1}, "critical_at_least"),
        ({"grace_seconds": 61}, "grace_seconds"),
        ({"pass_rule": PassRule(total_at_least=points("3.01"))}, "total_at_least"),
        ({"pass_rule": PassRule(area_minimum_percent=101)}, "area_minimum_percent"),
        ({"pass_rule": PassRule(area_minima=(AreaMinimum("M0", -1),))}, "area_minimum_percent"),
        ({"pass_rule": PassRule(critical_wrong_at_most=-1)}, "critical_wrong_at_most"),
    ],
)
def test_values_that_make_no_sense_are_named_by_field(change: dict[str, object], field: str) -> None:
    found = replace(blueprint(cell(3)), **change)  # type: ignore[arg-type]  # a table of fields
    assert field in {problem.field for problem in shape_problems(found, KINDS)}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"rule": "长" * 401}, "rule"),
        ({"item_type": "riddle"}, "item_type"),
        ({"item_type": "essay", "draw": (), "scoring_rule": "exact"}, "scoring_rule"),
        ({"item_type": "essay"}, "draw"),
        ({"points_each": points(0)}, "points_each"),
        ({"minimum_percent": 101}, "minimum_percent"),
        ({"minimum_points": points(4)}, "minimum_points"),
        ({"fixed": (FixedItem(new_id(), points(1)),)}, "draw"),
        ({"draw": (DrawCell("M0", "single_choice", 0),)}, "draw"),
        ({"draw": (DrawCell("M9", "single_choice", 1),)}, "draw"),
        ({"draw": (DrawCell("M0", "fill_blank", 2, blanks=1),)}, "draw"),
    ],
)
def test_a_section_s_values_are_named_by_field(change: dict[str, object], field: str) -> None:
    found = blueprint(cell(3))
    found = replace(found, sections=(replace(found.sections[0], **change),))  # type: ignore[arg-type]  # a table of fields
    assert field in {problem.field for problem in shape_problems(found, KINDS, {"M0"})}


def test_the_same_item_twice_is_refused() -> None:
    item = FixedItem(new_id(), points(2))
    twice = Section(title="一", points=points(4), fixed=(item, item))
    found = ExamBlueprint(title="考", total=points(4), duration_minutes=5, sections=(twice,))
    assert "第 1 大题：同一道题放了两次" in texts(found)
    once = replace(twice, points=points(2), fixed=(item,))
    assert "同一道题放进了两个大题" in texts(replace(found, sections=(once, once)))


def test_blanks_are_needed_where_points_go_by_blank() -> None:
    section = Section(
        title="填空",
        points=points(2),
        points_each=points(1),
        points_per=PointsPer.BLANK,
        draw=(cell(2, item_type="fill_blank"),),
    )
    found = ExamBlueprint(title="考", total=points(2), duration_minutes=5, sections=(section,))
    assert "第 1 大题“填空”按空计分，每格要写空数" in texts(found)


def test_json_and_back_keeps_everything_and_the_hash() -> None:
    found = replace(
        theory(),
        pass_rule=PassRule(points(70), 50, (AreaMinimum("M3", 60),), 1),
        sections=(
            Section(title="固", points=points("2.5"), fixed=(FixedItem(new_id(), Decimal("2.5")),)),
            *blueprint(cell(1, difficulty=Difficulty.HARD, tag="set-1", points_each=points(1))).sections,
        ),
    )
    there = blueprint_from_json(blueprint_to_json(found))
    assert there == found and blueprint_hash(there) == blueprint_hash(found)
    assert blueprint_hash(replace(found, duration_minutes=91)) != blueprint_hash(found)


def test_one_and_one_point_zero_are_the_same_blueprint() -> None:
    assert blueprint_hash(replace(theory(), total=Decimal("100.0"))) == blueprint_hash(theory())


@pytest.mark.parametrize("data", [{}, {"title": "x", "total": "1.001", "duration_minutes": 1}, {"title": 3}])
def test_json_that_can_t_be_read_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        blueprint_from_json(data)


def test_a_file_that_doesn_t_add_up_says_where() -> None:
    data = theory_data()
    data["slots"] = 50
    data["sections"][2]["blanks"] = 21
    data["areas"][0]["points"] = 11
    with pytest.raises(Invalid) as error:
        read_blueprint(data)
    assert [str(problem) for problem in error.value.problems] == [
        "蓝图文件写的是slots 50，各格合计 49",
        "蓝图文件写的是三、填空题 blanks 21，各格合计 20",
        "蓝图文件写的是M0 points 11，各格合计 10",
    ]


def test_a_file_with_holes_names_section_and_field() -> None:
    data = theory_data()
    del data["sections"][1]["title_zh"]
    data["sections"][3]["draw"][0]["count"] = "viele"
    with pytest.raises(Invalid) as error:
        read_blueprint(data)
    found = [str(problem) for problem in error.value.problems]
    assert found[0] == "蓝图文件第 2 大题缺少或写错了 'title_zh'"
    assert found[1].startswith("蓝图文件第 4 大题缺少或写错了") and "viele" in found[1]
