"""The exam page's scripts in a real Chromium against the real rules of the save protocol, over a network that fails.

The application's own pages have their e2e tests elsewhere; here the server is `exam_stub`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from certify.delivery.domain import AttemptState, SubmitCause
from tests.chromium import chromium
from tests.e2e.exam_stub import ORIGIN, ExamStub
from tests.unit.delivery_samples import answer

DOWN = lambda method, name: "down"  # noqa: E731  # a network, named where it is used
UP = lambda method, name: "up"  # noqa: E731  # likewise


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context()
    fresh.set_default_timeout(8000)
    yield fresh
    fresh.close()


def sit(context: BrowserContext, stub: ExamStub) -> Page:
    """Open the exam page; errors of its scripts fail the test."""
    context.unroute_all()
    context.route("**/*", stub.answer)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.goto(f"{ORIGIN}/exam")
    page.wait_for_function("document.querySelector('[data-time-left]').textContent !== ''")
    return page


def chip(page: Page):
    return page.locator("[data-chip-text]")


def banner(page: Page, name: str):
    return page.locator(f"[data-banner-box][data-banner={name}]")


def choose(page: Page, letter: str, slot: int = 1) -> None:
    page.check(f"input[name=q{slot}][value={letter}]")


def saved(page: Page) -> None:
    expect(chip(page)).to_have_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))


def eventually(page: Page, stub: ExamStub, slot: int, value: object, milliseconds: int = 8000) -> None:
    for _ in range(milliseconds // 100):
        if stub.value(slot) == value:
            return
        page.wait_for_timeout(100)
    assert stub.value(slot) == value


# ---- answering


def test_each_kind_of_field_is_saved_as_its_json_value(context):
    stub = ExamStub()
    page = sit(context, stub)
    choose(page, "B")
    page.check("input[name=q2][value=C]")
    page.check("input[name=q2][value=A]")
    page.check("input[name=q3][value=false]")
    page.locator("input[name=q4]").nth(1).fill("CPU")
    page.fill("textarea[name=q5]", "先听完，再复述。")
    page.locator("#q6 .cf-flag").click()
    for slot, value in {1: "B", 2: ["A", "C"], 3: False, 4: ["", "CPU"], 5: "先听完，再复述。"}.items():
        eventually(page, stub, slot, value)
    saved(page)
    assert stub.server.responses[6].flagged
    page.uncheck("input[name=q2][value=A]")
    page.uncheck("input[name=q2][value=C]")
    eventually(page, stub, 2, None)


def test_typing_is_saved_within_two_seconds_of_the_last_key_and_not_at_each(context):
    stub = ExamStub()
    page = sit(context, stub)
    page.locator("textarea[name=q5]").press_sequentially("twenty letters of text", delay=60)
    page.wait_for_timeout(2200)
    assert stub.value(5) == "twenty letters of text"
    assert [len(body["events"]) for body in stub.saves()] == [1]


# ---- rules 6, 18: the network fails


def test_rule_18_offline_the_candidate_goes_on_and_everything_is_sent_under_its_number(context):
    stub = ExamStub()
    page = sit(context, stub)
    choose(page, "A")
    saved(page)
    stub.network = DOWN
    choose(page, "B")
    page.fill("textarea[name=q5]", "offline")
    expect(chip(page)).to_have_text("离线 · 本机已存 2 题")
    expect(banner(page, "offline")).to_contain_text("网络断开了，继续答题就好。")
    assert page.locator("[data-answer-card] a.wait").count() == 2
    stub.network = UP
    expect(page.locator("[data-notice-box]")).to_contain_text("网络恢复，2 题已全部上传", timeout=20_000)
    assert (stub.value(1), stub.value(5)) == ("B", "offline")
    assert sorted(stub.server.events) == [(1, 1), (1, 2), (1, 3)]


def test_rule_6_a_lost_reply_is_asked_for_again_and_nothing_is_stored_twice(context):
    stub = ExamStub()
    replies = iter(["lost reply", "lost reply"])
    stub.network = lambda method, name: next(replies, "up") if name == "responses" else "up"
    page = sit(context, stub)
    choose(page, "C")
    saved(page)
    assert [body["events"][0]["sequence"] for body in stub.saves()] == [1, 1, 1]
    assert list(stub.server.events) == [(1, 1)]


def test_rule_18_an_overloaded_server_costs_nothing_but_time(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.network = lambda method, name: 503 if name == "responses" else "up"
    choose(page, "D")
    expect(chip(page)).to_have_text("1 题待上传")
    stub.network = UP
    eventually(page, stub, 1, "D", 12_000)
    saved(page)


def test_rule_5_an_answer_changed_while_it_is_on_its_way_gets_a_number_of_its_own(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.network = DOWN
    choose(page, "A")
    page.wait_for_timeout(900)
    choose(page, "B")
    choose(page, "C")
    stub.network = UP
    eventually(page, stub, 1, "C", 12_000)
    assert sorted(stub.server.events) == [(1, 1), (1, 2)]


# ---- this browser keeps them


def test_a_reload_brings_back_what_was_not_sent(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.network = lambda method, name: "down" if name == "responses" else "up"
    page.fill("textarea[name=q5]", "typed before the reload")
    choose(page, "D")
    page.wait_for_timeout(500)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("textarea[name=q5]")).to_have_value("typed before the reload")
    stub.network = UP
    eventually(page, stub, 5, "typed before the reload", 12_000)
    eventually(page, stub, 1, "D")
    assert stub.server.attempt.epoch == 1


def test_a_browser_that_died_writes_on_as_itself(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.network = lambda method, name: "down" if name == "responses" else "up"
    choose(page, "C")
    page.wait_for_timeout(500)
    page.close()
    stub.network = UP
    page = sit(context, stub)
    expect(page.locator("input[name=q1][value=C]")).to_be_checked()
    eventually(page, stub, 1, "C")
    assert stub.server.attempt.epoch == 1


READ_STORE = """async () => {
  const result = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
  const db = await result(indexedDB.open('certify-answers'));
  const all = (name) => result(db.transaction(name).objectStore(name).getAll());
  const events = await all('events'); const keys = await all('keys'); db.close();
  return { events: events.length, text: events.map((e) => new TextDecoder().decode(e.data)).join(''),
    extractable: keys.map((k) => k.half.extractable), scopes: keys.map((k) => k.scope), ids: events.map((e) => e.id) };
}"""


def test_rule_27_unsent_answers_are_encrypted_with_a_key_that_cannot_be_read_out(context):
    stub = ExamStub(network=lambda method, name: "down" if name == "responses" else "up")
    page = sit(context, stub)
    page.fill("textarea[name=q5]", "SECRET-WORD")
    page.wait_for_timeout(600)
    store = page.evaluate(READ_STORE)
    assert store["events"] == 1 and "SECRET" not in store["text"] and "answer" not in store["text"]
    assert store["extractable"] == [False]
    assert store["scopes"] == ["0190-attempt/0190-person"] and store["ids"][0].startswith("0190-attempt/0190-person/")


def test_without_storage_the_page_says_so_and_saves_online(context):
    stub = ExamStub()
    context.add_init_script("IDBFactory.prototype.open = () => { throw new Error('no storage here'); }")
    page = sit(context, stub)
    choose(page, "A")
    eventually(page, stub, 1, "A")
    expect(chip(page)).to_have_text("仅在线保存")
    expect(banner(page, "online_only")).to_contain_text("请保持网络连接")


# ---- rules 3, 4, 6, 15: writers


def test_rule_3_a_second_tab_is_read_only_until_continue_here_and_then_the_first_one_is(context):
    stub = ExamStub()
    first = sit(context, stub)
    choose(first, "A")
    saved(first)
    second = sit(context, stub)
    expect(chip(second)).to_have_text("只读")
    expect(second.locator("input[name=q1][value=A]")).to_be_checked()
    expect(second.locator("#q1 input").first).to_be_disabled()
    second.click("[data-continue-here]")
    expect(second.locator("#q1 input").first).to_be_enabled()
    choose(second, "B")
    eventually(second, stub, 1, "B")
    assert stub.server.attempt.epoch == 2
    choose(first, "C")
    expect(chip(first)).to_have_text("只读")
    expect(banner(first, "elsewhere")).to_contain_text("考试已在另一个页面或另一台电脑上继续")
    expect(first.locator("#q1 input").first).to_be_disabled()
    assert stub.value(1) == "B"
    assert stub.server.events[(1, 2)][1].kind == "superseded"


def test_a_page_that_has_not_reached_the_server_says_so_and_blames_no_other_page(context):
    stub = ExamStub()
    stub.network = DOWN
    context.route("**/*", stub.answer)
    page = context.new_page()
    page.goto(f"{ORIGIN}/exam")
    expect(chip(page)).to_have_text("正在连接…")
    expect(banner(page, "opening")).to_contain_text("还没有连上服务器")
    expect(page.locator("[data-continue-here]")).to_be_hidden()
    expect(page.locator("#q1 input").first).to_be_disabled()
    stub.network = UP
    expect(page.locator("#q1 input").first).to_be_enabled(timeout=20_000)
    choose(page, "A")
    saved(page)
    expect(page.locator("[data-banner-box]")).to_be_hidden()
    assert stub.value(1) == "A"


def test_rule_3_after_taking_over_a_reload_writes_on(context):
    stub = ExamStub()
    sit(context, stub)
    second = sit(context, stub)
    second.click("[data-continue-here]")
    expect(second.locator("#q1 input").first).to_be_enabled()
    second.reload()
    expect(second.locator("#q1 input").first).to_be_enabled()
    assert stub.server.attempt.epoch == 2


def test_rule_6_after_a_fork_the_page_takes_a_new_epoch_and_sends_again_in_order(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.network = DOWN
    choose(page, "A")
    page.wait_for_timeout(800)
    page.fill("textarea[name=q5]", "second")
    other = answer(1, slot=2, value=["D"])
    stub.server.save(
        type("B", (), {"client_id": stub.server.attempt.client_id, "events": (other,), "unreadable": ()}),
        datetime.now(UTC),
    )
    stub.network = UP
    eventually(page, stub, 1, "A", 12_000)
    eventually(page, stub, 5, "second", 12_000)
    saved(page)
    assert stub.server.attempt.epoch == 2 and stub.value(2) == ["D"]
    assert {(2, 1), (2, 2)} <= set(stub.server.events)


def test_rule_15_what_an_earlier_page_left_behind_is_answered_anew(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.network = lambda method, name: "down" if name == "responses" else "up"
    choose(page, "C")
    page.wait_for_timeout(500)
    page.close()
    stub.set(epoch=2, client_id="p-another-machine")
    stub.network = UP
    page = sit(context, stub)
    expect(chip(page)).to_have_text("只读")
    page.click("[data-continue-here]")
    expect(page.locator("input[name=q1][value=C]")).to_be_checked()
    eventually(page, stub, 1, "C")
    assert stub.server.attempt.epoch == 3


# ---- rule 27: the session


def test_rule_27_an_ended_session_asks_for_the_password_in_place_and_loses_nothing(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.network = lambda method, name: "up" if name == "sign-in-again" else 401
    choose(page, "B")
    expect(banner(page, "signed_out")).to_contain_text("登录已过期。在这里输入密码继续，答案都在。")
    page.fill("[data-sign-in-again] input", "wrong")
    page.click("[data-sign-in-again] button")
    expect(page.locator("[data-error]")).to_have_text("密码不对")
    choose(page, "C")
    stub.network = UP
    page.fill("[data-sign-in-again] input", stub.password)
    page.click("[data-sign-in-again] button")
    eventually(page, stub, 1, "C")
    expect(page.locator("[data-sign-in-again]")).to_be_hidden()
    saved(page)


def test_rule_27_a_page_that_is_shut_out_keeps_its_answers(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.network = lambda method, name: 403 if name == "responses" else "up"
    choose(page, "B")
    expect(banner(page, "shut_out")).to_contain_text("答案还在这台电脑上")
    assert page.evaluate(READ_STORE)["events"] == 1


# ---- rules 24, 25: the invigilator


def test_rule_25_a_pause_closes_the_fields_and_the_clock_and_a_resume_opens_them(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.change = {"kind": "paused", "minutes": 0, "reason": "教室断电", "deadline_at": None}
    stub.set(state=AttemptState.PAUSED, paused_at=datetime.now(UTC), deadline_version=2)
    expect(chip(page)).to_have_text(re.compile(r"已暂停 · (29:\d\d|30:00)"))
    expect(banner(page, "paused")).to_contain_text("教室断电")
    expect(page.locator("#q1 input").first).to_be_disabled()
    page.wait_for_timeout(1100)
    left = page.locator("[data-time-left]").text_content()
    page.wait_for_timeout(2100)
    assert page.locator("[data-time-left]").text_content() == left
    stub.change = {"kind": "resumed", "minutes": 0, "reason": "", "deadline_at": None}
    stub.set(state=AttemptState.IN_PROGRESS, paused_at=None, deadline_version=3)
    expect(page.locator("#q1 input").first).to_be_enabled()
    choose(page, "A")
    eventually(page, stub, 1, "A")


def test_rule_24_added_time_is_said_at_once_with_its_reason(context):
    stub = ExamStub()
    page = sit(context, stub)
    later = stub.server.attempt.deadline_at + timedelta(minutes=10)
    stub.change = {"kind": "extended", "minutes": 10, "reason": "断电", "deadline_at": later.isoformat()}
    stub.set(deadline_at=later, deadline_version=2)
    expect(page.locator("[data-notice-box]")).to_contain_text("监考员为你延长 10 分钟（原因：断电）")
    expect(page.locator("#say")).to_contain_text("延长 10 分钟")
    expect(page.locator("[data-time-left]")).to_have_text(re.compile(r"39:\d\d"))


# ---- rules 13, 14, 21–23: the end


def test_rule_13_at_the_deadline_input_stops_and_the_page_hands_in(context):
    stub = ExamStub(minutes=0.1)
    page = sit(context, stub)
    page.focus("textarea[name=q5]")
    page.keyboard.type("until the last", delay=120)
    page.wait_for_url("**/receipt", timeout=20_000)
    assert stub.server.attempt.submit_cause is SubmitCause.TIME_OUT
    assert "until the last".startswith(stub.value(5))
    assert page.evaluate(READ_STORE) == {"events": 0, "text": "", "extractable": [], "scopes": [], "ids": []}


def test_rule_14_time_up_and_unsent_is_said_and_what_comes_late_is_kept(context):
    stub = ExamStub(minutes=0.08)
    stub.set(grace_seconds=0)
    page = sit(context, stub)
    stub.network = DOWN
    choose(page, "A")
    expect(banner(page, "time_up_unsent")).to_contain_text("不要关闭页面")
    expect(chip(page)).to_have_text("1 题待上传")
    page.wait_for_timeout(300)
    stub.network = UP
    expect(chip(page)).to_have_text("1 题未收下", timeout=20_000)
    assert stub.server.events[(1, 1)][1].kind == "late" and stub.value(1) is None
    stub.set(deadline_at=datetime.now(UTC) - timedelta(seconds=60))
    page.wait_for_url("**/receipt", timeout=20_000)
    assert stub.server.attempt.submit_cause is SubmitCause.TIME_OUT


def test_rule_21_the_button_waits_for_unsent_answers_and_then_hands_in(context):
    stub = ExamStub()
    page = sit(context, stub)
    choose(page, "A")
    saved(page)
    page.locator("#q2 .cf-flag").click()
    page.wait_for_timeout(1000)
    stub.network = DOWN
    choose(page, "B")
    page.click("[data-open-hand-in]")
    dialog = page.locator("[data-hand-in]")
    expect(dialog.locator("[data-summary]")).to_have_text("共 6 题，已答 1，未答 5，标记 1。未答： 2 3 4 5 6标记： 2")
    expect(dialog.locator("[data-waiting]")).to_contain_text("等 1 题上传完再交卷")
    expect(dialog.locator("[data-confirm]")).to_have_attribute("aria-disabled", "true")
    dialog.locator("[data-confirm]").click(force=True)
    stub.network = UP
    expect(dialog.locator("[data-confirm]")).to_have_attribute("aria-disabled", "false", timeout=20_000)
    dialog.locator("[data-confirm]").click()
    page.wait_for_url("**/receipt")
    assert stub.server.attempt.submit_cause is SubmitCause.HANDED_IN and stub.value(1) == "B"
    assert page.evaluate(READ_STORE)["scopes"] == []


def test_rule_21_handing_in_without_an_answer_that_was_refused_is_an_explicit_choice(context):
    stub = ExamStub()
    page = sit(context, stub)
    page.fill("textarea[name=q5]", "x" * 70_000)
    page.wait_for_timeout(2500)
    choose(page, "A")
    eventually(page, stub, 1, "A")
    page.click("[data-open-hand-in]")
    dialog = page.locator("[data-hand-in]")
    dialog.locator("[data-confirm]").click()
    expect(dialog.locator("[data-message]")).to_contain_text("还有 1 条作答没有传到服务器")
    dialog.locator("[data-without]").click()
    page.wait_for_url("**/receipt")
    assert stub.server.attempt.state is AttemptState.SUBMITTED


def test_an_invigilator_who_collects_ends_the_page(context):
    stub = ExamStub()
    page = sit(context, stub)
    stub.set(state=AttemptState.SUBMITTED, submitted_at=datetime.now(UTC), submit_cause=SubmitCause.COLLECTED)
    page.wait_for_url("**/receipt")


# ---- rules 19, 20: sections


def test_rule_19_leaving_a_section_waits_for_its_answers_and_locks_it(context):
    stub = ExamStub(linear=(1, 2))
    page = sit(context, stub)
    stub.network = lambda method, name: "down" if name == "responses" else "up"
    choose(page, "A")
    page.click("[data-leave-section]")
    dialog = page.locator("[data-leave]")
    expect(dialog.locator("[data-text]")).to_contain_text("不能再修改")
    dialog.locator("[data-confirm]").click()
    expect(page.locator("#q1 input").first).to_be_disabled()
    page.wait_for_timeout(500)
    assert stub.server.attempt.locks == {}
    stub.network = UP
    page.wait_for_event("load", timeout=20_000)
    assert stub.server.attempt.locks == {1: (1, 2)} and stub.value(1) == "A"


# ---- keys, answer card, timer


def test_the_exam_can_be_taken_by_keyboard_alone(context):
    stub = ExamStub()
    page = sit(context, stub)
    page.keyboard.press("Alt+KeyN")
    expect(page.locator("#q2 [data-heading]")).to_be_focused()
    page.keyboard.press("c")
    page.keyboard.press("1")
    eventually(page, stub, 2, ["A", "C"])
    page.keyboard.press("Alt+KeyM")
    expect(page.locator("#q2 .cf-flag")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Alt+KeyP")
    page.keyboard.press("b")
    eventually(page, stub, 1, "B")
    page.keyboard.press("Alt+KeyJ")
    expect(page.locator("#say")).to_have_text(re.compile(r"还剩 \d+ 分钟。 已保存 "))
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Alt+KeyK")
    cells = page.locator("[data-answer-card] a")
    expect(cells.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    expect(cells.nth(5)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#q5 [data-heading]")).to_be_focused()
    assert cells.nth(1).get_attribute("aria-label") == "第 2 题，已答，已标记"
    assert page.title() == "第 5 题 · 理论考试 · Certify"
    assert stub.server.attempt.state is AttemptState.IN_PROGRESS


def test_letters_typed_into_a_text_field_choose_nothing(context):
    stub = ExamStub()
    page = sit(context, stub)
    page.locator("input[name=q4]").nth(0).press_sequentially("abc")
    eventually(page, stub, 4, ["abc", ""])
    assert set(stub.server.responses) == {4}


def test_the_timer_can_be_folded_away_and_returns_at_five_minutes(context):
    stub = ExamStub(minutes=5.05)
    page = sit(context, stub)
    page.click("[data-fold]")
    expect(page.locator("[data-time-left]")).to_be_hidden()
    expect(page.locator("[data-time-left]")).to_be_visible()
    expect(page.locator("[data-timer-note]")).to_have_text("还剩不到 5 分钟")
    expect(page.locator("#say")).to_have_text("还剩 5 分钟。")


def test_the_time_shown_is_the_servers_whatever_the_browsers_clock_says(context):
    stub = ExamStub()
    context.add_init_script("const real = Date.now; Date.now = () => real() - 40 * 86400e3;")
    page = sit(context, stub)
    expect(page.locator("[data-time-left]")).to_have_text(re.compile(r"29:\d\d|30:00"))
    choose(page, "A")
    saved(page)
