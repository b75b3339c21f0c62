"""What the console's script is told: the same room answers 304, and every kind of change another version."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from certify.delivery.domain.signals import PresenceNote
from certify.delivery.routes import room_board
from certify.delivery.services import room
from certify.exams import services as exams
from certify.exams.domain import RoomRules
from foundation import clock
from foundation.db import transaction
from people.models import Person
from tests.exam_hall import Candidate, Hall
from tests.factories import House, make_person, signed_in
from tests.room_hall import small_hall

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Console:
    """The invigilator's script: remembers the version and asks again."""

    def __init__(self, browser: FlaskClient, hall: Hall) -> None:
        self.browser, self.url, self.version = browser, f"/rooms/{hall.sitting_id}/state", ""

    def moved(self) -> bool:
        """Whether the server tells anything new."""
        reply = self.browser.get(self.url, headers={"If-None-Match": f'"{self.version}"'})
        if reply.status_code == 304:
            assert not reply.data
            return False
        assert reply.status_code == 200
        board = reply.get_json()
        assert board["version"] != self.version, "a version names one room"
        self.version = board["version"]
        return True


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    rules = RoomRules(networks=("10.20.3.0/24",), take_over_consent=False)
    return small_hall(
        house, now, rules=rules, people=(make_person("700001", "第三人", house.units["centre"], now=now),)
    )


def knock(candidate: Candidate, address: str = "10.20.3.7", **note: int) -> None:
    body = PresenceNote(candidate.client_id, candidate.epoch, **{"unsent": 0, "visible": True, "known": 0, **note})
    room.note_presence(candidate.ticket, body, address=address, now=clock.now())


def test_each_kind_of_change_is_told_and_nothing_else(app: Flask, house: House, hall: Hall, now: datetime) -> None:
    desk, here, ada_id = house.invigilator, hall.sitting_id, house.ada.require_person()
    with time_machine.travel(now, tick=False) as travel:
        console = Console(signed_in(app, desk), hall)
        assert console.moved() and not console.moved()
        ada: list[Candidate] = []
        elsewhere: list[Candidate] = []

        def start() -> None:
            ada.append(Candidate.start(house.ada, hall, clock.now()))
            elsewhere.append(Candidate(ada[0].actor, ada[0].attempt_id, client_id="page-0002"))

        def take_over() -> None:
            elsewhere[0].open(clock.now())
            elsewhere[0].take_over(clock.now())

        def person(**values: str) -> Callable[[], None]:
            def change() -> None:
                with transaction() as session:
                    session.execute(update(Person).where(Person.id == ada_id).values(**values))

            return change

        def proposed() -> None:
            room.propose_reopening(desk, ada[0].attempt_id, 10, "收错卷", now=clock.now())

        def reopened() -> None:
            (proposal,) = room.room_view(desk, here, now=clock.now()).pending_reopenings
            room.confirm_reopening(house.ben, proposal.id, now=clock.now())

        steps: list[tuple[str, Callable[[], object]]] = [
            ("identity", lambda: room.check_identity(desk, here, ada_id, now=clock.now())),
            ("admitted", lambda: room.admit(desk, here, [ada_id], "备用机房", now=clock.now())),
            ("started", start),
            ("answered", lambda: ada[0].answer(clock.now(), 1, "A")),
            ("unsent", lambda: knock(ada[0], unsent=2)),
            ("sent", lambda: knock(ada[0], unsent=0)),
            ("address", lambda: knock(ada[0], address="192.168.1.9")),
            ("address of the room again", lambda: knock(ada[0])),
            ("extended", lambda: room.extend(desk, here, [ada_id], 5, "断电", now=clock.now())),
            ("paused", lambda: room.pause(desk, here, [ada_id], "断电", now=clock.now())),
            ("resumed", lambda: room.resume(desk, here, [ada_id], "已来电", now=clock.now())),
            ("all paused", lambda: room.pause(desk, here, None, "断电", now=clock.now())),
            ("all resumed", lambda: room.resume(desk, here, None, "已来电", now=clock.now())),
            ("taken over", take_over),
            ("seen", lambda: room.mark_seen(desk, ada[0].attempt_id, address=None, epoch=2, now=clock.now())),
            ("seat moved", lambda: room.move_seat(desk, here, ada_id, "A-9", "换机", now=clock.now())),
            ("seat moved at the desk", lambda: exams.move_seat(house.ben, here, ada_id, "A-10", now=clock.now())),
            ("noted", lambda: room.note(desk, here, None, "空调坏了", now=clock.now())),
            ("renamed", person(name="林小雯")),
            ("other login", person(login="200899")),
            ("more time", lambda: _more_time(house)),
            ("one more on the roster", lambda: _one_more(house, hall)),
            ("handed in", lambda: elsewhere[0].hand_in(clock.now())),
            ("reopening proposed", proposed),
            ("reopened", reopened),
        ]
        for name, step in steps:
            travel.shift(2 * SECOND)
            step()
            assert console.moved(), name
            assert not console.moved(), f"after {name} nothing moves"


def _more_time(house: House) -> None:
    exams.grant_time(
        house.ben,
        house.adam.require_person(),
        time_factor=Decimal("1.5"),
        from_day=clock.now().date() - timedelta(days=1),
        reason="手部受伤",
        now=clock.now(),
    )


def _one_more(house: House, hall: Hall) -> None:
    more = make_person("700002", "第四人", house.units["centre"], now=clock.now())
    exams.add_to_roster(house.ben, hall.sitting_id, [more.require_person()], now=clock.now())


def test_the_clock_alone_turns_what_it_turns(app: Flask, house: House, hall: Hall, now: datetime) -> None:
    """Silence, idleness, the last five minutes, the end: each is told in time, though nothing was written."""
    with time_machine.travel(now, tick=False) as travel:
        room.admit(house.invigilator, hall.sitting_id, [house.ada.require_person()], "备用机房", now=now)
        ada = Candidate.start(house.ada, hall, now)
        knock(ada)
        console = Console(signed_in(app, house.invigilator), hall)
        assert console.moved()
        travel.move_to(now + 19 * SECOND)
        assert not console.moved()
        travel.move_to(now + 21 * SECOND)
        assert console.moved(), "out of touch"
        for at in (86 * MINUTE, 89 * MINUTE):
            travel.move_to(now + at - 2 * SECOND)
            knock(ada)
            travel.move_to(now + at)
            console.moved()
        knock(ada)
        console.moved()
        travel.move_to(now + 90 * MINUTE + 11 * SECOND)
        assert console.moved(), "time is up"
        travel.move_to(now + 100 * MINUTE)
        assert not console.moved(), "nothing turns any more"


def test_an_unchanged_room_is_not_worked_out_again(
    app: Flask, house: House, hall: Hall, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(now, tick=False):
        browser = signed_in(app, house.invigilator)
        console = Console(browser, hall)
        assert console.moved()
        monkeypatch.setattr(room_board, "seat_line", None)  # whoever works a board out now fails
        assert not console.moved()
        assert browser.get(console.url).get_json()["version"] == console.version
        assert signed_in(app, house.cleo_staff).get(console.url).status_code == 404, "kept for who may see it"
