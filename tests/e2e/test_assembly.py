"""An examiner writes a section against the bank, live; binds the draw, makes a set of forms, compares, proves one."""

from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import Page, expect

from certify.exams import services as exams
from foundation import clock
from people import services as people
from tests.e2e.addresses import EXAMINER
from tests.e2e.server import Site
from tests.e2e.visitors import Visitor

Visit = Callable[..., Visitor]


def test_from_a_short_cell_to_a_set_of_equal_forms(demo: Site, visit: Visit) -> None:
    examiner = visit(demo).sign_in(EXAMINER)
    blueprint = open_a_draft(demo, examiner)
    write_a_short_row_and_mend_it(examiner, blueprint)
    bind_the_draw(examiner, blueprint)
    compare_a_set(examiner, blueprint)
    look_in_english(examiner, blueprint)
    examiner.go(blueprint.replace("blueprint", "forms"))
    prove_the_draw(examiner)


def open_a_draft(site: Site, examiner: Visitor) -> str:
    """An exam of its own, after the theory exam's blueprint: others draw from that one meanwhile."""
    with site.services():
        who, now = people.actor_of_login(EXAMINER), clock.now()
        theory = next(exam for exam in exams.list_exams(who) if "理论" in exam.title and exam.version.is_frozen)
        draft = replace(theory.version.blueprint, title="组卷演练", title_en="")
        exam_id = exams.create_exam(who, unit_id=theory.unit_id, blueprint=draft, now=now)
    page = examiner.go(f"/exams/{exam_id}/blueprint")
    expect(page.get_by_text("草稿，第 1 版")).to_be_visible()
    return f"/exams/{exam_id}/blueprint"


def write_a_short_row_and_mend_it(examiner: Visitor, blueprint: str) -> None:
    """A copied row asks for hard items that aren't there; what is said follows the typing, one click mends it."""
    page = examiner.go(blueprint.replace("blueprint", "sections/1"))
    rows = page.locator("[data-rows] tr")
    n_rows = rows.count()
    rows.first.get_by_role("button", name="复制").click()
    expect(rows).to_have_count(n_rows + 1)
    page.select_option("[name=draw-1-difficulty]", "hard")
    page.fill("[name=draw-1-count]", "4")
    check = page.locator("#check")
    expect(check).to_contain_text("第 2 行：要 4 题")
    expect(rows.nth(1).locator("[data-stock]")).to_contain_text("缺")
    expect(check).to_contain_text("本大题 24 题")
    examiner.picture("assembly-section")
    look_narrow(examiner, "assembly-section", page)
    check.get_by_role("button", name="难度不限").click()
    expect(check).to_contain_text("，别的行也要这些题")
    check.get_by_role("button", name="改为").first.click()
    expect(check).not_to_contain_text("，别的行也要这些题")
    rows.nth(1).get_by_role("button", name="删除").click()
    expect(rows).to_have_count(n_rows)
    expect(check).to_contain_text("本大题 20 题，20 分，应为 20 分")


def bind_the_draw(examiner: Visitor, blueprint: str) -> None:
    page = examiner.go(blueprint.replace("blueprint", "constraints"))
    page.fill("[name=exposure_percent]", "60")
    page.select_option("[name=exposure_fallback]", "prefer")
    page.fill("[name=overlap_items]", "25")
    examiner.picture("assembly-rules")
    look_narrow(examiner, "assembly-rules", page)
    page.locator("main form").get_by_role("button", name="保存").click()
    expect(page.get_by_text("两套卷最多相同 25 题")).to_be_visible()
    examiner.picture("assembly-blueprint")


def compare_a_set(examiner: Visitor, blueprint: str) -> None:
    page = examiner.go(blueprint)
    page.get_by_text("再组一套").click()
    page.fill("[name=n_forms]", "3")
    page.locator("aside").get_by_role("button", name="组卷", exact=True).click()
    expect(page.get_by_role("heading", name="各套卷对比")).to_be_visible()
    expect(page.locator("main table").first.locator("tbody tr")).to_have_count(3)
    examiner.picture("assembly-compare")
    look_narrow(examiner, "assembly-compare", page)


def prove_the_draw(examiner: Visitor) -> None:
    page = examiner.page
    page.get_by_role("link", name="A 卷").first.click()
    page.get_by_text("怎么抽的，有多少人看过").click()
    examiner.picture("assembly-form", whole=False)
    page.get_by_role("button", name="按种子重抽核对").click()
    expect(page.get_by_text("逐题相同")).to_be_visible()
    page.get_by_text("怎么抽的，有多少人看过").click()
    seen = page.locator("details a[href*='/usage']")
    if seen.count():
        seen.first.click()
        expect(page.get_by_role("heading", name="题目的使用")).to_be_visible()
        examiner.picture("assembly-usage")


def look_narrow(examiner: Visitor, name: str, page: Page) -> None:
    """A picture at a phone's width; nothing sticks out of it."""
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    examiner.picture(f"{name}-phone")
    page.set_viewport_size({"width": 1360, "height": 900})


def look_in_english(examiner: Visitor, blueprint: str) -> None:
    """The same pages for who reads English."""
    examiner.look(lang="en")
    for name, heading in (("forms", "Forms side by side"), ("constraints", "Assembly rules"), ("sections/1", "Draw")):
        page = examiner.go(blueprint.replace("blueprint", name))
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        examiner.picture(f"assembly-en-{name.partition('/')[0]}")
        look_narrow(examiner, f"assembly-en-{name.partition('/')[0]}", page)
    examiner.look(lang="zh")
