"""What people of the story do, page by page; each takes a visitor who is signed in. The tests say what to expect."""

import re
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from certify.exams import services as exams
from certify.exams.domain import Slot
from foundation import clock
from people import services as people
from tests.e2e.server import Site
from tests.e2e.visitors import Visitor

DIGITS, SHANGHAI = "0123456789", ZoneInfo("Asia/Shanghai")


def new_person(hr: Visitor, login: str, name: str, unit: str) -> str:
    """HR makes an agent's account and a sign-in slip; returns the slip's address."""
    page = hr.go("/people/new")
    page.fill("#login", login)
    page.fill("#name", name)
    page.select_option("#unit", label=_option(page, "#unit", unit))
    page.click("main form.cf-sheet button.btn-primary")
    expect(page.locator("header h1")).to_contain_text(name)
    page.get_by_role("button", name="发登录单").click()
    return page.locator(".cf-slip a").inner_text().strip()


def use_slip(visitor: Visitor, link: str, login: str, password: str) -> None:
    """The new person sets a password with the slip, and signs in."""
    visitor.page.goto(link)
    visitor.page.fill("input[type=password]", password)
    visitor.page.click("main button.btn-primary")
    visitor.sign_in(login, password)


def enrol(hr: Visitor, login: str, programme: str) -> None:
    """HR puts somebody on a way."""
    page = hr.go("/enrolments")
    page.fill("#words", login)
    page.get_by_role("button", name="查询").click()
    page.select_option("#programme_id", label=programme)
    page.locator("main input[type=checkbox]").check()
    page.get_by_role("button", name="安排", exact=True).click()
    expect(page.locator("main [role=status]")).to_be_visible()


def freeze(page: Page) -> None:
    """On a draft form: look at it, freeze it."""
    expect(page.locator("article.cf-paper .q").first).to_be_visible()
    page.locator("summary", has_text="冻结").click()
    page.get_by_role("button", name="冻结试卷").click()
    expect(page.locator("header h1")).to_contain_text("已冻结")


def plan_sitting(page: Page, title: str, unit: str, logins: list[str]) -> tuple[UUID, str]:
    """From a frozen form: a sitting from now on with these people, published; returns its id and access code."""
    page.get_by_role("link", name="安排场次").click()
    page.fill("#title", title)
    page.select_option("#unit_id", label=_option(page, "#unit_id", unit))
    page.fill("#room", f"{title}的机房")
    now = clock.now().astimezone(SHANGHAI)
    page.fill("#opens_at", f"{now:%Y-%m-%dT%H:%M}")
    page.fill("#closes_at", f"{now + timedelta(hours=4):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="新建", exact=True).click()
    expect(page.locator("header h1")).to_contain_text("草稿")
    for login in logins:
        page.fill("#words", login)
        page.get_by_role("button", name="查询").click()
        page.locator("#person_ids input[type=checkbox]").check()
        page.get_by_role("button", name="加入名单").click()
        expect(page.get_by_role("cell", name=login)).to_be_visible()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("header h1")).to_contain_text("进行中")
    code = page.locator("aside .cf-fig").inner_text().replace(" ", "")
    return UUID(page.url.rstrip("/").rsplit("/", 1)[-1].split("?")[0]), code


def slots_of(site: Site, sitting_id: UUID, login: str) -> tuple[Slot, ...]:
    """The paper that this candidate has there, keys included."""
    with site.services():
        holder = people.actor_of_login(login).require_person()
        return tuple(exams.get_form(exams.sitting_for_candidate(holder, sitting_id).form_id).slots)


def mark_all(marker: Visitor) -> int:
    """Mark whatever waits, by keyboard alone: full points for each criterion; returns how many scripts."""
    page, n_scripts = marker.page, 0
    while True:
        marker.go("/marking")
        waiting = page.get_by_role("link", name=re.compile("^开始评"))
        if not waiting.count():
            return n_scripts
        waiting.first.click()
        while page.locator("form[data-marking]").count():
            lease = page.locator("form[data-marking] input[name=lease]").get_attribute("value")
            _full_points(page)
            expect(page.locator("[data-save]")).to_have_attribute("aria-disabled", "false")
            page.keyboard.press("Control+Enter")
            expect(page.locator(f"form[data-marking] input[value='{lease}']")).to_have_count(0)
            n_scripts += 1


def _full_points(page: Page) -> None:
    """The keyboard is on the first criterion; a number key gives points and goes on."""
    for criterion in page.locator("[data-criterion]").all():
        points = criterion.locator("input[type=radio]")
        most = criterion.locator("legend .cf-muted").inner_text().strip("/ \n")
        if points.count() and most in DIGITS:
            page.keyboard.press(most)
        elif points.count():  # a half, as in 2.5
            page.keyboard.press(most.split(".")[0])
            page.keyboard.press("k")
            page.keyboard.press(".")
            page.keyboard.press("j")
        else:
            page.keyboard.type(most)
            page.keyboard.press("Tab")


def release(examiner: Visitor, title: str) -> str:
    """The dry run of the sitting, then the release; returns what the dry run said."""
    page = examiner.go("/marking/release")
    page.get_by_role("row").filter(has_text=title).get_by_role("link", name=re.compile("^查看")).click()
    said = page.locator("main").inner_text()
    page.get_by_role("button", name=re.compile("^发布")).click()
    expect(page.locator("main [role=status]")).to_contain_text("已发布")
    return said


def _option(page: Page, select: str, name: str) -> str:
    """The full text of the option with this name (units are indented)."""
    labels = page.locator(f"{select} option").all_inner_texts()
    return next(label for label in labels if label.strip("　 ") == name)
