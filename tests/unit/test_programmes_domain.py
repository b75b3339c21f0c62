"""Programmes: requirement trees judged on facts, standings derived from ledgers, the second person."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.programmes import requirement_kinds
from certify.programmes.domain import (
    ExamFact,
    Facts,
    LedgerEntry,
    LedgerKind,
    ModuleFact,
    NotAllowedNow,
    NotASecondPerson,
    Requirement,
    StandingStatus,
    State,
    add_months,
    require_possible,
    require_second_person,
    standing_at,
)

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
EXAM = uuid4()
PERSON = uuid4()


def _tree() -> Requirement:
    return Requirement(
        "all_of",
        "一级 理论",
        "Level 1, theory",
        children=(
            Requirement("lessons_read", "课程", "Lessons", {"modules": ["M0", "M1"]}),
            Requirement("checks_passed", "自测", "Checks", {"modules": ["M0", "M1"]}),
            Requirement("exam_passed", "理论考试", "Theory exam", {"exam_id": str(EXAM)}),
            Requirement("approval", "批准", "Approval"),
        ),
    )


def _module(code: str, lessons: int, read: int, passed: int) -> ModuleFact:
    return ModuleFact(code, code, code, lessons, read, passed, NOW if passed == lessons else None)


def _exam(verdict: str, total: str | None = "70") -> ExamFact:
    return ExamFact(EXAM, uuid4(), verdict, Decimal(total) if total else None, NOW)


def _states(facts: Facts) -> list[State]:
    tree = _tree()
    return [child.state for child in requirement_kinds.get("all_of").judge(tree, facts, NOW).children]


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        (Facts(PERSON), [State.OPEN, State.OPEN, State.OPEN, State.WAITING]),
        (
            Facts(PERSON, (_module("M0", 2, 2, 1), _module("M1", 1, 1, 1))),
            [State.MET, State.OPEN, State.OPEN, State.WAITING],
        ),
        (
            Facts(PERSON, (_module("M0", 2, 2, 2), _module("M1", 1, 1, 1)), (_exam("not_yet_scored", None),)),
            [State.MET, State.MET, State.WAITING, State.WAITING],
        ),
        (
            Facts(PERSON, (_module("M0", 2, 2, 2), _module("M1", 1, 1, 1)), (_exam("failed", "69.5"),)),
            [State.MET, State.MET, State.FAILED, State.WAITING],
        ),
        (
            Facts(
                PERSON, (_module("M0", 2, 2, 2), _module("M1", 1, 1, 1)), (_exam("failed", "60"), _exam("passed")), NOW
            ),
            [State.MET, State.MET, State.MET, State.MET],
        ),
    ],
)
def test_each_requirement_says_where_the_person_stands(facts: Facts, states: list[State]) -> None:
    assert _states(facts) == states


def test_other_modules_do_not_count() -> None:
    assert _states(Facts(PERSON, (_module("M5", 3, 3, 3),)))[:2] == [State.OPEN, State.OPEN]


def test_a_closed_part_can_never_be_met() -> None:
    tree = Requirement(
        "all_of", "一级", "Level 1", children=(*_tree().children[:3], Requirement("not_open", "技能", "Skill"))
    )
    facts = Facts(PERSON, (_module("M0", 1, 1, 1), _module("M1", 1, 1, 1)), (_exam("passed"),), NOW)
    judged = requirement_kinds.get("all_of").judge(tree, facts, NOW)
    assert judged.state is State.CLOSED and not judged.is_met


def test_a_tree_survives_being_stored() -> None:
    assert Requirement.from_json(_tree().to_json()).to_json() == _tree().to_json()


def _entry(kind: LedgerKind, day: int, until: date | None = None) -> LedgerEntry:
    at = NOW + timedelta(days=day)
    return LedgerEntry(uuid4(), kind, at, None, valid_from=at.date() if until else None, valid_until=until)


def _at(entries: list[LedgerEntry], days: int) -> StandingStatus:
    return standing_at(entries, NOW + timedelta(days=days), TODAY + timedelta(days=days)).status


def test_a_certification_expires_on_the_day_after_its_last_day() -> None:
    until = TODAY + timedelta(days=400)
    entries = [_entry(LedgerKind.ENROLLED, 0), _entry(LedgerKind.GRANTED, 10, until)]
    expected = {
        -1: StandingStatus.NONE,
        0: StandingStatus.IN_TRAINING,
        9: StandingStatus.IN_TRAINING,
        10: StandingStatus.VALID,
        309: StandingStatus.VALID,
        310: StandingStatus.EXPIRING,
        400: StandingStatus.EXPIRING,
        401: StandingStatus.EXPIRED,
    }
    assert {days: _at(entries, days) for days in expected} == expected


def test_suspension_reinstatement_and_revocation() -> None:
    until = TODAY + timedelta(days=400)
    entries = [
        _entry(LedgerKind.GRANTED, 0, until),
        _entry(LedgerKind.SUSPENDED, 5),
        _entry(LedgerKind.REINSTATED, 9),
        _entry(LedgerKind.REVOKED, 20),
    ]
    found = [_at(entries, days) for days in (4, 5, 9, 20, 500)]
    assert found == ["valid", "suspended", "valid", "revoked", "revoked"]


@pytest.mark.parametrize(
    ("kind", "status", "possible"),
    [
        (LedgerKind.GRANTED, StandingStatus.IN_TRAINING, True),
        (LedgerKind.GRANTED, StandingStatus.REVOKED, False),
        (LedgerKind.GRANTED, StandingStatus.NONE, False),
        (LedgerKind.REVOKED, StandingStatus.VALID, True),
        (LedgerKind.REVOKED, StandingStatus.EXPIRED, False),
        (LedgerKind.REINSTATED, StandingStatus.VALID, False),
        (LedgerKind.ENROLLED, StandingStatus.VALID, False),
    ],
)
def test_what_a_standing_allows(kind: LedgerKind, status: StandingStatus, possible: bool) -> None:
    if possible:
        require_possible(kind, status)
    else:
        with pytest.raises(NotAllowedNow):
            require_possible(kind, status)


@given(st.permutations(list(range(4))))
def test_the_order_in_which_entries_are_read_does_not_matter(order: list[int]) -> None:
    until = TODAY + timedelta(days=400)
    entries = [
        _entry(LedgerKind.ENROLLED, 0),
        _entry(LedgerKind.GRANTED, 1, until),
        _entry(LedgerKind.SUSPENDED, 2),
        _entry(LedgerKind.REINSTATED, 3),
    ]
    assert _at([entries[i] for i in order], 4) is StandingStatus.VALID


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 23), 24, date(2028, 11, 23)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_where_the_month_ends(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_the_second_person_had_no_hand_in_it() -> None:
    marker, releaser, other = uuid4(), uuid4(), uuid4()
    exam = ExamFact(EXAM, uuid4(), "passed", Decimal(80), NOW, releaser, frozenset({marker}))
    facts = Facts(PERSON, exams=(exam,))
    for involved in (marker, releaser, PERSON):
        with pytest.raises(NotASecondPerson):
            require_second_person(involved, facts)
    require_second_person(other, facts)


def test_a_grant_without_exams_still_needs_another_person() -> None:
    with pytest.raises(NotASecondPerson):
        require_second_person(UUID(str(PERSON)), Facts(PERSON))
