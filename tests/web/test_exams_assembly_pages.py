"""The pages of assembly: rules of a draw, sets of forms, how a form came about, where an item was used."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.exams import services as exams
from certify.exams.domain.constraints import Constraints, Exposure, Fallback, Overlap
from question_bank import services as bank
from tests.exams_makers import fill_small, small_data, small_exam
from tests.factories import House, signed_in

TYPED = {
    "exclusive": "prefer",
    "exposure_percent": "30",
    "exposure_forms": "",
    "exposure_days": "90",
    "exposure_fallback": "prefer",
    "overlap_items": "1",
    "overlap_percent": "",
    "overlap_fallback": "strict",
}


@pytest.fixture
def ben(app: Flask, house: House) -> Iterator[FlaskClient]:
    yield signed_in(app, house.ben)


def draft_exam(house: House, now: datetime, n: int = 6) -> UUID:
    fill_small(house, now, n)
    return exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)


def token_of(house: House, exam_id: UUID) -> str:
    return exams.get_exam(house.ben, exam_id).version.token


def test_the_rules_of_a_draw_are_saved_shown_and_taken_back(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now)
    where = f"/exams/{exam_id}/constraints"
    assert "必须遵守" in ben.get(where).text
    assert ben.post(where, data=TYPED | {"token": token_of(house, exam_id)}).status_code == 302
    assert exams.get_exam(house.ben, exam_id).version.blueprint.constraints == Constraints(
        Fallback.PREFER, Exposure(30, None, 90, Fallback.PREFER), Overlap(1)
    )
    page = ben.get(f"/exams/{exam_id}/blueprint").text
    assert "超过 30% 的考生看过就不用" in page and "两套卷最多相同 1 题" in page and "现在有 0 题到了上限" in page
    assert 'value="30"' in ben.get(where).text
    nothing = TYPED | {"exclusive": "strict", "exposure_percent": "", "overlap_items": ""}
    assert ben.post(where, data=nothing | {"token": token_of(house, exam_id)}).status_code == 302
    assert exams.get_exam(house.ben, exam_id).version.blueprint.constraints is None


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"exposure_percent": "101"}, "0 到 100 的整数"),
        ({"exposure_forms": "0"}, "1 到 1000 的整数"),
        ({"overlap_items": "viele"}, "请填写整数"),
        ({"exclusive": "never"}, "请从列表中选择"),
    ],
)
def test_a_bad_rule_is_refused_at_the_field(
    ben: FlaskClient, house: House, now: datetime, changes: dict[str, str], text: str
) -> None:
    exam_id = draft_exam(house, now)
    page = ben.post(f"/exams/{exam_id}/constraints", data=TYPED | {"token": token_of(house, exam_id)} | changes)
    assert page.status_code == 422 and text in page.text
    assert exams.get_exam(house.ben, exam_id).version.blueprint.constraints is None


def test_a_set_of_forms_stands_side_by_side(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now)
    assert "还没有试卷" in ben.get(f"/exams/{exam_id}/forms").text
    made = ben.post(f"/exams/{exam_id}/forms", data={"n_forms": "2", "without_repeats": "y"}, follow_redirects=True)
    assert "组好了 2 套" in made.text and "A 卷" in made.text and "B 卷" in made.text and "80.0%" in made.text
    assert "相差 0.0 个百分点" in made.text
    refused = ben.post(f"/exams/{exam_id}/forms", data={"n_forms": "2", "without_repeats": "y"})
    assert refused.status_code == 422 and "只够组 0 套，第 1 套组不出来" in refused.text
    assert "和别的卷重复的题超过上限：最少也要多出 3 题" in refused.text
    assert ben.post(f"/exams/{exam_id}/forms", data={"n_forms": "41"}).status_code == 422


def test_a_form_says_how_it_was_drawn_and_proves_it(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now)
    form_id = exams.assemble_form(house.ben, exam_id, seed=4711, now=now)
    where = f"/exams/{exam_id}/forms/{form_id}"
    page = ben.get(where).text
    assert "均匀抽取" in page and "4711" in page and "从 6 道题里" in page and "没有一题有人看过" in page
    assert "逐题相同" in ben.post(f"{where}/redraw", follow_redirects=True).text
    other = exams.import_blueprint(house.ben, house.units["north"], small_data(2) | {"title_zh": "别的"}, now=now)
    assert ben.post(f"/exams/{other}/forms/{form_id}/redraw").status_code == 404


def test_what_was_relaxed_stands_on_the_form(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now, 3)
    one, two, _three = (item.item_id for item in bank.list_drawable(house.ben.unit_path, now=now))
    bank.declare_enemies(house.writer, one, two, reason="同一件事", now=now)
    data = TYPED | {"exposure_percent": "", "overlap_items": ""}
    ben.post(f"/exams/{exam_id}/constraints", data=data | {"token": token_of(house, exam_id)})
    assert "可用的题里有 1 组互斥" in ben.get(f"/exams/{exam_id}/blueprint").text
    page = ben.post(f"/exams/{exam_id}/forms", data={"n_forms": "1"}, follow_redirects=True).text
    assert "组这套卷时放宽了规则。" in page and "互斥的题不同卷：超出 1 题" in page and "ortools-cp-sat/" in page


def test_an_item_s_use_is_for_examiners(app: Flask, ben: FlaskClient, house: House, now: datetime) -> None:
    _exam_id, (form_id, _other) = small_exam(house, now)
    item_id = exams.get_form(form_id).slots[0].item_id
    page = ben.get(f"/exams/items/{item_id}/usage").text
    assert "1 套冻结的卷" in page and "A 卷" in page and "0 人，占考过的 0 人的 0.0%" in page
    assert signed_in(app, house.writer).get(f"/exams/items/{item_id}/usage").status_code == 403
    assert signed_in(app, house.cast["cleo_staff"]).get(f"/exams/items/{item_id}/usage").status_code == 404


def test_an_item_of_a_draft_is_swapped_by_page(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now, 5)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    address = f"/exams/{exam_id}/forms/{form_id}/slots/2"
    assert f'href="{address}"' in ben.get(f"/exams/{exam_id}/forms/{form_id}").text
    page = exams.list_replacements(house.ben, form_id, 2, now=now)
    shown = ben.get(address).text
    assert all(one.item.stem in shown for one in page.listed) and page.stem in shown
    into = page.listed[0].item
    refused = ben.post(address, data={"version_id": "x", "token": page.token})
    assert refused.status_code == 422
    reply = ben.post(address, data={"version_id": str(into.version_id), "token": page.token})
    assert reply.status_code == 302 and reply.location.endswith(f"/forms/{form_id}#q2")
    assert exams.get_form(form_id).slot(2).item_id == into.item_id
    late = ben.post(address, data={"version_id": str(page.listed[1].item.version_id), "token": page.token})
    assert late.status_code == 422 and "刚刚被改过" in late.text
    assert "手工换题" in ben.get(f"/exams/{exam_id}/forms/{form_id}").text


def test_a_frozen_form_has_nothing_to_swap(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id, (form_id, _other) = small_exam(house, now)
    assert "/slots/" not in ben.get(f"/exams/{exam_id}/forms/{form_id}").text  # frozen
    assert ben.get(f"/exams/{exam_id}/forms/{form_id}/slots/1").status_code == 409
