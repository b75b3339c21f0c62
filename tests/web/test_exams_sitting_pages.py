"""The pages of sittings, rosters and extra time: who sees them, what they say, what bad input does."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.exams import services as exams
from foundation import clock
from foundation.ids import new_id
from foundation.web.dates import local
from question_bank.domain import Pool
from tests.exams_makers import plan, small_draft, small_exam, take_in
from tests.factories import House, signed_in


@pytest.fixture
def ben(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.ben)


def typed(house: House, exam_id: UUID, **changes: Any) -> dict[str, Any]:
    opens_at = local(clock.now() + timedelta(days=1))
    return {
        "exam_version_id": str(exams.load_exam(exam_id).version.id),
        "title": "十一月场",
        "unit_id": str(house.units["centre"]),
        "room": "一号教室",
        "opens_at": opens_at.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (opens_at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "latest_entry_minutes": "30",
        **changes,
    }


def draft(house: House) -> UUID:
    now = clock.now()
    exam_id, _forms = small_exam(house, now)
    return exams.create_sitting(house.ben, plan(house, exam_id, now), now=now)


def test_from_plan_to_published(ben: FlaskClient, house: House, app: Flask) -> None:
    assert "没有未结束的场次" in ben.get("/sittings").text
    exam_id, _forms = small_exam(house, clock.now())
    assert "小考" in ben.get("/sittings/new").text
    where = ben.post("/sittings/new", data=typed(house, exam_id)).location
    page = ben.get(where).text
    assert "名单还是空的" in page and "岚州一中心" in page
    empty = ben.post(where + "/publish")
    assert empty.status_code == 422 and "先加考生再发布" in empty.text
    assert "林晓雯" in ben.get(where + "?words=200825").text
    added = ben.post(where + "/roster", data={"unit_id": str(house.units["centre"])}, follow_redirects=True)
    assert "加入 2 人" in added.text and "何思敏" in added.text
    assert ben.post(where + "/publish").status_code == 302
    assert "已发布" in ben.get(where).text and "十一月场" in ben.get("/sittings").text
    assert "十一月场" in signed_in(app, house.ada).get("/my/exams").text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"title": " "}, "请填写这一项"),
        ({"title": "长" * 121}, "120"),
        ({"opens_at": "morgen"}, "时间写成 2026-11-22 10:30 的样子"),
        ({"closes_at": ""}, "请填写这一项"),
        ({"closes_at": "2020-01-01T10:00"}, "结束时间要在开始之后"),
        ({"latest_entry_minutes": "121"}, "最晚入场要在窗口之内"),
        ({"latest_entry_minutes": "x"}, "请填写整数"),
        ({"exam_version_id": str(new_id())}, "请从列表中选择"),
        ({"unit_id": "south"}, "请从列表中选择"),
    ],
)
def test_a_bad_plan_is_refused_at_the_field_and_kept(
    ben: FlaskClient, house: House, changes: dict[str, str], text: str
) -> None:
    exam_id, _forms = small_exam(house, clock.now())
    page = ben.post("/sittings/new", data=typed(house, exam_id, **changes))
    assert page.status_code == 422 and text in page.text and "一号教室" in page.text
    assert exams.list_sittings(house.ben) == []


def test_a_window_shorter_than_the_exam_says_both_lengths(ben: FlaskClient, house: House) -> None:
    exam_id, _forms = small_exam(house, clock.now())
    data = typed(house, exam_id)
    data["closes_at"] = data["opens_at"][:-2] + "59" if not data["opens_at"].endswith("59") else data["opens_at"]
    data["opens_at"] = data["closes_at"][:-2] + "40"
    page = ben.post("/sittings/new", data=data)
    assert page.status_code == 422 and "考试要 30 分钟，窗口只有 19 分钟" in page.text


def test_a_plan_sent_twice_makes_one_sitting(ben: FlaskClient, house: House) -> None:
    exam_id, _forms = small_exam(house, clock.now())
    data = typed(house, exam_id, once=str(new_id()))
    assert ben.post("/sittings/new", data=data).location == ben.post("/sittings/new", data=data).location
    assert len(exams.list_sittings(house.ben)) == 1


def test_a_rehearsal_from_the_same_form(ben: FlaskClient, house: House) -> None:
    now = clock.now()
    exam_id, _forms = small_exam(house, now)
    data = typed(house, exam_id, exam_version_id="rehearsal", title="演练一")
    refused = ben.post("/sittings/new", data=data)
    assert refused.status_code == 422 and "练习题库里还没有已通过的题目" in refused.text
    take_in(house, (small_draft(90, pool=Pool.PRACTICE),), now)
    where = ben.post("/sittings/new", data=data).location
    page = ben.get(where).text
    assert "演练一" in page and "考前演练" in page and "5 分钟" in page


def test_a_clash_is_named_on_the_page(ben: FlaskClient, house: House) -> None:
    first = draft(house)
    ada = str(house.ada.require_person())
    ben.post(f"/sittings/{first}/roster?words=林", data={"person_ids": [ada]})
    assert exams.get_sitting(first).n_roster == 1
    now = clock.now()
    exam_id = exams.list_exams(house.ben)[0].id
    second = exams.create_sitting(house.ben, plan(house, exam_id, now, title="另一场", room=""), now=now)
    page = ben.post(f"/sittings/{second}/roster?words=林", data={"person_ids": [ada]})
    assert page.status_code == 422 and "林晓雯 同一时间在“十一月场”的名单上" in page.text
    skipped = ben.post(
        f"/sittings/{second}/roster?words=林", data={"person_ids": [ada], "skip_clashing": "y"}, follow_redirects=True
    )
    assert "跳过 1 人，同一时间另有考试：林晓雯" in skipped.text


@pytest.mark.parametrize("data", [{}, {"person_ids": ["nobody"]}, {"unit_id": "elsewhere"}])
def test_bad_people_are_refused(ben: FlaskClient, house: House, data: dict[str, Any]) -> None:
    sitting_id = draft(house)
    page = ben.post(f"/sittings/{sitting_id}/roster", data=data)
    assert page.status_code == 422 and exams.get_sitting(sitting_id).n_roster == 0


def test_editing_a_draft_and_not_what_is_published(ben: FlaskClient, house: House) -> None:
    sitting_id = draft(house)
    sitting = exams.get_sitting(sitting_id)
    assert "十一月场" in ben.get(f"/sittings/{sitting_id}/edit").text
    data = typed(house, sitting.exam_id, title="改名场", unit_id=str(sitting.unit_id))
    none = ben.post(f"/sittings/{sitting_id}/edit", data=data)
    assert none.status_code == 422
    data["form_ids"] = [str(sitting.form_ids[0])]
    assert ben.post(f"/sittings/{sitting_id}/edit", data=data).status_code == 302
    assert exams.get_sitting(sitting_id).form_ids == sitting.form_ids[:1]
    exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person()], now=clock.now())
    ben.post(f"/sittings/{sitting_id}/publish")
    late = ben.post(f"/sittings/{sitting_id}/edit", data=data | {"title": "再改"})
    assert late.status_code == 422 and "场次已发布，不能再改" in late.text
    assert ben.post(f"/sittings/{sitting_id}/withdraw").status_code == 302
    assert ben.post(f"/sittings/{sitting_id}/edit", data=data | {"title": "再改"}).status_code == 302


def test_code_and_removal(ben: FlaskClient, house: House) -> None:
    sitting_id = draft(house)
    ada = house.ada.require_person()
    exams.add_to_roster(house.ben, sitting_id, [ada], now=clock.now())
    ben.post(f"/sittings/{sitting_id}/code")
    code = exams.get_sitting(sitting_id).access_code
    assert f"{code[:3]} {code[3:]}" in ben.get(f"/sittings/{sitting_id}").text
    assert ben.post(f"/sittings/{sitting_id}/roster/{ada}/remove").status_code == 302
    assert exams.get_sitting(sitting_id).n_roster == 0
    assert ben.post(f"/sittings/{sitting_id}/roster/{ada}/remove").status_code == 404


def test_an_invigilator_looks_and_changes_nothing(app: Flask, house: House) -> None:
    sitting_id = draft(house)
    ada = house.ada.require_person()
    exams.add_to_roster(house.ben, sitting_id, [ada], now=clock.now())
    eye = signed_in(app, house.invigilator)
    page = eye.get(f"/sittings/{sitting_id}").text
    assert "林晓雯" in page and "加入名单" not in page and "换一个" not in page
    assert "新建场次" not in eye.get("/sittings").text
    for path in ("publish", "withdraw", "code", "roster", "edit", f"roster/{ada}/remove"):
        assert eye.post(f"/sittings/{sitting_id}/{path}").status_code == 403, path


def test_who_may_enter_and_who_finds_nothing(app: Flask, house: House) -> None:
    sitting_id = draft(house)
    ada_id = house.ada.require_person()
    cleo, ada, nobody = signed_in(app, house.cleo_staff), signed_in(app, house.ada), app.test_client()
    base = f"/sittings/{sitting_id}"
    acts = ("publish", "withdraw", "code", "roster", "edit", f"roster/{ada_id}/remove")
    for method, url in [("GET", base), ("GET", f"{base}/edit"), *(("POST", f"{base}/{act}") for act in acts)]:
        assert cleo.open(url, method=method).status_code == 404, url
        assert ada.open(url, method=method).status_code == 403, url
        assert nobody.open(url, method=method).status_code in (302, 401), url
    for url in ("/sittings", "/sittings/new", "/time-rights"):
        assert cleo.get(url).status_code == 200 and ada.get(url).status_code == 403, url
    assert "十一月场" not in cleo.get("/sittings?all=1").text and "小考" not in cleo.get("/sittings/new").text


def test_extra_time_is_granted_refused_and_ended(ben: FlaskClient, house: House, app: Flask) -> None:
    data = {"login": "200825", "time_factor": "1.25", "from_day": "2026-11-20", "until_day": "", "reason": "视力"}
    for change, text in (
        ({"login": "300001"}, "你的范围内没有这个工号"),
        ({"login": ""}, "请填写这一项"),
        ({"time_factor": "1"}, "时间倍数在 1.01 和 3 之间"),
        ({"time_factor": "viel"}, "分值是数字"),
        ({"until_day": "2026-11-19"}, "结束日期要在开始日期之后"),
        ({"from_day": "gestern"}, "日期写成 2026-11-22 的样子"),
        ({"reason": " "}, "请填写这一项"),
    ):
        page = ben.post("/time-rights", data=data | change)
        assert page.status_code == 422 and text in page.text, change
    assert exams.list_time_rights(house.ben) == []
    once = str(new_id())
    for _ in range(2):
        assert ben.post("/time-rights", data=data | {"once": once}).status_code == 302
    (right,) = exams.list_time_rights(house.ben)
    assert "1.25" in ben.get("/time-rights").text
    assert signed_in(app, house.cleo_staff).post(f"/time-rights/{right.id}/end").status_code == 404
    assert ben.post(f"/time-rights/{right.id}/end").status_code == 302
    assert exams.list_time_rights(house.ben)[0].ended_at is not None


def test_dates_are_the_organisation_s(ben: FlaskClient, house: House) -> None:
    exam_id, _forms = small_exam(house, clock.now())
    data = typed(house, exam_id)
    where = ben.post("/sittings/new", data=data).location
    sitting = exams.get_sitting(UUID(where.rsplit("/", 1)[1]))
    assert local(sitting.opens_at).strftime("%Y-%m-%dT%H:%M") == data["opens_at"]
    assert sitting.opens_at.utcoffset() == timedelta(0)
