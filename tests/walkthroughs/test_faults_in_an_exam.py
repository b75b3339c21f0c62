"""What goes wrong in an exam, told through the services with a told clock: each fault costs no acknowledged answer.

The same faults in a real browser against the real server: `tests/e2e/test_exam_faults.py`.
"""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.delivery import api, queries
from certify.delivery import services as delivery
from certify.delivery.domain import SessionEnded
from certify.delivery.services import TooSlow
from foundation.web import pressure
from tests.exam_hall import Candidate, Hall, open_hall
from tests.factories import PASSWORD, House, signed_in

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return open_hall(house, now)


def values(candidate: Candidate) -> dict[int, object]:
    return {slot: each.value for slot, each in queries.responses_of(candidate.attempt_id).items()}


def outcomes(sent: tuple[int, dict[str, object]]) -> list[str]:
    return [each["outcome"] for each in sent[1]["outcomes"]]  # type: ignore[attr-defined, union-attr]  # the reply's list


def test_ten_minutes_offline(house: House, hall: Hall, now: datetime) -> None:
    """Rules 12, 18: nothing arrives for ten minutes, then everything at once; all of it counts."""
    ada = Candidate.start(house.ada, hall, now)
    assert ada.answer(now, 1, "A") == "saved"
    typed = [ada.event(slot, "B") for slot in range(2, 20)]
    assert outcomes(ada.send(now + 10 * MINUTE, *typed)) == ["saved"] * 18
    assert values(ada) == {1: "A"} | dict.fromkeys(range(2, 20), "B")


def test_offline_until_after_the_end(house: House, hall: Hall, now: datetime) -> None:
    """Rules 12, 14: what arrives after the grace is kept and named on the receipt; what was there counts."""
    ada = Candidate.start(house.ada, hall, now)
    ada.answer(now, 1, "A")
    end = now + 90 * MINUTE
    typed = [ada.event(slot, "B") | {"client_time": (end - MINUTE).isoformat()} for slot in (2, 3)]
    status, reply = ada.send(end + 11 * SECOND, *typed)
    assert status == 202 and [each["outcome"] for each in reply["outcomes"]] == ["late", "late"]
    assert delivery.close_expired(now=end + MINUTE) == 1
    receipt = delivery.receipt(ada.actor, ada.attempt_id, now=end + MINUTE)
    assert (receipt.answered, receipt.n_late) == ((1,), 2)
    assert [(row.slot, row.outcome, row.reason) for row in queries.list_events(ada.attempt_id)][1:] == [
        (2, "late", "time_up"),
        (3, "late", "time_up"),
    ]


def test_the_browser_crashes_and_comes_back(house: House, hall: Hall, now: datetime) -> None:
    """Rules 3, 6: the same page id goes on in the same epoch; what was sent before the crash is acknowledged again."""
    ada = Candidate.start(house.ada, hall, now)
    sent, unsent = ada.event(1, "A"), ada.event(2, "B")
    ada.send(now, sent)
    back = Candidate(ada.actor, ada.attempt_id)
    opening = back.open(now + MINUTE)
    assert (opening["writer"], opening["epoch"], opening["last_sequence"]) == (True, 1, 1)
    assert outcomes(back.send(now + MINUTE, sent, unsent)) == ["duplicate", "saved"]
    assert values(ada) == {1: "A", 2: "B"}


def test_a_power_cut_and_another_machine(house: House, hall: Hall, now: datetime) -> None:
    """Rules 3, 4: the other machine reads until it goes on here; what was acknowledged is there."""
    ada = Candidate.start(house.ada, hall, now)
    ada.answer(now, 1, "A")
    lost = ada.event(2, "B")  # typed, never sent: it lies in the dead machine
    there = Candidate(ada.actor, ada.attempt_id, client_id="page-there")
    assert there.open(now + 5 * MINUTE)["writer"] is False
    there.take_over(now + 5 * MINUTE)
    assert there.answer(now + 6 * MINUTE, 3, "C") == "saved"
    assert values(ada) == {1: "A", 3: "C"}
    assert outcomes(ada.send(now + 20 * MINUTE, lost)) == ["superseded"]  # power is back: kept, not counted
    assert values(ada) == {1: "A", 3: "C"}


def test_the_sign_in_runs_out_in_the_middle(house: House, hall: Hall, now: datetime) -> None:
    """Rule 27: a sign-in of hours ago ends while the exam goes on; after the password the same numbers count."""
    ada = Candidate.start(house.ada, hall, now)
    event = ada.event(1, "A")
    with pytest.raises(SessionEnded):
        ada.send(now + 12 * HOUR + SECOND, event)
    assert values(ada) == {}
    soon = now + 10 * MINUTE
    _token, ada.ticket = delivery.sign_in_again(ada.ticket, PASSWORD, now=soon, address="127.0.0.1", agent="")
    assert outcomes(ada.send(soon, event)) == ["saved"]


@pytest.mark.parametrize("wrong", [-3 * HOUR, 3 * HOUR, timedelta(days=-4000)])
def test_a_clock_set_wrong_changes_nothing(house: House, hall: Hall, now: datetime, wrong: timedelta) -> None:
    """Rules 7, 14: the browser's time is a claim; neither order nor deadline listens to it."""
    ada = Candidate.start(house.ada, hall, now)
    first = ada.event(1, "A") | {"client_time": (now + wrong + HOUR).isoformat()}
    second = ada.event(1, "B") | {"client_time": (now + wrong).isoformat()}
    assert outcomes(ada.send(now + MINUTE, first)) == ["saved"]
    assert outcomes(ada.send(now + 2 * MINUTE, second)) == ["saved"]
    assert values(ada) == {1: "B"}
    end = now + 90 * MINUTE
    early = ada.event(2, "C") | {"client_time": (end - HOUR).isoformat()}
    assert outcomes(ada.send(end + 11 * SECOND, early)) == ["late"]


def test_the_lid_was_closed_and_the_time_went_on(house: House, hall: Hall, now: datetime) -> None:
    """Rules 12, 23: the server never waits for a sleeping page; awake in time one goes on, too late one is told."""
    ada, adam = Candidate.start(house.ada, hall, now), Candidate.start(house.adam, hall, now)
    for each in (ada, adam):
        each.answer(now, 1, "A")
    said = delivery.standing(ada.ticket, now=now + 80 * MINUTE)
    assert (said["state"], said["seconds_left"]) == ("in_progress", 600)
    assert ada.answer(now + 80 * MINUTE, 2, "B") == "saved"
    end = now + 90 * MINUTE
    delivery.close_expired(now=end + 25 * SECOND)
    assert delivery.standing(adam.ticket, now=end + HOUR)["state"] == "submitted"
    assert adam.answer(end + HOUR, 2, "B") == "late"
    assert values(adam) == {1: "A"}


# ---- rules that have no story of their own


def test_rule_2_the_row_names_state_writer_and_deadline(house: House, hall: Hall, now: datetime) -> None:
    """State, epoch, client, deadline and its version stand in one row, and each act moves only its own."""
    ada = Candidate.start(house.ada, hall, now)

    def row() -> tuple[object, ...]:
        found = queries.get_attempt(ada.attempt_id)
        return found.state, found.epoch, found.client_id, found.deadline_at, found.deadline_version

    end = now + 90 * MINUTE
    assert row() == ("in_progress", 1, ada.client_id, end, 1)
    ada.answer(now, 1, "A")
    assert row() == ("in_progress", 1, ada.client_id, end, 1), "a save writes the ledger, never the attempt's row"
    other = Candidate(ada.actor, ada.attempt_id, client_id="page-0002", epoch=1)
    other.open(now + MINUTE)
    assert row() == ("in_progress", 1, ada.client_id, end, 1), "a page that only reads changes nothing"
    other.take_over(now + MINUTE)
    assert row() == ("in_progress", 2, "page-0002", end, 1)
    other.hand_in(now + 2 * MINUTE, without=())
    assert row() == ("submitted", 2, "page-0002", end, 1)


def test_rule_9_a_save_that_took_too_long_is_never_acknowledged(house: House, hall: Hall, now: datetime) -> None:
    """Aborted, nothing is stored, and the same numbers count when they come again."""
    ada = Candidate.start(house.ada, hall, now)
    event = ada.event(1, "A")
    body = api.msgspec.json.encode({"client_id": ada.client_id, "events": [event]})
    with pytest.raises(TooSlow):
        delivery.save(ada.ticket, ada.attempt_id, body, received_at=now, is_stale=lambda: True)
    assert values(ada) == {} and queries.list_events(ada.attempt_id) == []
    assert outcomes(ada.send(now + MINUTE, event)) == ["saved"]


class SlowClock:
    """A monotonic clock on which each look is eleven seconds after the one before."""

    def __init__(self) -> None:
        self.at = 0.0

    def monotonic(self) -> float:
        self.at += 11
        return self.at


def test_rule_9_a_hand_in_is_not_aborted_after_ten_seconds_and_a_save_is(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over HTTP: the save gets 503 and is kept by the page; the hand-in is done, however long it took."""
    now = api.clock.now()
    ada = Candidate.start(house.ada, open_hall(house, now), now)
    browser, base = at_the_page(app, house, ada)
    slow = SlowClock()
    for module in (pressure, api):
        monkeypatch.setattr(module, "time", slow)
    event = ada.event(1, "A")
    same_site = {"Sec-Fetch-Site": "same-origin"}
    save = browser.put(f"{base}/responses", json={"client_id": ada.client_id, "events": [event]}, headers=same_site)
    assert save.status_code == 503 and values(ada) == {}
    request = {"client_id": ada.client_id, "epoch": 1, "highest_sequence": 1, "events": [event]}
    done = browser.post(f"{base}/hand-in", json=request, headers=same_site)
    assert done.status_code == 200 and done.json["state"] == "submitted"  # type: ignore[index]
    assert values(ada) == {1: "A"}


class ToldClock:
    """Tells these moments one after the other, the last one for ever."""

    def __init__(self, *moments: datetime) -> None:
        self.moments = list(moments)

    def now(self) -> datetime:
        return self.moments.pop(0) if len(self.moments) > 1 else self.moments[0]


def test_rule_9_what_counts_is_when_a_save_was_received_not_when_it_was_judged(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first line of the handler takes the time: a queue behind it costs nobody the last answer."""
    now = api.clock.now()
    ada = Candidate.start(house.ada, open_hall(house, now - 89 * MINUTE, hours=3), now - 89 * MINUTE)
    browser, base = at_the_page(app, house, ada)
    end = now + MINUTE
    monkeypatch.setattr(pressure, "clock", ToldClock(end + 9 * SECOND, end + HOUR))
    reply = browser.put(
        f"{base}/responses",
        json={"client_id": ada.client_id, "events": [ada.event(1, "A")]},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert reply.status_code == 200 and reply.json["outcomes"][0]["outcome"] == "saved"  # type: ignore[index]
    (row,) = queries.list_events(ada.attempt_id)
    assert (row.received_at, row.in_grace) == (end + 9 * SECOND, True)


def at_the_page(app: Flask, house: House, candidate: Candidate) -> tuple[FlaskClient, str]:
    """The candidate's browser with the attempt's cookie, and the attempt's address."""
    browser, base = signed_in(app, house.ada), f"/attempts/{candidate.attempt_id}"
    assert browser.get(base).status_code == 200
    return browser, base
