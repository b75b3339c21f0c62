"""Which sections a further try is about, for how long, and which policies contradict themselves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.exams.domain import (
    DrawCell,
    ExamBlueprint,
    PassRule,
    Section,
    blueprint_from_json,
    blueprint_hash,
    blueprint_to_json,
)
from certify.exams.domain.retake_parts import (
    PartTime,
    awaits_result,
    part_minutes,
    part_problems,
    part_to_sit,
)
from certify.exams.domain.retakes import PastTry, RetakePolicy, RetakeScope

VERSION, OTHER, FORM = UUID(int=1), UUID(int=2), UUID(int=3)
FAILED = RetakePolicy(scope=RetakeScope.FAILED)
ON = date(2026, 11, 23)


def section(points: int, minimum: int | None = 50) -> Section:
    cell = DrawCell("M0", "single_choice", points)
    return Section(f"{points} 分", Decimal(points), points_each=Decimal(1), draw=(cell,), minimum_percent=minimum)


def exam(
    *points: int, policy: RetakePolicy | None = FAILED, minutes: int = 90, minimum: int | None = 50
) -> ExamBlueprint:
    sections = tuple(section(each, minimum) for each in points)
    return ExamBlueprint("考试", Decimal(sum(points)), minutes, sections, retakes=policy)


def a_try(passed: bool | None = False, left: tuple[int, ...] = (2,), version: UUID = VERSION) -> PastTry:
    return PastTry(ON, FORM, passed, version, left)


def test_the_sections_that_the_last_try_left() -> None:
    part = part_to_sit(exam(30, 60), VERSION, [a_try(left=(1,)), a_try()])
    assert part is not None and (part.sections, part.since, part.minutes) == ((2,), ON, 60)
    assert "比例" in part.time_rule


@pytest.mark.parametrize(
    "past", [[], [a_try(True)], [a_try(left=())], [a_try(version=OTHER)], [a_try(), a_try(True)], [a_try(None)]]
)
def test_the_whole_paper_else(past: list[PastTry]) -> None:
    assert part_to_sit(exam(30, 60), VERSION, past) is None


def test_without_the_choice_nothing_changes() -> None:
    for policy in (None, RetakePolicy()):
        assert part_to_sit(exam(30, 60, policy=policy), VERSION, [a_try()]) is None
        assert awaits_result(policy, [a_try(None)]) is None


def test_a_result_that_is_not_out_is_waited_for() -> None:
    why = awaits_result(FAILED, [a_try(None)])
    assert why is not None and why.params == {"on": "2026-11-23"} and why.from_day is None
    assert awaits_result(FAILED, []) is None and awaits_result(FAILED, [a_try()]) is None


@given(points=st.lists(st.integers(1, 60), min_size=2, max_size=6), minutes=st.integers(1, 600), data=st.data())
def test_a_share_of_the_time_is_never_less_than_the_share_of_the_points(
    points: list[int], minutes: int, data: st.DataObject
) -> None:
    chosen = data.draw(st.sets(st.integers(1, len(points)), min_size=1))
    found, how = part_minutes(exam(*points, minutes=minutes), chosen)
    mine = sum(points[number - 1] for number in chosen)
    assert how is PartTime.SHARE and 0 <= found * sum(points) - minutes * mine < sum(points)


def test_contradictions_are_named() -> None:
    def said(draft: ExamBlueprint) -> list[str]:
        return [str(problem)[:14] for problem in part_problems(draft)]

    assert said(exam(30, 60)) == [] and said(exam(30, policy=None)) == []
    assert said(exam(30, 60, minimum=None)) == ["只考没有通过的大题，要先给大"]
    assert said(replace(exam(30, 60, minimum=None), pass_rule=PassRule(area_minimum_percent=50))) == []
    assert said(exam(30)) == ["只有一个大题，不能只考没有通"]
    assert said(exam(30, 60, policy=replace(FAILED, max_attempts=1))) == ["最多考 1 次，就没有再考，"]


def test_a_policy_that_says_nothing_of_parts_is_written_as_it_was() -> None:
    """Frozen forms name the hash of their blueprint."""
    before = exam(30, 60, policy=RetakePolicy(max_attempts=2))
    assert "scope" not in blueprint_to_json(before)["retakes"]
    assert blueprint_hash(before) != blueprint_hash(replace(before, retakes=replace(FAILED, max_attempts=2)))
    for draft in (before, exam(30, 60)):
        assert blueprint_from_json(blueprint_to_json(draft)) == draft


def test_sections_with_their_own_time_keep_it() -> None:
    timed, shared = exam(10, 20, 30), exam(10, 20, 30)
    own = (replace(timed.sections[0], minutes=20, break_minutes=5), replace(timed.sections[1], minutes=30))
    timed = replace(timed, sections=(*own, timed.sections[2]))
    assert part_minutes(timed, {1}) == (20, PartTime.OWN) and part_minutes(timed, {1, 2}) == (55, PartTime.OWN)
    assert part_minutes(timed, {3}) == (35, PartTime.SHARE), "what own times and breaks leave of 90"
    assert part_minutes(timed, {1, 3}) == (60, PartTime.BOTH)
    assert part_minutes(shared, {1}) == (15, PartTime.SHARE)
