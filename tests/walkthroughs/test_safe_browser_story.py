"""Safe Exam Browser told through the services: refused, let in by exception, noted, never in an answer's way."""

import gzip
import plistlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from certify.delivery import services as delivery
from certify.delivery.domain.errors import WrongCode
from certify.delivery.domain.presence import Need, Presence
from certify.delivery.domain.room_errors import OutsideRoom, ReasonNeeded, SafeBrowserNeeded
from certify.delivery.domain.safe_browser import Claim, Proof, config_key, request_hash
from certify.delivery.domain.signals import PresenceNote, SignalKind, SignalNote
from certify.delivery.services import room, safe_browser
from certify.delivery.services.safe_browser import Place
from certify.exams import services as exams
from certify.exams.domain import RoomRules
from certify.exams.domain.safe_browser import SafeBrowser, SafeBrowserMode
from foundation.errors import Forbidden, NotFound
from people.domain import Actor
from tests.exam_hall import Candidate, Hall
from tests.factories import House
from tests.room_hall import small_hall

MINUTE = timedelta(minutes=1)
REQUIRED = RoomRules(safe_browser=SafeBrowser(SafeBrowserMode.REQUIRED))
EXPECTED = RoomRules(safe_browser=SafeBrowser(SafeBrowserMode.EXPECTED))
PLACE = Place("https://exams.example.org/start", lambda word: f"https://exams.example.org/quit/{word}")


def begin(actor: Actor, hall: Hall, now: datetime, **seen: Any) -> UUID:
    return delivery.start_attempt(actor, hall.sitting_id, access_code=hall.code, now=now, **seen)


def signals(house: House, attempt_id: UUID) -> list[tuple[SignalKind, str | None]]:
    return [(each.kind, each.detail) for each in room.signals_of(house.invigilator, attempt_id)]


def seat(house: House, hall: Hall, now: datetime) -> Any:
    view = room.room_view(house.invigilator, hall.sitting_id, now=now)
    return next(each for each in view.seats if each.name == "林晓雯")


@pytest.mark.parametrize("proof", [proof for proof in Proof if proof is not Proof.MATCH])
def test_required_refuses_any_other_browser_and_tells_the_invigilator(
    house: House, now: datetime, proof: Proof
) -> None:
    hall = small_hall(house, now, rules=REQUIRED)
    with pytest.raises(SafeBrowserNeeded) as refused:
        begin(house.ada, hall, now, browser=proof)
    assert refused.value.status == 409
    assert seat(house, hall, now).needs == (Need.SAFE_BROWSER,)
    assert "Safe Exam Browser" in seat(house, hall, now).refused_reason or proof is Proof.REPORTED
    begin(house.adam, hall, now, browser=Proof.MATCH)


def test_the_code_is_asked_before_the_browser(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=REQUIRED)
    with pytest.raises(WrongCode):
        delivery.start_attempt(house.ada, hall.sitting_id, access_code="1", now=now)
    assert seat(house, hall, now).needs == ()


def test_one_person_is_let_in_without_it_with_a_reason_in_record_and_audit(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=REQUIRED)
    ada, adam = house.ada.require_person(), house.adam.require_person()
    with pytest.raises(SafeBrowserNeeded):
        begin(house.ada, hall, now)
    report = room.admit(house.invigilator, hall.sitting_id, [ada], now=now)
    assert [type(each.why) for each in report.not_done] == [ReasonNeeded]
    room.admit(house.invigilator, hall.sitting_id, [ada], "这台电脑装不上", now=now)
    assert seat(house, hall, now).presence is Presence.ADMITTED
    begin(house.ada, hall, now + MINUTE)
    with pytest.raises(SafeBrowserNeeded):  # it holds for that person only
        begin(house.adam, hall, now + MINUTE)
    admitted = [line for line in room.incidents(house.invigilator, hall.sitting_id) if line.kind == "admitted"]
    assert [(line.person_id, line.reason) for line in admitted] == [(ada, "这台电脑装不上")]
    assert adam not in {line.person_id for line in admitted}


def test_an_admission_without_reason_is_no_exemption(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=replace(REQUIRED, requires_admission=True))
    room.admit(house.invigilator, hall.sitting_id, [house.ada.require_person()], now=now)
    with pytest.raises(SafeBrowserNeeded):
        begin(house.ada, hall, now)
    begin(house.ada, hall, now, browser=Proof.MATCH)


def test_the_right_browser_does_not_open_the_room_from_elsewhere(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=replace(REQUIRED, networks=("10.20.3.0/24",)))
    with pytest.raises(OutsideRoom):
        begin(house.ada, hall, now, browser=Proof.MATCH, address="192.168.1.9")


def test_who_has_begun_goes_on_in_any_browser_and_every_answer_counts(house: House, now: datetime) -> None:
    """A crash of Safe Exam Browser costs nobody an answer: going on, saving and handing in don't ask for it."""
    hall = small_hall(house, now, rules=REQUIRED)
    room.admit(house.invigilator, hall.sitting_id, [house.ada.require_person()], "演示", now=now)
    ada = Candidate.start(house.ada, hall, now)
    assert begin(house.ada, hall, now + MINUTE, browser=Proof.WRONG_SETTINGS) == ada.attempt_id
    assert ada.answer(now + MINUTE, 1, "A") == "saved"
    assert ada.hand_in(now + 2 * MINUTE).status == 200


def test_what_the_exam_is_opened_in_is_noted_when_it_changes(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=EXPECTED)
    attempt_id = begin(house.ada, hall, now)  # expected: nobody is refused

    def opened(proof: Proof) -> list[str | None]:
        safe_browser.note_browser(attempt_id, proof, now=now)
        return [detail for _kind, detail in signals(house, attempt_id)]

    assert opened(Proof.MATCH) == []
    assert opened(Proof.NONE) == opened(Proof.NONE) == ["none"]
    assert opened(Proof.MATCH) == ["none", "match"]
    assert opened(Proof.REPORTED) == opened(Proof.NONE) == ["none", "match", "reported"]
    assert opened(Proof.WRONG_SETTINGS)[-1] == "wrong_settings"
    assert {kind for kind, _detail in signals(house, attempt_id)} == {SignalKind.BROWSER}


def test_a_page_cannot_say_what_only_the_server_says(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=EXPECTED)
    ada = Candidate.start(house.ada, hall, now)
    lie = (SignalNote(1, SignalKind.BROWSER), SignalNote(2, SignalKind.PASTE, amount=3))
    room.note_presence(ada.ticket, PresenceNote(ada.client_id, ada.epoch, signals=lie), address="::1", now=now)
    assert [kind for kind, _detail in signals(house, ada.attempt_id)] == [SignalKind.PASTE]


def test_the_file_is_for_roster_and_staff_and_its_key_proves_the_browser(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=REQUIRED)
    file = safe_browser.file_for(house.ada, hall.sitting_id, PLACE)
    assert safe_browser.file_for(house.invigilator, hall.sitting_id, PLACE) == file
    assert safe_browser.file_by_link(hall.sitting_id, PLACE) == file
    settings = plistlib.loads(gzip.decompress(gzip.decompress(file)[4:]))
    claim = Claim(PLACE.start_url, request_hash(PLACE.start_url, config_key(settings)))
    rules = safe_browser.rules_for(house.ada, hall.sitting_id)
    assert safe_browser.prove(rules, PLACE, claim, Claim(PLACE.start_url)) is Proof.MATCH
    elsewhere = replace(PLACE, start_url="https://other.example.org/start")
    assert safe_browser.prove(rules, elsewhere, claim, claim) is Proof.WRONG_SETTINGS
    for stranger in (house.cleo, house.cleo_staff):
        with pytest.raises(NotFound):
            safe_browser.file_for(stranger, hall.sitting_id, PLACE)
    with pytest.raises((NotFound, Forbidden)):
        safe_browser.file_for(house.marker, hall.sitting_id, PLACE)


def test_a_sitting_without_it_has_no_file(house: House, now: datetime) -> None:
    hall = small_hall(house, now)
    for who in (house.ada, house.invigilator):
        with pytest.raises(NotFound):
            safe_browser.file_for(who, hall.sitting_id, PLACE)
    with pytest.raises(NotFound):
        safe_browser.file_by_link(hall.sitting_id, PLACE)


def test_the_way_out_is_kept_over_changes_and_shown_to_staff_only(house: House, now: datetime) -> None:
    hall = small_hall(house, now, rules=EXPECTED)
    staff = exams.show_sitting(house.invigilator, hall.sitting_id).rules.safe_browser
    assert len(staff.quit_password) == 12 and len(staff.quit_token) >= 40
    shown = delivery.sitting_of(house.ada, hall.sitting_id)[0].rules.safe_browser
    listed = delivery.list_sittings_of(house.ada)[0].rules.safe_browser
    assert (shown.quit_password, shown.quit_token) == ("", "") == (listed.quit_password, listed.quit_token)
