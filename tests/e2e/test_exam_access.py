"""The candidate's pages for everybody: axe-core on every state of the exam page, light, dark and in high contrast, wide
and narrow; nothing scrolls sideways at 320 px, with the largest letters either; a whole exam by keyboard alone.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from certify.delivery import services as delivery
from certify.delivery.models import AttemptRow
from certify.delivery.services import room as invigilation
from certify.exams.domain import RoomRules
from foundation import clock
from foundation.db import transaction
from people import services as people
from tests.chromium import find_chromium, launch_flags, violations
from tests.e2e.addresses import ADMIN, INVIGILATOR
from tests.e2e.exam_room import PASSWORD, Room, answer, chip, expect_saved, hand_in, open_room, ready
from tests.e2e.server import Site
from tests.e2e.test_pages import STICKS_OUT
from tests.e2e.visitors import PATIENCE, Visitor

Visit = Callable[..., Visitor]
THEMES = (("light", False), ("dark", False), ("light", True), ("dark", True))
WIDTHS = (1360, 390)
NARROWEST = 320
SET_LOOK = """([theme, contrast, size]) => {
  const root = document.documentElement;
  root.dataset.bsTheme = theme; root.toggleAttribute('data-contrast', contrast); root.dataset.text = size;
}"""


def look_at(page: Page, state: str, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with the page as it stands, in every look."""
    found = []
    page.emulate_media(reduced_motion="reduce")
    for width in (*widths, NARROWEST):
        page.set_viewport_size({"width": width, "height": 900 if width > 768 else 720})
        for theme, contrast in THEMES if width in widths else THEMES[:1]:
            page.evaluate(SET_LOOK, [theme, contrast, "1"])
            look = f"{state}, {width}, {theme}{', high contrast' if contrast else ''}"
            found += [f"{look}: {each}" for each in violations(page)]
    for size in "123":
        page.evaluate(SET_LOOK, ["light", False, size])
        if wide := page.evaluate(STICKS_OUT):
            found.append(f"{state}, {NARROWEST}, text size {size}: {wide}")
    page.evaluate(SET_LOOK, ["light", False, "1"])
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found


def attempt_of(page: Page) -> UUID:
    return UUID(page.url.split("/attempts/")[1][:36])


# ---- every state of the exam page


def test_answering(demo: Site, visit: Visit) -> None:
    """Fresh, answered and flagged, the menu, the card on a phone, the check before handing in, the receipt."""
    room = open_room(demo)
    page = room.enter(visit(demo))
    found = look_at(page, "fresh")
    answer(page, room.slots[0], "B")
    answer(page, room.slots_of("multiple_choice")[0], ["A", "C"])
    answer(page, room.slots_of("fill_blank")[0], ["甲", "乙", "丙"])
    page.locator("#q2 .cf-flag").click()
    expect_saved(page)
    found += look_at(page, "answered and flagged")
    page.click("[data-view] > summary")
    found += look_at(page, "view menu")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    page.click(".cf-dock [data-card]")
    expect(page.locator(".cf-dock [data-card]")).to_have_attribute("aria-expanded", "true")
    found += look_at(page, "card on a phone", (390,))
    page.set_viewport_size({"width": 390, "height": 844})
    page.keyboard.press("Escape")
    expect(page.locator(".cf-dock [data-card]")).to_be_focused()
    page.click(".cf-dock [data-card]")
    page.locator("[data-open-hand-in]:visible").first.click()
    found += look_at(page, "check before handing in")
    page.click("dialog[data-hand-in] [data-confirm]")
    page.wait_for_url("**/receipt")
    found += look_at(page, "receipt")
    assert found == []


def test_the_network_away_and_answers_waiting(demo: Site, visit: Visit) -> None:
    """Offline; unsent for a while with its banner; the check that waits for what is unsent."""
    room = open_room(demo)
    candidate = visit(demo)
    candidate.context.clock.install()
    page = room.enter(candidate)
    candidate.context.set_offline(True)
    answer(page, room.slots[0], "B")
    expect(chip(page)).to_have_text("离线 · 本机已存 1 题")
    found = look_at(page, "offline")
    candidate.context.set_offline(False)
    expect_saved(page)
    candidate.context.route("**/responses", lambda route: route.fulfill(status=503, json={"error": "busy"}))
    answer(page, room.slots[1], "C")
    page.clock.run_for(25_000)
    expect(page.locator("[data-banner-box]")).to_contain_text("有 1 题还没传到服务器，已存在这台电脑上，正在重试")
    found += look_at(page, "unsent")
    page.locator("[data-open-hand-in]:visible").first.click()
    expect(page.locator("dialog[data-hand-in] [data-waiting]")).to_contain_text("等 1 题上传完再交卷")
    found += look_at(page, "check with unsent answers")
    page.on("dialog", lambda dialog: dialog.accept())
    candidate.context.unroute("**/responses")
    assert found == []


def test_what_the_invigilator_does(demo: Site, visit: Visit) -> None:
    """Paused, added time, collected: told in words, and the receipt says who ended it."""
    room = open_room(demo)
    page = room.enter(visit(demo))
    answer(page, room.slots[0], "B")
    expect_saved(page)
    everyone = None
    with demo.services():
        invigilator = people.actor_of_login(INVIGILATOR)
        invigilation.extend(invigilator, room.sitting_id, everyone, 10, "教室断电", now=clock.now())
    expect(page.locator("[data-notice-box]")).to_contain_text(
        "监考员为你延长 10 分钟（原因：教室断电）。新的交卷时间", timeout=PATIENCE
    )
    expect(page.locator("[data-time-left]")).to_have_text(re.compile(r"^1:0\d:\d\d$"))
    found = look_at(page, "extended")
    with demo.services():
        invigilator = people.actor_of_login(INVIGILATOR)
        invigilation.pause(invigilator, room.sitting_id, everyone, "教室断电", now=clock.now())
    expect(page.locator("[data-banner-box]")).to_contain_text("监考员已暂停考试，计时停止", timeout=PATIENCE)
    expect(page.locator("[data-banner-box]")).to_contain_text("原因：教室断电", timeout=PATIENCE)
    expect(page.locator("input[name=q1]").first).to_be_disabled()
    found += look_at(page, "paused")
    with demo.services():
        invigilator = people.actor_of_login(INVIGILATOR)
        invigilation.resume(invigilator, room.sitting_id, everyone, "来电了", now=clock.now())
    expect(page.locator("input[name=q1]").first).to_be_enabled(timeout=PATIENCE)
    with demo.services():
        invigilator = people.actor_of_login(INVIGILATOR)
        invigilation.collect(invigilator, room.sitting_id, everyone, "教室关闭", now=clock.now())
    page.wait_for_url("**/receipt")
    expect(page.locator("main")).to_contain_text("监考员已收卷。")
    found += look_at(page, "receipt of a collected paper")
    assert found == []


def test_read_only_overtaken_and_signed_out(demo: Site, visit: Visit) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    page = room.enter(candidate)
    tab = candidate.new_page()
    tab.goto(page.url)
    expect(chip(ready(tab))).to_have_text("只读")
    found = look_at(tab, "only reads")
    tab.click("[data-continue-here]")
    expect(tab.locator("input[name=q1]").first).to_be_enabled()
    expect(chip(page)).to_have_text("只读")
    found += look_at(page, "overtaken")
    with demo.services():
        holder = people.actor_of_login(room.logins[0]).require_person()
        people.end_sessions(people.actor_of_login(ADMIN), holder, now=clock.now())
    answer(tab, room.slots[0], "B")
    again = tab.locator("[data-sign-in-again]")
    expect(again).to_be_visible()
    found += look_at(tab, "signed out")
    again.locator("input").fill("not the password")
    again.locator("button").click()
    expect(again.locator("[data-error]")).not_to_be_empty()
    found += look_at(tab, "wrong password in place")
    again.locator("input").fill(PASSWORD)
    again.locator("button").click()
    expect_saved(tab)
    assert found == []


def test_a_linear_paper_and_the_last_minutes(demo: Site, visit: Visit) -> None:
    """Leaving a section, the next one, under five minutes, time up and being collected, the receipt of a time-out."""
    room = open_room(demo, linear=True)
    page = room.enter(visit(demo))
    answer(page, room.slots[0], "B")
    expect_saved(page)
    found = look_at(page, "linear, first section")
    page.click("[data-leave-section]")
    found += look_at(page, "leaving a section")
    page.click("dialog[data-leave] [data-confirm]")
    expect(page.locator(f"#q{room.slots_of('multiple_choice')[0].position}")).to_be_visible()
    found += look_at(ready(page), "linear, second section")
    with demo.services(), transaction() as session:
        soon = clock.now() + timedelta(minutes=4)
        row = update(AttemptRow).where(AttemptRow.id == attempt_of(page))
        session.execute(row.values(deadline_at=soon, deadline_version=2))
    expect(page.locator("[data-timer-note]")).to_have_text("还剩不到 5 分钟")
    found += look_at(page, "under five minutes")
    path = page.url.removeprefix(demo.url)
    with demo.services(), transaction() as session:
        row = update(AttemptRow).where(AttemptRow.id == attempt_of(page))
        session.execute(row.values(deadline_at=clock.now() - timedelta(seconds=11)))
    page.goto(f"{path}/receipt")
    expect(page.locator("main")).to_contain_text("服务器正在收卷")
    found += [f"being collected: {each}" for each in violations(page)]
    expect(page.locator("main")).to_contain_text("时间到，已自动交卷。", timeout=60_000)
    found += look_at(page, "receipt of a time-out")
    assert found == []


# ---- before the exam

REFUSALS: tuple[tuple[str, dict[str, object], str], ...] = (
    ("too early", {"opens": timedelta(hours=1)}, "还没到开考时间，到时间后才能进入"),
    ("over", {"opens": timedelta(hours=-4)}, "这场考试已经结束"),
    ("entry closed", {"opens": timedelta(hours=-1), "latest_entry_minutes": 15}, "已过最晚入场时间，不能再开始答题"),
    ("outside the room", {"rules": RoomRules(networks=("192.0.2.0/24",))}, "这台电脑不在考场网段里"),
    ("not admitted", {"rules": RoomRules(requires_admission=True)}, "等监考员放行"),
)


@pytest.mark.parametrize(("state", "plan", "says"), REFUSALS, ids=[each[0] for each in REFUSALS])
def test_the_start_page_says_why_not(demo: Site, visit: Visit, state: str, plan: dict[str, object], says: str) -> None:
    room = open_room(demo, **plan)  # type: ignore[arg-type]  # fields of a plan
    page = visit(demo).sign_in(room.logins[0], PASSWORD).go(f"/sittings/{room.sitting_id}/start")
    begin(page, room)
    expect(page.locator("[role=alert]").first).to_contain_text(says)
    assert "/attempts/" not in page.url
    assert look_at(page, f"start, {state}") == []


def begin(page: Page, room: Room, code: str | None = None) -> None:
    page.fill("input[name=access_code]", code or room.code)
    page.click("main form [data-begin]")


def test_the_start_page_with_a_wrong_code_and_after_the_hand_in(demo: Site, visit: Visit) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    page = candidate.sign_in(room.logins[0], PASSWORD).go(f"/sittings/{room.sitting_id}/start")
    found = look_at(page, "start")
    begin(page, room, "000000")
    expect(page.locator("[role=alert]").first).to_contain_text("入场码不对")
    found += look_at(page, "start, wrong code")
    begin(page, room)
    hand_in(ready(page))
    page = candidate.go(f"/sittings/{room.sitting_id}/start")
    begin(page, room)
    expect(page.locator("[role=alert]").first).to_contain_text("这份答卷已经交卷")
    found += look_at(page, "start, handed in")
    found += look_at(candidate.go("/my/exams"), "my exams")
    assert found == []


@pytest.fixture
def plain_http(demo: Site, browser: Browser) -> Iterator[Visitor]:
    """A candidate who came by a name that is neither local nor encrypted."""
    flags = [*launch_flags(), "--host-resolver-rules=MAP exams.example 127.0.0.1"]
    other = browser.browser_type.launch(executable_path=find_chromium(), args=flags)
    visitor = Visitor(other, Plain(demo.settings, demo.log))
    yield visitor
    visitor.leave()
    other.close()


class Plain(Site):
    """The same installation under another name."""

    @property
    def url(self) -> str:
        return f"http://exams.example:{self.settings.port}"


def test_without_a_secure_context_a_scored_exam_does_not_start_and_says_why(demo: Site, plain_http: Visitor) -> None:
    """The browser says it before the click; the server refuses by itself; the check names it, too."""
    room = open_room(demo)
    page = plain_http.sign_in(room.logins[0], PASSWORD).go(f"/sittings/{room.sitting_id}/start")
    assert page.evaluate("isSecureContext") is False
    expect(page.locator("[data-not-secure]")).to_contain_text("正式考试不能在这里开始。请监考员换用 https 网址")
    expect(page.locator("[data-begin]")).to_be_disabled()
    found = look_at(page, "start, not secure")
    page.evaluate("document.querySelector('[data-begin]').disabled = false")
    begin(page, room)
    expect(page.locator("[role=alert]").first).to_contain_text("这个网址没有加密（https）")
    assert "/attempts/" not in page.url
    with demo.services():
        assert delivery.find_attempt(people.actor_of_login(room.logins[0]), room.sitting_id) is None
    page = plain_http.go("/my/exams/check")
    expect(page.locator("[data-verdict]")).to_contain_text("这台电脑现在不能考试，有 2 处不行")
    for name in ("secure", "storage"):
        expect(page.locator(f"[data-check={name}]")).to_have_attribute("data-result", "bad")
    found += look_at(page, "check, not secure")
    plain_http.troubles.clear()  # the browser remarks that a policy of ours needs a secure origin
    assert found == []


def test_check_this_computer(demo: Site, visit: Visit) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    page = candidate.sign_in(room.logins[0], PASSWORD).go("/my/exams")
    page.get_by_role("link", name="检查这台电脑").click()
    expect(page.locator("[data-verdict]")).to_have_text("这台电脑可以考试。")
    expect(page.locator("[data-checks] li[data-result=good]")).to_have_count(6)
    expect(page.locator("[data-check=connection]")).to_contain_text(re.compile(r"到服务器来回 \d+ 毫秒。"))
    found = look_at(page, "check")
    candidate.context.set_offline(True)
    page.click("[data-again]")
    expect(page.locator("[data-check=connection]")).to_contain_text("连不上服务器。请检查网线或无线，再试一次。")
    expect(page.locator("[data-verdict]")).to_contain_text("这台电脑现在不能考试，有 1 处不行")
    found += look_at(page, "check, offline")
    candidate.context.set_offline(False)
    databases = page.evaluate("async () => (await indexedDB.databases()).map((each) => each.name)")
    assert {*databases} <= {"certify-answers", "certify-pictures"}
    assert found == []


# ---- what one chose for one's eyes


def test_text_size_contrast_and_theme_are_kept_for_the_person_on_that_computer(demo: Site, visit: Visit) -> None:
    room = open_room(demo, candidates=2)
    candidate = visit(demo)
    page = room.enter(candidate, room.logins[0])
    root = page.locator("html")
    plain = page.locator("#q1 legend").evaluate("(legend) => getComputedStyle(legend).fontSize")
    page.keyboard.press("Alt+KeyL")
    expect(root).to_have_attribute("data-text", "2")
    expect(page.locator("#say")).to_have_text("字号：大")
    page.keyboard.press("Alt+KeyL")
    page.keyboard.press("Alt+KeyH")
    expect(page.locator("#say")).to_have_text("高对比度已打开")
    larger = page.locator("#q1 legend").evaluate("(legend) => getComputedStyle(legend).fontSize")
    assert float(larger.removesuffix("px")) > 1.3 * float(plain.removesuffix("px"))
    page.click("[data-view] > summary")
    page.check("[data-view] input[name=theme][value=dark]")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    ready(page)
    expect(root).to_have_attribute("data-text", "3")
    expect(root).to_have_attribute("data-contrast", "")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("[data-view] input[name=text-size][value='3']")).to_be_checked()
    candidate.context.clear_cookies()
    candidate.look(lang="zh", theme="light")
    other = room.enter(candidate, room.logins[1])
    expect(other.locator("html")).to_have_attribute("data-text", "1")
    assert other.locator("html").get_attribute("data-contrast") is None


# ---- by keyboard alone


def tab_to(page: Page, selector: str, key: str = "Tab", most: int = 120) -> None:
    """Press the key until the element has the focus, as a person does."""
    wanted = page.locator(selector).first
    for _ in range(most):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by {key}")


def test_a_whole_exam_by_keyboard_alone(demo: Site, visit: Visit) -> None:
    """From the start page to the receipt without a pointer; no key hands in by itself."""
    room = open_room(demo)
    page = visit(demo).sign_in(room.logins[0], PASSWORD).go(f"/sittings/{room.sitting_id}/start")
    tab_to(page, "input[name=access_code]")
    page.keyboard.type(room.code)
    page.keyboard.press("Enter")
    ready(page)
    cells = page.locator("[data-answer-card] a")
    page.keyboard.press("Alt+KeyK")
    expect(cells.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#q1 [data-heading]")).to_be_focused()
    page.keyboard.press("b")
    page.keyboard.press("Alt+KeyN")
    page.keyboard.press("3")
    page.keyboard.press("ArrowDown")  # a native radio: the arrow chooses the next one
    page.keyboard.press("Alt+KeyM")
    expect(page.locator("#q2 .cf-flag")).to_have_attribute("aria-pressed", "true")
    for slot in room.slots_of("multiple_choice"):
        page.keyboard.press("Alt+KeyN")
        expect(page.locator(f"#q{slot.position} [data-heading]")).to_be_focused()
        page.keyboard.press("a")
        page.keyboard.press("c")
    for slot, texts in (
        (room.slots_of("fill_blank")[0], ["甲", "乙", "丙"]),
        (room.slots_of("essay")[0], ["先听完。"]),
    ):
        page.keyboard.press("Alt+KeyN")
        expect(page.locator(f"#q{slot.position} [data-heading]")).to_be_focused()
        tab_to(page, f"[name=q{slot.position}]", most=3)
        for number, text in enumerate(texts):
            if number:
                page.keyboard.press("Tab")
            page.keyboard.insert_text(text)
    expect_saved(page)
    page.keyboard.press("Alt+KeyJ")
    expect(page.locator("#say")).to_have_text(re.compile(r"^还剩 \d+ 分钟。 已保存 \d\d:\d\d:\d\d$"))
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    assert not page.url.endswith("/receipt")
    tab_to(page, "[data-view] > summary", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "[data-view] input[name=text-size]:checked", most=3)
    page.keyboard.press("ArrowDown")
    expect(page.locator("html")).to_have_attribute("data-text", "2")
    page.keyboard.press("Escape")
    expect(page.locator("[data-view] > summary")).to_be_focused()
    tab_to(page, "header [data-open-hand-in]")
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[data-hand-in]")
    expect(dialog.locator("[data-summary]")).to_contain_text("共 7 题，已答 7，未答 0，标记 1。")
    expect(dialog.get_by_role("button", name="继续答题")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("header [data-open-hand-in]")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "dialog[data-hand-in] [data-confirm]", most=6)
    expect(dialog.locator("[data-confirm]")).to_have_attribute("aria-disabled", "false")  # it waits for the last save
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")
    expect(page.locator("main")).to_contain_text("服务器收到 7 / 7 题的答案。")


def test_the_focus_is_never_hidden_below_the_bars(demo: Site, visit: Visit) -> None:
    """WCAG 2.4.11: what has the focus can be seen, between the bar with its banner and the dock, on a phone, too."""
    room = open_room(demo)
    candidate = visit(demo, width=390, height=720)
    page = room.enter(candidate)
    page.emulate_media(reduced_motion="reduce")  # so that scrolling is done when it is asked about
    candidate.context.set_offline(True)
    answer(page, room.slots[0], "B")
    expect(page.locator("[data-banner-box]")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    tab_to(page, "#q1 .cf-flag")
    hidden = []
    for _ in range(30):
        page.keyboard.press("Tab")
        hidden += page.evaluate(COVERED)
    candidate.context.set_offline(False)
    expect_saved(page)
    assert hidden == []


COVERED = """() => {
  const focused = document.activeElement;
  const shown = focused.closest('label') ?? focused;
  if (shown.closest('header, .cf-dock, .cf-skip, aside') || shown === document.body) return [];
  const box = shown.getBoundingClientRect();
  const top = document.querySelector('header').getBoundingClientRect().bottom;
  const bottom = document.querySelector('.cf-dock').getBoundingClientRect().top;
  const isCovered = box.bottom <= top || box.top >= bottom;
  return isCovered ? [`${shown.outerHTML.slice(0, 80)}: ${box.top}-${box.bottom} between ${top} and ${bottom}`] : [];
}"""
