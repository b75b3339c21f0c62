"""The invigilator's console and the candidates' pages together, on the real server: what is done in the room is on the
candidate's page within seconds, with its reason; what happens at a seat is in the console without a reload.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from certify.delivery import services as delivery
from certify.delivery.routes import room_words as words
from foundation import clock
from people import services as people
from people.domain import SYSTEM, Permission, Role
from people.passwords import hash_password
from tests.chromium import violations
from tests.e2e.addresses import INVIGILATOR
from tests.e2e.exam_room import PASSWORD, Room, answer, chip, expect_saved, open_room, ready
from tests.e2e.server import Site
from tests.e2e.test_pages import STICKS_OUT
from tests.e2e.visitors import Visitor

Visit = Callable[..., Visitor]
WITHIN = 8_000  # milliseconds: the poll of 5 s, and what a busy machine needs beside it


@pytest.fixture(scope="module")
def desk(demo: Site, browser: Browser) -> Iterator[Visitor]:
    """The invigilator of the demo organisation, signed in once."""
    visitor = Visitor(browser, demo).sign_in(INVIGILATOR)
    yield visitor
    visitor.leave()


def console(desk: Visitor, room: Room) -> Page:
    """The console of this room, its script running."""
    page = desk.go(f"/rooms/{room.sitting_id}")
    expect(page.locator("[data-views]")).to_be_visible()
    return page


def seat(page: Page, room: Room, number: int = 0) -> Locator:
    """The row of a candidate."""
    return page.locator(f"#seats tr[data-find$='{room.logins[number]}']")


def act(page: Page, name: str, reason: str, **fields: str) -> None:
    """The open drawer's or the bar's button, the reason by one click, the verb."""
    page.locator(f"button[name=act][value={name}]:visible").last.click()
    dialog = page.locator("#act")
    expect(dialog.get_by_role("button").or_(dialog.get_by_role("link", name="取消")).first).to_be_visible()
    for field, value in fields.items():
        dialog.locator(f"[name={field}]").fill(value)
    if reason:
        dialog.get_by_text(reason, exact=True).click()
    dialog.locator("form button").last.click()
    expect(dialog).to_be_hidden()


def pick(page: Page, room: Room, number: int = 0) -> None:
    seat(page, room, number).locator("input").check()


def test_ten_minutes_more_are_on_the_candidates_page_within_seconds(demo: Site, visit: Visit, desk: Visitor) -> None:
    room = open_room(demo)
    exam = room.enter(visit(demo))
    page = console(desk, room)
    expect(seat(page, room)).to_contain_text("已答 0")
    pick(page, room)
    page.locator("[data-bar] button[value=extend]").click()
    expect(page.locator("#act h2")).to_contain_text("延时 10 分钟")
    expect(page.locator("#act [data-cancel]")).to_be_focused()
    assert violations(page) == []
    desk.picture("room-extend", whole=False)
    page.locator("#act form button").last.click()
    expect(page.locator("#act")).to_contain_text("选一个原因，或者自己写")
    page.locator("#act").get_by_text("断电", exact=True).click()
    page.locator("#act form button").last.click()
    expect(page.locator("#toast")).to_contain_text("已为 1 人延时")
    told = exam.locator("[data-notice-box]")
    expect(told).to_contain_text("监考员为你延长 10 分钟（原因：断电）", timeout=WITHIN)
    expect(told).to_contain_text("新的交卷时间")
    expect(exam.locator("[data-time-left]")).to_contain_text(re.compile(r"^1:0\d:"))
    expect(page.locator("[data-record]")).to_contain_text("10 分钟　断电")


def test_a_pause_closes_the_fields_and_the_time_comes_back(demo: Site, visit: Visit, desk: Visitor) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    exam = room.enter(candidate)
    answer(exam, room.slots[0], "B")
    expect_saved(exam)
    page = console(desk, room)
    pick(page, room)
    act(page, "pause", "断网")
    expect(exam.locator("[data-banner-box]")).to_contain_text("监考员已暂停考试", timeout=WITHIN)
    expect(exam.locator("[data-banner-box]")).to_contain_text("断网")
    expect(exam.locator("input[name=q1]").first).to_be_disabled()
    assert violations(exam) == []
    candidate.picture("exam-paused", whole=False)
    before = exam.locator("[data-time-left]").inner_text()
    expect(page.locator("[data-needs]")).to_contain_text("暂停中，还剩")
    exam.wait_for_timeout(4_000)
    page.locator("[data-needs] button[value=resume]").click()
    page.locator("#act").get_by_text("网络恢复", exact=True).click()
    page.locator("#act form button").last.click()
    expect(exam.locator("input[name=q1]").first).to_be_enabled(timeout=WITHIN)
    after = exam.locator("[data-time-left]").inner_text()
    assert seconds(after) > seconds(before) - 6, (before, after)  # the ten seconds and more of the pause are given back
    answer(exam, room.slots[1], "C")
    expect_saved(exam)
    expect(page.locator("[data-calm]")).to_be_visible()


def seconds(text: str) -> int:
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


def test_collecting_ends_the_page_with_words_and_a_receipt(demo: Site, visit: Visit, desk: Visitor) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    exam = room.enter(candidate)
    answer(exam, room.slots[0], "B")
    answer(exam, room.slots_of("essay")[0], "先听完，再复述。")
    expect_saved(exam)
    held = room.saved(exam)
    page = console(desk, room)
    seat(page, room).click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("已答")
    assert violations(page) == []
    desk.picture("room-drawer", whole=False)
    act(page, "collect", "考生离开考场")
    exam.wait_for_url("**/receipt", timeout=WITHIN + 5_000)
    expect(exam.locator("main")).to_contain_text("监考员已收卷。")
    expect(exam.locator("main")).to_contain_text("服务器收到 2 / 7 题的答案。")
    assert violations(exam) == []
    with demo.services():
        attempt_id = UUID(exam.url.split("/attempts/")[1][:36])
        assert delivery.get_submitted(attempt_id).responses == held
    expect(seat(page, room)).to_contain_text("已收卷 2/7", timeout=WITHIN)


def test_two_persons_reopen_and_the_candidate_goes_on(demo: Site, visit: Visit, desk: Visitor) -> None:
    room = open_room(demo)
    exam = room.enter(visit(demo))
    answer(exam, room.slots[0], "B")
    expect_saved(exam)
    page = console(desk, room)
    pick(page, room)
    act(page, "collect", "考生要求交卷")
    exam.wait_for_url("**/receipt", timeout=WITHIN + 5_000)
    seat(page, room).click()
    act(page, "reopen", "收错卷", minutes="15")
    expect(page.locator("[data-needs]")).to_contain_text("等另一位确认")
    expect(page.locator("[data-needs] button[value=confirm]")).to_have_count(0)
    second = visit(demo, width=390, height=844).sign_in(colleague(demo), PASSWORD)
    theirs = console(second, room)
    theirs.locator("[data-needs] button[value=confirm]").click()
    expect(theirs.locator("#act")).to_contain_text("接着原来的答案作答")
    assert violations(theirs) == []
    theirs.locator("#act form button").last.click()
    expect(theirs.locator("#toast")).to_contain_text("已重新打开")
    exam.goto(f"{demo.url}/sittings/{room.sitting_id}/start")
    exam.click("main form button.btn-primary")
    expect(ready(exam).locator("input[name=q1][value=B]")).to_be_checked()
    answer(exam, room.slots[1], "C")
    expect_saved(exam)
    assert len(room.saved(exam)) == 2
    expect(seat(page, room)).to_contain_text("已答 2", timeout=WITHIN)


def colleague(site: Site) -> str:
    """A second invigilator of the same city."""
    login = f"1{secrets.randbelow(90000) + 10000}"
    with site.services():
        units = {unit.name: unit.id for unit in people.list_units(SYSTEM, Permission.MANAGE_PEOPLE)}
        people.create_person(
            SYSTEM,
            login=login,
            name="岳明",
            unit_id=units["岚州市"],
            roles=(Role.INVIGILATOR,),
            password_hash=hash_password(PASSWORD),
            must_change_password=False,
            now=clock.now(),
        )
    return login


def test_who_loses_the_network_stands_under_needs_you(demo: Site, visit: Visit, desk: Visitor) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    exam = room.enter(candidate)
    answer(exam, room.slots[0], "B")
    expect_saved(exam)
    page = console(desk, room)
    expect(seat(page, room)).to_contain_text("已答 1", timeout=WITHIN)
    seat(page, room).focus()
    candidate.context.set_offline(True)
    card = page.locator("[data-needs] li").filter(has_text=room.logins[0][-2:])
    expect(card).to_contain_text("失联", timeout=45_000)
    expect(seat(page, room)).to_have_attribute("data-s", "lost")
    expect(seat(page, room)).to_be_focused()  # nothing was replaced under the keyboard
    assert "失联" in page.locator("#say").inner_text()
    assert page.title().startswith("(1) ")
    assert violations(page) == []
    desk.picture("room-lost", whole=False)
    candidate.context.set_offline(False)
    expect(card).to_have_count(0, timeout=30_000)
    expect(chip(exam)).to_contain_text("已保存", timeout=30_000)


def test_the_seats_can_be_worked_by_keyboard_alone(demo: Site, desk: Visitor) -> None:
    room = open_room(demo, candidates=12)
    page = console(desk, room)
    rows = page.locator("#seats tr")
    rows.first.focus()
    page.keyboard.press("ArrowRight")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    columns = page.evaluate("getComputedStyle(document.querySelector('#seats')).gridTemplateColumns.split(' ').length")
    expect(rows.nth(1 + columns)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    expect(rows.first).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-n-picked]")).to_have_text("已选 1 人")
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer.locator("[data-heading]")).to_be_focused()
    first = drawer.locator("[data-heading]").inner_text()
    page.keyboard.press("]")
    expect(drawer.locator("[data-heading]")).not_to_have_text(first)
    page.keyboard.press("[")
    expect(drawer.locator("[data-heading]")).to_have_text(first)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(rows.first).to_be_focused()
    page.locator("[data-view=list][aria-pressed]").click()
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.fill("#words", room.logins[4])
    expect(page.locator("#seats tr:visible")).to_have_count(1)
    expect(page.locator("[data-bar]")).to_be_hidden()  # what a filter hides is let go
    page.locator("[data-view=seats][aria-pressed]").click()


def test_page_and_script_say_times_alike(demo: Site, desk: Visitor) -> None:
    page = console(desk, open_room(demo))
    seconds = [0, 59, 60, 130, 599, 600, 3599, 3600, 7325]
    said = page.evaluate(
        """async (all) => {
            const { age, aged, clockText, left } = await import('/static/js/room/clock.js');
            const { texts } = JSON.parse(document.querySelector('#room-data').textContent);
            const rough = (n) => aged('%(rough)s', 1, n * 1000 + 1, texts);
            return all.map((n) => [age(n, texts), rough(n), left(n, texts), clockText(n)]);
        }""",
        seconds,
    )
    assert said == [[words.age(n), words.rough_age(n), words.left(n), words.clock(n)] for n in seconds]


def test_what_is_old_says_so_and_nothing_is_done_without_a_network(demo: Site, visit: Visit) -> None:
    room = open_room(demo)
    desk = visit(demo).sign_in(INVIGILATOR)
    page = console(desk, room)
    pick(page, room)
    desk.context.set_offline(True)
    page.locator("[data-bar] button[value=note]").click()
    expect(page.locator("#toast")).to_contain_text("这台电脑离线，现在什么也做不了")
    expect(page.locator("[data-as-of]")).to_contain_text("秒前的数据", timeout=20_000)
    expect(page.locator("[data-lost]")).to_contain_text("连不上服务器")
    assert violations(page) == []
    desk.picture("room-old", whole=False)
    desk.context.set_offline(False)
    expect(page.locator("[data-lost]")).to_be_hidden(timeout=WITHIN)
    expect(seat(page, room).locator("input")).to_be_checked()
    desk.troubles = [each for each in desk.troubles if "ERR_INTERNET_DISCONNECTED" not in each]


def test_without_scripts_an_act_goes_by_pages(demo: Site, browser: Browser) -> None:
    room = open_room(demo)
    desk = Visitor(browser, demo).sign_in(INVIGILATOR)
    plain = browser.new_context(base_url=demo.url, java_script_enabled=False, locale="zh-CN")
    plain.add_cookies(desk.context.cookies())  # type: ignore[arg-type]  # playwright's own shape
    page = plain.new_page()
    page.goto(f"/rooms/{room.sitting_id}")
    seat(page, room).locator("input").check()
    page.locator("[data-bar] button[value=admit]").click()
    expect(page.locator("main")).to_contain_text("可以进入并开始答题")
    page.locator("main form button").last.click()
    expect(page.locator("main [role=status]").first).to_contain_text("已放行 1 人")
    expect(seat(page, room)).to_contain_text("已放行")
    plain.close()
    desk.leave()


@pytest.mark.parametrize(("width", "lang", "theme"), [(1360, "en", "dark"), (390, "en", "light"), (320, "zh", "dark")])
def test_the_console_is_sound_in_every_look(demo: Site, visit: Visit, width: int, lang: str, theme: str) -> None:
    room = open_room(demo, candidates=3)
    desk = visit(demo, width=width, height=844, lang=lang, theme=theme).sign_in(INVIGILATOR)
    page = console(desk, room)
    for view in ("list", "seats"):
        page.locator(f"[data-view={view}][aria-pressed]").click()
        pick(page, room)
        assert page.evaluate(STICKS_OUT) == ""
        assert violations(page) == []
        desk.picture(f"room-{view}-{width}-{lang}-{theme}")
    seat(page, room, 1).click()  # two taps to any act: the seat, the act
    page.locator("#drawer button[value=note]").click()
    expect(page.locator("#act textarea")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate(STICKS_OUT) == ""
    page.locator("#act [data-cancel]").click()
    for path in ("/rooms", f"/rooms/{room.sitting_id}/record"):
        desk.go(path)
        assert violations(page) == [] and page.evaluate(STICKS_OUT) == ""
