"""An exam whose sections have their own clocks, in Chromium against the real server: two clocks, leaving, the break and
its end by keyboard, time that runs out without a network, the last section that hands in by itself.
"""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import update

from certify.delivery import queries
from certify.delivery.domain.sections import windows_from_json, windows_to_json
from certify.delivery.models import AttemptRow
from certify.delivery.services import room as invigilation
from foundation import clock
from foundation.db import transaction
from people import services as people
from tests.e2e.addresses import INVIGILATOR
from tests.e2e.exam_room import Room, answer, expect_saved, open_room, ready
from tests.e2e.server import Site
from tests.e2e.test_exam_access import attempt_of, look_at
from tests.e2e.visitors import PATIENCE, Visitor

Visit = Callable[..., Visitor]
TIMES = ((20, 5), (15, 0), (10, 0), (10, 0))
MINUTES = 60


def run_out(room: Room, page: Page, section: int, seconds: float) -> None:
    """As if one had begun earlier: the section ends so many seconds from now, the later ones follow it."""
    with room.site.services(), transaction() as session:
        row = queries.get_attempt(attempt_of(page))
        windows = windows_from_json(row.section_windows)
        by = clock.now() + timedelta(seconds=seconds) - next(w.closes_at for w in windows if w.section == section)
        moved = [(w.section, w.opens_at + by, w.closes_at + by) for w in windows]
        shifted = windows_to_json(tuple(type(windows[0])(*each) for each in moved))
        session.execute(update(AttemptRow).where(AttemptRow.id == row.id).values(section_windows=shifted))


def at_section(page: Page, number: int) -> None:
    expect(page.locator(f"#s{number} ~ article").first).to_be_visible(timeout=PATIENCE)
    ready(page)
    expect(page.locator("[data-section-left]")).not_to_be_empty()


def test_sections_with_their_own_clocks(demo: Site, visit: Visit) -> None:
    room = open_room(demo, minutes=MINUTES, times=TIMES)
    candidate = visit(demo)
    page = room.enter(candidate)
    at_section(page, 1)
    expect(page.locator("[data-section-left]")).to_contain_text("19:")
    expect(page.locator("#say")).to_contain_text("一、单选题。 本大题还剩 20 分钟。 还剩 60 分钟。")
    answer(page, room.slots[0], "B")
    expect_saved(page)
    with demo.services():
        invigilator = people.actor_of_login(INVIGILATOR)
        invigilation.extend(invigilator, room.sitting_id, None, 10, "键盘坏了", now=clock.now())
    expect(page.locator("[data-section-left]")).to_contain_text("29:", timeout=PATIENCE)
    found = look_at(page, "a section with its clock", ())

    page.click("[data-leave-section]")
    expect(page.locator("[data-leave] [data-text]")).to_contain_text("余下的时间不带到后面的大题")
    page.click("[data-leave] [data-confirm]")
    proceed = page.locator("[data-enter-section]")
    expect(proceed).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-section-left]")).to_contain_text("4:", timeout=PATIENCE)
    expect(page.locator("article[data-slot]")).to_have_count(0)
    found += look_at(page, "the break", (390,))
    proceed.focus()
    page.keyboard.press("Enter")
    at_section(page, 2)

    page.goto("about:blank")  # closed, and opened again: the right section
    page.go_back()
    at_section(page, 2)
    run_out(room, page, 2, 5)
    page.reload()
    at_section(page, 2)
    candidate.context.set_offline(True)
    answer(page, room.slots[2], ["A", "C"])
    expect(page.locator("[data-leave] [data-text]")).to_contain_text("网络断开了", timeout=PATIENCE)
    candidate.context.set_offline(False)
    at_section(page, 3)
    assert room.saved(page) == {}  # only what is open is given
    with demo.services():
        held = queries.responses_of(attempt_of(page))
    assert (held[1].value, held[3].value) == ("B", ["A", "C"])

    run_out(room, page, 4, 2)
    page.wait_for_url("**/receipt", timeout=PATIENCE * 3)
    expect(page.locator("main")).to_contain_text("时间到")
    assert found == []
