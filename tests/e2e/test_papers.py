"""An old paper becomes an exam that is sat: our own paper through the pages alone; the real one, where its folder is,
imported by command line on both databases and sat in Chromium.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from certify.exams import services as exams
from certify.exams.domain import SittingPlan, Slot
from certify.exams.services import PaperPlan
from certify.marking import services as marking
from certify.results import services as results
from foundation import clock
from foundation.errors import Invalid
from people import services as people
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain.items import ItemDraft
from tests.e2e import steps
from tests.e2e.addresses import ADMIN, EXAMINER, LEARNING, MARKER, PAPERS, REVIEWER, WRITER
from tests.e2e.exam_room import answer, expect_saved, hand_in, ready
from tests.e2e.server import Site
from tests.e2e.visitors import Visitor
from tests.exam_hall import right_answer
from tests.factories import PASSWORD, House

OURS, OURS_SITTING = "热线班组考核", "班组考核 · 第一场"
Visit = Callable[..., Visitor]


# ---- our own paper, page by page


def test_our_own_paper_is_read_mended_reviewed_and_sat_through_the_pages(demo: Site, visit: Visit) -> None:
    writer = visit(demo).sign_in(WRITER)
    mend_and_import(writer)
    finish_a_draft_and_submit(writer)
    nobody_reviews_their_own(visit(demo).sign_in(ADMIN), writer)
    approve_all(visit(demo).sign_in(REVIEWER))
    examiner = visit(demo).sign_in(EXAMINER)
    sitting_id, code = make_the_exam(examiner)
    agent = visit(demo).sign_in(LEARNING)
    slots = steps.slots_of(demo, sitting_id, LEARNING)
    sit(agent, f"/sittings/{sitting_id}/start", code, {slot.position: right_answer(slot) for slot in slots}, slots)
    steps.mark_all(visit(demo).sign_in(MARKER))
    steps.release(examiner, OURS_SITTING)
    page = agent.go("/my/results")
    page.get_by_role("link", name=re.compile(OURS)).click()
    for title, points in (
        ("一、单选题", 20),
        ("二、多选题", 20),
        ("三、填空题", 18),
        ("四、简单题", 6),
        ("五、论述题", 15),
    ):
        expect(page.get_by_role("row").filter(has_text=title)).to_contain_text(f"{points} / {points}")


def mend_and_import(writer: Visitor) -> None:
    """What was announced against what was found; one key given, one item written for an empty section."""
    page = writer.go("/bank/imports")
    page.set_input_files("#paper", PAPERS / "hotline.txt")
    page.set_input_files("#answer_key", PAPERS / "hotline-key.txt")
    page.select_option("#area_code", "GENERAL")
    page.get_by_role("button", name="识别").click()
    problems = page.locator("section", has=page.locator("#look"))
    for words in ("标明 20 空，找到 19 空", "“简单题”读作“简答题”", "标明 1 题、共 15 分，没有找到题目"):
        expect(problems).to_contain_text(words)
    writer.picture("story-import")
    page.locator("article[aria-label='单选题 10']").get_by_role("link", name="修改").click()
    mended = page.locator("form.cf-parsed")
    mended.locator("input[name=answer_key]").nth(1).check()
    mended.get_by_role("button", name="保存修改").click()
    expect(page.locator("article[aria-label='单选题 10']")).to_contain_text("已改")
    problems.get_by_role("link", name="补录").click()
    written = page.locator("form.cf-parsed")
    expect(written.locator("input[name=points]")).to_have_value("15")
    written.locator("textarea[name=stem]").fill("说说怎样处理一次升级投诉。")
    written.locator("textarea[name=marking_guide]").fill("倾听、核实、方案、回访各占一部分。")
    written.get_by_role("button", name="保存修改").click()
    expect(page.locator("form.cf-parsed")).to_have_count(0)
    page.get_by_role("button", name="导入 32 题（5 题为草稿）").click()
    expect(page.locator("main")).to_contain_text("新写入 32 题。")
    writer.picture("story-imported")


def finish_a_draft_and_submit(writer: Visitor) -> None:
    """What has an answer goes to review; a short answer gets its guide and follows; four stay drafts."""
    page = writer.page
    page.get_by_role("button", name="27 题提交审核").click()
    expect(page.locator("main table").get_by_text("草稿")).to_have_count(5)
    page.locator("main table").get_by_role("link", name=re.compile("请画出投诉处理的流程图")).click()
    expect(page.locator("main")).to_contain_text("提交审核之前还差")
    page.get_by_role("link", name="修改").click()
    page.locator("textarea[name=marking_guide]").fill("三步各 2 分。")
    writer.picture("story-editor")
    page.locator(".ft").get_by_role("button", name="提交审核").click()
    expect(page.locator("main")).to_contain_text("正在等另一位同事审核")


def nobody_reviews_their_own(admin: Visitor, writer: Visitor) -> None:
    """Even with the role, the author only reads that somebody else must."""
    item = writer.page.url.rstrip("/").rsplit("/", 1)[-1].split("?")[0]
    refused = writer.page.goto(f"/bank/reviews/{item}")
    assert refused is not None and refused.status == 403
    page = admin.go("/people?words=" + WRITER)
    page.locator("main table").get_by_role("link", name="许文静").click()
    page.select_option("#role", label="审题人")
    page.select_option("#unit", index=page.locator("#unit option").count() and 0)
    page.get_by_role("button", name="分配").click()
    expect(page.locator(".cf-rows")).to_contain_text("审题人")
    expect(writer.go("/bank/reviews").locator("main")).to_contain_text("等别人审核，不在这里")
    refused = writer.page.goto(f"/bank/reviews/{item}")
    assert refused is not None and refused.status == 403
    expect(writer.page.locator("main")).to_contain_text("自己写的题目不能由自己审核")
    page.get_by_role("button", name=re.compile("^收回：审题人")).click()
    expect(page.locator(".cf-rows")).to_contain_text("已收回")


def approve_all(reviewer: Visitor) -> None:
    """Each item: answered blind, then compared, then approved."""
    page = reviewer.go("/bank/reviews")
    n_waiting = page.locator("main tbody tr").count()
    assert n_waiting >= 28
    for number in range(n_waiting):
        reviewer.go("/bank/reviews").locator("main tbody a").first.click()
        assert "答案与解析" not in page.locator("main").inner_text()
        page.locator(".cf-item input:visible, .cf-item textarea:visible").first.click()
        page.get_by_role("button", name="记下并看答案").click()
        expect(page.locator("main")).to_contain_text("答案与解析")
        if number == 0:
            reviewer.picture("story-review")
        page.get_by_role("button", name="审核通过").click()
        expect(page.locator("main [role=status]").first).to_be_visible()


def make_the_exam(examiner: Visitor) -> tuple[Any, str]:
    """The approved items as an exam: checked, assembled, frozen, planned, published."""
    page = examiner.go("/exams")
    page.get_by_role("link", name="用导入的试卷").click()
    page.get_by_role("link", name="hotline.txt").first.click()
    expect(page.locator("main")).to_contain_text("有 4 题不收入")
    expect(page.locator("main")).to_contain_text("79 分")
    page.fill("#title", OURS)
    page.fill("#total_at_least", "47")
    page.get_by_role("button", name="新建", exact=True).click()
    page.get_by_role("button", name="检查并组卷").click()
    steps.freeze(page)
    return steps.plan_sitting(page, OURS_SITTING, "岚州一中心", [LEARNING])


# ---- the real paper


@pytest.mark.shared_data
def test_the_real_paper_sits_scores_and_releases(empty_site: Site, visit: Visit, shared: Path) -> None:
    import_by_command(empty_site, shared / "seeds")
    room = open_sitting(empty_site)
    papers: dict[str, tuple[Slot, ...]] = {}
    for login in ("200825", "200826"):
        papers[login] = steps.slots_of(empty_site, room["sitting_id"], login)
        values = {slot.position: right_answer(slot) for slot in papers[login]}
        if login == "200826":
            values |= spoilt(papers[login])
        candidate = visit(empty_site).sign_in(login, PASSWORD)
        sit(candidate, f"/sittings/{room['sitting_id']}/start", room["code"], values, papers[login])
    mark_and_release(empty_site, room["sitting_id"])
    for login, multiple, blanks in (("200825", "20 / 20", "17 / 17"), ("200826", "14 / 20", "16 / 17")):
        page = visit(empty_site).sign_in(login, PASSWORD).go("/my/results")
        page.get_by_role("link", name=re.compile("支撑工程师")).click()
        for title, score in (("单选题", "19 / 19"), ("多选题", multiple), ("填空题", blanks)):
            expect(page.get_by_role("row").filter(has_text=title)).to_contain_text(score)
        expect(page.locator(".cf-fig").first).to_contain_text("/ 81")


def import_by_command(site: Site, folder: Path) -> None:
    """The people, then `flask bank import` as the item writer; guides for the short answers; approvals."""
    with site.services():
        House.build(clock.now())
    command = ("bank", "import", str(folder / "exam-paper.txt"), "--format", "paper")
    done = site.flask(*command, "--answer-key", str(folder / "exam-paper-key.txt"), "--as", "100101")
    assert done.returncode == 0, done.stderr
    assert "新写入 48 题" in done.stderr
    with site.services():
        writer, reviewer, now = people.actor_of_login("100101"), people.actor_of_login("100102"), clock.now()
        for section in bank.paper_sections(_plan(people.actor_of_login("100103")).paper.import_id):
            for entry in section.entries:
                if section.item_type == "short_answer":
                    content = {**bank.show_item(writer, entry.item_id).version.content, "marking_guide": "按要点给分。"}
                    bank.edit_item(writer, entry.item_id, ItemDraft(entry.item_type, content, "GENERAL"), now=now)
                try:
                    bank.submit_for_review(writer, entry.item_id, now=now)
                except Invalid:
                    continue  # no answer key: it stays a draft
                bank.approve_item(reviewer, entry.item_id, now=now)


def _plan(examiner: Actor) -> PaperPlan:
    (paper,) = exams.list_papers(examiner)
    return exams.plan_from_paper(examiner, paper.import_id)


def open_sitting(site: Site) -> dict[str, Any]:
    """The exam of its 81 approved points, a frozen form, a sitting for two."""
    with site.services():
        ben, now = people.actor_of_login("100103"), clock.now()
        plan = _plan(ben)
        assert (plan.total, plan.n_left_out) == (Decimal(81), 3)
        units = {unit.name: unit.id for unit in people.list_units(ben, "sittings.manage")}
        exam_id = exams.exam_from_paper(
            ben,
            plan.paper.import_id,
            unit_id=units["岚州市"],
            title="企业客户支撑工程师",
            duration_minutes=90,
            total_at_least=Decimal(49),
            now=now,
        )
        exams.freeze_form(ben, exams.assemble_form(ben, exam_id, now=now), now=now)
        version_id = exams.get_exam(ben, exam_id).version.id
        closes = now + timedelta(hours=4)
        sitting_id = exams.create_sitting(
            ben, SittingPlan("真卷", units["岚州一中心"], version_id, now, closes), now=now
        )
        agents = [people.actor_of_login(login).require_person() for login in ("200825", "200826")]
        exams.add_to_roster(ben, sitting_id, agents, now=now)
        exams.publish_sitting(ben, sitting_id, now=now)
        return {"sitting_id": sitting_id, "code": exams.show_sitting(ben, sitting_id).access_code}


def spoilt(slots: tuple[Slot, ...]) -> dict[int, Any]:
    """Of a key of two: one alone, one with a wrong one, both with a wrong one; and one wrong blank of three."""
    values: dict[int, Any] = {}
    multiple = [slot for slot in slots if slot.item_type == "multiple_choice" and len(slot.content["options"]) > 2]
    for turn, slot in enumerate([slot for slot in multiple if len(slot.content["answer_key"]) < 4][:3]):
        key = sorted(slot.content["answer_key"])
        wrong = next(option["id"] for option in slot.content["options"] if option["id"] not in key)
        values[slot.position] = ([key[0]], [*key[:-1], wrong], [*key, wrong])[turn]
    three = next(
        slot for slot in slots if len(slot.content["answer_key"] or ()) == 3 and slot.item_type == "fill_blank"
    )
    right = right_answer(three)
    return {**values, three.position: [right[0], "不清楚", right[2]]}


def mark_and_release(site: Site, sitting_id: Any) -> None:
    """Full points for every short answer, then the release."""
    with site.services():
        marker, now = people.actor_of_login("100105"), clock.now()
        for waiting in marking.list_queue(marker):
            while (script := marking.take_next(marker, waiting.version_id, now=now)) is not None:
                given = [str(criterion.maximum) for criterion in script.criteria]
                marking.save_mark(marker, waiting.version_id, script.lease_id, given, "", now=now)
        assert results.release(people.actor_of_login("100103"), sitting_id, now=now) == 2


# ---- both


def sit(candidate: Visitor, start: str, code: str, values: dict[int, Any], slots: tuple[Slot, ...]) -> Page:
    """Enter with the code, answer everything, hand in, see the receipt."""
    page = candidate.go(start)
    page.fill("#access_code", code)
    page.get_by_role("button", name="开始答题").click()
    ready(page)
    for slot in slots:
        answer(page, slot, values[slot.position])
    expect_saved(page)
    hand_in(page)
    expect(page.locator("main")).to_contain_text(f"服务器收到 {len(slots)} / {len(slots)} 题的答案。")
    return page
