"""A machine that plays save, lose the network, take over, extend, pause, expire, hand in and reopen in any order.

No acknowledged answer is ever lost, and none is counted too late or from an old epoch (rules 12, 14, 15, 18, 30). The
deadline is at every step the one that terms and ledger of added time give (rules 24–26), and its version only grows.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from certify.delivery.domain import (
    Adjustment,
    AdjustmentKind,
    AttemptState,
    Batch,
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
from certify.delivery.domain.deadlines import grant_of, settle
from certify.delivery.domain.opening import reopen_for
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


TestExam = Exam.TestCase
TestExam.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
