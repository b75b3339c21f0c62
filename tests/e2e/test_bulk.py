"""Bulk edit in Chromium: items chosen by keyboard and range, previewed, changed, put back; a strip dealt out as it is
typed.
"""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from foundation import clock
from people import services as people
from question_bank import services as bank
from tests.chromium import violations
from tests.e2e.addresses import EXAMINER, WRITER
from tests.e2e.server import Site
from tests.e2e.test_pages import STICKS_OUT
from tests.e2e.visitors import Visitor

Visit = Callable[..., Visitor]
PAPER = """一、单选题（共2题）
1、客户来电先说什么？
A、您好 B、喂 C、什么事
2、转接之前先做什么？
A、挂断 B、征得同意 C、沉默
"""


def test_select_preview_confirm_and_undo(demo: Site, visit: Visit) -> None:
    examiner = visit(demo).sign_in(EXAMINER)
    page = examiner.go("/bank/items?status=approved")
    said, boxes = page.locator("[data-chosen]"), page.locator("table input[name=item]")
    boxes.first.focus()
    page.keyboard.press("Space")
    expect(said).to_have_text("已选 1 题")
    boxes.nth(3).click(modifiers=["Shift"])
    expect(said).to_have_text("已选 4 题")
    page.locator("table input[data-page]").check()
    page.get_by_role("button", name=re.compile("^选择全部")).click()
    expect(said).to_contain_text("已选全部")
    page.get_by_role("button", name="清除").click()
    boxes.nth(1).check()
    boxes.nth(2).click(modifiers=["Shift"])
    examiner.picture("bulk-list")
    page.get_by_role("button", name="批量修改", exact=True).click()
    page.locator("[name=value-add_tags]").fill("月度抽查")
    expect(page.locator("#act-add_tags")).to_be_checked()
    examiner.picture("bulk-choose")
    assert violations(page) == []
    page.get_by_role("button", name="预览").first.click()
    expect(page.get_by_role("table")).to_contain_text("#月度抽查")
    examiner.picture("bulk-preview")
    assert violations(page) == []
    page.get_by_role("button", name="修改 2 题").click()
    expect(page.get_by_role("status")).to_contain_text("修改了 2 题")
    examiner.picture("bulk-done")
    page.get_by_role("button", name="撤销这次修改").click()
    expect(page.get_by_role("status")).to_contain_text("恢复了 2 题")
    page = examiner.go("/bank/items?tag=月度抽查")
    expect(page.locator("main")).to_contain_text("没有符合的题目")


def test_a_strip_is_dealt_out_while_it_is_typed(demo: Site, visit: Visit) -> None:
    with demo.services():
        writer = people.actor_of_login(WRITER)
        texts = bank.read_texts("缺答案.txt", PAPER, None)
        import_id = bank.upload_paper(writer, texts, "GENERAL", now=clock.now())
    visitor = visit(demo, width=390, height=844).sign_in(WRITER)
    page = visitor.go(f"/bank/imports/{import_id}")
    page.locator("#strip-0").fill("C")
    visitor.picture("strip-on-the-import-page")
    page.get_by_role("button", name="分到每题").click()
    expect(page.locator("[data-dealt]")).to_contain_text("写了 1 个答案，这里要 2 个")
    page.locator("#strip").press("End")
    page.keyboard.type("X")
    expect(page.locator("[data-dealt]")).to_contain_text("第 2 题没有选项 X")
    visitor.picture("strip-fault")
    page.keyboard.press("Backspace")
    page.keyboard.type("b")
    expect(page.locator("[data-dealt] tbody")).to_contain_text("B. 征得同意")
    visitor.picture("strip-dealt")
    assert violations(page) == [] and page.evaluate(STICKS_OUT) == ""
    page.get_by_role("button", name="保存 2 题的答案").click()
    expect(page.locator("main")).to_contain_text("录入了 2 题的答案")
