"""The room's pure rules: presence, needs, pace of polling, the door, reopening, notes and signals from the page."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.delivery.domain import (
    TRANSITIONS,
    Act,
    Adjustment,
    AdjustmentKind,
    AttemptState,
    BadGrant,
    BatchTooLarge,
    BatchUnreadable,
    EntryClosed,
    HandIn,
    NotSubmitted,
    SubmitCause,
    TakeOver,
    Terms,
    TimeIsUp,
    TooEarly,
    WrongCode,
    collect,
    deadline,
    extend,
    may_start,
    pause,
    resume,
    submit_decision,
    take_over,
    time_out,
)
from certify.delivery.domain.deadlines import grant_of, settle
from certify.delivery.domain.opening import Arrival, reopen_for
from certify.delivery.domain.presence import (
    NEED_LABELS,
    PRESENCE_LABELS,
    Need,
    Presence,
    Sight,
    derive_needs,
    derive_presence,
    holds_until,
    poll_seconds,
    urgency,
)
from certify.delivery.domain.room import INCIDENT_LABELS, IncidentKind
from certify.delivery.domain.room_errors import NotAdmitted, OutsideRoom, TooSoonToLeave
from certify.delivery.domain.signals import SIGNAL_LABELS, SignalKind, read_note
from certify.exams.domain import RoomRules
from tests.unit.delivery_samples import DEADLINE, START, TAB, an_attempt
from tests.unit.test_delivery_opening import a_sitting

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NOW = START + 30 * MINUTE
RUNNING = an_attempt()
PAUSED = an_attempt(state=AttemptState.PAUSED, paused_at=NOW - MINUTE)
OVER = an_attempt(state=AttemptState.SUBMITTED, submitted_at=NOW, submit_cause=SubmitCause.HANDED_IN)


def seen(attempt=RUNNING, *, heard=5, saved=5, **more):
    """Heard and saved so many seconds ago."""
    return Sight(attempt, True, None, NOW - heard * SECOND, NOW - saved * SECOND, **more)


@pytest.mark.parametrize(
    ("sight", "presence", "needs"),
    [
        (Sight(), Presence.EXPECTED, ()),
        (Sight(is_admitted=True), Presence.ADMITTED, ()),
        (Sight(refused=Need.ADDRESS), Presence.EXPECTED, (Need.ADDRESS,)),
        (seen(), Presence.WORKING, ()),
        (seen(saved=181), Presence.IDLE, ()),
        (seen(heard=20), Presence.WORKING, ()),
        (seen(heard=21), Presence.DISCONNECTED, (Need.DISCONNECTED,)),
        (seen(heard=21, poll_seconds=60), Presence.WORKING, ()),
        (seen(unsent=2, is_outside=True), Presence.WORKING, (Need.UNSENT, Need.ADDRESS)),
        (seen(heard=600, unsent=2), Presence.DISCONNECTED, (Need.DISCONNECTED, Need.UNSENT)),
        (seen(PAUSED), Presence.PAUSED, ()),
        (seen(PAUSED, heard=300), Presence.PAUSED, (Need.DISCONNECTED,)),
        (seen(OVER, heard=300), Presence.FINISHED, ()),
        (seen(OVER, unsent=1, has_reopening=True), Presence.FINISHED, (Need.UNSENT, Need.REOPENING)),
        (seen(an_attempt(deadline_at=NOW + 4 * MINUTE)), Presence.WORKING, (Need.TIME_NEARLY_UP,)),
        (seen(an_attempt(deadline_at=NOW - 11 * SECOND)), Presence.FINISHED, ()),
        (seen(an_attempt(epoch=2)), Presence.WORKING, (Need.TAKEN_OVER,)),
        (seen(asks_take_over=True), Presence.WORKING, (Need.TAKE_OVER,)),
    ],
)
def test_presence_and_needs_follow_from_what_was_heard(sight, presence, needs):
    assert derive_presence(sight, NOW) is presence
    assert derive_needs(sight, NOW) == needs


@given(
    state=st.sampled_from([RUNNING, PAUSED, OVER]),
    heard=st.integers(0, 400),
    saved=st.integers(0, 400),
    until=st.integers(-60, 600),
    later=st.integers(0, 900_000),
)
def test_until_the_named_moment_the_clock_alone_changes_nothing(state, heard, saved, until, later):
    sight = seen(replace(state, deadline_at=NOW + until * SECOND), heard=heard, saved=saved, unsent=1)
    turn = holds_until(sight, NOW)
    at = NOW + timedelta(milliseconds=later)
    if turn is None or at < turn:
        assert derive_presence(sight, at) is derive_presence(sight, NOW)
        assert derive_needs(sight, at) == derive_needs(sight, NOW)


def test_who_has_just_begun_is_there_before_any_poll():
    attempt = an_attempt(started_at=NOW - 10 * SECOND)
    assert derive_presence(Sight(attempt), NOW) is Presence.WORKING


def test_the_worst_need_comes_first_and_the_finished_last():
    order = sorted(
        [
            ((), Presence.FINISHED),
            ((), Presence.WORKING),
            ((Need.TAKEN_OVER,), Presence.WORKING),
            ((Need.UNSENT,), Presence.WORKING),
            ((Need.DISCONNECTED, Need.UNSENT), Presence.DISCONNECTED),
            ((), Presence.EXPECTED),
        ],
        key=lambda pair: urgency(*pair),
    )
    assert [presence for _needs, presence in order] == [
        *(Presence.DISCONNECTED, Presence.WORKING, Presence.WORKING),
        *(Presence.WORKING, Presence.EXPECTED, Presence.FINISHED),
    ]


def test_everything_has_a_word():
    assert set(PRESENCE_LABELS) == set(Presence) and set(NEED_LABELS) == set(Need)
    assert set(INCIDENT_LABELS) == set(IncidentKind) and set(SIGNAL_LABELS) == set(SignalKind)


@pytest.mark.parametrize(("live", "seconds"), [(0, 5), (1, 5), (500, 5), (501, 6), (1000, 10), (10_000, 60)])
def test_the_pace_of_polling_is_stated_by_the_number_of_candidates(live, seconds):
    assert poll_seconds(live) == seconds


ROOM = replace(
    a_sitting(access_code=None), rules=RoomRules(networks=("10.20.3.0/24", "fd00::/8"), requires_admission=True)
)
INSIDE = Arrival("10.20.3.9", is_admitted=True)


@pytest.mark.parametrize(
    ("arrival", "at", "refusal"),
    [
        (INSIDE, 0, None),
        (Arrival("::ffff:10.20.3.9", is_admitted=True), 0, None),
        (Arrival("fd12::1", is_admitted=True), 0, None),
        (Arrival("10.20.4.9", is_admitted=True), 0, OutsideRoom),
        (Arrival(None, is_admitted=True), 0, OutsideRoom),
        (Arrival("nonsense", is_admitted=True), 0, OutsideRoom),
        (Arrival("10.20.3.9"), 0, NotAdmitted),
        (INSIDE, 31, EntryClosed),
        (Arrival("192.168.1.1", is_admitted=True, is_exception=True), 31, None),
        (INSIDE, -1, TooEarly),
    ],
)
def test_who_may_start_in_a_room_with_rules(arrival, at, refusal):
    moment = START + at * MINUTE
    if refusal is None:
        may_start(ROOM, moment, None, arrival)
    else:
        with pytest.raises(refusal):
            may_start(ROOM, moment, None, arrival)


def test_without_the_code_nobody_troubles_the_invigilator():
    with pytest.raises(WrongCode):
        may_start(replace(ROOM, access_code="123456"), START, "654321", Arrival("192.168.1.1"))


def test_rule_24_an_extension_comes_too_late_from_the_closers_hour_on():
    grant = grant_of(10, AdjustmentKind.PERSON_GRANT)
    assert extend(RUNNING, grant, DEADLINE + 24 * SECOND).deadline_at == DEADLINE + 10 * MINUTE
    with pytest.raises(TimeIsUp):
        extend(RUNNING, grant, DEADLINE + 25 * SECOND)


@pytest.mark.parametrize("minutes", [0, -1, 241, 10_000])
def test_a_grant_has_bounds(minutes):
    with pytest.raises(BadGrant):
        grant_of(minutes, AdjustmentKind.SITTING_GRANT)


@given(st.lists(st.integers(1, 240), max_size=6), st.integers(1, 400), st.integers(1, 240))
def test_rule_24_reopening_gives_the_minutes_and_never_takes_any(grants, elapsed, minutes):
    """Whatever was granted before, the deadline is the one that the ledger gives."""
    terms = Terms(START, 90 * MINUTE, START + 120 * MINUTE)
    ledger = [grant_of(each, AdjustmentKind.PERSON_GRANT) for each in grants]
    attempt = replace(OVER, deadline_at=deadline(terms, ledger))
    now = START + elapsed * MINUTE
    opened, added = reopen_for(attempt, minutes, now)
    assert opened.deadline_at == max(attempt.deadline_at, now + minutes * MINUTE)
    assert deadline(terms, [*ledger, added]) == opened.deadline_at
    assert (opened.epoch, opened.state, opened.client_id) == (2, AttemptState.IN_PROGRESS, None)
    with pytest.raises(NotSubmitted):
        reopen_for(opened, minutes, now)


@given(st.lists(st.integers(1, 240), max_size=8))
def test_rule_26_settling_is_the_ledgers_deadline_and_twice_is_once(grants):
    terms = Terms(START, 90 * MINUTE, START + 95 * MINUTE, Decimal("1.25"))
    attempt = an_attempt(deadline_at=deadline(terms))
    ledger = [Adjustment(AdjustmentKind.SITTING_GRANT, Decimal(60 * each)) for each in grants]
    settled = settle(attempt, terms, ledger, START)
    assert settled.deadline_at == deadline(terms, ledger)
    assert settled.deadline_version == 1 + bool(grants)
    assert settle(settled, terms, ledger, START) is settled


def test_handing_in_waits_for_the_earliest_leave_but_not_past_the_end():
    leave = START + 40 * MINUTE
    request = HandIn(TAB, 1, 0)
    with pytest.raises(TooSoonToLeave) as early:
        submit_decision(RUNNING, request, (), (), NOW, earliest_leave_at=leave)
    assert early.value.from_at == leave and early.value.params == {"minutes": 10}
    assert submit_decision(RUNNING, request, (), (), leave, earliest_leave_at=leave).is_new
    short = an_attempt(deadline_at=NOW)  # extra rules never hold anybody past their time
    assert submit_decision(short, request, (), (), NOW, earliest_leave_at=leave).is_new


def test_a_note_of_the_page_is_read_and_bounded():
    signal = {"number": 1, "kind": "paste", "client_time": "x", "amount": 3}
    body = {"client_id": TAB, "epoch": 1, "unsent": 2, "visible": False, "known": 3, "signals": [signal]}
    note = read_note(json.dumps(body).encode())
    assert (note.unsent, note.visible, note.signals[0].kind) == (2, False, SignalKind.PASTE)
    for bad in (b"", b"{}", b"[]", b"\xff", json.dumps(body | {"unsent": -1}).encode()):
        with pytest.raises(BatchUnreadable):
            read_note(bad)
    with pytest.raises(BatchUnreadable):
        read_note(json.dumps(body | {"signals": [signal] * 21}).encode())
    with pytest.raises(BatchTooLarge):
        read_note(b" " * 9000)


EVERY_ACT = {
    Act.TAKE_OVER: lambda a: take_over(a, TakeOver("another-page", a.epoch), NOW),
    Act.PAUSE: lambda a: pause(a, NOW),
    Act.RESUME: lambda a: resume(a, NOW)[0],
    Act.EXTEND: lambda a: extend(a, grant_of(5, AdjustmentKind.PERSON_GRANT), NOW),
    Act.HAND_IN: lambda a: submit_decision(a, HandIn(TAB, 1, 0), (), (), NOW).attempt,
    Act.COLLECT: lambda a: collect(a, NOW).attempt,
    Act.TIME_OUT: lambda a: time_out(replace(a, deadline_at=NOW - MINUTE), NOW).attempt,
    Act.REOPEN: lambda a: reopen_for(a, 5, NOW)[0],
}


@pytest.mark.parametrize("act", EVERY_ACT)
@pytest.mark.parametrize("attempt", [RUNNING, PAUSED, OVER], ids=lambda attempt: attempt.state.value)
def test_every_act_on_every_state_does_what_the_table_says(attempt, act):
    """The rules themselves, not only the table: the state that it names, or the error that it names."""
    expected = TRANSITIONS[attempt.state][act]
    if isinstance(expected, AttemptState):
        assert EVERY_ACT[act](attempt).state is expected
    else:
        with pytest.raises(expected):
            EVERY_ACT[act](attempt)


def test_every_act_but_saving_is_tried():
    assert set(EVERY_ACT) == set(Act) - {Act.SAVE}
