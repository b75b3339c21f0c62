"""The main job in a real browser: one agent learns the way, sits the timed exam, is marked, certified and found by HR.

Everything goes through pages; only the answers that are right are looked up through the services.
"""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from certify.exams import services as exams
from certify.exams.domain import Slot
from people import services as people
from tests.e2e.server import Site, scratch_settings, serving
from tests.e2e.visitors import Visitor

AGENT, NAME = "200826", "周启航"
EXAMINER, MARKERS, APPROVER, HR = "100013", ("100031", "100032"), "100003", "100002"
ESSAY = "先听完客户的话，不打断；复述事实和影响；致歉；给出办法和时间；登记并按时回访。"
Visit = Callable[..., Visitor]


@pytest.fixture
def own_demo() -> Iterator[Site]:
    """A demo organisation of its own: the story empties the marking queue, which other tests want to find full."""
    with scratch_settings(demo=True) as settings, serving(settings) as site:
        yield site


def test_from_the_way_to_the_certificate(own_demo: Site, visit: Visit) -> None:
    """Way → exam (saved, flagged, offline, reloaded) → marked → released → approved → PDF, verification, HR."""
    demo = own_demo
    code, sitting_id = _code_of_today(visit(demo).sign_in(EXAMINER).page)
    agent = visit(demo).sign_in(AGENT)
    expect(agent.go("/my/way").locator("main")).to_contain_text("10000 号客服代表 · 一级 理论")
    _sit(demo, agent, sitting_id, code)
    _is_told_nothing(agent)
    for login in MARKERS[:1]:
        _mark_everything(visit(demo).sign_in(login).page)
    _release(visit(demo).sign_in(EXAMINER).page, sitting_id)
    _sees_the_result(agent)
    approver = visit(demo).sign_in(APPROVER)
    _approve(approver.go("/decisions"))
    verify = _certificate(agent)
    _verify(visit(demo, width=390, lang="en").page, verify)
    _found_by_hr(visit(demo).sign_in(HR))


def _code_of_today(page: Page) -> tuple[str, UUID]:
    page.goto("/sittings")
    link = page.locator("main table a", has_text="今天").first
    sitting_id = UUID(str(link.get_attribute("href")).rsplit("/", 1)[-1])
    link.click()
    found = re.search(r"入场码\s+(\d{3} ?\d{3})", page.locator("main").inner_text())
    assert found
    return found[1], sitting_id


def _slots(site: Site, sitting_id: UUID) -> tuple[Slot, ...]:
    with site.services():
        sitting = exams.sitting_for_candidate(people.actor_of_login(AGENT).require_person(), sitting_id)
        return exams.get_form(sitting.form_id).slots


def _sit(site: Site, agent: Visitor, sitting_id: UUID, code: str) -> None:
    page = agent.go("/my/exams")
    page.locator("main section", has_text="今天").get_by_role("link", name="进入考试").click()
    page.fill("#access_code", "000 000")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("入场码不对")
    page.fill("#access_code", code)
    page.click("main form button")
    chip = page.locator("[data-chip-text]")
    expect(page.locator("#q1 input").first).to_be_enabled()
    slots = _slots(site, sitting_id)
    for slot in slots[:25]:
        _answer(page, slot)
    expect(chip).to_have_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))
    page.click("#q3 .cf-flag")
    agent.context.set_offline(True)
    for slot in slots[25:30]:
        _answer(page, slot)
    expect(chip).to_contain_text("离线")
    agent.context.set_offline(False)
    expect(chip).to_have_text(re.compile(r"已保存 \d\d:\d\d:\d\d"), timeout=40_000)
    page.reload()
    expect(page.locator("#q1 input").first).to_be_enabled()
    expect(page.locator("[data-n-answered]").first).to_have_text("30")
    for slot in slots[30:]:
        _answer(page, slot)
    page.locator("[data-open-hand-in]:visible").first.click()
    dialog = page.locator("dialog[data-hand-in]")
    expect(dialog).to_contain_text("49")
    expect(dialog.locator("[data-confirm]")).not_to_have_attribute("aria-disabled", "true", timeout=20_000)
    dialog.locator("[data-confirm]").click()
    expect(page.locator("main")).to_contain_text("服务器收到 49 / 49 题的答案", timeout=30_000)


def _answer(page: Page, slot: Slot) -> None:
    item, answer_key = page.locator(f"#q{slot.position}"), slot.content.get("answer_key")
    if answer_key is None:
        item.locator("textarea").fill(ESSAY)
    elif slot.item_type == "fill_blank":
        for blank, accepted in zip(item.locator("input[type=text]").all(), answer_key, strict=True):
            blank.fill(accepted[0])
    else:
        for option in answer_key:
            item.locator(f'input[value="{option}"]').check()


def _is_told_nothing(agent: Visitor) -> None:
    """Before the release: no points, no verdict."""
    page = agent.go("/my/results")
    assert not re.search(r"\d+(\.\d+)? ?(分|/ ?100)", page.locator("main").inner_text())
    expect(page.locator("main")).to_contain_text("待评卷")


def _mark_everything(page: Page) -> None:
    """By keyboard: the highest number of each criterion, then Ctrl+Enter; until nothing is left."""
    for _turn in range(40):
        page.goto("/marking")
        waiting = page.locator('main a[href*="/marking/"]:not([href*="release"]):visible')
        if not waiting.count():
            return
        waiting.first.click()
        while page.locator("form[data-marking]").count():
            for criterion in page.locator("[data-criterion]").all():
                _full_points(criterion)
            before = page.locator("input[name=lease]").first.get_attribute("value")
            page.locator("#comment").press("Control+Enter")
            page.wait_for_function(
                "before => document.querySelector('form[data-marking] input[name=lease]')?.value !== before", arg=before
            )
    pytest.fail("the marking queue does not get shorter")


def _full_points(criterion: Any) -> None:
    buttons = criterion.locator("input[type=radio]")
    if buttons.count():
        most = max(buttons.all(), key=lambda button: float(button.get_attribute("value") or 0))
        most.check(force=True)
    else:
        limit = re.search(r"/ ([\d.]+)", criterion.locator("legend").inner_text())
        assert limit
        criterion.locator("input[type=text]").fill(limit[1])


def _release(page: Page, sitting_id: UUID) -> None:
    page.goto(f"/marking/release/{sitting_id}")
    expect(page.locator("main")).to_contain_text(NAME)
    page.get_by_role("button", name=re.compile("发布")).click()
    expect(page.locator("main")).to_contain_text("已发布")


def _sees_the_result(agent: Visitor) -> None:
    page = agent.go("/my/results")
    page.locator('main a[href*="/my/results/"]').first.click()
    main = page.locator("main")
    for expected in ("100", "通过", "一、单选题", "投诉处理", "70"):
        expect(main).to_contain_text(expected)


def _approve(page: Page) -> None:
    section = page.locator("main section", has_text=NAME)
    expect(section).to_contain_text("理论部分合格证明")
    section.get_by_role("button", name="批准发证").click()
    expect(page.locator("main")).to_contain_text("已批准")


def _certificate(agent: Visitor) -> str:
    page = agent.go("/my/certificates")
    expect(page.locator("main")).to_contain_text("理论部分合格证明")
    href = page.get_by_role("link", name="下载 PDF").get_attribute("href")
    assert href
    pdf = agent.context.request.get(href)
    text = "".join(PdfReader(io.BytesIO(pdf.body())).pages[0].extract_text().split())
    assert "理论部分合格证明" in text and NAME in text
    verify = page.get_by_role("link", name="验证页").get_attribute("href")
    assert verify
    return verify


def _verify(page: Page, address: str) -> None:
    page.goto(address)
    text = page.locator("main").inner_text()
    assert "Valid" in text and "周**" in text and "理论部分合格证明" in text
    assert NAME not in text and AGENT not in text


def _found_by_hr(hr: Visitor) -> None:
    page = hr.go(f"/records?words={AGENT}&status=valid")
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("理论部分合格证明")
    expect(page.locator(".cf-statline [aria-current] b")).to_have_text("1")
    address = page.get_by_role("link", name=re.compile("导出")).get_attribute("href")
    assert address
    sheet = load_workbook(io.BytesIO(hr.context.request.get(address).body())).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(number for number, line in enumerate(lines) if "姓名" in line)
    assert [line[1] for line in lines[heading + 1 :]] == [AGENT]
    rows.first.locator("a").first.click()
    expect(page.locator("main")).to_contain_text("批准发证")
