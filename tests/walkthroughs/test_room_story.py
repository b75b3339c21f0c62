"""The room told through the services: what the invigilator sees and does, and what the candidate is told of it.

Each test names the rules of the save protocol that it walks.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from certify.delivery import queries
from certify.delivery import services as delivery
from certify.delivery.domain import AlreadySubmitted, ConsentNeeded, EntryClosed, NotSubmitted, deadline
from certify.delivery.domain.errors import BadGrant
from certify.delivery.domain.presence import Need, Presence
from certify.delivery.domain.room import ActReport, IncidentKind, RoomView, Seat
from certify.delivery.domain.room_errors import (
    AlreadyDecided,
    AlreadyProposed,
    AlreadySigned,
    NotAdmitted,
    NotStarted,
    OutsideRoom,
    PausedAlone,
    ReasonNeeded,
    ResultOut,
    RoomNotPaused,
    SecondPersonNeeded,
    StillExpected,
    StillSitting,
)
from certify.delivery.domain.signals import PresenceNote, SignalKind, SignalNote
from certify.delivery.services import room
from certify.delivery.services.room.presence import Seen, heard
from certify.delivery.services.room.steps import terms_of
from certify.exams.domain import RoomRules
from certify.results import services as results
from foundation import audit, jobs
from foundation.errors import Forbidden, Invalid, NotFound
from tests.exam_hall import Candidate, Hall
from tests.factories import House
from tests.room_hall import small_hall

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
POWER = "教室断电"


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return small_hall(house, now)


def seats(view: RoomView) -> dict[str, Seat]:
    return {seat.name: seat for seat in view.seats}


def look(house: House, hall: Hall, now: datetime) -> dict[str, Seat]:
    return seats(room.room_view(house.invigilator, hall.sitting_id, now=now))


def row_of(candidate: Candidate) -> Any:
    return queries.get_attempt(candidate.attempt_id)


def follows_from_its_ledger(candidate: Candidate) -> bool:
    """Rule 26: the stored deadline is the one that terms and ledger give."""
    row = row_of(candidate)
    granted = map(queries.adjustment, queries.list_adjustments(row.sitting_id, [row.id]))
    return bool(deadline(terms_of(row), granted) == row.deadline_at)


def knock(candidate: Candidate, now: datetime, address: str = "10.0.0.7", **note: Any) -> dict[str, Any]:
    body = PresenceNote(candidate.client_id, candidate.epoch, **note)
    return room.note_presence(candidate.ticket, body, address=address, now=now)


def names(report: ActReport) -> dict[str, type[Exception]]:
    return {each.name: type(each.why) for each in report.not_done}


def kinds(house: House, hall: Hall) -> list[IncidentKind]:
    return [line.kind for line in room.incidents(house.invigilator, hall.sitting_id)]


def test_who_is_there_is_derived_from_what_was_heard(house: House, hall: Hall, now: datetime) -> None:
    before = room.room_view(house.invigilator, hall.sitting_id, now=now)
    assert before.counts[Presence.EXPECTED] == 2 and before.poll_seconds == 5
    assert {seat.presence for seat in before.seats} == {Presence.EXPECTED}
    ada = Candidate.start(house.ada, hall, now)
    ada.answer(now + SECOND, 1, "A")
    ada.answer(now + 2 * SECOND, 2, None)
    knock(ada, now + 3 * SECOND, unsent=2)
    seat = look(house, hall, now + 4 * SECOND)["林晓雯"]
    assert (seat.presence, seat.answered, seat.n_slots, seat.unsent) == (Presence.WORKING, 1, 3, 2)
    assert (seat.last_save_at, seat.last_seen_at) == (now + 2 * SECOND, now + 3 * SECOND)
    assert seat.needs == (Need.UNSENT,) and seat.address == "10.0.0.7" and seat.seconds_left == 90 * 60 - 4
    silent = look(house, hall, now + 24 * SECOND)["林晓雯"]
    assert silent.presence is Presence.DISCONNECTED and silent.needs[0] is Need.DISCONNECTED
    knock(ada, now + 5 * MINUTE)
    assert look(house, hall, now + 5 * MINUTE)["林晓雯"].presence is Presence.IDLE
    ada.answer(now + 6 * MINUTE, 1, "B")
    assert look(house, hall, now + 6 * MINUTE)["林晓雯"].presence is Presence.WORKING
    ada.hand_in(now + 7 * MINUTE)
    after = room.room_view(house.invigilator, hall.sitting_id, now=now + 8 * MINUTE)
    assert after.counts[Presence.FINISHED] == 1 and after.seats[-1].name == "林晓雯"
    assert (after.seats[-1].cause, after.seats[-1].seconds_left, after.seats[-1].unsent) == ("handed_in", 0.0, None)


def test_what_a_page_still_holds_after_the_end_is_seen(house: House, hall: Hall, now: datetime) -> None:
    ada = Candidate.start(house.ada, hall, now)
    knock(ada, now + 89 * MINUTE, unsent=2)
    delivery.close_expired(now=now + 91 * MINUTE)
    assert look(house, hall, now + 91 * MINUTE)["林晓雯"].needs == ()
    knock(ada, now + 92 * MINUTE, unsent=2)
    assert look(house, hall, now + 92 * MINUTE)["林晓雯"].needs == (Need.UNSENT,)
    knock(ada, now + 93 * MINUTE)
    assert look(house, hall, now + 93 * MINUTE)["林晓雯"].needs == ()


def test_the_rooms_of_the_day(house: House, hall: Hall, now: datetime) -> None:
    Candidate.start(house.ada, hall, now)
    (line,) = room.list_rooms(house.invigilator, now=now)
    assert (line.sitting_id, line.n_roster, line.n_running, line.n_expected) == (hall.sitting_id, 2, 1, 1)
    assert room.list_rooms(house.cleo_staff, now=now) == []
    with pytest.raises(Forbidden):
        room.list_rooms(house.ada, now=now)
    assert len(room.list_rooms(house.invigilator, now=now + timedelta(hours=23))) == 1  # somebody still writes
    delivery.close_expired(now=now + timedelta(hours=23))
    assert room.list_rooms(house.invigilator, now=now + timedelta(hours=23)) == []


def test_one_gets_more_time_and_is_told_why(house: House, hall: Hall, now: datetime) -> None:
    """Rules 11, 24, 26: grant, version, record and audit log in one act; the candidate reads it with the next poll."""
    ada, adam = Candidate.start(house.ada, hall, now), Candidate.start(house.adam, hall, now)
    at = now + 80 * MINUTE
    assert "change" not in knock(ada, at)
    report = room.extend(house.invigilator, hall.sitting_id, [ada.actor.person_id], 10, POWER, now=at)
    assert report.done == (house.ada.person_id,) and report.not_done == ()
    reply = knock(ada, at + 5 * SECOND, known=1)
    assert reply["deadline_version"] == 2 and reply["seconds_left"] == 20 * 60 - 5
    assert reply["change"] == {
        "kind": "extended",
        "minutes": 10,
        "reason": POWER,
        "deadline_at": (now + 100 * MINUTE).isoformat(timespec="milliseconds"),
        "deadline_version": 2,
    }
    assert "change" not in knock(ada, at + 10 * SECOND, known=2)
    assert row_of(adam).deadline_at == now + 90 * MINUTE and "change" not in knock(adam, at)
    assert follows_from_its_ledger(ada) and follows_from_its_ledger(adam)
    (line,) = room.incidents(house.invigilator, hall.sitting_id)
    assert (line.kind, line.person_name, line.by_name, line.reason, line.minutes) == (
        *(IncidentKind.EXTENDED, "林晓雯", "沈立"),
        *(POWER, 10),
    )
    assert [event.details["reason"] for event in audit.list_events(action="room.extended")] == [POWER]
    assert ada.answer(now + 95 * MINUTE, 1, "A") == "saved"


def test_everyone_gets_more_time_also_who_starts_later(house: House, hall: Hall, now: datetime) -> None:
    """Rules 24, 26: one row for the sitting; every deadline follows from the ledger, then and for those who come."""
    ada = Candidate.start(house.ada, hall, now)
    report = room.extend(house.invigilator, hall.sitting_id, None, 15, POWER, now=now + MINUTE)
    assert set(report.done) == {house.ada.person_id, house.adam.person_id}
    adam = Candidate.start(house.adam, hall, now + 2 * MINUTE)
    assert row_of(ada).deadline_at == now + 105 * MINUTE and row_of(ada).deadline_version == 2
    assert row_of(adam).deadline_at == now + 107 * MINUTE and row_of(adam).deadline_version == 1
    assert follows_from_its_ledger(ada) and follows_from_its_ledger(adam)
    assert knock(ada, now + 2 * MINUTE)["change"]["minutes"] == 15 and "change" not in knock(adam, now + 3 * MINUTE)
    ada.hand_in(now + 3 * MINUTE)
    again = room.extend(house.invigilator, hall.sitting_id, None, 5, POWER, now=now + 4 * MINUTE)
    assert names(again) == {"林晓雯": AlreadySubmitted} and again.done == (house.adam.person_id,)


def test_an_act_on_everyone_is_finished_by_its_job(
    house: House, hall: Hall, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server dies right after an act was written down: half a minute later everybody has what was promised."""
    ada, adam = Candidate.start(house.ada, hall, now), Candidate.start(house.adam, hall, now)

    def dies(*_args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("certify.delivery.services.room.acting._carry_out", dies)
        with pytest.raises(SystemExit):
            room.extend(house.invigilator, hall.sitting_id, None, 15, POWER, now=now + MINUTE)
        with pytest.raises(SystemExit):
            room.pause(house.invigilator, hall.sitting_id, None, POWER, now=now + MINUTE)
    assert row_of(ada).deadline_version == row_of(adam).deadline_version == 1
    jobs.run_due(now=now + 2 * MINUTE)
    for candidate in (ada, adam):
        row = row_of(candidate)
        assert (row.state, row.paused_at, row.deadline_at) == ("paused", now + MINUTE, now + 105 * MINUTE)
        assert follows_from_its_ledger(candidate)
    room.resume(house.invigilator, hall.sitting_id, [ada.actor.require_person()], "先恢复一人", now=now + 3 * MINUTE)
    jobs.run_due(now=now + 9 * MINUTE)
    assert (row_of(ada).state, row_of(adam).state) == ("in_progress", "paused")


def test_a_pause_of_everyone_holds_who_comes_and_gives_all_time_back(house: House, hall: Hall, now: datetime) -> None:
    """Rule 25, for those who write and for those who enter meanwhile."""
    ada = Candidate.start(house.ada, hall, now)
    room.pause(house.invigilator, hall.sitting_id, None, POWER, now=now + 10 * MINUTE)
    view = room.room_view(house.invigilator, hall.sitting_id, now=now + 11 * MINUTE)
    assert view.is_paused and view.pause_reason == POWER and view.counts[Presence.PAUSED] == 1
    status, reply = ada.send(now + 11 * MINUTE, ada.event(1, "A"))
    assert (status, reply["state"], reply["outcomes"][0]["reason"]) == (423, "paused", "paused")
    told = knock(ada, now + 11 * MINUTE)
    assert told["change"]["kind"] == "paused" and told["change"]["reason"] == POWER
    assert told["seconds_left"] == 80 * 60
    adam = Candidate.start(house.adam, hall, now + 20 * MINUTE)
    held = knock(adam, now + 25 * MINUTE)
    assert (held["state"], held["seconds_left"], held["change"]["reason"]) == ("paused", 90 * 60, POWER)
    report = room.resume(house.invigilator, hall.sitting_id, None, "来电了", now=now + 30 * MINUTE)
    assert set(report.done) == {house.ada.person_id, house.adam.person_id}
    assert row_of(ada).deadline_at == now + 110 * MINUTE and row_of(adam).deadline_at == now + 120 * MINUTE
    assert follows_from_its_ledger(ada) and follows_from_its_ledger(adam)
    status, reply = ada.send(now + 31 * MINUTE, ada.event(1, "A", sequence=1))
    assert (status, reply["outcomes"][0]["outcome"]) == (200, "saved")
    assert knock(ada, now + 31 * MINUTE, known=2)["change"]["kind"] == "resumed"
    with pytest.raises(RoomNotPaused):
        room.resume(house.invigilator, hall.sitting_id, None, "再来", now=now + 32 * MINUTE)


def test_who_is_paused_alone_is_resumed_alone(house: House, hall: Hall, now: datetime) -> None:
    ada, adam = Candidate.start(house.ada, hall, now), Candidate.start(house.adam, hall, now)
    room.pause(house.invigilator, hall.sitting_id, [ada.actor.require_person()], "身体不适", now=now + MINUTE)
    room.pause(house.invigilator, hall.sitting_id, None, POWER, now=now + 2 * MINUTE)
    assert look(house, hall, now + 2 * MINUTE)["林晓雯"].pause_reason == "身体不适"
    assert look(house, hall, now + 2 * MINUTE)["何思敏"].pause_reason == POWER
    report = room.resume(house.invigilator, hall.sitting_id, None, "来电了", now=now + 3 * MINUTE)
    assert names(report) == {"林晓雯": PausedAlone} and row_of(adam).state == "in_progress"
    assert knock(ada, now + 3 * MINUTE)["change"]["reason"] == "身体不适"
    room.resume(house.invigilator, hall.sitting_id, [ada.actor.require_person()], "好了", now=now + 5 * MINUTE)
    assert row_of(ada).deadline_at == now + 94 * MINUTE and follows_from_its_ledger(ada)


def test_a_paper_is_collected_and_says_so(house: House, hall: Hall, now: datetime) -> None:
    ada = Candidate.start(house.ada, hall, now)
    ada.answer(now + MINUTE, 1, "A")
    both = [house.ada.require_person(), house.adam.require_person()]
    report = room.collect(house.invigilator, hall.sitting_id, both, "提前离场", now=now + 2 * MINUTE)
    assert report.done == (house.ada.person_id,) and names(report) == {"何思敏": NotStarted}
    receipt = delivery.receipt(ada.actor, ada.attempt_id, now=now + 3 * MINUTE)
    assert receipt.cause == "collected" and receipt.submitted_at == now + 2 * MINUTE
    again = room.collect(house.invigilator, hall.sitting_id, None, "收卷", now=now + 4 * MINUTE)
    assert names(again) == {"林晓雯": AlreadySubmitted, "何思敏": NotStarted}


def test_reopening_takes_two_persons_and_a_new_epoch(house: House, hall: Hall, now: datetime) -> None:
    """Rule 24: proposed by one, confirmed by another; what comes from before is kept and not counted."""
    ada = Candidate.start(house.ada, hall, now)
    with pytest.raises(NotSubmitted):
        room.propose_reopening(house.invigilator, ada.attempt_id, 10, POWER, now=now)
    ada.answer(now + MINUTE, 1, "A")
    ada.hand_in(now + 85 * MINUTE)
    at = now + 120 * MINUTE
    asked = room.propose_reopening(house.invigilator, ada.attempt_id, 10, "误点交卷", now=at)
    with pytest.raises(AlreadyProposed):
        room.propose_reopening(house.ben, ada.attempt_id, 10, "误点交卷", now=at)
    with pytest.raises(SecondPersonNeeded):
        room.confirm_reopening(house.invigilator, asked, now=at)
    with pytest.raises(NotFound):
        room.confirm_reopening(house.cleo_staff, asked, now=at)
    view = room.room_view(house.invigilator, hall.sitting_id, now=at)
    assert [each.id for each in view.pending_reopenings] == [asked] and seats(view)["林晓雯"].needs == (Need.REOPENING,)
    room.confirm_reopening(house.ben, asked, now=at + MINUTE)
    with pytest.raises(AlreadyDecided):
        room.confirm_reopening(house.ben, asked, now=at + MINUTE)
    row = row_of(ada)
    assert (row.state, row.epoch, row.deadline_at, row.submitted_at) == ("in_progress", 2, at + 11 * MINUTE, None)
    assert follows_from_its_ledger(ada)
    status, reply = ada.send(at + 2 * MINUTE, ada.event(1, "B"))
    assert (status, reply["outcomes"][0]["outcome"]) == (409, "superseded")
    back = Candidate(ada.actor, ada.attempt_id, client_id="page-0002")
    assert back.open(at + 2 * MINUTE)["writer"] and back.answer(at + 3 * MINUTE, 2, "B") == "saved"
    assert back.hand_in(at + 4 * MINUTE).status == 200
    assert sorted(queries.responses_of(ada.attempt_id)) == [1, 2]
    assert kinds(house, hall) == [IncidentKind.REOPENING_PROPOSED, IncidentKind.REOPENED]


def test_reopening_never_takes_time_and_can_be_declined(house: House, hall: Hall, now: datetime) -> None:
    ada = Candidate.start(house.ada, hall, now)
    ada.hand_in(now + 5 * MINUTE)
    first = room.propose_reopening(house.invigilator, ada.attempt_id, 10, "误点", now=now + 6 * MINUTE)
    room.decline_reopening(house.ben, first, "看过录像，是本人意愿", now=now + 7 * MINUTE)
    assert row_of(ada).state == "submitted"
    second = room.propose_reopening(house.ben, ada.attempt_id, 10, "误点", now=now + 8 * MINUTE)
    room.confirm_reopening(house.invigilator, second, now=now + 9 * MINUTE)
    assert row_of(ada).deadline_at == now + 90 * MINUTE and follows_from_its_ledger(ada)


def test_what_is_released_is_not_reopened(house: House, hall: Hall, now: datetime) -> None:
    ada = Candidate.start(house.ada, hall, now)
    ada.hand_in(now + 5 * MINUTE)
    asked = room.propose_reopening(house.invigilator, ada.attempt_id, 10, "误点", now=now + 6 * MINUTE)
    assert results.release(house.ben, hall.sitting_id, now=now + 7 * MINUTE) == 1
    with pytest.raises(ResultOut):
        room.confirm_reopening(house.ben, asked, now=now + 8 * MINUTE)
    assert row_of(ada).state == "submitted"


def test_the_room_lies_in_a_network(house: House, now: datetime) -> None:
    """From outside nobody starts; the invigilator sees who tried and may make an exception, with a reason."""
    hall = small_hall(house, now, rules=RoomRules(networks=("10.20.3.0/24",)))
    code, ada = hall.code, house.ada.require_person()
    for _try in range(3):
        with pytest.raises(OutsideRoom):
            delivery.start_attempt(house.ada, hall.sitting_id, access_code=code, now=now, address="192.168.1.9")
    seat = look(house, hall, now)["林晓雯"]
    assert seat.needs == (Need.ADDRESS,) and "网段" in (seat.refused_reason or "")
    assert kinds(house, hall) == [IncidentKind.ENTRY_REFUSED]  # three tries are one line
    assert names(room.admit(house.invigilator, hall.sitting_id, [ada], now=now)) == {"林晓雯": ReasonNeeded}
    room.admit(house.invigilator, hall.sitting_id, [ada], "三号机房换网", now=now)
    assert look(house, hall, now)["林晓雯"].presence is Presence.ADMITTED
    started = delivery.start_attempt(house.ada, hall.sitting_id, access_code=code, now=now, address="192.168.1.9")
    assert look(house, hall, now)["林晓雯"].needs == (Need.ADDRESS,)
    assert queries.get_attempt(started).state == "in_progress"
    inside = delivery.start_attempt(house.adam, hall.sitting_id, access_code=code, now=now, address="::ffff:10.20.3.7")
    heard(Seen(inside, "10.20.3.8", now + 5 * SECOND))
    (moved,) = room.signals_of(house.invigilator, inside)
    assert moved.kind is SignalKind.ADDRESS and moved.detail == "::ffff:10.20.3.7 → 10.20.3.8"


def test_nobody_starts_before_being_admitted(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=RoomRules(requires_admission=True))
    ada = house.ada.require_person()
    with pytest.raises(NotAdmitted):
        Candidate.start(house.ada, hall, now)
    assert look(house, hall, now)["林晓雯"].needs == (Need.ADMISSION,)
    room.check_identity(house.invigilator, hall.sitting_id, ada, now=now)
    room.check_identity(house.invigilator, hall.sitting_id, ada, now=now)
    report = room.admit(house.invigilator, hall.sitting_id, [ada, house.adam.require_person()], now=now)
    assert len(report.done) == 2
    seat = look(house, hall, now)["林晓雯"]
    assert seat.identity_checked_at == seat.admitted_at == now and seat.needs == ()
    Candidate.start(house.ada, hall, now + MINUTE)
    assert kinds(house, hall).count(IncidentKind.IDENTITY_CHECKED) == 1


def test_after_the_latest_entry_only_an_exception_gets_in(house: House, now: datetime) -> None:
    hall = small_hall(house, now, latest_entry=15)
    with pytest.raises(EntryClosed):
        Candidate.start(house.ada, hall, now + 16 * MINUTE)
    assert look(house, hall, now + 16 * MINUTE)["林晓雯"].needs == (Need.LATE_ENTRY,)
    room.admit(house.invigilator, hall.sitting_id, [house.ada.require_person()], "公交故障", now=now + 17 * MINUTE)
    Candidate.start(house.ada, hall, now + 18 * MINUTE)


def test_rule_4_changing_computers_waits_for_consent(house: House, now: datetime) -> None:
    """Rule 4: asked, allowed once, for the page that was current then."""
    hall = small_hall(house, now, rules=RoomRules(take_over_consent=True))
    ada = Candidate.start(house.ada, hall, now)
    other = Candidate(ada.actor, ada.attempt_id, client_id="page-0002")
    other.open(now + MINUTE)
    for _try in range(2):
        with pytest.raises(ConsentNeeded):
            other.take_over(now + MINUTE)
    assert Need.TAKE_OVER in look(house, hall, now + MINUTE)["林晓雯"].needs
    room.consent_to_take_over(house.invigilator, ada.attempt_id, "键盘坏了", now=now + 2 * MINUTE)
    assert Need.TAKE_OVER not in look(house, hall, now + 2 * MINUTE)["林晓雯"].needs
    other.take_over(now + 2 * MINUTE)
    assert other.epoch == 2 and other.answer(now + 3 * MINUTE, 1, "A") == "saved"
    ada.epoch = 2
    with pytest.raises(ConsentNeeded):
        ada.take_over(now + 4 * MINUTE)
    assert kinds(house, hall).count(IncidentKind.TAKE_OVER_ASKED) == 2


def test_handing_in_is_possible_from_the_earliest_leave_on(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=RoomRules(earliest_leave_minutes=30))
    ada = Candidate.start(house.ada, hall, now)
    early = ada.hand_in(now + 20 * MINUTE, ada.event(1, "A"))
    assert early.status == 409 and str(early.body["refusal"]) == "还不能交卷，10 分钟后可以交。可以继续检查"
    assert early.body["outcomes"][0]["outcome"] == "saved" and early.body["state"] == "in_progress"
    assert ada.hand_in(now + 30 * MINUTE).status == 200


def test_seats_notes_and_the_signature(house: House, hall: Hall, now: datetime) -> None:
    ada = Candidate.start(house.ada, hall, now)
    person = house.ada.require_person()
    room.move_seat(house.invigilator, hall.sitting_id, person, "A-07", "显示器坏了", now=now)
    assert look(house, hall, now)["林晓雯"].seat == "A-07"
    with pytest.raises(Invalid):
        room.move_seat(house.invigilator, hall.sitting_id, house.adam.require_person(), "A-07", "换", now=now)
    room.note(house.invigilator, hall.sitting_id, None, "空调故障，室温 30 度", now=now)
    room.note(house.invigilator, hall.sitting_id, person, "去洗手间 5 分钟", now=now)
    with pytest.raises(StillSitting) as sitting:
        room.sign_off(house.invigilator, hall.sitting_id, now=now)
    assert sitting.value.names == ("林晓雯",)
    ada.hand_in(now + 5 * MINUTE)
    with pytest.raises(StillExpected) as expected:
        room.sign_off(house.invigilator, hall.sitting_id, now=now + 6 * MINUTE)
    assert expected.value.names == ("何思敏",)
    end = now + timedelta(hours=3)
    room.sign_off(house.invigilator, hall.sitting_id, now=end)
    with pytest.raises(AlreadySigned):
        room.sign_off(house.invigilator, hall.sitting_id, now=end)
    assert room.room_view(house.invigilator, hall.sitting_id, now=end).signed_off_at == end
    asked = room.propose_reopening(house.invigilator, ada.attempt_id, 10, "误点", now=end)
    room.confirm_reopening(house.ben, asked, now=end)
    assert room.room_view(house.invigilator, hall.sitting_id, now=end).signed_off_at is None
    line = next(line for line in room.incidents(house.ben, hall.sitting_id) if line.kind is IncidentKind.SEAT_MOVED)
    assert (line.seat, line.former_seat, line.reason) == ("A-07", "01", "显示器坏了")


def test_signals_are_kept_once_with_both_times(house: House, hall: Hall, now: datetime) -> None:
    ada = Candidate.start(house.ada, hall, now)
    away = SignalNote(1, SignalKind.FOCUS_LOST, "2026-11-23T12:00:01.000Z", 12)
    knock(ada, now + SECOND, signals=(away, SignalNote(2, SignalKind.PASTE, amount=180)))
    knock(ada, now + 6 * SECOND, signals=(away, SignalNote(3, SignalKind.ADDRESS)))  # its reply was lost; and a lie
    found = room.signals_of(house.invigilator, ada.attempt_id)
    assert [(each.kind, each.amount) for each in found] == [(SignalKind.FOCUS_LOST, 12), (SignalKind.PASTE, 180)]
    assert found[0].client_time == "2026-11-23T12:00:01.000Z" and found[0].received_at == now + SECOND
    assert look(house, hall, now + 6 * SECOND)["林晓雯"].signals == 2
    for start in range(10, 310, 20):
        many = tuple(SignalNote(number, SignalKind.PASTE) for number in range(start, start + 20))
        knock(ada, now + timedelta(seconds=start), signals=many)
    assert len(room.signals_of(house.invigilator, ada.attempt_id)) == 200


def test_a_reason_and_a_sensible_number_of_minutes_are_wanted(house: House, hall: Hall, now: datetime) -> None:
    Candidate.start(house.ada, hall, now)
    everyone: tuple[Any, ...] = (house.invigilator, hall.sitting_id, None)
    for minutes in (0, -5, 241):
        with pytest.raises(BadGrant):
            room.extend(*everyone, minutes, POWER, now=now)
    for reason in ("", "   ", "长" * 301):
        for act in (room.pause, room.resume, room.collect):
            with pytest.raises(Invalid):
                act(*everyone, reason, now=now)
        with pytest.raises(Invalid):
            room.extend(*everyone, 5, reason, now=now)
    assert kinds(house, hall) == []


def test_who_acts_in_a_room(house: House, hall: Hall, now: datetime) -> None:
    """INVIGILATE on the sitting's unit; another city's staff find nothing; candidates and markers may not."""
    ada = Candidate.start(house.ada, hall, now)
    sitting, person = hall.sitting_id, house.ada.require_person()
    acts: tuple[Any, ...] = (
        lambda who: room.room_view(who, sitting, now=now),
        lambda who: room.incidents(who, sitting),
        lambda who: room.extend(who, sitting, [person], 5, POWER, now=now),
        lambda who: room.extend(who, sitting, None, 5, POWER, now=now),
        lambda who: room.pause(who, sitting, None, POWER, now=now),
        lambda who: room.resume(who, sitting, None, POWER, now=now),
        lambda who: room.collect(who, sitting, None, POWER, now=now),
        lambda who: room.admit(who, sitting, [person], now=now),
        lambda who: room.check_identity(who, sitting, person, now=now),
        lambda who: room.move_seat(who, sitting, person, "B-1", POWER, now=now),
        lambda who: room.note(who, sitting, None, POWER, now=now),
        lambda who: room.sign_off(who, sitting, now=now),
        lambda who: room.consent_to_take_over(who, ada.attempt_id, POWER, now=now),
        lambda who: room.propose_reopening(who, ada.attempt_id, 5, POWER, now=now),
        lambda who: room.signals_of(who, ada.attempt_id),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act(house.cleo_staff)
        for who in (house.ada, house.marker):
            with pytest.raises(Forbidden):
                act(who)
    assert kinds(house, hall) == []
    with pytest.raises(NotFound):
        room.extend(house.invigilator, sitting, [house.cleo.require_person()], 5, POWER, now=now)


def test_what_was_looked_into_needs_nobody_until_it_changes_again(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=RoomRules(networks=("10.20.3.0/24",)))
    room.admit(house.invigilator, hall.sitting_id, [house.ada.require_person()], "备用机房", now=now)
    ada = Candidate.start(house.ada, hall, now)
    knock(ada, now + SECOND, address="192.168.1.9")
    elsewhere = Candidate(ada.actor, ada.attempt_id, client_id="page-0002")
    elsewhere.open(now + 2 * SECOND)
    elsewhere.take_over(now + 2 * SECOND)
    seat = look(house, hall, now + 3 * SECOND)["林晓雯"]
    assert seat.needs == (Need.ADDRESS, Need.TAKEN_OVER) and seat.epoch == 2
    seen = {"address": seat.address, "epoch": seat.epoch, "now": now + 4 * SECOND}
    for stranger in (house.cleo_staff, house.ada, house.marker):
        with pytest.raises((Forbidden, NotFound)):
            room.mark_seen(stranger, ada.attempt_id, **seen)
    room.mark_seen(house.invigilator, ada.attempt_id, "改接备用网线", **seen)
    assert look(house, hall, now + 5 * SECOND)["林晓雯"].needs == ()
    line = room.incidents(house.invigilator, hall.sitting_id)[-1]
    assert (line.kind, line.address, line.reason) == (IncidentKind.SEEN, "192.168.1.9", "改接备用网线")
    knock(elsewhere, now + 6 * SECOND, address="192.168.1.10")  # another one is news
    assert look(house, hall, now + 7 * SECOND)["林晓雯"].needs == (Need.ADDRESS,)
    knock(elsewhere, now + 8 * SECOND, address="192.168.1.9")
    assert look(house, hall, now + 9 * SECOND)["林晓雯"].needs == ()
    ada.take_over(now + 10 * SECOND)
    assert look(house, hall, now + 11 * SECOND)["林晓雯"].needs == (Need.TAKEN_OVER,)
