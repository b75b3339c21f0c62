"""Scripts for the tests of marking and results: a small exam, candidates who hand in, a marker who marks what comes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from certify.exams import services as exams
from certify.exams.domain import ExamBlueprint, FixedItem, Navigation, PassRule, Section, ShowAnswers, SittingPlan, Slot
from certify.marking import services as marking
from people import services as people
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain.items import ItemDraft
from tests.exam_hall import Candidate, Hall, right_answer
from tests.factories import House

SECOND = timedelta(seconds=1)
TEXTS = ("short_answer", "essay")
TEXT_POSITIONS = (5, 6)
Given = Callable[[marking.Script], list[str | None]]
AREAS = (("M0", "认知与安全", "Role and security"), ("M1", "服务礼仪", "Etiquette"))
RULE = PassRule(Decimal(14), area_minimum_percent=50, critical_wrong_at_most=1)


def _content(stem: str, **fields: Any) -> dict[str, Any]:
    return {"stem": stem, "explanation": "解析文字，发布后才能看。", "lang": "zh-CN", **fields}


def _options(letters: str) -> list[dict[str, Any]]:
    return [{"id": letter, "text": f"做法 {letter}", "rationale": None} for letter in letters]


def _points(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"marking_guide": "评分说明文字。", "scoring_points": [{"text": t, "points": p} for t, p in pairs]}


SINGLE = [_content(f"第 {n} 件事先做什么？", options=_options("ABC"), answer_key=["B"]) for n in (1, 2)]
MULTIPLE = _content("哪些要当场复述？", options=_options("ABCD"), answer_key=["A", "C"])
# Words that no random token of a page or cookie can hold.
BLANKS = _content("____、____、____ 三个系统。", answer_key=[["ACD 排队"], ["IVR 导航"], ["CTI 集成"]])
SHORT = _content("怎样安抚着急的客户？", **_points(("倾听：让客户说完", "3"), ("办法：给出时间", "3")))
ESSAY = _content(
    "论述一次投诉的处理全过程。", **_points(("流程：从接到了", "5"), ("时限：说清何时答复", "4.5"), ("用语", "0.5"))
)
ITEMS: tuple[tuple[str, str, bool, str, dict[str, Any]], ...] = (
    ("single_choice", "M0", True, "1", SINGLE[0]),
    ("single_choice", "M1", True, "1", SINGLE[1]),
    ("multiple_choice", "M0", True, "2", MULTIPLE),
    ("fill_blank", "M0", False, "3", BLANKS),
    ("short_answer", "M1", False, "6", SHORT),
    ("essay", "M1", False, "10", ESSAY),
)  # 23 points, 6 of them in M0; passed with 14


def small_hall(
    house: House,
    now: datetime,
    *,
    hours: int = 3,
    answers: ShowAnswers = ShowAnswers.AFTER_RELEASE,
    navigation: Navigation = Navigation.FREE,
) -> Hall:
    """A published sitting of a paper with one item of each kind (positions 1–6), Ada and Adam on its roster."""
    for position, (code, zh, en) in enumerate(AREAS):
        bank.save_area(house.ben, code, zh, en, position=position, now=now)
    north = house.units["north"]
    drafts = [ItemDraft(kind, content, area, critical=critical) for kind, area, critical, _p, content in ITEMS]
    item_ids = bank.import_items(house.writer, north, drafts, now=now).all
    for item_id in item_ids:
        bank.submit_for_review(house.writer, item_id, now=now)
        bank.approve_item(house.reviewer, item_id, now=now)
    versions = {each.item_id: each.version_id for each in bank.list_drawable(people.get_unit(north).path, now=now)}
    fixed = [FixedItem(versions[item], Decimal(row[3])) for item, row in zip(item_ids, ITEMS, strict=True)]
    sections = (
        Section(
            "一、客观题",
            Decimal(7),
            fixed=tuple(fixed[:4]),
            title_en="1. Objective",
            shuffle_options=True,
            navigation=navigation,
        ),
        Section("二、主观题", Decimal(16), fixed=tuple(fixed[4:]), title_en="2. Written", minimum_percent=25),
    )
    blueprint = ExamBlueprint(
        "岗位理论考试", Decimal(23), 60, sections, title_en="Theory of the post", pass_rule=RULE, show_answers=answers
    )
    exam_id = exams.create_exam(house.ben, unit_id=north, blueprint=blueprint, now=now)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    exams.freeze_form(house.ben, form_id, now=now)
    version = exams.load_exam(exam_id).version
    plan = SittingPlan("十一月第一场", house.units["centre"], version.id, now, now + timedelta(hours=hours))
    sitting_id = exams.create_sitting(house.ben, plan, now=now)
    exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person(), house.adam.require_person()], now=now)
    exams.publish_sitting(house.ben, sitting_id, now=now)
    return Hall(exam_id, [form_id], sitting_id, exams.show_sitting(house.ben, sitting_id).access_code)


def sit(actor: Actor, hall: Hall, now: datetime, answer: Callable[[Slot], Any] = right_answer) -> UUID:
    """Give `answer(slot)` everywhere (None: nothing) and hand in. Returns the attempt's id."""
    candidate = Candidate.start(actor, hall, now)
    values = {slot.position: answer(slot) for slot in candidate.form().slots}
    candidate.send(now + SECOND, *(candidate.event(at, value) for at, value in values.items() if value is not None))
    assert candidate.hand_in(now + 2 * SECOND).status == 200
    return candidate.attempt_id


def without_texts(slot: Slot) -> Any:
    """The key, and nothing for what a person would have to mark."""
    return None if slot.item_type in TEXTS else right_answer(slot)


def full_marks(script: marking.Script) -> list[str | None]:
    """Everything that each criterion carries."""
    return [str(criterion.maximum) for criterion in script.criteria]


def no_marks(script: marking.Script) -> list[str | None]:
    """Nothing on each."""
    return ["0"] * len(script.criteria)


def mark_all(marker: Actor, now: datetime, given: Given = full_marks) -> int:
    """Mark everything in the queue; returns how many scripts."""
    n = 0
    for item in marking.list_queue(marker):
        while (script := marking.take_next(marker, item.version_id, now=now)) is not None:
            marking.save_mark(marker, item.version_id, script.lease_id, given(script), "写得清楚", now=now)
            n += 1
    return n
