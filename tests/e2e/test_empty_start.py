"""An empty start walked by its people, through the pages alone: from the printed link to an agent on the way.

`make run DEMO=0` → first administrator → units → people from a table → roles → an old paper, reviewed by a second
person → the course → an exam of the paper → a sitting → a programme → enrolled → certified.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.chromium import violations
from tests.e2e import steps
from tests.e2e.addresses import PAPERS
from tests.e2e.exam_room import answer, expect_saved, hand_in, ready
from tests.e2e.server import Site, scratch_settings, serving
from tests.e2e.visitors import Visitor
from tests.exam_hall import right_answer

PASSWORD = "a long password 42"
FOUNDER, WRITER, REVIEWER, EXAMINER, MARKER, SECOND = "100001", "100011", "100012", "100013", "100014", "100015"
AGENTS = ("200001", "200002")
ROLES = {WRITER: "命题人", REVIEWER: "审题人", EXAMINER: "考务员", MARKER: "评卷人", SECOND: "人事专员"}
TABLE = """工号,姓名,单位,岗位,电话
100011,许文静,岚州市,,13800000011
100012,方远,岚州市,,
100013,贝宁,岚州市,,
100014,罗嘉,岚州市,,
100015,高岩,岚州市,,
200001,林晓雯,一组,10000,13800000825
200002,何思敏,一组,10000,
"""
EXAM, SITTING, PROGRAMME = "班组考核", "班组考核 · 第一场", "10000 号客服代表"
N_ITEMS = 4
Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def empty_start() -> Iterator[Site]:
    """What `make run DEMO=0` starts."""
    with scratch_settings() as settings, serving(settings) as site:
        yield site


def test_from_the_printed_link_to_an_agent_on_the_way(empty_start: Site, visit: Visit, tmp_path: Path) -> None:
    founder = visit(empty_start)
    make_the_organisation(empty_start, founder)
    links = bring_in_people(founder, tmp_path)
    staff = {login: visit(empty_start) for login in (*ROLES, AGENTS[0])}
    for login, visitor in staff.items():
        steps.use_slip(visitor, links[login], login, PASSWORD)
    import_and_review(staff[WRITER], staff[REVIEWER])
    load_the_course(staff[WRITER], staff[AGENTS[0]])
    sit_and_pass(empty_start, staff)
    make_the_programme(staff[EXAMINER])
    enrol_and_approve(founder, staff[SECOND], staff[AGENTS[0]])


def make_the_organisation(site: Site, founder: Visitor) -> None:
    """The one-time link: once; then a city, a centre, a team."""
    link = re.search(r"/setup/\S+", site.printed)
    assert link, site.printed
    page = founder.go(link.group())
    founder.picture("empty-1-setup")
    for field, value in (("organisation", "江岚省"), ("name", "管维"), ("login", FOUNDER), ("password", PASSWORD)):
        page.fill(f"#{field}", value)
    page.get_by_role("button", name="创建").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.fill("input[name=login]", FOUNDER)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page).to_have_url(re.compile(r":\d+/admin/organisation$"))
    used = page.goto(link.group())
    assert used is not None and used.status in (404, 409)
    founder.picture("empty-1-used")
    founder.go("/")
    founder.picture("empty-2-home")
    page = founder.go("/admin/organisation")
    above = "江岚省"
    for name in ("岚州市", "岚州一中心", "一组"):
        page.locator(".cf-tree a", has_text=above).click()
        add = page.locator("form[action$='/below']")
        add.locator("input[name=add-name]").fill(name)
        add.get_by_role("button", name="添加").click()
        expect(page.locator(".cf-tree a", has_text=name)).to_be_visible()
        above = name
    founder.picture("empty-3-tree")


def bring_in_people(founder: Visitor, folder: Path) -> dict[str, str]:
    """A table of seven, slips for all, roles for five; returns the slips' links by login."""
    table = folder / "people.csv"
    table.write_text(TABLE)
    page = founder.go("/people/imports")
    page.set_input_files("input[type=file]", table)
    page.get_by_role("button", name="上传并核对").click()
    founder.picture("empty-4-import")
    page.get_by_role("button", name="导入 7 人").last.click()
    expect(page.locator("header h1")).to_contain_text("导入结果")
    founder.picture("empty-4-imported")
    imported = page.url
    for login, role in ROLES.items():
        page = founder.go(f"/people?words={login}")
        page.get_by_role("row").filter(has_text=login).get_by_role("link").first.click()
        expect(page.locator("header h1")).to_contain_text(login)
        page.select_option("#role", label=role)
        page.select_option("#unit", label=steps._option(page, "#unit", "岚州市"))
        page.get_by_role("button", name="分配").click()
        expect(page.locator(".cf-rows").first).to_contain_text(role)
    page.goto(imported)
    page.get_by_role("button", name="生成打印页").click()
    expect(page.locator(".cf-slip")).to_have_count(7)
    founder.picture("empty-5-slips")
    links = {}
    for slip in page.locator(".cf-slip").all():
        login = re.search(r"\d{6}", slip.inner_text())
        assert login
        links[login.group()] = slip.locator("a").inner_text().strip()
    return links


def load_the_course(writer: Visitor, agent: Visitor) -> None:
    """课程内容: 28 lessons that the agent can read at once; their checks wait for a reviewer."""
    page = writer.go("/courses/content")
    page.get_by_role("button", name="载入课程").click()
    expect(page.locator("main [role=status]")).to_contain_text("新 28 课")
    writer.picture("empty-6-course")
    expect(agent.go("/courses").locator("main")).to_contain_text("0 / 28 课")


def import_and_review(writer: Visitor, reviewer: Visitor) -> None:
    """An old paper with its key; what has a key goes to review; another person answers blind and approves some."""
    page = writer.go("/bank/imports")
    writer.picture("empty-6-bank")
    page.set_input_files("#paper", PAPERS / "hotline.txt")
    page.set_input_files("#answer_key", PAPERS / "hotline-key.txt")
    page.select_option("#area_code", "GENERAL")
    page.get_by_role("button", name="识别").click()
    writer.picture("empty-6-paper")
    page.get_by_role("button", name=re.compile(r"^导入 \d+ 题")).first.click()
    writer.picture("empty-6-imported")
    page.get_by_role("button", name=re.compile("题提交审核")).click()
    for _turn in range(N_ITEMS):
        page = reviewer.go("/bank/reviews")
        page.locator("main tbody a").first.click()
        page.locator(".cf-item input:visible, .cf-item textarea:visible").first.click()
        page.get_by_role("button", name="记下并看答案").click()
        page.get_by_role("button", name="审核通过").click()
        expect(page.locator("main [role=status]").first).to_be_visible()
    reviewer.picture("empty-7-reviews")


def sit_and_pass(site: Site, staff: dict[str, Visitor]) -> None:
    """An exam of what is approved; a sitting; the agent answers the key; released."""
    examiner, agent = staff[EXAMINER], staff[AGENTS[0]]
    page = examiner.go("/exams")
    page.get_by_role("link", name="用导入的试卷").click()
    page.get_by_role("link", name="hotline.txt").first.click()
    page.fill("#title", EXAM)
    page.fill("#total_at_least", "1")
    examiner.picture("empty-8-exam")
    page.get_by_role("button", name="新建", exact=True).click()
    page.get_by_role("button", name="检查并组卷").click()
    steps.freeze(page)
    sitting_id, code = steps.plan_sitting(page, SITTING, "岚州一中心", list(AGENTS))
    slots = steps.slots_of(site, sitting_id, AGENTS[0])
    page = agent.go(f"/sittings/{sitting_id}/start")
    page.fill("#access_code", code)
    page.get_by_role("button", name="开始答题").click()
    ready(page)
    for slot in slots:
        answer(page, slot, right_answer(slot))
    expect_saved(page)
    hand_in(page)
    expect(page.locator("main")).to_contain_text(f"服务器收到 {len(slots)} / {len(slots)} 题的答案。")
    steps.release(examiner, SITTING)


def make_the_programme(examiner: Visitor) -> None:
    """新建认证: an exam and nothing else; the tree beside the form follows what is typed."""
    page = examiner.go("/programmes")
    page.get_by_role("link", name="新建认证").first.click()
    for field, value in (
        ("title_zh", PROGRAMME),
        ("title_en", "10000 hotline agent"),
        ("level_zh", "一级"),
        ("level_en", "Level 1"),
        ("certificate_zh", "班组考核合格证明"),
        ("certificate_en", "Certificate of the team's exam"),
        ("code", "10000-1"),
    ):
        page.fill(f"#{field}", value)
    page.select_option("#unit_id", label=steps._option(page, "#unit_id", "岚州市"))
    page.get_by_role("button", name="通过考试").click()
    page.select_option("#rows-0-exam_id", label=EXAM)
    expect(page.locator("#preview")).to_contain_text(f"通过考试：{EXAM}")
    page.get_by_role("button", name="未开放的部分").click()
    page.fill("#rows-1-label_zh", "导师签字")
    expect(page.locator("#preview")).to_contain_text("导师签字")
    assert violations(page) == []
    examiner.picture("empty-9-programme")
    page.get_by_role("button", name="去掉 2").click()
    expect(page.locator("#title_zh")).to_have_value(PROGRAMME)
    page.get_by_role("button", name="新建并发布").click()
    expect(page.locator("main [role=status]")).to_contain_text("认证已建")
    examiner.picture("empty-9-made")


def enrol_and_approve(founder: Visitor, second: Visitor, agent: Visitor) -> None:
    """HR puts the agent on the way, a second person approves, the certificate is there."""
    steps.enrol(founder, AGENTS[0], f"{PROGRAMME} · 一级")
    page = agent.go("/my/way")
    expect(page.locator("main")).to_contain_text(f"通过考试：{EXAM}")
    agent.picture("empty-10-way")
    page = second.go("/decisions")
    page.get_by_role("button", name="批准发证").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    expect(agent.go("/my/certificates").locator("main")).to_contain_text("班组考核合格证明")
    agent.picture("empty-11-certificate")
