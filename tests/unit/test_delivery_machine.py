"""Machines that play save, lose the network, take over, extend, pause, expire, hand in and reopen in any order.

No acknowledged answer is ever lost, and none is counted too late or from an old epoch (rules 12, 14, 15, 18, 30). The
deadline is at every step the one that terms and ledger of added time give (rules 24–26), and its version only grows.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from certify.delivery.domain import (
    Adjustment,
    AdjustmentKind,
    AttemptState,
    Batch,
    EventKind,
    HandIn,
    Outcome,
    OutcomeKind,
    SaveEvent,
    TakeOver,
    Terms,
    closes_at,
    collect,
    counts_until,
    deadline,
    extend,
    is_due_to_close,
    is_expired,
    open_page,
    pause,
    resume,
    submit_decision,
    take_over,
    time_out,
)
from certify.delivery.domain.attempt import SectionTime
from certify.delivery.domain.deadlines import grant_of, settle
from certify.delivery.domain.opening import reopen_for
from certify.delivery.domain.sections import NO_TIME, Phase, place_of, plan
from foundation.errors import DomainError
from tests.unit.delivery_samples import START, MemoryLedger, a_paper, an_attempt, answer, clear, flag

RUNNING, SUBMITTED = AttemptState.IN_PROGRESS, AttemptState.SUBMITTED
PAGES = st.sampled_from(["page-one", "page-two"])
LOSSES = st.sampled_from(["nothing", "nothing", "nothing", "request", "reply"])


@dataclass
class Page:
    """A browser tab as the protocol wants it: numbers without gaps, a queue that only an acknowledgement empties."""

    client_id: str
    epoch: int = 0
    sequence: int = 0
    is_writer: bool = False
    queue: list[SaveEvent] = field(default_factory=list)

    def settle(self, outcomes: tuple[Outcome, ...]) -> None:
        acknowledged = {outcome.number for outcome in outcomes if outcome.is_acknowledged}
        self.queue = [event for event in self.queue if event.number not in acknowledged]
        if any(OutcomeKind.SUPERSEDED in (outcome.kind, outcome.first) for outcome in outcomes):
            self.is_writer = False


class Exam(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.server = MemoryLedger(an_attempt(client_id=None), a_paper())
        self.pages = {name: Page(name) for name in ("page-one", "page-two")}
        self.past_requests: list[Batch] = []
        self.acknowledged: dict[tuple[int, int], SaveEvent] = {}
        self.final_count: int | None = None
        self.terms = Terms(START, timedelta(minutes=90), START + timedelta(minutes=95))
        self.granted: list[Adjustment] = []  # what the ledger of added time holds: the attempt's and everyone's
        self.server.attempt = replace(self.server.attempt, deadline_at=deadline(self.terms))
        self.last_version = 0

    def deliver(self, batch: Batch) -> tuple[Outcome, ...]:
        before, attempt = dict(self.server.events), self.server.attempt
        outcomes = self.server.save(batch, self.now)
        assert before.items() <= self.server.events.items(), "rule 6: nothing in the ledger is replaced"
        for number in set(self.server.events) - set(before):
            _, outcome = self.server.events[number]
            if outcome.is_counted:
                assert number[0] == attempt.epoch and attempt.state is not SUBMITTED
                assert self.now <= counts_until(attempt)
        return outcomes

    def change(self, act) -> None:
        """An act of candidate or invigilator; what the rules refuse changes nothing."""
        try:
            self.server.attempt = act(self.server.attempt)
        except DomainError:
            pass

    @rule(seconds=st.sampled_from([1, 8, 60, 1200]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(name=PAGES)
    def opens(self, name: str) -> None:
        page, attempt = self.pages[name], self.server.attempt
        opening = open_page(attempt, name, self.now)
        if opening.adopts:
            self.change(lambda a: take_over(a, TakeOver(name, a.epoch), self.now))
            page.epoch, page.sequence, page.is_writer = self.server.attempt.epoch, 0, True
        elif opening.is_writer:
            own = [event.sequence for event in page.queue if event.epoch == opening.epoch]
            page.epoch, page.is_writer = opening.epoch, True
            page.sequence = max([*self.server.sequences(), *own, 0])

    @rule(name=PAGES)
    def continues_here(self, name: str) -> None:
        page, before = self.pages[name], self.server.attempt.epoch
        self.change(lambda a: take_over(a, TakeOver(name, a.epoch), self.now))
        if self.server.attempt.epoch > before:
            page.epoch, page.sequence, page.is_writer = self.server.attempt.epoch, 0, True

    @rule(name=PAGES, slot=st.integers(1, 3), what=st.sampled_from(["A", "B", "bad", "clear", "flag"]))
    def types(self, name: str, slot: int, what: str) -> None:
        page = self.pages[name]
        if page.is_writer:
            page.sequence += 1
            number = (page.sequence, slot)
            make = {"clear": lambda: clear(*number, page.epoch), "flag": lambda: flag(*number, True, page.epoch)}
            page.queue.append(make.get(what, lambda: answer(*number, what, page.epoch))())

    @rule(name=PAGES, size=st.integers(1, 5), loss=LOSSES)
    def sends(self, name: str, size: int, loss: str) -> None:
        page = self.pages[name]
        batch = Batch(name, tuple(page.queue[:size]))
        self.past_requests.append(batch)
        if loss != "request":
            outcomes = self.deliver(batch)
            if loss != "reply":
                self.note(batch, outcomes)
                page.settle(outcomes)

    def note(self, batch: Batch, outcomes: tuple[Outcome, ...]) -> None:
        for event, outcome in zip(batch.events, outcomes, strict=True):
            if outcome.is_acknowledged:
                self.acknowledged[event.number] = event

    @precondition(lambda self: self.past_requests)
    @rule(data=st.data())
    def an_old_request_arrives_again(self, data: st.DataObject) -> None:
        self.deliver(data.draw(st.sampled_from(self.past_requests)))

    @rule()
    def invigilator_pauses(self) -> None:
        self.change(lambda a: pause(a, self.now))

    def grant(self, act) -> None:
        """An act that also writes a row of the ledger of added time."""
        try:
            self.server.attempt, added = act(self.server.attempt)
        except DomainError:
            return
        self.granted.append(added)

    @rule()
    def invigilator_resumes(self) -> None:
        self.grant(lambda a: resume(a, self.now))

    @rule(minutes=st.integers(1, 240))
    def invigilator_extends(self, minutes: int) -> None:
        given = grant_of(minutes, AdjustmentKind.PERSON_GRANT)
        self.grant(lambda a: (extend(a, given, self.now), given))

    @rule(minutes=st.integers(1, 240), times=st.integers(1, 2))
    def invigilator_extends_everyone(self, minutes: int, times: int) -> None:
        """Written down once, carried out once or twice; a paper that is closed, or due to be, is left alone."""
        attempt = self.server.attempt
        if attempt.state is SUBMITTED or is_due_to_close(attempt, self.now):
            return
        self.granted.append(grant_of(minutes, AdjustmentKind.SITTING_GRANT))
        for _time in range(times):
            self.server.attempt = settle(self.server.attempt, self.terms, self.granted, self.now)

    @rule()
    def invigilator_collects(self) -> None:
        self.change(lambda a: collect(a, self.now).attempt)

    @rule()
    def the_closer_comes(self) -> None:
        self.now = max(self.now, min(closes_at(self.server.attempt), self.now + timedelta(hours=1)))
        self.change(lambda a: time_out(a, self.now).attempt)

    @precondition(lambda self: self.server.attempt.state is SUBMITTED)
    @rule(minutes=st.integers(1, 240))
    def two_persons_reopen(self, minutes: int) -> None:
        before = self.server.attempt
        self.grant(lambda a: reopen_for(a, minutes, self.now))
        assert self.server.attempt.epoch == before.epoch + 1
        assert self.server.attempt.deadline_at >= self.now + timedelta(minutes=minutes)

    @rule(name=PAGES)
    def hands_in(self, name: str) -> None:
        page, before = self.pages[name], self.server.attempt
        request = HandIn(name, max(page.epoch, 1), page.sequence, tuple(page.queue))
        outcomes = self.deliver(request.batch)
        self.note(request.batch, outcomes)
        page.settle(outcomes)
        self.change(lambda a: submit_decision(a, request, outcomes, self.server.sequences(), self.now).attempt)
        if self.server.attempt.state is SUBMITTED and before.state is RUNNING and not is_expired(before, self.now):
            numbers = {number for number in self.server.events if number[0] == page.epoch}
            assert numbers == {(page.epoch, n) for n in range(1, page.sequence + 1)}, "rule 21: handed in without gaps"

    @invariant()
    def every_acknowledged_event_is_in_the_ledger(self) -> None:
        for number, event in self.acknowledged.items():
            assert self.server.events[number][0] == event

    @invariant()
    def current_responses_equal_the_replayed_ledger(self) -> None:
        assert self.server.responses == self.server.replayed()

    @invariant()
    def the_deadline_is_the_one_that_the_ledger_gives(self) -> None:
        assert self.server.attempt.deadline_at == deadline(self.terms, self.granted)
        assert self.server.attempt.deadline_version >= self.last_version
        self.last_version = self.server.attempt.deadline_version

    @invariant()
    def nothing_is_counted_after_the_hand_in(self) -> None:
        if self.server.attempt.state is not SUBMITTED:
            self.final_count = None
        elif self.final_count is None:
            self.final_count = len(self.server.counted())
        else:
            assert len(self.server.counted()) == self.final_count


@dataclass
class Stage:
    """A section or a break by a stop-watch: what is left of it, and what has run since it ended."""

    section: int
    is_break: bool
    left: timedelta
    since: timedelta = NO_TIME
    is_left: bool = False


class TimedExam(Exam):
    """Two sections of 40 minutes with a break of 10: an independent stop-watch says at each step where one is."""

    def __init__(self) -> None:
        super().__init__()
        times = (SectionTime(1, 40 * 60, 10 * 60), SectionTime(2, 40 * 60))
        self.server.paper = a_paper(linear=(1, 2))
        windows = plan(times, START, self.terms.duration, self.terms.factor)
        self.server.attempt = replace(self.server.attempt, windows=windows)
        forty = timedelta(minutes=40)
        self.stages = [Stage(1, False, forty), Stage(2, True, timedelta(minutes=10)), Stage(2, False, forty)]

    # ---- the stop-watch

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, value: datetime) -> None:
        if hasattr(self, "stages") and self.server.attempt.state is RUNNING:
            passed, until = value - self._now, self.server.attempt.deadline_at
            self.run(passed, max(NO_TIME, min(value, until) - min(self._now, until)))
        elif hasattr(self, "stages") and self.server.attempt.paused_at:
            self.stand_still(value - self._now)
        self._now = value

    def stand_still(self, passed: timedelta) -> None:
        """A pause gives nothing back to what was over, grace and all, before it began."""
        for stage in self.stages:
            if stage.left == NO_TIME and stage.since > timedelta(seconds=self.server.attempt.grace_seconds):
                stage.since += passed

    def run(self, passed: timedelta, in_time: timedelta) -> None:
        for stage in self.stages:
            used = min(stage.left, in_time)
            was_running = stage.left > NO_TIME
            stage.left, in_time, spent = stage.left - used, in_time - used, passed - used
            if stage.left == NO_TIME:
                stage.since += spent if was_running else passed
            passed = spent if was_running else passed
            if stage.left > NO_TIME:
                break

    def current(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.left > NO_TIME), None)

    def add(self, by: timedelta) -> None:
        stage = self.current()
        if stage is not None and stage.is_break:
            stage = self.stages[2]
        if stage is not None:
            stage.left += by
        elif not self.stages[2].is_left:
            last = self.stages[2]
            last.left, last.since = max(NO_TIME, by - last.since), max(NO_TIME, last.since - by)

    def grant(self, act) -> None:
        before, n = self.server.attempt, len(self.granted)
        super().grant(act)
        after = self.server.attempt
        if len(self.granted) > n and before.state is not SUBMITTED and before.paused_at == after.paused_at:
            self.add(after.deadline_at - before.deadline_at)
        if before.state is SUBMITTED and after.state is RUNNING:
            self.reopened(before, after)

    def reopened(self, before, after) -> None:
        away = self.now - min(before.submitted_at, before.deadline_at)
        for stage in self.stages:
            stage.since += away if stage.left == NO_TIME else NO_TIME
        if self.current() is not None:
            end = self.now + sum((stage.left for stage in self.stages), NO_TIME)
            self.add(max(NO_TIME, after.deadline_at - end))
        elif not self.stages[2].is_left:
            self.add(after.deadline_at - (self.now - self.stages[2].since))

    def deliver(self, batch: Batch) -> tuple[Outcome, ...]:
        known, grace = set(self.server.events), timedelta(seconds=self.server.attempt.grace_seconds)
        outcomes = super().deliver(batch)
        for outcome in sorted(outcomes, key=lambda each: each.number):
            event = outcome.event
            if event is None or outcome.number in known:
                continue
            if event.slot and outcome.is_counted:
                stage = self.stages[0] if event.slot <= 3 else self.stages[2]
                assert not stage.is_left and stage.since <= grace
                assert stage.section == 1 or not any(each.left for each in self.stages[:2])
            if outcome.locks_section:
                stage = self.stages[0] if event.value == 1 else self.stages[2]
                stage.left, stage.is_left = NO_TIME, True
            if outcome.ends_break:
                self.stages[1].left = NO_TIME
        return outcomes

    @rule(minutes=st.integers(1, 240), times=st.integers(1, 2))
    def invigilator_extends_everyone(self, minutes: int, times: int) -> None:
        before = self.server.attempt
        super().invigilator_extends_everyone(minutes, times)
        if self.server.attempt.deadline_at > before.deadline_at:
            self.add(self.server.attempt.deadline_at - before.deadline_at)

    # ---- what pages do at the border

    def puts(self, name: str, kind: EventKind, section: int) -> None:
        page = self.pages[name]
        if page.is_writer:
            page.sequence += 1
            page.queue.append(SaveEvent(page.epoch, page.sequence, 0, kind, section))

    @initialize()
    def somebody_sits_down(self) -> None:
        self.opens("page-one")

    @rule(
        name=PAGES, section=st.integers(1, 2), kind=st.sampled_from([EventKind.LEAVE_SECTION, EventKind.ENTER_SECTION])
    )
    def asks_for_another_section(self, name: str, section: int, kind: EventKind) -> None:
        self.puts(name, kind, section)

    @precondition(lambda self: self.server.attempt.state is RUNNING)
    @rule(minutes=st.integers(0, 30), loss=LOSSES)
    def works_a_while_and_goes_on(self, minutes: int, loss: str) -> None:
        """As the page does it: what was answered, then the leaving, or the end of the break, all in one request."""
        self.now += timedelta(minutes=minutes)
        place = place_of(self.server.attempt, self.now)
        for name, page in self.pages.items():
            if place is None or place.phase is Phase.OVER or not page.is_writer:
                continue
            if place.phase is Phase.OPEN:
                page.sequence += 1
                page.queue.append(answer(page.sequence, 3 * place.section, "B", page.epoch))
            is_open = place.phase is Phase.OPEN
            self.puts(name, EventKind.LEAVE_SECTION if is_open else EventKind.ENTER_SECTION, place.section)
            self.sends(name, len(page.queue), loss)

    @rule(name=PAGES, slot=st.integers(4, 6))
    def types_in_the_second_section(self, name: str, slot: int) -> None:
        page = self.pages[name]
        if page.is_writer:
            page.sequence += 1
            page.queue.append(answer(page.sequence, slot, "A", page.epoch))

    @invariant()
    def the_place_is_the_stop_watchs(self) -> None:
        attempt, stage = self.server.attempt, self.current()
        place = place_of(attempt, self.now)
        assert place is not None
        clock = min(self.now, attempt.paused_at or self.now)
        if attempt.state is SUBMITTED or stage is None or clock >= attempt.deadline_at:
            assert place.phase is Phase.OVER
        else:
            assert (place.phase is Phase.BREAK, place.section) == (stage.is_break, stage.section)
            whole = (attempt.deadline_at - clock).total_seconds()
            left = stage.left.total_seconds()
            assert abs(place.seconds_left - (left if stage.is_break else min(left, whole))) < 0.001


TestTimedExam = TimedExam.TestCase
TestTimedExam.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestExam = Exam.TestCase
TestExam.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
