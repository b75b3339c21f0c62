"""How often each choice was made: counts equal the answers, keys are named, who may not see it."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from certify.marking import services as marking
from tests.exam_hall import Candidate, Hall
from tests.factories import House, signed_in
from tests.marking_desk import small_hall

BLANK = 4


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    """Ada chose A and typed; Adam chose B and left the blanks."""
    hall = small_hall(house, now)
    for actor, answers in (
        (house.ada, {1: "A", BLANK: ["acd 排队", "IVR", ""]}),
        (house.adam, {1: "B"}),
    ):
        candidate = Candidate.start(actor, hall, now)
        for position, value in answers.items():
            candidate.answer(now + timedelta(minutes=1), position, value)
        candidate.hand_in(now + timedelta(minutes=2))
    return hall


def test_counts_are_of_the_answers(house: House, hall: Hall) -> None:
    page = marking.list_choices(house.ben, hall.sitting_id)
    assert (page.n_attempts, page.is_small) == (2, True)
    first = page.items[0]
    assert first.slot.item_type == "single_choice" and (first.n_answered, first.n_blank) == (2, 0)
    (place,) = first.places
    assert [choice.count for choice in place.choices if choice.name in "AB"] == [1, 1]
    assert {choice.name for choice in place.choices if choice.is_right} == set(first.slot.content["answer_key"])
    blanks = next(item for item in page.items if item.slot.position == BLANK)
    assert (blanks.n_answered, blanks.n_blank) == (1, 1)
    assert [sum(choice.count for choice in each.choices) for each in blanks.places] == [1, 1, 0]


def test_the_page_shows_them_to_whoever_releases(app: Flask, house: House, hall: Hall) -> None:
    url = f"/marking/choices/{hall.sitting_id}"
    page = signed_in(app, house.ben).get(url).text
    assert "2 份答卷" in page and "1 人作答，1 人未答" in page and "不下结论" in page
    assert signed_in(app, house.ada).get(url).status_code == 403
    assert signed_in(app, house.cleo_staff).get(url).status_code == 404
