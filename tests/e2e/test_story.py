"""The main job in a real Chromium, through the pages: a new agent comes in, learns, sits the timed exam over a network
that fails, is marked, released, approved by a second person, and found by HR with a certificate that anyone can check.

The story starts with 27 of 28 lessons behind the agent; only those are made through the services.
"""

import io
import re
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from certify.demo.answers import ESSAY, fields
from courses import services as courses
from foundation import clock
from people import services as people
from question_bank import services as bank
from question_bank.domain import Pool
from tests.e2e import steps
from tests.e2e.addresses import EXAMINER, HR, MARKER, WRITER
from tests.e2e.exam_room import SAVED, answer, chip, expect_saved, hand_in, ready
from tests.e2e.server import Site
from tests.e2e.visitors import Visitor
from tests.exam_hall import right_answer

LOGIN, NAME, PASSWORD = "200901", "陆一帆", "a long password 42"
SECOND_PERSON = "100003"
THEORY, CERTIFICATE = "10000 号客服代表 · 一级 理论", "理论部分合格证明"
SITTING = "陆一帆的考试"
Visit = Callable[..., Visitor]


def test_from_a_first_lesson_to_a_certificate_that_hr_can_check(demo: Site, visit: Visit, tmp_path: Path) -> None:
    hr = visit(demo).sign_in(HR)
    agent = visit(demo)
    come_in(hr, agent)
    finish_the_course(demo, agent)
    examiner = visit(demo).sign_in(EXAMINER)
    sit_the_exam(demo, examiner, agent)
    marker = visit(demo).sign_in(MARKER)
    assert steps.mark_all(marker) >= 5
    marker.picture("story-marking-done")
    said = steps.release(examiner, SITTING)
    assert "1 人通过，0 人未通过，0 人未评完" in said
    see_the_result(agent)
    be_approved(visit(demo).sign_in(SECOND_PERSON), agent)
    number, link = take_the_certificate(agent, tmp_path)
    anyone_checks_it(visit(demo, width=390, height=844), link, number)
    hr_finds_it(hr, number, tmp_path)


def come_in(hr: Visitor, agent: Visitor) -> None:
    """HR makes the account and enrols; the agent uses the slip, once."""
    link = steps.new_person(hr, LOGIN, NAME, "一组")
    steps.use_slip(agent, link, LOGIN, PASSWORD)
    expect(agent.go("/my/way").locator("main")).to_contain_text("还没有为你安排认证")
    used = agent.page.goto(link)
    assert used is not None and used.status == 409
    steps.enrol(hr, LOGIN, THEORY)
    expect(agent.go("/my/way").locator("main")).to_contain_text("在学")


def finish_the_course(site: Site, agent: Visitor) -> None:
    """The last lesson: read, fail its check, read what was missed, pass; the way says what is next."""
    keys = learn_all_but_the_last(site)
    page = agent.go("/my/way")
    expect(page.locator("main")).to_contain_text("27 / 28")
    agent.picture("story-way-learning")
    page.get_by_role("link", name="继续学习").click()
    page.get_by_role("button", name="我读完了，去自测").click()
    take_the_check(page, keys, right=False)
    expect(page.locator("main")).to_contain_text("未通过")
    expect(page.locator("main")).to_contain_text("先回去看这几段")
    page.get_by_role("link", name="再做一次").click()
    take_the_check(page, keys, right=True)
    expect(page.locator("h2#verdict")).to_have_text("通过")
    expect(page.locator("main")).to_contain_text("记入学时")
    page = agent.go("/my/way")
    expect(page.get_by_role("link", name="参加考试")).to_be_visible()
    agent.picture("story-way-ready")


def learn_all_but_the_last(site: Site) -> dict[str, dict]:
    """27 lessons read and their checks passed; returns the practice items' contents by stem."""
    with site.services():
        who, writer, now = people.actor_of_login(LOGIN), people.actor_of_login(WRITER), clock.now()
        drawable = bank.list_drawable(writer.unit_path, pool=Pool.PRACTICE, now=now)
        loaded = bank.load_versions(each.version_id for each in drawable).values()
        contents = {str(version.content["stem"]): dict(version.content) for version in loaded}
        for code in [lesson.code for module in courses.list_modules() for lesson in module.lessons][:-1]:
            courses.mark_read(who, code, now=now)
            check = courses.open_check(who, code, now=now)
            assert check is not None
            typed = {item.position: fields(contents[item.view["stem"]], True) for item in check.items}
            courses.submit_check(who, code, number=check.number, fingerprint=check.fingerprint, fields=typed, now=now)
        return contents


def take_the_check(page: Page, contents: dict[str, dict], *, right: bool) -> None:
    """Answer each item of the knowledge check on the page."""
    for item in page.locator("form[action$='/check'] .cf-item").all():
        content = next(each for stem, each in contents.items() if _same(stem, item))
        values = fields(content, right)
        if item.locator("input[type=text]").count():
            for blank, value in zip(item.locator("input[type=text]").all(), values, strict=True):
                blank.fill(value)
        else:
            for value in values:
                item.locator(f"input[value='{value}']").check()
    page.get_by_role("button", name="提交自测").click()


def _same(stem: str, item: Locator) -> bool:
    shown = re.sub(r"\s", "", item.locator("legend, .cf-stem").last.inner_text())
    return shown.endswith(re.sub(r"[\s_]|\*\*", "", stem))


def sit_the_exam(site: Site, examiner: Visitor, agent: Visitor) -> None:
    """The examiner assembles one more form and plans the sitting; the agent sits it to the receipt."""
    page = examiner.go("/exams")
    page.get_by_role("row").filter(has_text="一级（初级）理论考试").filter(has_text="已冻结").last.get_by_role(
        "link"
    ).click()
    page.locator("summary", has_text="再组一套").click()
    page.uncheck("#without_repeats")
    page.get_by_role("button", name="组卷", exact=True).click()
    steps.freeze(page)
    examiner.picture("story-form")
    sitting_id, code = steps.plan_sitting(page, SITTING, "岚州一中心", [LOGIN])
    page = agent.go("/my/exams")
    page.locator("section", has_text=SITTING).get_by_role("link", name="进入考试").click()
    expect(page.locator("main")).to_contain_text("核对身份")
    agent.picture("story-start")
    page.fill("#access_code", code)
    page.get_by_role("button", name="开始答题").click()
    ready(page)
    write_the_paper(site, agent, steps.slots_of(site, sitting_id, LOGIN))
    page.locator("[data-open-hand-in]:visible").first.click()
    expect(page.locator("dialog[data-hand-in]")).to_contain_text("共 49 题，已答 49，未答 0，标记 1。")
    page.keyboard.press("Escape")
    hand_in(page)
    expect(page.locator("main")).to_contain_text("服务器收到 49 / 49 题的答案。")
    agent.picture("story-receipt")
    expect(agent.go("/my/results").locator("main")).to_contain_text("待评卷")
    page.get_by_role("link", name=re.compile("理论考试")).first.click()
    expect(page.locator("main")).to_contain_text("答卷正在评阅")


def write_the_paper(site: Site, agent: Visitor, slots: tuple) -> None:
    """Choices; then the network fails over the blanks; then a reload; then the texts."""
    page = agent.page
    values = {slot.position: ESSAY if slot.content.get("answer_key") is None else right_answer(slot) for slot in slots}
    choices = [slot for slot in slots if "choice" in slot.item_type]
    blanks = [slot for slot in slots if slot.item_type == "fill_blank"]
    for slot in choices:
        answer(page, slot, values[slot.position])
    page.locator("#q3 .cf-flag").click()
    expect_saved(page)
    expect(chip(page)).to_have_text(SAVED)
    agent.picture("story-exam", whole=False)
    agent.context.set_offline(True)
    for slot in blanks:
        answer(page, slot, values[slot.position])
    expect(chip(page)).to_have_text(f"离线 · 本机已存 {len(blanks)} 题")
    agent.context.set_offline(False)
    expect(page.locator("[data-notice-box]")).to_contain_text(f"网络恢复，{len(blanks)} 题已全部上传")
    expect_saved(page)
    page.reload()
    ready(page)
    expect(page.locator("[data-answer-card] b[data-n-answered]")).to_have_text(str(len(choices) + len(blanks)))
    expect(page.locator("#q3 .cf-flag")).to_have_attribute("aria-pressed", "true")
    for slot in slots:
        if slot not in choices and slot not in blanks:
            answer(page, slot, values[slot.position])
    expect_saved(page)


def see_the_result(agent: Visitor) -> None:
    """Total with the pass line, sections, areas with their minima."""
    page = agent.go("/my/results")
    page.get_by_role("link", name=re.compile("理论考试")).first.click()
    main = page.locator("main")
    expect(main.locator(".cf-fig").first).to_contain_text("100")
    expect(main).to_contain_text("高出及格线 30 分；关键题错 0 题")
    expect(page.get_by_role("row").filter(has_text="投诉处理技巧")).to_contain_text("25 / 25")
    expect(page.get_by_role("row").filter(has_text="投诉处理技巧")).to_contain_text("≥ 12.5")
    expect(page.get_by_role("row").filter(has_text="五、论述题")).to_contain_text("15 / 15")
    agent.picture("story-result")


def be_approved(second: Visitor, agent: Visitor) -> None:
    """A second person approves; until then the agent waits and knows for what."""
    expect(agent.go("/my/way").locator("main")).to_contain_text("等待批准")
    page = second.go("/decisions")
    section = page.locator("main section", has_text=LOGIN)
    expect(section).to_contain_text(CERTIFICATE)
    second.picture("story-decisions")
    section.get_by_role("button", name="批准发证").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    expect(page.locator("main section", has_text=LOGIN)).to_have_count(0)
    expect(agent.go("/my/way").locator("main")).to_contain_text("有效期至")
    agent.picture("story-way-done")


def take_the_certificate(agent: Visitor, folder: Path) -> tuple[str, str]:
    """The PDF says what it is and for whom, in a font that it carries; returns its number and the link to check it."""
    page = agent.go("/my/certificates")
    expect(page.locator("main h2")).to_have_text(CERTIFICATE)
    agent.picture("story-certificates")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 PDF").click()
    file = folder / "certificate.pdf"
    waiting.value.save_as(file)
    sheet = PdfReader(file).pages[0]
    text = re.sub(r"\s", "", sheet.extract_text())
    number = page.locator("dd", has_text=re.compile(r"^CT-\d{4}-\d{6}$")).inner_text()
    assert all(words in text for words in (CERTIFICATE, NAME, number, re.sub(r"\s", "", THEORY))), text
    fonts = [font.get_object() for font in sheet["/Resources"]["/Font"].values()]
    inner = [each["/DescendantFonts"][0].get_object() if "/DescendantFonts" in each else each for each in fonts]
    files = {"/FontFile", "/FontFile2", "/FontFile3"}
    assert inner and all(files & set(font["/FontDescriptor"].get_object()) for font in inner)
    return number, str(page.get_by_role("link", name="验证页").get_attribute("href"))


def anyone_checks_it(stranger: Visitor, link: str, number: str) -> None:
    """Signed out, on a phone: valid now, the holder masked."""
    page = stranger.go(link)
    main = page.locator("main")
    expect(main.locator("h1")).to_have_text("有效")
    for words in (CERTIFICATE, number, "陆**", "江岚省"):
        expect(main).to_contain_text(words)
    assert NAME not in page.content() and LOGIN not in page.content()
    stranger.picture("story-verify")


def hr_finds_it(hr: Visitor, number: str, folder: Path) -> None:
    """Filter, counts = rows = export, and the reasons on the person's page."""
    page = hr.go("/records")
    page.select_option("#status", label="有效")
    page.get_by_role("button", name="查询").click()
    rows = page.locator("table tbody tr")
    n_valid = rows.count()
    expect(page.locator(".cf-statline [aria-current] b")).to_have_text(str(n_valid))
    expect(page.get_by_role("link", name=f"导出 Excel（{n_valid} 条）")).to_be_visible()
    expect(rows.filter(has_text=LOGIN)).to_contain_text(CERTIFICATE)
    hr.picture("story-records", whole=False)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("导出 Excel")).click()
    waiting.value.save_as(folder / "records.xlsx")
    sheet = load_workbook(io.BytesIO((folder / "records.xlsx").read_bytes())).active
    assert sheet is not None
    lines = [["" if cell is None else str(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]
    at = next(number for number, line in enumerate(lines) if "工号" in line)
    exported = [line[lines[at].index("工号")] for line in lines[at + 1 :] if any(line)]
    shown = [text.split()[-1] for text in page.locator("table tbody th").all_inner_texts()]
    assert exported == shown and len(shown) == n_valid and LOGIN in shown
    rows.filter(has_text=LOGIN).get_by_role("link").first.click()
    main = page.locator("main")
    for words in (CERTIFICATE, number, "批准发证", "100 分，通过", "28 课全部读完"):
        expect(main).to_contain_text(words)
    hr.picture("story-person")
