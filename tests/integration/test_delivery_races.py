"""Requests at the same moment: copies of a save; a save and whatever changes the attempt (rules 6, 10, 11, 17)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import update

from certify.delivery import queries
from certify.delivery import services as delivery
from certify.delivery.domain import TakeOver
from certify.delivery.models import AttemptRow
from foundation.db import transaction
from tests.exam_hall import Candidate, open_hall
from tests.factories import House

COPIES = 6
ROUNDS = 12
MINUTE = timedelta(minutes=1)


def test_copies_of_a_save_at_once_are_all_acknowledged(app: Flask, house: House, now: datetime) -> None:
    ada = Candidate.start(house.ada, open_hall(house, now), now)
    for number in range(8):
        event = ada.event(1 + number, "A")
        gate = Barrier(COPIES)

        def send(_copy: int, event: dict[str, Any] = event, gate: Barrier = gate) -> tuple[int, str]:
            with app.app_context():
                gate.wait()
                status, reply = ada.send(now + MINUTE, event)
                return status, str(reply["outcomes"][0]["outcome"])

        with ThreadPoolExecutor(COPIES) as pool:
            replies = list(pool.map(send, range(COPIES)))
        assert {status for status, _outcome in replies} == {200}
        assert sorted(outcome for _status, outcome in replies) == ["duplicate"] * (COPIES - 1) + ["saved"]
    assert [row.sequence for row in queries.list_events(ada.attempt_id)] == list(range(1, 9))


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """What the acts return, begun at the same moment, each in a thread of its own."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            gate.wait()
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def outcome_of(sent: tuple[int, dict[str, Any]]) -> str:
    return str(sent[1]["outcomes"][0]["outcome"])


def reopened(candidate: Candidate) -> None:
    """As before the hand-in, for another round."""
    with transaction() as session:
        row = update(AttemptRow).where(AttemptRow.id == candidate.attempt_id)
        session.execute(row.values(state="in_progress", submitted_at=None, submit_cause=None, submitted_without=None))


def test_rule_11_a_save_is_wholly_before_or_wholly_after_a_hand_in(app: Flask, house: House, now: datetime) -> None:
    """What was acknowledged as saved is on the receipt; what came after is kept and not counted. Never between."""
    ada = Candidate.start(house.ada, open_hall(house, now), now)
    seen = set()
    for number in range(1, ROUNDS + 1):
        event, gaps = ada.event(number, "A"), tuple(range(1, number + 1))
        acts = [lambda e=event: ada.send(now + MINUTE, e), lambda g=gaps: ada.hand_in(now + MINUTE, without=g)]
        if number % 2:
            acts.reverse()
        results = at_once(app, *acts)
        done, sent = results if number % 2 else reversed(results)
        assert done.status == 200
        answered = delivery.receipt(ada.actor, ada.attempt_id, now=now + MINUTE).answered
        row = queries.get_attempt(ada.attempt_id)
        outcome = outcome_of(sent)
        seen.add(outcome)
        assert outcome in ("saved", "late")
        assert (number in answered) == (outcome == "saved"), (number, outcome)
        assert (number in (row.submitted_without or ())) == (outcome == "late")
        reopened(ada)
    assert seen  # which of the two comes first is the scheduler's business; both are right


def test_rule_11_a_save_is_wholly_before_or_wholly_after_a_take_over(app: Flask, house: House, now: datetime) -> None:
    """Saved under the old epoch and counted, or superseded: no answer of the old page after the new one has begun."""
    ada = Candidate.start(house.ada, open_hall(house, now), now)
    for number in range(1, ROUNDS + 1):
        event, client_id = ada.event(number, "A"), f"page-of-round-{number}"

        def take_over(client_id: str = client_id) -> dict[str, Any]:
            request = TakeOver(client_id, ada.epoch)
            return delivery.continue_here(ada.ticket, request, now=now + MINUTE)

        sent, taken = at_once(app, lambda e=event: ada.send(now + MINUTE, e), take_over)
        assert outcome_of(sent) in ("saved", "superseded")
        assert (number in queries.responses_of(ada.attempt_id)) == (outcome_of(sent) == "saved")
        ada.client_id, ada.epoch, ada.sequence = client_id, taken["epoch"], 0


def test_rule_11_two_hand_ins_at_once_are_one(app: Flask, house: House, now: datetime) -> None:
    """And a time-out beside them closes nothing a second time (rules 22, 23)."""
    ada = Candidate.start(house.ada, open_hall(house, now), now)
    ada.answer(now, 1, "A")
    late = now + 91 * MINUTE
    acts = [lambda: ada.hand_in(late).body["state"]] * 3 + [lambda: delivery.close_if_due(ada.attempt_id, now=late)]
    *states, _closed = at_once(app, *acts)
    assert set(states) == {"submitted"}
    receipt = delivery.receipt(ada.actor, ada.attempt_id, now=late)
    assert (receipt.cause, receipt.submitted_at, receipt.answered) == ("time_out", now + 90 * MINUTE, (1,))
