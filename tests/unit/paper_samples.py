"""Small frozen papers for the tests of marking and results, made without a database."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from certify.exams.domain import ExamForm, FormSection, FormState, Navigation, PassRule, ShowAnswers, Slot
from certify.marking.domain import SlotOutcome
from question_bank import item_types
from question_bank.domain import OutcomeStatus, Pool, content_hash

AREAS = {"M0": ("认知与安全", "Role and security"), "M1": ("服务礼仪", "Etiquette")}


def options(*letters: str) -> list[dict[str, Any]]:
    return [{"id": letter, "text": f"选项 {letter}", "rationale": None} for letter in letters]


def single(answer: str | None = "B") -> dict[str, Any]:
    key = [answer] if answer else None
    return item_types.get("single_choice").validate(
        {"stem": "哪一项对？", "options": options("A", "B", "C"), "answer_key": key}
    )


def multiple() -> dict[str, Any]:
    return item_types.get("multiple_choice").validate(
        {"stem": "哪些对？", "options": options("A", "B", "C", "D"), "answer_key": ["A", "C"]}
    )


def blanks(n: int = 3) -> dict[str, Any]:
    stem = "，".join(f"{i} 是 ____" for i in range(n))
    key = [[f"答案{i}"] for i in range(n)]
    return item_types.get("fill_blank").validate({"stem": stem, "answer_key": key})


def essay(*scoring_points: tuple[str, str]) -> dict[str, Any]:
    points = [{"text": text, "points": value} for text, value in scoring_points]
    return item_types.get("essay").validate(
        {"stem": "论述处理全过程。", "marking_guide": "看流程和时限。", "scoring_points": points}
    )


def a_slot(
    position: int, item_type: str, content: dict[str, Any], points: str, section: int = 1, area: str = "M0", **more: Any
) -> Slot:
    kind = item_types.get(item_type)
    return Slot(
        position=position,
        section=section,
        number=position,
        item_id=UUID(int=1000 + position),
        version_id=UUID(int=2000 + position),
        content_hash=content_hash(content),
        item_type=item_type,
        area_code=area,
        points=Decimal(points),
        scoring_rule=more.pop("scoring_rule", kind.default_scoring_rule),
        critical=more.pop("critical", False),
        content=content,
        shape=kind.response_shape(content),
    )


def a_section(number: int, slots: list[Slot], **minima: Any) -> FormSection:
    mine = [slot for slot in slots if slot.section == number]
    return FormSection(
        number=number,
        title=f"第 {number} 大题",
        rule="",
        title_en=f"Section {number}",
        rule_en="",
        item_type=None,
        points=sum((slot.points for slot in mine), Decimal(0)),
        navigation=Navigation.FREE,
        shuffle_items=False,
        shuffle_options=False,
        minimum_percent=minima.get("percent"),
        minimum_points=minima.get("points"),
        positions=tuple(slot.position for slot in mine),
    )


def a_form(
    slots: list[Slot], rule: PassRule | None = None, minima: dict[int, dict[str, Any]] | None = None
) -> ExamForm:
    numbers = sorted({slot.section for slot in slots})
    return ExamForm(
        id=UUID(int=1),
        exam_id=UUID(int=2),
        exam_version_id=UUID(int=3),
        label="甲卷",
        state=FormState.FROZEN,
        seed=1,
        hash="f" * 64,
        title="理论考试",
        title_en="Theory exam",
        total=sum((slot.points for slot in slots), Decimal(0)),
        duration_seconds=5400,
        grace_seconds=10,
        pass_rule=rule or PassRule(),
        show_answers=ShowAnswers.AFTER_RELEASE,
        pool=Pool.EXAM,
        sections=tuple(a_section(number, slots, **(minima or {}).get(number, {})) for number in numbers),
        slots=tuple(slots),
    )


def scored(position: int, points: str | Decimal, by_marker: bool = False) -> SlotOutcome:
    return SlotOutcome(position, OutcomeStatus.SCORED, Decimal(points), by_marker=by_marker)


def waiting(position: int) -> SlotOutcome:
    return SlotOutcome(position, OutcomeStatus.AWAITING_MARKER, None, by_marker=True)
