"""An examiner tries a form as its candidates will get it: no key before the score, right answers earn all, nothing is
kept.
"""

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from certify.delivery.models import AttemptRow
from certify.exams import services as exams
from foundation.db import db
from foundation.score import show
from tests.exam_hall import open_hall, right_answer
from tests.factories import House, signed_in


def typed(value: Any) -> Any:
    """As the page's fields send it."""
    return str(value).lower() if isinstance(value, bool) else value


def test_right_answers_earn_every_point_that_no_marker_gives(app: Flask, house: House, now: datetime) -> None:
    form = exams.get_form(open_hall(house, now).form_ids[0])
    browser = signed_in(app, house.ben)
    page = browser.get(f"/marking/trial/{form.id}").get_data(as_text=True)
    assert page.count('class="cf-item"') == len(form.slots) and "cf-pre" not in page
    right = {f"q{slot.position}": typed(right_answer(slot)) for slot in form.slots}
    told = browser.post(f"/marking/trial/{form.id}", data=right).get_data(as_text=True)
    own = [slot for slot in form.slots if slot.scoring_rule != "manual"]
    earned = f"自动计分 {show(sum(slot.points for slot in own))} / {show(form.total)} 分"
    assert earned in told
    assert f"另有 {len(form.slots) - len(own)} 题由评卷人评分" in told
    assert db.session.scalar(select(func.count()).select_from(AttemptRow)) == 0


def test_wrong_and_senseless_answers_earn_nothing(app: Flask, house: House, now: datetime) -> None:
    form = exams.get_form(open_hall(house, now).form_ids[0])
    browser = signed_in(app, house.ben)
    senseless = {f"q{slot.position}": "Z" for slot in form.slots} | {"q0": "A", "q٣": "A", "qx": "A", "q999999": "A"}
    told = browser.post(f"/marking/trial/{form.id}", data=senseless).get_data(as_text=True)
    assert f"自动计分 0 / {show(form.total)} 分" in told
