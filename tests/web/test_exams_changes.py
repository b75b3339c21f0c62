"""A published sitting is changed: candidates see what, confirm it, staff see who has."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from certify.exams import services as exams
from certify.exams.domain import UnknownSitting
from certify.exams.domain.publications import ChangedAgain
from foundation.errors import NotFound
from tests.exams_makers import plan, small_exam
from tests.factories import House, signed_in


@pytest.fixture
def changed(house: House, now: datetime) -> str:
    """Published tomorrow for Ada and Adam, then moved an hour and to another room."""
    exam_id, _forms = small_exam(house, now)
    first = plan(
        house, exam_id, now, opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=1, hours=2), room="A"
    )
    sitting_id = exams.create_sitting(house.ben, first, now=now)
    exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person(), house.adam.require_person()], now=now)
    exams.publish_sitting(house.ben, sitting_id, now=now + timedelta(minutes=1))
    assert exams.newest_push(house.ben, sitting_id) is None
    exams.withdraw_sitting(house.ben, sitting_id, now=now + timedelta(minutes=2))
    hour = timedelta(hours=1)
    later = replace(first, opens_at=first.opens_at + hour, closes_at=first.closes_at + hour, room="B")
    exams.edit_sitting(house.ben, sitting_id, later, now=now + timedelta(minutes=3))
    exams.publish_sitting(house.ben, sitting_id, now=now + timedelta(minutes=4))
    return str(sitting_id)


def test_candidate_sees_the_change_and_confirms_it(app: Flask, house: House, changed: str) -> None:
    ada = signed_in(app, house.ada)
    page = ada.get("/my/exams").text
    assert "这场考试有变动" in page and "<b>B</b>" in page
    reply = ada.post(f"/sittings/{changed}/changes/2", follow_redirects=True)
    assert reply.status_code == 200 and "已确认，新的安排在下面" in reply.text and "这场考试有变动" not in reply.text
    assert ada.post(f"/sittings/{changed}/changes/2").status_code == 302
    assert "这场考试有变动" in signed_in(app, house.adam).get("/my/exams").text
    staff = signed_in(app, house.ben).get(f"/sittings/{changed}").text
    assert "1 / 2 人已确认" in staff and "何思敏" in staff


def test_an_old_version_can_t_be_confirmed(app: Flask, house: House, changed: str) -> None:
    ada = signed_in(app, house.ada)
    for number in (1, 3):
        assert ada.post(f"/sittings/{changed}/changes/{number}").status_code == ChangedAgain.status
    assert "这场考试有变动" in ada.get("/my/exams").text


def test_who_is_not_on_the_roster_finds_nothing(app: Flask, house: House, changed: str) -> None:
    assert signed_in(app, house.cleo).post(f"/sittings/{changed}/changes/2").status_code == NotFound.status
    assert app.test_client().post(f"/sittings/{changed}/changes/2").location == "/sign-in"
    assert signed_in(app, house.marker).post(f"/sittings/{changed}/changes/2").status_code == 403
    with app.app_context(), pytest.raises(UnknownSitting):
        exams.newest_push(house.cleo_staff, UUID(changed))


def test_publishing_the_same_again_tells_nobody(app: Flask, house: House, changed: str, now: datetime) -> None:
    exams.withdraw_sitting(house.ben, UUID(changed), now=now + timedelta(minutes=5))
    exams.publish_sitting(house.ben, UUID(changed), now=now + timedelta(minutes=6))
    push = exams.newest_push(house.ben, UUID(changed))
    assert push is not None and push.number == 2 and push.n_concerned == 2
