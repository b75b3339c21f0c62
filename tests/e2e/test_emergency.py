"""The emergency file in a real browser: made while the network is away, handed in by staff, decided on by an examiner;
and the format of the page's script opened by the server's library.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from certify.delivery.domain.emergency import take_apart
from certify.delivery.formats.emergency_file import open_file, page_terms
from tests.chromium import violations
from tests.e2e.addresses import EXAMINER, INVIGILATOR
from tests.e2e.exam_room import PASSWORD, Room, answer, expect_saved, open_room
from tests.e2e.server import Site
from tests.e2e.visitors import Visitor
from tests.emergency_files import RING

Visit = Callable[..., Visitor]
TEXT = "断网以后写的：先听完，再复述。"
LONG = 90_000  # a minute of exam, its grace, and a busy machine


@pytest.fixture
def offline(demo: Site, visit: Visit) -> tuple[Room, Visitor, Page]:
    """A minute's exam: one answer saved, two more typed without a network."""
    room = open_room(demo, minutes=1)
    candidate = visit(demo)
    page = room.enter(candidate)
    answer(page, room.slots[0], "A")
    expect_saved(page)
    candidate.context.set_offline(True)
    answer(page, room.slots[0], "B")
    answer(page, room.slots_of("essay")[0], TEXT)
    expect(page.locator("[data-chip-text]")).to_have_text("离线 · 本机已存 2 题")
    return room, candidate, page


def save_file(page: Page, folder: Path) -> Path:
    """In the open dialog: save, and keep what the browser downloads."""
    with page.expect_download() as waiting:
        page.click("[data-emergency-dialog] [data-save]")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def proof(page: Page, name: str) -> str:
    return page.locator(f"[data-proof-{name}]").inner_text()


def test_offline_to_the_end_the_file_brings_the_answers_and_an_examiner_counts_them(
    demo: Site, visit: Visit, offline: tuple[Room, Visitor, Page], tmp_path: Path
) -> None:
    room, candidate, page = offline
    banner = page.locator("[data-banner-box]")
    expect(banner).to_contain_text("时间到。还有 2 题没有传到服务器", timeout=LONG)
    banner.get_by_role("button", name="导出应急文件").click()
    expect(page.locator("[data-unsent]")).to_have_text("有 2 题（2 条作答）还没有传到服务器。")
    saved = save_file(page, tmp_path)
    assert re.fullmatch(rf"答卷应急-{room.logins[0]}-\d{{8}}-\d{{6}}\.certify", saved.name)
    file = take_apart(saved.read_bytes())
    assert proof(page, "checksum").replace(" ", "") == file.checksum[:32]
    assert (proof(page, "count"), proof(page, "numbers"), proof(page, "name")) == ("2", "1-2 … 1-3", saved.name)
    candidate.picture("emergency-proof", whole=False)
    assert violations(page) == []
    assert {event.value for event in open_file(RING, file).events} == {"B", TEXT}
    assert TEXT.encode() not in saved.read_bytes()
    receipt = page.url.removeprefix(demo.url) + "/receipt"
    candidate.leave()  # the network never comes back; the machine is switched off

    home = visit(demo).sign_in(room.logins[0], PASSWORD)
    home.page.goto(receipt)
    expect(home.page.locator("h1")).to_have_text("交卷回执", timeout=LONG)  # the server has closed it
    expect(home.page.locator("main")).not_to_contain_text("已留存")

    staff = visit(demo).sign_in(INVIGILATOR)
    desk = staff.go("/emergency")
    desk.set_input_files("input[type=file]", saved)
    desk.click("main form button")
    expect(desk.locator("[data-checksum]")).to_have_text(" ".join(re.findall("....", file.checksum)[:8]))
    expect(desk.locator("main")).to_contain_text("留存未计入：迟到 2")
    assert TEXT not in desk.inner_text("main")
    staff.picture("emergency-file")
    assert violations(desk) == []
    desk.get_by_role("button", name="载入 2 条").click()
    expect(desk.locator("main [role=status]")).to_contain_text("0 条计入答卷，2 条留存未计入")

    expect(home.go(receipt).locator("main")).to_contain_text("另有 2 题的答案在时间到之后才到达服务器：已留存")
    home.picture("emergency-receipt")

    examiner = visit(demo).sign_in(EXAMINER)
    run = examiner.go(f"/marking/release/{room.sitting_id}")
    run.get_by_role("link", name=re.compile("2 题迟到，待决定")).click()
    expect(run.locator("main")).to_contain_text(TEXT)
    examiner.picture("late-answers")
    assert violations(run) == []
    run.fill("textarea[name=reason]", "监考记录写明断网，校验码一致")
    run.get_by_role("button", name="全部收下").click()
    expect(run.locator("main [role=status]")).to_contain_text("收下 2 题，不收 0 题，已重新评分")
    for visitor in (staff, home, examiner):
        assert visitor.troubles == []


def test_from_the_menu_and_when_the_network_is_back_nothing_counts_twice(
    demo: Site, visit: Visit, tmp_path: Path
) -> None:
    room = open_room(demo)
    candidate = visit(demo)
    page = room.enter(candidate)
    page.click("[data-view] summary")
    page.click("[data-view] [data-emergency]")
    expect(page.locator("[data-unsent]")).to_have_text("作答都已传到服务器，不需要应急文件。")
    expect(page.locator("[data-emergency-dialog] [data-save]")).to_be_hidden()
    page.keyboard.press("Escape")
    candidate.context.set_offline(True)
    answer(page, room.slots[0], "B")
    page.wait_for_timeout(800)
    page.click("[data-view] summary")
    page.click("[data-view] [data-emergency]")
    saved = save_file(page, tmp_path)
    page.keyboard.press("Escape")
    answer(page, room.slots[0], "C")  # typed after the file: a number of its own
    staff = visit(demo).sign_in(INVIGILATOR).go("/emergency")
    staff.set_input_files("input[type=file]", saved)
    staff.click("main form button")
    expect(staff.locator("main")).to_contain_text("计入答卷 1")
    staff.get_by_role("button", name="载入 1 条").click()
    expect(staff.locator("main [role=status]")).to_contain_text("1 条计入答卷")
    assert room.saved(page) == {room.slots[0].position: "B"}
    candidate.context.set_offline(False)
    expect_saved(page)
    assert room.saved(page) == {room.slots[0].position: "C"}


SEAL = """async ({ attempt, terms, events }) => {
  const { sealFile } = await import('/static/js/exam/sealing.js');
  return sealFile({ attempt, terms, events, clientId: 'page-0001', madeAt: '2026-11-23T05:10:00.000Z' });
}"""


def test_what_the_script_seals_the_server_opens_whatever_the_answers_are(demo: Site, visit: Visit) -> None:
    page = visit(demo).go("/sign-in")
    attempt = UUID(int=7)
    values: list[Any] = ["", "长" * 20_000, ["A", "C"], True, None, "𠮷🙂\u0000\n", {"x": 1}]
    events = [
        {"epoch": 1, "sequence": n, "slot": n, "kind": "answer", "value": value, "client_time": None}
        for n, value in enumerate(values, 1)
    ]
    for chosen in (events[:1], events, list(reversed(events))):
        given = {"attempt": str(attempt), "terms": dict(page_terms(RING, attempt)), "events": chosen}
        sealed = page.evaluate(SEAL, given)
        file = take_apart(sealed["text"].encode())
        assert file.checksum == sealed["checksum"]
        assert [each.value for each in open_file(RING, file).events] == [each["value"] for each in chosen]
