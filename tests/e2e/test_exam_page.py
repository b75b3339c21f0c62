"""The exam page on the real server: what is typed is there, whatever happens to network, page, sign-in or browser; and
nothing that the candidate's browser receives before the release tells a key.
"""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from certify.marking import services as marking
from certify.results import services as results
from foundation import clock
from people import services as people
from tests.chromium import violations
from tests.e2e.addresses import ADMIN, EXAMINER, MARKER, SITTING
from tests.e2e.exam_room import (
    EXPLANATION,
    PASSWORD,
    POINT,
    RATIONALE,
    Room,
    answer,
    chip,
    expect_saved,
    hand_in,
    open_room,
    ready,
)
from tests.e2e.server import Site
from tests.e2e.visitors import PATIENCE, Visitor

Visit = Callable[..., Visitor]


def answers(room: Room) -> dict[int, Any]:
    """One response of each kind."""
    single, multiple, blanks, essay = (
        room.slots_of(kind)[0] for kind in ("single_choice", "multiple_choice", "fill_blank", "essay")
    )
    return {
        single.position: "B",
        multiple.position: ["A", "C"],
        blanks.position: ["核身", "", "回访"],
        essay.position: "先听完。",
    }


def give(page: Page, room: Room, values: dict[int, Any]) -> None:
    for slot in room.slots:
        if slot.position in values:
            answer(page, slot, values[slot.position])


def eventually(room: Room, page: Page, values: dict[int, Any]) -> None:
    """The server comes to hold these answers."""
    deadline = time.monotonic() + PATIENCE / 1000
    while (held := room.saved(page)) != values and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert held == values


@pytest.fixture(scope="module", autouse=True)
def short_exam(demo: Site, browser: Browser) -> Iterator[tuple[Room, str, Page]]:
    """One minute that runs while the other tests do: one candidate answered and closed the browser, another just stays.

    Gives the room, the path of the first one's receipt, and the second one's page.
    """
    room = open_room(demo, minutes=1, candidates=2)
    gone, staying = Visitor(browser, demo), Visitor(browser, demo)
    page = room.enter(gone, room.logins[0])
    give(page, room, answers(room))
    expect_saved(page)
    receipt = page.url.removeprefix(demo.url) + "/receipt"
    gone.leave()
    waiting = room.enter(staying, room.logins[1])
    answer(waiting, room.slots[0], "B")
    expect_saved(waiting)
    yield room, receipt, waiting
    staying.leave()


def test_what_is_chosen_and_typed_is_saved_and_said(demo: Site, visit: Visit) -> None:
    room = open_room(demo)
    page = room.enter(visit(demo))
    give(page, room, answers(room))
    page.locator("#q2 .cf-flag").click()
    expect_saved(page)
    assert room.saved(page) | {2: None} == answers(room) | {2: None}
    expect(page.locator("[data-answer-card] b[data-n-answered]")).to_have_text("4")


def test_a_wrong_code_and_somebody_elses_attempt_lead_nowhere(demo: Site, visit: Visit) -> None:
    room = open_room(demo, candidates=2)
    page = room.enter(visit(demo), room.logins[0])
    other = visit(demo).sign_in(room.logins[1], PASSWORD)
    reply = other.page.goto(page.url)
    assert reply is not None and reply.status == 404
    other.go(f"/sittings/{room.sitting_id}/start")
    other.page.fill("input[name=access_code]", "000000")
    other.page.click("main form button.btn-primary")
    expect(other.page.locator("[role=alert]")).to_contain_text("入场码")
    assert "/attempts/" not in other.page.url


def test_offline_one_goes_on_and_everything_is_sent_on_return(demo: Site, visit: Visit) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    page = room.enter(candidate)
    values = answers(room)
    single = room.slots_of("single_choice")[1]
    answer(page, single, "C")
    expect_saved(page)
    candidate.context.set_offline(True)
    give(page, room, values)
    expect(chip(page)).to_have_text("离线 · 本机已存 4 题")
    expect(page.locator("[data-banner-box]")).to_contain_text("网络断开了，继续答题就好。")
    candidate.picture("exam-offline", whole=False)
    assert room.saved(page) == {single.position: "C"}
    candidate.context.set_offline(False)
    expect(page.locator("[data-notice-box]")).to_contain_text("网络恢复，4 题已全部上传")
    expect_saved(page)
    assert room.saved(page) == {**values, single.position: "C"}


def test_a_reloaded_page_has_every_answer_even_one_that_was_never_sent(demo: Site, visit: Visit) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    page = room.enter(candidate)
    give(page, room, answers(room))
    page.locator("#q2 .cf-flag").click()
    expect_saved(page)
    essay = room.slots_of("essay")[0]
    candidate.context.route("**/responses", lambda route: route.abort())
    answer(page, essay, "先听完，再复述。")
    page.wait_for_timeout(800)  # until it is in this browser's own store
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?", as one answer is not sent yet
    page.reload()
    candidate.context.unroute("**/responses")
    ready(page)
    expect(page.locator(f"[name=q{essay.position}]")).to_have_value("先听完，再复述。")
    expect(page.locator("input[name=q1][value=B]")).to_be_checked()
    expect(page.locator("#q2 .cf-flag")).to_have_attribute("aria-pressed", "true")
    expect_saved(page)
    assert room.saved(page)[essay.position] == "先听完，再复述。"


def test_another_tab_and_another_computer_only_read_until_continue_here(demo: Site, visit: Visit) -> None:
    room = open_room(demo)
    first = visit(demo)
    page = room.enter(first)
    answer(page, room.slots[0], "B")
    expect_saved(page)
    tab = first.new_page()
    tab.goto(page.url)
    expect(chip(ready(tab))).to_have_text("只读")
    expect(tab.locator("input[name=q1]").first).to_be_disabled()
    elsewhere = visit(demo).sign_in(room.logins[0], PASSWORD)
    there = ready(elsewhere.go(page.url.removeprefix(demo.url)))
    expect(chip(there)).to_have_text("只读")
    elsewhere.picture("exam-read-only", whole=False)
    there.click("[data-continue-here]")
    expect(there.locator("input[name=q1][value=B]")).to_be_enabled()
    expect(there.locator("input[name=q1][value=B]")).to_be_checked()
    answer(there, room.slots[0], "C")
    expect_saved(there)
    expect(chip(page)).to_have_text("只读")
    expect(page.locator("[data-banner-box]")).to_contain_text("考试已在另一个页面或另一台电脑上继续")
    expect(page.locator("input[name=q1]").first).to_be_disabled()


def test_a_revoked_session_asks_for_the_password_in_place(demo: Site, visit: Visit) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    page = room.enter(candidate)
    with demo.services():
        holder = people.actor_of_login(room.logins[0]).require_person()
        people.end_sessions(people.actor_of_login(ADMIN), holder, now=clock.now())
    answer(page, room.slots[0], "B")
    again = page.locator("[data-sign-in-again]")
    expect(again).to_be_visible()
    expect(page.locator("[data-banner-box]")).to_contain_text("登录已过期。在这里输入密码继续，答案都在。")
    candidate.picture("exam-signed-out", whole=False)
    again.locator("input").fill("not the password")
    again.locator("button").click()
    expect(again.locator("[data-error]")).not_to_be_empty()
    assert room.saved(page) == {}
    again.locator("input").fill(PASSWORD)
    again.locator("button").click()
    expect(again).to_be_hidden()
    expect_saved(page)
    assert room.saved(page) == {room.slots[0].position: "B"}
    answer(page, room.slots[1], "C")
    expect_saved(page)


def test_nothing_that_a_candidate_receives_tells_a_key_and_scores_are_exact(
    demo: Site, visit: Visit, browser: Browser, tmp_path: Path
) -> None:
    room = open_room(demo)
    recorded = tmp_path / "received.har"
    candidate = Visitor(browser, demo, record=recorded)
    page = room.enter(candidate)
    for slot, value in zip(room.slots_of("multiple_choice"), (["A"], ["A", "B"], ["A", "B", "C"]), strict=True):
        answer(page, slot, value)
    for slot in room.slots_of("single_choice"):
        answer(page, slot, "B")
    answer(page, room.slots_of("fill_blank")[0], ["密语甲", "不知道", "密语丙"])
    answer(page, room.slots_of("essay")[0], "先听完，再复述，再给办法。")
    expect_saved(page)
    hand_in(page)
    expect(page.locator("main")).to_contain_text("服务器收到 7 / 7 题的答案。")
    for path in (
        "/my/results",
        "/my/exams",
        "/my/way",
        page.url.replace("/attempts/", "/my/results/").removesuffix("/receipt"),
    ):
        candidate.go(path.removeprefix(demo.url))
    candidate.go(page.url.removeprefix(demo.url) + "/print")
    result = page.url.removeprefix(demo.url).removesuffix("/print")
    candidate.leave()
    assert_silent(recorded)
    audit = visit(demo).sign_in(ADMIN).go(f"/admin/audit?login={room.logins[0]}")
    expect(audit.locator("main table tbody")).to_contain_text("交卷")
    mark_and_release(demo, room)
    seen = visit(demo).sign_in(room.logins[0], PASSWORD).go(result)
    for title, score in (
        ("一、单选题", "1 / 2"),
        ("二、多选题", "0 / 6"),
        ("三、填空题", "2 / 3"),
        ("四、论述题", "3.5 / 5"),
    ):
        expect(seen.get_by_role("row").filter(has_text=title)).to_contain_text(score)
    expect(seen.locator("main")).to_contain_text("未通过")


def assert_silent(recorded: Path) -> None:
    """No reply holds a key, an explanation, a rationale, a scoring point or a score."""
    entries = json.loads(recorded.read_text())["log"]["entries"]
    bodies = {
        entry["request"]["url"]: entry["response"]["content"].get("text", "")
        for entry in entries
        if "/static/" not in entry["request"]["url"]
    }
    assert any("/responses" in url for url in bodies) and any(url.endswith("/receipt") for url in bodies)
    told = (EXPLANATION, RATIONALE, POINT, "密语乙", "核对身份的密语")
    names = ("answer_key", "explanation", "rationale", "marking_guide", "scoring_points", '"score', "is_right")
    for url, body in bodies.items():
        assert [word for word in (*told, *names) if word in body] == [], url


def mark_and_release(site: Site, room: Room) -> None:
    """The essay gets 1.5 of 2 and 2 of 3."""
    with site.services():
        marker, now = people.actor_of_login(MARKER), clock.now()
        version_id = room.slots_of("essay")[0].version_id
        script = marking.take_next(marker, version_id, now=now)
        while script is not None:
            marking.save_mark(marker, version_id, script.lease_id, ["1.5", "2"], "", now=now)
            script = marking.take_next(marker, version_id, now=now)
        results.release(people.actor_of_login(EXAMINER), room.sitting_id, now=now)


@pytest.mark.parametrize("scheme", ("light", "dark"))
def test_the_exam_page_while_it_writes_is_sound(demo: Site, visit: Visit, scheme: str) -> None:
    room = open_room(demo, candidates=2)
    for login, width, height in zip(room.logins, (1360, 390), (900, 844), strict=True):
        candidate = visit(demo, width=width, height=height, theme=scheme)
        page = room.enter(candidate, login)
        give(page, room, answers(room))
        expect_saved(page)
        candidate.picture(f"exam-{scheme}-{width}", whole=False)
        assert violations(page) == []
        if width < 768:
            page.click(".cf-dock [data-card]")
            candidate.picture(f"exam-card-{scheme}-{width}", whole=False)
            assert violations(page) == []
            page.click("[data-answer-card] [data-card]")
            page.click(".cf-dock [data-card]")
        page.locator("[data-open-hand-in]:visible").first.click()
        candidate.picture(f"exam-hand-in-{scheme}-{width}", whole=False)
        assert violations(page) == []


def test_time_out_hands_in_on_the_server_though_no_browser_is_open(
    demo: Site, visit: Visit, short_exam: tuple[Room, str, Page]
) -> None:
    room, receipt, waiting = short_exam
    waiting.wait_for_url("**/receipt", timeout=100_000)
    expect(waiting.locator("main")).to_contain_text("服务器收到 1 / 7 题的答案。")
    back = visit(demo).sign_in(room.logins[0], PASSWORD)
    back.page.goto(receipt)
    # The closer comes 25 to 30 seconds after the time is up (grace, its own wait, its turn), the page asks every 5.
    expect(back.page.locator("main")).to_contain_text("时间到，已自动交卷。", timeout=60_000)
    expect(back.page.locator("main")).to_contain_text("服务器收到 4 / 7 题的答案。")


def test_a_first_time_candidate_walks_the_rehearsal(demo: Site, visit: Visit) -> None:
    """From signing in to the receipt by what the pages say, each click counted; nowhere is a result promised."""
    clicks = 0
    password = demo.passwords.get(SITTING, PASSWORD)
    if SITTING not in demo.passwords:
        with demo.services():
            now, agent = clock.now(), people.actor_of_login(SITTING)
            slip = people.sign_in_slip(people.actor_of_login(ADMIN), agent.require_person(), now=now)
            people.set_password_by_token(slip, password, now=now)
    candidate = visit(demo, width=390, height=844)
    page = candidate.sign_in(SITTING, password).page

    def click(target: Any) -> None:
        nonlocal clicks
        clicks += 1
        target.click()

    click(page.get_by_role("link", name="考试", exact=True).last)
    section = page.locator("section").filter(has_text="演练")
    expect(section).to_contain_text("可以进入")
    candidate.picture("rehearsal-1-my-exams")
    click(section.get_by_role("link", name="进入考试"))
    expect(page.locator("main")).to_contain_text("演练，不计成绩")
    expect(page.locator("main")).to_contain_text("断网时继续答题，恢复后自动上传")
    candidate.picture("rehearsal-2-start")
    expect(page.locator("input[name=access_code]")).to_have_count(0)  # nobody is there to announce a code
    click(page.locator("[data-begin]"))
    ready(page)
    expect(page.locator("header").first).to_contain_text("演练")
    candidate.picture("rehearsal-3-exam", whole=False)
    page.locator("article input[type=radio]").first.check()
    expect_saved(page)
    click(page.locator(".cf-dock [data-card]"))
    click(page.locator("[data-open-hand-in]:visible"))
    candidate.picture("rehearsal-4-check", whole=False)
    click(page.locator("dialog[data-hand-in] [data-confirm]"))
    page.wait_for_url("**/receipt")
    expect(page.locator("main")).to_contain_text("这是演练，不计成绩，也不评卷")
    expect(page.locator("main")).not_to_contain_text("成绩发布后")
    candidate.picture("rehearsal-5-receipt")
    click(page.get_by_role("link", name="回到我的考试"))
    assert clicks == 7  # exams, enter, begin, card, check, hand in, back; and one for each answer
