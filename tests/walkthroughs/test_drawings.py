"""A drawing as an answer: the picture is stored first, the answer that names it decides by every answer's rules, and
what counts reaches the marker without a name and the candidate after the release.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from certify.delivery import services as delivery
from certify.delivery.domain import PersonLeft, SessionEnded
from certify.delivery.services.drawings import NoRoom, TooLateForPictures
from certify.marking import services as marking
from certify.results import services as results
from foundation.errors import NotFound
from foundation.media.kinds import Active, Animated, Broken, MediaRefused, TooLarge, Unsupported
from people import services as people
from tests.emergency_files import RING, event, make
from tests.exam_hall import Candidate, open_hall
from tests.factories import House
from tests.media_hall import MediaHall, open_media_hall
from tests.media_samples import chunk, exif, gif, jpeg, png

MINUTE = timedelta(minutes=1)
DRAWN = 2  # the slot that wants a drawing


@pytest.fixture
def hall(house: House, now: datetime) -> MediaHall:
    """Ada and Adam on the roster."""
    both = [house.ada.require_person(), house.adam.require_person()]
    return open_media_hall(house.cast, house.units["north"], house.units["centre"], both, now)


@pytest.fixture
def ada(house: House, hall: MediaHall, now: datetime) -> Candidate:
    """In the second section, where she draws."""
    one = Candidate.start(house.ada, hall, now)
    one.send(now, one.event(1, "A"), one.event(0, 1, "leave_section"))
    return one


def bring(one: Candidate, raw: bytes, now: datetime) -> str:
    name = sha256(raw).hexdigest()
    delivery.keep_drawing(one.ticket, one.attempt_id, name, raw, now=now)
    return name


def value(*names: str, text: str = "光猫在左") -> dict[str, Any]:
    return {"files": list(names), "text": text}


def outcome(one: Candidate, now: datetime, *events: dict[str, Any]) -> tuple[str, str | None]:
    _status, reply = one.send(now, *events)
    return reply["outcomes"][0]["outcome"], reply["outcomes"][0].get("reason")


def test_rule_29_an_answer_is_acknowledged_when_its_pictures_are_stored(ada: Candidate, now: datetime) -> None:
    raw = jpeg(exif(6, b"GPS"))
    first = ada.event(DRAWN, value(sha256(raw).hexdigest()))
    assert outcome(ada, now, first) == ("refused", "file_missing")
    name = bring(ada, raw, now)
    bring(ada, raw, now)  # twice is once
    assert outcome(ada, now, first) == ("saved", None)
    assert outcome(ada, now, first)[0] == "duplicate"
    kept = delivery.own_drawing(ada.actor, ada.attempt_id, name)
    assert kept.mime == "image/jpeg" and b"GPS" not in kept.body


def test_a_missing_picture_costs_only_the_answer_that_names_it(ada: Candidate, now: datetime) -> None:
    lost, flag = ada.event(DRAWN, value("0" * 64)), ada.event(DRAWN, True, "flag")
    _status, reply = ada.send(now, lost, flag)
    assert [each["outcome"] for each in reply["outcomes"]] == ["refused", "saved"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"files": ["x" * 64], "text": ""},
        {"files": ["0" * 64], "text": "", "more": 1},
        {"files": "0" * 64, "text": ""},
        {"files": [], "text": 3},
    ],
)
def test_what_is_no_answer_is_kept_as_malformed_or_refused(ada: Candidate, now: datetime, wrong: Any) -> None:
    assert outcome(ada, now, ada.event(DRAWN, wrong))[0] in {"malformed", "refused"}


def test_the_answer_decides_by_time_and_section_and_storing_decides_nothing(
    house: House, hall: MediaHall, now: datetime
) -> None:
    adam = Candidate.start(house.adam, hall, now)
    name = bring(adam, png(), now)
    assert outcome(adam, now, adam.event(DRAWN, value(name))) == ("refused", "section_not_open")
    adam.send(now, adam.event(0, 1, "leave_section", sequence=1))
    adam.sequence = 1
    late = now + 61 * MINUTE
    other = bring(adam, png(10, 10), late)
    assert outcome(adam, late, adam.event(DRAWN, value(name, other))) == ("late", "time_up")
    assert delivery.page_of(adam.actor, adam.attempt_id, now=late).sections[1].slots[0].response is None


def test_an_overtaken_page_brings_pictures_and_counts_nothing(ada: Candidate, now: datetime) -> None:
    other = Candidate(ada.actor, ada.attempt_id, client_id="page-0002")
    other.open(now)
    other.take_over(now)
    name = bring(ada, png(), now)
    assert outcome(ada, now, ada.event(DRAWN, value(name))) == ("superseded", "taken_over")


def test_nobody_elses_attempt_and_no_sign_in_that_ended(
    house: House, ada: Candidate, hall: MediaHall, now: datetime
) -> None:
    adam = Candidate.start(house.adam, hall, now)
    raw, name = png(), bring(ada, png(), now)
    with pytest.raises(NotFound):
        delivery.keep_drawing(adam.ticket, ada.attempt_id, name, raw, now=now)
    for stranger in (house.adam, house.cleo_staff, house.ben):
        with pytest.raises(NotFound):
            delivery.own_drawing(stranger, ada.attempt_id, name)
    assert outcome(adam, now, adam.event(DRAWN, value(name)))[1] == "file_missing", "another's picture is nobody's"
    people.leave(house.hr, ada.actor.require_person(), last_day=now.date() - timedelta(days=1), now=now)
    with pytest.raises(PersonLeft):
        bring(ada, png(5, 5), now)
    with pytest.raises(SessionEnded):
        bring(adam, png(5, 5), now + timedelta(hours=13))


def test_limits_of_kind_size_and_number(ada: Candidate, now: datetime) -> None:
    heavy = png(8, 8, chunk(b"tEXt", bytes(5 * 2**20)))
    refused: list[tuple[bytes, type[MediaRefused]]] = [
        (b"<svg onload=alert(1)>", Active),
        (gif(), Unsupported),
        (gif(2), Unsupported),
        (png(8, 8, chunk(b"acTL", bytes(8))), Animated),
        (png()[:40], Broken),
        (heavy, TooLarge),
    ]
    for raw, why in refused:
        with pytest.raises(why):
            bring(ada, raw, now)
    with pytest.raises(Broken):
        delivery.keep_drawing(ada.ticket, ada.attempt_id, "0" * 64, png(), now=now)
    for width in range(24):
        bring(ada, png(width + 1, 3), now)
    with pytest.raises(NoRoom):
        bring(ada, png(30, 3), now)
    bring(ada, png(1, 3), now)  # what is there already needs no room


def test_a_paper_without_drawings_takes_none(house: House, now: datetime) -> None:
    ada = Candidate.start(house.ada, open_hall(house, now), now)
    with pytest.raises(NotFound):
        bring(ada, png(), now)


def test_the_marker_sees_it_without_a_name_and_the_candidate_after_the_release(
    house: House, hall: MediaHall, ada: Candidate, now: datetime
) -> None:
    name = bring(ada, png(), now)
    ada.send(now, ada.event(DRAWN, value(name, text="")))
    ada.hand_in(now + MINUTE)
    with pytest.raises(TooLateForPictures):
        bring(ada, png(4, 4), now + timedelta(hours=9))
    version_id = marking.list_queue(house.marker)[0].version_id
    script = marking.take_next(house.marker, version_id, now=now + MINUTE)
    assert script is not None and script.pictures == (True,) and script.answer == "〔附图 × 1〕"
    shown = marking.drawing_of_script(house.marker, version_id, script.lease_id, 1)
    assert shown.mime == "image/png"
    for actor, number in ((house.marker, 2), (house.ben, 1)):
        with pytest.raises(NotFound):
            marking.drawing_of_script(actor, version_id, script.lease_id, number)
    marking.save_mark(house.marker, version_id, script.lease_id, ["2", "1"], "", now=now + 2 * MINUTE)
    with pytest.raises(NotFound):
        marking.drawing_of_script(house.marker, version_id, script.lease_id, 1)
    results.release(house.ben, hall.sitting_id, now=now + 3 * MINUTE)
    answers = results.get_mine(house.ada, ada.attempt_id, now=now + timedelta(hours=4)).answers
    assert answers[1].lines[0].pictures == (name,)


def test_an_emergency_file_brings_the_text_and_the_marker_is_told_of_the_picture(
    house: House, hall: MediaHall, ada: Candidate, now: datetime
) -> None:
    raw = png(12, 12)
    named = value(sha256(raw).hexdigest())
    sealed = make(ada.attempt_id, [event(ada.sequence + 1, DRAWN, named)])
    file_id = delivery.hand_in_file(house.invigilator, sealed, RING, now=now + MINUTE)
    assert delivery.load_emergency_file(house.invigilator, file_id, RING, now=now + MINUTE) == {"saved": 1}
    ada.sequence += 1
    ada.hand_in(now + 2 * MINUTE)
    version_id = marking.list_queue(house.marker)[0].version_id
    script = marking.take_next(house.marker, version_id, now=now + 3 * MINUTE)
    assert script is not None and script.pictures == (False,) and "光猫在左" in script.answer
    bring(ada, raw, now + 4 * MINUTE)  # that computer is back
    script = marking.take_next(house.marker, version_id, now=now + 5 * MINUTE)
    assert script is not None and script.pictures == (True,)
