"""Sections with a clock of their own: the plan, what counts when, and what leaving, breaks, grants, pauses and
reopening do to it (rules 12, 19, 23–26). Times are minutes from the start; section 1 has slots 1–3, section 2 has 4–6.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from certify.delivery.domain import (
    Adjustment,
    AdjustmentKind,
    Attempt,
    AttemptState,
    EventKind,
    Ledger,
    Paper,
    SaveEvent,
    SubmitCause,
    TakeOver,
    Terms,
    collect,
    deadline,
    extend,
    pause,
    resume,
    take_over,
)
from certify.delivery.domain.accepting import moved_on
from certify.delivery.domain.attempt import SectionTime, Window
from certify.delivery.domain.deadlines import settle
from certify.delivery.domain.opening import reopen_for
from certify.delivery.domain.sections import (
    Phase,
    given,
    is_done,
    open_sections,
    place_of,
    plan,
    windows_from_json,
    windows_to_json,
)
from tests.unit.delivery_samples import ADA, START, TAB, a_paper, an_attempt, answer, judge, leave

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
OWN = (SectionTime(1, 20 * 60, 5 * 60), SectionTime(2, 35 * 60))
PAPER = a_paper(linear=(1, 2))
Span = tuple[float, float]


def at(minutes: float, seconds: float = 0) -> datetime:
    return START + minutes * MINUTE + seconds * SECOND


def spans(windows: tuple[Window, ...]) -> list[Span]:
    return [((each.opens_at - START) / MINUTE, (each.closes_at - START) / MINUTE) for each in windows]


def timed(times: tuple[SectionTime, ...] = OWN, duration: int = 60, factor: str = "1", **changes: Any) -> Attempt:
    windows = plan(times, START, duration * MINUTE, Decimal(factor))
    until = START + duration * MINUTE * float(factor)
    return an_attempt(**{"deadline_at": until, "windows": windows, **changes})


def enter(sequence: int, section: Any = 2) -> SaveEvent:
    return SaveEvent(1, sequence, 0, EventKind.ENTER_SECTION, section)


def said(attempt: Attempt, when: datetime, *events: SaveEvent, paper: Paper = PAPER) -> list[tuple[str, str | None]]:
    found = judge(attempt, *events, at=when, paper=paper)
    return [(each.kind.value, each.reason and each.reason.value) for each in found]


def after(attempt: Attempt, when: datetime, *events: SaveEvent) -> Attempt:
    return moved_on(attempt, judge(attempt, *events, at=when, paper=PAPER), when)


# ---- the plan


@pytest.mark.parametrize(
    ("times", "duration", "factor", "expected"),
    [
        (OWN, 60, "1", [(0, 20), (25, 60)]),
        (OWN, 60, "1.5", [(0, 30), (37.5, 90)]),
        ((SectionTime(1, 1200, 300), SectionTime(2)), 60, "1", [(0, 20), (25, 60)]),
        ((SectionTime(1), SectionTime(2), SectionTime(3, 600)), 60, "1", [(0, 50), (50, 50), (50, 60)]),
        ((SectionTime(1), SectionTime(2)), 60, "1", []),  # nobody has a clock
        ((SectionTime(1, 1200, 300), SectionTime(2, 1200)), 40, "1", [(0, 20), (20, 40)]),  # a part: no room for breaks
        ((SectionTime(1, 1200), SectionTime(2, 1500)), 40, "1", []),  # a part that doesn't fit shares its time
        ((SectionTime(1, 2400), SectionTime(2)), 40, "1", []),
    ],
)
def test_rule_26_the_plan(times: Any, duration: int, factor: str, expected: list[Span]) -> None:
    windows = plan(times, START, duration * MINUTE, Decimal(factor))
    assert spans(windows) == expected
    assert windows_from_json(windows_to_json(windows)) == windows


def test_a_paper_without_clocks_is_as_it_was() -> None:
    plain = an_attempt()
    assert place_of(plain, START) is None and windows_to_json(plain.windows) is None
    assert open_sections(plain, a_paper(linear=(1, 2)), at(80)) == {1}
    assert said(plain, at(1), enter(1)) == [("refused", "unknown_section")]


@pytest.mark.parametrize(
    ("minutes", "phase", "section", "left", "done"),
    [
        (0, Phase.OPEN, 1, 20, set()),
        (19.9, Phase.OPEN, 1, 0.1, set()),
        (20, Phase.BREAK, 2, 5, {1}),
        (24, Phase.BREAK, 2, 1, {1}),
        (25, Phase.OPEN, 2, 35, {1}),
        (60, Phase.OVER, 0, 0, {1, 2}),
    ],
)
def test_rule_23_where_one_is_follows_from_the_time_alone(
    minutes: float, phase: Phase, section: int, left: float, done: set[int]
) -> None:
    place = place_of(timed(), at(minutes))
    assert place is not None and (place.phase, place.section) == (phase, section)
    assert place.seconds_left == pytest.approx(left * 60)
    assert open_sections(timed(), PAPER, at(minutes)) == ({section} if phase is Phase.OPEN else frozenset())
    assert {n for n in (1, 2) if is_done(timed(), n, at(minutes))} == done


def test_a_section_never_outlasts_the_attempt() -> None:
    late_start = timed(deadline_at=at(40))
    place = place_of(late_start, at(30))
    assert place is not None and place.seconds_left == 600
    assert said(late_start, at(40, 5), answer(1, slot=4)) == [("saved", None)]
    assert said(late_start, at(40, 11), answer(1, slot=4)) == [("late", "time_up")]


# ---- what counts: state × event


LEFT_1 = after(timed(), at(10), leave(1))  # section 2 begins at 15
STATES: dict[str, tuple[Attempt, datetime]] = {
    "in section 1": (timed(), at(5)),
    "in the grace of section 1": (timed(), at(20, 9)),
    "in the break": (timed(), at(21)),
    "in section 2": (timed(), at(30)),
    "in the grace of section 2": (timed(), at(60, 9)),
    "past all": (timed(), at(60, 11)),
    "section 1 left, break": (LEFT_1, at(12)),
    "section 1 left, section 2": (LEFT_1, at(16)),
    "paused in section 1": (pause(timed(), at(5)), at(30)),
    "submitted": (timed(state=AttemptState.SUBMITTED, submitted_at=at(5), submit_cause=SubmitCause.HANDED_IN), at(6)),
}
FIRST, SECOND_SECTION, LEAVE, ENTER = answer(1, slot=1), answer(1, slot=4), leave(1, 1), enter(1)
NOT_OPEN, TIME_UP, LEFT = ("refused", "section_not_open"), ("late", "section_time_up"), ("late", "section_closed")
SAVED, STALE, PAUSED = ("saved", None), ("stale", None), ("refused", "paused")
EXPECTED = {
    "in section 1": (SAVED, NOT_OPEN, SAVED, NOT_OPEN),
    "in the grace of section 1": (SAVED, NOT_OPEN, SAVED, SAVED),
    "in the break": (TIME_UP, NOT_OPEN, STALE, SAVED),
    "in section 2": (TIME_UP, SAVED, STALE, STALE),
    "in the grace of section 2": (TIME_UP, SAVED, STALE, STALE),
    "past all": (("late", "time_up"),) * 4,
    "section 1 left, break": (LEFT, NOT_OPEN, STALE, SAVED),
    "section 1 left, section 2": (LEFT, SAVED, STALE, STALE),
    "paused in section 1": (PAUSED,) * 4,
    "submitted": (("late", "submitted"),) * 4,
}


@pytest.mark.parametrize("name", STATES)
def test_each_event_in_each_state(name: str) -> None:
    attempt, when = STATES[name]
    events = (FIRST, SECOND_SECTION, LEAVE, ENTER)
    assert tuple(said(attempt, when, event)[0] for event in events) == EXPECTED[name]


def test_rule_12_what_comes_in_a_sections_grace_is_marked_so() -> None:
    (outcome,) = judge(timed(), answer(1, slot=1), at=at(20, 5), paper=PAPER)
    assert outcome.in_grace and outcome.is_counted
    (outcome,) = judge(timed(), answer(1, slot=1), at=at(20), paper=PAPER)
    assert not outcome.in_grace


def test_rule_19_leaving_still_waits_for_its_numbers() -> None:
    assert said(timed(), at(5), leave(3)) == [("refused", "gap")]
    assert said(timed(), at(5), answer(1), leave(2), answer(3)) == [SAVED, SAVED, LEFT]


# ---- leaving and breaks


def test_leaving_early_brings_all_the_rest_forward_and_what_was_not_used_is_gone() -> None:
    assert spans(LEFT_1.windows) == [(0, 10), (15, 50)]
    assert LEFT_1.deadline_at == at(60)
    place = place_of(LEFT_1, at(50))
    assert place is not None and place.phase is Phase.OVER
    assert said(LEFT_1, at(50, 11), SECOND_SECTION) == [TIME_UP]


def test_leaving_in_the_grace_moves_nothing() -> None:
    assert spans(after(timed(), at(20, 5), leave(1)).windows) == [(0, 20), (25, 60)]


def test_the_break_is_ended_early_and_twice_is_once() -> None:
    entered = after(timed(), at(21), enter(1))
    assert spans(entered.windows) == [(0, 20), (21, 56)]
    assert after(entered, at(22), enter(2)) == entered
    assert said(entered, at(22), SECOND_SECTION) == [SAVED]


def test_sections_that_share_their_time_go_on_as_they_are_left() -> None:
    times = (SectionTime(1), SectionTime(2), SectionTime(3, 600))
    paper = a_paper(9, linear=(1, 2, 3))
    attempt = timed(times)
    assert said(attempt, at(5), SECOND_SECTION, paper=paper) == [NOT_OPEN]
    gone_on = moved_on(attempt, judge(attempt, leave(1), at=at(20), paper=paper), at(20))
    assert spans(gone_on.windows) == [(0, 20), (20, 50), (50, 60)]
    there = Ledger(sequences=frozenset({1}))
    both = moved_on(gone_on, judge(gone_on, leave(2, 2), at=at(30), paper=paper, ledger=there), at(30))
    assert spans(both.windows) == [(0, 20), (20, 30), (30, 40)]
    assert spans(timed(times).windows)[1] == (50, 50)  # never left: never opened


# ---- grants, pauses, reopening


def grant(minutes: float, kind: AdjustmentKind = AdjustmentKind.PERSON_GRANT) -> Adjustment:
    return Adjustment(kind, Decimal(60) * Decimal(minutes))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (5, [(0, 30), (35, 70)]),  # the running one
        (22, [(0, 20), (25, 70)]),  # in a break: the next one
        (40, [(0, 20), (25, 70)]),
        (60.2, [(0, 20), (25, 70)]),  # past the last, before the closer
    ],
)
def test_rule_24_a_grant_is_the_running_sections(when: float, expected: list[Span]) -> None:
    longer = extend(timed(), grant(10), at(when))
    assert (spans(longer.windows), longer.deadline_at) == (expected, at(70))
    terms = Terms(START, 60 * MINUTE, at(600))
    for_all = [grant(10, AdjustmentKind.SITTING_GRANT)]
    assert settle(timed(), terms, for_all, at(when)) == longer
    assert settle(longer, terms, for_all, at(when + 1)) is longer


def test_a_grant_in_a_pause_is_that_of_the_section_that_stands_still() -> None:
    held = pause(timed(), at(19))
    assert spans(extend(held, grant(10), at(50)).windows) == [(0, 30), (35, 70)]


def test_what_was_granted_before_the_start_is_the_first_sections() -> None:
    assert spans(given(timed().windows, frozenset(), START, 5 * MINUTE)) == [(0, 25), (30, 65)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (5, [(0, 27), (32, 67)]),
        (22, [(0, 20), (32, 67)]),  # in a break the break is longer
        (40, [(0, 20), (25, 67)]),
    ],
)
def test_rule_25_a_pause_is_given_back_where_it_was_taken(when: float, expected: list[Span]) -> None:
    held = pause(timed(), at(when))
    before, during = place_of(timed(), at(when)), place_of(held, at(when + 7))
    assert before == during
    again, _given_back = resume(held, at(when + 7))
    assert (spans(again.windows), again.deadline_at) == (expected, at(67))


def test_rule_25_a_grace_that_had_begun_goes_on_after_the_pause() -> None:
    held = pause(timed(), at(20, 4))
    assert said(held, at(20, 12), FIRST) == [SAVED] and said(held, at(20, 15), FIRST) == [PAUSED]
    again, _given_back = resume(held, at(30, 4))
    assert said(again, at(30, 9), FIRST) == [SAVED] and said(again, at(30, 11), FIRST) == [TIME_UP]
    place = place_of(again, at(30, 9))
    assert place is not None and place.phase is Phase.BREAK


@pytest.mark.parametrize(
    ("ended", "cause", "minutes", "expected"),
    [
        (10, SubmitCause.COLLECTED, 60, [(0, 110), (115, 150)]),  # the one that ran gets what is beyond
        (10, SubmitCause.COLLECTED, 20, [(0, 100), (105, 140)]),  # capped by the attempt's deadline at 110
        (22, SubmitCause.HANDED_IN, 60, [(0, 20), (93, 150)]),
        (60, SubmitCause.TIME_OUT, 15, [(0, 20), (25, 105)]),
    ],
)
def test_rule_24_reopening_goes_on_where_it_ended(
    ended: float, cause: SubmitCause, minutes: int, expected: list[Span]
) -> None:
    over = timed(state=AttemptState.SUBMITTED, submitted_at=at(ended), submit_cause=cause)
    again, _added = reopen_for(over, minutes, at(90))
    assert (spans(again.windows), again.deadline_at) == (expected, at(90 + minutes))
    place = place_of(again, at(91))
    assert place is not None and place.phase is not Phase.OVER


@pytest.mark.parametrize("collected", [30, 90])  # before and after the deadline, which stood still, too
def test_what_is_collected_in_a_pause_has_lost_nothing_when_it_is_reopened(collected: float) -> None:
    over = collect(pause(timed(), at(5)), at(collected)).attempt
    again, _added = reopen_for(over, 100, at(120))
    assert spans(again.windows) == [(0, 180), (185, 220)]
    again, _added = reopen_for(over, 55, at(120))
    assert spans(again.windows) == [(0, 135), (140, 175)]


def test_reopening_opens_no_section_that_was_left() -> None:
    over = replace(LEFT_1, state=AttemptState.SUBMITTED, submitted_at=at(50), submit_cause=SubmitCause.HANDED_IN)
    again, _added = reopen_for(over, 10, at(90))
    assert open_sections(again, PAPER, at(91)) == {2}
    assert said(again, at(91), replace_epoch(FIRST)) == [("refused", "not_writer")]
    mine = replace(again, client_id=TAB)
    assert said(mine, at(91), replace_epoch(FIRST)) == [LEFT]


def replace_epoch(event: SaveEvent) -> SaveEvent:
    return answer(event.sequence, slot=event.slot, epoch=2)


def test_taking_over_leaves_the_clocks_alone() -> None:
    moved = take_over(LEFT_1, TakeOver("tab-cccc-3", 1), at(16))
    assert moved.windows == LEFT_1.windows and moved.person_id == ADA


Act = Callable[[Attempt], Attempt]


def test_the_deadline_of_the_whole_is_rule_26_whatever_the_sections_do() -> None:
    terms = Terms(START, 60 * MINUTE, at(600))
    acts: tuple[Act, ...] = (
        lambda a: after(a, at(10), leave(1)),
        lambda a: extend(a, grant(3), at(11)),
        lambda a: resume(pause(a, at(12)), at(14))[0],
    )
    attempt = timed()
    for act in acts:
        attempt = act(attempt)
    assert attempt.deadline_at == deadline(terms, [grant(3), grant(2, AdjustmentKind.PAUSE)])
    assert spans(attempt.windows) == [(0, 10), (17, 55)]
