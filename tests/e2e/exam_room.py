"""A small exam in the demo organisation and candidates for it, made through the services; and what a candidate does on
the exam page. All its multiple choice items have the key AC.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import FixedItem, Navigation, PassRule, Section, SittingPlan, Slot
from foundation import clock
from foundation.score import points
from people import services as people
from people.domain import SYSTEM, Actor, Permission
from people.passwords import hash_password
from question_bank import services as bank
from question_bank.domain.items import ItemDraft
from tests.e2e.addresses import EXAMINER, REVIEWER, WRITER
from tests.e2e.server import Site
from tests.e2e.visitors import Visitor

PASSWORD = "a long password 42"
AREA = "E2E"
EXPLANATION, RATIONALE, POINT = "只有先核身才能答复", "这一项多此一举", "说清时限得两分"
SAVED = re.compile(r"已保存 \d\d:\d\d:\d\d")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Room:
    """A published sitting: where it is, its code, its paper, and who may sit."""

    site: Site
    sitting_id: UUID
    code: str
    slots: tuple[Slot, ...]
    logins: tuple[str, ...]

    def slots_of(self, item_type: str) -> list[Slot]:
        """The paper's items of a type, in order."""
        return [slot for slot in self.slots if slot.item_type == item_type]

    def enter(self, visitor: Visitor, login: str | None = None) -> Page:
        """Sign in, type the code, be on the exam page."""
        visitor.sign_in(login or self.logins[0], PASSWORD)
        page = visitor.go(f"/sittings/{self.sitting_id}/start")
        page.fill("input[name=access_code]", self.code)
        page.click("main form button.btn-primary")
        return ready(page)

    def saved(self, page: Page) -> dict[int, Any]:
        """What the server holds now for the attempt of this page: the answer at each position."""
        attempt_id = UUID(page.url.split("/attempts/")[1][:36])
        with self.site.services():
            sheet = delivery.page_of(_holder(self, attempt_id), attempt_id, now=clock.now())
            slots = [slot for section in sheet.sections for slot in section.slots]
            return {slot.position: slot.response.value for slot in slots if slot.response is not None}


def _holder(room: Room, attempt_id: UUID) -> Actor:
    actors = map(people.actor_of_login, room.logins)
    return next(actor for actor in actors if delivery.find_attempt(actor, room.sitting_id) == attempt_id)


def open_room(
    site: Site,
    *,
    candidates: int = 1,
    minutes: int = 60,
    window: timedelta = timedelta(hours=3),
    opens: timedelta = timedelta(0),
    linear: bool = False,
    drafts: Sequence[ItemDraft] = (),
    times: Sequence[tuple[int, int]] = (),
    **plan: Any,
) -> Room:
    """Items, exam, form, sitting, roster, all through the services; open from now on, or from `opens` later (earlier).

    `drafts` are items of other types, each with a section of its own and worth 4 points; `times` are the own minutes of
    each section and of the break after it.
    `plan` are further fields of the sitting's plan: latest entry, rules of the room.
    """
    with site.services():
        now, title = clock.now() + min(opens, timedelta(0)), f"浏览器里的考试 {next(_numbers)}"
        begin = now + max(opens, timedelta(0))
        examiner = people.actor_of_login(EXAMINER)
        units = {unit.name: unit.id for unit in people.list_units(SYSTEM, Permission.MANAGE_PEOPLE)}
        province, centre = units["江岚省"], units["岚州一中心"]
        exam_id = exams.exam_from_items(
            examiner,
            province,
            title=title,
            sections=_own_sections(province, drafts, now)
            if drafts
            else _timed(
                _sections(_items(province, now), Navigation.LINEAR if linear or times else Navigation.FREE), times
            ),
            duration_minutes=minutes,
            pass_rule=PassRule(total_at_least=points(8)),
            now=now,
        )
        form_id = exams.assemble_form(examiner, exam_id, now=now)
        exams.freeze_form(examiner, form_id, now=now)
        logins = tuple(f"9{next(_numbers):05}" for _ in range(candidates))
        ids = [_candidate(login, centre, now) for login in logins]
        version_id = exams.get_exam(examiner, exam_id).version.id
        wanted = SittingPlan(title, centre, version_id, begin, begin + window, **plan)
        sitting_id = exams.create_sitting(examiner, wanted, now=now)
        exams.add_to_roster(examiner, sitting_id, ids, now=now)
        exams.publish_sitting(examiner, sitting_id, now=now)
        code = exams.show_sitting(examiner, sitting_id).access_code
        return Room(site, sitting_id, code or "", tuple(exams.get_form(form_id).slots), logins)


def _items(unit_id: UUID, now: datetime, drafts: Sequence[ItemDraft] = ()) -> list[UUID]:
    """The approved versions of the drafts; made once an installation."""
    writer, reviewer = people.actor_of_login(WRITER), people.actor_of_login(REVIEWER)
    bank.save_area(people.actor_of_login(EXAMINER), AREA, "浏览器里的考试", "Exams in a browser", position=99, now=now)
    item_ids = bank.import_items(writer, unit_id, list(drafts or _drafts()), now=now).all
    for item_id in item_ids:
        if bank.show_item(writer, item_id).version.status == "draft":
            bank.submit_for_review(writer, item_id, now=now)
            bank.approve_item(reviewer, item_id, now=now)
    return [bank.show_item(writer, item_id).version.id for item_id in item_ids]


def _drafts() -> list[ItemDraft]:
    options = [{"id": letter, "text": f"做法{letter}", "rationale": RATIONALE} for letter in "ABCD"]
    choices = [("single_choice", ["B"]), ("single_choice", ["C"]), *[("multiple_choice", ["A", "C"])] * 3]
    contents: list[tuple[str, dict[str, Any]]] = [
        (kind, {"stem": f"第 {n} 题怎么做", "options": options, "answer_key": key})
        for n, (kind, key) in enumerate(choices, 1)
    ]
    blanks = [["核对身份的密语", "密语甲"], ["密语乙"], ["密语丙"]]
    contents.append(("fill_blank", {"stem": "先____，再____，最后____。", "answer_key": blanks}))
    contents.append(
        (
            "essay",
            {
                "stem": "怎样答复投诉？",
                "answer_key": None,
                "marking_guide": EXPLANATION,
                "scoring_points": [{"text": POINT, "points": "2"}, {"text": "礼貌结束", "points": "3"}],
                "needs_drawing": False,
            },
        )
    )
    shared = {"explanation": EXPLANATION, "lang": "zh-CN"}
    return [
        ItemDraft(kind, {**shared, **content}, AREA, external_id=f"e2e-{n}")
        for n, (kind, content) in enumerate(contents)
    ]


def _sections(version_ids: Sequence[UUID], navigation: Navigation) -> list[Section]:
    worth = [points(n) for n in (1, 1, 2, 2, 2, 3, 5)]
    fixed = [FixedItem(version_id, each) for version_id, each in zip(version_ids, worth, strict=True)]

    def section(title: str, item_type: str, rule: str, items: list[FixedItem]) -> Section:
        total = sum((item.points for item in items), points(0))
        return Section(title, total, item_type, rule, fixed=tuple(items), shuffle_options=True, navigation=navigation)

    return [
        section("一、单选题", "single_choice", "exact", fixed[:2]),
        section("二、多选题", "multiple_choice", "exact", fixed[2:5]),
        section("三、填空题", "fill_blank", "per_blank", fixed[5:6]),
        section("四、论述题", "essay", "manual", fixed[6:]),
    ]


def _timed(sections: list[Section], times: Sequence[tuple[int, int]]) -> list[Section]:
    if not times:
        return sections
    return [
        replace(section, minutes=minutes, break_minutes=after)
        for section, (minutes, after) in zip(sections, times, strict=True)
    ]


def _own_sections(unit_id: UUID, drafts: Sequence[ItemDraft], now: datetime) -> list[Section]:
    four = points(4)
    return [
        Section(f"第 {number} 大题", four, draft.item_type, fixed=(FixedItem(version_id, four),), shuffle_options=True)
        for number, (draft, version_id) in enumerate(zip(drafts, _items(unit_id, now, drafts), strict=True), 1)
    ]


def _candidate(login: str, unit_id: UUID, now: datetime) -> UUID:
    return people.create_person(
        SYSTEM,
        login=login,
        name=f"考生{login[-2:]}",
        unit_id=unit_id,
        phone="13800000900",
        password_hash=hash_password(PASSWORD),
        must_change_password=False,
        now=now,
    )


# ---- what a candidate does


def ready(page: Page) -> Page:
    """Wait until the page's scripts run and it may write or says why not."""
    expect(page.locator("[data-time-left]")).not_to_be_empty()
    return page


def answer(page: Page, slot: Slot, value: Any) -> None:
    """Choose or type what makes this response."""
    fields = page.locator(f"[name=q{slot.position}]")
    if slot.item_type in ("single_choice", "multiple_choice", "true_false"):
        wanted = value if isinstance(value, list) else [str(value).lower() if isinstance(value, bool) else value]
        for option in wanted:
            page.check(f"input[name=q{slot.position}][value='{option}']")
    else:
        for number, text in enumerate(value if isinstance(value, list) else [value]):
            fields.nth(number).fill(text)


def chip(page: Page) -> Locator:
    """The save chip's text."""
    return page.locator("[data-chip-text]")


def expect_saved(page: Page) -> None:
    """Everything is on the server, and the page says since when."""
    expect(page.locator("[data-answer-card] a.wait")).to_have_count(0)
    expect(chip(page)).to_have_text(SAVED)


def hand_in(page: Page) -> None:
    """Check, hand in, be on the receipt."""
    page.locator("[data-open-hand-in]:visible").first.click()
    page.click("dialog[data-hand-in] [data-confirm]")
    page.wait_for_url("**/receipt")
