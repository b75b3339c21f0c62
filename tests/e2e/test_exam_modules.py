"""The pure modules of the exam page, run in Chromium: when batches go, what they hold, what the chip says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from certify.delivery.domain.check_texts import translated_checks
from certify.delivery.domain.page_texts import translated
from foundation.i18n import catalogue
from tests.chromium import chromium
from tests.e2e.exam_stub import ORIGIN, ExamStub


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page of our origin that holds nothing."""
    with chromium() as browser:
        context = browser.new_context()
        context.route("**/*", ExamStub().answer)
        blank = context.new_page()
        blank.goto(f"{ORIGIN}/nothing")
        yield blank


def run(page: Page, module: str, script: str, **values: Any) -> Any:
    """The value of a script that sees the module as `m` and the values by their names."""
    names = ", ".join(values)
    prelude = f"const m = await import('/static/js/exam/{module}'); const {{ {names} }} = values;"
    return page.evaluate(f"async (values) => {{ {prelude} {script} }}", values)


PROTOCOL = """
  const p = new m.Protocol('tab-aaaa-1');
  p.open({ epoch: 1, last_sequence: 0, writer: true }, [], 0);
  const type = (slot, value, now, isTyping = true) =>
    p.record(slot, 'answer', value, { now, clientTime: 'x', isTyping });
"""


def test_a_batch_goes_soon_after_choosing_later_after_typing_and_before_a_long_text_ends(page):
    choosing = run(page, "protocol.js", PROTOCOL + "type(1, 'A', 1000, false); return p.sendAt();")
    typing = run(page, "protocol.js", PROTOCOL + "type(1, 'a', 1000); type(1, 'ab', 1900); return p.sendAt();")
    long = "for (let t = 0; t <= 60000; t += 500) type(1, 'x'.repeat(t), t); return p.sendAt();"
    lasting = run(page, "protocol.js", PROTOCOL + long)
    nothing = run(page, "protocol.js", PROTOCOL + "return String(p.sendAt());")
    assert (choosing, typing, lasting, nothing) == (1300, 3400, 8000, "Infinity")


def test_an_answer_that_waits_for_its_picture_holds_no_other_one_up(page):
    script = """
      const waiting = new Set(['abc']);
      p.holds = (event) => (event.value?.files ?? []).some((name) => waiting.has(name));
      type(1, { files: ['abc'], text: '' }, 0);
      const alone = [String(p.sendAt()), p.take(9000, true), p.pending().length];
      type(2, 'b', 9000);
      const batch = p.take(20000);
      p.settle({ outcomes: [{ epoch: 1, sequence: 2, outcome: 'saved' }] }, 20001);
      waiting.clear();
      return [...alone, batch.events.map((e) => e.slot), p.take(30000).events.map((e) => e.slot)];
    """
    assert run(page, "protocol.js", PROTOCOL + script) == ["Infinity", None, 1, [2], [1]]


def test_an_unsent_event_takes_the_newer_value_and_a_sent_one_keeps_its_own(page):
    script = """
      type(1, 'a', 0); type(2, 'b', 0); type(1, 'aa', 0);
      p.record(1, 'flag', true, { now: 0, clientTime: 'x' });
      const first = p.take(9000); type(1, 'aaa', 9001); p.fail('network', 9002);
      return [first, p.take(60000)].map((batch) => batch.events.map((e) => [e.sequence, e.slot, e.kind, e.value]));
    """
    first, second = run(page, "protocol.js", PROTOCOL + script)
    assert first == [[1, 1, "answer", "aa"], [2, 2, "answer", "b"], [3, 1, "flag", True]]
    assert second == [*first, [4, 1, "answer", "aaa"]]


def test_one_batch_at_a_time_and_at_most_fifty_events_in_order(page):
    script = """
      for (let slot = 1; slot <= 120; slot += 1) type(slot, 'A', 0);
      const sizes = [];
      for (let batch = p.take(9000); batch; batch = p.take(9000, true)) {
        sizes.push([batch.events[0].sequence, batch.events.length, p.take(9000, true)]);
        p.settle({ outcomes: batch.events.map((e) => ({ ...e, outcome: 'saved' })) }, 9000);
      }
      return sizes;
    """
    assert run(page, "protocol.js", PROTOCOL + script) == [[1, 50, None], [51, 50, None], [101, 20, None]]


def test_after_413_batches_get_smaller_down_to_one(page):
    script = """
      for (let slot = 1; slot <= 60; slot += 1) type(slot, 'A', 0);
      const sizes = []; let now = 9000;
      for (let turn = 0; turn < 7; turn += 1) {
        p.hurry(); sizes.push(p.take(now, true).events.length); p.fail('too_large', now);
      }
      return sizes;
    """
    assert run(page, "protocol.js", PROTOCOL + script) == [50, 25, 12, 6, 3, 1, 1]


def test_the_back_off_grows_to_15_seconds_and_heeds_retry_after(page):
    script = """
      type(1, 'A', 0);
      const waits = [];
      for (let turn = 0; turn < 7; turn += 1) {
        p.hurry(); p.take(9000, true); p.fail('server', 9000, { chance: 0.5 }); waits.push(p.sendAt() - 9000);
      }
      p.hurry(); p.take(9000, true); p.fail('server', 9000, { retryAfter: 40000 });
      return [...waits, p.sendAt() - 9000, p.take(9000, true)];
    """
    waits = run(page, "protocol.js", PROTOCOL + script)
    assert waits == [1000, 2000, 4000, 8000, 15000, 15000, 15000, 40000, None]


@pytest.mark.parametrize(
    ("outcome", "reason", "is_gone", "is_writer"),
    [
        ("saved", None, True, True),
        ("duplicate", None, True, True),
        ("stale", None, True, True),
        ("malformed", None, True, True),
        ("late", "time_up", True, True),
        ("duplicate", "late", True, True),
        ("superseded", "taken_over", True, False),
        ("duplicate", "superseded", True, False),
        ("fork", None, False, True),
        ("refused", "after_fork", False, True),
        ("refused", "paused", False, True),
        ("refused", "gap", False, True),
        ("refused", "not_writer", False, False),
        ("refused", "unknown_epoch", False, False),
        ("refused", "too_large", False, True),
    ],
)
def test_rule_18_only_what_was_saved_or_kept_is_forgotten(page, outcome, reason, is_gone, is_writer):
    script = """
      type(1, 'A', 0); p.take(9000);
      p.settle({ outcomes: [{ epoch: 1, sequence: 1, outcome, reason }] }, 9000);
      return [p.events.length === 0, p.writer, p.gaps().length, p.notCounted.size];
    """
    gone, writer, gaps, not_counted = run(page, "protocol.js", PROTOCOL + script, outcome=outcome, reason=reason)
    assert (gone, writer, gaps == 1) == (is_gone, is_writer, reason == "too_large")
    assert (not_counted == 1) == ("late" in (outcome, reason))


def test_rule_15_left_behind_answers_are_adopted_only_where_nothing_newer_is_counted(page):
    events = [
        {"epoch": epoch, "sequence": sequence, "slot": slot, "kind": kind, "value": sequence}
        for epoch, sequence, slot, kind in [
            (1, 1, 1, "answer"),
            (1, 2, 1, "answer"),
            (1, 3, 2, "answer"),
            (1, 4, 3, "flag"),
            (1, 5, 4, "clear"),
            (2, 1, 5, "answer"),
            (1, 6, 0, "leave_section"),
        ]
    ]
    heads = {"2": {"epoch": 2, "sequence": 1}, "3": {"epoch": 2, "sequence": 9}, "4": {"epoch": 1, "sequence": 4}}
    adopted = run(page, "protocol.js", "return m.leftovers(events, 2, heads);", events=events, heads=heads)
    assert [(event["slot"], event["sequence"]) for event in adopted] == [(1, 2), (3, 4), (4, 5)]


CALM = {
    "isOpen": True,
    "writer": True,
    "wasWriter": True,
    "over": False,
    "timeUp": False,
    "paused": False,
    "blocked": None,
    "isOnline": True,
    "isDurable": True,
    "pending": 0,
    "pendingFor": 0,
    "savingFor": 0,
    "notCounted": 0,
    "savedAt": "10:32:05",
}
VALUES = {"n": 2, "lost": 1, "time": "10:32:05", "slots": "23", "left": "41:20", "reason": "教室断电"}
STATES = [
    ({"isOpen": False, "writer": False, "wasWriter": False}, "正在连接…", "还没有连上服务器", "Connecting…"),
    # change, chip, banner (its first words), chip in English
    ({}, "已保存 10:32:05", None, "Saved 10:32:05"),
    ({"savedAt": None}, "作答后自动保存", None, "Saved as you answer"),
    ({"savingFor": 599}, "已保存 10:32:05", None, "Saved 10:32:05"),
    ({"savingFor": 601}, "正在保存…", None, "Saving…"),
    ({"pending": 2, "pendingFor": 2999}, "已保存 10:32:05", None, "Saved 10:32:05"),
    ({"pending": 2, "pendingFor": 3000}, "2 题待上传", None, "2 not sent yet"),
    ({"pending": 2, "pendingFor": 20000}, "2 题待上传", "有 2 题还没传到服务器", "2 not sent yet"),
    ({"pending": 2, "isOnline": False}, "离线 · 本机已存 2 题", "**网络断开了", "Offline · 2 stored here"),
    ({"blocked": "signed_out", "pending": 2}, "待上传", "登录已过期", "Not sent"),
    ({"writer": False}, "只读", "考试已在另一个页面", "Read only"),
    ({"writer": False, "wasWriter": False}, "只读", "这场考试正在另一个页面", "Read only"),
    ({"isDurable": False}, "仅在线保存", "这台电脑不能暂存答案", "Online only"),
    ({"paused": True}, "已暂停 · 41:20", "监考员已暂停考试，计时停止，还剩 41:20。原因：教室断电", "Paused · 41:20"),
    ({"over": True}, "已交卷", None, "Handed in"),
    (
        {"timeUp": True, "pending": 2},
        "2 题待上传",
        "时间到。还有 2 题没有传到服务器：**不要关闭页面**",
        "2 not sent yet",
    ),
    ({"notCounted": 1}, "1 题未收下", "第 23 题在交卷时间之后到达服务器", "1 not counted"),
]


@pytest.mark.parametrize(("change", "chip", "banner", "english"), STATES)
def test_the_chip_says_each_state_in_the_designs_words(page, change, chip, banner, english):
    script = """
      const state = m.standing(view);
      const banner = state.banner && m.fill(zh.banner[state.banner], fields);
      return [m.fill(zh.chip[state.chip], fields), banner, m.fill(en.chip[state.chip], fields)];
    """
    texts = {"zh": translated(str), "en": translated(catalogue("en").__getitem__)}
    said = run(page, "chip.js", script, view=CALM | change, fields=VALUES, **texts)
    assert (said[0], said[2]) == (chip, english)
    assert said[1] is None if banner is None else said[1].startswith(banner)


def test_the_clock_reads_as_people_read_clocks_and_speaks_at_its_marks_only(page):
    seconds = [0, 1, 59.2, 60, 3552, 3600, 4324]
    pairs = [(1801, 1800), (1800, 1799), (601, 599.5), (301, 300), (61, 59), (59, 58), (2400, 200), (5, 0)]
    read = run(page, "timer.js", "return seconds.map(m.clockText);", seconds=seconds)
    spoken = run(page, "timer.js", f"return {json.dumps(pairs)}.map(([a, b]) => m.crossed(a, b));")
    assert read == ["0:00", "0:01", "1:00", "1:00", "59:12", "1:00:00", "1:12:04"]
    assert spoken == [30, None, 10, 5, 1, None, 4, None]


def test_the_servers_clock_takes_half_the_way_and_stands_still_in_a_pause(page):
    script = """
      let t = 1000; const clock = new m.ServerClock(() => t); const before = String(clock.secondsLeft());
      const reply = { server_time: '2026-11-22T02:00:00Z', seconds_left: 100 };
      clock.sync({ ...reply, state: 'in_progress' }, { sentAt: 1000, receivedAt: 1400 });
      t = 3200; const running = [clock.secondsLeft(), clock.now().toISOString()];
      clock.sync({ ...reply, state: 'paused' }, { sentAt: 3000, receivedAt: 3400 });
      t = 90000; return [before, ...running, clock.secondsLeft()];
    """
    assert run(page, "timer.js", script) == ["Infinity", 98, "2026-11-22T02:00:02.000Z", 100]


def test_over_a_whole_exam_the_timer_speaks_at_the_start_and_its_marks_only(page):
    """By a told clock, second for second: at 90 (the start), 30, 10, 5 and, urgently, 1 minute; then it is over."""
    script = """
      const spoken = []; let t = 0;
      const clock = new m.ServerClock(() => t);
      const reply = { server_time: '2026-11-22T02:00:00Z', seconds_left: 5400, state: 'in_progress' };
      clock.sync(reply, { sentAt: 0, receivedAt: 0 });
      const root = document.createElement('div');
      root.innerHTML = '<b data-time-left></b><i data-timer-note></i><button data-fold></button>';
      const timer = new m.Timer({
        root, clock, texts: { minutes_left: '', under_five: 'x', timer_show: '', timer_hide: '' },
        fill: (text, { n }) => n, speak: (n, isUrgent) => spoken.push([n, isUrgent]),
        on: { over: () => spoken.push('over'), drifted: () => {} },
      });
      for (; t <= 5_460_000; t += 1000) timer.tick();
      return spoken;
    """
    spoken = [[90, False], [30, False], [10, False], [5, False], [1, True], "over"]
    assert run(page, "timer.js", script) == spoken


def test_what_was_kept_of_the_view_is_made_sound(page):
    script = """
      const [sound, unsound] = [{ size: '3', contrast: true }, { size: '9', contrast: 'yes' }];
      const kept = [null, {}, sound, unsound, { size: '2', contrast: false }];
      return [kept.map((each) => m.soundView(each, true)), m.SIZES.map(m.nextSize)];
    """
    views, next_sizes = run(page, "view.js", script)
    assert [(view["size"], view["contrast"]) for view in views] == [
        ("1", True),
        ("1", True),
        ("3", True),
        ("1", True),
        ("2", False),
    ]
    assert next_sizes == ["2", "3", "1"]


FIT = {
    "isSecure": True,
    "isStored": True,
    "hasCookies": True,
    "trips": [40, 38, 900, 41, 40, 39, 42],
    "lost": 0,
    "skew": 2,
    "width": 1360,
}
CHECKS = [
    # change, the line that changes, its result, its text, the verdict
    ({}, None, "good", "good", {"worst": "good", "n": 6}),
    ({"isSecure": False, "isStored": False}, "secure", "bad", "bad", {"worst": "bad", "n": 2}),
    ({"hasCookies": False}, "cookies", "bad", "bad", {"worst": "bad", "n": 1}),
    ({"trips": [400] * 7}, "connection", "notice", "notice", {"worst": "notice", "n": 1}),
    ({"trips": [40] * 6, "lost": 1}, "connection", "notice", "notice", {"worst": "notice", "n": 1}),
    ({"trips": [1500] * 7}, "connection", "bad", "bad", {"worst": "bad", "n": 1}),
    ({"trips": [], "lost": 7, "skew": None}, "connection", "bad", "none", {"worst": "bad", "n": 1}),
    ({"skew": 3 * 3600}, "clock", "notice", "fast", {"worst": "notice", "n": 1}),
    ({"skew": -3 * 3600}, "clock", "notice", "slow", {"worst": "notice", "n": 1}),
    ({"width": 300}, "screen", "notice", "notice", {"worst": "notice", "n": 1}),
]


@pytest.mark.parametrize(("change", "name", "result", "text", "verdict"), CHECKS)
def test_the_check_of_a_computer_says_what_each_finding_means(page, change, name, result, text, verdict):
    judged, worst = run(
        page, "check.js", "const all = m.judge(found); return [all, m.verdictOf(all)];", found=FIT | change
    )
    assert worst == verdict
    line = next(each for each in judged if each["name"] == (name or "clock"))
    assert (line["result"], line["text"]) == (result, text)
    texts = translated_checks(str)
    assert all(each["text"] in texts[each["name"]] for each in judged), "each finding has its words"


def test_a_text_with_two_forms_is_chosen_by_its_number(page):
    script = "return [0, 1, 2, '1'].map((n) => m.fill(forms, { n })).concat(m.fill('%(n)s / %(of)s', { n: 1 }));"
    said = run(page, "chip.js", script, forms=["%(n)s answer", "%(n)s answers"])
    assert said == ["0 answers", "1 answer", "2 answers", "1 answer", "1 / %(of)s"]
