"""What goes wrong in an exam, in a real Chromium against the real server: each fault costs no answer that the page said
was saved, none that lies in this browser, and the candidate is told in words.

The rules behind each, with a told clock: `tests/walkthroughs/test_faults_in_an_exam.py`.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from certify.delivery import queries
from tests.e2e.exam_room import PASSWORD, Room, answer, chip, expect_saved, hand_in, open_room, ready
from tests.e2e.machines import Machine
from tests.e2e.server import Site
from tests.e2e.visitors import PATIENCE, Visitor

Visit = Callable[..., Visitor]
# The raw database of this browser, with whatever keys lie in it.
RAW = """async () => {
  const result = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
  const db = await result(indexedDB.open('certify-answers'));
  const all = (name) => result(db.transaction(name).objectStore(name).getAll());
  const [events, keys] = [await all('events'), await all('keys')]; db.close();
  return { events: events.map((e) => e.id), text: events.map((e) => new TextDecoder().decode(e.data)).join(''),
    keys: keys.map((k) => k.scope), extractable: keys.map((k) => k.half.extractable) };
}"""
# Somebody who knows this page's own half of the key tries it on every row that lies here: what can be opened.
BREAK_IN = """async () => {
  const result = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
  const { vault } = JSON.parse(document.querySelector('#exam-data').textContent);
  const bytes = (text) => new TextEncoder().encode(text);
  const db = await result(indexedDB.open('certify-answers'));
  const all = (name) => result(db.transaction(name).objectStore(name).getAll());
  const [events, keys] = [await all('events'), await all('keys')]; db.close();
  const opened = [];
  for (const { scope, half } of keys) {
    const mixed = { name: 'HKDF', hash: 'SHA-256', salt: bytes(vault), info: bytes(scope) };
    const key = await crypto.subtle.deriveKey(mixed, half, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    for (const { id, iv, data } of events) {
      await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data).then(() => opened.push(id), () => {});
    }
  }
  return opened;
}"""


def banner(page: Page) -> Any:
    return page.locator("[data-banner-box]")


def silence(visitor: Visitor) -> None:
    """Saves don't get through, everything else does."""
    visitor.context.route("**/responses", lambda route: route.abort())


def in_this_browser(page: Page, n: int) -> None:
    """So many unsent answers lie in this browser's own store."""
    page.wait_for_function(f"async () => (await ({RAW})()).events.length === {n}")


def eventually(room: Room, page: Page, values: dict[int, Any]) -> None:
    """The server comes to hold these answers."""
    wait_until(page, lambda: room.saved(page) == values)


@pytest.fixture(scope="module", autouse=True)
def short_exam(
    demo: Site, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Room, Machine, Visitor]]:
    """One minute that runs while the other tests do. Its first candidate's lid is closed, its second one is offline."""
    room = open_room(demo, minutes=1, candidates=2)
    asleep = Machine(browser, demo, tmp_path_factory.mktemp("asleep"))
    offline = Visitor(browser, demo)
    for visitor, login in ((asleep, room.logins[0]), (offline, room.logins[1])):
        page = room.enter(visitor, login)
        answer(page, room.slots[0], "B")
        expect_saved(page)
    asleep.close_lid()
    offline.context.set_offline(True)
    answer(offline.page, room.slots[1], "C")
    yield room, asleep, offline
    for visitor in (asleep, offline):
        visitor.leave()


# ---- the network


def test_ten_minutes_offline_by_the_pages_clock(demo: Site, visit: Visit) -> None:
    """Rules 13, 18: one goes on; on return all is sent, under the numbers it had, and the clock follows the server."""
    room = open_room(demo)
    candidate = visit(demo)
    candidate.context.clock.install()
    page = room.enter(candidate)
    answer(page, room.slots[0], "A")
    expect_saved(page)
    candidate.context.set_offline(True)
    values: dict[int, Any] = {}
    for number, slot in enumerate(room.slots_of("single_choice") + room.slots_of("multiple_choice")):
        values[slot.position] = ["A", "C"] if slot.item_type == "multiple_choice" else "B"
        answer(page, slot, values[slot.position])
        for _ in range(4):  # two minutes of the page's clock for each item, half a minute at a time
            page.clock.run_for(30_000)
            page.wait_for_timeout(50)
        expect(chip(page)).to_have_text(f"离线 · 本机已存 {number + 1} 题")
    expect(banner(page)).to_contain_text("网络断开了，继续答题就好。")
    expect(banner(page)).to_contain_text("计时不停，请不要关闭页面或换电脑")
    assert shown_seconds(page) < 51 * 60, "ten minutes have gone by on this page"
    assert room.saved(page) == {room.slots[0].position: "A"}
    candidate.picture("exam-offline-ten-minutes", whole=False)
    candidate.context.set_offline(False)
    expect(page.locator("[data-notice-box]")).to_contain_text("网络恢复，5 题已全部上传")
    expect_saved(page)
    assert room.saved(page) == values
    wait_until(page, lambda: shown_seconds(page) > 57 * 60)  # on the server's clock it took a moment only


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Or fail."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not holds() and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert holds()


def shown_seconds(page: Page) -> int:
    """The time left as the page shows it."""
    parts = [int(part) for part in page.locator("[data-time-left]").inner_text().split(":")]
    return sum(part * 60**power for power, part in enumerate(reversed(parts)))


def test_offline_until_the_end_is_told_and_kept(
    demo: Site, visit: Visit, short_exam: tuple[Room, Machine, Visitor]
) -> None:
    """Rules 13, 14, 23: input stops; not sent is said; what comes too late is kept, and the receipt says so."""
    room, _asleep, offline = short_exam
    page = offline.page
    expect(banner(page)).to_contain_text("时间到。还有 1 题没有传到服务器", timeout=100_000)
    expect(banner(page)).to_contain_text("不要关闭页面")
    expect(page.locator(f"input[name=q{room.slots[2].position}]").first).to_be_disabled()
    offline.picture("exam-time-up-unsent", whole=False)
    time.sleep(12)  # past the grace
    offline.context.set_offline(False)
    page.wait_for_url("**/receipt", timeout=100_000)
    expect(page.locator("main")).to_contain_text("时间到，已自动交卷。", timeout=60_000)
    expect(page.locator("main")).to_contain_text("服务器收到 1 / 7 题的答案。")
    expect(page.locator("main")).to_contain_text("另有 1 题的答案在时间到之后才到达服务器：已留存，没有计入")
    offline.picture("receipt-late")


# ---- the browser and its computer


def test_a_crashed_browser_has_its_unsent_answers_when_it_starts_again(
    demo: Site, browser: Browser, tmp_path: Path
) -> None:
    """Rules 3, 6, 27: the profile's encrypted queue is there; it is sent; the same page goes on in the same epoch."""
    room = open_room(demo)
    machine = Machine(browser, demo, tmp_path / "profile")
    page = room.enter(machine)
    answer(page, room.slots[0], "B")
    expect_saved(page)
    path = page.url.removeprefix(demo.url)
    silence(machine)
    answer(page, room.slots[1], "C")
    essay = room.slots_of("essay")[0]
    answer(page, essay, "先听完，再复述。")
    in_this_browser(page, 2)
    machine.cut_power()
    machine.switch_on()
    machine.sign_in(room.logins[0], PASSWORD)
    page = ready(machine.go(path))
    expect(page.locator(f"[name=q{essay.position}]")).to_have_value("先听完，再复述。")
    expect_saved(page)
    values = {room.slots[0].position: "B", room.slots[1].position: "C", essay.position: "先听完，再复述。"}
    assert room.saved(page) == values
    with demo.services():
        assert {row.epoch for row in queries.list_events(attempt_of(page))} == {1}
    hand_in(page)
    assert page.evaluate(RAW) == {"events": [], "text": "", "keys": [], "extractable": []}
    machine.leave()


def attempt_of(page: Page) -> UUID:
    return UUID(page.url.split("/attempts/")[1][:36])


def state_of(site: Site, page: Page) -> str:
    """The attempt's state as it is written down."""
    with site.services():
        return str(queries.get_attempt(attempt_of(page)).state)


def test_a_power_cut_and_another_machine_go_on_with_what_was_acknowledged(
    demo: Site, browser: Browser, tmp_path: Path
) -> None:
    """Rules 3, 4, 15: there one reads until "continue here"; the dead machine, on again, says so and only reads."""
    room = open_room(demo)
    dead, other = (Machine(browser, demo, tmp_path / name) for name in ("dead", "other"))
    page = room.enter(dead)
    answer(page, room.slots[0], "B")
    expect_saved(page)
    path = page.url.removeprefix(demo.url)
    silence(dead)
    answer(page, room.slots[1], "D")
    in_this_browser(page, 1)
    dead.cut_power()
    there = ready(other.sign_in(room.logins[0], PASSWORD).go(path))
    expect(chip(there)).to_have_text("只读")
    expect(banner(there)).to_contain_text("这场考试正在另一个页面或另一台电脑上打开，这里只能看")
    expect(there.locator("input[name=q1][value=B]")).to_be_checked()
    there.click("[data-continue-here]")
    expect(there.locator("input[name=q1][value=B]")).to_be_enabled()
    answer(there, room.slots[1], "A")
    expect_saved(there)
    dead.switch_on()
    again = ready(dead.sign_in(room.logins[0], PASSWORD).go(path))
    expect(chip(again)).to_have_text("只读")
    eventually(room, there, {room.slots[0].position: "B", room.slots[1].position: "A"})
    for machine in (dead, other):
        machine.leave()


def test_two_tabs_and_the_older_one_says_that_it_was_overtaken(demo: Site, visit: Visit) -> None:
    """Rules 3, 8: tabs share the cookie; the epoch in the body tells them apart."""
    room = open_room(demo)
    candidate = visit(demo)
    page = room.enter(candidate)
    answer(page, room.slots[0], "A")
    expect_saved(page)
    tab = candidate.new_page()
    tab.goto(page.url)
    ready(tab).click("[data-continue-here]")
    expect(tab.locator("input[name=q1]").first).to_be_enabled()
    page.bring_to_front()
    expect(chip(page)).to_have_text("只读")
    expect(banner(page)).to_contain_text(
        "考试已在另一个页面或另一台电脑上继续。这一页不再保存。如果不是你，请立即举手。"
    )
    answer(tab, room.slots[0], "B")
    expect_saved(tab)
    page.click("[data-continue-here]")  # and back again
    expect(page.locator("input[name=q1][value=B]")).to_be_checked()
    expect(page.locator("input[name=q1][value=B]")).to_be_enabled()


@pytest.mark.parametrize("hours", (-3, 3))
def test_a_clock_set_wrong_shows_the_servers_time(demo: Site, visit: Visit, hours: int) -> None:
    """The time left and "saved at" are the server's; the check before the exam names the wrong clock."""
    room = open_room(demo)
    candidate = visit(demo)
    candidate.context.clock.install(time=datetime.now(UTC) + timedelta(hours=hours))
    page = room.enter(candidate)
    assert 58 * 60 < shown_seconds(page) <= 60 * 60
    answer(page, room.slots[0], "B")
    expect_saved(page)
    said = re.search(r"(\d\d):(\d\d):(\d\d)", chip(page).inner_text())
    assert said is not None
    here = datetime.now(UTC) + timedelta(hours=8)  # the organisation's clock
    hour, minute, second = map(int, said.groups())
    off = abs((here - here.replace(hour=hour, minute=minute, second=second)).total_seconds())
    assert min(off, 86400 - off) < 60
    page = candidate.go("/my/exams/check")
    line = page.locator("[data-check=clock]")
    expect(line).to_have_attribute("data-result", "notice")
    expect(line).to_contain_text(f"{'快' if hours > 0 else '慢'}了 180 分钟。考试按服务器时间计时，不受影响")


def test_a_lid_that_was_closed_for_a_while_leads_back_to_the_servers_time(demo: Site, visit: Visit) -> None:
    """The page's clock stood still while the computer slept; awake it asks the server before anything else."""
    room = open_room(demo)
    candidate = visit(demo)
    candidate.context.clock.install()
    page = room.enter(candidate)
    answer(page, room.slots[0], "B")
    expect_saved(page)
    before = shown_seconds(page)
    page.clock.pause_at(datetime.now(UTC) + timedelta(milliseconds=200))
    time.sleep(9)
    page.clock.set_system_time(datetime.now(UTC))
    page.clock.resume()
    wait_until(page, lambda: 9 <= before - shown_seconds(page) <= 9 + PATIENCE / 1000)
    answer(page, room.slots[1], "C")
    expect_saved(page)


def test_a_lid_that_was_closed_over_the_deadline_opens_on_the_receipt(
    demo: Site, short_exam: tuple[Room, Machine, Visitor]
) -> None:
    """Rule 23: the server closed the paper by itself; the sleeping page learns it when it wakes."""
    _room, asleep, _offline = short_exam
    deadline = time.monotonic() + 150
    while state_of(demo, asleep.page) != "submitted" and time.monotonic() < deadline:
        time.sleep(2)
    assert not asleep.page.url.endswith("/receipt"), "it slept through it"
    asleep.open_lid()
    asleep.page.wait_for_url("**/receipt", timeout=30_000)
    expect(asleep.page.locator("main")).to_contain_text("时间到，已自动交卷。")
    expect(asleep.page.locator("main")).to_contain_text("服务器收到 1 / 7 题的答案。")


# ---- the person


def test_a_sign_in_that_ran_out_is_renewed_in_place(demo: Site, visit: Visit) -> None:
    """Rule 27: cookies gone (somebody signed out in another tab): the password in place, and everything is sent."""
    room = open_room(demo)
    candidate = visit(demo)
    page = room.enter(candidate)
    tab = candidate.new_page()
    tab.goto("/my/exams")
    tab.click("details.cf-menu > summary")
    tab.get_by_role("button", name="退出登录").click()
    tab.wait_for_url("**/sign-in**")
    page.bring_to_front()
    answer(page, room.slots[0], "B")
    expect(banner(page)).to_contain_text("登录已过期。在这里输入密码继续，答案都在。")
    page.locator("[data-sign-in-again] input").fill(PASSWORD)
    page.locator("[data-sign-in-again] button").click()
    expect_saved(page)
    assert room.saved(page) == {room.slots[0].position: "B"}


def test_another_person_at_that_computer_neither_sees_nor_sends_the_answers_left_there(
    demo: Site, visit: Visit
) -> None:
    """Rule 27: not in the page, not in the raw database, not with the keys that lie beside it, not on the wire."""
    secret = "只有甲知道的一句话"
    room = open_room(demo, candidates=2)
    computer = visit(demo)
    page = room.enter(computer, room.logins[0])
    path = page.url.removeprefix(demo.url)
    essay = room.slots_of("essay")[0]
    silence(computer)
    answer(page, essay, secret)
    in_this_browser(page, 1)
    page.close(run_before_unload=False)
    computer.context.clear_cookies()
    computer.look(lang="zh", theme="light")
    computer.context.unroute("**/responses")
    sent: list[str] = []
    computer.page = computer.new_page()
    computer.page.on("request", lambda request: sent.append(request.post_data or ""))
    second = room.enter(computer, room.logins[1])
    answer(second, essay, "乙的答案")
    expect_saved(second)
    raw = second.evaluate(RAW)
    assert len(raw["events"]) == 1 and len(raw["keys"]) == 2, "the first one's answer lies there still"
    assert secret not in raw["text"] and "answer" not in raw["text"]
    assert raw["extractable"] == [False, False]
    assert second.evaluate(BREAK_IN) == []
    assert secret not in second.content() and secret not in json.dumps(sent, ensure_ascii=False)
    assert room.saved(second) == {essay.position: "乙的答案"}
    hand_in(second)
    assert len(second.evaluate(RAW)["events"]) == 1, "one person's hand-in wipes that person's own only"
    second.close()
    computer.context.clear_cookies()
    computer.look(lang="zh", theme="light")
    computer.page = computer.new_page()
    back = ready(computer.sign_in(room.logins[0], PASSWORD).go(path))
    expect(back.locator(f"[name=q{essay.position}]")).to_have_value(secret)
    expect_saved(back)
    assert room.saved(back) == {essay.position: secret}
