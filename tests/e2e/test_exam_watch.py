"""What the exam page tells of itself with its poll, and how it says what the invigilator did, in a real Chromium."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from certify.delivery.domain import AttemptState
from certify.delivery.domain.signals import SignalKind
from tests.chromium import chromium
from tests.e2e.exam_stub import ExamStub
from tests.e2e.test_exam_scripts import banner, choose, sit

MINUTES = timedelta(minutes=10)


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


def until(page: Page, holds: object, seconds: float = 6) -> None:
    """Wait until the server has heard it."""
    for _step in range(int(seconds * 10)):
        if holds():  # type: ignore[operator]  # a function without arguments
            return
        page.wait_for_timeout(100)
    raise AssertionError("the server has not heard it")


def test_a_page_tells_what_waits_and_what_it_saw_once(context: BrowserContext) -> None:
    stub = ExamStub()
    page = sit(context, stub)
    until(page, lambda: stub.notes)
    assert (stub.notes[-1].unsent, stub.notes[-1].visible, stub.notes[-1].signals) == (0, True, ())
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData('text', 'x'.repeat(180));
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
            document.querySelector("textarea").dispatchEvent(paste);
        }"""
    )
    page.evaluate("document.hasFocus = () => false; dispatchEvent(new Event('blur'))")
    page.wait_for_timeout(1600)
    page.evaluate("document.hasFocus = () => true; dispatchEvent(new Event('focus'))")
    until(page, lambda: len({signal.number for note in stub.notes for signal in note.signals}) == 2)
    seen = {signal.kind: signal for note in stub.notes for signal in note.signals}
    assert seen[SignalKind.PASTE].amount == 180 and seen[SignalKind.FOCUS_LOST].amount in (1, 2)
    heard = len(stub.notes)
    until(page, lambda: len(stub.notes) > heard + 1)
    assert stub.notes[-1].signals == ()


def test_answers_that_wait_too_long_are_told(context: BrowserContext) -> None:
    stub = ExamStub(network=lambda method, name: 503 if name == "responses" else "up")
    page = sit(context, stub)
    choose(page, "A")
    choose(page, "B", slot=2)
    until(page, lambda: stub.notes and stub.notes[-1].unsent == 2, seconds=14)
    stub.network = lambda method, name: "up"
    until(page, lambda: stub.notes[-1].unsent == 0, seconds=14)


def test_rule_24_a_change_that_a_save_brings_first_is_told_too(context: BrowserContext) -> None:
    stub = ExamStub()
    page = sit(context, stub)
    later = stub.server.attempt.deadline_at + MINUTES
    stub.change = {"kind": "extended", "minutes": 10, "reason": "断电", "deadline_at": later.isoformat()}
    stub.set(deadline_at=later, deadline_version=2)
    choose(page, "A")
    expect(page.locator("[data-notice-box]")).to_contain_text("监考员为你延长 10 分钟（原因：断电）")


def test_rule_25_a_page_opened_in_a_pause_says_why(context: BrowserContext) -> None:
    stub = ExamStub()
    stub.change = {"kind": "paused", "minutes": None, "reason": "教室断电", "deadline_at": None}
    stub.set(state=AttemptState.PAUSED, paused_at=datetime.now(UTC))
    page = sit(context, stub)
    expect(banner(page, "paused")).to_contain_text("教室断电")


def test_the_pace_of_asking_is_the_servers(context: BrowserContext) -> None:
    stub = ExamStub()
    stub.poll_seconds = 60
    page = sit(context, stub)
    until(page, lambda: stub.notes)
    page.wait_for_timeout(3500)
    assert len(stub.notes) == 1
