"""The real paper, from its file to a frozen form: what of it is approved makes 81 points."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from certify.exams import services as exams
from foundation.errors import Invalid, NotFound
from question_bank import services as bank
from question_bank.domain import ItemStatus
from question_bank.domain.items import GENERAL, ItemDraft
from question_bank.services import read_texts
from tests.factories import House, signed_in


def take_in_and_approve(house: House, folder: Path, now: datetime) -> None:
    """Import with the key, give the short answers their guides, approve all that is complete."""
    seeds = folder / "seeds"
    texts = read_texts(
        "exam-paper.txt", (seeds / "exam-paper.txt").read_bytes(), (seeds / "exam-paper-key.txt").read_bytes()
    )
    bank.import_paper(house.writer, texts, GENERAL.code, now=now)
    (paper,) = bank.list_papers(house.ben)
    for section in bank.paper_sections(paper.import_id):
        for entry in section.entries:
            if section.item_type == "short_answer":
                version = bank.show_item(house.writer, entry.item_id).version
                content = {**version.content, "marking_guide": "按要点给分。"}
                bank.edit_item(
                    house.writer,
                    entry.item_id,
                    ItemDraft(item_type=entry.item_type, content=content, area_code=GENERAL.code),
                    now=now,
                )
            try:
                bank.submit_for_review(house.writer, entry.item_id, now=now)
            except Invalid:
                continue  # no answer key: it stays a draft
            bank.approve_item(house.reviewer, entry.item_id, now=now)


@pytest.mark.shared_data
def test_the_approved_items_of_the_seed_paper_make_a_form_of_81_points(
    app: Flask, house: House, now: datetime, shared: Path
) -> None:
    take_in_and_approve(house, shared, now)
    (paper,) = exams.list_papers(house.ben)
    plan = exams.plan_from_paper(house.ben, paper.import_id)
    assert (plan.total, plan.n_left_out, plan.n_items) == (Decimal(81), 3, 45)
    assert [section.points for section in plan.sections] == [19, 20, 17, 25]
    ben = signed_in(app, house.ben)
    page = ben.get(f"/exams/from-paper/{paper.import_id}")
    assert "有 3 题不收入" in page.text and "81 分" in page.text
    made = ben.post(
        f"/exams/from-paper/{paper.import_id}",
        data={
            "title": "企业客户技术支持",
            "unit_id": str(house.units["north"]),
            "duration_minutes": "90",
            "total_at_least": "49",
        },
    )
    assert made.status_code == 302
    (exam,) = exams.list_exams(house.ben)
    form_id = exams.assemble_form(house.ben, exam.id, now=now)
    exams.freeze_form(house.ben, form_id, now=now)
    form = exams.get_form(form_id)
    assert form.total == 81 and len(form.slots) == 45
    assert [slot.points for slot in form.slots if slot.section == 4] == [6, 6, 6, 7]
    assert {slot.scoring_rule for slot in form.slots if slot.item_type == "multiple_choice"} == {"exact"}
    assert ben.get(f"/exams/{exam.id}/forms/{form_id}?answers=1").status_code == 200


@pytest.mark.shared_data
def test_who_may_make_an_exam_of_a_paper(app: Flask, house: House, now: datetime, shared: Path) -> None:
    seeds = shared / "seeds"
    texts = read_texts("exam-paper.txt", (seeds / "exam-paper.txt").read_bytes(), None)
    bank.import_paper(house.writer, texts, GENERAL.code, now=now)
    (paper,) = exams.list_papers(house.ben)
    assert all(e.status is ItemStatus.DRAFT for s in bank.paper_sections(paper.import_id) for e in s.entries)
    with pytest.raises(Invalid):
        exams.exam_from_paper(
            house.ben, paper.import_id, unit_id=house.units["north"], title="考", duration_minutes=90, now=now
        )
    with pytest.raises(NotFound):
        exams.plan_from_paper(house.cleo_staff, paper.import_id)
    assert signed_in(app, house.cleo_staff).get(f"/exams/from-paper/{paper.import_id}").status_code == 404
    assert signed_in(app, house.ada).get(f"/exams/from-paper/{paper.import_id}").status_code == 403
    assert "还没有导入的试卷" in signed_in(app, house.cleo_staff).get("/exams/from-paper").text
