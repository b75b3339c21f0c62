"""The invigilator's pages: what they show and do, who is refused, what bad input says; nothing tells an answer."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from certify.delivery import services as delivery
from certify.delivery.routes.room_acts import ACTS
from certify.delivery.services import room
from certify.exams import services as exams
from foundation import clock
from foundation.ids import new_id
from tests.exam_hall import Candidate, Hall, open_hall, right_answer
from tests.factories import House, signed_in

ASK_JSON = {"Accept": "application/json"}


@pytest.fixture
def then() -> datetime:
    """When the sitting opened: pages ask the real clock."""
    return clock.now() - timedelta(minutes=30)


@pytest.fixture
def hall(house: House, then: datetime) -> Hall:
    return open_hall(house, then)


@pytest.fixture
def ada(house: House, hall: Hall) -> Candidate:
    """Ada is writing, a minute ago she saved two answers; Adam has not come."""
    now = clock.now()
    candidate = Candidate.start(house.ada, hall, now - timedelta(minutes=10))
    for slot in candidate.form().slots[:2]:
        candidate.answer(now - timedelta(seconds=3), slot.position, right_answer(slot))
    return candidate


@pytest.fixture
def desk(app: Flask, house: House) -> FlaskClient:
    """The invigilator's browser."""
    return signed_in(app, house.invigilator)


def at(hall: Hall, *more: str) -> str:
    return "/".join([f"/rooms/{hall.sitting_id}", *more])


def do(desk: FlaskClient, hall: Hall, name: str, house: House, *keys: str, **fields: str) -> TestResponse:
    people = [str(house.cast[key].require_person()) for key in keys]
    return desk.post(at(hall, "acts", name), data={"person": people, **fields}, headers=ASK_JSON)


def seat_of(desk: FlaskClient, hall: Hall, who: UUID) -> dict[str, Any]:
    seats = desk.get(at(hall, "state")).get_json()["seats"]
    found: dict[str, Any] = next(seat for seat in seats if seat["id"] == str(who))
    return found


# ---- what they show


def test_home_leads_to_the_rooms_and_from_there_into_the_running_one(desk: FlaskClient, hall: Hall) -> None:
    assert desk.get("/").location == "/rooms"
    page = desk.get("/rooms").text
    assert "正在进行" in page and at(hall) in page and "进入考场" in page
    assert "开考前检查" in page and f"{hall.code[:3]} {hall.code[3:]}" in page and "不限网段" in page


def test_without_a_sitting_the_list_says_what_comes_here(desk: FlaskClient) -> None:
    page = desk.get("/rooms")
    assert page.status_code == 200 and "还没有考场" in page.text


def test_the_console_shows_code_counts_seats_and_who_needs_somebody(
    desk: FlaskClient, hall: Hall, ada: Candidate
) -> None:
    page = desk.get(at(hall)).text
    assert f"{hall.code[:3]} {hall.code[3:]}" in page and "截至" in page
    assert page.count('role="row" id="seat-') == 2 and "林晓雯" in page and "200826" in page
    assert "开考前检查" not in page, "somebody has begun"


def test_before_anybody_begins_there_is_the_checklist(desk: FlaskClient, hall: Hall) -> None:
    page = desk.get(at(hall)).text
    assert "开考前检查" in page and "凭入场码就能开始" in page and "现在没有人需要你" in page


def test_filters_and_search_work_without_a_script(desk: FlaskClient, hall: Hall, ada: Candidate) -> None:
    def hidden(query: str) -> dict[str, bool]:
        row = r'<tr role="row" id="seat-[^>]*data-find="(\S+) (\S+) (\S+)"( hidden)?>'
        rows = re.findall(row, desk.get(query).text)
        return {name: bool(mark) for _seat, name, _login, mark in rows}

    assert hidden(at(hall)) == {"林晓雯": False, "何思敏": False}
    assert hidden(at(hall) + "?show=expected") == {"林晓雯": True, "何思敏": False}
    assert hidden(at(hall) + "?words=200825") == {"林晓雯": False, "何思敏": True}
    assert "没有符合条件的人" in desk.get(at(hall) + "?words=nobody").text
    assert desk.get(at(hall) + "?show=nonsense&words=%25").status_code == 200


def test_the_state_is_json_with_words_and_304_while_nothing_moves(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    reply = desk.get(at(hall, "state"))
    board = reply.get_json()
    assert reply.content_type == "application/json" and board["poll_seconds"] == 5
    assert board["counts"]["working"] == 1 and board["counts"]["expected"] == 1
    seat = next(each for each in board["seats"] if each["name"] == "林晓雯")
    assert seat["state"] == "已答 2" and seat["answered"].startswith("2/") and seat["deadline"]
    again = desk.get(at(hall, "state"), headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    do(desk, hall, "extend", house, "ada", minutes="5", quick="断电")
    assert desk.get(at(hall, "state"), headers={"If-None-Match": reply.headers["ETag"]}).status_code == 200


def test_nothing_that_an_invigilator_sees_holds_an_answer_a_key_or_a_score(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    now = clock.now()
    essay = next(slot for slot in ada.form().slots if slot.item_type in ("essay", "short_answer"))
    ada.answer(now, essay.position, "这句话谁也不该在监考页上看到")
    pages = [
        desk.get(path).text
        for path in (at(hall), at(hall, "state"), at(hall, "record"), at(hall, "seats", str(house.ada.person_id)))
    ]
    stems = [slot.content["stem"][:12] for slot in ada.form().slots]
    for page in pages:
        assert "这句话" not in page and not any(stem in page for stem in stems)
        assert not any(word in page for word in ("answer_key", "explanation", "rationale", "scoring_points", '"score'))


def test_a_seat_says_what_is_known_and_what_was_done(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    do(desk, hall, "extend", house, "ada", minutes="7", quick="other", reason="键盘坏了")
    page = desk.get(at(hall, "seats", str(house.ada.person_id))).text
    assert "林晓雯" in page and "7 分钟" in page and "键盘坏了" in page and "最后保存" in page
    assert "延时" in page and "放行" not in page.split("这个座位的记录")[0].split("data-ask")[1]


def test_the_record_names_every_act_and_can_be_printed(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    do(desk, hall, "note", house, "ada", text="要了一支笔")
    desk.post(at(hall, "acts", "note"), data={"everyone": "1", "text": "空调坏了"})
    do(desk, hall, "identity", house, "ada")
    page = desk.get(at(hall, "record")).text
    assert all(word in page for word in ("要了一支笔", "空调坏了", "已核对身份", "林晓雯", "沈立", "打印"))


# ---- acts


def test_an_act_is_asked_first_and_says_to_whom_and_what_will_happen(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    people = [str(house.ada.person_id), str(house.adam.person_id)]
    page = desk.post(at(hall, "ask"), data={"act": "extend", "person": people}).text
    assert "林晓雯 延时" in page and "不包括 1 人：没有在答题" in page and "交卷时间推后" in page
    assert "断电" in page and "身体不适" in page
    whole = desk.post(at(hall, "ask"), data={"act": "pause", "everyone": "1"}).text
    assert "暂停 全场 的考试" in whole and 'name="everyone"' in whole
    nobody = desk.post(at(hall, "ask"), data={"act": "resume", "person": people}).text
    assert "不包括 2 人：没有暂停" in nobody and "btn-primary" not in nobody.split("data-cancel")[1]


def test_extending_moves_the_deadline_and_tells_the_candidate_why(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    before = seat_of(desk, hall, ada.actor.require_person())["deadline"]
    reply = do(desk, hall, "extend", house, "ada", minutes="10", quick="断电")
    assert reply.get_json() == {"message": "已为 1 人延时", "done": 1, "not_done": []}
    assert seat_of(desk, hall, ada.actor.require_person())["deadline"] == before + 600_000
    record = desk.get(at(hall, "state")).get_json()["record"]
    assert record[0]["act"] == "延时" and record[0]["details"] == "10 分钟" and record[0]["reason"] == "断电"


def test_without_a_script_an_act_leads_back_to_the_room_and_says_what_was_done(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    data = {"person": str(house.ada.person_id), "minutes": "10", "quick": "断电"}
    reply = desk.post(at(hall, "acts", "extend"), data=data)
    assert reply.status_code == 303 and reply.location == at(hall)
    assert "已为 1 人延时" in desk.get(at(hall)).text


def test_pause_and_resume_one_and_all(desk: FlaskClient, hall: Hall, house: House, ada: Candidate) -> None:
    assert do(desk, hall, "pause", house, "ada", quick="断电").get_json()["done"] == 1
    seat = seat_of(desk, hall, ada.actor.require_person())
    assert seat["presence"] == "paused" and seat["left"] and seat["deadline"] is None
    board = desk.get(at(hall, "state")).get_json()
    (card,) = [each for each in board["needs"] if each["acts"][0]["act"] == "resume"]
    assert "暂停中，还剩" in card["text"] and card["small"] == "原因：断电"
    assert do(desk, hall, "resume", house, "ada", quick="已来电").get_json()["done"] == 1
    assert seat_of(desk, hall, ada.actor.require_person())["presence"] != "paused"
    whole = desk.post(at(hall, "acts", "pause"), data={"everyone": "1", "quick": "断电"}, headers=ASK_JSON)
    assert whole.get_json()["not_done"] == [] and desk.get(at(hall, "state")).get_json()["is_paused"]
    desk.post(at(hall, "acts", "resume"), data={"everyone": "1", "quick": "已来电"})
    assert not desk.get(at(hall, "state")).get_json()["is_paused"]


def test_collecting_hands_in_what_the_server_holds(desk: FlaskClient, hall: Hall, house: House, ada: Candidate) -> None:
    assert do(desk, hall, "collect", house, "ada", quick="违反考场纪律").get_json()["done"] == 1
    assert seat_of(desk, hall, ada.actor.require_person())["state"].startswith("已收卷 2/")
    assert delivery.receipt(house.ada, ada.attempt_id, now=clock.now()).cause == "collected"
    again = do(desk, hall, "collect", house, "ada", quick="违反考场纪律")
    assert again.status_code == 422 and "没有在答题" in again.text


def test_letting_in_checking_and_moving(desk: FlaskClient, hall: Hall, house: House) -> None:
    assert do(desk, hall, "admit", house, "ada", "adam").get_json()["done"] == 2
    assert do(desk, hall, "identity", house, "adam").get_json()["message"] == "已记下 1 人的身份核对"
    assert do(desk, hall, "move_seat", house, "adam", seat="C-09", quick="换机").get_json()["done"] == 1
    seat = seat_of(desk, hall, house.adam.require_person())
    assert seat["seat"] == "C-09" and seat["presence"] == "admitted" and seat["checked"]
    taken = do(desk, hall, "move_seat", house, "ada", seat="C-09", quick="换机")
    assert taken.status_code == 422 and "座位 C-09 已经有人" in taken.text


def test_reopening_takes_two_persons(app: Flask, desk: FlaskClient, hall: Hall, house: House, ada: Candidate) -> None:
    do(desk, hall, "collect", house, "ada", quick="考生要求交卷")
    proposed = do(desk, hall, "reopen", house, "ada", minutes="10", quick="误点交卷")
    assert proposed.get_json()["message"] == "已提出，等另一位确认"
    (card,) = [each for each in desk.get(at(hall, "state")).get_json()["needs"] if each["reopening"]]
    assert "等另一位确认" in card["small"] and [each["act"] for each in card["acts"]] == ["decline"]
    mine = do(desk, hall, "confirm", house, "ada", reopening=card["reopening"])
    assert mine.status_code == 403 and "另一个人确认" in mine.get_json()["error"]
    second = second_invigilator(app, house)
    (theirs,) = [each for each in second.get(at(hall, "state")).get_json()["needs"] if each["reopening"]]
    assert [each["act"] for each in theirs["acts"]] == ["confirm", "decline"]
    page = second.post(
        at(hall, "ask"), data={"act": "confirm", "person": card["person"], "reopening": card["reopening"]}
    ).text
    assert "重新打开" in page and "林晓雯" in page
    assert do(second, hall, "confirm", house, "ada", reopening=card["reopening"]).get_json()["message"] == "已重新打开"
    assert seat_of(desk, hall, ada.actor.require_person())["presence"] in ("working", "idle", "disconnected")
    late = do(second, hall, "decline", house, "ada", reopening=card["reopening"])
    assert late.status_code == 422 and "已经有人决定" in late.text


def test_an_examiner_decides_on_a_page_of_their_own(
    app: Flask, desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    ben, where = signed_in(app, house.ben), at(hall, "reopenings")
    assert "没有等你决定的申请" in ben.get(where).text and where in ben.get(f"/sittings/{hall.sitting_id}").text
    do(desk, hall, "collect", house, "ada", quick="考生要求交卷")
    do(desk, hall, "reopen", house, "ada", minutes="10", quick="误点交卷")
    assert "收回申请" in desk.get(where).text and "确认重开" not in desk.get(where).text
    page = ben.get(where).text
    assert "林晓雯" in page and "误点交卷" in page and "给 10 分钟" in page
    found = re.search(r"/reopenings/([0-9a-f-]{36})", page)
    assert found is not None
    assert signed_in(app, house.cleo_staff).post(f"{where}/{found[1]}", data={"confirm": "1"}).status_code == 404
    assert ben.post(f"{where}/{new_id()}", data={"confirm": "1"}).status_code == 404
    assert desk.post(f"{where}/{found[1]}", data={"confirm": "1"}).status_code == 403
    done = ben.post(f"{where}/{found[1]}", data={"confirm": "1"}, follow_redirects=True)
    assert "已重新打开" in done.text and seat_of(desk, hall, ada.actor.require_person())["presence"] != "finished"
    assert "已经有人决定" in ben.post(f"{where}/{found[1]}", data={"decline": "1", "reason": "不必"}).text


def second_invigilator(app: Flask, house: House) -> FlaskClient:
    from people.domain import Role
    from tests.factories import make_person

    return signed_in(app, make_person("100114", "岳明", house.units["north"], Role.INVIGILATOR, now=clock.now()))


def test_signing_off_waits_for_everybody(desk: FlaskClient, hall: Hall, house: House, ada: Candidate) -> None:
    early = desk.post(at(hall, "acts", "sign_off"), data={"everyone": "1"}, headers=ASK_JSON)
    assert early.status_code == 422 and "还有 1 人没有交卷：林晓雯" in early.text


def test_many_with_one_need_are_one_card_and_one_act(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certify.delivery.routes.room_needs.MOST_CARDS_OF_A_KIND", 0)
    do(desk, hall, "pause", house, "ada", quick="断电")
    (card,) = [each for each in desk.get(at(hall, "state")).get_json()["needs"] if each["need"] == "paused"]
    assert card["who"] == "1 人" and card["small"].startswith("原因：断电　01 林晓雯")
    assert [each["act"] for each in card["acts"]] == ["resume", "look"]
    assert "林晓雯" in desk.post(at(hall, "ask"), data={"act": "resume", "need": "paused"}).text


def test_acts_that_are_done_one_by_one_take_so_many_people_and_no_more(
    desk: FlaskClient, hall: Hall, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ACTS, "identity", replace(ACTS["identity"], most=1))
    refused = do(desk, hall, "identity", house, "ada", "adam")
    assert refused.status_code == 422 and "一次最多 1 人" in refused.text
    assert room.incidents(house.invigilator, hall.sitting_id) == []


# ---- what is refused


@pytest.mark.parametrize(
    ("name", "fields", "text"),
    [
        ("extend", {"minutes": "0", "quick": "断电"}, "填 1 到 240 分钟"),
        ("extend", {"minutes": "241", "quick": "断电"}, "填 1 到 240 分钟"),
        ("extend", {"minutes": "ten", "quick": "断电"}, "请填写整数"),
        ("extend", {"minutes": "10"}, "选一个原因，或者自己写"),
        ("extend", {"minutes": "10", "quick": "other"}, "写出原因"),
        ("extend", {"minutes": "10", "quick": "made up"}, "请从列表中选择"),
        ("pause", {}, "选一个原因，或者自己写"),
        ("pause", {"quick": "other", "reason": "长" * 201}, "200"),
        ("collect", {"reason": "   "}, "选一个原因，或者自己写"),
        ("note", {"text": ""}, "请填写这一项"),
        ("move_seat", {"seat": "", "quick": "换机"}, "请填写这一项"),
        ("reopen", {"minutes": "10", "quick": "断电"}, "没有交卷"),
    ],
)
def test_bad_input_changes_nothing_and_says_what_is_missing(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate, name: str, fields: dict[str, str], text: str
) -> None:
    before = desk.get(at(hall, "state")).get_json()["version"]
    reply = do(desk, hall, name, house, "ada", **fields)
    assert reply.status_code == 422 and text in reply.text
    assert desk.get(at(hall, "state")).get_json()["version"] == before


def test_unknown_people_acts_and_rooms_are_not_found(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    good = {"minutes": "10", "quick": "断电"}
    for person in (str(new_id()), "not an id", str(house.cleo.person_id)):
        for path in (at(hall, "ask"), at(hall, "acts", "extend")):
            reply = desk.post(path, data={"act": "extend", "person": [person], **good})
            assert reply.status_code == 404, (path, person)
    assert desk.get(at(hall, "seats", str(house.cleo.person_id))).status_code == 404
    assert desk.post(at(hall, "acts", "fly"), data={"everyone": "1"}).status_code == 404
    assert desk.post(at(hall, "ask"), data={}).status_code == 404
    assert desk.get(f"/rooms/{new_id()}").status_code == 404
    assert do(desk, hall, "confirm", house, "ada").status_code == 404, "no proposal named"
    many = {"act": "move_seat", "person": [str(house.ada.person_id), str(house.adam.person_id)]}
    assert desk.post(at(hall, "ask"), data=many).status_code == 404


def test_others_are_refused(app: Flask, hall: Hall, house: House, ada: Candidate) -> None:
    person = str(house.ada.person_id)
    paths = [
        ("GET", at(hall)),
        ("GET", at(hall, "state")),
        ("GET", at(hall, "record")),
        ("GET", at(hall, "seats", person)),
        ("POST", at(hall, "ask")),
        ("POST", at(hall, "acts", "extend")),
    ]
    data = {"act": "extend", "person": person, "minutes": "10", "quick": "断电"}
    for key, status in (("ada", 403), ("ben", 403), ("marker", 403), ("cleo_staff", 404)):
        browser = signed_in(app, house.cast[key])
        for method, path in paths:
            reply = browser.open(path, method=method, data=data if method == "POST" else None)
            assert reply.status_code == status, (key, path, reply.status_code)
    visitor = app.test_client()
    for method, path in paths:
        reply = visitor.open(path, method=method, data=data if method == "POST" else None)
        assert reply.status_code == 401 or "/sign-in" in reply.location
    assert [each.minutes for each in room.incidents(house.invigilator, hall.sitting_id)] == []


def test_forms_need_their_token(app: Flask, desk: FlaskClient, hall: Hall, house: House, ada: Candidate) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        reply = do(desk, hall, "extend", house, "ada", minutes="10", quick="断电")
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert reply.status_code == 400 and "刷新" in json.loads(reply.text)["error"]


def test_the_sitting_page_leads_to_its_room_where_one_may_watch(app: Flask, hall: Hall, house: House) -> None:
    where = f"/sittings/{hall.sitting_id}"
    link = f'href="{at(hall)}"'
    assert link in signed_in(app, house.invigilator).get(where).text
    assert link not in signed_in(app, house.ben).get(where).text
    assert exams.get_sitting(hall.sitting_id).is_published


def test_a_change_that_was_looked_into_leaves_needs_you(
    desk: FlaskClient, hall: Hall, house: House, ada: Candidate
) -> None:
    elsewhere = Candidate(ada.actor, ada.attempt_id, client_id="page-0002")
    elsewhere.open(clock.now())
    elsewhere.take_over(clock.now())
    (card,) = desk.get(at(hall, "state")).get_json()["needs"]
    assert card["text"] == "换过电脑或页面" and [each["act"] for each in card["acts"]] == ["look", "seen"]
    who = {"person": str(house.ada.require_person()), "act": "seen"}
    asked = desk.post(at(hall, "ask"), data=who).text
    assert "已查看：" in asked and "之后再有变化，还会提醒" in asked
    assert do(desk, hall, "seen", house, "ada", reason="换了一台电脑").get_json()["not_done"] == []
    after = desk.get(at(hall, "state")).get_json()
    assert (
        after["needs"] == []
        and after["record"][0]["act"] == "已查看"
        and after["record"][0]["reason"] == "换了一台电脑"
    )
    assert do(desk, hall, "seen", house, "ada").status_code == 422, "nothing is left to look into"
