"""Papers with the same wrong answers, as the examiner sees them; nobody else does."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from certify.exams import services as exams
from certify.exams.domain import Slot
from certify.results import services as results
from foundation import clock
from foundation.errors import NotFound
from tests.exam_hall import Hall, open_hall, right_answer
from tests.factories import House, make_person, signed_in
from tests.marking_desk import sit

N_CANDIDATES = 24


def errs(dice: random.Random) -> Any:
    """Answers that are wrong at random in two of five choice items, and blank where a text is asked for."""

    def answer(slot: Slot) -> Any:
        if slot.item_type not in ("single_choice", "multiple_choice"):
            return None
        if dice.random() < 0.6:
            return right_answer(slot)
        letters = [option["id"] for option in slot.content["options"]]
        others = [letter for letter in letters if [letter] != slot.content["answer_key"]]
        return dice.choice(others) if slot.item_type == "single_choice" else sorted(dice.sample(letters, 2))

    return answer


@pytest.fixture
def hall(house: House) -> tuple[Hall, datetime]:
    """24 people sit one form; the twelfth has the answers of the fifth. Seats by order of the roster."""
    now = clock.now() - timedelta(hours=1)
    hall = open_hall(house, now)
    actors = [make_person(f"{300100 + n}", f"考生{n:02d}", house.units["centre"], now=now) for n in range(N_CANDIDATES)]
    exams.add_to_roster(house.ben, hall.sitting_id, [actor.require_person() for actor in actors], now=now)
    for n, actor in enumerate(actors):
        sit(actor, hall, now, errs(random.Random(5 if n in (5, 13) else 1000 + n)))
    return hall, now


def test_a_copied_paper_is_shown_with_seats_and_items(app: Flask, house: House, hall: tuple[Hall, datetime]) -> None:
    sitting_id = hall[0].sitting_id
    report = results.compare_papers(house.ben, sitting_id)
    assert report.n_papers == N_CANDIDATES and report.is_enough
    (pair,) = report.pairs
    assert {pair.first.name, pair.second.name} == {"考生05", "考生13"}
    assert pair.n_same == pair.n_both_wrong == len(pair.first.positions) >= 4 and pair.one_in >= 100
    page = signed_in(app, house.ben).get(f"/marking/release/{sitting_id}/alike")
    assert page.status_code == 200 and "考生13" in page.text and "这是线索，不是结论" in page.text


def test_few_papers_allow_no_conclusion(app: Flask, house: House) -> None:
    now = clock.now() - timedelta(hours=1)
    hall = open_hall(house, now)
    for actor in (house.ada, house.adam):
        sit(actor, hall, now, errs(random.Random(5)))
    page = signed_in(app, house.ben).get(f"/marking/release/{hall.sitting_id}/alike")
    assert "样本不足，不下结论" in page.text and house.ada.name not in page.text


def test_another_unit_and_other_roles_get_nothing(app: Flask, house: House) -> None:
    hall = open_hall(house, clock.now() - timedelta(hours=1))
    path = f"/marking/release/{hall.sitting_id}/alike"
    with pytest.raises(NotFound):
        results.compare_papers(house.cleo_staff, hall.sitting_id)
    assert signed_in(app, house.cleo_staff).get(path).status_code == 404
    for actor in (house.ada, house.marker, house.invigilator, house.hr):
        assert signed_in(app, actor).get(path).status_code == 403
