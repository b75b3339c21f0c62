"""Release and result pages: who gets in, what a candidate sees when; no key, score or verdict before the release."""

import html
import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.exams.domain import ShowAnswers
from certify.results import services as results
from foundation import clock
from tests.exam_hall import Hall, right_answer
from tests.factories import House, signed_in
from tests.marking_desk import BLANKS, ESSAY, MULTIPLE, SHORT, SINGLE, mark_all, sit, small_hall, without_texts

OPENED = timedelta(hours=1)


@pytest.fixture
def then() -> datetime:
    """When the sitting opened: pages ask the real clock."""
    return clock.now() - OPENED


@pytest.fixture
def hall(house: House, then: datetime) -> Hall:
    return small_hall(house, then)


@pytest.fixture
def ada(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.ada)


@pytest.fixture
def ben(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.ben)


def secrets_of_the_paper() -> set[str]:
    """Keys, guides, explanations: everything that must not reach a candidate before the release."""
    found = {"解析文字", "评分说明文字", "answer_key", "rationale", "写得清楚"}
    found |= {accepted for variants in BLANKS["answer_key"] for accepted in variants}
    found |= {point["text"] for content in (SHORT, ESSAY) for point in content["scoring_points"]}
    return found


def pages_of_a_candidate(attempt_id: UUID, hall: Hall) -> list[str]:
    return [
        "/",
        "/my/exams",
        "/my/results",
        f"/my/results/{attempt_id}",
        f"/my/results/{attempt_id}/print",
        f"/attempts/{attempt_id}",
        f"/attempts/{attempt_id}/receipt",
        f"/attempts/{attempt_id}/receipt?format=json",
    ]


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("marked", [False, True])
def test_before_the_release_nothing_leaks(
    app: Flask, house: House, hall: Hall, then: datetime, ada: FlaskClient, marked: bool, accept: str
) -> None:
    attempt_id = sit(house.ada, hall, then, without_blanks_key)
    if marked:
        mark_all(house.marker, then)
    for url in pages_of_a_candidate(attempt_id, hall):
        reply = ada.get(url, headers={"Accept": accept}, follow_redirects=True)
        text = html.unescape(reply.text)
        leaks = [secret for secret in secrets_of_the_paper() if secret in text]
        assert not leaks, (url, leaks)
        if "/results" in url:
            assert "未通过" not in text and ">通过<" not in text and "达标" not in text
            points = re.findall(r"\d+(?:\.\d+)? ?/ ?(?:23|7|16|17|6)\b|cf-fig|cf-passline", text)
            assert not points, (url, points)


def without_blanks_key(slot: object) -> object:
    """What Ada typed must not hide a leak: she knows none of the blanks."""
    return ["甲", "乙", "丙"] if slot.item_type == "fill_blank" else right_answer(slot)  # type: ignore[attr-defined]


def test_the_candidate_is_told_the_stage(ada: FlaskClient, house: House, hall: Hall, then: datetime) -> None:
    assert "还没有成绩" in ada.get("/my/results").text
    attempt_id = sit(house.ada, hall, then)
    assert "待评卷" in ada.get("/my/results").text and "答卷正在评阅" in ada.get(f"/my/results/{attempt_id}").text
    mark_all(house.marker, then)
    assert "待发布" in ada.get("/my/results").text and "等待发布" in ada.get(f"/my/results/{attempt_id}").text
    results.release(house.ben, hall.sitting_id, now=then)
    page = ada.get(f"/my/results/{attempt_id}").text
    assert ">通过<" in page and "cf-passline" in page and "认知与安全" in page and "一、客观题" in page
    assert "高出及格线 9 分" in page and "答案在本场考试结束" in page and "解析文字" not in page
    assert "写得清楚" in page, "comments are for the candidate"


def test_answers_with_keys_when_the_sitting_is_over(app: Flask, house: House) -> None:
    then = clock.now() - timedelta(hours=4)
    hall = small_hall(house, then)
    attempt_id = sit(house.ada, hall, then)
    mark_all(house.marker, then)
    results.release(house.ben, hall.sitting_id, now=then)
    page = signed_in(app, house.ada).get(f"/my/results/{attempt_id}").text
    for text in ("解析文字", "评分说明文字", "标准答案", "ACD", SINGLE[0]["stem"], MULTIPLE["stem"]):
        assert text in page


def test_a_policy_of_never_keeps_the_keys(app: Flask, house: House) -> None:
    then = clock.now() - timedelta(hours=4)
    hall = small_hall(house, then, answers=ShowAnswers.NEVER)
    attempt_id = sit(house.ada, hall, then, without_blanks_key)
    mark_all(house.marker, then)
    results.release(house.ben, hall.sitting_id, now=then)
    page = html.unescape(signed_in(app, house.ada).get(f"/my/results/{attempt_id}").text)
    assert "cf-passline" in page and "写得清楚" in page
    assert not [secret for secret in secrets_of_the_paper() - {"写得清楚"} if secret in page]


def test_a_fail_says_why_and_by_how_much(app: Flask, house: House, hall: Hall, then: datetime) -> None:
    attempt_id = sit(house.ada, hall, then, without_texts)
    results.release(house.ben, hall.sitting_id, now=then)
    page = signed_in(app, house.ada).get(f"/my/results/{attempt_id}").text
    assert ">未通过<" in page and "总分 7，及格线 14，还差 7 分" in page
    assert "服务礼仪 1 分，最低 8.5 分，还差 7.5 分" in page and "二、主观题 0 分，最低 4 分，还差 4 分" in page


def test_the_paper_has_a_masked_telephone_and_the_score_only_after_release(
    ada: FlaskClient, house: House, hall: Hall, then: datetime
) -> None:
    """SEED 1.01–1.04: name, masked telephone, department of then, score filled after the release."""
    attempt_id = sit(house.ada, hall, then)
    before = ada.get(f"/my/results/{attempt_id}/print").text
    assert "林晓雯" in before and "138****0825" in before and "13800000825" not in before and "岚州一中心" in before
    assert re.search(r"得分 *</span>", before) and "还没有发布" in before
    mark_all(house.marker, then)
    results.release(house.ben, hall.sitting_id, now=then)
    after = ada.get(f"/my/results/{attempt_id}/print").text
    assert re.search(r"得分 23 *</span>", after) and "13800000825" not in after
    assert "13800000825" in ada.get(f"/my/results/{attempt_id}").text, "the owner sees their own number"


def test_somebody_elses_result_is_not_found(app: Flask, house: House, hall: Hall, then: datetime) -> None:
    attempt_id = sit(house.ada, hall, then, without_texts)
    results.release(house.ben, hall.sitting_id, now=then)
    for actor in (house.adam, house.ben, house.marker, house.hr, house.cleo_staff):
        browser = signed_in(app, actor)
        for url in (f"/my/results/{attempt_id}", f"/my/results/{attempt_id}/print"):
            assert browser.get(url).status_code == 404
        assert "还没有成绩" in browser.get("/my/results").text
    assert app.test_client().get(f"/my/results/{attempt_id}").status_code == 302
    assert signed_in(app, house.ada).get(f"/my/results/{UUID(int=1)}").status_code == 404


def test_dry_run_then_release(ben: FlaskClient, house: House, hall: Hall, then: datetime) -> None:
    url = f"/marking/release/{hall.sitting_id}"
    assert "还没有可以发布的成绩" in ben.get("/marking/release").text
    sit(house.ada, hall, then, without_texts)
    sit(house.adam, hall, then)
    assert "十一月第一场" in ben.get("/marking/release").text
    page = ben.get(url).text
    assert "0 人通过，1 人未通过，1 人未评完" in page and "未评完：第 5、6 题" in page and "发布 1 人的成绩" in page
    assert ben.post(url).status_code == 302
    page = ben.get(url).text
    assert "已发布 1 人的成绩" in page and "；1 人已发布" in page and "何思敏" in page
    again = ben.post(url)
    assert again.status_code == 409 and "没有可以发布的成绩" in again.text


def test_who_may_not_release(app: Flask, house: House, hall: Hall, then: datetime) -> None:
    sit(house.ada, hall, then, without_texts)
    url = f"/marking/release/{hall.sitting_id}"
    for actor, status in ((house.ada, 403), (house.marker, 403), (house.hr, 403), (house.cleo_staff, 404)):
        browser = signed_in(app, actor)
        assert (browser.get(url).status_code, browser.post(url).status_code) == (status, status)
    assert "还没有可以发布的成绩" in signed_in(app, house.cleo_staff).get("/marking/release").text
    assert signed_in(app, house.ada).get("/marking/release").status_code == 403
    assert results.dry_run(house.ben, hall.sitting_id).n_released == 0


def test_result_pages_speak_english(ada: FlaskClient, house: House, hall: Hall, then: datetime) -> None:
    attempt_id = sit(house.ada, hall, then, without_texts)
    results.release(house.ben, hall.sitting_id, now=then)
    ada.set_cookie("lang", "en")
    page = ada.get(f"/my/results/{attempt_id}").text
    assert "Theory of the post: result" in page and "Total 7, pass line 14: 7 short" in page and "Etiquette" in page
