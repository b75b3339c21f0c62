"""What was measured of items, in Chromium: the list with its filters, the panel of an item, the counts of the bank's
health, forms side by side. Axe clean and nothing sticks out, on the desk and on a phone, in both languages.
"""

from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import expect

from certify.exams import services as exams
from foundation import clock
from people import services as people
from people.domain import Permission
from question_bank import services as bank
from question_bank.domain.items import ItemFilter, Usage
from tests.chromium import violations
from tests.e2e.addresses import EXAMINER, WRITER
from tests.e2e.server import Site
from tests.e2e.test_pages import STICKS_OUT
from tests.e2e.visitors import Visitor
from tests.statistics_hall import answers

Visit = Callable[..., Visitor]
SITTING = UUID(int=7)


def prepare(site: Site) -> tuple[UUID, UUID]:
    """As if many had sat the demo's items; the item whose key is to be checked, and an exam with a form."""
    with site.services():
        now, examiner = clock.now(), people.actor_of_login(EXAMINER)
        unit_id = bank.home_unit_id(examiner, Permission.WRITE_ITEMS)
        exam = next(each for each in exams.list_exams(examiner) if exams.list_forms(examiner, each.id))
        found = bank.find_items(examiner, ItemFilter(status="approved", usage=Usage.NEVER), limit=12).lines
        form = exams.list_forms(examiner, exam.id)[0]
        on_form = [slot.version_id for slot in exams.get_form(form.id).slots[:20]]
        listed = [line.version.id for line in found]
        sums = dict.fromkeys([*on_form, *listed[4:]], answers(120, 78, 0.34, 2))
        sums |= {
            listed[0]: answers(86, 31, -0.18, 4),
            listed[1]: answers(212, 208, 0.12),
            listed[2]: answers(64, 9, 0.05, 12),
            listed[3]: answers(9, 2),
        }
        bank.replace_statistics(SITTING, unit_id, sums, now=now)
        return found[0].version.item_id, exam.id


def looked_at(visitor: Visitor, name: str) -> list[str]:
    """A picture at each width, what sticks out there, and axe's complaints at the desk."""
    found = [f"{name}: {each}" for each in violations(visitor.page)]
    for width in (1360, 390, 320):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        if out := visitor.page.evaluate(STICKS_OUT):
            found.append(f"{name} {width}: {out}")
        visitor.picture(f"measures-{name}-{width}")
    visitor.page.set_viewport_size({"width": 1360, "height": 900})
    return found


def test_measures_are_found_read_and_compared(demo: Site, visit: Visit) -> None:
    item_id, exam_id = prepare(demo)
    writer, examiner = visit(demo).sign_in(WRITER), visit(demo).sign_in(EXAMINER)
    found: list[str] = []

    page = writer.go("/bank/health")
    found += looked_at(writer, "health")
    page.locator("#measured").locator("xpath=../..").get_by_role("link", name="核对答案").click()
    expect(page.locator("main")).to_contain_text("得分率，区分度")
    writer.picture("measures-flagged")
    page.get_by_label("排序").select_option(label="区分度，低的在前")
    page.get_by_label("得分率到（%）").fill("40")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("main")).to_contain_text("36%　−0.18")
    found += looked_at(writer, "list")
    page.locator(f"a[href='/bank/items/{item_id}']").locator("visible=true").first.click()
    expect(page.locator("#measured").locator("xpath=../..")).to_contain_text("先核对答案")
    found += looked_at(writer, "item")
    examiner.go(f"/exams/{exam_id}/forms")
    found += looked_at(examiner, "compare")
    for visitor, url, name in (
        (writer, "/bank/items?order=facility", "list-en"),
        (writer, f"/bank/items/{item_id}", "item-en"),
        (examiner, f"/exams/{exam_id}/forms", "compare-en"),
    ):
        visitor.look(lang="en")
        visitor.go(url)
        found += looked_at(visitor, name)
    assert found == []
