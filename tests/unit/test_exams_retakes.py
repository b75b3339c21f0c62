"""Sitting an exam again: tries, growing cooldowns, fresh papers; and that a blueprint without a policy is as it was."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.exams.domain import blueprint_from_json, blueprint_hash, blueprint_to_json, read_blueprint
from certify.exams.domain.retakes import (
    NoRepeat,
    PastTry,
    ResultRule,
    RetakePolicy,
    fresh_form,
    not_yet,
    policy_problems,
)
from foundation.errors import Invalid
from tests.unit.exams_samples import theory, theory_data

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
MONDAY = date(2026, 11, 23)
GROWING = RetakePolicy(max_attempts=4, cooldown_days=(1, 7, 30))


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def failed(*days: int) -> list[PastTry]:
    return [PastTry(day(n), A, passed=False) for n in days]


PASSED = PastTry(day(0), A, passed=True)


@pytest.mark.parametrize(
    ("policy", "past", "on", "from_day"),
    [
        (None, failed(0, 1, 2, 3, 4, 5), 5, "may"),
        (RetakePolicy(), failed(0, 0, 0), 0, "may"),
        (GROWING, [], 0, "may"),
        (GROWING, failed(0), 0, day(1)),
        (GROWING, failed(0), 1, "may"),
        (GROWING, failed(0, 1), 7, day(8)),
        (GROWING, failed(0, 1), 8, "may"),
        (GROWING, failed(0, 1, 8), 37, day(38)),
        (GROWING, failed(8, 0, 1), 38, "may"),  # in whatever order they come
        (GROWING, failed(0, 1, 8, 38), 1000, None),  # used up: not again at all
        (replace(GROWING, max_attempts=None), failed(0, 1, 8, 38), 67, day(68)),  # the last step repeats
        (GROWING, [PastTry(day(0), A)], 0, day(1)),  # no result yet: a try all the same
        (GROWING, [PASSED], 0, "may"),  # nothing is said about after a pass
        (RetakePolicy(after_pass_days=540), [PASSED], 539, day(540)),
        (RetakePolicy(after_pass_days=540), [PASSED], 540, "may"),
        (GROWING, [*failed(-9, -5, -3), PASSED], 0, "may"),  # a pass ends the row of tries …
        (GROWING, [*failed(-9, -5, -3), PASSED, *failed(600)], 600, day(601)),  # … and begins a new one
        (RetakePolicy(max_attempts=1), [PASSED, *failed(600)], 2000, None),
    ],
)
def test_when_one_may_sit_again(
    policy: RetakePolicy | None, past: list[PastTry], on: int, from_day: date | str | None
) -> None:
    why = not_yet(policy, past, day(on))
    if from_day == "may":
        assert why is None
    else:
        assert why is not None and why.from_day == from_day
        assert why.text % why.params  # every field of the text is there


@given(
    st.lists(st.integers(0, 400), max_size=8),
    st.lists(st.integers(0, 60), max_size=4).map(sorted),
    st.integers(0, 500),
)
def test_the_day_it_names_is_the_first_on_which_one_may(days: list[int], steps: list[int], on: int) -> None:
    policy = RetakePolicy(cooldown_days=tuple(steps))
    why = not_yet(policy, failed(*days), day(on))
    if why is not None:
        assert why.from_day is not None and why.from_day > day(on)
        assert not_yet(policy, failed(*days), why.from_day) is None
        assert not_yet(policy, failed(*days), why.from_day - timedelta(days=1)) is not None


ITEMS = {A: {UUID(int=11), UUID(int=12)}, B: {UUID(int=12), UUID(int=13)}, C: {UUID(int=14)}}


@pytest.mark.parametrize(
    ("policy", "offered", "seen", "form"),
    [
        (None, [A, B, C], [A], A),
        (RetakePolicy(), [A, B, C], [A], A),
        (RetakePolicy(no_repeat=NoRepeat.FORMS), [A, B, C], [], A),
        (RetakePolicy(no_repeat=NoRepeat.FORMS), [A, B, C], [A], B),
        (RetakePolicy(no_repeat=NoRepeat.FORMS), [B, A], [A], B),  # the roster's own choice goes first
        (RetakePolicy(no_repeat=NoRepeat.FORMS), [A, B], [A, B], None),
        (RetakePolicy(no_repeat=NoRepeat.ITEMS), [A, B, C], [A], C),  # B shares an item
        (RetakePolicy(no_repeat=NoRepeat.ITEMS), [A, B], [A], None),
        (RetakePolicy(no_repeat=NoRepeat.ITEMS, may_repeat=True), [A, B], [A], B),  # one seen item instead of two
        (RetakePolicy(no_repeat=NoRepeat.FORMS, may_repeat=True), [A], [A], A),
    ],
)
def test_which_paper_comes_next(
    policy: RetakePolicy | None, offered: list[UUID], seen: list[UUID], form: UUID | None
) -> None:
    assert fresh_form(policy, offered, set(seen), ITEMS) == form


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        (RetakePolicy(max_attempts=0), "max_attempts"),
        (RetakePolicy(max_attempts=51), "max_attempts"),
        (RetakePolicy(cooldown_days=(-1,)), "cooldown_days"),
        (RetakePolicy(cooldown_days=(7, 1)), "cooldown_days"),
        (RetakePolicy(cooldown_days=tuple(range(11))), "cooldown_days"),
        (RetakePolicy(after_pass_days=4000), "after_pass_days"),
    ],
)
def test_values_without_sense_are_refused(policy: RetakePolicy, field: str) -> None:
    assert [problem.field for problem in policy_problems(policy)] == [field]
    assert policy_problems(GROWING) == ()


def test_a_blueprint_file_can_bring_a_policy() -> None:
    policy = {"max_attempts": 4, "cooldown_days": [1, 7, 30], "no_repeat": "items", "result_rule": "last"}
    found = read_blueprint({**theory_data(), "retakes": policy}).retakes
    assert found == replace(GROWING, no_repeat=NoRepeat.ITEMS, result_rule=ResultRule.LAST)
    with pytest.raises(Invalid):
        read_blueprint({**theory_data(), "retakes": {"no_repeat": "never"}})


def test_a_blueprint_without_a_policy_keeps_its_hash_and_one_with_it_comes_back() -> None:
    plain = theory()
    assert "retakes" not in blueprint_to_json(plain)  # frozen forms name this hash
    limited = replace(plain, retakes=replace(GROWING, no_repeat=NoRepeat.ITEMS, result_rule=ResultRule.LAST))
    assert blueprint_from_json(blueprint_to_json(limited)) == limited
    assert blueprint_hash(limited) != blueprint_hash(plain)
