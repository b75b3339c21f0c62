"""The examiner's pages of exams: who sees them, what they say, what bad input does. Keys never leave the desk."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.exams import services as exams
from certify.exams.domain import FormState
from foundation.ids import new_id
from question_bank import services as bank
from tests.exams_makers import blueprint_data, fill_small, fill_theory, small_data, small_exam
from tests.factories import House, signed_in


@pytest.fixture
def ben(app: Flask, house: House) -> Iterator[FlaskClient]:
    yield signed_in(app, house.ben)


def draft_exam(house: House, now: datetime, n: int = 6, count: int = 3) -> UUID:
    fill_small(house, now, n)
    return exams.import_blueprint(house.ben, house.units["north"], small_data(count), now=now)


def token_of(house: House, exam_id: UUID) -> str:
    return exams.get_exam(house.ben, exam_id).version.token


def test_an_empty_list_says_what_exams_are(ben: FlaskClient) -> None:
    page = ben.get("/exams")
    assert page.status_code == 200 and "还没有考试" in page.text and "/exams/new" in page.text


def test_from_a_new_exam_to_a_frozen_form(ben: FlaskClient, house: House, now: datetime) -> None:
    fill_small(house, now)
    made = ben.post(
        "/exams/new",
        data={"title": "小考", "unit_id": str(house.units["north"]), "total": "3", "duration_minutes": "30"},
    )
    where = made.location
    assert made.status_code == 302 and where.endswith("/blueprint")
    exam_id = UUID(where.split("/")[2])
    assert "还没有大题" in ben.get(where).text
    section = {
        "token": token_of(house, exam_id),
        "title": "一、单选题",
        "item_type": "single_choice",
        "scoring_rule": "exact",
        "points": "3",
        "points_each": "1",
        "points_per": "item",
        "navigation": "free",
        "draw-0-area": "M0",
        "draw-0-count": "3",
        "draw-1-area": "",
        "draw-1-count": "",
    }
    assert ben.post(f"/exams/{exam_id}/sections/1", data=section).location == where
    page = ben.get(where).text
    assert "每格的题都够" in page and 'aria-disabled="true"' not in page
    drawn = ben.post(where, data={"token": token_of(house, exam_id), "n-1-M0": "3", "act": "assemble"})
    assert drawn.status_code == 302 and "/forms/" in drawn.location
    paper = ben.get(drawn.location).text
    assert "试卷说明：本卷总分 3 分" in paper and "答案：" not in paper
    assert "答案：B. 做法" in ben.get(drawn.location + "?answers=1").text
    assert ben.post(drawn.location + "/freeze").status_code == 302
    assert "已冻结" in ben.get(drawn.location).text
    frozen = ben.get(where).text
    assert "新版本" in frozen and "n-1-M0" not in frozen
    assert ben.post(f"/exams/{exam_id}/versions").status_code == 302
    assert "草稿，第 2 版" in ben.get(where).text
    assert "还是草稿" in ben.post(f"/exams/{exam_id}/versions", follow_redirects=True).text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"title": ""}, "请填写这一项"),
        ({"total": "viel"}, "分值是数字，最多两位小数"),
        ({"total": "1.005"}, "分值是数字，最多两位小数"),
        ({"total": "0"}, "总分在 0 和 1000 之间"),
        ({"total": "-3"}, "总分在 0 和 1000 之间"),
        ({"total": "  "}, "总分在 0 和 1000 之间"),
        ({"duration_minutes": "abc"}, "请填写整数"),
        ({"duration_minutes": "601"}, "时长是 1 到 600 分钟"),
        ({"unit_id": str(new_id())}, "请从列表中选择"),
        ({"unit_id": "south"}, "请从列表中选择"),
    ],
)
def test_a_bad_new_exam_is_refused_at_the_field(
    ben: FlaskClient, house: House, changes: dict[str, str], text: str
) -> None:
    unit = str(house.units["south" if changes.get("unit_id") == "south" else "north"])
    data = {"title": "考", "unit_id": unit, "total": "100", "duration_minutes": "90", **changes}
    page = ben.post("/exams/new", data=data | ({"unit_id": unit} if changes.get("unit_id") == "south" else {}))
    assert page.status_code == 422 and text in page.text
    assert exams.list_exams(house.ben) == []


def test_the_same_form_sent_twice_makes_one_exam(ben: FlaskClient, house: House) -> None:
    data = {
        "once": str(new_id()),
        "title": "考",
        "unit_id": str(house.units["north"]),
        "total": "100",
        "duration_minutes": "90",
    }
    first, second = ben.post("/exams/new", data=data), ben.post("/exams/new", data=data)
    assert first.location == second.location and len(exams.list_exams(house.ben)) == 1


def test_the_table_names_what_is_missing(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now, n=2)
    page = ben.get(f"/exams/{exam_id}/blueprint").text
    assert "还不能组卷" in page and "题量不足：M0 单选题 还差 1 题" in page and "缺 1" in page and "data-short" in page
    assert 'aria-disabled="true" aria-describedby="whyno"' in page
    refused = ben.post(
        f"/exams/{exam_id}/blueprint", data={"token": token_of(house, exam_id), "n-1-M0": "3", "act": "assemble"}
    )
    assert refused.status_code == 422 and "题量不足：M0 单选题 还差 1 题" in refused.text
    assert exams.list_forms(house.ben, exam_id) == []


def test_the_table_says_the_same_in_english(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now, n=2)
    ben.set_cookie("lang", "en")
    page = ben.get(f"/exams/{exam_id}/blueprint").text
    assert "Short: M0 Single choice needs 1 more" in page and "1. Single choice" in page


@pytest.mark.parametrize(
    ("typed", "text"),
    [("-1", "这里是 0 到 300 的整数"), ("drei", "请填写整数"), ("301", "这里是 0 到 300 的整数")],
)
def test_nonsense_in_a_cell_is_refused_and_kept(
    ben: FlaskClient, house: House, now: datetime, typed: str, text: str
) -> None:
    exam_id = draft_exam(house, now)
    data = {"token": token_of(house, exam_id), "n-1-M0": typed}
    page = ben.post(f"/exams/{exam_id}/blueprint", data=data)
    assert page.status_code == 422 and text in page.text and f'value="{typed}"' in page.text
    assert exams.get_exam(house.ben, exam_id).version.blueprint.n_items == 3


def test_saving_the_table_keeps_a_draft_that_doesn_t_add_up(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now)
    saved = ben.post(f"/exams/{exam_id}/blueprint", data={"token": token_of(house, exam_id), "n-1-M0": "2"})
    assert saved.status_code == 302
    assert "分值合计 2，应为 3：一、单选题还差 1 分" in ben.get(f"/exams/{exam_id}/blueprint").text


def test_the_second_of_two_tabs_is_told(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now)
    token = token_of(house, exam_id)
    assert ben.post(f"/exams/{exam_id}/blueprint", data={"token": token, "n-1-M0": "2"}).status_code == 302
    late = ben.post(f"/exams/{exam_id}/blueprint", data={"token": token, "n-1-M0": "1"})
    assert late.status_code == 422 and "蓝图刚被改过或冻结" in late.text
    assert exams.get_exam(house.ben, exam_id).version.blueprint.n_items == 2


def test_rules_are_saved_and_refused_at_the_field(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now)
    assert ben.get(f"/exams/{exam_id}/rules").status_code == 200
    data = {
        "token": token_of(house, exam_id),
        "title": "小考",
        "total": "3",
        "duration_minutes": "45",
        "total_at_least": "2.5",
        "area_minimum_percent": "60",
        "critical_at_least": "",
        "critical_wrong_at_most": "0",
        "show_answers": "never",
    }
    bad = ben.post(f"/exams/{exam_id}/rules", data=data | {"total_at_least": "3.5", "area_minimum_percent": "101"})
    assert bad.status_code == 422 and "0 到 100 的整数" in bad.text
    worse = ben.post(f"/exams/{exam_id}/rules", data=data | {"total_at_least": "3.5"})
    assert worse.status_code == 422 and "及格线在 0 和总分 3 之间" in worse.text and 'value="3.5"' in worse.text
    assert ben.post(f"/exams/{exam_id}/rules", data=data).status_code == 302
    rule = exams.get_exam(house.ben, exam_id).version.blueprint.pass_rule
    assert (str(rule.total_at_least), rule.area_minimum_percent, rule.critical_wrong_at_most) == ("2.50", 60, 0)


def test_sections_move_and_go(ben: FlaskClient, house: House, now: datetime) -> None:
    fill_theory(house, now)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], blueprint_data(), now=now)
    assert ben.get(f"/exams/{exam_id}/sections/3").status_code == 200
    ben.post(f"/exams/{exam_id}/sections/2/up", data={"token": token_of(house, exam_id)})
    titles = [s.title for s in exams.get_exam(house.ben, exam_id).version.blueprint.sections]
    assert titles[:2] == ["二、多选题", "一、单选题"]
    stale = ben.post(f"/exams/{exam_id}/sections/1/drop", data={"token": "1-0-old"}, follow_redirects=True)
    assert "这次没有保存" in stale.text
    ben.post(f"/exams/{exam_id}/sections/1/drop", data={"token": token_of(house, exam_id)})
    assert len(exams.get_exam(house.ben, exam_id).version.blueprint.sections) == 4
    assert ben.get(f"/exams/{exam_id}/sections/6").status_code == 404
    assert ben.post(f"/exams/{exam_id}/sections/99/drop").status_code == 404


def test_a_section_row_without_an_area_is_refused(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now)
    data = {
        "token": token_of(house, exam_id),
        "title": "二、混合",
        "item_type": "",
        "points": "2",
        "points_per": "item",
        "navigation": "linear",
        "draw-0-area": "",
        "draw-0-count": "2",
        "draw-1-area": "M0",
        "draw-1-count": "1",
        "draw-1-points_each": "x",
    }
    page = ben.post(f"/exams/{exam_id}/sections/2", data=data)
    assert page.status_code == 422 and "分值是数字" in page.text
    page = ben.post(f"/exams/{exam_id}/sections/2", data=data | {"draw-1-points_each": "1"})
    assert "写了题数就要选模块" in page.text and "每行要选题型" in page.text


def test_given_items_in_their_order_with_their_points(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now)
    items = bank.list_drawable(house.ben.unit_path, now=now)
    keys = [str(item.version_id) for item in items[:2]]
    page = ben.get(f"/exams/{exam_id}/sections/1/items")
    assert page.status_code == 200 and all(key in page.text for key in keys)
    data: dict[str, Any] = {"token": token_of(house, exam_id), "version_ids": keys, f"o-{keys[0]}": "2"}
    data |= {f"o-{keys[1]}": "1", f"p-{keys[0]}": "2.5", f"p-{keys[1]}": "0.5"}
    bad = ben.post(f"/exams/{exam_id}/sections/1/items", data=data | {f"p-{keys[0]}": "-1"})
    assert bad.status_code == 422 and "分值大于 0" in bad.text
    foreign = ben.post(f"/exams/{exam_id}/sections/1/items", data=data | {"version_ids": [str(new_id())]})
    assert foreign.status_code == 422
    assert ben.post(f"/exams/{exam_id}/sections/1/items", data=data).status_code == 302
    section = exams.get_exam(house.ben, exam_id).version.blueprint.sections[0]
    assert [str(item.version_id) for item in section.fixed] == [keys[1], keys[0]] and section.points == 3
    form = ben.post(f"/exams/{exam_id}/forms", data={"without_repeats": "y"})
    assert form.status_code == 302 and "（2.5 分）" in ben.get(form.location).text


def test_a_draft_whose_item_was_retired_is_not_frozen(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id = draft_exam(house, now)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    bank.retire_item(house.reviewer, exams.get_form(form_id).slots[0].item_id, now=now)
    page = ben.post(f"/exams/{exam_id}/forms/{form_id}/freeze")
    assert page.status_code == 422 and "第 1 大题第 1 题已退役或有了新版本" in page.text
    assert exams.get_form(form_id).state is FormState.DRAFT
    assert ben.post(f"/exams/{exam_id}/forms/{form_id}/discard").status_code == 302
    assert ben.get(f"/exams/{exam_id}/forms/{form_id}").status_code == 404


def test_a_form_of_another_exam_is_not_found_under_this_one(ben: FlaskClient, house: House, now: datetime) -> None:
    exam_id, forms = small_exam(house, now, n_forms=1)
    other = exams.create_exam(
        house.ben, unit_id=house.units["north"], blueprint=exams.load_exam(exam_id).version.blueprint, now=now
    )
    assert ben.get(f"/exams/{exam_id}/forms/{forms[0]}").status_code == 200
    assert ben.get(f"/exams/{other}/forms/{forms[0]}").status_code == 404
    assert ben.post(f"/exams/{other}/forms/{forms[0]}/freeze").status_code == 404


def routes_of(exam_id: UUID, form_id: UUID) -> list[tuple[str, str]]:
    base = f"/exams/{exam_id}"
    return [
        ("GET", f"{base}/blueprint"),
        ("POST", f"{base}/blueprint"),
        ("GET", f"{base}/rules"),
        ("POST", f"{base}/rules"),
        ("GET", f"{base}/sections/1"),
        ("POST", f"{base}/sections/1"),
        ("POST", f"{base}/sections/1/up"),
        ("POST", f"{base}/sections/1/drop"),
        ("GET", f"{base}/sections/1/items"),
        ("POST", f"{base}/sections/1/items"),
        ("POST", f"{base}/versions"),
        ("POST", f"{base}/forms"),
        ("GET", f"{base}/forms/{form_id}"),
        ("GET", f"{base}/forms/{form_id}?answers=1"),
        ("POST", f"{base}/forms/{form_id}/freeze"),
        ("POST", f"{base}/forms/{form_id}/discard"),
    ]


def test_who_may_enter_and_who_finds_nothing(app: Flask, house: House, now: datetime) -> None:
    exam_id, forms = small_exam(house, now, n_forms=1)
    cleo, ada, nobody = signed_in(app, house.cleo_staff), signed_in(app, house.ada), app.test_client()
    for method, url in routes_of(exam_id, forms[0]):
        assert cleo.open(url, method=method).status_code == 404, url
        assert ada.open(url, method=method).status_code == 403, url
        assert nobody.open(url, method=method).status_code in (302, 401), url
        assert "做法" not in ada.open(url, method=method).text
    for url in ("/exams", "/exams/new"):
        assert cleo.get(url).status_code == 200 and ada.get(url).status_code == 403
    assert "小考" not in cleo.get("/exams").text


def test_a_section_can_be_scored_by_any_rule_of_its_type_and_says_it_in_words(
    ben: FlaskClient, house: House, now: datetime
) -> None:
    exam_id = draft_exam(house, now)
    page = ben.get(f"/exams/{exam_id}/sections/1")
    for word in ("漏选得部分分，错选不得分", "全选不得分", "漏选、多选均不得分", 'data-type="fill_blank"'):
        assert word in page.text
