"""The examiner's whole day in Chromium: a Word paper of 49 items comes in, two are mended, ten keys are typed as one
strip, the items are sent to review and approved by another person; a blueprint lacks items, is mended, and becomes a
form that its author tries as a candidate would, and prints.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from foundation import clock
from people import services as people
from question_bank import services as bank
from question_bank.domain import ItemStatus
from question_bank.domain.items import ItemFilter
from tests.e2e.addresses import EXAMINER, PAPERS, REVIEWER, WRITER
from tests.e2e.server import Site, scratch_settings, serving
from tests.e2e.visitors import Visitor

Visit = Callable[..., Visitor]
BY_PAGE = 2
PAPER, STRIP = "team-leader", "CACBB CCCDA"
EXAM = "热线班组长上岗考试（第二季度）"
AREA = "GENERAL"
SINGLE, JUDGED = "单选题", "判断题"


def word_paper(folder: Path) -> Path:
    """Our paper as a Word document: headings in bold, a paragraph a line."""
    document = Document()
    for line in (PAPERS / f"{PAPER}.txt").read_text(encoding="utf-8").splitlines():
        words = document.add_paragraph().add_run(line)
        words.bold = bool(re.match("[一二三四五六]、", line))
    file = folder / f"{PAPER}.docx"
    document.save(str(file))
    return file


@pytest.fixture(scope="module")
def own() -> Iterator[Site]:
    """A demo organisation of its own: other stories fill the bank that this one counts."""
    with scratch_settings(demo=True) as settings, serving(settings) as site:
        yield site


def test_an_examiners_day(own: Site, visit: Visit, tmp_path: Path) -> None:
    writer = visit(own).sign_in(WRITER)
    take_the_paper_in(writer, word_paper(tmp_path))
    approve_all(own, visit(own).sign_in(REVIEWER))
    examiner = visit(own).sign_in(EXAMINER)
    plan_the_exam(examiner)
    mend_the_blueprint(examiner)
    try_as_a_candidate(examiner)
    print_it(examiner)


def take_the_paper_in(writer: Visitor, file: Path) -> None:
    """Read from Word: 49 items; two to mend, ten keys to type; then in, and to review."""
    page = writer.go("/bank/imports")
    page.set_input_files("#paper", file)
    page.select_option("#area_code", AREA)
    page.get_by_role("button", name="识别").click()
    found = page.locator(".cf-statline")
    expect(found).to_contain_text("100")
    writer.picture("day-import")
    mend_two(page)
    type_the_strip(writer)
    expect(found).to_contain_text("49")
    writer.picture("day-import-mended")
    page.get_by_role("button", name="导入 49 题").click()
    expect(page.locator("main")).to_contain_text("新写入 49 题。")
    page.get_by_role("button", name="49 题提交审核").click()
    expect(page.locator("main")).to_contain_text("49 题已提交审核")
    writer.picture("day-submitted")


def mend_two(page: Page) -> None:
    """A key that names an option which isn't there, and a key with one answer too many."""
    page.locator("article[aria-label='多选题 3']").get_by_role("link", name="修改").click()
    form = page.locator("form.cf-parsed")
    for at in (0, 1):
        form.locator("input[name=answer_key]").nth(at).check()
    form.get_by_role("button", name="保存修改").click()
    expect(page.locator("article[aria-label='多选题 3']")).to_contain_text("已改")
    page.locator("article[aria-label='填空题 5']").get_by_role("link", name="修改").click()
    for at, words in enumerate(("心情", "事情")):
        form.locator("input[name=answer_key], textarea[name=answer_key]").nth(at).fill(words)
    form.get_by_role("button", name="保存修改").click()
    expect(page.locator("article[aria-label='填空题 5']")).to_contain_text("已改")


def type_the_strip(writer: Visitor) -> None:
    """Ten letters, each seen beside its option before it counts."""
    page = writer.page
    page.get_by_label("10 题缺答案，一次录入").fill(STRIP)
    page.keyboard.press("Enter")
    expect(page.get_by_role("row").filter(has_text="客户来电后")).to_contain_text("从振铃到坐席应答的时间")
    writer.picture("day-strip")
    page.get_by_role("button", name=re.compile("保存 10 题的答案")).click()


def approve_all(site: Site, reviewer: Visitor) -> None:
    """Another person answers blind, compares, approves: the first by the pages, the others by the same services."""
    page = reviewer.go("/bank/reviews")
    expect(page.locator("main")).to_contain_text("客户来电后")
    for n_done in range(BY_PAGE):
        reviewer.go("/bank/reviews").locator("main tbody a", has_text="客户").first.click()
        assert "答案与解析" not in page.locator("main").inner_text()
        page.locator(".cf-item input:visible, .cf-item textarea:visible").first.click()
        page.get_by_role("button", name="记下并看答案").click()
        if not n_done:
            reviewer.picture("day-review")
        page.get_by_role("button", name="审核通过").click()
        expect(page.locator("main [role=status]").first).to_be_visible()
    with site.services():
        who, now = people.actor_of_login(REVIEWER), clock.now()
        wanted = ItemFilter(area=AREA, status=ItemStatus.IN_REVIEW)
        found = bank.find_items(who, wanted, limit=100)
        assert len(found.lines) == 49 - BY_PAGE
        for line in found.lines:
            bank.approve_item(who, line.version.item_id, now=now)


def plan_the_exam(examiner: Visitor) -> None:
    """A new exam with two sections that draw; one asks for more than there is, in numbers."""
    page = examiner.go("/exams/new")
    page.fill("#title", EXAM)
    page.fill("#total", "44")
    page.fill("#duration_minutes", "60")
    page.get_by_role("button", name="新建", exact=True).click()
    for title, kind, count, points in (("一、单选题", SINGLE, "12", "24"), ("二、判断题", JUDGED, "10", "20")):
        page.get_by_role("link", name="加大题").first.click()
        page.fill("#title", title)
        page.select_option("#item_type", label=kind)
        page.fill("#points_each", "2")
        page.fill("#points", points)
        page.select_option("#draw-0-area", AREA)
        page.fill("#draw-0-count", count)
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.locator("main [role=status]").first).to_be_visible()
    examiner.picture("day-infeasible")
    expect(page.locator("main")).to_contain_text("还差 2 题")
    expect(page.get_by_role("button", name="检查并组卷")).to_have_attribute("aria-disabled", "true")


def mend_the_blueprint(examiner: Visitor) -> None:
    """Ten of them are there; the other two come from another module. Then the form is assembled."""
    page = examiner.page
    page.fill(f"[name='n-1-{AREA}']", "10")
    page.fill("[name='n-1-M1']", "2")
    page.get_by_role("button", name="保存", exact=True).first.click()
    expect(page.locator("main")).not_to_contain_text("还不能组卷")
    examiner.picture("day-feasible")
    page.get_by_role("button", name="检查并组卷").click()
    expect(page.locator("article.cf-paper .q")).to_have_count(22)
    examiner.picture("day-form")


def try_as_a_candidate(examiner: Visitor) -> None:
    """What candidates will see, answered and scored; no key before."""
    page = examiner.page
    page.get_by_role("link", name="像考生那样试答").click()
    expect(page.locator("article.cf-item")).to_have_count(22)
    expect(page.locator("details", has_text="答案")).to_have_count(0)
    for item in page.locator("article.cf-item").all():
        item.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="看得分").first.click()
    expect(page.locator("main [role=status]")).to_contain_text(re.compile(r"自动计分 \d+ / 44 分"))
    examiner.picture("day-trial")
    page.get_by_role("link", name="回到试卷").click()


def print_it(examiner: Visitor) -> None:
    """The paper as PDF with its sealed line, the key apart as Word."""
    page = examiner.page
    page.locator("summary", has_text="打印").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="试卷 PDF").click()
    words = "".join(each.extract_text() for each in PdfReader(download.value.path()).pages)
    assert "密" in words and "姓名" in words and "一、单选题" in words and "参考答案" not in words
    with page.expect_download() as download:
        page.get_by_role("button", name="答案 Word").click()
    key = "\n".join(each.text for each in Document(str(download.value.path())).paragraphs)
    assert "参考答案" in key and EXAM in key
