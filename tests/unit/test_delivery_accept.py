"""One outcome per event: tables of (situation, expected) for rules 5–7, 12–19 and 25."""

from datetime import datetime, timedelta

import pytest

from certify.delivery.domain import (
    MAX_VALUE_BYTES,
    Aspect,
    AttemptState,
    Batch,
    Ledger,
    OutcomeKind,
    PersonLeft,
    SessionEnded,
    SessionStanding,
    Stored,
    SubmitCause,
    accept,
    admit,
    digest,
    locks_after,
    reply_status,
)
from foundation.errors import NotFound
from question_bank.domain.media import files_in
from tests.unit.delivery_samples import (
    ADA,
    DEADLINE,
    OTHER_TAB,
    START,
    TAB,
    a_paper,
    an_attempt,
    answer,
    clear,
    flag,
    judge,
    kinds,
    leave,
)

SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)
PAUSED_AT = START + timedelta(minutes=20)


def stored(*events, outcome=OutcomeKind.SAVED):
    return {event.number: Stored(digest(event), outcome) for event in events}


def reasons(outcomes):
    return [outcome.reason and outcome.reason.value for outcome in outcomes]


def test_rule_17_one_outcome_per_event_in_the_order_of_the_batch():
    outcomes = judge(an_attempt(), answer(3), answer(1, slot=2), flag(2))
    assert [outcome.number for outcome in outcomes] == [(1, 3), (1, 1), (1, 2)]
    assert kinds(outcomes) == ["saved", "saved", "saved"]


def test_rule_17_an_unreadable_event_has_its_outcome_too():
    batch = Batch(TAB, (answer(1),), unreadable=((1, 2), (0, 0)))
    outcomes = accept(an_attempt(), batch, START, a_paper())
    assert [(outcome.number, outcome.kind.value) for outcome in outcomes] == [
        ((1, 1), "saved"),
        ((1, 2), "refused"),
        ((0, 0), "refused"),
    ]


# ---- rule 6: numbers and digests


def test_rule_6_the_same_event_again_is_acknowledged_again():
    outcomes = judge(an_attempt(), answer(1), ledger=Ledger(stored(answer(1))))
    assert kinds(outcomes) == ["duplicate"]
    assert outcomes[0].is_acknowledged and not outcomes[0].is_kept
    assert reply_status(outcomes) == 200


def test_rule_6_the_same_number_with_another_answer_is_a_fork_and_replaces_nothing():
    outcomes = judge(an_attempt(), answer(1, value="B"), ledger=Ledger(stored(answer(1, value="A"))))
    assert kinds(outcomes) == ["fork"]
    assert not outcomes[0].is_kept and not outcomes[0].is_acknowledged
    assert reply_status(outcomes) == 409


def test_rule_6_twice_in_one_batch_is_saved_once():
    assert kinds(judge(an_attempt(), answer(1), answer(1))) == ["saved", "duplicate"]


def test_rule_6_after_a_fork_nothing_later_of_that_epoch_is_saved_so_that_renumbering_keeps_the_order():
    forked = judge(an_attempt(), answer(4), answer(5, value="B"), answer(6), ledger=Ledger(stored(answer(5))))
    assert kinds(forked) == ["saved", "fork", "refused"]
    assert reasons(forked) == [None, None, "after_fork"]


@pytest.mark.parametrize(
    "now",
    [
        an_attempt(epoch=2, client_id=OTHER_TAB),
        an_attempt(state=AttemptState.PAUSED, paused_at=START),
        an_attempt(state=AttemptState.SUBMITTED, submitted_at=START, submit_cause=SubmitCause.HANDED_IN),
        an_attempt(deadline_at=START),
        an_attempt(locks={1: (1, 1)}),
    ],
)
def test_rule_6_what_was_acknowledged_once_is_acknowledged_whatever_has_happened_since(now):
    assert kinds(judge(now, answer(1), ledger=Ledger(stored(answer(1))))) == ["duplicate"]


@pytest.mark.parametrize(
    ("first", "status", "told"),
    [
        ("saved", 200, None),
        ("stale", 200, "stale"),
        ("malformed", 200, "malformed"),
        ("late", 202, "late"),
        ("superseded", 409, "superseded"),
    ],
)
def test_rule_6_a_duplicate_tells_what_became_of_the_event_when_the_first_reply_was_lost(first, status, told):
    outcomes = judge(an_attempt(), answer(1), ledger=Ledger(stored(answer(1), outcome=OutcomeKind(first))))
    assert outcomes[0].as_reply().get("reason") == told
    assert reply_status(outcomes) == status


# ---- rule 7: stale


@pytest.mark.parametrize(
    ("head", "expected"),
    [(None, "saved"), ((1, 4), "saved"), ((1, 5), "saved"), ((1, 6), "stale")],
)
def test_rule_7_an_event_behind_the_current_one_is_kept_as_stale(head, expected):
    heads = {(1, Aspect.VALUE): head} if head else {}
    outcomes = judge(an_attempt(), answer(5), ledger=Ledger({}, heads))
    assert kinds(outcomes) == [expected]
    assert outcomes[0].is_counted


def test_rule_7_a_flag_does_not_push_an_answer_aside():
    outcomes = judge(an_attempt(), answer(5), ledger=Ledger({}, {(1, Aspect.FLAG): (1, 9)}))
    assert kinds(outcomes) == ["saved"]


# ---- rules 12–14: time


@pytest.mark.parametrize(
    ("received_at", "expected", "in_grace"),
    [
        (START, "saved", False),
        (DEADLINE - TICK, "saved", False),
        (DEADLINE, "saved", False),
        (DEADLINE + TICK, "saved", True),
        (DEADLINE + 10 * SECOND, "saved", True),
        (DEADLINE + 10 * SECOND + TICK, "late", False),
        (DEADLINE + timedelta(days=1), "late", False),
    ],
)
def test_rule_12_counted_up_to_deadline_and_grace_and_rule_14_late_after(received_at, expected, in_grace):
    outcomes = judge(an_attempt(), answer(1), at=received_at)
    assert (kinds(outcomes), outcomes[0].in_grace) == ([expected], in_grace)


def test_rule_14_late_is_kept_not_counted_and_answered_202():
    (outcome,) = outcomes = judge(an_attempt(), answer(1), at=DEADLINE + timedelta(minutes=1))
    assert outcome.is_kept and outcome.is_acknowledged and not outcome.is_counted
    assert outcome.event is not None and outcome.event.client_time == "2026-11-22T09:30:00.000Z"
    assert reply_status(outcomes) == 202


def test_rule_14_the_claimed_time_never_makes_a_late_event_count():
    outcomes = judge(an_attempt(deadline_at=START), answer(1), at=START + timedelta(minutes=1))
    assert kinds(outcomes) == ["late"]


@pytest.mark.parametrize(
    ("cause", "received_at", "reason"),
    [
        (SubmitCause.HANDED_IN, START + SECOND, "submitted"),
        (SubmitCause.COLLECTED, START + SECOND, "submitted"),
        (SubmitCause.HANDED_IN, DEADLINE + timedelta(minutes=1), "time_up"),
        (SubmitCause.TIME_OUT, DEADLINE + SECOND, "time_up"),
    ],
)
def test_rule_12_nothing_counts_after_the_hand_in_yet_it_is_kept(cause, received_at, reason):
    submitted = an_attempt(state=AttemptState.SUBMITTED, submitted_at=START, submit_cause=cause)
    outcomes = judge(submitted, answer(1), at=received_at)
    assert (kinds(outcomes), reasons(outcomes)) == (["late"], [reason])


# ---- rule 15: epochs


@pytest.mark.parametrize(
    ("epoch", "expected", "reason", "status"),
    [(1, "superseded", "taken_over", 409), (2, "saved", None, 200), (3, "refused", "unknown_epoch", 409)],
)
def test_rule_15_an_old_epoch_is_kept_as_superseded(epoch, expected, reason, status):
    outcomes = judge(an_attempt(epoch=2), answer(1, epoch=epoch))
    assert (kinds(outcomes), reasons(outcomes), reply_status(outcomes)) == ([expected], [reason], status)


@pytest.mark.parametrize("state", AttemptState)
def test_rule_15_an_old_epoch_is_superseded_in_every_state_and_at_any_time(state):
    then = an_attempt(epoch=2, state=state, paused_at=START, submitted_at=START, submit_cause=SubmitCause.HANDED_IN)
    assert kinds(judge(then, answer(1), at=DEADLINE + timedelta(hours=1))) == ["superseded"]


def test_rule_3_a_page_that_only_reads_does_not_use_up_the_writers_numbers():
    outcomes = judge(an_attempt(), answer(1), client_id=OTHER_TAB)
    assert (kinds(outcomes), reasons(outcomes), reply_status(outcomes)) == (["refused"], ["not_writer"], 409)


# ---- rule 16: malformed and too large


def test_rule_16_a_malformed_value_is_kept_counted_as_the_current_response_and_acknowledged():
    (outcome,) = outcomes = judge(an_attempt(), answer(1, value="bad"))
    assert (outcome.kind.value, outcome.is_kept, outcome.is_counted) == ("malformed", True, True)
    assert reply_status(outcomes) == 200


@pytest.mark.parametrize("value", [None, "true", 1, [True]])
def test_rule_16_a_flag_is_true_or_false(value):
    assert kinds(judge(an_attempt(), flag(1, value=value))) == ["malformed"]


def test_rule_16_clearing_needs_no_well_formed_value():
    paper = a_paper()
    assert kinds(judge(an_attempt(), clear(1), answer(2, value=None), paper=paper)) == ["saved", "saved"]


@pytest.mark.parametrize(("n_bytes", "expected"), [(MAX_VALUE_BYTES, "saved"), (MAX_VALUE_BYTES + 1, "refused")])
def test_rule_16_too_large_is_refused_alone_and_the_rest_stands(n_bytes, expected):
    outcomes = judge(an_attempt(), answer(1), answer(2, value="x" * (n_bytes - 2)), answer(3))
    assert kinds(outcomes) == ["saved", expected, "saved"]
    assert reply_status(outcomes) == 200


@pytest.mark.parametrize("slot", [0, 7, 10_000])
def test_a_slot_that_the_paper_does_not_have_is_refused(slot):
    outcomes = judge(an_attempt(), answer(1, slot=slot))
    assert (kinds(outcomes), reasons(outcomes)) == (["refused"], ["unknown_slot"])


# ---- rule 19: sections

LINEAR = a_paper(slots=9, linear=(1, 2, 3))


@pytest.mark.parametrize(
    ("present", "expected", "reason"),
    [({1, 2, 3}, "saved", None), ({1, 3}, "refused", "gap"), (set(), "refused", "gap"), ({1, 2, 3, 9}, "saved", None)],
)
def test_rule_19_a_section_locks_only_when_all_numbers_up_to_it_are_present(present, expected, reason):
    outcomes = judge(an_attempt(), leave(4), paper=LINEAR, ledger=Ledger(sequences=present))
    assert (kinds(outcomes), reasons(outcomes)) == ([expected], [reason])
    assert locks_after(an_attempt(), outcomes) == ({1: (1, 4)} if expected == "saved" else {})


def test_rule_19_numbers_in_the_same_batch_are_present_wherever_they_stand_in_it():
    outcomes = judge(an_attempt(), leave(3), answer(2), answer(1), paper=LINEAR)
    assert kinds(outcomes) == ["saved", "saved", "saved"]


def test_rule_19_after_leaving_nothing_of_that_section_counts():
    outcomes = judge(an_attempt(), leave(1), answer(2), flag(3), paper=LINEAR)
    assert (kinds(outcomes), reasons(outcomes)) == (
        ["saved", "late", "late"],
        [None, "section_closed", "section_closed"],
    )


@pytest.mark.parametrize(
    ("slot", "locks", "expected", "reason"),
    [
        (1, {}, "saved", None),
        (4, {}, "refused", "section_not_open"),
        (7, {1: (1, 1)}, "refused", "section_not_open"),
        (4, {1: (1, 1)}, "saved", None),
        (1, {1: (1, 1)}, "late", "section_closed"),
        (7, {1: (1, 1), 2: (1, 2)}, "saved", None),
    ],
)
def test_rule_19_the_next_section_is_not_open_before_the_one_before_it_is_left(slot, locks, expected, reason):
    outcomes = judge(an_attempt(locks=locks), answer(9, slot=slot), paper=LINEAR)
    assert (kinds(outcomes), reasons(outcomes)) == ([expected], [reason])


@pytest.mark.parametrize(
    ("section", "locks", "expected", "reason"),
    [
        (2, {}, "refused", "section_not_open"),
        (1, {1: (1, 1)}, "stale", None),
        (4, {}, "refused", "unknown_section"),
        (True, {}, "refused", "unknown_section"),
        ("1", {}, "refused", "unknown_section"),
        (None, {}, "refused", "unknown_section"),
        ([1], {}, "refused", "unknown_section"),
    ],
)
def test_rule_19_only_an_open_linear_section_can_be_left(section, locks, expected, reason):
    outcomes = judge(an_attempt(locks=locks), leave(1, section), paper=LINEAR)
    assert (kinds(outcomes), reasons(outcomes)) == ([expected], [reason])


def test_rule_20_free_sections_are_all_open_and_never_lock():
    outcomes = judge(an_attempt(), answer(1, slot=6), leave(2), paper=a_paper())
    assert (kinds(outcomes), reasons(outcomes)) == (["saved", "refused"], [None, "unknown_section"])


# ---- rule 25: pause


@pytest.mark.parametrize(
    ("received_at", "expected", "status", "in_grace"),
    [
        (PAUSED_AT - SECOND, "saved", 200, False),
        (PAUSED_AT, "saved", 200, False),
        (PAUSED_AT + 10 * SECOND, "saved", 200, True),
        (PAUSED_AT + 10 * SECOND + TICK, "refused", 423, False),
        (DEADLINE + timedelta(hours=1), "refused", 423, False),
    ],
)
def test_rule_25_a_pause_stops_counting_after_the_grace_for_packets(received_at, expected, status, in_grace):
    paused = an_attempt(state=AttemptState.PAUSED, paused_at=PAUSED_AT)
    (outcome,) = outcomes = judge(paused, answer(1), at=received_at)
    assert (kinds(outcomes), reply_status(outcomes), outcome.in_grace) == ([expected], status, in_grace)


def test_rule_25_what_was_sent_in_the_pause_stays_in_the_browser_and_counts_after_it_under_the_same_number():
    paused = judge(an_attempt(state=AttemptState.PAUSED, paused_at=PAUSED_AT), answer(1), at=PAUSED_AT + 60 * SECOND)
    assert not paused[0].is_acknowledged
    assert kinds(judge(an_attempt(), answer(1), at=PAUSED_AT + 90 * SECOND)) == ["saved"]


# ---- rule 17: the status of a mixed batch


@pytest.mark.parametrize(
    ("attempt", "received_at", "events", "status"),
    [
        (an_attempt(), START, [answer(1), answer(2, slot=99)], 200),
        (an_attempt(epoch=2), DEADLINE + timedelta(hours=1), [answer(1, epoch=2), answer(1)], 409),
        (an_attempt(epoch=2), DEADLINE + timedelta(hours=1), [answer(1, epoch=2)], 202),
        (
            an_attempt(epoch=2, state=AttemptState.PAUSED, paused_at=START),
            DEADLINE,
            [answer(1, epoch=2), answer(1)],
            409,
        ),
        (an_attempt(), START, [], 200),
    ],
)
def test_rule_17_conflict_goes_before_paused_before_late_before_ok(attempt, received_at, events, status):
    assert reply_status(judge(attempt, *events, at=received_at)) == status


# ---- rule 27: who


def test_rule_27_session_revoked_person_left_and_someone_elses_attempt():
    admit(an_attempt(), ADA)
    with pytest.raises(SessionEnded) as ended:
        admit(an_attempt(session=SessionStanding.ENDED), ADA)
    with pytest.raises(PersonLeft) as left:
        admit(an_attempt(session=SessionStanding.PERSON_LEFT), ADA)
    with pytest.raises(NotFound):
        admit(an_attempt(session=SessionStanding.ENDED), an_attempt().id)
    assert (ended.value.status, left.value.status) == (401, 403)


def test_accept_is_deterministic():
    def once():
        return judge(
            an_attempt(epoch=2),
            answer(2, epoch=2),
            answer(1),
            leave(1, epoch=2),
            at=datetime.max.replace(tzinfo=START.tzinfo),
        )

    assert once() == once()


def test_rule_29_an_answer_that_names_a_picture_waits_for_it_whatever_else_is_the_matter():
    there, missing = "a" * 64, "b" * 64
    ledger = Ledger(files=frozenset({there}))
    for attempt, at, kind in (
        (an_attempt(), START, "saved"),
        (an_attempt(), DEADLINE + timedelta(minutes=1), "late"),
        (an_attempt(epoch=2), START, "superseded"),
    ):
        for name, expected in ((there, [kind]), (missing, ["refused"])):
            event = answer(1, value={"files": [name], "text": ""})
            outcomes = accept(attempt, Batch(TAB, (event,)), at, a_paper(), ledger)
            assert kinds(outcomes) == expected
            assert name == there or reasons(outcomes) == ["file_missing"]


def test_pictures_are_found_however_deep_and_nothing_else_is():
    name = "c" * 64
    deep: object = {"files": [name]}
    for _ in range(50_000):
        deep = [deep]
    assert files_in(deep) == (name,)
    for value in (None, True, "files", ["A", "B"], {"files": name}, {"files": [1, "x", None]}, {"text": name}):
        assert files_in(value) == ()
    assert answer(1, value={"files": [name, name]}).files == (name,)
    assert flag(1, value={"files": [name]}).files == ()
