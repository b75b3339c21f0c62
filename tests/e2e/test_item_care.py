"""An item's care in Chromium: asked of a colleague, answered blind, commented on, returned, mended beside
the comment; the desk shows each step. Axe clean and nothing sticks out, on the desk and on a phone.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from playwright.sync_api import expect

from foundation import clock
from foundation.calendar import local_day
from people import services as people
from people.domain import Permission
from question_bank import services as bank
from question_bank.domain.items import ItemDraft
from question_bank.domain.validity import ItemDates
from tests.chromium import violations
from tests.e2e.addresses import REVIEWER, WRITER
from tests.e2e.server import Site
from tests.e2e.test_pages import STICKS_OUT
from tests.e2e.visitors import Visitor

Visit = Callable[..., Visitor]
STEM = "月末换套餐，新的月费从哪天算起？"
DAY = timedelta(days=1)


def draft(stem: str, valid: int | None = None) -> ItemDraft:
    options = [
        {"id": letter, "text": text, "rationale": None}
        for letter, text in zip("ABC", ("次月一日零时", "办理成功的当时", "下一个账期的最后一天"), strict=True)
    ]
    content = {"stem": stem, "options": options, "answer_key": ["A"], "explanation": "按账期结算。", "lang": "zh-CN"}
    until = None if valid is None else local_day(clock.now()) + valid * DAY
    return ItemDraft("single_choice", content, "M1", dates=ItemDates(until))


def prepare(site: Site) -> UUID:
    """A draft, and around it what a desk holds on an ordinary day."""
    with site.services():
        now, writer, reviewer = clock.now(), people.actor_of_login(WRITER), people.actor_of_login(REVIEWER)
        unit_id = bank.home_unit_id(writer, Permission.WRITE_ITEMS)
        for stem, sent in (("九天前送审的题？", now - 9 * DAY), ("昨天送审的题？", now - DAY)):
            waiting = bank.create_item(writer, unit_id, draft(stem), now=sent)
            bank.submit_for_review(writer, waiting, now=sent)
        expiring = bank.create_item(writer, unit_id, draft("2026 年的资费，每月多少元？", 20), now=now)
        bank.submit_for_review(writer, expiring, now=now)
        bank.approve_item(reviewer, expiring, now=now)
        return bank.create_item(writer, unit_id, draft(STEM), now=now)


def looked_at(visitor: Visitor, name: str) -> list[str]:
    """A picture at each width, what sticks out there, and axe's complaints at the desk."""
    found = [f"{name}: {each}" for each in violations(visitor.page)]
    for width in (1360, 390, 320):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        if out := visitor.page.evaluate(STICKS_OUT):
            found.append(f"{name} {width}: {out}")
        visitor.picture(f"care-{name}-{width}")
    visitor.page.set_viewport_size({"width": 1360, "height": 900})
    return found


def test_an_item_goes_there_and_back_with_its_comments(demo: Site, visit: Visit) -> None:
    item_id = prepare(demo)
    writer, reviewer = visit(demo).sign_in(WRITER), visit(demo).sign_in(REVIEWER)
    found: list[str] = []

    page = writer.go(f"/bank/items/{item_id}")
    page.locator("summary", has_text="请人审核").click()
    with demo.services():
        name = people.actor_of_login(REVIEWER).name
    page.get_by_label("请谁审核").select_option(label=name)
    writer.picture("care-ask")
    page.get_by_role("button", name="提交审核").first.click()
    expect(page.locator("main")).to_contain_text("已提交审核")

    page = reviewer.go("/bank")
    first, second = page.locator("#waiting").locator("xpath=../..").locator(".cf-cards > li").all()[:2]
    expect(first).to_contain_text("已超期")
    expect(second).to_contain_text("请你审核")
    found += looked_at(reviewer, "desk-reviewer")
    second.locator("a").click()
    expect(page.locator("main")).not_to_contain_text("逐处意见")
    page.locator("input[value=A]").check()
    page.get_by_role("button", name="记下并看答案").click()
    box = page.locator("#comments .bd").filter(has_text="选项 B").first
    box.locator("summary", has_text="写意见").click()
    box.locator("textarea").fill("“当时”和“次日”都有人会选，换成差得远一点的")
    found += looked_at(reviewer, "review-writing")
    box.get_by_role("button", name="写下意见").click()
    expect(page.locator("#comments")).to_contain_text("1 条未解决")
    found += looked_at(reviewer, "review")
    page.locator("textarea[name=comment]").fill("选项 B 要改，见逐处意见")
    page.get_by_role("button", name="退回修改").click()

    page = writer.go("/bank")
    expect(page.locator("main")).to_contain_text("选项 B 要改，见逐处意见")
    found += looked_at(writer, "desk-writer")
    page.get_by_role("link", name="去改").click()
    page.get_by_label("回复（随保存一起写下）").fill("改成“充值成功的当时”了")
    found += looked_at(writer, "editor")
    page.locator(".ft").get_by_role("button", name="保存草稿").click()
    expect(page.locator("#comments")).to_contain_text("改成“充值成功的当时”了")
    writer.go(f"/bank/items/{item_id}")
    found += looked_at(writer, "item")
    writer.go("/bank/expiring")
    found += looked_at(writer, "expiring")
    writer.look(lang="en")
    writer.go("/bank")
    found += looked_at(writer, "desk-en")
    writer.go(f"/bank/items/{item_id}")
    found += looked_at(writer, "item-en")
    assert found == []
