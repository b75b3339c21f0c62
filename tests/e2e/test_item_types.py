"""The item types beyond choices, in Chromium: answered by keyboard alone on the exam page, axe clean, also narrow."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from question_bank import item_types
from question_bank.domain.items import ItemDraft
from tests.chromium import violations
from tests.e2e.exam_room import AREA, expect_saved, open_room, ready
from tests.e2e.server import Site
from tests.e2e.test_pages import STICKS_OUT
from tests.e2e.visitors import Visitor

Visit = Callable[..., Visitor]
NAMES = ("ordering", "matching", "inline_choice", "numeric_entry", "transcript_audit")
DRAFTS = [
    ItemDraft(name, dict(item_types.get(name).specimens()[0].content), AREA, external_id=f"types-{name}")
    for name in NAMES
]
RIGHT = {1: ["B", "D", "C", "A"], 2: ["C", "A", "B"], 3: ["A", "B"], 4: "12.55 MB", 5: ["3", "5"]}


def keys(page: Page, *names: str) -> None:
    """Press one key after the other."""
    for name in names:
        page.keyboard.press(name)


def item(page: Page, position: int) -> Locator:
    return page.locator(f"#q{position} fieldset[data-response]")


def order_things(page: Page) -> None:
    """With the buttons: each thing goes up until it stands where it belongs; the move is said, the focus stays."""
    rows = item(page, 1).locator("[data-row]")
    for place, name in enumerate(RIGHT[1]):
        row = rows.filter(has=page.locator(f"option[value='{name}:1']"))
        row.locator("[data-move='-1']").focus()
        while row.locator("select").input_value() != f"{name}:{place + 1}":
            before = row.locator("select").input_value()
            keys(page, "Enter")
            if row.locator("select").input_value() == before:  # it stands first already: nothing was set yet
                item(page, 1).locator("[data-keep]").focus()
                keys(page, "Enter")
    expect(item(page, 1).locator("[data-said]")).not_to_be_empty()


def choose(page: Page, select: Locator, value: str) -> None:
    """With the arrow keys, as far down as the option stands."""
    values = select.locator("option").evaluate_all("all => all.map(one => one.value)")
    select.focus()
    keys(page, *["ArrowDown"] * values.index(value))
    expect(select).to_have_value(value)


def test_every_part_is_answered_by_keyboard_alone(demo: Site, visit: Visit) -> None:
    room = open_room(demo, drafts=DRAFTS)
    page = room.enter(visit(demo))
    order_things(page)
    for position in (2, 3):
        selects = item(page, position).locator("select").all()
        for select, value in zip(selects, RIGHT[position], strict=True):
            choose(page, select, value)
    item(page, 4).locator("input").focus()
    page.keyboard.type(str(RIGHT[4]))
    for line in RIGHT[5]:
        item(page, 5).locator(f"input[value='{line}']").focus()
        keys(page, "Space")
    expect_saved(page)
    assert room.saved(page) == RIGHT
    found = []
    for width in (1360, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {each}" for each in (*violations(page), page.evaluate(STICKS_OUT)) if each]
        if shots := os.environ.get("SHOTS"):
            page.screenshot(path=Path(shots) / f"types-exam-{width}.png", full_page=True)
    page.reload()
    ready(page)
    expect(item(page, 1).locator("select").first).to_be_enabled()
    expect(item(page, 1).locator("[data-text]").first).to_have_text("核对机主身份")
    item(page, 1).locator("select").first.focus()
    keys(page, "Home")  # no place at all: the answer is taken back
    expect(item(page, 1).locator("[data-unset]")).to_be_visible()
    expect_saved(page)
    assert room.saved(page)[1] is None
    assert found == []
