"""The courses' rules by tables and properties: passing, asking, rereading, states, what comes next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from courses.domain import (
    CheckScore,
    Depth,
    LessonProgress,
    LessonState,
    LessonSummary,
    ModuleSummary,
    Step,
    askable,
    fingerprint,
    lesson_progress,
    module_progress,
    neighbours,
    next_lesson,
    passages_to_reread,
    problems_of,
    reaches,
    score,
    seed,
)
from courses.formats.lessons import read_course
from foundation.score import from_hundredths

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
COURSE = read_course()
LESSON = next(lesson for lesson in COURSE.lessons if lesson.id == "L3.2")


@given(st.lists(st.integers(0, 100), min_size=1, max_size=60))
def test_passing_is_exact(hundredths: list[int]) -> None:
    result = score([from_hundredths(n) for n in hundredths])
    assert result.passed == (Fraction(sum(hundredths), 100 * len(hundredths)) >= Fraction(4, 5))
    assert result.passed == (result.percent >= 80)


@pytest.mark.parametrize(
    ("points", "maximum", "passed"),
    [("4.8", "6", True), ("4.79", "6", False), ("2.4", "3", True), ("2.39", "3", False), ("0", "0", False)],
)
def test_eighty_percent_to_the_hundredth(points: str, maximum: str, passed: bool) -> None:
    assert reaches(Decimal(points), Decimal(maximum)) is passed


def test_a_check_is_asked_while_every_objective_is_tested() -> None:
    ids = [item.id for item in LESSON.check]
    assert askable(LESSON, ids) == LESSON.check
    assert [item.id for item in askable(LESSON, ids[::2])] == ids[::2]
    assert askable(LESSON, ids[:4]) == ()
    assert askable(LESSON, []) == ()


def test_what_to_reread_stands_in_reading_order() -> None:
    assert passages_to_reread(LESSON, ["L3.2-Q6", "L3.2-Q1", "L3.2-Q2"]) == ("六条原则", "八要素记录")
    assert passages_to_reread(LESSON, []) == ()


def test_a_fingerprint_changes_with_every_version() -> None:
    one, two = UUID(int=1), UUID(int=2)
    assert len({fingerprint(one, [two]), fingerprint(two, [two]), fingerprint(one, [two, one])}) == 3


def test_each_try_of_each_person_has_an_order_of_its_own() -> None:
    person, other = UUID(int=1), UUID(int=2)
    assert seed(person, "L3.2", 1) == seed(person, "L3.2", 1)
    assert len({seed(person, "L3.2", 1), seed(person, "L3.2", 2), seed(other, "L3.2", 1), seed(person, "L3.1", 1)}) == 4


def summary(code: str, *, position: int = 0, edition: int = 1, minutes: int = 10) -> LessonSummary:
    return LessonSummary(UUID(int=position), code, "M9", position, code, code, minutes, Depth.SHORT, edition)


def step(code: str, *, days: int = 0, read: bool = False, passed: bool = False, edition: int = 1) -> Step:
    at = NOON + timedelta(days=days)
    return Step(code, edition, at, at if read else None, at if passed else None, "s2", None)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], LessonState.NOT_STARTED),
        ([step("other", passed=True)], LessonState.NOT_STARTED),
        ([step("A")], LessonState.STARTED),
        ([step("A", read=True)], LessonState.READ),
        ([step("A", read=True, passed=True)], LessonState.DONE),
        ([step("A", read=True, passed=True), step("A", edition=2, days=1)], LessonState.DONE),
    ],
)
def test_where_a_person_stands(steps: list[Step], state: LessonState) -> None:
    assert lesson_progress(summary("A"), steps).state is state


def test_a_new_edition_is_told_and_takes_nothing_away() -> None:
    done = step("A", read=True, passed=True)
    assert not lesson_progress(summary("A"), [done]).renewed
    renewed = lesson_progress(summary("A", edition=2), [done])
    assert renewed.renewed and renewed.done and renewed.done_at == NOON
    assert not lesson_progress(summary("A", edition=2), [done, step("A", edition=2, passed=True)]).renewed


def test_the_best_check_is_the_best_share() -> None:
    low, high = CheckScore(Decimal(4), Decimal(6)), CheckScore(Decimal(3), Decimal(4))
    steps = [replace(step("A"), best=low), replace(step("A", edition=2), best=high)]
    assert lesson_progress(summary("A"), steps).best == high


def test_a_module_is_complete_when_its_last_lesson_is() -> None:
    module = ModuleSummary("M9", 0, "模块", "Module", "", "", 2, (summary("A"), summary("B", position=1)))
    begun = module_progress(module, [step("A", passed=True)])
    assert (begun.done, begun.total, begun.completed_at) == (1, 2, None)
    whole = module_progress(module, [step("A", passed=True), step("B", passed=True, days=3)])
    assert whole.completed_at == NOON + timedelta(days=3)
    assert module_progress(replace(module, lessons=()), []).completed_at is None


def test_next_is_the_lesson_begun_last_or_else_the_first_open_one() -> None:
    def progress(code: str, state: LessonState, days: int | None = None) -> LessonProgress:
        return LessonProgress(summary(code), state, None if days is None else NOON + timedelta(days=days))

    done, fresh = LessonState.DONE, LessonState.NOT_STARTED
    assert next_lesson([progress("A", done, 5), progress("B", fresh), progress("C", fresh)]).lesson.code == "B"  # type: ignore[union-attr]  # there is one
    begun = [progress("A", fresh), progress("B", LessonState.STARTED, 1), progress("C", LessonState.READ, 2)]
    assert next_lesson(begun).lesson.code == "C"  # type: ignore[union-attr]  # there is one
    assert next_lesson([progress("A", done, 1)]) is None


def test_neighbours_cross_modules_and_end_at_the_ends() -> None:
    a, b, c = (summary(code) for code in "ABC")
    assert neighbours([a, b, c], "A") == (None, b)
    assert neighbours([a, b, c], "C") == (b, None)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"minutes": 0}, "学习时间"),
        ({"module": "M7"}, "没有模块"),
        ({"dialogues": None}, "正反两通对比"),
        ({"body_en": None}, "缺少英文"),
        ({"body_en": "## One"}, "小标题数目不同"),
        ({"check": LESSON.check[:3]}, "只有"),
        ({"check": (structs.replace(LESSON.check[0], passage="没有的段落"), *LESSON.check[1:])}, "这一段"),
        ({"check": (structs.replace(LESSON.check[0], id="L9.9-Q1"), *LESSON.check[1:])}, "开头"),
        ({"check": (structs.replace(LESSON.check[0], objective="L3.2-O9"), *LESSON.check[1:])}, "没有目标"),
        ({"check": (structs.replace(LESSON.check[0], stem_en=None), *LESSON.check[1:])}, "缺少英文"),
        (
            {"check": (*LESSON.check[:3], structs.replace(LESSON.check[3], stem_en="no blank"), *LESSON.check[4:])},
            "空数",
        ),
        ({"check": (*LESSON.check, LESSON.check[0])}, "用了两次"),
    ],
)
def test_what_an_author_can_get_wrong_is_told(change: dict[str, object], word: str) -> None:
    broken = structs.replace(LESSON, **change)
    assert any(word in str(problem) for problem in problems_of(COURSE.modules, [broken]))
