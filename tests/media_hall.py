"""An exam with a picture, a sound and an answer that wants a drawing, made by services; two linear sections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from certify.exams import services as exams
from certify.exams.domain import FixedItem, Navigation, PassRule, Section, SittingPlan
from foundation.media import references
from foundation.score import points
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain.items import ItemDraft
from tests.exam_hall import Hall
from tests.media_samples import png, wav

AREA = "MEDIA"


@dataclass
class MediaHall(Hall):
    """The ids, and the hashes: of the stem's and an option's picture, of one in an explanation, of the next sound."""

    stem_picture: str = ""
    option_picture: str = ""
    explanation_picture: str = ""
    sound: str = ""


def open_media_hall(
    staff: dict[str, Actor],
    bank_unit: UUID,
    centre: UUID,
    candidates: Sequence[UUID],
    now: datetime,
    *,
    title: str = "看图听音",
) -> MediaHall:
    """Items through review, exam, form, sitting from now on for three hours, roster. `staff`: writer, reviewer, ben."""
    writer, ben = staff["writer"], staff["ben"]
    bank.save_area(ben, AREA, "图与声", "Pictures and sound", position=98, now=now)

    def add(raw: bytes, label: str, transcript: str = "") -> str:
        return bank.add_media(writer, bank_unit, raw, label=label, transcript=transcript, now=now)

    stem = add(png(480, 240, colour=b"\x1f\x6f\xb5"), "机房接线图")
    option = add(png(120, 80, colour=b"\xc0\x40\x30"), "红色的端口")
    reason = add(png(30, 30, colour=b"\x20\x90\x40"), "正确的接法")
    sound = add(wav(0.5), "客户来电", "我的宽带断了。")
    versions = [
        _approved(staff, bank_unit, kind, content, now) for kind, content in _contents(stem, option, reason, sound)
    ]
    sections = [
        _section("一、看图", "single_choice", "exact", versions[0], 2),
        _section("二、听音作图", "short_answer", "manual", versions[1], 4),
    ]
    exam_id = exams.exam_from_items(
        ben, bank_unit, title=title, sections=sections, duration_minutes=60, pass_rule=PassRule(points(3)), now=now
    )
    form_id = exams.assemble_form(ben, exam_id, now=now)
    exams.freeze_form(ben, form_id, now=now)
    version_id = exams.get_exam(ben, exam_id).version.id
    sitting_id = exams.create_sitting(
        ben, SittingPlan(title, centre, version_id, now, now + timedelta(hours=3)), now=now
    )
    exams.add_to_roster(ben, sitting_id, list(candidates), now=now)
    exams.publish_sitting(ben, sitting_id, now=now)
    code = exams.show_sitting(ben, sitting_id).access_code or ""
    names = [references(each)[0].sha256 for each in (stem, option, reason, sound)]
    return MediaHall(exam_id, [form_id], sitting_id, code, *names)


def _contents(stem: str, option: str, reason: str, sound: str) -> list[tuple[str, dict[str, Any]]]:
    options = [
        {"id": "A", "text": f"第一个 {option}", "rationale": None},
        {"id": "B", "text": "第二个", "rationale": None},
    ]
    shared = {"lang": "zh-CN"}
    choice = {
        "stem": f"接在哪个端口？\n{stem}",
        "options": options,
        "answer_key": ["A"],
        "explanation": reason,
        **shared,
    }
    points_for = [{"text": "画出光猫", "points": "2"}, {"text": "画出路由器", "points": "2"}]
    drawn = {"stem": f"听录音，请画出接线图并说明。\n{sound}", "answer_key": None, "marking_guide": "看图", **shared}
    return [
        ("single_choice", choice),
        ("short_answer", {**drawn, "scoring_points": points_for, "needs_drawing": True, "explanation": None}),
    ]


def _approved(staff: dict[str, Actor], unit_id: UUID, kind: str, content: dict[str, Any], now: datetime) -> UUID:
    item_id = bank.create_item(staff["writer"], unit_id, ItemDraft(kind, content, AREA), now=now)
    bank.submit_for_review(staff["writer"], item_id, now=now)
    bank.approve_item(staff["reviewer"], item_id, now=now)
    return bank.show_item(staff["writer"], item_id).version.id


def _section(title: str, kind: str, rule: str, version_id: UUID, worth: int) -> Section:
    fixed = (FixedItem(version_id, points(worth)),)
    return Section(title, points(worth), kind, rule, fixed=fixed, navigation=Navigation.LINEAR)
