"""What an act would do to one item: a pure function of what is known of it."""

from dataclasses import replace
from typing import Any

import pytest

from foundation.errors import Invalid, Problem
from question_bank.domain import ItemStatus
from question_bank.domain.bulk import (
    HAS_KEY,
    IN_REVIEW,
    IS_RETIRED,
    NEEDS_ANOTHER,
    NO_ANSWER,
    NO_CHANGE,
    NOT_A_DRAFT,
    NOT_IN_USE,
    NOT_READY,
    NOT_YOURS,
    TOO_MANY_TAGS,
    How,
    ItemFacts,
    VersionFacts,
)
from question_bank.domain.bulk_acts import ACTS, BY_NAME

S = ItemStatus
VALUES = {
    "tags": ["开场"],
    "difficulty": "medium",
    "level": None,
    "area_code": "M0",
    "pool": "exam",
    "critical": False,
    "answer_key": None,
    "valid_until": None,
    "review_by": None,
}


def version(number: int = 1, status: ItemStatus = S.DRAFT, **values: Any) -> VersionFacts:
    return VersionFacts(number, status, {**VALUES, **values})


def facts(status: ItemStatus = S.DRAFT, **more: Any) -> ItemFacts:
    latest = version(1, status)
    return ItemFacts(latest, latest if status in (S.APPROVED, S.SUSPENDED) else None, **more)


def steps(act: str, known: ItemFacts, value: Any) -> list[tuple[int, How, Any, Any]]:
    plan = BY_NAME[act].plan(known, value)
    assert bool(plan.steps) == (plan.stays is None)
    return [(step.number, step.how, step.before, step.after) for step in plan.steps]


@pytest.mark.parametrize("status", [S.DRAFT, S.APPROVED, S.SUSPENDED])
def test_classification_changes_in_place(status: ItemStatus) -> None:
    assert steps("add_tags", facts(status), ["资费"]) == [(1, How.IN_PLACE, ["开场"], ["开场", "资费"])]
    assert steps("remove_tags", facts(status), ["开场"]) == [(1, How.IN_PLACE, ["开场"], [])]
    assert steps("difficulty", facts(status), "hard") == [(1, How.IN_PLACE, "medium", "hard")]
    assert steps("level", facts(status), "apply") == [(1, How.IN_PLACE, None, "apply")]


def test_classification_reaches_the_version_in_use_behind_a_draft() -> None:
    known = ItemFacts(version(2, tags=["开场", "资费"]), version(1, S.APPROVED))
    assert steps("add_tags", known, ["资费"]) == [(1, How.IN_PLACE, ["开场"], ["开场", "资费"])]


@pytest.mark.parametrize(("act", "value"), [("area", "M1"), ("pool", "practice"), ("critical", True)])
def test_where_an_item_counts_needs_a_review_once_it_was_approved(act: str, value: Any) -> None:
    assert [how for _n, how, _old, _new in steps(act, facts(S.DRAFT), value)] == [How.IN_PLACE]
    assert [how for _n, how, _old, _new in steps(act, facts(S.APPROVED), value)] == [How.NEW_DRAFT]
    behind = ItemFacts(version(2), version(1, S.APPROVED))
    assert [(n, how) for n, how, _old, _new in steps(act, behind, value)] == [(2, How.IN_PLACE)]


@pytest.mark.parametrize(
    ("act", "value", "known", "why"),
    [
        ("add_tags", ["开场"], facts(), NO_CHANGE),
        ("add_tags", [str(n) for n in range(20)], facts(), TOO_MANY_TAGS),
        ("difficulty", "hard", facts(S.IN_REVIEW), IN_REVIEW),
        ("difficulty", "hard", facts(S.RETIRED), IS_RETIRED),
        ("difficulty", "hard", facts(may_write=False), NOT_YOURS),
        ("pool", "exam", facts(), NO_CHANGE),
        ("pool", "practice", facts(S.RETIRED), IS_RETIRED),
        ("pool", "practice", facts(S.IN_REVIEW), IN_REVIEW),
        ("submit", None, facts(S.APPROVED), NOT_A_DRAFT),
        ("submit", None, facts(missing=(Problem("x"),)), NOT_READY),
        ("submit", None, facts(may_write=False, may_review=True), NOT_YOURS),
        ("suspend", "why", facts(S.DRAFT), NOT_IN_USE),
        ("suspend", "why", facts(S.SUSPENDED), NO_CHANGE),
        ("retire", None, facts(S.RETIRED), IS_RETIRED),
        ("retire", None, facts(S.APPROVED, may_write=False), NOT_YOURS),
        ("answer_keys", {"replace": False}, facts(), NO_ANSWER),
        ("answer_keys", {"replace": True}, facts(S.APPROVED, answer=["A"]), HAS_KEY),
    ],
)
def test_what_stays_as_it_is_says_why(act: str, value: Any, known: ItemFacts, why: str) -> None:
    assert BY_NAME[act].plan(known, value).stays == why


def test_states_move_by_the_table_of_transitions() -> None:
    assert steps("submit", facts(), None) == [(1, How.MOVE, "draft", "in_review")]
    assert steps("suspend", facts(S.APPROVED, may_write=False, may_review=True), "why") == [
        (1, How.MOVE, "approved", "suspended")
    ]
    assert steps("retire", ItemFacts(version(2), version(1, S.SUSPENDED)), None) == [
        (1, How.MOVE, "suspended", "retired")
    ]


def test_anyone_brings_a_day_forward_and_another_reviewer_puts_it_off() -> None:
    soon, late = {"day": "2027-01-01", "reason": "x"}, {"day": "2028-01-01", "reason": "x"}
    dated = version(1, S.APPROVED, valid_until="2027-06-30")
    assert steps("valid_until", ItemFacts(dated, dated), soon) == [(1, How.IN_PLACE, "2027-06-30", "2027-01-01")]
    for known in (ItemFacts(dated, dated), ItemFacts(dated, dated, may_review=True, has_written=True)):
        assert BY_NAME["valid_until"].plan(known, late).stays == NEEDS_ANOTHER
        assert BY_NAME["valid_until"].plan(known, {"day": None, "reason": "x"}).stays == NEEDS_ANOTHER
    other = ItemFacts(dated, dated, may_write=False, may_review=True)
    assert steps("valid_until", other, late) == [(1, How.IN_PLACE, "2027-06-30", "2028-01-01")]
    assert steps("review_by", facts(), soon) == [(1, How.IN_PLACE, None, "2027-01-01")]
    both = ItemFacts(version(2), version(1, S.APPROVED))
    assert [number for number, *_rest in steps("valid_until", both, soon)] == [1, 2]
    assert BY_NAME["valid_until"].plan(facts(S.IN_REVIEW), soon).stays == IN_REVIEW
    assert BY_NAME["valid_until"].read("2027-01-01\n资费到期", ()) == {"day": "2027-01-01", "reason": "资费到期"}
    for typed in ("2027-13-01\nx", "2027-01-01\n ", ""):
        with pytest.raises(Invalid):
            BY_NAME["valid_until"].read(typed, ())


def test_a_key_that_is_there_stays_unless_it_is_to_be_replaced() -> None:
    keyed = replace(facts(answer=["B"]), latest=version(answer_key=["A"]))
    assert BY_NAME["answer_keys"].plan(keyed, {"replace": False}).stays == HAS_KEY
    assert steps("answer_keys", keyed, {"replace": True}) == [(1, How.IN_PLACE, ["A"], ["B"])]


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("add_tags", " ， "),
        ("add_tags", "长" * 41),
        ("difficulty", "harder"),
        ("level", ""),
        ("area", "M9"),
        ("pool", "both"),
        ("critical", "maybe"),
        ("suspend", "  "),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(act: str, typed: str) -> None:
    with pytest.raises(Invalid):
        BY_NAME[act].read(typed, {"M0", "M1"})


def test_values_are_read_as_typed() -> None:
    assert BY_NAME["add_tags"].read("#资费，开场 , 资费", ()) == ["资费", "开场"]
    assert (BY_NAME["critical"].read("yes", ()), BY_NAME["area"].read("M1", {"M1"})) == (True, "M1")
    assert len({act.name for act in ACTS}) == len(ACTS)
