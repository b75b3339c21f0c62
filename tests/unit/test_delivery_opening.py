"""Starting, opening a page, taking over, reopening (rules 1, 3, 4, 15, 24)."""

from datetime import timedelta
from uuid import UUID

import pytest

from certify.delivery.domain import (
    AlreadySubmitted,
    AttemptState,
    ConsentNeeded,
    EntryClosed,
    NotSubmitted,
    Opening,
    SittingOver,
    SubmitCause,
    TakeOver,
    TimeIsUp,
    TooEarly,
    WrongCode,
    may_start,
    open_page,
    reopen,
    start_or_resume,
    take_over,
)
from certify.exams.domain import SittingKind, SittingView
from tests.unit.delivery_samples import DEADLINE, OTHER_TAB, START, TAB, an_attempt, answer, judge, kinds

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def a_sitting(latest_entry_at=START + 30 * MINUTE, access_code="QH-2026"):
    nobody = UUID(int=0)
    return SittingView(
        tenant_id=1,
        sitting_id=nobody,
        person_id=nobody,
        title="上午场",
        exam_id=nobody,
        exam_version_id=nobody,
        exam_title="理论考试",
        exam_title_en="Theory exam",
        kind=SittingKind.SCORED,
        opens_at=START,
        closes_at=START + 120 * MINUTE,
        latest_entry_at=latest_entry_at,
        duration_seconds=5400,
        grace_seconds=10,
        form_id=nobody,
        unit_id=nobody,
        unit_path="/",
        room="",
        seat="A-07",
        access_code=access_code,
    )


ENTRY = a_sitting()
SUBMITTED = an_attempt(state=AttemptState.SUBMITTED, submitted_at=START, submit_cause=SubmitCause.HANDED_IN)
EXPIRED_AT = DEADLINE + 11 * SECOND


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (START - SECOND, TooEarly),
        (START, None),
        (START + 30 * MINUTE, None),
        (START + 30 * MINUTE + SECOND, EntryClosed),
        (START + 120 * MINUTE, SittingOver),
    ],
)
def test_when_a_sitting_lets_people_start(now, refusal):
    if refusal is None:
        may_start(ENTRY, now, "QH-2026")
    else:
        with pytest.raises(refusal):
            may_start(ENTRY, now, "QH-2026")


def test_without_a_latest_entry_the_window_is_the_limit():
    entry = a_sitting(latest_entry_at=None, access_code=None)
    may_start(entry, START + 120 * MINUTE - SECOND)
    with pytest.raises(SittingOver):
        may_start(entry, START + 120 * MINUTE)


def test_too_early_says_when_it_opens():
    with pytest.raises(TooEarly) as early:
        may_start(ENTRY, START - MINUTE, "QH-2026")
    assert early.value.opens_at == START


@pytest.mark.parametrize(
    ("given", "fits"),
    [("QH-2026", True), (" qh-2026 ", True), ("ＱＨ-２０２６", True), ("QH-2027", False), ("", False), (None, False)],
)
def test_the_access_code_is_compared_as_people_type_it(given, fits):
    if fits:
        may_start(ENTRY, START, given)
    else:
        with pytest.raises(WrongCode) as wrong:
            may_start(ENTRY, START, given)
        assert wrong.value.problems[0].field == "access_code"


def test_rule_1_a_second_start_returns_the_same_attempt_without_code_or_window():
    running = an_attempt()
    assert start_or_resume(None, ENTRY, START, "QH-2026") is None
    assert start_or_resume(running, ENTRY, START + 60 * MINUTE) is running
    paused = an_attempt(state=AttemptState.PAUSED, paused_at=START)
    assert start_or_resume(paused, ENTRY, START + 600 * MINUTE) is paused


def test_rule_1_an_attempt_that_is_over_is_not_started_again():
    with pytest.raises(AlreadySubmitted):
        start_or_resume(SUBMITTED, ENTRY, START)
    with pytest.raises(TimeIsUp):
        start_or_resume(an_attempt(), ENTRY, EXPIRED_AT)


def test_rule_3_the_first_page_becomes_the_writer():
    assert open_page(an_attempt(client_id=None), TAB, START) == Opening(1, 0, is_writer=True, adopts=True)


def test_rule_3_the_same_page_writes_on_and_learns_its_last_number():
    assert open_page(an_attempt(last_sequence=17), TAB, START) == Opening(1, 17, is_writer=True)


def test_rule_3_another_page_is_read_only():
    assert open_page(an_attempt(last_sequence=17), OTHER_TAB, START) == Opening(1, 17, is_writer=False)


@pytest.mark.parametrize(("attempt", "now"), [(SUBMITTED, START), (an_attempt(), EXPIRED_AT)])
def test_rule_3_nobody_writes_once_it_is_over(attempt, now):
    assert open_page(attempt, TAB, now).is_writer is False


def test_rule_3_continue_here_takes_a_new_epoch_and_the_old_page_is_superseded():
    taken = take_over(an_attempt(last_sequence=17), TakeOver(OTHER_TAB, 1), START)
    assert (taken.epoch, taken.client_id, taken.last_sequence) == (2, OTHER_TAB, 0)
    assert kinds(judge(taken, answer(18))) == ["superseded"]
    assert open_page(taken, TAB, START).is_writer is False


def test_rule_3_a_repeated_take_over_changes_nothing():
    taken = take_over(an_attempt(), TakeOver(OTHER_TAB, 1), START)
    assert take_over(taken, TakeOver(OTHER_TAB, 1), START) is taken
    assert take_over(taken, TakeOver(OTHER_TAB, 2), START).epoch == 3


@pytest.mark.parametrize("state", [AttemptState.IN_PROGRESS, AttemptState.PAUSED])
def test_rule_4_taking_over_never_waits_for_the_old_machine(state):
    taken = take_over(an_attempt(state=state, paused_at=START), TakeOver(OTHER_TAB, 1), START)
    assert (taken.epoch, taken.state) == (2, state)


def test_rule_4_a_sitting_may_want_the_invigilators_consent():
    with pytest.raises(ConsentNeeded):
        take_over(an_attempt(), TakeOver(OTHER_TAB, 1), START, needs_consent=True)


@pytest.mark.parametrize(
    ("attempt", "request_"),
    [
        (an_attempt(), TakeOver(OTHER_TAB, 1, former_client_id=TAB)),
        (an_attempt(), TakeOver(TAB, 1)),
        (an_attempt(client_id=None), TakeOver(OTHER_TAB, 1)),
    ],
)
def test_rule_6_the_writer_renews_itself_after_a_fork_without_consent(attempt, request_):
    assert take_over(attempt, request_, START, needs_consent=True).epoch == 2


def test_nobody_takes_over_what_is_over():
    with pytest.raises(AlreadySubmitted):
        take_over(SUBMITTED, TakeOver(OTHER_TAB, 1), START)
    with pytest.raises(TimeIsUp):
        take_over(an_attempt(), TakeOver(OTHER_TAB, 1), EXPIRED_AT)


def test_rule_24_reopening_takes_a_new_epoch_and_what_comes_from_before_is_superseded():
    again = reopen(SUBMITTED, deadline_at=DEADLINE + 10 * MINUTE)
    assert (again.state, again.epoch, again.client_id) == (AttemptState.IN_PROGRESS, 2, None)
    assert (again.submitted_at, again.submit_cause, again.deadline_version) == (None, None, 2)
    assert kinds(judge(again, answer(5))) == ["superseded"]
    assert open_page(again, TAB, START).adopts
    with pytest.raises(NotSubmitted):
        reopen(an_attempt(), deadline_at=DEADLINE)
