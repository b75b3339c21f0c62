"""A retake of failed sections on its pages: rules with reason and time, the exam, receipt, result; whose it is."""

import re
from datetime import datetime
from html import unescape
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from certify.delivery.models import AttemptRow
from certify.exams import services as exams
from foundation import clock
from foundation.db import db
from tests.exam_hall import Hall
from tests.factories import House, signed_in
from tests.walkthroughs.test_retake_parts import TITLES, go, parts_exam, right_in
from tests.walkthroughs.test_retakes import DAY, HOUR, new_sitting

pytestmark = pytest.mark.usefixtures("shared")
SAME_SITE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def text(page: str) -> str:
    """What one reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


def again(house: House, now: datetime) -> Hall:
    """Ada has failed the second section; the second sitting, in which she will sit it alone."""
    exam_id = parts_exam(house, now, n_forms=2)
    go(house, new_sitting(house, exam_id, now), now, right_in(1, 3))
    return new_sitting(house, exam_id, now + DAY)


def begin(browser: FlaskClient, hall: Hall) -> UUID:
    reply = browser.post(f"/sittings/{hall.sitting_id}/start", data={"access_code": hall.code})
    assert reply.status_code == 302, reply.text
    return UUID(reply.location.rsplit("/", 1)[1])


def test_the_rules_page_says_what_is_sat_why_and_how_long(app: Flask, house: House, now: datetime) -> None:
    hall = again(house, now)
    with time_machine.travel(now + DAY, tick=False):
        ada = signed_in(app, house.ada)
        page = ada.get(f"/sittings/{hall.sitting_id}/start").text
        said = text(page)
        assert "这次只考没有通过的大题：二、礼仪。2026-11-23 那次这些大题没有达到要求，其余大题的得分保留" in said
        assert "时长 10 分钟" in said and "按这些大题占全卷分值的比例计算" in said and "重考的大题取最好的一次" in said
        assert TITLES[0] not in page and TITLES[2] not in page
        assert "时长10 分钟" in text(ada.get("/my/exams").text)
        first = text(signed_in(app, house.adam).get("/my/exams").text)
        assert TITLES[1] not in first
        ada.set_cookie("lang", "en")
        said = text(ada.get(f"/sittings/{hall.sitting_id}/start").text)
        assert "This time you sit only the sections that were not passed" in said and "share of the exam's time" in said


def test_only_that_section_is_delivered_and_receipt_and_result_say_so(app: Flask, house: House, now: datetime) -> None:
    hall = again(house, now)
    with time_machine.travel(now + DAY, tick=False):
        ada = signed_in(app, house.ada)
        attempt_id = begin(ada, hall)
        page = ada.get(f"/attempts/{attempt_id}").text
        form = exams.get_form(db.session.get_one(AttemptRow, (1, attempt_id)).form_id)
        there = {slot.position for slot in form.slots if slot.content["stem"] in page}
        assert there == {3, 4}, "no item of a section that is not sat leaves the server"
        answers = [
            {"epoch": 1, "sequence": at, "slot": slot, "kind": "answer", "value": "B", "client_time": "x"}
            for at, slot in enumerate((3, 4, 1), 1)
        ]
        opened = ada.post(f"/attempts/{attempt_id}/open", json={"client_id": "page-0001"}, headers=SAME_SITE)
        assert opened.status_code == 200, opened.text
        body = {"client_id": "page-0001", "events": answers}
        outcomes = ada.put(f"/attempts/{attempt_id}/responses", json=body, headers=SAME_SITE).get_json()["outcomes"]
        assert [each["outcome"] for each in outcomes] == ["saved", "saved", "refused"]
        batch = {"client_id": "page-0001", "epoch": 1, "highest_sequence": 2}
        assert ada.post(f"/attempts/{attempt_id}/hand-in", json=batch, headers=SAME_SITE).status_code == 200
        receipt = text(ada.get(f"/attempts/{attempt_id}/receipt").text)
        assert "服务器收到 2 / 2 题的答案" in receipt and "这次只考了：二、礼仪" in receipt
        assert signed_in(app, house.adam).get(f"/attempts/{attempt_id}/receipt").status_code == 404
        ben = signed_in(app, house.ben)
        assert "2 个大题保留以前的得分" in text(ben.get(f"/marking/release/{hall.sitting_id}").text)
        ben.post(f"/marking/release/{hall.sitting_id}")
        result = text(ada.get(f"/my/results/{attempt_id}").text)
        assert "这次只考了：二、礼仪" in result and result.count("保留 2026-11-23 那次的得分") == 2
        assert "总分6/ 6" in result and "2026-11-23 那次" in text(ada.get(f"/my/results/{attempt_id}/print").text)


def test_a_failed_result_names_what_is_next(app: Flask, house: House, now: datetime) -> None:
    exam_id = parts_exam(house, now, n_forms=2)
    first = go(house, new_sitting(house, exam_id, now), now, right_in(1, 3))
    with time_machine.travel(now + 4 * HOUR, tick=False):
        page = text(signed_in(app, house.ada).get(f"/my/results/{first.attempt_id}").text)
    assert "再考时只考：二、礼仪。其余大题的得分保留" in page


def test_the_rules_form_takes_the_choice_and_refuses_what_contradicts_itself(
    app: Flask, house: House, now: datetime
) -> None:
    exam_id = parts_exam(house, now, n_forms=1)
    exams.new_version(house.ben, exam_id, now=clock.now())
    ben = signed_in(app, house.ben)
    page = ben.get(f"/exams/{exam_id}/rules").text
    assert "只考没有通过的大题" in page
    data = {
        "title": "分段考试",
        "total": "6",
        "duration_minutes": "30",
        "total_at_least": "3",
        "show_answers": "after_release",
        "no_repeat": "items",
        "result_rule": "last",
        "scope": "failed_sections",
    }
    assert ben.post(f"/exams/{exam_id}/rules", data=data).status_code == 302
    saved = exams.get_exam(house.ben, exam_id).version.blueprint.retakes
    assert saved is not None and saved.scope == "failed_sections" and saved.result_rule == "last"
    refused = ben.post(f"/exams/{exam_id}/rules", data={**data, "max_attempts": "1"})
    assert refused.status_code == 422 and "最多考 1 次，就没有再考" in refused.text
