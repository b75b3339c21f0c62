"""A picture, a sound and a drawing, in Chromium: seen, enlarged by keyboard, kept without a network; a photo attached
offline is brought on return, acknowledged, handed in, and seen by the marker.
"""

from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import Page, expect

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.marking import services as marking
from foundation import clock
from foundation.media import read_media
from people import services as people
from people.domain import SYSTEM, Permission
from question_bank.domain.media import files_in
from tests.chromium import violations
from tests.e2e.addresses import EXAMINER, MARKER, REVIEWER, WRITER, prepare
from tests.e2e.exam_room import Room, _candidate, expect_saved
from tests.e2e.server import Site
from tests.e2e.test_pages import STICKS_OUT
from tests.e2e.visitors import PATIENCE, Visitor
from tests.media_hall import open_media_hall
from tests.media_samples import chunk, png

Visit = Callable[..., Visitor]
LOGIN = "980001"
PHOTO = png(2600, 1300, chunk(b"tEXt", b"GPS\x0031.2N"), colour=b"\xf4\xf4\xe8")
DECODED = "async image => { await image.decode(); return image.naturalWidth; }"
WIDTH_OF = "image => image.complete && image.naturalWidth"


def open_room(site: Site) -> Room:
    """The exam, one candidate."""
    with site.services():
        now = clock.now()
        units = {unit.name: unit.id for unit in people.list_units(SYSTEM, Permission.MANAGE_PEOPLE)}
        staff = {
            key: people.actor_of_login(login)
            for key, login in (("writer", WRITER), ("reviewer", REVIEWER), ("ben", EXAMINER))
        }
        person_id = _candidate(LOGIN, units["岚州一中心"], now)
        hall = open_media_hall(staff, units["江岚省"], units["岚州一中心"], [person_id], now, title="看图听音作图")
        slots = tuple(exams.get_form(hall.form_ids[0]).slots)
        return Room(site, hall.sitting_id, hall.code, slots, (LOGIN,))


def look(page: Page) -> list[str]:
    """What is wrong with the page, wide and narrow."""
    found = violations(page)
    page.set_viewport_size({"width": 320, "height": 720})
    found += violations(page)
    wide = page.evaluate(STICKS_OUT)
    page.set_viewport_size({"width": 1360, "height": 900})
    return [*found, *([str(wide)] if wide else [])]


def test_a_picture_a_sound_and_a_drawing_that_was_attached_offline(demo: Site, visit: Visit) -> None:
    room, ada = open_room(demo), visit(demo)
    page = room.enter(ada)
    attempt_id = UUID(page.url.split("/attempts/")[1][:36])
    assert page.get_by_alt_text("机房接线图").evaluate(WIDTH_OF) == 480
    assert page.get_by_alt_text("红色的端口").evaluate(WIDTH_OF) == 120
    ada.picture("exam-picture")
    assert look(page) == []

    page.get_by_role("button", name="放大 机房接线图").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[data-picture]")).to_be_visible()
    assert violations(page) == []
    ada.picture("exam-picture-large", whole=False)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="放大 机房接线图")).to_be_focused()
    page.check("input[name=q1][value=A]")
    expect_saved(page)
    page.click("[data-leave-section]")
    page.click("dialog[data-leave] [data-confirm]")

    sound = page.get_by_label("客户来电")
    page.wait_for_function("() => document.querySelector('audio')?.src.startsWith('blob:')")
    expect(page.locator("textarea[name=q2]")).to_be_enabled(timeout=PATIENCE)
    page.context.set_offline(True)
    sound.evaluate("audio => audio.play()")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0")

    page.set_input_files("input[type=file]", {"name": "IMG_0001.png", "mimeType": "image/png", "buffer": PHOTO})
    drawn = page.get_by_alt_text("附图 1")
    expect(drawn).to_be_visible()
    page.fill("textarea[name=q2]", "左边是光猫，右边是路由器。")
    expect(page.locator("[data-state]").last).to_contain_text("1 张图片已存在这台电脑上，等待上传")
    expect(page.locator("[data-answer-card] a.wait")).to_have_count(1)
    page.locator("[data-open-hand-in]:visible").first.click()
    expect(page.locator("dialog[data-hand-in] [data-confirm]")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")
    ada.picture("exam-drawing-offline")
    page.context.set_offline(False)
    expect(page.locator(".cf-drawing [data-state]")).to_have_text("图片已传到服务器。")
    expect_saved(page)
    assert look(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    ada.picture("exam-drawing-phone")
    page.set_viewport_size({"width": 1360, "height": 900})
    page.reload()
    assert page.get_by_alt_text("附图 1").evaluate(DECODED) == 2000
    page.locator("[data-open-hand-in]:visible").first.click()
    page.click("dialog[data-hand-in] [data-confirm]")
    page.wait_for_url("**/receipt")

    with demo.services():
        value = delivery.get_submitted(attempt_id).responses[2]
        (name,) = files_in(value)
        stored = delivery.get_drawing(attempt_id, name)
        assert read_media(stored.body).width == 2000 and b"GPS" not in stored.body
        version_id = room.slots[1].version_id
        assert version_id in {item.version_id for item in marking.list_queue(people.actor_of_login(MARKER))}
    marker = visit(demo).sign_in(MARKER, prepare(demo)[MARKER])
    desk = marker.go(f"/marking/{version_id}")
    assert desk.get_by_alt_text("附图 1").evaluate(DECODED) == 2000
    assert "980001" not in desk.content() and str(attempt_id) not in desk.content()
    marker.picture("marking-drawing")
    assert violations(desk) == []
