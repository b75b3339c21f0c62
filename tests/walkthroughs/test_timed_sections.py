"""A paper whose sections have their own times, told through the services: leaving, the break, running out with no
browser open, a grant, a pause, more time by right, reopening; what page, receipt and invigilator are told.

The first section has 20 minutes and a break of 5, the second 30.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from certify.delivery import queries
from certify.delivery import services as delivery
from certify.delivery.domain.sections import Ending, Phase
from certify.delivery.routes.room_words import section_now
from certify.delivery.services import room
from certify.exams import services as exams
from certify.exams.domain import ExamBlueprint, FixedItem, Navigation, PassRule, Section, SittingPlan
from foundation.score import points
from question_bank import services as bank
from tests.exam_hall import Candidate, Hall
from tests.exams_makers import fill_small
from tests.factories import House

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def timed_hall(house: House, now: datetime) -> Hall:
    versions = tuple(bank.show_item(house.writer, each).version.id for each in fill_small(house, now, n=4))
    north = house.units["north"]

    def part(title: str, ids: tuple[UUID, ...], minutes: int, after: int = 0) -> Section:
        fixed = tuple(FixedItem(each, points("1")) for each in ids)
        way = Navigation.LINEAR
        return Section(title, points(2), fixed=fixed, navigation=way, minutes=minutes, break_minutes=after)

    parts = (part("一、听写", versions[:2], 20, 5), part("二、问答", versions[2:], 30))
    draft = ExamBlueprint("分段考试", points(4), 55, parts, pass_rule=PassRule(points(2)))
    exam_id = exams.create_exam(house.ben, unit_id=north, blueprint=draft, now=now)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    exams.freeze_form(house.ben, form_id, now=now)
    version = exams.get_exam(house.ben, exam_id).version
    plan = SittingPlan("分段一场", house.units["centre"], version.id, now, now + timedelta(hours=3))
    sitting_id = exams.create_sitting(house.ben, plan, now=now)
    exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person(), house.adam.require_person()], now=now)
    exams.publish_sitting(house.ben, sitting_id, now=now)
    return Hall(exam_id, [form_id], sitting_id, exams.show_sitting(house.ben, sitting_id).access_code or "")


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return timed_hall(house, now)


def opened(who: Candidate, now: datetime) -> tuple[str, int, list[int]]:
    """Phase, section, and the items that the page is given."""
    page = delivery.page_of(who.actor, who.attempt_id, now=now)
    assert page.place is not None
    return page.place.phase.value, page.place.section, [s.position for part in page.sections for s in part.slots]


def told(who: Candidate, now: datetime) -> dict[str, Any]:
    """What every reply says of the sections."""
    return dict(delivery.standing(who.ticket, now=now)["section"])


def seat_of(house: House, hall: Hall, who: Candidate, now: datetime) -> Any:
    view = room.room_view(house.invigilator, hall.sitting_id, now=now)
    return next(seat for seat in view.seats if seat.attempt_id == who.attempt_id)


def test_a_section_is_left_a_break_is_taken_and_ended_early(house: House, hall: Hall, now: datetime) -> None:
    """Rules 12, 19, 26; the next section is never sent before it opens."""
    ada = Candidate.start(house.ada, hall, now)
    assert opened(ada, now) == ("open", 1, [1, 2])
    assert ada.answer(now + MINUTE, 1, "A") == "saved" and ada.answer(now + MINUTE, 3, "A") == "refused"
    ada.sequence -= 1  # refused: its number is free again
    status, reply = ada.send(now + 10 * MINUTE, ada.event(0, 1, "leave_section"))
    assert (status, reply["outcomes"][0]["outcome"]) == (200, "saved")
    assert reply["section"] == {"phase": "break", "number": 2, "seconds_left": 300.0}
    assert opened(ada, now + 11 * MINUTE) == ("break", 2, [])
    assert ada.answer(now + 11 * MINUTE, 2, "B") == "late"
    status, reply = ada.send(now + 12 * MINUTE, ada.event(0, 2, "enter_section"))
    assert reply["section"] == {"phase": "open", "number": 2, "seconds_left": 1800.0}
    assert opened(ada, now + 12 * MINUTE) == ("open", 2, [3, 4])
    assert ada.answer(now + 13 * MINUTE, 3, "A") == "saved"
    done = ada.hand_in(now + 20 * MINUTE)
    assert done.status == 200
    receipt = delivery.receipt(ada.actor, ada.attempt_id, now=now + 21 * MINUTE)
    assert receipt.sections == (
        ("一、听写", "", Ending.LEFT, now + 10 * MINUTE),
        ("二、问答", "", Ending.HANDED_IN, now + 20 * MINUTE),
    )


def test_a_leaving_that_comes_with_the_hand_in_moves_the_clocks_like_any(
    house: House, hall: Hall, now: datetime
) -> None:
    """Rules 19, 21: after an outage the last batch may carry it; what is written down with the hand-in agrees."""
    ada, adam = (Candidate.start(who, hall, now) for who in (house.ada, house.adam))
    assert ada.hand_in(now + 10 * MINUTE, ada.event(0, 1, "leave_section")).status == 200
    adam.send(now + 10 * MINUTE, adam.event(0, 1, "leave_section"))
    assert adam.hand_in(now + 10 * MINUTE).status == 200
    rows = [queries.get_attempt(each.attempt_id) for each in (ada, adam)]
    assert rows[0].section_windows == rows[1].section_windows
    receipt = delivery.receipt(ada.actor, ada.attempt_id, now=now + 11 * MINUTE)
    assert receipt.sections[0] == ("一、听写", "", Ending.LEFT, now + 10 * MINUTE)


def test_time_runs_out_with_no_browser_open_and_one_comes_back_to_the_right_section(
    house: House, hall: Hall, now: datetime
) -> None:
    """Rule 23 for sections: it follows from the time alone; late answers are kept and not counted."""
    ada = Candidate.start(house.ada, hall, now)
    assert ada.answer(now + MINUTE, 1, "A") == "saved"
    in_time, late = ada.event(1, "B"), ada.event(2, "B")
    assert ada.send(now + 20 * MINUTE + 9 * SECOND, in_time)[1]["outcomes"][0]["outcome"] == "saved"
    status, reply = ada.send(now + 30 * MINUTE, late)
    assert (status, reply["outcomes"][0]) == (
        202,
        {"epoch": 1, "sequence": 3, "outcome": "late", "reason": "section_time_up"},
    )
    back = Candidate(ada.actor, ada.attempt_id)
    assert back.open(now + 30 * MINUTE)["section"] == {"phase": "open", "number": 2, "seconds_left": 1500.0}
    assert opened(back, now + 30 * MINUTE) == ("open", 2, [3, 4])
    assert back.answer(now + 31 * MINUTE, 4, "A") == "saved"
    assert queries.responses_of(ada.attempt_id)[1].value == "B" and 2 not in queries.responses_of(ada.attempt_id)
    assert delivery.close_expired(now=now + 56 * MINUTE) == 1
    receipt = delivery.receipt(ada.actor, ada.attempt_id, now=now + 56 * MINUTE)
    assert [how for _title, _english, how, _at in receipt.sections] == [
        Ending.TIME_UP,
        Ending.TIME_UP,
    ] and receipt.n_late == 1


def test_a_grant_and_a_pause_move_the_running_sections_clock_and_all_are_told(
    house: House, hall: Hall, now: datetime
) -> None:
    """Rules 24, 25: visible with the next poll, on the page and in the room."""
    ada, adam = (Candidate.start(who, hall, now) for who in (house.ada, house.adam))
    room.extend(house.invigilator, hall.sitting_id, [house.ada.require_person()], 10, "键盘坏了", now=now + 5 * MINUTE)
    assert told(ada, now + 5 * MINUTE) == {"phase": "open", "number": 1, "seconds_left": 1500.0}
    assert told(adam, now + 5 * MINUTE)["seconds_left"] == 900.0
    room.extend(house.invigilator, hall.sitting_id, None, 5, "全场补时", now=now + 6 * MINUTE)
    assert told(adam, now + 6 * MINUTE)["seconds_left"] == 1140.0
    seat = seat_of(house, hall, ada, now + 6 * MINUTE)
    assert (seat.section.phase, seat.section.section, seat.section.seconds_left) == (Phase.OPEN, 1, 1740.0)
    assert section_now(seat.section) == "第 1 大题 · 29 分钟"
    room.pause(house.invigilator, hall.sitting_id, None, "停电", now=now + 10 * MINUTE)
    assert told(ada, now + 20 * MINUTE) == told(ada, now + 10 * MINUTE)
    assert ada.send(now + 20 * MINUTE, ada.event(1, "A"))[0] == 423
    room.resume(house.invigilator, hall.sitting_id, None, "来电", now=now + 40 * MINUTE)
    assert told(ada, now + 40 * MINUTE) == {"phase": "open", "number": 1, "seconds_left": 1500.0}
    assert opened(adam, now + 58 * MINUTE)[:2] == ("break", 2) and opened(ada, now + 58 * MINUTE)[:2] == ("open", 1)


def test_whoever_has_more_time_has_it_in_every_section(house: House, hall: Hall, now: datetime) -> None:
    exams.grant_time(
        house.ben,
        house.ada.require_person(),
        time_factor=Decimal("1.50"),
        from_day=now.date() - timedelta(days=1),
        until_day=None,
        reason="医院证明",
        now=now,
    )
    ada = Candidate.start(house.ada, hall, now)
    assert told(ada, now)["seconds_left"] == 1800.0
    assert told(ada, now + 30 * MINUTE) == {"phase": "break", "number": 2, "seconds_left": 450.0}
    assert told(ada, now + 40 * MINUTE)["seconds_left"] == pytest.approx(42.5 * 60)


def test_reopening_leads_to_the_section_in_which_it_ended(house: House, hall: Hall, now: datetime) -> None:
    ada = Candidate.start(house.ada, hall, now)
    ada.send(now + 10 * MINUTE, ada.event(0, 1, "leave_section"))
    room.collect(house.invigilator, hall.sitting_id, [house.ada.require_person()], "误收", now=now + 20 * MINUTE)
    asked = room.propose_reopening(house.invigilator, ada.attempt_id, 60, "误收", now=now + 25 * MINUTE)
    room.confirm_reopening(house.ben, asked, now=now + 30 * MINUTE)
    back = Candidate(ada.actor, ada.attempt_id, client_id="page-0002")
    assert back.open(now + 31 * MINUTE)["section"]["number"] == 2
    assert opened(back, now + 31 * MINUTE) == ("open", 2, [3, 4])
    assert back.answer(now + 32 * MINUTE, 1, "A") == "late" and back.answer(now + 32 * MINUTE, 3, "A") == "saved"
