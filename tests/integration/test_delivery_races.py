"""Two copies of one save at once: both are acknowledged, the ledger holds the event once (rules 6, 10, 17)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

from flask import Flask

from certify.delivery import queries
from tests.exam_hall import Candidate, open_hall
from tests.factories import House

COPIES = 6


def test_copies_of_a_save_at_once_are_all_acknowledged(app: Flask, house: House, now: datetime) -> None:
    ada = Candidate.start(house.ada, open_hall(house, now), now)
    for number in range(8):
        event = ada.event(1 + number, "A")
        gate = Barrier(COPIES)

        def send(_copy: int, event: dict[str, Any] = event, gate: Barrier = gate) -> tuple[int, str]:
            with app.app_context():
                gate.wait()
                status, reply = ada.send(now + timedelta(minutes=1), event)
                return status, str(reply["outcomes"][0]["outcome"])

        with ThreadPoolExecutor(COPIES) as pool:
            replies = list(pool.map(send, range(COPIES)))
        assert {status for status, _outcome in replies} == {200}
        assert sorted(outcome for _status, outcome in replies) == ["duplicate"] * (COPIES - 1) + ["saved"]
    assert [row.sequence for row in queries.list_events(ada.attempt_id)] == list(range(1, 9))
