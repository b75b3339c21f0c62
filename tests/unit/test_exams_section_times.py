"""Sections with their own time: what an author may ask for, what stays as it was stored, how a file says it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from certify.exams.domain import ExamBlueprint, Navigation, open_problems, read_blueprint, shape_problems
from certify.exams.domain.codec import blueprint_from_json, blueprint_hash, blueprint_to_json
from certify.exams.domain.form import sections_of
from tests.unit.exams_samples import KINDS, blueprint, cell, theory_data

# A blueprint as it was stored before sections had clocks, and the name that it had: frozen forms carry it.
SECTION = {"item_type": None, "scoring_rule": None, "points_each": None, "points_per": "item", "draw": [], "rule": ""}
SECTION |= {"title_en": "", "rule_en": "", "navigation": "free", "shuffle_items": False, "shuffle_options": False}
FIXED = [{"version_id": f"00000000-0000-0000-0000-00000000000{n}", "points": "0.50"} for n in (1, 2, 3)]
FIXED[0]["points"], FIXED[1]["points"] = "1.00", "3.00"
STORED = {
    **{"title": "小考", "total": "4.50", "duration_minutes": 5, "title_en": "", "critical_at_least": 0},
    **{"grace_seconds": 10, "show_answers": "after_release", "pool": "exam"},
    "sections": [
        SECTION
        | {"title": "一", "points": "1.00", "item_type": "single_choice", "fixed": FIXED[:1]}
        | {"minimum_percent": None, "minimum_points": None},
        SECTION
        | {"title": "二", "points": "3.50", "scoring_rule": "per_blank", "fixed": FIXED[1:]}
        | {"minimum_percent": 50, "minimum_points": None},
    ],
    "pass_rule": {"total_at_least": "0.00", "area_minimum_percent": None, "area_minima": []}
    | {"critical_wrong_at_most": None},
}
NAMED_BEFORE = "3aee7760f4fd3473e3452cb028ce720c0f796c41eabd2ef8e52d4a4147e580b4"
Times = tuple[int | None, int]


def timed(*times: Times, duration: int = 60, linear: bool = True) -> ExamBlueprint:
    """A paper of so many sections: own minutes (or None), break after."""
    one = blueprint(cell(1)).sections[0]
    way = Navigation.LINEAR if linear else Navigation.FREE
    sections = tuple(
        replace(one, title=f"第{n}部分", navigation=way, minutes=minutes, break_minutes=after)
        for n, (minutes, after) in enumerate(times, 1)
    )
    whole = replace(blueprint(cell(1)), sections=sections, duration_minutes=duration)
    return replace(whole, total=whole.sections_total)


def said(problems: Any) -> list[str]:
    return [str(problem.message) % dict(problem.params) for problem in problems]


def test_a_blueprint_without_clocks_is_stored_and_named_as_before() -> None:
    read = blueprint_from_json(json.loads(json.dumps(STORED)))
    assert [(section.minutes, section.break_minutes) for section in read.sections] == [(None, 0), (None, 0)]
    assert json.loads(json.dumps(blueprint_to_json(read))) == STORED
    assert blueprint_hash(read) == NAMED_BEFORE


def test_own_times_survive_storing_and_reach_the_form() -> None:
    draft = timed((20, 5), (35, 0))
    stored = json.loads(json.dumps(blueprint_to_json(draft)))
    assert [section.get("break_minutes") for section in stored["sections"]] == [5, None]
    assert blueprint_from_json(stored) == draft
    assert blueprint_hash(draft) != blueprint_hash(timed((20, 5), (34, 0), duration=59))
    assert [(s.minutes, s.break_minutes) for s in sections_of(draft, ())] == [(20, 5), (35, 0)]


@pytest.mark.parametrize(
    ("times", "duration"),
    [
        (((None, 0), (None, 0)), 60),  # all share
        (((20, 5), (35, 0)), 60),  # all have their own
        (((20, 5), (None, 0)), 60),  # one gets the rest
        (((20, 5), (None, 0), (None, 5), (10, 0)), 60),  # two share the rest
    ],
)
def test_what_fits(times: tuple[Times, ...], duration: int) -> None:
    draft = timed(*times, duration=duration)
    assert not shape_problems(draft, KINDS) and not open_problems(draft)


def test_more_than_the_exam_is_never_stored() -> None:
    (problem,) = shape_problems(timed((40, 5), (30, 0)), KINDS)
    assert (problem.field, problem.found, problem.expected) == ("duration_minutes", "75", "60")
    assert said([problem]) == ["各大题用时和休息合计 75 分钟，考试时长只有 60 分钟"]


def test_a_timed_section_is_linear_and_so_are_all_the_others() -> None:
    draft = timed((30, 0), (30, 0))
    first, second = draft.sections
    free = replace(draft, sections=(replace(first, navigation=Navigation.FREE), second))
    (problem,) = shape_problems(free, KINDS)
    assert problem.params["section"] == 1 and problem.field == "navigation"
    assert (problem.found, problem.expected) == ("自由作答，可回看", "顺序作答，离开后锁定")
    other = replace(draft, sections=(first, replace(second, minutes=None, navigation=Navigation.FREE)))
    (problem,) = shape_problems(other, KINDS)
    assert problem.params == {"section": 2, "title": "第2部分"} and "全部大题就都要顺序作答" in problem.message


@pytest.mark.parametrize(
    ("minutes", "after", "field"), [(0, 0, "minutes"), (601, 0, "minutes"), (20, 121, "break_minutes")]
)
def test_nonsense_in_one_section(minutes: int, after: int, field: str) -> None:
    assert field in {problem.field for problem in shape_problems(timed((minutes, after), (None, 0)), KINDS)}


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (((20, 0), (30, 0)), "合计 50 分钟，考试时长 60 分钟：多出的时间没有大题可用"),
        (((30, 0), (30, 0), (None, 0)), "第 3 大题“第3部分”没有写用时"),
        (((None, 0), (20, 0), (None, 0)), "要排在一起：现在是第 1 到第 3 大题"),
        (((30, 0), (None, 5)), "是最后一个大题，之后没有休息"),
        (((None, 5), (None, 0), (30, 0)), "和下一大题共用时间，中间不能休息"),
        (((None, 5), (None, 0)), "之后有休息，就要给大题写用时"),
    ],
)
def test_what_a_draft_still_lacks(times: tuple[Times, ...], words: str) -> None:
    draft = timed(*times)
    assert not shape_problems(draft, KINDS)
    assert any(words in each for each in said(open_problems(draft)))


def test_a_blueprint_file_says_it() -> None:
    data = theory_data()
    for raw in data["sections"]:
        raw["navigation"] = "linear"
    data["sections"][0] |= {"minutes": 10, "break_minutes": 5}
    first, second, *_rest = read_blueprint(data).sections
    assert (first.minutes, first.break_minutes, first.navigation) == (10, 5, Navigation.LINEAR)
    assert second.minutes is None
