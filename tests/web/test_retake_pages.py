"""The retake policy on pages: set in the exam's rules, told with its day on the roster and among one's own exams."""

import re
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from certify.exams import services as exams
from certify.exams.domain.retakes import NoRepeat, ResultRule, RetakePolicy
from foundation import clock
from tests.exams_makers import plan, small_exam
from tests.factories import House, signed_in
from tests.walkthroughs.test_retakes import GROWING, HOUR, go, make_exam, new_sitting


@pytest.fixture
def ben(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.ben)


def rules(**changes: str) -> dict[str, str]:
    """The rules form of the small exam as a browser would send it."""
    return {
        "title": "小考",
        "title_en": "Small exam",
        "total": "3",
        "duration_minutes": "30",
        "total_at_least": "2",
        "show_answers": "after_release",
        "max_attempts": "3",
        "cooldown_days": "1，7、30",
        "after_pass_days": "540",
        "no_repeat": "items",
        "may_repeat": "y",
        "result_rule": "last",
        **changes,
    }


def test_an_examiner_sets_the_policy_in_the_rules(ben: FlaskClient, house: House) -> None:
    exam_id, _forms = small_exam(house, clock.now())
    exams.new_version(house.ben, exam_id, now=clock.now())
    page = ben.get(f"/exams/{exam_id}/rules").text
    assert "最多考几次" in page and "没有通过，隔几天再考" in page
    assert ben.post(f"/exams/{exam_id}/rules", data=rules()).status_code == 302
    saved = exams.get_exam(house.ben, exam_id).version.blueprint.retakes
    assert saved == RetakePolicy(3, (1, 7, 30), 540, NoRepeat.ITEMS, True, ResultRule.LAST)
    assert 'value="1, 7, 30"' in ben.get(f"/exams/{exam_id}/rules").text
    empty = {"max_attempts": "", "cooldown_days": "", "after_pass_days": "", "no_repeat": "off", "result_rule": "best"}
    plain = rules(**empty)
    del plain["may_repeat"]
    ben.post(f"/exams/{exam_id}/rules", data=plain)
    assert exams.get_exam(house.ben, exam_id).version.blueprint.retakes is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cooldown_days": "1, zwei"}, "写天数，用逗号分开"),
        ({"cooldown_days": "7, 1"}, "间隔一档比一档长"),
        ({"max_attempts": "0"}, "1 到 50 的整数"),
        ({"no_repeat": "never"}, "请从列表中选择"),
    ],
)
def test_what_makes_no_sense_is_said_at_the_field(
    ben: FlaskClient, house: House, changes: dict[str, str], said: str
) -> None:
    exam_id, _forms = small_exam(house, clock.now())
    exams.new_version(house.ben, exam_id, now=clock.now())
    reply = ben.post(f"/exams/{exam_id}/rules", data=rules(**changes))
    assert reply.status_code == 422 and said in reply.text


def test_the_day_stands_on_the_roster_and_among_ones_own_exams(app: Flask, house: House, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        exam_id, _forms = make_exam(house, now, GROWING)
        go(house, new_sitting(house, exam_id, now), now)
        planned = plan(house, exam_id, now, opens_at=now + 7 * HOUR, closes_at=now + 8 * HOUR, room="")
        sitting_id = exams.create_sitting(house.ben, planned, now=now)
    with time_machine.travel(now + 5 * HOUR, tick=False):
        ben = signed_in(app, house.ben)
        reply = ben.post(f"/sittings/{sitting_id}/roster", data={"unit_id": str(house.units["centre"])})
        assert reply.status_code == 422 and "林晓雯 第 1 次没有通过，2026-11-24 起可以再考" in reply.text
        long = new_sitting(house, exam_id, now + 4 * HOUR, days=2)
        ada = signed_in(app, house.ada)
        page = ada.get("/my/exams").text
        assert "还不能考：第 1 次没有通过，2026-11-24 起可以再考" in re.sub(r"<[^>]+>", "", page)
        assert f"/sittings/{long.sitting_id}/start" not in page
        data = {"access_code": long.code}
        refused = ada.post(f"/sittings/{long.sitting_id}/start", data=data)
        assert refused.status_code == 422 and "2026-11-24 起可以再考" in refused.text
