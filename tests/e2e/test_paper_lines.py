"""The paper page by mouse and by keyboard: a click moves a boundary, letters say what a line is, J, E and S go through
what needs a look.
"""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.addresses import WRITER
from tests.e2e.server import Site
from tests.e2e.visitors import Visitor

PAPER = """一、单选题（共3题，每题2分）
请先看图
1、热线号码是（ A ）
A、一万号
B、一千号
2、接听要（ ）
A、微笑
B、皱眉
3、挂机前要（ B ）
A、离开
B、致谢
"""


def test_boundaries_move_by_click_and_by_key(demo: Site, visit: Callable[..., Visitor]) -> None:
    visitor = visit(demo).sign_in(WRITER)
    page = visitor.go("/bank/imports")
    page.fill("#text", PAPER)
    page.select_option("#area_code", "GENERAL")
    page.get_by_role("button", name="识别").click()
    items = page.locator("[data-found] article")
    expect(items).to_have_count(3)
    expect(page.locator("#L2")).to_contain_text("没用上")

    page.get_by_role("button", name="第 6 行：并入上一题").click()
    expect(items).to_have_count(2)
    expect(page.locator("#L6")).to_contain_text("归上一题")
    expect(page.locator("#L6 a[data-line]")).to_be_focused()
    page.get_by_role("button", name="撤销分界").click()
    expect(items).to_have_count(3)

    page.locator("#L6 a[data-line]").focus()
    for _line in range(4):
        page.keyboard.press("ArrowUp")
    expect(page.locator("#L2 a[data-line]")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#L2")).to_contain_text("不用这一行")
    page.keyboard.press("Enter")
    expect(page.locator("#L2 [data-menu] button").first).to_be_focused()
    page.get_by_role("button", name="恢复自动识别").click()
    expect(page.locator("#L2")).to_contain_text("没用上")

    page.locator("#L8 a[data-line]").focus()
    page.keyboard.press("g")
    expect(page.locator("#L8")).to_contain_text("接题干")
    expect(page.locator("#L8 a[data-line]")).to_be_focused()
    page.keyboard.press("o")
    expect(page.locator("#L8")).to_contain_text("上一题的选项")
    page.keyboard.press("r")
    expect(page.locator("#L8")).not_to_contain_text("上一题的选项")

    page.locator("h1").click()
    page.keyboard.press("j")
    expect(page.locator("article[aria-label='单选题 2']")).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("form.cf-parsed [data-opened]")).to_be_focused()
    page.locator("form.cf-parsed input[name=answer_key]").first.check()
    page.keyboard.press("Control+s")
    expect(page.locator("article[aria-label='单选题 2']")).to_contain_text("已改")
    expect(page.locator("[data-n-look]")).to_have_text("0")
    visitor.picture("paper-lines")
